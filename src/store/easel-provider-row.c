// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-provider-row.h"

#include "easel-model-row.h"
#include "easel-store-row-private.h"

static void
easel_provider_row_init (EaselProviderRow *self)
{
  self->kinds = EASEL_MODEL_LLM;
  self->enabled = TRUE;
  self->needs_key = TRUE;
}

static void
easel_provider_row_clear (EaselProviderRow *self)
{
  g_free (self->slug);
  g_free (self->name);
  g_free (self->protocol);
  g_free (self->base_url);
  g_free (self->image);
  g_free (self->options);
}

EASEL_DEFINE_ROW (EaselProviderRow, easel_provider_row)
