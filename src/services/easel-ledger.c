// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-ledger-private.h"

#include "easel-edit-cost-private.h"
#include "easel-error.h"
#include "easel-time.h"

/* A row for a call, with the prices of now: they may change later, the row not. */
EaselUsageRow *
_easel_ledger_row_new (const char *kind,
                       const char *provider_slug,
                       const char *provider_name,
                       const char *model_id,
                       const EaselModelRow *model)
{
  EaselUsageRow *row = easel_usage_row_new ();

  row->kind = g_strdup (kind);
  row->provider_slug = g_strdup (provider_slug);
  row->provider_name = g_strdup (provider_name);
  row->model_id = g_strdup (model_id);
  _easel_ledger_take_prices (row, model, 0);
  return row;
}

/* The prices of a call of so many tokens. */
void
_easel_ledger_take_prices (EaselUsageRow *row, const EaselModelRow *model, gint64 input_tokens)
{
  EaselCallPrices prices = _easel_edit_cost_get_prices (model, input_tokens);

  row->price_input = prices.input;
  row->price_cached = prices.cached;
  row->price_cache_write = prices.cache_write;
  row->price_output = prices.output;
  row->price_image = model != NULL ? model->price_image : -1;
}

/* What the user agreed to beyond the budgets. */
EaselReserveFlags
_easel_ledger_take_spend (EaselUsageRow *row, EaselSpendFlags flags)
{
  EaselReserveFlags reserve = EASEL_RESERVE_DEFAULT;

  if ((flags & EASEL_SPEND_UNKNOWN_PRICE) != 0)
    reserve |= EASEL_RESERVE_UNKNOWN_PRICE;
  if ((flags & EASEL_SPEND_OVER_BUDGET) != 0)
    reserve |= EASEL_RESERVE_OVER_BUDGET;
  row->over_budget = flags != EASEL_SPEND_DEFAULT;
  return reserve;
}

/* Awaits: enters row at its reserved cost and gives it an id, or fails with
 * EASEL_ERROR_BUDGET. */
gboolean
_easel_ledger_reserve (EaselStore *store, EaselUsageRow *row, EaselSpendFlags flags, GError **error)
{
  g_autoptr (GError) reserve_error = NULL;
  EaselReserveFlags reserve = _easel_ledger_take_spend (row, flags);

  row->id =
      dex_await_int64 (easel_store_usage_reserve (
                           store, row, easel_time_get_month_start (g_get_real_time (), 0, NULL), reserve),
                       &reserve_error);
  if (reserve_error == NULL)
    return TRUE;
  row->id = 0;
  easel_error_set_provider (reserve_error, row->provider_slug, row->model_id);
  g_propagate_error (error, g_steal_pointer (&reserve_error));
  return FALSE;
}

/* Awaits: from now on the call may be billed. */
gboolean
_easel_ledger_mark_sent (EaselStore *store, EaselUsageRow *row, GError **error)
{
  return dex_await (easel_store_usage_mark_sent (store, row->id), error);
}

void
_easel_ledger_take_usage (EaselUsageRow *row, const EaselUsage *usage)
{
  row->input_tokens = usage->input;
  row->cached_tokens = usage->cached_input;
  row->cache_write_tokens = usage->cache_write;
  row->output_tokens = usage->output;
  row->reasoning_tokens = usage->reasoning;
}

void
_easel_ledger_take_result (EaselUsageRow *row, const EaselTextResult *result)
{
  _easel_ledger_take_usage (row, &result->usage);
  row->duration = result->duration;
  row->first_token = result->time_to_first;
  row->retries = result->retries;
  g_set_str (&row->request_id, result->request_id);
}

void
_easel_ledger_take_error (EaselUsageRow *row, const GError *error)
{
  g_set_str (&row->error_code, error != NULL ? easel_error_get_name (error) : NULL);
}

/* Notes a call that costs nothing and has ended, such as a list of models; begun
 * is of the monotonic clock. Nobody waits for it. */
void
_easel_ledger_note_free (EaselStore *store,
                         const char *kind,
                         const char *provider_slug,
                         const char *provider_name,
                         gint64 begun,
                         const GError *error)
{
  g_autoptr (EaselUsageRow) row = _easel_ledger_row_new (kind, provider_slug, provider_name, "", NULL);

  row->state = error != NULL ? EASEL_USAGE_FAILED : EASEL_USAGE_DONE;
  row->reserved_cost = 0;
  row->cost = 0;
  row->duration = MAX (g_get_monotonic_time () - begun, 0);
  _easel_ledger_take_error (row, error);
  dex_future_disown (easel_store_usage_note (store, row));
}
