// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "call-fixture.h"
#include "easel-json.h"
#include "ollama/easel-ollama-pull.h"

#define NDJSON "application/x-ndjson"
#define LINE(text) "{\"message\":{\"role\":\"assistant\",\"content\":\"" text "\"},\"done\":false}\n"
#define END                                                                                                  \
  "{\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":12,"         \
  "\"eval_count\":3}\n"
#define PART(digest, completed)                                                                              \
  "{\"status\":\"pulling " digest "\",\"digest\":\"" digest "\",\"total\":1000,\"completed\":" completed "}" \
  "\n"

static EaselTestAnswer *
answer (CallFixture *fixture, guint status, const char *body)
{
  return easel_test_server_add (fixture->server, "/api/chat", status,
                                status == 200 ? NDJSON : "application/json", body);
}

/* No key; the answer comes in pieces; the address was that of the other API. */
static void
test_whole (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;
  g_autoptr (JsonNode) sent = NULL;

  easel_test_answer_set_pieces (answer (fixture, 200, LINE ("a red ") LINE ("fox") END), 7, 1);
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->heard.text->str, ==, "a red fox");
  g_assert_cmpint (result->usage.input, ==, 12);
  g_assert_cmpint (result->usage.total, ==, 15);
  g_assert_cmpint (result->finish, ==, EASEL_FINISH_STOP);
  sent = call_fixture_sent_json (fixture, 0);
  g_assert_true (easel_json_get_boolean (sent, "stream", FALSE));
}

/* An error as a line of a good answer, before and after some of it was shown. */
static void
test_error_line (CallFixture *fixture, gconstpointer data)
{
  answer (fixture, 200, LINE ("half") "{\"error\":\"out of memory\"}\n");
  call_fixture_assert_fails (fixture, EASEL_ERROR_PROVIDER_FAULT);
  g_assert_cmpstr (fixture->heard.text->str, ==, "half");
  g_assert_cmpuint (fixture->heard.n_waits, ==, 0);
}

static void
test_retried (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;

  easel_test_answer_set_times (answer (fixture, 200, "{\"error\":\"the runner has ended\"}\n"), 1);
  answer (fixture, 200, LINE ("fox") END);
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->heard.text->str, ==, "fox");
  g_assert_cmpuint (result->retries, ==, 1);
}

static void
test_truncated (CallFixture *fixture, gconstpointer data)
{
  answer (fixture, 200, LINE ("half"));
  call_fixture_assert_fails (fixture, EASEL_ERROR_NETWORK);
  g_assert_cmpstr (fixture->heard.text->str, ==, "half");
}

static void
test_not_found (CallFixture *fixture, gconstpointer data)
{
  answer (fixture, 404, "{\"error\":\"model 'test-model' not found\"}");
  call_fixture_assert_fails (fixture, EASEL_ERROR_NOT_FOUND);
}

/* What a model cannot do is left out, whichever words the version has for it. */
static void
test_thinking_refused (CallFixture *fixture, gconstpointer data)
{
  static const char *const refusals[] = {
    "{\"error\":\"\\\"test-model\\\" does not support thinking\"}",
    "{\"error\":\"invalid think value: \\\"max\\\" (must be \\\"high\\\", \\\"medium\\\", \\\"low\\\", true, "
    "or "
    "false)\"}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (refusals); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EaselTextResult) result = NULL;
      g_autoptr (JsonNode) first = NULL;
      g_autoptr (JsonNode) second = NULL;

      fixture->heard.n_finishes = 0;
      easel_text_request_set_effort (fixture->request, "max");
      easel_test_answer_set_times (answer (fixture, 400, refusals[i]), 1);
      easel_test_answer_set_times (answer (fixture, 200, LINE ("fox") END), 1);
      result = call_fixture_run (fixture, &error);
      g_assert_no_error (error);
      first = call_fixture_sent_json (fixture, 2 * (guint) i);
      second = call_fixture_sent_json (fixture, 2 * (guint) i + 1);
      g_assert_cmpstr (easel_json_get_string (first, "think"), ==, "max");
      g_assert_null (easel_json_get_node (second, "think"));
    }
}

static void
test_models (CallFixture *fixture, gconstpointer data)
{
  static const char *const shows[] = {
    "{\"capabilities\":[\"completion\",\"vision\",\"tools\",\"thinking\"],\"model_info\":{\"general."
    "architecture\":"
    "\"qwen3\",\"qwen3.context_length\":40960}}",
    "{\"capabilities\":[\"embedding\"],\"model_info\":{\"bert.context_length\":512}}",
    "{\"capabilities\":[\"completion\"],\"model_info\":null}",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) models = NULL;
  const EaselModelInfo *info;

  easel_test_server_add (
      fixture->server, "/api/tags", 200, "application/json",
      "{\"models\":[{\"name\":\"qwen3:8b\",\"model\":\"qwen3:8b\"},{\"name\":\"bert:latest\"},"
      "{},{\"name\":\"big:cloud\",\"remote_host\":\"https://ollama.com\"},7,"
      "{\"name\":\"gone:1b\"}]}");
  for (gsize i = 0; i < G_N_ELEMENTS (shows); i++)
    easel_test_answer_set_times (
        easel_test_server_add (fixture->server, "/api/show", 200, "application/json", shows[i]), 1);
  easel_test_server_add (fixture->server, "/api/show", 404, "application/json", "{\"error\":\"not found\"}");
  models = easel_test_await_boxed (
      easel_models_call_run (fixture->client, fixture->protocol, fixture->account, NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (models->len, ==, 3);
  info = g_ptr_array_index (models, 0);
  g_assert_cmpstr (info->id, ==, "qwen3:8b");
  g_assert_cmpint (info->context, ==, 40960);
  g_assert_cmpint (info->flags, ==,
                   EASEL_MODEL_VISION | EASEL_MODEL_TOOLS | EASEL_MODEL_REASONING | EASEL_MODEL_STRUCTURED);
  g_assert_cmpint (info->price.output, ==, 0);
  g_assert_cmpstr (info->price_source, ==, EASEL_PRICE_LOCAL);
  info = g_ptr_array_index (models, 1);
  g_assert_cmpstr (info->id, ==, "big:cloud");
  g_assert_cmpint (info->price.output, ==, -1);
  info = g_ptr_array_index (models, 2);
  g_assert_cmpstr (info->id, ==, "gone:1b");
  g_assert_cmpint (info->context, ==, -1);
}

/* What one pull said, a word for each line. */
typedef struct
{
  GString *log;
  gboolean destroyed;
} Said;

static void
on_progress_cb (const EaselOllamaPullProgress *progress, gpointer user_data)
{
  Said *said = user_data;

  g_assert_false (said->destroyed);
  g_assert_cmpint (progress->completed, <=, progress->total);
  g_string_append_printf (said->log, "%s %" G_GINT64_FORMAT "/%" G_GINT64_FORMAT ";", progress->status,
                          progress->completed, progress->total);
}

static void
on_destroyed_cb (gpointer user_data)
{
  ((Said *) user_data)->destroyed = TRUE;
}

static gboolean
pull (CallFixture *fixture, const char *body, Said *said, GError **error)
{
  gboolean pulled;

  easel_test_answer_set_pieces (easel_test_server_add (fixture->server, "/api/pull", 200, NDJSON, body), 11,
                                0);
  said->log = g_string_new (NULL);
  pulled = easel_test_await (easel_ollama_pull_run (fixture->client, fixture->account, NULL, "llama3.2:3b",
                                                    on_progress_cb, said, on_destroyed_cb),
                             error);
  easel_test_settle ();
  g_assert_true (said->destroyed);
  return pulled;
}

static void
test_pull (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) sent = NULL;
  Said said = { 0 };

  g_assert_true (pull (fixture,
                       "{\"status\":\"pulling manifest\"}\n" PART ("a", "10") PART ("b", "500") PART (
                           "a", "1000") PART ("b", "-3") PART ("b", "9999") "{\"status\":\"success\"}\n",
                       &said, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (said.log->str, ==,
                   "pulling manifest 0/0;pulling a 10/1000;pulling b 510/2000;pulling a 1500/2000;"
                   "pulling b 1000/2000;pulling b 2000/2000;success 2000/2000;");
  sent = call_fixture_sent_json (fixture, 0);
  g_assert_cmpstr (easel_json_get_string (sent, "model"), ==, "llama3.2:3b");
  g_string_free (said.log, TRUE);
}

static void
assert_pull_fails (CallFixture *fixture, const char *body, EaselError code)
{
  g_autoptr (GError) error = NULL;
  Said said = { 0 };

  g_assert_false (pull (fixture, body, &said, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, EASEL_ERROR, (int) code);
  g_assert_cmpstr (easel_error_get_details (error)->provider, ==, "mine");
  g_string_free (said.log, TRUE);
  easel_test_server_clear (fixture->server);
}

static void
test_pull_fails (CallFixture *fixture, gconstpointer data)
{
  assert_pull_fails (fixture,
                     PART ("a", "10") "{\"error\":\"pull model manifest: file does not exist\"}\n{\"status\":"
                                      "\"success\"}\n",
                     EASEL_ERROR_PROVIDER_FAULT);
  assert_pull_fails (fixture, PART ("a", "10"), EASEL_ERROR_NETWORK);
  assert_pull_fails (fixture, PART ("a", "10") "garbage\n", EASEL_ERROR_PROVIDER_FAULT);
  assert_pull_fails (fixture, "", EASEL_ERROR_NETWORK);
}

static void
test_pull_refused (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  easel_test_server_add (fixture->server, "/api/pull", 404, "application/json",
                         "{\"error\":\"model 'dragon' not found\"}");
  g_assert_false (easel_test_await (
      easel_ollama_pull_run (fixture->client, fixture->account, NULL, "dragon", NULL, NULL, NULL), &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND);
}

/* The server sees that nobody waits any more, and nothing more is heard. */
static void
test_pull_dropped (CallFixture *fixture, gconstpointer data)
{
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;
  Said said = { .log = g_string_new (NULL) };
  DexFuture *future;

  easel_test_answer_set_fault (
      easel_test_server_add (fixture->server, "/api/pull", 200, NDJSON, PART ("a", "10") PART ("a", "20")),
      EASEL_TEST_FAULT_STALL, (int) strlen (PART ("a", "10")) + 1);
  future = easel_ollama_pull_run (fixture->client, fixture->account, NULL, "llama3.2:3b", on_progress_cb,
                                  &said, on_destroyed_cb);
  while (said.log->len == 0 && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpstr (said.log->str, ==, "pulling a 10/1000;");
  dex_unref (future);
  while (!said.destroyed && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
  g_assert_true (said.destroyed);
  g_assert_true (easel_test_server_wait_hangups (fixture->server, 1));
  g_string_free (said.log, TRUE);
}

#define ADD(name, func)                                                                                      \
  g_test_add ("/ollama-call/" name, CallFixture, "ollama", call_fixture_set_up, func, call_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  ADD ("whole", test_whole);
  ADD ("error-line", test_error_line);
  ADD ("retried", test_retried);
  ADD ("truncated", test_truncated);
  ADD ("not-found", test_not_found);
  ADD ("thinking-refused", test_thinking_refused);
  ADD ("models", test_models);
  ADD ("pull", test_pull);
  ADD ("pull-fails", test_pull_fails);
  ADD ("pull-refused", test_pull_refused);
  ADD ("pull-dropped", test_pull_dropped);
  return g_test_run ();
}
