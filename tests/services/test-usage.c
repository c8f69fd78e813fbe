// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "service-test.h"

#include "easel-model-private.h"
#include "easel-thinking-private.h"
#include "easel-time.h"
#include "easel-usage-service-private.h"

/* Budgets around edits, summaries, and the table of calls. */

static EaselUsageService *
get_usage (ServiceFixture *fixture)
{
  return easel_context_get_usage (fixture->context);
}

/* A provider whose one model has a price, in micro-US-dollars a million tokens. */
static void
add_priced (ServiceFixture *fixture, const char *script, gint64 price)
{
  g_autofree char *sql =
      g_strdup_printf ("UPDATE provider_models SET price_source = 'user', price_input = %" G_GINT64_FORMAT
                       ", price_output = %" G_GINT64_FORMAT " WHERE model_id = 'test-model'",
                       price, price);

  service_script (fixture, script);
  service_sql_run (fixture->dir, sql);
  service_restart (fixture);
}

static EaselEditRun *
edit (ServiceFixture *fixture, EaselSpendFlags spend)
{
  g_autoptr (EaselPromptContent) content = service_content ("a red fox, a river", NULL, NULL);
  EaselEditRequest request = {
    .model = TEST_MODEL, .instruction = "warmer", .content = content, .temperature = -1, .spend = spend
  };
  EaselEditRun *run = easel_edit_service_start (easel_context_get_edits (fixture->context), &request);

  service_await (easel_edit_run_wait (run));
  return run;
}

static const char *
get_parameter (EaselEditRun *run)
{
  const GError *error = easel_edit_run_get_error (run);

  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_BUDGET);
  return easel_error_get_details (error)->parameter;
}

static void
test_hard_stop (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselEditRun) refused = NULL;
  g_autoptr (EaselEditRun) passed = NULL;
  g_autoptr (GListModel) log = NULL;
  g_autoptr (EaselInteraction) item = NULL;
  EaselBudget *strained;

  add_priced (fixture, "[{\"chat\": \"a warm fox\"}]", 100000000);
  service_await (easel_usage_service_set_budget (get_usage (fixture), NULL, 10, 80, TRUE));
  g_assert_null (easel_usage_service_find_strained (get_usage (fixture), TEST_SLUG));

  refused = edit (fixture, EASEL_SPEND_DEFAULT);
  g_assert_cmpint (easel_edit_run_get_state (refused), ==, EASEL_EDIT_RUN_FAILED);
  g_assert_cmpstr (get_parameter (refused), ==, "over-budget");
  g_assert_cmpint (easel_edit_run_get_cost (refused), ==, 0);
  g_assert_cmpint (service_sql_int (fixture->dir, "SELECT count(*) FROM usage"), ==, 0);
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server), ==, 0);

  /* The log says what stopped it. */
  log = service_await_object (
      easel_edit_service_list_log (easel_context_get_edits (fixture->context), 0, NULL, 9));
  g_assert_cmpuint (g_list_model_get_n_items (log), ==, 1);
  item = g_list_model_get_item (log, 0);
  g_assert_cmpstr (easel_interaction_get_state (item), ==, "stopped-by-budget");
  g_assert_cmpint (easel_interaction_get_cost (item), ==, 0);

  passed = edit (fixture, EASEL_SPEND_OVER_BUDGET);
  g_assert_cmpint (easel_edit_run_get_state (passed), ==, EASEL_EDIT_RUN_FINISHED);
  g_assert_cmpint (
      service_sql_int (fixture->dir,
                       "SELECT count(*) FROM usage WHERE over_budget AND cost > 0 AND price_input = "
                       "100000000 AND duration > 0 AND first_token >= 0 AND reserved_cost > 0 AND "
                       "sent_at >= created_at AND provider_id > 0"),
      ==, 1);
  /* The service hears of it by itself. */
  service_wait_until (easel_usage_service_find_strained (get_usage (fixture), TEST_SLUG) != NULL);
  strained = easel_usage_service_find_strained (get_usage (fixture), TEST_SLUG);
  g_assert_cmpint (easel_budget_get_state (strained), ==, EASEL_BUDGET_USED_UP);
}

static void
test_unknown_price (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselEditRun) refused = NULL;
  g_autoptr (EaselEditRun) passed = NULL;

  /* A price for one side only is none. */
  add_priced (fixture, "[{\"chat\": \"a warm fox\"}]", 5);
  service_sql_run (fixture->dir,
                   "UPDATE provider_models SET price_output = NULL WHERE model_id = 'test-model'");
  service_restart (fixture);
  service_await (easel_usage_service_set_budget (get_usage (fixture), TEST_SLUG, 1000000, 80, TRUE));
  refused = edit (fixture, EASEL_SPEND_DEFAULT);
  g_assert_cmpstr (get_parameter (refused), ==, "unknown-price");
  passed = edit (fixture, EASEL_SPEND_UNKNOWN_PRICE);
  g_assert_cmpint (easel_edit_run_get_state (passed), ==, EASEL_EDIT_RUN_FINISHED);
  g_assert_cmpint (service_sql_int (fixture->dir, "SELECT cost IS NULL AND over_budget FROM usage"), ==, 1);
}

/* The estimate is near what the provider then counts, which it says in tokens. */
static void
test_estimate (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselModel) model = NULL;
  g_autoptr (EaselEditRun) run = NULL;
  EaselTokenStats prompt = { 0 }, instruction = { 0 };
  gint64 shown = -1, reserved;

  add_priced (fixture, "[{\"chat\": \"a warm fox\"}]", 100000000);
  model = easel_provider_service_find_model (easel_context_get_providers (fixture->context), TEST_MODEL);
  easel_token_stats_add (&prompt, "a red fox, a river", -1);
  easel_token_stats_add (&instruction, "warmer", -1);
  g_assert_true (easel_edit_service_estimate (easel_context_get_edits (fixture->context), model, &prompt,
                                              &instruction, &shown));
  run = edit (fixture, EASEL_SPEND_DEFAULT);
  reserved = service_sql_int (fixture->dir, "SELECT reserved_cost FROM usage");
  g_test_message ("shown %d, reserved %d", (int) shown, (int) reserved);
  g_assert_cmpint (shown, >, reserved * 9 / 10);
  g_assert_cmpint (shown, <, reserved * 11 / 10);
}

static void
test_summary (ServiceFixture *fixture, gconstpointer data)
{
  gint64 now = g_get_real_time (), month = easel_time_get_month_start (now, 0, NULL);
  gint64 next = easel_time_get_month_start (now, 1, NULL);
  g_autofree char *sql = g_strdup_printf (
      "INSERT INTO usage (provider_slug, provider_name, model_id, kind, state, cost, reserved_cost, images, "
      "created_at) VALUES ('gone', 'Gone Account', 'm:1', 'image', 'done', 70, 60, 4, %" G_GINT64_FORMAT
      "), ('gone', 'Gone Account', 'm:1', 'image', 'done', NULL, 60, 1, %" G_GINT64_FORMAT
      "), ('gone', 'Gone Account', 'm:1', 'odd', 'done', 5, 5, 0, %" G_GINT64_FORMAT ")",
      month, month + 1, next - 1);
  g_autoptr (EaselUsageSummary) models = NULL;
  g_autoptr (EaselUsageSummary) days = NULL;
  g_autoptr (EaselUsageSummary) kinds = NULL;
  g_autoptr (EaselUsageEntry) first = NULL;
  g_autoptr (EaselUsageEntry) last = NULL;

  service_sql_run (fixture->dir, sql);
  models = service_await_object (
      easel_usage_service_summarise (get_usage (fixture), month, next, EASEL_USAGE_BY_MODEL));
  g_assert_cmpuint (g_list_model_get_n_items (easel_usage_summary_get_entries (models)), ==, 1);
  first = g_list_model_get_item (easel_usage_summary_get_entries (models), 0);
  g_assert_cmpstr (easel_usage_entry_get_key (first), ==, "gone:m:1");
  g_assert_cmpstr (easel_usage_entry_get_subtitle (first), ==, "Gone Account");
  g_assert_cmpint (easel_usage_entry_get_cost (first), ==, 75);
  g_assert_cmpint (easel_usage_entry_get_n_unknown (first), ==, 1);
  g_assert_cmpint (easel_usage_entry_get_estimated (first), ==, 60);
  g_assert_cmpint (easel_usage_entry_get_n_images (first), ==, 5);
  g_assert_cmpint (easel_usage_entry_get_n_calls (easel_usage_summary_get_total (models)), ==, 3);
  g_assert_cmpuint (g_list_model_get_n_items (easel_usage_summary_get_cells (models)), ==, 2);

  days = service_await_object (
      easel_usage_service_summarise (get_usage (fixture), month, next, EASEL_USAGE_BY_DAY));
  g_assert_cmpuint (easel_usage_summary_get_n_days (days), >=, 28);
  g_assert_cmpuint (easel_usage_summary_get_n_days (days), <=, 31);
  g_assert_cmpint (easel_usage_summary_get_day (days, 0), ==, month);
  last = g_list_model_get_item (easel_usage_summary_get_entries (days), 1);
  g_assert_cmpuint (easel_usage_entry_get_bucket (last), ==, easel_usage_summary_get_n_days (days) - 1);

  kinds = service_await_object (
      easel_usage_service_summarise (get_usage (fixture), month, next, EASEL_USAGE_BY_KIND));
  g_assert_cmpuint (g_list_model_get_n_items (easel_usage_summary_get_entries (kinds)), ==, 2);
  service_await_error (easel_usage_service_summarise (get_usage (fixture), next, month, EASEL_USAGE_BY_KIND),
                       EASEL_ERROR_INVALID_INPUT);
  service_await_error (easel_usage_service_summarise (get_usage (fixture), 0, G_MAXINT64, EASEL_USAGE_BY_DAY),
                       EASEL_ERROR_INVALID_INPUT);
}

/* Five thousand calls at one moment, in pages. */
static void
test_csv (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) csv = NULL;
  g_auto (GStrv) lines = NULL;

  service_sql_run (fixture->dir,
                   "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
                   "INSERT INTO usage (provider_slug, provider_name, model_id, kind, state, created_at) "
                   "SELECT 'a', 'A', 'm' || i, 'edit', 'done', 1000 FROM n");
  csv = service_await_boxed (easel_usage_service_export_csv (get_usage (fixture), 0, 2000));
  lines = g_strsplit (g_bytes_get_data (csv, NULL), "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 5002);
  g_assert_true (g_str_has_prefix (lines[0], "id,time,kind,"));
  for (guint i = 1; i <= 5000; i++)
    {
      g_autofree char *wanted = g_strdup_printf ("%u,1970-01-01T00:00:00Z,edit,a,A,m%u,done,,no,no,,", i, i);

      g_assert_true (g_str_has_prefix (lines[i], wanted));
    }
}

/* No cell is a formula, and each reads back as it was. */
static void
test_cells (void)
{
  static const struct
  {
    const char *text, *cell;
  } cases[] = {
    { "plain", "plain" },
    { "a,b", "\"a,b\"" },
    { "say \"hi\"", "\"say \"\"hi\"\"\"" },
    { "=1+1", "\"'=1+1\"" },
    { "+1", "\"'+1\"" },
    { "-1", "\"'-1\"" },
    { "@SUM", "\"'@SUM\"" },
    { "\t=1", "\"'\t=1\"" },
    { "\r=1", "\"'\r=1\"" },
    { "two\nlines", "\"two\nlines\"" },
    { "é 城堡", "é 城堡" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EaselUsageRow) row = easel_usage_row_new ();
      g_autoptr (GString) csv = g_string_new (NULL);
      g_autofree char *wanted = g_strdup_printf (",edit,slug,%s,model,", cases[i].cell);

      row->kind = g_strdup ("edit");
      row->provider_slug = g_strdup ("slug");
      row->provider_name = g_strdup (cases[i].text);
      row->model_id = g_strdup ("model");
      _easel_usage_csv_add (csv, row);
      if (strstr (csv->str, wanted) == NULL)
        g_error ("“%s” is not in “%s”", wanted, csv->str);
      g_assert_true (g_str_has_suffix (csv->str, "\r\n"));
    }
}

/* Price of a token: a dollar a million is one millionth. */
static gint64
estimate_now (ServiceFixture *fixture)
{
  EaselProviderService *providers = easel_context_get_providers (fixture->context);
  g_autoptr (EaselModel) model = easel_provider_service_find_model (providers, TEST_MODEL);
  EaselTokenStats prompt = { 0 }, instruction = { 0 };
  gint64 cost;

  easel_token_stats_add (&prompt, "a red fox, a river", -1);
  easel_token_stats_add (&instruction, "warmer", -1);
  service_await (_easel_thinking_load (providers, model));
  g_assert_true (easel_edit_service_estimate (easel_context_get_edits (fixture->context), model, &prompt,
                                              &instruction, &cost));
  return cost;
}

/* What a model thinks is foreseen: a guess at first, then the middle of what its
 * calls said, in what is shown and in what is reserved. */
static void
test_thinking (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselEditRun) run = NULL;
  g_autofree char *json = NULL;
  g_autofree char *sql = NULL;
  gint64 plain;

  add_priced (fixture, "[{\"chat\": \"a golden fox, a river\"}]", 1000000);
  plain = estimate_now (fixture);
  json = _easel_capabilities_to_json (EASEL_CAPABILITY_REASONING);
  sql =
      g_strdup_printf ("UPDATE provider_models SET capabilities = '%s' WHERE model_id = 'test-model'", json);
  service_sql_run (fixture->dir, sql);
  service_restart (fixture);
  g_assert_cmpint (estimate_now (fixture), ==, plain + EASEL_THINKING_GUESS);

  run = edit (fixture, EASEL_SPEND_DEFAULT);
  g_assert_cmpint (service_sql_int (fixture->dir, "SELECT reserved_cost FROM usage ORDER BY id DESC LIMIT 1"),
                   >=, plain * 9 / 10 + EASEL_THINKING_GUESS);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *row = g_strdup_printf (
          "INSERT INTO usage (provider_slug, provider_name, model_id, kind, state, output_tokens, "
          "reasoning_tokens, created_at) SELECT provider_slug, provider_name, model_id, kind, 'done', 5000, "
          "%u, created_at + %u FROM usage WHERE kind = 'edit' ORDER BY id LIMIT 1",
          (const guint[]) { 10, 4000, 700, 20, 900 }[i], i + 1);

      service_sql_run (fixture->dir, row);
    }
  service_restart (fixture);
  g_assert_cmpint (estimate_now (fixture), ==, plain + 700);
  g_clear_object (&run);
  run = edit (fixture, EASEL_SPEND_DEFAULT);
  g_assert_cmpint (service_sql_int (fixture->dir, "SELECT reserved_cost FROM usage ORDER BY id DESC LIMIT 1"),
                   >=, plain * 9 / 10 + 700);
}

/* Tokens of recorded answers of models that think: shown, thought. */
static const struct
{
  gint64 shown;
  gint64 thought;
} recorded[] = {
  { 1560, 139 }, { 43, 26 },    { 52, 54 }, { 285, 353 }, { 608, 902 }, { 7, 20 },  { 83, 256 }, { 151, 516 },
  { 13, 48 },    { 225, 1024 }, { 14, 64 }, { 2, 12 },    { 14, 198 },  { 8, 152 }, { 10, 202 }, { 1, 290 },
};

/* The guess is better than none, on what was recorded: the factor by which the
 * middle estimate is off. */
static void
test_guess (void)
{
  double off[2][G_N_ELEMENTS (recorded)];
  double middle[2];

  for (guint guess = 0; guess < 2; guess++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (recorded); i++)
        {
          double real = (double) (recorded[i].shown + recorded[i].thought);
          double estimate = (double) (recorded[i].shown + (guess != 0 ? EASEL_THINKING_GUESS : 0));
          guint at = i;
          double factor = MAX (real / estimate, estimate / real);

          for (; at > 0 && off[guess][at - 1] > factor; at--)
            off[guess][at] = off[guess][at - 1];
          off[guess][at] = factor;
        }
      middle[guess] = off[guess][G_N_ELEMENTS (recorded) / 2];
    }
  g_test_message ("off by a factor of %.2f with the guess, %.2f without", middle[1], middle[0]);
  g_assert_cmpfloat (middle[1], <, 2.2);
  g_assert_cmpfloat (middle[1], <, middle[0] / 1.5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
#define ADD(name)                                                                                            \
  g_test_add ("/services/usage/" #name, ServiceFixture, NULL, service_set_up, test_##name, service_tear_down)
  ADD (hard_stop);
  ADD (unknown_price);
  ADD (estimate);
  ADD (thinking);
  g_test_add_func ("/services/usage/guess", test_guess);
  ADD (summary);
  ADD (csv);
#undef ADD
  g_test_add_func ("/services/usage/cells", test_cells);

  return g_test_run ();
}
