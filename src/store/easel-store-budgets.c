// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-budgets.h"

#include <glib/gi18n-lib.h>

#include "easel-money.h"
#include "easel-store-usage-private.h"

/*
 * A budget counts all calls from the start of the month on, and up to two months
 * from now: what is dated after now was made before the clock was set back, and
 * holds a stop rather than slipping past it. What is dated still later was made
 * while the clock was wrong; it counts when its day comes, or else a stop would
 * hold for years.
 *
 * Rows come in the order in which calls were made. So what is dated after now, and
 * was followed by a call of an earlier month, is of that month or of one before:
 * it does not hold a stop beyond the month in which the clock was set back.
 */

/* Two long months. */
#define LONGEST_SET_BACK (62 * G_TIME_SPAN_DAY)

static EaselBudgetRow *
read_row (EaselStatement *s)
{
  EaselBudgetRow *row = easel_budget_row_new ();

  row->provider_slug = _easel_statement_dup_text (s, 0);
  row->monthly_limit = _easel_statement_get_int (s, 1);
  row->warn_percent = (guint) _easel_statement_get_int (s, 2);
  row->hard_stop = _easel_statement_get_int (s, 3) != 0;
  row->spent = _easel_statement_get_int (s, 4);
  row->reserved = _easel_statement_get_int (s, 5);
  row->unknown = _easel_statement_get_int (s, 6);
  return row;
}

/* total() is a float, so that nonsense from a provider does not overflow. */
static const char list_sql[] =
    EASEL_USAGE_KEYS ", spent AS MATERIALIZED (SELECT k.provider_slug AS slug, (SELECT json_array("
                     "total(CASE WHEN state <> 'reserved' THEN " EASEL_USAGE_CHARGE " END), "
                     "total(CASE WHEN state = 'reserved' THEN reserved_cost END), "
                     "total(" EASEL_USAGE_CHARGE " IS NULL)) " EASEL_USAGE_OF_KEY
                     "AND created_at >= ?1 AND created_at < ?2 AND (created_at <= ?3 OR id > ?4)) AS sums "
                     "FROM keys CROSS JOIN usage k ON k.id = keys.id) "
                     "SELECT b.provider_slug, b.monthly_limit, b.warn_percent, b.hard_stop, "
                     "CAST(total(sums ->> 0) AS INTEGER), CAST(total(sums ->> 1) AS INTEGER), "
                     "CAST(total(sums ->> 2) AS INTEGER) "
                     "FROM budgets b LEFT JOIN spent ON b.provider_slug = '' OR b.provider_slug = slug "
                     "GROUP BY b.id ORDER BY b.provider_slug";

static const char check_sql[] = EASEL_USAGE_KEYS
    "SELECT b.provider_slug, b.monthly_limit, CAST((SELECT total((SELECT total(" EASEL_USAGE_CHARGE
    ") " EASEL_USAGE_OF_KEY "AND created_at >= ?2 AND created_at < ?3 AND (created_at <= ?4 OR id > ?5))) "
    "FROM keys CROSS JOIN usage k ON k.id = keys.id "
    "WHERE b.provider_slug = '' OR k.provider_slug = b.provider_slug) AS INTEGER) "
    "FROM budgets b WHERE b.hard_stop AND b.provider_slug IN ('', ?1) ORDER BY b.provider_slug";

/* The last call of an earlier month that was made after one that is dated after
 * now; 0 if there is none, as almost always. */
static gboolean
find_last_before (EaselDatabase *database, gint64 month_start, gint64 now, gint64 *id, GError **error)
{
  return _easel_database_get_int (
      database, id, error,
      "SELECT coalesce((SELECT max(id) FROM usage WHERE +created_at < ?1 AND id > "
      "(SELECT min(id) FROM usage INDEXED BY usage_created "
      "WHERE created_at > ?2)), 0)",
      "ii", month_start, now);
}

static gboolean
list_budgets (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 n_budgets = 0, last_before = 0, now = g_get_real_time ();
  g_autoptr (EaselStatement) s = NULL;

  /* Most have none, and then the ledger is not looked at. */
  if (!_easel_database_get_int (database, &n_budgets, error, "SELECT count(*) FROM budgets", ""))
    return FALSE;
  if (n_budgets == 0)
    {
      _easel_value_take_boxed (value, G_TYPE_PTR_ARRAY,
                               g_ptr_array_new_with_free_func ((GDestroyNotify) easel_budget_row_unref));
      return TRUE;
    }
  if (!find_last_before (database, call->ints[0], now, &last_before, error))
    return FALSE;
  s = _easel_database_query (database, error, list_sql, "iiii", call->ints[0], now + LONGEST_SET_BACK, now,
                             last_before);
  return s != NULL && _easel_value_take_rows (value, s, (EaselRowReader) read_row,
                                              (GDestroyNotify) easel_budget_row_unref, error);
}

static gboolean
set_budget (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  EaselBudgetRow *row = call->row;

  return _easel_database_run (
      database, error,
      "INSERT INTO budgets (provider_slug, monthly_limit, warn_percent, hard_stop, created_at, updated_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?5) ON CONFLICT (provider_slug) DO UPDATE SET "
      "monthly_limit = excluded.monthly_limit, warn_percent = excluded.warn_percent, "
      "hard_stop = excluded.hard_stop, updated_at = excluded.updated_at",
      "siibi", row->provider_slug, row->monthly_limit, (gint64) row->warn_percent, row->hard_stop != FALSE,
      g_get_real_time ());
}

static gboolean
remove_budget (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  if (!_easel_database_run (database, error, "DELETE FROM budgets WHERE provider_slug = ?", "s",
                            call->texts[0]))
    return FALSE;
  return _easel_database_changes (database) > 0 ||
         _easel_store_not_found (error, _ ("There is no such budget."));
}

static void
set_budget_error (GError **error, const char *parameter, const char *message)
{
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_BUDGET, message);
  if (error != NULL && *error != NULL)
    g_set_str (&easel_error_get_details (*error)->parameter, parameter);
}

static void
set_over_error (GError **error, const char *slug, gint64 limit, gint64 left, gint64 estimate)
{
  g_autofree char *limit_text = easel_money_format (limit);
  g_autofree char *left_text = easel_money_format (MAX (left, 0));
  g_autofree char *estimate_text = easel_money_format (estimate);
  g_autofree char *message = NULL;

  if (*slug == '\0')
    message = g_strdup_printf (
        /* Translators: amounts of money */
        _ ("This call would cost about %s, and of this month's budget of %s there is %s left. Raise the "
           "budget in Preferences, or run it once anyway."),
        estimate_text, limit_text, left_text);
  else
    message = g_strdup_printf (
        /* Translators: an amount of money; id of an account; amounts of money */
        _ ("This call would cost about %s, and of this month's budget for “%s” of %s there is %s left. Raise "
           "the budget in Preferences, or run it once anyway."),
        estimate_text, slug, limit_text, left_text);
  set_budget_error (error, "over-budget", message);
}

/*
 * Whether a call of this estimate fits under every hard stop, counting what is
 * under way in all programs. For the writer, in the transaction that reserves.
 */
gboolean
_easel_store_budgets_check (EaselDatabase *database,
                            const char *provider_slug,
                            gint64 estimate,
                            gint64 month_start,
                            gboolean agreed_unknown,
                            GError **error)
{
  g_autoptr (EaselStatement) s = NULL;
  g_autoptr (GError) step_error = NULL;
  gint64 now = g_get_real_time (), last_before = 0;

  /* What is free crosses nothing. */
  if (estimate == 0 || (estimate < 0 && agreed_unknown))
    return TRUE;
  if (!find_last_before (database, month_start, now, &last_before, error))
    return FALSE;
  s = _easel_database_query (database, error, check_sql, "siiii", provider_slug, month_start,
                             now + LONGEST_SET_BACK, now, last_before);
  if (s == NULL)
    return FALSE;
  while (_easel_statement_next (s, &step_error))
    {
      gint64 limit = _easel_statement_get_int (s, 1);
      gint64 left = limit - MAX (_easel_statement_get_int (s, 2), 0);

      if (estimate >= 0 && estimate <= left)
        continue;
      if (estimate >= 0)
        set_over_error (error, _easel_statement_get_text (s, 0), limit, left, estimate);
      else
        set_budget_error (
            error, "unknown-price",
            _ ("What this call costs is not known, so it may cross this month's budget. Enter the model's "
               "price in Preferences, or run it once anyway."));
      return FALSE;
    }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&step_error));
  return FALSE;
}

/**
 * easel_store_budgets_list:
 * @self: an open store
 * @month_start: the local month's first moment, UTC microseconds
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of
 *   #EaselBudgetRow with what was spent since, the one for all accounts first
 */
DexFuture *
easel_store_budgets_list (EaselStore *self, gint64 month_start)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = month_start;
  return _easel_store_read (self, list_budgets, call);
}

/**
 * easel_store_budgets_set:
 * @self: an open store
 * @row: scope, limit, share and stop; replaces the one of the same scope
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_budgets_set (EaselStore *self, EaselBudgetRow *row)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL);

  if (row->monthly_limit < 0 || row->warn_percent < 1 || row->warn_percent > 100)
    return dex_future_new_reject (
        EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
        _ ("A budget is an amount that is not negative, and warns from 1 to 100 percent of it on."));
  if (!_easel_store_check_texts (&error, 1, row->provider_slug))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  _easel_store_call_set_row (call, easel_budget_row_ref (row), (GDestroyNotify) easel_budget_row_unref);
  return _easel_store_write (self, EASEL_STORE_USAGE, set_budget, call);
}

/**
 * easel_store_budgets_remove:
 * @self: an open store
 * @provider_slug: (nullable): whose; %NULL or "" for the one for all accounts
 *
 * Returns: (transfer full): a future that resolves to %TRUE, or rejects with
 *   %EASEL_ERROR_NOT_FOUND
 */
DexFuture *
easel_store_budgets_remove (EaselStore *self, const char *provider_slug)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->texts[0] = g_strdup (provider_slug);
  return _easel_store_write (self, EASEL_STORE_USAGE, remove_budget, call);
}
