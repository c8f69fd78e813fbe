// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "service-test.h"

#include <signal.h>
#include <string.h>

/* Edits that fail, are stopped, or lose their program. */

#define ANSWER "one two three four five six seven eight nine ten"
#define ERROR_BODY(code, text)                                                                               \
  "\"type\": \"application/json\", \"body\": \"{\\\"error\\\":{\\\"message\\\":\\\"" text                    \
  "\\\",\\\"type\\\":\\\"" code "\\\",\\\"code\\\":\\\"" code "\\\"}}\""

static const char *program;

static char *
get_column (ServiceFixture *fixture, const char *column)
{
  g_autofree char *sql = g_strdup_printf ("SELECT %s FROM ai_interactions ORDER BY id DESC LIMIT 1", column);

  return service_sql_text (fixture->dir, sql);
}

static void
assert_newest (ServiceFixture *fixture, const char *state, const char *output, const char *ledger)
{
  g_autofree char *kept_state = get_column (fixture, "state");
  g_autofree char *kept_output = get_column (fixture, "output");
  g_autofree char *kept_ledger =
      service_sql_text (fixture->dir, "SELECT state FROM usage ORDER BY id DESC LIMIT 1");

  g_assert_cmpstr (kept_state, ==, state);
  g_assert_cmpstr (kept_output, ==, output);
  g_assert_cmpstr (kept_ledger, ==, ledger);
}

static void
test_failures (ServiceFixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *answer;
    EaselError code;
    guint n_requests;
    const char *answer_so_far, *ledger;
  } cases[] = {
    { "\"status\": 401, " ERROR_BODY ("invalid_api_key", "Incorrect API key provided"), EASEL_ERROR_AUTH, 1,
      "", "failed" },
    { "\"status\": 429, \"headers\": {\"Retry-After-Ms\": \"10\"}, " ERROR_BODY ("rate_limit_exceeded",
                                                                                 "busy"),
      EASEL_ERROR_RATE_LIMIT, 3, "", "failed" },
    { "\"status\": 429, " ERROR_BODY ("insufficient_quota", "no money"), EASEL_ERROR_QUOTA, 1, "", "failed" },
    { "\"status\": 500, \"headers\": {\"Retry-After-Ms\": \"10\"}, " ERROR_BODY ("server_error", "oops"),
      EASEL_ERROR_PROVIDER_FAULT, 3, "", "failed" },
    { "\"status\": 404, " ERROR_BODY ("model_not_found", "no such model"), EASEL_ERROR_NOT_FOUND, 1, "",
      "failed" },
    { "\"chat\": \"" ANSWER "\", \"fault\": \"close\", \"at\": 700", EASEL_ERROR_NETWORK, 1,
      "one two three four ", "done" },
    { "\"chat\": \"" ANSWER "\", \"fault\": \"reset\", \"at\": 700, \"piece\": 100, \"delay_ms\": 2",
      EASEL_ERROR_NETWORK, 1, "one two three four ", "done" },
    { "\"chat\": \"\"", EASEL_ERROR_PROTOCOL, 1, "", "done" },
    { "\"sse\": [\"{\\\"choices\\\":[{\\\"index\\\":0,\\\"delta\\\":{\\\"content\\\":\\\"one two\\\"},"
      "\\\"finish_reason\\\":null}]}\", \"{\\\"choices\\\":[{\\\"index\\\":0,\\\"delta\\\":{},"
      "\\\"finish_reason\\\":\\\"length\\\"}]}\", \"[DONE]\"]",
      EASEL_ERROR_TOO_LONG, 1, "one two", "done" },
    { "\"type\": \"text/html\", \"body\": \"<!DOCTYPE html><title>Sign in</title>\"", EASEL_ERROR_PROTOCOL, 1,
      "", NULL },
  };

  service_add_provider (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *script = g_strdup_printf ("[{%s}]", cases[i].answer);
      g_autoptr (EaselPromptContent) content = service_content ("a castle", NULL, NULL);
      g_autoptr (EaselEditRun) run = NULL;
      g_autoptr (EaselInteraction) row = NULL;
      g_autoptr (GError) error = NULL;
      guint n_before;

      g_test_message ("%s", cases[i].answer);
      easel_test_server_clear (fixture->server);
      n_before = easel_test_server_get_n_requests (fixture->server);
      easel_test_server_run_script (fixture->server, script, &error);
      g_assert_no_error (error);
      run = service_edit (fixture, TEST_MODEL, "count", content);

      g_assert_cmpint (easel_edit_run_get_state (run), ==, EASEL_EDIT_RUN_FAILED);
      g_test_message ("%s", easel_edit_run_get_error (run)->message);
      g_assert_error (easel_edit_run_get_error (run), EASEL_ERROR, (int) cases[i].code);
      g_assert_true (g_str_has_prefix (cases[i].answer_so_far, easel_edit_run_get_answer (run)));
      g_assert_cmpint (easel_edit_run_has_answer (run), ==, *cases[i].answer_so_far != '\0');
      g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server) - n_before, ==,
                        cases[i].n_requests);
      row = service_get_newest (fixture);
      g_assert_cmpstr (easel_interaction_get_state (row), ==, "failed");
      g_assert_cmpstr (easel_interaction_get_error (row), ==, easel_edit_run_get_error (run)->message);
      g_assert_cmpstr (easel_interaction_get_output (row), ==, cases[i].answer_so_far);
      if (cases[i].ledger != NULL)
        assert_newest (fixture, "failed", cases[i].answer_so_far, cases[i].ledger);
    }
}

static void
on_state_cb (EaselEditRun *run, GParamSpec *pspec, gpointer user_data)
{
  guint *retries = user_data;

  if (easel_edit_run_get_state (run) == EASEL_EDIT_RUN_RETRYING)
    {
      (*retries)++;
      g_assert_cmpint (easel_edit_run_get_retry_at (run), >, g_get_monotonic_time ());
    }
}

static void
test_retry (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselPromptContent) content = service_content ("a castle", NULL, NULL);
  g_autoptr (EaselEditRun) run = NULL;
  guint retries = 0;

  service_script (fixture,
                  "[{\"status\": 429, \"times\": 1, \"headers\": {\"Retry-After-Ms\": \"50\"}, " ERROR_BODY (
                      "rate_limit_exceeded", "busy") "}, {\"chat\": \"a warm castle\"}]");
  run = service_start (fixture, TEST_MODEL, "warmer", content, 0);
  g_signal_connect (run, "notify::state", G_CALLBACK (on_state_cb), &retries);
  service_await (easel_edit_run_wait (run));
  g_assert_cmpuint (retries, ==, 1);
  g_assert_cmpint (easel_edit_run_get_state (run), ==, EASEL_EDIT_RUN_FINISHED);
  g_assert_cmpstr (easel_edit_run_get_answer (run), ==, "a warm castle");
  g_assert_cmpint (service_sql_int (fixture->dir, "SELECT count(*) FROM usage"), ==, 1);
}

/* Refused once, left out from then on, also after a restart. */
static void
test_refused_parameter (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselPromptContent) content = service_content ("a castle", NULL, NULL);
  const EaselEditRequest request = {
    .model = TEST_MODEL, .instruction = "warmer", .content = content, .temperature = 0.5
  };

  service_script (fixture,
                  "[{\"status\": 400, \"times\": 1, \"type\": \"application/json\", \"body\": "
                  "\"{\\\"error\\\":{\\\"message\\\":\\\"Unsupported parameter: 'temperature' is not "
                  "supported with this model.\\\",\\\"type\\\":\\\"invalid_request_error\\\",\\\"param\\\":"
                  "\\\"temperature\\\",\\\"code\\\":\\\"unsupported_parameter\\\"}}\"}, "
                  "{\"chat\": \"a warm castle\"}]");
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (EaselEditRun) run = NULL;

      if (i == 2)
        service_restart (fixture);
      run = easel_edit_service_start (easel_context_get_edits (fixture->context), &request);
      service_await (easel_edit_run_wait (run));
      g_assert_cmpint (easel_edit_run_get_state (run), ==, EASEL_EDIT_RUN_FINISHED);
      g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server), ==, i + 2);
    }
  for (guint i = 0; i < 4; i++)
    {
      const EaselTestRequest *sent = easel_test_server_get_request (fixture->server, i);
      gsize length;
      const char *body = g_bytes_get_data (sent->body, &length);

      g_assert_cmpint (g_strstr_len (body, (gssize) length, "\"temperature\"") != NULL, ==, i == 0);
    }
}

static void
start_slow (ServiceFixture *fixture, gint64 prompt, EaselEditRun **run)
{
  g_autoptr (EaselPromptContent) content = service_content ("a castle, fog", NULL, "fog");

  service_script (fixture, "[{\"chat\": \"" ANSWER "\", \"fault\": \"stall\", \"at\": 700}]");
  *run = service_start (fixture, TEST_MODEL, "count", content, prompt);
  service_wait_until (g_str_has_prefix (easel_edit_run_get_answer (*run), "one two"));
}

static void
test_stop (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselEditRun) run = NULL;

  start_slow (fixture, 0, &run);
  easel_edit_run_stop (run);
  easel_edit_run_stop (run);
  service_await (easel_edit_run_wait (run));
  g_assert_cmpint (easel_edit_run_get_state (run), ==, EASEL_EDIT_RUN_STOPPED);
  g_assert_null (easel_edit_run_get_error (run));
  /* What came is kept, and what was not sent is still there. */
  g_assert_true (g_str_has_prefix (easel_edit_run_get_answer (run), "one two three four"));
  g_assert_nonnull (strstr (easel_edit_run_get_answer (run), "fog"));
  assert_newest (fixture, "stopped", "one two three four ", "done");
  g_assert_true (easel_test_server_wait_hangups (fixture->server, 1));
}

static void
test_stop_early (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselPromptContent) content = service_content ("a castle", NULL, NULL);
  g_autoptr (EaselEditRun) first = NULL;
  g_autoptr (EaselEditRun) second = NULL;

  service_script (fixture, "[{\"chat\": \"x\", \"fault\": \"stall\", \"at\": -1}]");
  /* Before anything was sent. */
  first = service_start (fixture, TEST_MODEL, "count", content, 0);
  easel_edit_run_stop (first);
  service_await (easel_edit_run_wait (first));
  g_assert_cmpint (easel_edit_run_get_state (first), ==, EASEL_EDIT_RUN_STOPPED);
  g_assert_false (easel_edit_run_has_answer (first));

  /* When the body was sent and no answer came: it may have been billed. */
  second = service_start (fixture, TEST_MODEL, "count", content, 0);
  g_assert_true (easel_test_server_wait_requests (fixture->server, 1));
  easel_edit_run_stop (second);
  service_await (easel_edit_run_wait (second));
  g_assert_cmpint (easel_edit_run_get_state (second), ==, EASEL_EDIT_RUN_STOPPED);
  assert_newest (fixture, "stopped", "", "unconfirmed");
}

static void
test_close_while_running (ServiceFixture *fixture, gconstpointer data)
{
  gint64 prompt = service_create_prompt (fixture, "", "a castle, fog");
  g_autoptr (EaselEditRun) run = NULL;
  g_autoptr (EaselEditRun) again = NULL;

  start_slow (fixture, prompt, &run);
  service_restart (fixture);
  g_assert_cmpint (easel_edit_run_get_state (run), ==, EASEL_EDIT_RUN_STOPPED);
  assert_newest (fixture, "stopped", "one two three four ", "done");
  again = service_await_object (
      easel_edit_service_find_open (easel_context_get_edits (fixture->context), prompt));
  g_assert_cmpint (easel_edit_run_get_state (again), ==, EASEL_EDIT_RUN_STOPPED);
  g_assert_cmpstr (easel_edit_run_get_answer (again), ==, easel_edit_run_get_answer (run));
}

/* Nobody waits for it any more; it is kept all the same. */
static void
test_dropped (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselPromptContent) content = service_content ("a castle", NULL, NULL);
  g_autoptr (EaselEnvironment) environment = easel_environment_take ();
  EaselContext *other = NULL;
  EaselEditRun *run = NULL;

  start_slow (fixture, 0, &run);
  g_object_unref (run);
  g_object_unref (service_start (fixture, SAMPLES, "warmer", content, 0));
  service_restart (fixture);
  g_assert_cmpint (service_sql_int (fixture->dir, "SELECT count(*) FROM ai_interactions WHERE state IN "
                                                  "('stopped', 'finished')"),
                   ==, 2);

  /* A start that nobody waits for, and an end without a start. */
  other = easel_context_new (fixture->dir, environment);
  dex_unref (easel_context_open (other));
  service_close (other);
  other = easel_context_new (fixture->dir, environment);
  service_close (other);
  other = easel_context_new (fixture->dir, environment);
  easel_test_settle ();
  g_assert_finalize_object (other);
}

/* The program that is killed: this one, started with the folder and a prompt. */
static G_NORETURN void
run_child (const char *dir, gint64 prompt)
{
  ServiceFixture fixture = { .dir = (char *) dir };
  g_autoptr (EaselPromptContent) content = service_content ("a castle, fog", NULL, "fog");
  g_autoptr (EaselEditRun) run = NULL;

  dex_init ();
  fixture.context = service_open (dir);
  run = service_start (&fixture, TEST_MODEL, "count", content, prompt);
  while (TRUE)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_killed (ServiceFixture *fixture, gconstpointer data)
{
  gint64 prompt = service_create_prompt (fixture, "", "a castle, fog");
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, prompt);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (EaselEditRun) again = NULL;
  g_autoptr (EaselEditRun) none = NULL;
  g_autofree char *state = NULL;

  service_script (fixture, "[{\"chat\": \"" ANSWER "\", \"fault\": \"stall\", \"at\": 700}]");
  child = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, program, "--child", fixture->dir, id, NULL);
  g_assert_no_error (error);
  service_wait_until (service_sql_int (fixture->dir, "SELECT count(*) FROM ai_interaction_chunks") > 0);

  /* While it lives, its call is nobody else's. */
  service_restart (fixture);
  state = get_column (fixture, "state");
  g_assert_cmpstr (state, ==, "running");
  none = service_await_object (
      easel_edit_service_find_open (easel_context_get_edits (fixture->context), prompt));
  g_assert_null (none);

  g_subprocess_send_signal (child, SIGKILL);
  g_assert_true (g_subprocess_wait (child, NULL, &error));
  service_restart (fixture);
  assert_newest (fixture, "cut", "one two three four ", "unconfirmed");
  again = service_await_object (
      easel_edit_service_find_open (easel_context_get_edits (fixture->context), prompt));
  g_assert_nonnull (again);
  g_assert_cmpint (easel_edit_run_get_state (again), ==, EASEL_EDIT_RUN_STOPPED);
  g_assert_true (g_str_has_prefix (easel_edit_run_get_answer (again), "one two three four"));
  g_assert_nonnull (strstr (easel_edit_run_get_answer (again), "fog"));
}

#define MEGABYTE (1024 * 1024)

/* A server that never ends is hung up on, and what came is kept. */
static void
test_endless (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselPromptContent) content = service_content ("a red fox", NULL, NULL);
  g_autofree char *text = g_strnfill (MEGABYTE, 'x');
  g_autoptr (GString) script = g_string_new ("[{\"sse\": [");
  g_autoptr (EaselEditRun) run = NULL;

  for (guint i = 0; i < 10; i++)
    g_string_append_printf (
        script, "%s\"{\\\"choices\\\":[{\\\"index\\\":0,\\\"delta\\\":{\\\"content\\\":\\\"%s\\\"}}]}\"",
        i > 0 ? "," : "", text);
  g_string_append_printf (script, "], \"fault\": \"stall\", \"at\": %d}]", 9 * MEGABYTE + MEGABYTE / 2);
  service_script (fixture, script->str);
  run = service_edit (fixture, TEST_MODEL, "warmer", content);
  g_assert_error (easel_edit_run_get_error (run), EASEL_ERROR, EASEL_ERROR_TOO_LONG);
  g_assert_true (easel_test_server_wait_hangups (fixture->server, 1));
  g_assert_cmpint (
      service_sql_int (fixture->dir, "SELECT length(output) FROM ai_interactions WHERE state = 'failed'"), ==,
      8 * MEGABYTE);
}

int
main (int argc, char **argv)
{
  program = argv[0];
  if (argc == 4 && g_str_equal (argv[1], "--child"))
    run_child (argv[2], g_ascii_strtoll (argv[3], NULL, 10));
  g_test_init (&argc, &argv, NULL);
  dex_init ();

#define ADD(path, func) g_test_add (path, ServiceFixture, NULL, service_set_up, func, service_tear_down)
  ADD ("/services/faults/failures", test_failures);
  ADD ("/services/faults/retry", test_retry);
  ADD ("/services/faults/refused-parameter", test_refused_parameter);
  ADD ("/services/faults/stop", test_stop);
  ADD ("/services/faults/stop-early", test_stop_early);
  ADD ("/services/faults/close-while-running", test_close_while_running);
  ADD ("/services/faults/dropped", test_dropped);
  ADD ("/services/faults/killed", test_killed);
  ADD ("/services/faults/endless", test_endless);
  return g_test_run ();
}
