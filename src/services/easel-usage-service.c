// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-usage-service-private.h"

#include <glib/gi18n-lib.h>

#include "easel-budget-private.h"
#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-model-row.h"
#include "easel-provider.h"
#include "easel-store-budgets.h"
#include "easel-store-usage.h"
#include "easel-time.h"
#include "easel-usage-entry-private.h"

/* The longest span of a summary, in days: a hundred years and a bit. */
#define MOST_DAYS 40000
/* So many rows are written at a time. */
#define CSV_PAGE 2000

/**
 * EaselUsageService:
 *
 * What calls cost: sums of the ledger, and the budgets for this month. Days and
 * months are the user's own, in local time.
 */
struct _EaselUsageService
{
  GObject parent_instance;

  /* owned */
  EaselStore *store;
  EaselProviderService *providers;
  GListStore *budgets;

  /* state */
  gboolean watching;
  gboolean loading;
  gboolean stale;
};

G_DEFINE_FINAL_TYPE (EaselUsageService, easel_usage_service, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* ---- summaries ---- */

typedef struct
{
  EaselUsageService *self;
  gint64 since;
  gint64 until;
  EaselUsageBy by;
} Query;

static void
query_free (gpointer data)
{
  Query *query = data;

  g_object_unref (query->self);
  g_free (query);
}

static Query *
query_new (EaselUsageService *self, gint64 since, gint64 until, EaselUsageBy by)
{
  Query *query = g_new0 (Query, 1);

  query->self = g_object_ref (self);
  query->since = since;
  query->until = until;
  query->by = by;
  return query;
}

static const char *
name_provider (EaselUsageService *self, const EaselUsageSum *sum)
{
  g_autoptr (EaselProvider) provider = easel_provider_service_find (self->providers, sum->provider_slug);

  /* The list keeps it. */
  if (provider != NULL)
    return easel_provider_get_name (provider);
  return sum->provider_name != NULL ? sum->provider_name : sum->provider_slug;
}

static EaselUsageEntry *
make_model_entry (EaselUsageService *self, EaselUsageSum *sum, gint64 start)
{
  g_autofree char *ref = g_strconcat (sum->provider_slug, ":", sum->model_id, NULL);
  g_autoptr (EaselModelRow) model = _easel_provider_service_get_model_row (self->providers, ref);
  const char *title = sum->model_id;

  if (model != NULL && model->name != NULL)
    title = model->name;
  else if (*sum->model_id == '\0')
    /* Translators: calls that need no model, such as a test of an account */
    title = _ ("No Model");
  return _easel_usage_entry_new (sum, ref, title, name_provider (self, sum), start);
}

static EaselUsageEntry *
make_day_entry (EaselUsageSum *sum, gint64 start)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (start / G_USEC_PER_SEC);
  g_autofree char *key = g_date_time_format (date, "%Y-%m-%d");
  /* Translators: a day, as strftime takes it */
  g_autofree char *title = g_date_time_format (date, C_ ("day of a list", "%A, %-e %B"));

  return _easel_usage_entry_new (sum, key, title, NULL, start);
}

static EaselUsageEntry *
make_entry (EaselUsageService *self, EaselUsageSum *sum, EaselUsageBy by, gint64 start)
{
  switch (by)
    {
    case EASEL_USAGE_BY_MODEL:
      return make_model_entry (self, sum, start);
    case EASEL_USAGE_BY_PROVIDER:
      return _easel_usage_entry_new (sum, sum->provider_slug, name_provider (self, sum), NULL, start);
    case EASEL_USAGE_BY_KIND:
      return _easel_usage_entry_new (sum, sum->kind, easel_usage_kind_get_label (sum->kind), NULL, start);
    case EASEL_USAGE_BY_DAY:
    default:
      return make_day_entry (sum, start);
    }
}

/* The beginning of each local day from since on, which may lie within one, and
 * until. */
static GArray *
list_days (gint64 since, gint64 until)
{
  GArray *bounds = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_val (bounds, since);
  for (int day = 1; day <= MOST_DAYS; day++)
    {
      gint64 start = easel_time_get_day_start (since, day, NULL);

      if (start >= until)
        break;
      g_array_append_val (bounds, start);
    }
  g_array_append_val (bounds, until);
  return bounds;
}

static EaselUsageGroup
group_of (EaselUsageBy by)
{
  switch (by)
    {
    case EASEL_USAGE_BY_MODEL:
      return EASEL_USAGE_GROUP_MODEL;
    case EASEL_USAGE_BY_PROVIDER:
      return EASEL_USAGE_GROUP_PROVIDER;
    case EASEL_USAGE_BY_KIND:
      return EASEL_USAGE_GROUP_KIND;
    case EASEL_USAGE_BY_DAY:
    default:
      return EASEL_USAGE_GROUP_NONE;
    }
}

/* The ledger is read once: the days' sums are all that the others need. */
static DexFuture *
summarise_fiber (gpointer data)
{
  Query *query = data;
  EaselUsageService *self = query->self;
  g_autoptr (GArray) days = list_days (query->since, query->until);
  const gint64 *starts = (const gint64 *) (gconstpointer) days->data;
  g_autoptr (EaselUsageSummary) summary = _easel_usage_summary_new (days);
  g_autoptr (GPtrArray) cells = NULL;
  g_autoptr (GPtrArray) sums = NULL;
  g_autoptr (EaselUsageSum) whole = NULL;
  g_autoptr (EaselUsageEntry) total = NULL;
  g_autoptr (GError) error = NULL;

  cells =
      dex_await_boxed (easel_store_usage_sum (self->store, starts, days->len, group_of (query->by)), &error);
  if (cells == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  whole = easel_usage_sum_fold_all (cells);
  total = _easel_usage_entry_new (whole, "total", _ ("Total"), NULL, query->since);
  _easel_usage_summary_set_total (summary, total);
  for (guint i = 0; i < cells->len; i++)
    {
      EaselUsageSum *sum = g_ptr_array_index (cells, i);
      g_autoptr (EaselUsageEntry) cell = make_entry (self, sum, query->by, starts[sum->bucket]);

      _easel_usage_summary_add_cell (summary, cell);
      if (query->by == EASEL_USAGE_BY_DAY)
        _easel_usage_summary_add (summary, cell);
    }
  if (query->by != EASEL_USAGE_BY_DAY)
    sums = easel_usage_sum_fold (cells);
  for (guint i = 0; sums != NULL && i < sums->len; i++)
    {
      g_autoptr (EaselUsageEntry) entry =
          make_entry (self, g_ptr_array_index (sums, i), query->by, query->since);

      _easel_usage_summary_add (summary, entry);
    }
  return dex_future_new_take_object (g_steal_pointer (&summary));
}

static DexFuture *
first_fiber (gpointer data)
{
  EaselUsageService *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows =
      dex_await_boxed (easel_store_usage_list (self->store, 0, 0, G_MAXINT64, 1), &error);

  if (rows == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_for_int64 (rows->len > 0 ? ((EaselUsageRow *) g_ptr_array_index (rows, 0))->created_at
                                                 : 0);
}

static DexFuture *
export_fiber (gpointer data)
{
  Query *query = data;
  g_autoptr (GString) csv = g_string_new (NULL);
  /* The list begins after this time's rows up to an id. */
  gint64 since = query->since, after = 0;
  GValue value = G_VALUE_INIT;
  DexFuture *future;

  _easel_usage_csv_add_head (csv);
  while (TRUE)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) rows = dex_await_boxed (
          easel_store_usage_list (query->self->store, since, after, query->until, CSV_PAGE), &error);
      EaselUsageRow *last;

      if (rows == NULL)
        return dex_future_new_for_error (g_steal_pointer (&error));
      for (guint i = 0; i < rows->len; i++)
        _easel_usage_csv_add (csv, g_ptr_array_index (rows, i));
      if (rows->len < CSV_PAGE)
        break;
      last = g_ptr_array_index (rows, rows->len - 1);
      since = last->created_at;
      after = last->id;
    }
  g_value_init (&value, G_TYPE_BYTES);
  g_value_take_boxed (&value, g_string_free_to_bytes (g_steal_pointer (&csv)));
  future = dex_future_new_for_value (&value);
  g_value_unset (&value);
  return future;
}

/* ---- budgets ---- */

static DexFuture *
load_fiber (gpointer data)
{
  EaselUsageService *self = data;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  self->stale = FALSE;
  rows = dex_await_boxed (
      easel_store_budgets_list (self->store, easel_time_get_month_start (g_get_real_time (), 0, NULL)),
      &error);
  self->loading = FALSE;
  if (rows == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  for (guint i = 0; i < rows->len; i++)
    {
      EaselBudgetRow *row = g_ptr_array_index (rows, i);
      g_autoptr (EaselProvider) provider =
          *row->provider_slug != '\0' ? easel_provider_service_find (self->providers, row->provider_slug)
                                      : NULL;
      const char *name = provider != NULL ? easel_provider_get_name (provider) : row->provider_slug;

      g_ptr_array_add (items, _easel_budget_new (row, *row->provider_slug != '\0' ? name : NULL));
    }
  g_list_store_splice (self->budgets, 0, g_list_model_get_n_items (G_LIST_MODEL (self->budgets)),
                       items->pdata, items->len);
  g_signal_emit (self, signals[CHANGED], 0);
  if (self->stale)
    return easel_usage_service_load_budgets (self);
  return dex_future_new_true ();
}

static void
on_store_changed_cb (EaselUsageService *self, guint groups)
{
  if ((groups & (EASEL_STORE_USAGE | EASEL_STORE_PROVIDERS)) == 0)
    return;
  if (self->loading)
    self->stale = TRUE;
  else
    dex_future_disown (easel_usage_service_load_budgets (self));
}

/* A change of the budget that row is for. */
typedef struct
{
  EaselUsageService *self;
  EaselBudgetRow *row;
} Change;

static void
change_free (gpointer data)
{
  Change *change = data;

  g_object_unref (change->self);
  easel_budget_row_unref (change->row);
  g_free (change);
}

static Change *
change_new (EaselUsageService *self, const char *provider_slug)
{
  Change *change = g_new0 (Change, 1);

  change->self = g_object_ref (self);
  change->row = easel_budget_row_new ();
  change->row->provider_slug = g_strdup (provider_slug);
  return change;
}

static DexFuture *
set_budget_fiber (gpointer data)
{
  Change *change = data;
  g_autoptr (GError) error = NULL;

  if (!dex_await (easel_store_budgets_set (change->self->store, change->row), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return easel_usage_service_load_budgets (change->self);
}

static DexFuture *
remove_budget_fiber (gpointer data)
{
  Change *change = data;
  g_autoptr (GError) error = NULL;

  if (!dex_await (easel_store_budgets_remove (change->self->store, change->row->provider_slug), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return easel_usage_service_load_budgets (change->self);
}

/* ---- object ---- */

static void
easel_usage_service_dispose (GObject *object)
{
  EaselUsageService *self = EASEL_USAGE_SERVICE (object);

  g_clear_object (&self->budgets);
  g_clear_object (&self->providers);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (easel_usage_service_parent_class)->dispose (object);
}

static void
easel_usage_service_class_init (EaselUsageServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_usage_service_dispose;

  /**
   * EaselUsageService::changed:
   *
   * The ledger or a budget has changed, here or in another program; the budgets
   * are read anew. Comes once they were loaded for the first time.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
easel_usage_service_init (EaselUsageService *self)
{
  self->budgets = g_list_store_new (EASEL_TYPE_BUDGET);
}

EaselUsageService *
_easel_usage_service_new (EaselStore *store, EaselProviderService *providers)
{
  EaselUsageService *self = g_object_new (EASEL_TYPE_USAGE_SERVICE, NULL);

  self->store = g_object_ref (store);
  self->providers = g_object_ref (providers);
  return self;
}

/**
 * easel_usage_service_summarise:
 * @self: the service
 * @since: UTC, microseconds
 * @until: UTC, microseconds; up to, not with
 * @by: what it is parted by
 *
 * Returns: (transfer full): resolves to an #EaselUsageSummary; rejects with
 *   %EASEL_ERROR_INVALID_INPUT if @until is not after @since, or more than a
 *   hundred years
 */
DexFuture *
easel_usage_service_summarise (EaselUsageService *self, gint64 since, gint64 until, EaselUsageBy by)
{
  dex_return_error_if_fail (EASEL_IS_USAGE_SERVICE (self));

  if (until <= since || until / G_TIME_SPAN_DAY - since / G_TIME_SPAN_DAY > MOST_DAYS)
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                                  _ ("This is no span of time that can be added up. Choose a later day."));
  return easel_fiber_spawn (summarise_fiber, query_new (self, since, until, by), query_free);
}

/**
 * easel_usage_service_get_first:
 * @self: the service
 *
 * Returns: (transfer full): resolves to the time of the first call that was
 *   kept, a #gint64 of microseconds UTC, 0 if there is none
 */
DexFuture *
easel_usage_service_get_first (EaselUsageService *self)
{
  dex_return_error_if_fail (EASEL_IS_USAGE_SERVICE (self));

  return easel_fiber_spawn (first_fiber, g_object_ref (self), g_object_unref);
}

/**
 * easel_usage_service_export_csv:
 * @self: the service
 * @since: UTC, microseconds
 * @until: UTC, microseconds; up to, not with
 *
 * One line a call, as RFC 4180 has it, with a head; money in US dollars, empty
 * where it is not known. A cell that a spreadsheet would take for a formula
 * begins with an apostrophe.
 *
 * Returns: (transfer full): resolves to a #GBytes of UTF-8
 */
DexFuture *
easel_usage_service_export_csv (EaselUsageService *self, gint64 since, gint64 until)
{
  dex_return_error_if_fail (EASEL_IS_USAGE_SERVICE (self));

  return easel_fiber_spawn (export_fiber, query_new (self, since, until, EASEL_USAGE_BY_DAY), query_free);
}

/**
 * easel_usage_service_load_budgets:
 * @self: the service
 *
 * Reads the budgets and what was spent, and from then on again whenever that
 * changes.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_usage_service_load_budgets (EaselUsageService *self)
{
  dex_return_error_if_fail (EASEL_IS_USAGE_SERVICE (self));

  if (!self->watching)
    g_signal_connect_object (self->store, "changed", G_CALLBACK (on_store_changed_cb), self,
                             G_CONNECT_SWAPPED);
  self->watching = TRUE;
  self->loading = TRUE;
  return easel_fiber_spawn (load_fiber, g_object_ref (self), g_object_unref);
}

/**
 * easel_usage_service_get_budgets:
 * @self: the service
 *
 * Returns: (transfer none): #EaselBudget for this month, the one for all accounts
 *   first; empty until easel_usage_service_load_budgets() was called
 */
GListModel *
easel_usage_service_get_budgets (EaselUsageService *self)
{
  g_return_val_if_fail (EASEL_IS_USAGE_SERVICE (self), NULL);

  return G_LIST_MODEL (self->budgets);
}

/**
 * easel_usage_service_find_strained:
 * @self: the service
 * @provider_slug: who shall be called
 *
 * Returns: (transfer none) (nullable): of the budgets that such a call counts
 *   for, the one that has the least left, if one warns or is used up
 */
EaselBudget *
easel_usage_service_find_strained (EaselUsageService *self, const char *provider_slug)
{
  EaselBudget *worst = NULL;

  g_return_val_if_fail (EASEL_IS_USAGE_SERVICE (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->budgets)); i++)
    {
      /* The list keeps it. */
      g_autoptr (EaselBudget) budget = g_list_model_get_item (G_LIST_MODEL (self->budgets), i);
      const char *slug = easel_budget_get_provider_slug (budget);

      if ((*slug == '\0' || g_strcmp0 (slug, provider_slug) == 0) &&
          easel_budget_get_state (budget) != EASEL_BUDGET_FINE &&
          (worst == NULL || easel_budget_get_share (budget) > easel_budget_get_share (worst)))
        worst = budget;
    }
  return worst;
}

/**
 * easel_usage_service_set_budget:
 * @self: the service
 * @provider_slug: (nullable): whose calls count; %NULL for all together
 * @monthly_limit: millionths of a US dollar
 * @warn_percent: from which share on it warns, 1 to 100
 * @hard_stop: whether a call that would cross it is not made
 *
 * Makes a budget or changes it.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with
 *   %EASEL_ERROR_NOT_FOUND if there is no such provider
 */
DexFuture *
easel_usage_service_set_budget (EaselUsageService *self,
                                const char *provider_slug,
                                gint64 monthly_limit,
                                guint warn_percent,
                                gboolean hard_stop)
{
  g_autoptr (EaselProvider) provider = NULL;
  Change *change;

  dex_return_error_if_fail (EASEL_IS_USAGE_SERVICE (self));

  if (provider_slug != NULL && *provider_slug != '\0')
    {
      provider = easel_provider_service_find (self->providers, provider_slug);
      if (provider == NULL)
        return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_NOT_FOUND,
                                      _ ("There is no provider “%s”. Add it first."), provider_slug);
    }
  change = change_new (self, provider_slug);
  change->row->monthly_limit = monthly_limit;
  change->row->warn_percent = warn_percent;
  change->row->hard_stop = hard_stop;
  return easel_fiber_spawn (set_budget_fiber, change, change_free);
}

/**
 * easel_usage_service_remove_budget:
 * @self: the service
 * @provider_slug: (nullable): whose; %NULL for the one for all together
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with
 *   %EASEL_ERROR_NOT_FOUND
 */
DexFuture *
easel_usage_service_remove_budget (EaselUsageService *self, const char *provider_slug)
{
  dex_return_error_if_fail (EASEL_IS_USAGE_SERVICE (self));

  return easel_fiber_spawn (remove_budget_fiber, change_new (self, provider_slug), change_free);
}
