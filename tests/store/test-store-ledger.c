// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <gio/gio.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

#include "easel-error.h"
#include "easel-store-budgets.h"
#include "easel-store-usage.h"
#include "store-test-util.h"

/*
 * The ledger: what is reserved, what stops a call, and the sums. Programs that
 * run side by side are this one, started again with --role.
 */

#define DAY (24 * 3600 * (gint64) G_USEC_PER_SEC)
#define N_PARALLEL 20
#define N_MANY 100000

typedef struct
{
  char *folder;
  char *path;
  EaselStore *store;
} Fixture;

static void
set_up (Fixture *f, gconstpointer data)
{
  f->folder = test_make_folder ();
  f->path = g_build_filename (f->folder, "easel.db", NULL);
  f->store = test_open (f->path);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  if (f->store != NULL)
    test_close (f->store);
  test_remove_folder (f->folder);
  g_free (f->folder);
  g_free (f->path);
}

static EaselUsageRow *
new_row (const char *slug, gint64 estimate)
{
  EaselUsageRow *row = easel_usage_row_new ();

  row->provider_slug = g_strdup (slug);
  row->provider_name = g_ascii_strup (slug, -1);
  row->model_id = g_strdup ("big:8b");
  row->kind = g_strdup ("edit");
  row->reserved_cost = estimate;
  return row;
}

static DexFuture *
reserve (EaselStore *store, const char *slug, gint64 estimate, EaselReserveFlags flags)
{
  g_autoptr (EaselUsageRow) row = new_row (slug, estimate);

  return easel_store_usage_reserve (store, row, 0, flags);
}

static void
settle (EaselStore *store, gint64 id, EaselUsageState state, gint64 cost)
{
  g_autoptr (EaselUsageRow) row = new_row ("acme", -1);

  row->id = id;
  row->state = state;
  row->cost = cost;
  test_wait_true (easel_store_usage_settle (store, row));
}

static void
set_budget (EaselStore *store, const char *slug, gint64 limit, gboolean hard)
{
  g_autoptr (EaselBudgetRow) row = easel_budget_row_new ();

  row->provider_slug = g_strdup (slug);
  row->monthly_limit = limit;
  row->hard_stop = hard;
  test_wait_true (easel_store_budgets_set (store, row));
}

static void
run_sql (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 10000);
  sqlite3_exec (db, sql, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  sqlite3_close (db);
}

static gint64
ask (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *s = NULL;
  gint64 answer = -1;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 10000);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &s, NULL), ==, SQLITE_OK);
  if (sqlite3_step (s) == SQLITE_ROW)
    answer = sqlite3_column_int64 (s, 0);
  sqlite3_finalize (s);
  sqlite3_close (db);
  return answer;
}

/* ------------------------------------------------------------------- rows */

static void
test_row (Fixture *f, gconstpointer data)
{
  g_autoptr (EaselUsageRow) row = new_row ("acme", 500);
  g_autoptr (EaselUsageRow) noted = new_row ("acme", 0);
  g_autoptr (GPtrArray) list = NULL;
  EaselUsageRow *got;

  run_sql (f->path, "INSERT INTO providers (id, slug, name, protocol, created_at, updated_at) "
                    "VALUES (7, 'acme', 'Acme', 'openai', 1, 1)");
  row->price_input = 10;
  row->price_cached = 11;
  row->price_cache_write = 12;
  row->price_output = 13;
  row->price_image = 14;
  row->over_budget = TRUE;
  row->id = test_wait_int64 (easel_store_usage_reserve (f->store, row, 0, EASEL_RESERVE_OVER_BUDGET));
  test_wait_true (easel_store_usage_mark_sent (f->store, row->id));
  row->state = EASEL_USAGE_FAILED;
  row->cost = 20;
  row->input_tokens = 21;
  row->cached_tokens = 22;
  row->cache_write_tokens = 23;
  row->output_tokens = 24;
  row->reasoning_tokens = 25;
  row->images = 26;
  row->duration = 27;
  row->first_token = 28;
  row->retries = 3;
  row->error_code = g_strdup ("network");
  row->request_id = g_strdup ("req");
  test_wait_true (easel_store_usage_settle (f->store, row));
  noted->state = EASEL_USAGE_DONE;
  noted->from_cache = TRUE;
  noted->fallback_of = row->id;
  noted->cost = 0;
  test_wait_int64 (easel_store_usage_note (f->store, noted));

  list = test_wait_boxed (easel_store_usage_list (f->store, 0, 0, G_MAXINT64, 10));
  g_assert_cmpuint (list->len, ==, 2);
  got = list->pdata[0];
  g_assert_cmpint (got->provider_id, ==, 7);
  g_assert_cmpstr (got->provider_name, ==, "ACME");
  g_assert_cmpint (got->state, ==, EASEL_USAGE_FAILED);
  g_assert_true (got->over_budget);
  g_assert_false (got->from_cache);
  g_assert_cmpint (got->price_input, ==, 10);
  g_assert_cmpint (got->price_cached, ==, 11);
  g_assert_cmpint (got->price_cache_write, ==, 12);
  g_assert_cmpint (got->price_output, ==, 13);
  g_assert_cmpint (got->price_image, ==, 14);
  g_assert_cmpint (got->reserved_cost, ==, 500);
  g_assert_cmpint (got->cost, ==, 20);
  g_assert_cmpint (got->input_tokens, ==, 21);
  g_assert_cmpint (got->cached_tokens, ==, 22);
  g_assert_cmpint (got->cache_write_tokens, ==, 23);
  g_assert_cmpint (got->output_tokens, ==, 24);
  g_assert_cmpint (got->reasoning_tokens, ==, 25);
  g_assert_cmpint (got->images, ==, 26);
  g_assert_cmpint (got->duration, ==, 27);
  g_assert_cmpint (got->first_token, ==, 28);
  g_assert_cmpuint (got->retries, ==, 3);
  g_assert_cmpstr (got->error_code, ==, "network");
  g_assert_cmpstr (got->request_id, ==, "req");
  g_assert_cmpint (got->created_at, <=, got->sent_at);
  g_assert_cmpint (got->sent_at, <=, got->settled_at);
  got = list->pdata[1];
  g_assert_true (got->from_cache);
  g_assert_cmpint (got->fallback_of, ==, row->id);
  g_assert_cmpint (got->cost, ==, 0);
  g_assert_cmpint (got->input_tokens, ==, -1);
  g_assert_cmpint (got->settled_at, >, 0);
}

/* Read in pages, rows of the same moment are neither lost nor read twice. */
static void
test_pages (Fixture *f, gconstpointer data)
{
  gint64 since = 0, id = 0;
  guint n = 0;

  run_sql (f->path, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 95) "
                    "INSERT INTO usage (provider_slug, provider_name, model_id, kind, state, created_at) "
                    "SELECT 'acme', 'Acme', 'm' || i, 'edit', 'done', 1000 + i / 10 FROM n");
  while (TRUE)
    {
      g_autoptr (GPtrArray) page = test_wait_boxed (easel_store_usage_list (f->store, since, id, 1009, 7));
      EaselUsageRow *last;

      n += page->len;
      if (page->len == 0)
        break;
      last = page->pdata[page->len - 1];
      g_assert_cmpint (last->id, >, id);
      since = last->created_at;
      id = last->id;
    }
  g_assert_cmpuint (n, ==, 89);
}

/* ---------------------------------------------------------------- budgets */

static EaselBudgetRow *
get_budget (EaselStore *store, const char *slug, gint64 month)
{
  g_autoptr (GPtrArray) list = test_wait_boxed (easel_store_budgets_list (store, month));

  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((EaselBudgetRow *) list->pdata[i])->provider_slug, slug))
      return easel_budget_row_ref (list->pdata[i]);
  return NULL;
}

static void
check_budget (EaselStore *store, const char *slug, gint64 spent, gint64 reserved, gint64 unknown)
{
  g_autoptr (EaselBudgetRow) row = get_budget (store, slug, 0);

  g_assert_nonnull (row);
  g_assert_cmpint (row->spent, ==, spent);
  g_assert_cmpint (row->reserved, ==, reserved);
  g_assert_cmpint (row->unknown, ==, unknown);
}

static void
test_budgets (Fixture *f, gconstpointer data)
{
  g_autoptr (EaselBudgetRow) gone = NULL;
  gint64 id;

  set_budget (f->store, "", 1000, TRUE);
  set_budget (f->store, "acme", 100, TRUE);
  check_budget (f->store, "", 0, 0, 0);

  /* Under way, then settled at what it cost. */
  id = test_wait_int64 (reserve (f->store, "acme", 60, EASEL_RESERVE_DEFAULT));
  check_budget (f->store, "acme", 0, 60, 0);
  test_wait_error (reserve (f->store, "acme", 41, EASEL_RESERVE_DEFAULT), EASEL_ERROR_BUDGET, "acme");
  settle (f->store, id, EASEL_USAGE_DONE, 10);
  check_budget (f->store, "acme", 10, 0, 0);
  check_budget (f->store, "", 10, 0, 0);

  /* To the last cent, not beyond. */
  id = test_wait_int64 (reserve (f->store, "acme", 90, EASEL_RESERVE_DEFAULT));
  test_wait_error (reserve (f->store, "acme", 1, EASEL_RESERVE_DEFAULT), EASEL_ERROR_BUDGET, "anyway");
  test_wait_int64 (reserve (f->store, "acme", 0, EASEL_RESERVE_DEFAULT));
  settle (f->store, id, EASEL_USAGE_FAILED, -1);
  check_budget (f->store, "acme", 10, 0, 0);

  /* What may have been billed counts at its estimate. */
  id = test_wait_int64 (reserve (f->store, "acme", 50, EASEL_RESERVE_DEFAULT));
  settle (f->store, id, EASEL_USAGE_UNCONFIRMED, -1);
  check_budget (f->store, "acme", 60, 0, 0);

  /* The one for all stops every account. */
  id = test_wait_int64 (reserve (f->store, "other", 940, EASEL_RESERVE_DEFAULT));
  test_wait_error (reserve (f->store, "third", 1, EASEL_RESERVE_DEFAULT), EASEL_ERROR_BUDGET, "$");
  test_wait_int64 (reserve (f->store, "third", 1, EASEL_RESERVE_OVER_BUDGET));

  /* Without a stop it only counts. */
  set_budget (f->store, "", 1, FALSE);
  test_wait_int64 (reserve (f->store, "third", 5000, EASEL_RESERVE_DEFAULT));
  test_wait_true (easel_store_budgets_remove (f->store, NULL));
  gone = get_budget (f->store, "", 0);
  g_assert_null (gone);
  test_wait_error (easel_store_budgets_remove (f->store, NULL), EASEL_ERROR_NOT_FOUND, NULL);

  /* A month has its own. */
  {
    g_autoptr (EaselBudgetRow) later = get_budget (f->store, "acme", G_MAXINT64);

    g_assert_cmpint (later->spent, ==, 0);
  }
}

static void
test_bad_budgets (Fixture *f, gconstpointer data)
{
  static const struct
  {
    gint64 limit;
    guint percent;
  } cases[] = { { -1, 80 }, { 10, 0 }, { 10, 101 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EaselBudgetRow) row = easel_budget_row_new ();

      row->monthly_limit = cases[i].limit;
      row->warn_percent = cases[i].percent;
      test_wait_error (easel_store_budgets_set (f->store, row), EASEL_ERROR_INVALID_INPUT, "percent");
    }
}

/* Under a stop, a call whose price is not known is asked about. */
static void
test_unknown (Fixture *f, gconstpointer data)
{
  gint64 id;
  g_autoptr (GError) error = NULL;

  test_wait_int64 (reserve (f->store, "acme", -1, EASEL_RESERVE_DEFAULT));
  set_budget (f->store, "acme", 100, FALSE);
  test_wait_int64 (reserve (f->store, "acme", -1, EASEL_RESERVE_DEFAULT));
  set_budget (f->store, "acme", 100, TRUE);
  test_wait (reserve (f->store, "acme", -1, EASEL_RESERVE_DEFAULT), &error);
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_BUDGET);
  g_assert_cmpstr (easel_error_get_details (error)->parameter, ==, "unknown-price");
  id = test_wait_int64 (reserve (f->store, "acme", -1, EASEL_RESERVE_UNKNOWN_PRICE));
  test_wait_int64 (reserve (f->store, "other", -1, EASEL_RESERVE_DEFAULT));
  check_budget (f->store, "acme", 0, 0, 3);
  /* Agreed to the one, not to the other. */
  g_clear_error (&error);
  test_wait (reserve (f->store, "acme", 101, EASEL_RESERVE_UNKNOWN_PRICE), &error);
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_BUDGET);
  g_assert_cmpstr (easel_error_get_details (error)->parameter, ==, "over-budget");
  settle (f->store, id, EASEL_USAGE_DONE, -1);
  check_budget (f->store, "acme", 0, 0, 3);
}

/* A provider may say any number; it neither fails nor opens the stop. */
static void
test_nonsense (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) sums = NULL;
  const gint64 bounds[] = { 0, G_MAXINT64 };

  set_budget (f->store, "", 1000, TRUE);
  for (int i = 0; i < 3; i++)
    {
      gint64 id = test_wait_int64 (reserve (f->store, "acme", 0, EASEL_RESERVE_DEFAULT));

      settle (f->store, id, EASEL_USAGE_DONE, G_MAXINT64);
    }
  check_budget (f->store, "", G_MAXINT64, 0, 0);
  test_wait_error (reserve (f->store, "acme", 1, EASEL_RESERVE_DEFAULT), EASEL_ERROR_BUDGET, NULL);
  sums = test_wait_boxed (easel_store_usage_sum (f->store, bounds, 2, EASEL_USAGE_GROUP_NONE));
  g_assert_cmpint (((EaselUsageSum *) sums->pdata[0])->cost, ==, G_MAXINT64);
}

/* The clock was set back by a month: what was spent before still counts. */
static void
test_clock (Fixture *f, gconstpointer data)
{
  gint64 now = g_get_real_time ();
  g_autoptr (EaselUsageRow) row = new_row ("acme", 60);

  set_budget (f->store, "", 100, TRUE);
  test_wait_int64 (easel_store_usage_reserve (f->store, row, now - 3 * DAY, EASEL_RESERVE_DEFAULT));
  run_sql (f->path, "UPDATE usage SET created_at = created_at + 31 * 24 * 3600 * 1000000");
  test_wait_error (easel_store_usage_reserve (f->store, row, now - 3 * DAY, EASEL_RESERVE_DEFAULT),
                   EASEL_ERROR_BUDGET, NULL);
}

/* ... and a stop that it holds ends with the month: a call that was made since then
 * shows that the dates after now are of that time. */
static void
test_clock_month (Fixture *f, gconstpointer data)
{
  gint64 now = g_get_real_time ();
  g_autoptr (EaselUsageRow) row = new_row ("acme", 60);
  g_autoptr (EaselUsageRow) free_row = new_row ("acme", 0);
  g_autoptr (EaselBudgetRow) budget = NULL;

  set_budget (f->store, "", 100, TRUE);
  test_wait_int64 (easel_store_usage_reserve (f->store, row, now - 3 * DAY, EASEL_RESERVE_DEFAULT));
  run_sql (f->path, "UPDATE usage SET created_at = created_at + 31 * 24 * 3600 * 1000000");
  test_wait_int64 (easel_store_usage_reserve (f->store, free_row, now - 3 * DAY, EASEL_RESERVE_DEFAULT));
  test_wait_error (easel_store_usage_reserve (f->store, row, now - 3 * DAY, EASEL_RESERVE_DEFAULT),
                   EASEL_ERROR_BUDGET, NULL);
  /* the next month: the free call was made in the one before */
  run_sql (f->path, "UPDATE usage SET created_at = created_at - 9 * 24 * 3600 * 1000000");
  budget = get_budget (f->store, "", now - 3 * DAY);
  g_assert_cmpint (budget->spent + budget->reserved, ==, 0);
  test_wait_int64 (easel_store_usage_reserve (f->store, row, now - 3 * DAY, EASEL_RESERVE_DEFAULT));
}

/* The clock was years ahead for a while: what it dated does not block until then. */
static void
test_clock_ahead (Fixture *f, gconstpointer data)
{
  gint64 now = g_get_real_time ();
  g_autoptr (EaselUsageRow) row = new_row ("acme", 60);
  g_autoptr (EaselBudgetRow) budget = NULL;

  set_budget (f->store, "", 100, TRUE);
  test_wait_int64 (easel_store_usage_reserve (f->store, row, now - 3 * DAY, EASEL_RESERVE_DEFAULT));
  run_sql (f->path, "UPDATE usage SET created_at = created_at + 3650 * 24 * 3600 * 1000000");
  budget = get_budget (f->store, "", now - 3 * DAY);
  g_assert_cmpint (budget->spent + budget->reserved, ==, 0);
  test_wait_int64 (easel_store_usage_reserve (f->store, row, now - 3 * DAY, EASEL_RESERVE_DEFAULT));
}

/* ------------------------------------------------------------------- sums */

static const char sums_sql[] =
    "INSERT INTO usage (provider_slug, provider_name, model_id, kind, state, reserved_cost, cost, "
    "input_tokens, output_tokens, images, from_cache, created_at) VALUES "
    "('acme', 'Old Acme', 'a', 'edit', 'done', 5, 10, 100, 20, NULL, 0, 1000), "
    "('acme', 'Acme', 'a', 'edit', 'done', 5, NULL, NULL, NULL, NULL, 0, 1999), "
    "('acme', 'Acme', 'b', 'chat', 'done', 5, 0, 7, 8, NULL, 1, 2000), "
    "('bolt', 'Bolt', 'a', 'image', 'unconfirmed', NULL, NULL, NULL, NULL, 4, 0, 2500), "
    "('bolt', 'Bolt', 'a', 'image', 'failed', 9, NULL, NULL, NULL, NULL, 0, 2600), "
    "('bolt', 'Bolt', 'a', 'image', 'released', 9, 0, NULL, NULL, NULL, 0, 2700), "
    "('bolt', 'Bolt', 'a', 'image', 'reserved', 9, NULL, NULL, NULL, NULL, 0, 2999), "
    "('bolt', 'Bolt', 'a', 'image', 'done', 9, 9, NULL, NULL, 1, 0, 3000), "
    "('bolt', 'Bolt', 'a', 'image', 'done', 9, 99, NULL, NULL, 1, 0, 4000)";

static char *
describe (GPtrArray *sums)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < sums->len; i++)
    {
      const EaselUsageSum *s = sums->pdata[i];

      g_string_append_printf (
          text,
          "%u %s/%s/%s/%s calls %d failed %d unknown %d unconfirmed %d open %d cached %d: %d %d %d; %d %d "
          "%d\n",
          s->bucket, s->provider_slug != NULL ? s->provider_slug : "-",
          s->provider_name != NULL ? s->provider_name : "-", s->model_id != NULL ? s->model_id : "-",
          s->kind != NULL ? s->kind : "-", (int) s->calls, (int) s->failed, (int) s->unknown,
          (int) s->unconfirmed, (int) s->open, (int) s->from_cache, (int) s->cost, (int) s->estimated,
          (int) s->reserved, (int) s->input_tokens, (int) s->output_tokens, (int) s->images);
    }
  return g_string_free (text, FALSE);
}

static void
check_sums (Fixture *f, EaselUsageGroup group, const char *expected)
{
  const gint64 bounds[] = { 1000, 2000, 2000, 3000, 4000 };
  g_autoptr (GPtrArray) sums =
      test_wait_boxed (easel_store_usage_sum (f->store, bounds, G_N_ELEMENTS (bounds), group));
  g_autofree char *text = describe (sums);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_sums (Fixture *f, gconstpointer data)
{
  run_sql (f->path, sums_sql);
  check_sums (f, EASEL_USAGE_GROUP_NONE,
              "0 -/-/-/- calls 2 failed 0 unknown 1 unconfirmed 0 open 0 cached 0: 10 5 0; 100 20 0\n"
              "2 -/-/-/- calls 4 failed 1 unknown 1 unconfirmed 1 open 1 cached 1: 0 0 9; 7 8 4\n"
              "3 -/-/-/- calls 1 failed 0 unknown 0 unconfirmed 0 open 0 cached 0: 9 0 0; 0 0 1\n");
  check_sums (f, EASEL_USAGE_GROUP_KIND,
              "0 -/-/-/edit calls 2 failed 0 unknown 1 unconfirmed 0 open 0 cached 0: 10 5 0; 100 20 0\n"
              "2 -/-/-/image calls 3 failed 1 unknown 1 unconfirmed 1 open 1 cached 0: 0 0 9; 0 0 4\n"
              "2 -/-/-/chat calls 1 failed 0 unknown 0 unconfirmed 0 open 0 cached 1: 0 0 0; 7 8 0\n"
              "3 -/-/-/image calls 1 failed 0 unknown 0 unconfirmed 0 open 0 cached 0: 9 0 0; 0 0 1\n");
  check_sums (f, EASEL_USAGE_GROUP_PROVIDER,
              "0 acme/Acme/-/- calls 2 failed 0 unknown 1 unconfirmed 0 open 0 cached 0: 10 5 0; 100 20 0\n"
              "2 bolt/Bolt/-/- calls 3 failed 1 unknown 1 unconfirmed 1 open 1 cached 0: 0 0 9; 0 0 4\n"
              "2 acme/Acme/-/- calls 1 failed 0 unknown 0 unconfirmed 0 open 0 cached 1: 0 0 0; 7 8 0\n"
              "3 bolt/Bolt/-/- calls 1 failed 0 unknown 0 unconfirmed 0 open 0 cached 0: 9 0 0; 0 0 1\n");
  check_sums (f, EASEL_USAGE_GROUP_MODEL,
              "0 acme/Acme/a/- calls 2 failed 0 unknown 1 unconfirmed 0 open 0 cached 0: 10 5 0; 100 20 0\n"
              "2 bolt/Bolt/a/- calls 3 failed 1 unknown 1 unconfirmed 1 open 1 cached 0: 0 0 9; 0 0 4\n"
              "2 acme/Acme/b/- calls 1 failed 0 unknown 0 unconfirmed 0 open 0 cached 1: 0 0 0; 7 8 0\n"
              "3 bolt/Bolt/a/- calls 1 failed 0 unknown 0 unconfirmed 0 open 0 cached 0: 9 0 0; 0 0 1\n");
}

static char *
dup_whole (EaselStore *store, EaselUsageGroup group, gboolean folded)
{
  const gint64 parts[] = { 1000, 1999, 2000, 2000, 2600, 5000 }, whole[] = { 1000, 5000 };
  g_autoptr (GPtrArray) sums =
      folded ? test_wait_boxed (easel_store_usage_sum (store, parts, G_N_ELEMENTS (parts), group))
             : test_wait_boxed (easel_store_usage_sum (store, whole, G_N_ELEMENTS (whole), group));
  g_autoptr (GPtrArray) fold = folded ? easel_usage_sum_fold (sums) : g_ptr_array_ref (sums);

  return describe (fold);
}

/* Sums of parts are added up to what the ledger says of the whole. */
static void
test_fold (Fixture *f, gconstpointer data)
{
  const gint64 parts[] = { 1000, 2000, 5000 };
  g_autoptr (GPtrArray) sums = NULL;
  g_autoptr (EaselUsageSum) all = NULL;

  run_sql (f->path, sums_sql);
  for (EaselUsageGroup group = EASEL_USAGE_GROUP_NONE; group <= EASEL_USAGE_GROUP_MODEL; group++)
    {
      g_autofree char *folded = dup_whole (f->store, group, TRUE);
      g_autofree char *whole = dup_whole (f->store, group, FALSE);

      g_assert_cmpstr (folded, ==, whole);
    }
  sums = test_wait_boxed (easel_store_usage_sum (f->store, parts, 3, EASEL_USAGE_GROUP_MODEL));
  ((EaselUsageSum *) sums->pdata[0])->cost = G_MAXINT64;
  all = easel_usage_sum_fold_all (sums);
  g_assert_cmpint (all->calls, ==, 8);
  g_assert_cmpint (all->cost, ==, G_MAXINT64);
}

/* ------------------------------------------------------------------ speed */

/* The least of three, in milliseconds. */
static double
time_sum (EaselStore *store, const gint64 *bounds, guint n_bounds, EaselUsageGroup group, guint expected)
{
  double best = G_MAXDOUBLE;

  for (int i = 0; i < 3; i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr (GPtrArray) sums = test_wait_boxed (easel_store_usage_sum (store, bounds, n_bounds, group));

      best = MIN (best, (double) (g_get_monotonic_time () - start) / 1000);
      g_assert_cmpuint (sums->len, ==, expected);
    }
  return best;
}

/* A hundred thousand calls in one month. Bounds are wide: they catch sums that
 * read the rows, not a slow machine. */
static void
test_speed (Fixture *f, gconstpointer data)
{
  gint64 bounds[32], month[] = { 0, 31 * DAY };
  double none, kind, model, days, budget = G_MAXDOUBLE;

  run_sql (f->path,
           "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999) "
           "INSERT INTO usage (provider_slug, provider_name, model_id, kind, state, reserved_cost, cost, "
           "input_tokens, output_tokens, request_id, created_at, settled_at) "
           "SELECT 'provider-' || (i % 5), 'Provider', 'some-model-of-it-' || (i % 40), "
           "CASE i % 3 WHEN 0 THEN 'edit' WHEN 1 THEN 'chat' ELSE 'image' END, 'done', 1000, i % 2000, 900, "
           "300, 'req_0123456789abcdef' || i, i * 26784000, i FROM n");
  for (guint i = 0; i < G_N_ELEMENTS (bounds); i++)
    bounds[i] = i * DAY;
  none = time_sum (f->store, month, 2, EASEL_USAGE_GROUP_NONE, 1);
  kind = time_sum (f->store, month, 2, EASEL_USAGE_GROUP_KIND, 3);
  model = time_sum (f->store, month, 2, EASEL_USAGE_GROUP_MODEL, 40);
  days = time_sum (f->store, bounds, 32, EASEL_USAGE_GROUP_KIND, 93);
  set_budget (f->store, "", G_GINT64_CONSTANT (1000000000000), TRUE);
  set_budget (f->store, "provider-1", G_GINT64_CONSTANT (1000000000000), TRUE);
  for (int i = 0; i < 3; i++)
    {
      gint64 start = g_get_monotonic_time ();

      test_wait_int64 (reserve (f->store, "provider-1", 1, EASEL_RESERVE_DEFAULT));
      budget = MIN (budget, (double) (g_get_monotonic_time () - start) / 1000);
    }
  g_test_message ("%d calls: whole %.1f ms, by kind %.1f ms, by model %.1f ms, by day and kind %.1f ms, a "
                  "reservation under two budgets %.1f ms",
                  N_MANY, none, kind, model, days, budget);
  g_assert_cmpfloat (MAX (MAX (none, kind), MAX (model, days)), <, 1000);
  g_assert_cmpfloat (budget, <, 1000);
}

/* --------------------------------------------------------- other programs */

/* Half of its calls one after the other, half at once; says how many it got, then
 * holds them until it is ended. */
static void
role_reserve (const char *path, int n)
{
  EaselStore *store = test_open (path);
  g_autofree DexFuture **futures = g_new0 (DexFuture *, n);
  g_autofree char *line = NULL;
  int got = 0;

  for (int i = 0; i < n; i++)
    {
      futures[i] = reserve (store, i % 2 ? "acme" : "bolt", 10, EASEL_RESERVE_DEFAULT);
      if (i < n / 2)
        test_wait (dex_ref (futures[i]), NULL);
    }
  for (int i = 0; i < n; i++)
    {
      g_autoptr (GError) error = NULL;

      if (test_wait (futures[i], &error))
        got++;
      else
        g_assert_error (error, EASEL_ERROR, EASEL_ERROR_BUDGET);
    }
  line = g_strdup_printf ("%d\n", got);
  if (write (STDOUT_FILENO, line, strlen (line)) < 0)
    exit (1);
  while (TRUE)
    g_main_context_iteration (NULL, TRUE);
}

/* One call that is only reserved and one that has left. */
static void
role_send (const char *path, int n)
{
  EaselStore *store = test_open (path);
  gint64 id;

  test_wait_int64 (reserve (store, "acme", 30, EASEL_RESERVE_DEFAULT));
  id = test_wait_int64 (reserve (store, "acme", 40, EASEL_RESERVE_DEFAULT));
  test_wait_true (easel_store_usage_mark_sent (store, id));
  if (write (STDOUT_FILENO, "2\n", 2) < 0)
    exit (1);
  while (TRUE)
    g_main_context_iteration (NULL, TRUE);
}

static GSubprocess *
spawn (const char *role, const char *path, int n)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("%d", n);
  GSubprocess *child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "/proc/self/exe", "--role",
                                         role, path, text, NULL);

  g_assert_no_error (error);
  return child;
}

static int
read_number (GSubprocess *child)
{
  g_autoptr (GDataInputStream) stream = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;

  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (stream), FALSE);
  line = g_data_input_stream_read_line (stream, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  return atoi (line);
}

static void
kill_child (GSubprocess *child)
{
  g_subprocess_force_exit (child);
  g_subprocess_wait (child, NULL, NULL);
}

/* Two programs ask twenty times for ten; seven fit into 75, and never more. */
static void
test_parallel (Fixture *f, gconstpointer data)
{
  g_autoptr (GSubprocess) one = NULL;
  g_autoptr (GSubprocess) two = NULL;
  int first, second;

  set_budget (f->store, "", 75, TRUE);
  one = spawn ("reserve", f->path, N_PARALLEL / 2);
  two = spawn ("reserve", f->path, N_PARALLEL / 2);
  first = read_number (one);
  second = read_number (two);
  g_test_message ("%d of %d went to one, %d to the other", first, N_PARALLEL, second);
  g_assert_cmpint (first + second, ==, 7);
  check_budget (f->store, "", 0, 70, 0);
  test_wait_error (reserve (f->store, "acme", 6, EASEL_RESERVE_DEFAULT), EASEL_ERROR_BUDGET, NULL);

  /* One is killed. Nothing of it had left, so the next call may have its share. */
  kill_child (one);
  for (int i = 0; i < first; i++)
    test_wait_int64 (reserve (f->store, "acme", 10, EASEL_RESERVE_DEFAULT));
  test_wait_error (reserve (f->store, "acme", 10, EASEL_RESERVE_DEFAULT), EASEL_ERROR_BUDGET, NULL);
  g_assert_cmpint (ask (f->path, "SELECT count(*) FROM usage WHERE state = 'released' AND cost = 0"), ==,
                   first);
  kill_child (two);
}

/* What a killed program had sent may have been billed: it goes on to count. */
static void
test_killed (Fixture *f, gconstpointer data)
{
  g_autoptr (GSubprocess) child = NULL;

  set_budget (f->store, "", 100, TRUE);
  child = spawn ("send", f->path, 0);
  g_assert_cmpint (read_number (child), ==, 2);
  test_wait_error (reserve (f->store, "acme", 40, EASEL_RESERVE_DEFAULT), EASEL_ERROR_BUDGET, NULL);
  kill_child (child);
  test_wait_int64 (reserve (f->store, "acme", 60, EASEL_RESERVE_DEFAULT));
  test_wait_error (reserve (f->store, "acme", 1, EASEL_RESERVE_DEFAULT), EASEL_ERROR_BUDGET, NULL);
  check_budget (f->store, "", 40, 60, 0);
  g_assert_cmpint (ask (f->path, "SELECT count(*) FROM usage WHERE state = 'released'"), ==, 1);
  g_assert_cmpint (ask (f->path, "SELECT count(*) FROM usage WHERE state = 'unconfirmed'"), ==, 1);
}

int
main (int argc, char **argv)
{
  if (argc == 5 && g_str_equal (argv[1], "--role"))
    {
      dex_init ();
      if (g_str_equal (argv[2], "reserve"))
        role_reserve (argv[3], atoi (argv[4]));
      else
        role_send (argv[3], atoi (argv[4]));
      return 0;
    }

  g_test_init (&argc, &argv, NULL);
  dex_init ();
#define ADD(name) g_test_add ("/store/ledger/" #name, Fixture, NULL, set_up, test_##name, tear_down)
  ADD (row);
  ADD (pages);
  ADD (budgets);
  ADD (bad_budgets);
  ADD (unknown);
  ADD (nonsense);
  ADD (clock);
  ADD (clock_month);
  ADD (clock_ahead);
  ADD (sums);
  ADD (fold);
  ADD (speed);
  ADD (parallel);
  ADD (killed);
#undef ADD

  return g_test_run ();
}
