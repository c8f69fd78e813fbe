// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-model-row.h"

#include "easel-store-row-private.h"

static void
easel_model_row_init (EaselModelRow *self)
{
  self->kinds = EASEL_MODEL_LLM;
  self->enabled = TRUE;
  self->available = TRUE;
  self->context_tokens = -1;
  self->max_output_tokens = -1;
  self->price_input = -1;
  self->price_output = -1;
  self->price_cached = -1;
  self->price_image = -1;
  self->price_cache_write = -1;
  self->above = self->above_input = self->above_output = -1;
  self->above_cached = self->above_cache_write = -1;
}

static void
easel_model_row_clear (EaselModelRow *self)
{
  g_free (self->provider_slug);
  g_free (self->provider_name);
  g_free (self->model_id);
  g_free (self->name);
  g_free (self->source);
  g_free (self->capabilities);
  g_free (self->price_source);
  g_free (self->refused_parameters);
}

EASEL_DEFINE_ROW (EaselModelRow, easel_model_row)
