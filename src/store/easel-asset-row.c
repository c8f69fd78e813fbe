// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-asset-row.h"

#include "easel-store-row-private.h"

static void
easel_asset_row_init (EaselAssetRow *self)
{
  self->width = -1;
  self->height = -1;
  self->duration = -1;
  self->seed = -1;
  self->steps = -1;
  self->guidance = -1;
  self->asked_width = -1;
  self->asked_height = -1;
}

static void
easel_asset_row_clear (EaselAssetRow *self)
{
  g_free (self->hash);
  g_free (self->kind);
  g_free (self->mime);
  g_free (self->source);
  g_free (self->provider_slug);
  g_free (self->provider_name);
  g_free (self->model_id);
  g_free (self->tool);
  g_free (self->name);
  g_free (self->origin);
  g_strfreev (self->tags);
  g_free (self->prompt);
  g_free (self->negative_prompt);
  g_free (self->parameters);
  g_free (self->raw_kind);
  g_free (self->raw);
}

EASEL_DEFINE_ROW (EaselAssetRow, easel_asset_row)
