// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-time.h"
#include "easel-usage-service-private.h"

/* The ledger as RFC 4180: comma, CRLF, quotes doubled. What is not known is an
 * empty cell, never 0. */

#define PRICE_UNIT 1000000

/* Spreadsheets take a cell that begins so for a formula, even a quoted one. */
static gboolean
is_formula (const char *text)
{
  return *text != '\0' && strchr ("=+-@\t\r\n|%", *text) != NULL;
}

static void
add_text (GString *csv, const char *text)
{
  gboolean quoted;

  if (text == NULL)
    text = "";
  quoted = strpbrk (text, ",\"\r\n") != NULL || is_formula (text) || *text == ' ';
  if (quoted)
    g_string_append_c (csv, '"');
  if (is_formula (text))
    g_string_append_c (csv, '\'');
  for (const char *c = text; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *c);
    }
  if (quoted)
    g_string_append_c (csv, '"');
  g_string_append_c (csv, ',');
}

static void
add_number (GString *csv, gint64 number)
{
  if (number >= 0)
    g_string_append_printf (csv, "%" G_GINT64_FORMAT, number);
  g_string_append_c (csv, ',');
}

/* Millionths as a decimal number with a point, whatever the locale. */
static void
add_millionths (GString *csv, gint64 number)
{
  if (number >= 0)
    g_string_append_printf (csv, "%" G_GINT64_FORMAT ".%06" G_GINT64_FORMAT, number / PRICE_UNIT,
                            number % PRICE_UNIT);
  g_string_append_c (csv, ',');
}

static void
end_line (GString *csv)
{
  g_string_truncate (csv, csv->len - 1);
  g_string_append (csv, "\r\n");
}

void
_easel_usage_csv_add_head (GString *csv)
{
  static const char *const names[] = {
    "id",
    "time",
    "kind",
    "provider",
    "provider_name",
    "model",
    "state",
    "error",
    "from_cache",
    "over_budget",
    "fallback_of",
    "input_tokens",
    "cached_tokens",
    "cache_write_tokens",
    "output_tokens",
    "reasoning_tokens",
    "images",
    "cost_usd",
    "estimate_usd",
    "price_input_usd",
    "price_cached_usd",
    "price_cache_write_usd",
    "price_output_usd",
    "price_image_usd",
    "duration_s",
    "first_token_s",
    "retries",
    "request_id",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    add_text (csv, names[i]);
  end_line (csv);
}

/* One call; prices are for a million tokens or one picture. */
void
_easel_usage_csv_add (GString *csv, const EaselUsageRow *row)
{
  g_autofree char *time = easel_time_format_iso (row->created_at);

  add_number (csv, row->id);
  add_text (csv, time);
  add_text (csv, row->kind);
  add_text (csv, row->provider_slug);
  add_text (csv, row->provider_name);
  add_text (csv, row->model_id);
  add_text (csv, easel_usage_state_to_string (row->state));
  add_text (csv, row->error_code);
  add_text (csv, row->from_cache ? "yes" : "no");
  add_text (csv, row->over_budget ? "yes" : "no");
  add_number (csv, row->fallback_of != 0 ? row->fallback_of : -1);
  add_number (csv, row->input_tokens);
  add_number (csv, row->cached_tokens);
  add_number (csv, row->cache_write_tokens);
  add_number (csv, row->output_tokens);
  add_number (csv, row->reasoning_tokens);
  add_number (csv, row->images);
  add_millionths (csv, row->cost);
  add_millionths (csv, row->reserved_cost);
  add_millionths (csv, row->price_input);
  add_millionths (csv, row->price_cached);
  add_millionths (csv, row->price_cache_write);
  add_millionths (csv, row->price_output);
  add_millionths (csv, row->price_image);
  add_millionths (csv, row->duration);
  add_millionths (csv, row->first_token);
  add_number (csv, row->retries);
  add_text (csv, row->request_id);
  end_line (csv);
}
