// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "service-test.h"

#include <string.h>

/* Who answers when it is not the model that was asked: another one where it is
 * out of reach, or an answer of the last hour. */

#define OTHER "other"
#define OTHER_MODEL "other:second"

typedef struct
{
  ServiceFixture base;
  EaselTestServer *second;
} Fixture;

static void
run_script (EaselTestServer *server, const char *json)
{
  g_autoptr (GError) error = NULL;

  easel_test_server_clear (server);
  easel_test_server_run_script (server, json, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  EaselProviderService *providers;
  g_autofree char *url = NULL;
  g_autoptr (EaselProvider) provider = NULL;

  service_set_up (&fixture->base, data);
  fixture->second = easel_test_server_new ();
  run_script (fixture->second, "[{\"chat\": \"a second castle\"}]");
  service_add_provider (&fixture->base);
  providers = easel_context_get_providers (fixture->base.context);
  url = easel_test_server_dup_url (fixture->second, "/v1");
  provider = service_await_object (
      easel_provider_service_add (providers, "openai", "Other", OTHER, url, NULL, FALSE));
  service_await (easel_provider_service_add_model (
      providers, OTHER_MODEL, &(EaselModelEdit) { .set = EASEL_FACT_NAME, .name = "Second model" }));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  service_tear_down (&fixture->base, data);
  easel_test_server_free (fixture->second);
}

static void
set_stand_in (Fixture *fixture, const char *ref)
{
  service_await (easel_provider_service_set_fallback_model (
      easel_context_get_providers (fixture->base.context), EASEL_PURPOSE_LLM, ref));
}

static EaselEditRun *
edit (Fixture *fixture, const char *instruction)
{
  g_autoptr (EaselPromptContent) content = service_content ("a castle", NULL, NULL);

  return service_edit (&fixture->base, TEST_MODEL, instruction, content);
}

#define BUSY(status) "{\"status\": " status ", \"headers\": {\"Retry-After-Ms\": \"1\"}, \"body\": \"{}\"}"

/* What turns to the other model, and what does not. */
static void
test_when (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *answer;
    gboolean other;
  } cases[] = {
    { BUSY ("429"), TRUE },
    { BUSY ("503"), TRUE },
    { BUSY ("529"), TRUE },
    { BUSY ("401"), FALSE },
    { BUSY ("402"), FALSE },
    { BUSY ("403"), FALSE },
    { BUSY ("404"), FALSE },
    { BUSY ("400"), FALSE },
    /* nobody saw the answer that may have been made */
    { "{\"chat\": \"a\", \"fault\": \"reset\", \"at\": -1}", FALSE },
    { "{\"chat\": \"a castle with a garden\", \"fault\": \"close\", \"at\": 300}", FALSE },
    { "{\"type\": \"text/html\", \"body\": \"<!DOCTYPE html>\"}", FALSE },
    { "{\"sse\": [\"{\\\"choices\\\":[{\\\"index\\\":0,\\\"delta\\\":{\\\"refusal\\\":\\\"I will not\\\"},"
      "\\\"finish_reason\\\":null}]}\", \"{\\\"choices\\\":[{\\\"index\\\":0,\\\"delta\\\":{},"
      "\\\"finish_reason\\\":\\\"stop\\\"}]}\", \"[DONE]\"]}",
      FALSE },
  };

  set_stand_in (fixture, OTHER_MODEL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *script = g_strdup_printf ("[%s]", cases[i].answer);
      guint before = easel_test_server_get_n_requests (fixture->second);
      g_autoptr (EaselEditRun) run = NULL;

      g_test_message ("%s", cases[i].answer);
      run_script (fixture->base.server, script);
      run = edit (fixture, "warmer");
      g_assert_cmpuint (easel_test_server_get_n_requests (fixture->second) - before, ==, cases[i].other);
      g_assert_cmpint (easel_edit_run_get_state (run), ==,
                       cases[i].other ? EASEL_EDIT_RUN_FINISHED : EASEL_EDIT_RUN_FAILED);
      g_assert_cmpstr (easel_edit_run_get_fallback_for (run), ==, cases[i].other ? TEST_MODEL : NULL);
    }
}

/* It is said, and each of the two calls is in the ledger. */
static void
test_said (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EaselEditRun) run = NULL;
  g_autoptr (EaselInteraction) row = NULL;
  g_autofree char *ledger = NULL;
  g_autofree char *name = NULL;

  set_stand_in (fixture, OTHER_MODEL);
  run_script (fixture->base.server, "[" BUSY ("503") "]");
  run = edit (fixture, "warmer");
  g_assert_cmpstr (easel_edit_run_get_answer (run), ==, "a second castle");
  g_assert_cmpstr (easel_edit_run_get_fallback_for_name (run), ==, "Mine");
  g_assert_cmpstr (easel_edit_run_get_provider_name (run), ==, "Other");
  g_assert_cmpstr (easel_edit_run_get_model_name (run), ==, "Second model");
  row = service_get_newest (&fixture->base);
  g_assert_cmpstr (easel_interaction_get_provider_slug (row), ==, OTHER);
  g_assert_cmpstr (easel_interaction_get_model_id (row), ==, "second");
  g_assert_cmpstr (easel_interaction_get_fallback_for (row), ==, TEST_MODEL);
  g_assert_cmpuint (easel_interaction_get_retries (row), ==, 2);
  g_assert_cmpuint (easel_interaction_get_status (row), ==, 200);
  name = easel_interaction_describe (row);
  g_assert_nonnull (strstr (name, "account: Other\n"));
  g_assert_null (strstr (name, "castle"));
  ledger = service_sql_text (
      fixture->base.dir,
      "SELECT group_concat(provider_slug || '/' || state || '/' || ifnull(cost, '?') || '/' || "
      "ifnull(error_code, '-') || '/' || ifnull(fallback_of, 0), ' ' ORDER BY id) FROM usage "
      "WHERE kind = 'edit'");
  g_test_message ("%s", ledger);
  g_assert_true (g_str_has_prefix (ledger, "mine/failed/0/unavailable/0 other/done/"));
  g_assert_false (g_str_has_suffix (ledger, "/0"));
}

/* Neither answers: both are named. */
static void
test_both_fail (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EaselEditRun) run = NULL;
  const char *message;

  set_stand_in (fixture, OTHER_MODEL);
  run_script (fixture->base.server, "[" BUSY ("503") "]");
  run_script (fixture->second, "[" BUSY ("429") "]");
  run = edit (fixture, "warmer");
  g_assert_error (easel_edit_run_get_error (run), EASEL_ERROR, EASEL_ERROR_RATE_LIMIT);
  message = easel_edit_run_get_error (run)->message;
  g_test_message ("%s", message);
  g_assert_true (g_str_has_prefix (message, "Mine did not answer, so Other was asked. Other (127.0.0.1) "));
  g_assert_cmpstr (easel_error_get_details (easel_edit_run_get_error (run))->provider, ==, OTHER);
}

static void
test_none (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EaselEditRun) run = NULL;

  run_script (fixture->base.server, "[" BUSY ("503") "]");
  run = edit (fixture, "warmer");
  g_assert_cmpint (easel_edit_run_get_state (run), ==, EASEL_EDIT_RUN_FAILED);
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->second), ==, 0);
  /* The model itself is no other. */
  set_stand_in (fixture, TEST_MODEL);
  g_clear_object (&run);
  run = edit (fixture, "warmer");
  g_assert_cmpint (easel_edit_run_get_state (run), ==, EASEL_EDIT_RUN_FAILED);
  g_assert_null (easel_edit_run_get_fallback_for (run));
}

/* Stopped while the other one answers. */
static void
test_stopped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EaselPromptContent) content = service_content ("a castle", NULL, NULL);
  g_autoptr (EaselEditRun) run = NULL;

  set_stand_in (fixture, OTHER_MODEL);
  run_script (fixture->base.server, "[" BUSY ("503") "]");
  run_script (fixture->second, "[{\"chat\": \"a castle\", \"fault\": \"stall\", \"at\": -1}]");
  run = service_start (&fixture->base, TEST_MODEL, "warmer", content, 0);
  g_assert_true (easel_test_server_wait_requests (fixture->second, 1));
  easel_edit_run_stop (run);
  service_await (easel_edit_run_wait (run));
  g_assert_cmpint (easel_edit_run_get_state (run), ==, EASEL_EDIT_RUN_STOPPED);
  g_assert_true (easel_test_server_wait_hangups (fixture->second, 1));
}

/* Who lets one model pass a budget, or pay what is not known, has not agreed to
 * another's price. */
static void
test_dearer (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EaselPromptContent) content = service_content ("a castle", NULL, NULL);
  EaselUsageService *usage;
  const EaselEditRequest request = { .model = TEST_MODEL,
                                     .instruction = "warmer",
                                     .content = content,
                                     .temperature = -1,
                                     .spend = EASEL_SPEND_OVER_BUDGET | EASEL_SPEND_UNKNOWN_PRICE };

  set_stand_in (fixture, OTHER_MODEL);
  service_sql_run (fixture->base.dir, "UPDATE provider_models SET price_source = 'user', price_input = 1, "
                                      "price_output = 1 WHERE model_id = 'test-model'");
  service_sql_run (fixture->base.dir, "UPDATE provider_models SET price_source = 'user', "
                                      "price_input = 100000000, price_output = 100000000 "
                                      "WHERE model_id = 'second'");
  service_restart (&fixture->base);
  usage = easel_context_get_usage (fixture->base.context);
  run_script (fixture->base.server, "[" BUSY ("503") "]");
  for (guint stop = 0; stop < 2; stop++)
    {
      g_autoptr (EaselEditRun) run = NULL;

      service_await (easel_usage_service_set_budget (usage, NULL, 10, 80, stop == 0));
      run = easel_edit_service_start (easel_context_get_edits (fixture->base.context), &request);
      service_await (easel_edit_run_wait (run));
      g_assert_cmpuint (easel_test_server_get_n_requests (fixture->second), ==, stop);
      g_assert_cmpint (easel_edit_run_get_state (run), ==,
                       stop == 0 ? EASEL_EDIT_RUN_FAILED : EASEL_EDIT_RUN_FINISHED);
    }
}

/* ---- the cache ---- */

static EaselEditRun *
edit_with (Fixture *fixture, const char *instruction, double temperature, EaselCacheUse cache)
{
  g_autoptr (EaselPromptContent) content = service_content ("a castle", NULL, NULL);
  const EaselEditRequest request = { .model = TEST_MODEL,
                                     .instruction = instruction,
                                     .content = content,
                                     .temperature = temperature,
                                     .cache = cache };
  EaselEditRun *run = easel_edit_service_start (easel_context_get_edits (fixture->base.context), &request);

  service_await (easel_edit_run_wait (run));
  g_assert_cmpint (easel_edit_run_get_state (run), ==, EASEL_EDIT_RUN_FINISHED);
  g_assert_cmpstr (easel_edit_run_get_answer (run), ==, "a warm castle");
  return run;
}

static void
expect (
    Fixture *fixture, const char *instruction, double temperature, EaselCacheUse cache, gboolean from_cache)
{
  guint before = easel_test_server_get_n_requests (fixture->base.server);
  g_autoptr (EaselEditRun) run = edit_with (fixture, instruction, temperature, cache);

  g_assert_cmpint (easel_edit_run_get_from_cache (run), ==, from_cache);
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->base.server) - before, ==, !from_cache);
  if (from_cache)
    g_assert_cmpint (easel_edit_run_get_cost (run), ==, 0);
}

static void
test_cache (Fixture *fixture, gconstpointer data)
{
  EaselEditService *edits = easel_context_get_edits (fixture->base.context);
  EaselProviderService *providers = easel_context_get_providers (fixture->base.context);
  g_autofree char *ledger = NULL;
  g_autofree char *url = NULL;
  g_autoptr (EaselInteraction) row = NULL;

  run_script (fixture->base.server, "[{\"chat\": \"a warm castle\"}]");
  /* off until it is wanted */
  expect (fixture, "warmer", -1, EASEL_CACHE_DEFAULT, FALSE);
  expect (fixture, "warmer", -1, EASEL_CACHE_DEFAULT, FALSE);
  service_await (easel_edit_service_set_cache (edits, TRUE));
  expect (fixture, "warmer", -1, EASEL_CACHE_DEFAULT, FALSE);
  expect (fixture, "warmer", -1, EASEL_CACHE_DEFAULT, TRUE);
  row = service_get_newest (&fixture->base);
  g_assert_true (easel_interaction_get_from_cache (row));
  g_assert_cmpstr (easel_interaction_get_output (row), ==, "a warm castle");
  ledger = service_sql_text (fixture->base.dir, "SELECT state || '/' || cost || '/' || from_cache FROM usage "
                                                "ORDER BY id DESC LIMIT 1");
  g_assert_cmpstr (ledger, ==, "done/0/1");

  /* any other request is another one */
  expect (fixture, "colder", -1, EASEL_CACHE_DEFAULT, FALSE);
  expect (fixture, "warmer", 0.5, EASEL_CACHE_DEFAULT, FALSE);
  expect (fixture, "warmer", 0.5, EASEL_CACHE_DEFAULT, TRUE);
  expect (fixture, "warmer", -1, EASEL_CACHE_BYPASS, FALSE);
  url = easel_test_server_dup_url_for (fixture->base.server, "localhost", "/v1");
  service_await (
      easel_provider_service_edit (providers, TEST_SLUG, &(EaselProviderEdit) { .base_url = url }));
  expect (fixture, "warmer", -1, EASEL_CACHE_DEFAULT, FALSE);

  /* an hour, and not a day that the clock was set back by */
  service_sql_run (fixture->base.dir, "UPDATE answer_cache SET created_at = created_at - 3601000000");
  expect (fixture, "warmer", -1, EASEL_CACHE_DEFAULT, FALSE);
  service_sql_run (fixture->base.dir, "UPDATE answer_cache SET created_at = created_at + 3601000000");
  expect (fixture, "warmer", -1, EASEL_CACHE_DEFAULT, FALSE);
  expect (fixture, "warmer", -1, EASEL_CACHE_DEFAULT, TRUE);

  /* nothing stays when it is switched off */
  service_await (easel_edit_service_set_cache (edits, FALSE));
  g_assert_cmpint (service_sql_int (fixture->base.dir, "SELECT count(*) FROM answer_cache"), ==, 0);
  expect (fixture, "warmer", -1, EASEL_CACHE_DEFAULT, FALSE);
  expect (fixture, "warmer", -1, EASEL_CACHE_USE, FALSE);
  expect (fixture, "warmer", -1, EASEL_CACHE_USE, TRUE);
}

/* An account that took the name of one that is gone is not given its answers. */
static void
test_cache_accounts (Fixture *fixture, gconstpointer data)
{
  EaselEditService *edits = easel_context_get_edits (fixture->base.context);
  EaselProviderService *providers = easel_context_get_providers (fixture->base.context);

  run_script (fixture->base.server, "[{\"chat\": \"a warm castle\"}]");
  service_await (easel_edit_service_set_cache (edits, TRUE));
  expect (fixture, "warmer", -1, EASEL_CACHE_DEFAULT, FALSE);
  expect (fixture, "warmer", -1, EASEL_CACHE_DEFAULT, TRUE);
  service_await (easel_provider_service_remove (providers, TEST_SLUG));
  service_add_provider (&fixture->base);
  expect (fixture, "warmer", -1, EASEL_CACHE_DEFAULT, FALSE);
  expect (fixture, "warmer", -1, EASEL_CACHE_DEFAULT, TRUE);
}

/* Nothing stays when it is switched off, nor does what is still on its way. */
static void
test_cache_switched_off (Fixture *fixture, gconstpointer data)
{
  EaselEditService *edits = easel_context_get_edits (fixture->base.context);
  g_autoptr (EaselPromptContent) content = service_content ("a castle", NULL, NULL);
  g_autoptr (EaselEditRun) run = NULL;

  run_script (fixture->base.server,
              "[{\"chat\": \"a warm castle with a garden\", \"piece\": 60, \"delay_ms\": 60}]");
  service_await (easel_edit_service_set_cache (edits, TRUE));
  run = service_start (&fixture->base, TEST_MODEL, "warmer", content, 0);
  g_assert_true (easel_test_server_wait_requests (fixture->base.server, 1));
  service_await (easel_edit_service_set_cache (edits, FALSE));
  g_assert_false (easel_edit_run_is_final (run));
  service_await (easel_edit_run_wait (run));
  g_assert_cmpint (easel_edit_run_get_state (run), ==, EASEL_EDIT_RUN_FINISHED);
  g_assert_cmpint (service_sql_int (fixture->base.dir, "SELECT count(*) FROM answer_cache"), ==, 0);
}

/* Who dismissed an answer and asks again is not given the same. */
static void
test_cache_dismissed (Fixture *fixture, gconstpointer data)
{
  EaselEditService *edits = easel_context_get_edits (fixture->base.context);
  g_autoptr (EaselEditRun) run = NULL;

  run_script (fixture->base.server, "[{\"chat\": \"a warm castle\"}]");
  service_await (easel_edit_service_set_cache (edits, TRUE));
  run = edit_with (fixture, "warmer", -1, EASEL_CACHE_DEFAULT);
  service_await (
      easel_edit_service_set_outcome (edits, easel_edit_run_get_interaction_id (run), EASEL_EDIT_TAKEN));
  expect (fixture, "warmer", -1, EASEL_CACHE_DEFAULT, TRUE);
  service_await (
      easel_edit_service_set_outcome (edits, easel_edit_run_get_interaction_id (run), EASEL_EDIT_DISMISSED));
  expect (fixture, "warmer", -1, EASEL_CACHE_DEFAULT, FALSE);
}

/* It never grows beyond its bounds, and holds no half answers. */
static void
test_cache_bounds (Fixture *fixture, gconstpointer data)
{
  EaselEditService *edits = easel_context_get_edits (fixture->base.context);
  g_autofree char *fill =
      g_strdup_printf ("WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) "
                       "INSERT INTO answer_cache SELECT 'k' || i, 'a', %" G_GINT64_FORMAT " FROM n",
                       g_get_real_time () - G_USEC_PER_SEC);
  g_autoptr (EaselEditRun) cut = NULL;

  service_await (easel_edit_service_set_cache (edits, TRUE));
  run_script (fixture->base.server,
              "[{\"chat\": \"a castle with a garden\", \"fault\": \"close\", \"at\": 300, \"times\": 1},"
              " {\"chat\": \"a warm castle\"}]");
  cut = edit (fixture, "warmer");
  g_assert_cmpint (easel_edit_run_get_state (cut), ==, EASEL_EDIT_RUN_FAILED);
  g_assert_cmpint (service_sql_int (fixture->base.dir, "SELECT count(*) FROM answer_cache"), ==, 0);
  service_sql_run (fixture->base.dir, fill);
  expect (fixture, "warmer", -1, EASEL_CACHE_DEFAULT, FALSE);
  g_assert_cmpint (service_sql_int (fixture->base.dir, "SELECT count(*) FROM answer_cache"), ==, 200);
  expect (fixture, "warmer", -1, EASEL_CACHE_DEFAULT, TRUE);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  ADD ("/stand-in/when", test_when);
  ADD ("/stand-in/said", test_said);
  ADD ("/stand-in/both-fail", test_both_fail);
  ADD ("/stand-in/none", test_none);
  ADD ("/stand-in/dearer", test_dearer);
  ADD ("/stand-in/stopped", test_stopped);
  ADD ("/cache/hits", test_cache);
  ADD ("/cache/accounts", test_cache_accounts);
  ADD ("/cache/switched-off", test_cache_switched_off);
  ADD ("/cache/dismissed", test_cache_dismissed);
  ADD ("/cache/bounds", test_cache_bounds);
  return g_test_run ();
}
