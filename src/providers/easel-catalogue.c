// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-catalogue.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/* Date of the price lists that the table was written from: the models.dev
 * lists as of this day. Prices change; they are shown with it. */
#define PRICES_DATE "2026-11-10"

typedef struct
{
  const char *service;
  const char *id;
  const char *name;
  gint64 context;
  gint64 max_output;
  guint flags;
  guint efforts;
  EaselPrice price;
  gint64 above;
  EaselPrice price_above;
} Row;

#define V EASEL_MODEL_VISION
#define R EASEL_MODEL_REASONING
#define T EASEL_MODEL_TOOLS
#define S EASEL_MODEL_STRUCTURED
#define N EASEL_MODEL_NO_SAMPLING
#define E EASEL_MODEL_RETIRING

#define OFF EASEL_EFFORT_NONE
#define LEAST EASEL_EFFORT_MINIMAL
#define USUAL (EASEL_EFFORT_LOW | EASEL_EFFORT_MEDIUM | EASEL_EFFORT_HIGH)
#define MORE EASEL_EFFORT_XHIGH
#define MOST EASEL_EFFORT_MAX

#define NO_PRICE { -1, -1, -1, -1 }

/* Service, id, name, context, longest output, flags, efforts, prices for
 * { input, cached input, cache write, output }, input tokens beyond which the
 * second prices hold. */
/* clang-format off */
static const Row rows[] = {
  { "anthropic", "claude-fable-5", "Claude Fable 5", 1000000, 128000, V | R | T | S | N, USUAL | MORE | MOST, { 10000000, 1000000, 12500000, 50000000 }, -1, NO_PRICE },
  { "anthropic", "claude-fable-5-1", "Claude Fable 5.1", 1000000, 128000, V | R | T | S | N, USUAL | MORE | MOST, { 10000000, 250000, 12500000, 50000000 }, -1, NO_PRICE },
  { "anthropic", "claude-fable-5-2", "Claude Fable 5.2", 1000000, 128000, V | R | T | S | N, USUAL | MORE | MOST, { 8000000, 200000, 10000000, 40000000 }, -1, NO_PRICE },
  { "anthropic", "claude-haiku-4-5", "Claude Haiku 4.5", 200000, 64000, V | R | T | S, OFF | USUAL, { 1000000, 100000, 1250000, 5000000 }, -1, NO_PRICE },
  { "anthropic", "claude-haiku-5-5", "Claude Haiku 5.5", 1000000, 128000, V | R | T | S | N, OFF | USUAL | MORE | MOST, { 100000, 10000, 125000, 500000 }, 100000, { 500000, -1, -1, 2500000 } },
  { "anthropic", "claude-opus-4-5", "Claude Opus 4.5", 200000, 64000, V | R | T | S, OFF | USUAL, { 5000000, 500000, 6250000, 25000000 }, -1, NO_PRICE },
  { "anthropic", "claude-opus-4-6", "Claude Opus 4.6", 1000000, 128000, V | R | T | S, OFF | USUAL | MOST, { 5000000, 500000, 6250000, 25000000 }, -1, NO_PRICE },
  { "anthropic", "claude-opus-4-7", "Claude Opus 4.7", 1000000, 128000, V | R | T | S | N, OFF | USUAL | MORE | MOST, { 5000000, 500000, 6250000, 25000000 }, -1, NO_PRICE },
  { "anthropic", "claude-opus-4-8", "Claude Opus 4.8", 1000000, 128000, V | R | T | S | N, OFF | USUAL | MORE | MOST, { 5000000, 500000, 6250000, 25000000 }, -1, NO_PRICE },
  { "anthropic", "claude-opus-5", "Claude Opus 5", 1000000, 128000, V | R | T | S | N, OFF | USUAL | MORE | MOST, { 5000000, 500000, 6250000, 25000000 }, -1, NO_PRICE },
  { "anthropic", "claude-opus-5-5", "Claude Opus 5.5", 1000000, 128000, V | R | T | S | N, USUAL | MORE | MOST, { 4000000, 200000, 5000000, 20000000 }, -1, NO_PRICE },
  { "anthropic", "claude-sonnet-4-5", "Claude Sonnet 4.5", 200000, 64000, V | R | T | S | E, OFF | USUAL, { 3000000, 300000, 3750000, 15000000 }, -1, NO_PRICE },
  { "anthropic", "claude-sonnet-4-6", "Claude Sonnet 4.6", 1000000, 128000, V | R | T | S, OFF | USUAL | MOST, { 3000000, 300000, 3750000, 15000000 }, -1, NO_PRICE },
  { "anthropic", "claude-sonnet-5", "Claude Sonnet 5", 1000000, 128000, V | R | T | S | N, OFF | USUAL | MORE | MOST, { 2000000, 200000, 2500000, 10000000 }, -1, NO_PRICE },
  { "anthropic", "claude-sonnet-5-5", "Claude Sonnet 5.5", 1000000, 128000, V | R | T | S | N, USUAL | MORE | MOST, { 2000000, 100000, 2500000, 10000000 }, -1, NO_PRICE },
  { "openai", "gpt-4", "GPT-4", 8192, 8192, T, 0, { 30000000, -1, -1, 60000000 }, -1, NO_PRICE },
  { "openai", "gpt-4-turbo", "GPT-4 Turbo", 128000, 4096, V | T, 0, { 10000000, -1, -1, 30000000 }, -1, NO_PRICE },
  { "openai", "gpt-4.1", "GPT-4.1", 1047576, 32768, V | T | S, 0, { 2000000, 500000, -1, 8000000 }, -1, NO_PRICE },
  { "openai", "gpt-4.1-mini", "GPT-4.1 mini", 1047576, 32768, V | T | S, 0, { 400000, 100000, -1, 1600000 }, -1, NO_PRICE },
  { "openai", "gpt-4.1-nano", "GPT-4.1 nano", 1047576, 32768, V | T | S, 0, { 100000, 25000, -1, 400000 }, -1, NO_PRICE },
  { "openai", "gpt-4o", "GPT-4o", 128000, 16384, V | T | S, 0, { 2500000, 1250000, -1, 10000000 }, -1, NO_PRICE },
  { "openai", "gpt-4o-mini", "GPT-4o mini", 128000, 16384, V | T | S, 0, { 150000, 75000, -1, 600000 }, -1, NO_PRICE },
  { "openai", "gpt-5", "GPT-5", 400000, 128000, V | R | T | S | N, LEAST | USUAL, { 1250000, 125000, -1, 10000000 }, -1, NO_PRICE },
  { "openai", "gpt-5-mini", "GPT-5 Mini", 400000, 128000, V | R | T | S | N, LEAST | USUAL, { 250000, 25000, -1, 2000000 }, -1, NO_PRICE },
  { "openai", "gpt-5-nano", "GPT-5 Nano", 400000, 128000, V | R | T | S | N, LEAST | USUAL, { 50000, 5000, -1, 400000 }, -1, NO_PRICE },
  { "openai", "gpt-5.1", "GPT-5.1", 400000, 128000, V | R | T | S, OFF | USUAL, { 1250000, 125000, -1, 10000000 }, -1, NO_PRICE },
  { "openai", "gpt-5.2", "GPT-5.2", 400000, 128000, V | R | T | S, OFF | USUAL | MORE, { 1750000, 175000, -1, 14000000 }, -1, NO_PRICE },
  { "openai", "gpt-5.4", "GPT-5.4", 272000, 128000, V | R | T | S, OFF | USUAL | MORE, { 2500000, 250000, -1, 15000000 }, 272000, { 5000000, -1, -1, 22500000 } },
  { "openai", "gpt-5.4-mini", "GPT-5.4 mini", 400000, 128000, V | R | T | S, OFF | USUAL | MORE, { 750000, 75000, -1, 4500000 }, -1, NO_PRICE },
  { "openai", "gpt-5.4-nano", "GPT-5.4 nano", 400000, 128000, V | R | T | S, OFF | USUAL | MORE, { 200000, 20000, -1, 1250000 }, -1, NO_PRICE },
  { "openai", "gpt-5.5", "GPT-5.5", 272000, 128000, V | R | T | S, OFF | USUAL | MORE, { 5000000, 500000, -1, 30000000 }, 272000, { 10000000, -1, -1, 45000000 } },
  { "openai", "gpt-5.6-luna", "GPT-5.6 Luna", 272000, 128000, V | R | T | S, OFF | USUAL | MORE | MOST, { 200000, 20000, 250000, 1200000 }, 272000, { 400000, -1, -1, 1800000 } },
  { "openai", "gpt-5.6-sol", "GPT-5.6 Sol", 272000, 128000, V | R | T | S, OFF | USUAL | MORE | MOST, { 4000000, 400000, 5000000, 20000000 }, 272000, { 8000000, -1, -1, 30000000 } },
  { "openai", "gpt-5.6-terra", "GPT-5.6 Terra", 272000, 128000, V | R | T | S, OFF | USUAL | MORE | MOST, { 2000000, 200000, 2500000, 12000000 }, 272000, { 4000000, -1, -1, 18000000 } },
  { "openai", "gpt-6-astra", "GPT-6 Astra", 272000, 128000, V | R | T | S | N, USUAL | MORE | MOST, { 10000000, 1000000, 12500000, 50000000 }, 272000, { 20000000, -1, -1, 75000000 } },
  { "openai", "gpt-6-luna", "GPT-6 Luna", 272000, 128000, V | R | T | S | N, OFF | USUAL | MORE | MOST, { 100000, 10000, 125000, 500000 }, 272000, { 200000, -1, -1, 750000 } },
  { "openai", "gpt-6-sol", "GPT-6 Sol", 272000, 128000, V | R | T | S | N, OFF | USUAL | MORE | MOST, { 2000000, 200000, 2500000, 10000000 }, 272000, { 4000000, -1, -1, 15000000 } },
  { "openai", "gpt-6.1-sol", "GPT-6.1 Sol", 272000, 128000, V | R | T | S | N, USUAL | MORE | MOST, { 2000000, 100000, 2500000, 10000000 }, 272000, { 4000000, -1, -1, 15000000 } },
  { "openai", "gpt-6.1-terra", "GPT-6.1 Terra", 272000, 128000, V | R | T | S | N, OFF | USUAL | MORE | MOST, { 1000000, 50000, 1250000, 5000000 }, 272000, { 2000000, -1, -1, 7500000 } },
  { "openai", "o1", "o1", 200000, 100000, V | R | T | S | N, USUAL, { 15000000, 7500000, -1, 60000000 }, -1, NO_PRICE },
  { "openai", "o3", "o3", 200000, 100000, V | R | T | S | N, USUAL, { 2000000, 500000, -1, 8000000 }, -1, NO_PRICE },
  { "openai", "o3-mini", "o3-mini", 200000, 100000, R | T | S | N, USUAL, { 1100000, 550000, -1, 4400000 }, -1, NO_PRICE },
  { "openai", "o4-mini", "o4-mini", 200000, 100000, V | R | T | S | N, USUAL, { 1100000, 275000, -1, 4400000 }, -1, NO_PRICE },
};
/* clang-format on */

static EaselModelInfo *
info_from_row (const Row *row)
{
  EaselModelInfo *info = easel_model_info_new (row->id, row->name);

  info->context = row->context;
  info->max_output = row->max_output;
  info->flags = (EaselModelFlags) row->flags;
  info->efforts = (EaselEfforts) row->efforts;
  info->price = row->price;
  info->above = row->above;
  info->price_above = row->price_above;
  if (row->price.input >= 0)
    info->price_source = g_strdup ("models.dev, " PRICES_DATE);
  return info;
}

/* Length of @model without a date at its end: "-2025-08-07" or "-20251001". */
static gsize
length_without_date (const char *model)
{
  gsize length = strlen (model);
  gsize digits = 0;
  gsize at = length;

  while (at > 0 && (g_ascii_isdigit (model[at - 1]) || (model[at - 1] == '-' && digits < 8)))
    {
      digits += g_ascii_isdigit (model[at - 1]) ? 1 : 0;
      at--;
      if (digits == 8)
        break;
    }
  return digits == 8 && at > 1 && model[at - 1] == '-' ? at - 1 : length;
}

/**
 * easel_catalogue_lookup:
 * @service: (nullable): id of a known service, see #EaselService
 * @model: model id, as the service writes it; a date at its end is not looked at
 *
 * Returns: (transfer full) (nullable): what is known of the model; %NULL if nothing is
 */
EaselModelInfo *
easel_catalogue_lookup (const char *service, const char *model)
{
  gsize length;

  g_return_val_if_fail (model != NULL, NULL);

  if (service == NULL)
    return NULL;
  length = length_without_date (model);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].service, service) && strlen (rows[i].id) == length &&
        strncmp (rows[i].id, model, length) == 0)
      {
        EaselModelInfo *info = info_from_row (&rows[i]);

        if (model[length] != '\0')
          {
            g_set_str (&info->id, model);
            g_set_str (&info->name, model);
          }
        return info;
      }
  return NULL;
}

/**
 * easel_catalogue_list:
 * @service: id of a known service, see #EaselService
 *
 * Returns: (transfer full) (element-type EaselModelInfo): its models that are known here
 */
GPtrArray *
easel_catalogue_list (const char *service)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_info_unref);

  g_return_val_if_fail (service != NULL, list);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (rows[i].service, service))
      g_ptr_array_add (list, info_from_row (&rows[i]));
  return list;
}
