// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-usage-row.h"

#include "easel-store-row-private.h"

static void
easel_usage_row_init (EaselUsageRow *self)
{
  self->price_input = self->price_cached = self->price_cache_write = -1;
  self->price_output = self->price_image = -1;
  self->reserved_cost = self->cost = -1;
  self->input_tokens = self->cached_tokens = self->cache_write_tokens = -1;
  self->output_tokens = self->reasoning_tokens = -1;
  self->images = -1;
  self->duration = self->first_token = -1;
}

static void
easel_usage_row_clear (EaselUsageRow *self)
{
  g_free (self->provider_slug);
  g_free (self->provider_name);
  g_free (self->model_id);
  g_free (self->kind);
  g_free (self->error_code);
  g_free (self->request_id);
}

EASEL_DEFINE_ROW (EaselUsageRow, easel_usage_row)

static const char *const easel_usage_state_names[] = {
  [EASEL_USAGE_RESERVED] = "reserved",       [EASEL_USAGE_DONE] = "done",
  [EASEL_USAGE_FAILED] = "failed",           [EASEL_USAGE_RELEASED] = "released",
  [EASEL_USAGE_UNCONFIRMED] = "unconfirmed",
};

/**
 * easel_usage_state_to_string:
 * @value: a value
 *
 * Returns: @value in a word, as scripts see it and the database holds it
 */
const char *
easel_usage_state_to_string (EaselUsageState value)
{
  g_return_val_if_fail ((guint) value < G_N_ELEMENTS (easel_usage_state_names), "");

  return easel_usage_state_names[value];
}
