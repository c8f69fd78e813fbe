// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "call-fixture.h"
#include "easel-json.h"

static void
test_whole (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;
  g_autoptr (JsonNode) sent = NULL;
  g_autofree char *key = NULL;

  easel_test_answer_add_header (call_fixture_answer (fixture, 200, WHOLE), "x-request-id", "req-1");
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->heard.text->str, ==, "a red fox");
  g_assert_cmpint (result->finish, ==, EASEL_FINISH_STOP);
  g_assert_cmpstr (result->finish_word, ==, "stop");
  g_assert_cmpint (result->usage.input, ==, 12);
  g_assert_cmpint (result->usage.cached_input, ==, 4);
  g_assert_cmpint (result->usage.output, ==, 3);
  g_assert_cmpstr (result->request_id, ==, "req-1");
  g_assert_cmpint (result->time_to_first, >=, 0);
  g_assert_cmpint (result->duration, >=, result->time_to_first);
  g_assert_cmpuint (result->retries, ==, 0);

  sent = call_fixture_sent_json (fixture, 0);
  g_assert_cmpstr (easel_json_get_string (sent, "model"), ==, "test-model");
  g_assert_true (easel_json_get_boolean (sent, "stream", FALSE));
  g_assert_cmpstr (easel_json_get_string (sent, "messages.0.role"), ==, "system");
  g_assert_cmpstr (easel_json_get_string (sent, "messages.1.content"), ==, "a fox");
  key = easel_test_request_dup_header (easel_test_server_get_request (fixture->server, 0), "authorization");
  g_assert_cmpstr (key, ==, "Bearer " KEY);
}

static void
test_pieces (CallFixture *fixture, gconstpointer data)
{
  static const gsize pieces[] = { 1, 3, 17, 100 };

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EaselTextResult) result = NULL;

      easel_test_server_clear (fixture->server);
      g_string_truncate (fixture->heard.text, 0);
      fixture->heard.n_finishes = 0;
      easel_test_answer_set_pieces (call_fixture_answer (fixture, 200, ": hi\n\n" WHOLE), pieces[i], 0);
      result = call_fixture_run (fixture, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (fixture->heard.text->str, ==, "a red fox");
      g_assert_cmpint (result->usage.total, ==, 15);
    }
}

static void
test_no_done (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;

  call_fixture_answer (fixture, 200, CHUNK ("fox") STOP USAGE);
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->usage.total, ==, 15);
}

/* A server that neither says the end nor hangs up: the answer is whole. */
static void
test_open_end (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;

  easel_test_answer_set_fault (call_fixture_answer (fixture, 200, CHUNK ("fox") STOP DONE),
                               EASEL_TEST_FAULT_STALL, (int) strlen (CHUNK ("fox") STOP));
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->heard.text->str, ==, "fox");
}

static void
test_whole_json (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;

  call_fixture_answer (
      fixture, 200,
      "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"fox\"},"
      "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}");
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->heard.text->str, ==, "fox");
  g_assert_cmpstr (result->request_id, ==, "c1");
}

/* Over 64 KB in one event: it is parsed on another thread. */
static void
test_long_event (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;
  g_autoptr (GString) body = g_string_new ("data: {\"choices\":[{\"delta\":{\"content\":\"");

  for (guint i = 0; i < 50000; i++)
    g_string_append (body, "rötlich ");
  g_string_append (body, "\"}}]}\n\n" STOP DONE);
  call_fixture_answer (fixture, 200, body->str);
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (fixture->heard.text->len, ==, 50000 * strlen ("rötlich "));
}

static void
test_deep_json (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;
  g_autoptr (GString) body = g_string_new ("data: {\"x\":");

  for (guint i = 0; i < 190; i++)
    g_string_append_c (body, '[');
  for (guint i = 0; i < 190; i++)
    g_string_append_c (body, ']');
  g_string_append (body, "}\n\n" WHOLE);
  call_fixture_answer (fixture, 200, body->str);
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->heard.text->str, ==, "a red fox");
}

static void
test_truncated (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;

  call_fixture_answer (fixture, 200, CHUNK ("a red ") CHUNK ("fox"));
  result = call_fixture_run (fixture, &error);
  g_assert_null (result);
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_NETWORK);
  g_assert_true (easel_error_get_details (error)->may_have_billed);
  g_assert_cmpstr (fixture->heard.text->str, ==, "a red fox");
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server), ==, 1);
}

static void
test_reset (CallFixture *fixture, gconstpointer data)
{
  const char *body = CHUNK ("a red ") CHUNK ("fox") STOP DONE;

  easel_test_answer_set_fault (call_fixture_answer (fixture, 200, body), EASEL_TEST_FAULT_RESET,
                               (int) strlen (CHUNK ("a red ") CHUNK ("fox")));
  call_fixture_assert_fails (fixture, EASEL_ERROR_NETWORK);
  g_assert_true (g_str_has_prefix ("a red fox", fixture->heard.text->str));
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server), ==, 1);
}

static void
test_stall (CallFixture *fixture, gconstpointer data)
{
  easel_test_answer_set_fault (call_fixture_answer (fixture, 200, WHOLE), EASEL_TEST_FAULT_STALL,
                               (int) strlen (CHUNK ("a red ")));
  fixture->account->idle_timeout = 300 * 1000;
  call_fixture_assert_fails (fixture, EASEL_ERROR_TIMEOUT);
  g_assert_cmpstr (fixture->heard.text->str, ==, "a red ");
  g_assert_true (easel_test_server_wait_hangups (fixture->server, 1));
}

static void
test_page (CallFixture *fixture, gconstpointer data)
{
  easel_test_server_add (fixture->server, "/v1/chat/completions", 200, "text/html",
                         "<!doctype html><p>Sign in</p>");
  call_fixture_assert_fails (fixture, EASEL_ERROR_PROTOCOL);
}

static void
test_bad_key (CallFixture *fixture, gconstpointer data)
{
  g_autofree char *body = g_strdup_printf (
      "{\"error\":{\"message\":\"Incorrect API key provided: %s.\",\"type\":\"invalid_request_error\","
      "\"code\":\"invalid_api_key\"}}",
      KEY);

  call_fixture_answer (fixture, 401, body);
  call_fixture_assert_fails (fixture, EASEL_ERROR_AUTH);
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server), ==, 1);
}

/* The key comes back inside the answer: nobody sees it. */
static void
test_key_echo (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;

  easel_test_answer_set_pieces (call_fixture_answer (fixture, 200, CHUNK ("say " KEY " twice") STOP DONE), 7,
                                0);
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (fixture->heard.text->str, KEY));
  g_assert_nonnull (strstr (fixture->heard.text->str, "say "));
  g_assert_nonnull (strstr (fixture->heard.text->str, " twice"));
}

static void
test_quota (CallFixture *fixture, gconstpointer data)
{
  call_fixture_answer (
      fixture, 429, "{\"error\":{\"message\":\"You exceeded your quota\",\"code\":\"insufficient_quota\"}}");
  call_fixture_assert_fails (fixture, EASEL_ERROR_QUOTA);
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server), ==, 1);
  g_assert_cmpuint (fixture->heard.n_waits, ==, 0);
}

static void
test_retry (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;

  easel_test_answer_add_header (
      call_fixture_answer_once (fixture, 429,
                                "{\"error\":{\"message\":\"Slow down\",\"code\":\"rate_limit_exceeded\"}}"),
      "retry-after-ms", "20");
  easel_test_answer_add_header (call_fixture_answer_once (fixture, 503, "{\"error\":{\"message\":\"Busy\"}}"),
                                "retry-after-ms", "20");
  call_fixture_answer (fixture, 200, WHOLE);
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->heard.log->str, ==, "wait(2) wait(3) ");
  g_assert_cmpuint (result->retries, ==, 2);
  g_assert_cmpstr (fixture->heard.text->str, ==, "a red fox");
}

static void
test_retries_end (CallFixture *fixture, gconstpointer data)
{
  easel_test_answer_add_header (call_fixture_answer (fixture, 500, "{\"error\":{\"message\":\"Oops\"}}"),
                                "retry-after-ms", "10");
  call_fixture_assert_fails (fixture, EASEL_ERROR_PROVIDER_FAULT);
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server), ==, 3);
  g_assert_cmpuint (fixture->heard.n_waits, ==, 2);
}

static void
test_error_in_stream (CallFixture *fixture, gconstpointer data)
{
  call_fixture_answer (
      fixture, 200,
      CHUNK ("a red ") "data: {\"error\":{\"message\":\"Upstream broke\",\"code\":502}}\n\n" DONE);
  call_fixture_assert_fails (fixture, EASEL_ERROR_UNAVAILABLE);
  g_assert_cmpstr (fixture->heard.text->str, ==, "a red ");
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server), ==, 1);
}

/* Nothing was shown yet: the same as if the status had said it. */
static void
test_early_error_in_stream (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;

  call_fixture_answer_once (fixture, 200,
                            ": wait\n\ndata: {\"error\":{\"message\":\"Overloaded\",\"code\":503}}\n\n");
  call_fixture_answer (fixture, 200, WHOLE);
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->heard.text->str, ==, "a red fox");
  g_assert_cmpuint (fixture->heard.n_waits, ==, 1);
  g_assert_cmpuint (result->retries, ==, 1);
}

static void
test_error_in_whole_json (CallFixture *fixture, gconstpointer data)
{
  call_fixture_answer (fixture, 200,
                       "{\"error\":{\"message\":\"No such model\",\"code\":\"model_not_found\"}}");
  call_fixture_assert_fails (fixture, EASEL_ERROR_NOT_FOUND);
}

static void
test_stray_error (CallFixture *fixture, gconstpointer data)
{
  call_fixture_answer (fixture, 200,
                       CHUNK ("a red ") "error: {\"error\":{\"message\":\"failed to decode\"}}\n\n");
  call_fixture_assert_fails (fixture, EASEL_ERROR_PROVIDER_FAULT);
  g_assert_cmpstr (fixture->heard.text->str, ==, "a red ");
}

static void
test_filtered (CallFixture *fixture, gconstpointer data)
{
  call_fixture_answer (
      fixture, 200,
      CHUNK ("a red ") "data: "
                       "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"content_filter\"}]}"
                       "\n\n" DONE);
  call_fixture_assert_fails (fixture, EASEL_ERROR_REFUSED);
}

static void
test_parameter (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;
  g_autoptr (JsonNode) first = NULL;
  g_autoptr (JsonNode) second = NULL;

  fixture->request->temperature = 0.5;
  fixture->request->max_tokens = 100;
  call_fixture_answer_once (
      fixture, 400,
      "{\"error\":{\"message\":\"Unsupported parameter: 'temperature' is not supported with this model.\","
      "\"type\":\"invalid_request_error\",\"param\":\"temperature\",\"code\":null}}");
  call_fixture_answer (fixture, 200, WHOLE);
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->heard.log->str, ==, "refused(temperature) ");
  first = call_fixture_sent_json (fixture, 0);
  second = call_fixture_sent_json (fixture, 1);
  g_assert_nonnull (easel_json_get_node (first, "temperature"));
  g_assert_null (easel_json_get_node (second, "temperature"));
  g_assert_nonnull (easel_json_get_node (second, "max_tokens"));
  /* The caller's own request stays as it was. */
  g_assert_cmpuint (fixture->request->refused->len, ==, 0);
}

/* The other name of the limit takes its place. */
static void
test_max_tokens (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;
  g_autoptr (JsonNode) second = NULL;
  gint64 limit = 0;

  fixture->request->max_tokens = 100;
  call_fixture_answer_once (
      fixture, 400,
      "{\"error\":{\"message\":\"Unsupported parameter: 'max_tokens' is not supported with this model. Use "
      "'max_completion_tokens' instead.\",\"param\":\"max_tokens\",\"code\":\"unsupported_parameter\"}}");
  call_fixture_answer (fixture, 200, WHOLE);
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  second = call_fixture_sent_json (fixture, 1);
  g_assert_null (easel_json_get_node (second, "max_tokens"));
  g_assert_true (easel_json_get_int (second, "max_completion_tokens", &limit));
  g_assert_cmpint (limit, ==, 100);
}

static void
test_parameter_again (CallFixture *fixture, gconstpointer data)
{
  fixture->request->temperature = 0.5;
  call_fixture_answer (fixture, 400,
                       "{\"error\":{\"message\":\"temperature is "
                       "wrong\",\"param\":\"temperature\",\"code\":\"unsupported_value\"}}");
  call_fixture_assert_fails (fixture, EASEL_ERROR_UNSUPPORTED);
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server), ==, 2);
}

static void
test_known_refused (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;
  g_autoptr (JsonNode) sent = NULL;

  fixture->request->temperature = 0.5;
  easel_text_request_add_refused (fixture->request, "temperature");
  easel_text_request_add_refused (fixture->request, "stream_options");
  call_fixture_answer (fixture, 200, WHOLE);
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  sent = call_fixture_sent_json (fixture, 0);
  g_assert_null (easel_json_get_node (sent, "temperature"));
  g_assert_null (easel_json_get_node (sent, "stream_options"));
}

static void
test_too_long (CallFixture *fixture, gconstpointer data)
{
  fixture->request->max_tokens = 100;
  call_fixture_answer (
      fixture, 400,
      "{\"error\":{\"message\":\"Your input exceeds the context window of this model; max_tokens is 100\","
      "\"param\":\"messages\",\"code\":\"context_length_exceeded\"}}");
  call_fixture_assert_fails (fixture, EASEL_ERROR_TOO_LONG);
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server), ==, 1);
}

static void
test_bad_address (CallFixture *fixture, gconstpointer data)
{
  static const char *const addresses[] = { "not an address", "ftp://example.org", "https://", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_set_str (&fixture->account->base_url, addresses[i]);
      call_fixture_assert_fails (fixture, EASEL_ERROR_INVALID_INPUT);
    }
}

static void
test_bad_requests (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselTextRequest) empty = easel_text_request_new ("test-model");
  g_autoptr (EaselTextRequest) garbled = easel_text_request_new ("test-model");
  g_autoptr (GError) error = NULL;
  DexFuture *future;

  easel_text_request_unref (fixture->request);
  fixture->request = g_steal_pointer (&empty);
  call_fixture_assert_fails (fixture, EASEL_ERROR_INVALID_INPUT);
  easel_text_request_unref (fixture->request);
  fixture->request = g_steal_pointer (&garbled);
  easel_text_request_add_text (fixture->request, EASEL_TEXT_ROLE_USER, "caf\xe9");
  call_fixture_assert_fails (fixture, EASEL_ERROR_INVALID_INPUT);

  future = easel_text_call_run (fixture->client, fixture->protocol, fixture->account, "sk\r\nX-Evil: 1",
                                fixture->request, NULL, NULL, NULL);
  g_assert_false (easel_test_await (future, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server), ==, 0);
}

static void
assert_cancelled (CallFixture *fixture, DexFuture *future)
{
  gsize length = fixture->heard.text->len;

  dex_unref (future);
  call_fixture_wait_until_over (&fixture->heard);
  g_assert_cmpuint (fixture->heard.text->len, ==, length);
  g_assert_cmpuint (fixture->heard.n_finishes, ==, 0);
}

static void
test_cancel_at_once (CallFixture *fixture, gconstpointer data)
{
  call_fixture_answer (fixture, 200, WHOLE);
  assert_cancelled (fixture, call_fixture_start (fixture));
}

static void
test_cancel_before_head (CallFixture *fixture, gconstpointer data)
{
  DexFuture *future;

  easel_test_answer_set_fault (call_fixture_answer (fixture, 200, WHOLE), EASEL_TEST_FAULT_STALL,
                               EASEL_TEST_BEFORE_HEAD);
  future = call_fixture_start (fixture);
  while (easel_test_server_get_n_requests (fixture->server) == 0)
    g_main_context_iteration (NULL, FALSE);
  assert_cancelled (fixture, future);
  g_assert_true (easel_test_server_wait_hangups (fixture->server, 1));
}

static void
test_cancel_in_stream (CallFixture *fixture, gconstpointer data)
{
  DexFuture *future;

  easel_test_answer_set_fault (call_fixture_answer (fixture, 200, WHOLE), EASEL_TEST_FAULT_STALL,
                               (int) strlen (CHUNK ("a red ")));
  future = call_fixture_start (fixture);
  while (fixture->heard.text->len == 0)
    g_main_context_iteration (NULL, TRUE);
  assert_cancelled (fixture, future);
  g_assert_true (easel_test_server_wait_hangups (fixture->server, 1));
}

static void
test_cancel_in_wait (CallFixture *fixture, gconstpointer data)
{
  DexFuture *future;

  easel_test_answer_add_header (call_fixture_answer (fixture, 503, "{\"error\":{\"message\":\"Busy\"}}"),
                                "retry-after", "30");
  future = call_fixture_start (fixture);
  while (fixture->heard.n_waits == 0)
    g_main_context_iteration (NULL, TRUE);
  assert_cancelled (fixture, future);
  g_assert_cmpuint (easel_test_server_get_n_requests (fixture->server), ==, 1);
}

/* Given up from inside the listener, as a window does that closes. */
static DexFuture *running;

static void
drop_on_text_cb (const EaselTextEvent *event, gpointer user_data)
{
  Heard *heard = user_data;

  if (event->kind != EASEL_TEXT_EVENT_TEXT)
    return;
  g_assert_nonnull (running);
  g_string_append (heard->text, event->text);
  dex_clear (&running);
}

static void
test_cancel_from_listener (CallFixture *fixture, gconstpointer data)
{
  call_fixture_answer (fixture, 200, WHOLE);
  running = easel_text_call_run (fixture->client, fixture->protocol, fixture->account, KEY, fixture->request,
                                 drop_on_text_cb, &fixture->heard, call_fixture_on_destroyed_cb);
  call_fixture_wait_until_over (&fixture->heard);
  g_assert_null (running);
  g_assert_cmpstr (fixture->heard.text->str, ==, "a red ");
}

/* Given up after each number of turns of the main loop: while it connects, reads,
 * parses on another thread, waits. */
static void
test_cancel_anywhere (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GString) body = g_string_new (CHUNK ("a red "));
  guint n_texts = 0, n_whole = 0;

  g_string_append (body, "data: {\"choices\":[{\"delta\":{\"content\":\"");
  for (guint i = 0; i < 20000; i++)
    g_string_append (body, "long word ");
  g_string_append (body, "\"}}]}\n\n" STOP USAGE DONE);
  easel_test_answer_set_pieces (call_fixture_answer (fixture, 200, body->str), 16384, 0);
  for (guint turns = 0; turns < 120 && n_whole < 3; turns++)
    {
      DexFuture *future = call_fixture_start (fixture);

      for (guint i = 0; i < turns && dex_future_is_pending (future); i++)
        g_main_context_iteration (NULL, TRUE);
      n_texts += fixture->heard.text->len > 0 ? 1 : 0;
      n_whole += fixture->heard.n_finishes;
      if (fixture->heard.n_finishes == 0)
        assert_cancelled (fixture, future);
      else
        dex_unref (future);
      call_fixture_wait_until_over (&fixture->heard);
      fixture->heard.n_finishes = 0;
      g_string_truncate (fixture->heard.text, 0);
    }
  g_test_message ("%u given up inside the text, %u came whole", n_texts - n_whole, n_whole);
  g_assert_cmpuint (n_texts, >, n_whole);
  g_assert_cmpuint (n_whole, >, 0);
}

static void
test_unix_socket (CallFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("easel-call-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "socket", NULL);
  g_autoptr (EaselTestServer) server = easel_test_server_new_unix (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;

  easel_test_server_add (server, "/v1/chat/completions", 200, "text/event-stream", WHOLE);
  g_set_str (&fixture->account->base_url, "http://localhost/v1");
  g_set_str (&fixture->account->socket_path, path);
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->heard.text->str, ==, "a red fox");
  g_remove (path);
  g_rmdir (folder);
}

#define ADD(name, func)                                                                                      \
  g_test_add ("/text-call/" name, CallFixture, NULL, call_fixture_set_up, func, call_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  ADD ("whole", test_whole);
  ADD ("pieces", test_pieces);
  ADD ("no-done", test_no_done);
  ADD ("open-end", test_open_end);
  ADD ("whole-json", test_whole_json);
  ADD ("long-event", test_long_event);
  ADD ("deep-json", test_deep_json);
  ADD ("truncated", test_truncated);
  ADD ("reset", test_reset);
  ADD ("stall", test_stall);
  ADD ("page", test_page);
  ADD ("bad-key", test_bad_key);
  ADD ("key-echo", test_key_echo);
  ADD ("quota", test_quota);
  ADD ("retry", test_retry);
  ADD ("retries-end", test_retries_end);
  ADD ("error-in-stream", test_error_in_stream);
  ADD ("early-error-in-stream", test_early_error_in_stream);
  ADD ("error-in-whole-json", test_error_in_whole_json);
  ADD ("stray-error", test_stray_error);
  ADD ("filtered", test_filtered);
  ADD ("parameter", test_parameter);
  ADD ("max-tokens", test_max_tokens);
  ADD ("parameter-again", test_parameter_again);
  ADD ("known-refused", test_known_refused);
  ADD ("too-long", test_too_long);
  ADD ("bad-address", test_bad_address);
  ADD ("bad-requests", test_bad_requests);
  ADD ("cancel/at-once", test_cancel_at_once);
  ADD ("cancel/before-head", test_cancel_before_head);
  ADD ("cancel/in-stream", test_cancel_in_stream);
  ADD ("cancel/in-wait", test_cancel_in_wait);
  ADD ("cancel/anywhere", test_cancel_anywhere);
  ADD ("cancel/from-listener", test_cancel_from_listener);
  ADD ("unix-socket", test_unix_socket);
  return g_test_run ();
}
