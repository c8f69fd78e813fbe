// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "call-fixture.h"
#include "easel-json.h"
#include "easel-provider-registry.h"
#include "easel-replay.h"

/* Everything that goes wrong × every protocol, against a real server: the right
 * code, the text so far kept, no crash and no leak. Each test prints how much
 * it tried. */

#define FULL "a red fox"

/* A short whole answer of each protocol, and how it comes. */
typedef struct
{
  const char *protocol;
  const char *type;
  const char *body;
} Stream;

static const Stream streams[] = {
  { "openai", "text/event-stream",
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a red \"},\"finish_reason\":null}]}\n\n"
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"fox\"},\"finish_reason\":null}]}\n\n"
    "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
    "data: [DONE]\n\n" },
  { "anthropic", "text/event-stream",
    "event: message_start\n"
    "data: {\"type\":\"message_start\",\"message\":{\"id\":\"m1\",\"usage\":{\"input_tokens\":1}}}\n\n"
    "event: content_block_start\n"
    "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}"
    "\n\n"
    "event: content_block_delta\n"
    "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"a red "
    "\"}}\n\n"
    "event: content_block_delta\n"
    "data: "
    "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"fox\"}}"
    "\n\n"
    "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
    "event: message_delta\n"
    "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":"
    "3}}\n\n"
    "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n" },
  { "openai-responses", "text/event-stream",
    "event: response.created\n"
    "data: "
    "{\"type\":\"response.created\",\"response\":{\"id\":\"r1\",\"status\":\"in_progress\",\"output\":[]"
    "}}\n\n"
    "event: response.output_item.added\n"
    "data: {\"type\":\"response.output_item.added\",\"output_index\":0,\"item\":{\"id\":\"i1\",\"type\":"
    "\"message\",\"role\":\"assistant\",\"content\":[]}}\n\n"
    "event: response.output_text.delta\n"
    "data: "
    "{\"type\":\"response.output_text.delta\",\"item_id\":\"i1\",\"output_index\":0,\"content_index\":0,"
    "\"delta\":\"a red \"}\n\n"
    "event: response.output_text.delta\n"
    "data: "
    "{\"type\":\"response.output_text.delta\",\"item_id\":\"i1\",\"output_index\":0,\"content_index\":0,"
    "\"delta\":\"fox\"}\n\n"
    "event: response.completed\n"
    "data: "
    "{\"type\":\"response.completed\",\"response\":{\"id\":\"r1\",\"status\":\"completed\",\"output\":[{"
    "\"id\":\"i1\",\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\","
    "\"text\":\"a red fox\"}]}],\"usage\":{\"input_tokens\":1,\"output_tokens\":3}}}\n\n" },
  { "gemini", "text/event-stream",
    "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a red "
    "\"}],\"role\":\"model\"},\"index\":0}]}"
    "\n\n"
    "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"fox\"}],\"role\":\"model\"},"
    "\"finishReason\":\"STOP\",\"index\":0}]}\n\n" },
  { "ollama", "application/x-ndjson",
    "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"a red \"},\"done\":false}\n"
    "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"fox\"},\"done\":false}\n"
    "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":"
    "\"stop\",\"prompt_eval_count\":1,\"eval_count\":3}\n" },
};

/* What services answer beside success, in the shapes of each family. */
static const struct
{
  guint status;
  const char *body;
  EaselError code;
} errors[] = {
  { 401, "{\"error\":{\"message\":\"No\",\"type\":\"invalid_request_error\",\"code\":\"invalid_api_key\"}}",
    EASEL_ERROR_AUTH },
  { 401, "{\"detail\":\"Invalid\"}", EASEL_ERROR_AUTH },
  { 401, "", EASEL_ERROR_AUTH },
  { 400, "{\"code\":\"invalid-argument\",\"error\":\"Incorrect API key provided.\"}", EASEL_ERROR_AUTH },
  { 400,
    "[{\"error\":{\"code\":400,\"message\":\"API key not valid.\",\"status\":\"INVALID_ARGUMENT\","
    "\"details\":[{\"reason\":\"API_KEY_INVALID\"}]}}]",
    EASEL_ERROR_AUTH },
  { 402, "{\"error\":{\"message\":\"Insufficient Balance\",\"type\":\"unknown_error\"}}", EASEL_ERROR_QUOTA },
  { 429, "{\"error\":{\"message\":\"No credit\",\"code\":\"insufficient_quota\"}}", EASEL_ERROR_QUOTA },
  { 403, "{\"type\":\"error\",\"error\":{\"type\":\"permission_error\",\"message\":\"No\"}}",
    EASEL_ERROR_PERMISSION },
  { 404, "{\"error\":\"model \\\"m\\\" not found, try pulling it first\"}", EASEL_ERROR_NOT_FOUND },
  { 400, "{\"error\":{\"message\":\"Too long\",\"code\":\"context_length_exceeded\"}}",
    EASEL_ERROR_TOO_LONG },
  { 413, "{\"error\":{\"message\":\"Request too large\",\"code\":\"rate_limit_exceeded\"}}",
    EASEL_ERROR_TOO_LONG },
  { 400, "{\"error\":{\"message\":\"No\",\"param\":\"logprobs\",\"code\":\"unsupported_parameter\"}}",
    EASEL_ERROR_UNSUPPORTED },
  { 422, "{\"detail\":[{\"loc\":[\"body\",\"prompt\"],\"msg\":\"field required\",\"type\":\"missing\"}]}",
    EASEL_ERROR_INVALID_INPUT },
  { 400, "{\"id\":\"1\",\"name\":\"content_moderation\",\"errors\":[\"flagged\"]}", EASEL_ERROR_REFUSED },
  { 429, "{\"error\":{\"code\":429,\"message\":\"Slow\",\"status\":\"RESOURCE_EXHAUSTED\"}}",
    EASEL_ERROR_RATE_LIMIT },
  { 429, "<html>busy</html>", EASEL_ERROR_RATE_LIMIT },
  { 503, "{\"error\":{\"code\":503,\"message\":\"Loading model\",\"type\":\"unavailable_error\"}}",
    EASEL_ERROR_UNAVAILABLE },
  { 529, "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}",
    EASEL_ERROR_UNAVAILABLE },
  { 502, "<html><body>Bad gateway</body></html>", EASEL_ERROR_UNAVAILABLE },
  { 500, "{\"error\":{\"code\":500,\"message\":\"Oops\",\"status\":\"INTERNAL\"}}",
    EASEL_ERROR_PROVIDER_FAULT },
  { 500, "\xff\xfe\x01 no text", EASEL_ERROR_PROVIDER_FAULT },
  { 404, "<!doctype html><title>No</title>", EASEL_ERROR_PROTOCOL },
};

/* The recorded bodies, and what each means. */
static const struct
{
  const char *file;
  EaselError code;
} recorded[] = {
  { "anthropic/error-400-context.json", EASEL_ERROR_TOO_LONG },
  { "anthropic/error-401.json", EASEL_ERROR_AUTH },
  { "deepseek/error-401.json", EASEL_ERROR_AUTH },
  { "gemini/error-400-key.json", EASEL_ERROR_AUTH },
  { "gemini/error-429.json", EASEL_ERROR_RATE_LIMIT },
  { "groq/error-400-tool-use-failed.json", EASEL_ERROR_PROVIDER_FAULT },
  { "mistral/error-401.json", EASEL_ERROR_AUTH },
  { "ollama/error-401.json", EASEL_ERROR_AUTH },
  { "openai/error-400-context.json", EASEL_ERROR_TOO_LONG },
  { "openai/error-400-max-tokens.json", EASEL_ERROR_UNSUPPORTED },
  { "openai/error-400-response-format.json", EASEL_ERROR_UNSUPPORTED },
  { "openai/error-400-temperature.json", EASEL_ERROR_UNSUPPORTED },
  { "openai/error-401.json", EASEL_ERROR_AUTH },
  { "openai/error-404-model.json", EASEL_ERROR_NOT_FOUND },
  { "openrouter/error-429.json", EASEL_ERROR_RATE_LIMIT },
  { "replicate/error-401.json", EASEL_ERROR_AUTH },
  { "xai/error-400.json", EASEL_ERROR_AUTH },
};

static const Stream *
find_stream (const EaselTextProtocol *protocol)
{
  for (gsize i = 0; i < G_N_ELEMENTS (streams); i++)
    if (g_str_equal (streams[i].protocol, protocol->id))
      return &streams[i];
  g_error ("The protocol %s has no short answer here: write one into test-faults.c.", protocol->id);
}

/* Calls once; what came and how it ended. */
typedef struct
{
  CallFixture *fixture;
  const Stream *stream;
  EaselTextResult *result;
  GError *error;
} Try;

static void
try_clear (Try *self)
{
  g_clear_pointer (&self->result, easel_text_result_unref);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Try, try_clear)

static EaselTestAnswer *
prepare (CallFixture *fixture, guint status, const char *type, const char *body)
{
  easel_test_server_clear (fixture->server);
  g_string_truncate (fixture->heard.text, 0);
  fixture->heard.n_finishes = 0;
  return easel_test_server_add (fixture->server, NULL, status, type, body);
}

static Try
run (CallFixture *fixture)
{
  Try try = { .fixture = fixture, .stream = find_stream (fixture->protocol) };

  try.result = easel_test_await_boxed (call_fixture_start (fixture), &try.error);
  call_fixture_wait_until_over (&fixture->heard);
  g_assert_true ((try.result != NULL) != (try.error != NULL));
  if (try.error != NULL)
    {
      g_assert_true (try.error->domain == EASEL_ERROR);
      g_assert_null (strstr (try.error->message, KEY));
      g_assert_cmpstr (easel_error_get_details (try.error)->provider, ==, "mine");
      g_assert_cmpstr (easel_error_get_details (try.error)->model, ==, "test-model");
    }
  return try;
}

static void
set_up (CallFixture *fixture, gconstpointer data)
{
  call_fixture_set_up (fixture, data);
  fixture->account->max_retries = 0;
}

static void
expect_status_error (CallFixture *fixture, guint status, const char *body, EaselError code)
{
  gboolean is_json = *body == '{' || *body == '[';
  g_auto (Try) try = { 0 };

  prepare (fixture, status, is_json ? "application/json" : "text/plain", body);
  try = run (fixture);
  g_test_message ("%s, %u: %s", fixture->protocol->id, status,
                  try.error != NULL ? try.error->message : "none");
  g_assert_error (try.error, EASEL_ERROR, (int) code);
  g_assert_cmpuint (easel_error_get_details (try.error)->http_status, ==, status);
  g_assert_false (easel_error_get_details (try.error)->may_have_billed);
}

static void
test_errors (CallFixture *fixture, gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    expect_status_error (fixture, errors[i].status, errors[i].body, errors[i].code);
  g_print ("%s: %u error bodies\n", fixture->protocol->id, (guint) G_N_ELEMENTS (errors));
}

/* The same bodies with the status of success: never a success. */
static void
test_errors_with_200 (CallFixture *fixture, gconstpointer data)
{
  guint n = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      static const char *const types[] = { "application/json", "text/event-stream" };

      for (gsize t = 0; t < G_N_ELEMENTS (types); t++, n++)
        {
          g_auto (Try) try = { 0 };

          prepare (fixture, 200, types[t], errors[i].body);
          try = run (fixture);
          g_test_message ("%s, %s: %s", fixture->protocol->id, errors[i].body,
                          try.error != NULL ? try.error->message : "none");
          g_assert_nonnull (try.error);
          g_assert_cmpstr (fixture->heard.text->str, ==, "");
        }
    }
  g_print ("%s: %u error bodies with status 200\n", fixture->protocol->id, n);
}

static void
test_recorded (CallFixture *fixture, gconstpointer data)
{
  const char *folder = g_getenv ("EASEL_WIRE_RECORDINGS");
  g_autofree char *path = folder != NULL ? g_build_filename (folder, "expected.json", NULL) : NULL;
  g_autofree char *json = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonArray *files;
  guint n = 0;

  if (path == NULL || !g_file_get_contents (path, &json, NULL, NULL))
    {
      g_test_skip ("no recordings: set the build option wire_recordings to their folder");
      return;
    }
  root = easel_json_parse (json, -1, NULL);
  files = easel_json_get_array (root, "files");
  for (guint i = 0; i < json_array_get_length (files); i++)
    {
      JsonNode *entry = json_array_get_element (files, i);
      const char *file = easel_json_get_string (entry, "file");
      g_autofree char *body_path = g_build_filename (folder, file, NULL);
      g_autofree char *body = NULL;
      gint64 status = 0;
      gsize at = 0;

      if (g_strcmp0 (easel_json_get_string (entry, "api"), "error") != 0)
        continue;
      while (at < G_N_ELEMENTS (recorded) && !g_str_equal (recorded[at].file, file))
        at++;
      /* A recording without its meaning here is a gap. */
      g_assert_cmpuint (at, <, G_N_ELEMENTS (recorded));
      g_assert_true (g_file_get_contents (body_path, &body, NULL, NULL));
      g_assert_true (easel_json_get_int (entry, "http_status", &status));
      expect_status_error (fixture, (guint) status, body, recorded[at].code);
      n++;
    }
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (recorded));
  g_print ("%s: %u recorded error bodies\n", fixture->protocol->id, n);
}

/* What the reader alone makes of the first bytes of the answer. */
static char *
text_of_cut (const Stream *stream, const EaselTextProtocol *protocol, gsize length)
{
  g_autoptr (EaselReplay) replay =
      easel_replay_run (protocol, stream->type, stream->body, length, &length, 1);

  return g_strdup (replay->text->str);
}

/* Cut at each byte, by a close or a reset. */
static void
test_cuts (CallFixture *fixture, gconstpointer data)
{
  const Stream *stream = find_stream (fixture->protocol);
  gsize length = strlen (stream->body), n_whole = 0, n_cut = 0, n_kept = 0;

  for (gsize at = 0; at < length; at++)
    {
      EaselTestFault fault = at % 5 == 4 ? EASEL_TEST_FAULT_RESET : EASEL_TEST_FAULT_CLOSE;
      g_autofree char *expected = text_of_cut (stream, fixture->protocol, at);
      g_auto (Try) try = { 0 };

      easel_test_answer_set_fault (prepare (fixture, 200, stream->type, stream->body), fault, (int) at);
      try = run (fixture);
      if (try.error == NULL)
        {
          g_assert_cmpstr (fixture->heard.text->str, ==, FULL);
          n_whole++;
          continue;
        }
      g_test_message ("%s, %u: %s", fixture->protocol->id, (guint) at, try.error->message);
      g_assert_error (try.error, EASEL_ERROR, EASEL_ERROR_NETWORK);
      g_assert_true (easel_error_get_details (try.error)->may_have_billed);
      /* A reset may overtake what was sent before it. */
      if (fault == EASEL_TEST_FAULT_CLOSE)
        g_assert_cmpstr (fixture->heard.text->str, ==, expected);
      else
        g_assert_true (g_str_has_prefix (expected, fixture->heard.text->str));
      n_cut++;
      n_kept += fixture->heard.text->len > 0;
    }
  /* Before the mark of its end no answer is whole. */
  g_assert_cmpuint (n_cut, >, length / 2);
  g_assert_cmpuint (n_kept, >, 0);
  g_print ("%s: cut at each of %u bytes: %u times said, with the text so far %u times, %u times whole\n",
           fixture->protocol->id, (guint) length, (guint) n_cut, (guint) n_kept, (guint) n_whole);
}

static void
expect (CallFixture *fixture, EaselError code, const char *text)
{
  g_auto (Try) try = run (fixture);

  g_test_message ("%s: %s", fixture->protocol->id, try.error != NULL ? try.error->message : "none");
  g_assert_error (try.error, EASEL_ERROR, (int) code);
  g_assert_cmpstr (fixture->heard.text->str, ==, text);
}

static gsize
end_of_first_text (const Stream *stream)
{
  const char *second = strstr (stream->body, "fox");

  /* Behind the event before it. */
  while (second > stream->body && second[-1] != '\n')
    second--;
  if (strstr (stream->body, "event:") == stream->body)
    for (second--; second > stream->body && second[-1] != '\n';)
      second--;
  return (gsize) (second - stream->body);
}

static void
test_faults (CallFixture *fixture, gconstpointer data)
{
  const Stream *stream = find_stream (fixture->protocol);
  gsize first = end_of_first_text (stream);
  g_autofree char *good = g_strndup (stream->body, first);
  g_autofree char *garbage = NULL;
  g_auto (Try) slow = { 0 };
  guint n = 0;

  /* the connection breaks before an answer */
  easel_test_answer_set_fault (prepare (fixture, 200, stream->type, stream->body), EASEL_TEST_FAULT_RESET,
                               EASEL_TEST_BEFORE_HEAD);
  expect (fixture, EASEL_ERROR_NETWORK, ""), n++;
  easel_test_answer_set_fault (prepare (fixture, 200, stream->type, stream->body), EASEL_TEST_FAULT_CLOSE,
                               EASEL_TEST_BEFORE_HEAD);
  expect (fixture, EASEL_ERROR_NETWORK, ""), n++;

  /* slow headers are no fault */
  easel_test_answer_set_head_delay (prepare (fixture, 200, stream->type, stream->body), 80);
  slow = run (fixture);
  g_assert_no_error (slow.error);
  g_assert_cmpstr (fixture->heard.text->str, ==, FULL);
  n++;

  /* pages and nothing at all */
  prepare (fixture, 200, "text/html", "<!doctype html><title>Sign in</title>");
  expect (fixture, EASEL_ERROR_PROTOCOL, ""), n++;
  prepare (fixture, 200, stream->type, "<html><body>Sign in</body></html>");
  expect (fixture, EASEL_ERROR_PROTOCOL, ""), n++;
  prepare (fixture, 200, stream->type, "");
  expect (fixture, EASEL_ERROR_NETWORK, ""), n++;

  /* garbage after good events */
  garbage = g_strconcat (
      good, "data: {\"error\":{\"message\":\"engine died\",\"type\":\"server_error\"}}\n\n", NULL);
  if (!g_str_equal (stream->type, "application/x-ndjson"))
    {
      prepare (fixture, 200, stream->type, garbage);
      expect (fixture, EASEL_ERROR_PROVIDER_FAULT, "a red "), n++;
    }
  g_free (garbage);
  garbage = g_strconcat (good, "{\"error\":\"engine died\"}\n", NULL);
  prepare (fixture, 200, stream->type, garbage);
  expect (fixture, EASEL_ERROR_PROVIDER_FAULT, "a red "), n++;
  g_free (garbage);
  garbage = g_strconcat (good, "\x01\xff\xfe\x7f garbage \xc3\n\n", NULL);
  prepare (fixture, 200, stream->type, garbage);
  {
    g_auto (Try) try = run (fixture);

    g_assert_nonnull (try.error);
    g_assert_true (g_error_matches (try.error, EASEL_ERROR, EASEL_ERROR_NETWORK) ||
                   g_error_matches (try.error, EASEL_ERROR, EASEL_ERROR_PROTOCOL));
    g_assert_cmpstr (fixture->heard.text->str, ==, "a red ");
    n++;
  }
  g_print ("%s: %u faults\n", fixture->protocol->id, n);
}

/* Silence: before the answer and inside it. */
static void
test_stalls (CallFixture *fixture, gconstpointer data)
{
  const Stream *stream = find_stream (fixture->protocol);
  gsize first = end_of_first_text (stream);

  fixture->account->idle_timeout = G_USEC_PER_SEC / 4;
  easel_test_answer_set_fault (prepare (fixture, 200, stream->type, stream->body), EASEL_TEST_FAULT_STALL,
                               EASEL_TEST_BEFORE_HEAD);
  expect (fixture, EASEL_ERROR_TIMEOUT, "");
  easel_test_answer_set_fault (prepare (fixture, 200, stream->type, stream->body), EASEL_TEST_FAULT_STALL,
                               (int) first);
  expect (fixture, EASEL_ERROR_TIMEOUT, "a red ");
  g_print ("%s: 2 stalls\n", fixture->protocol->id);
}

static void
add (const char *protocol, const char *name, void (*func) (CallFixture *, gconstpointer))
{
  g_autofree char *path = g_strdup_printf ("/faults/%s/%s", protocol, name);

  g_test_add (path, CallFixture, protocol, set_up, func, call_fixture_tear_down);
}

int
main (int argc, char *argv[])
{
  const EaselTextProtocol *const *protocols;
  guint n_protocols;

  g_test_init (&argc, &argv, NULL);
  dex_init ();
  protocols = easel_provider_registry_list_protocols (&n_protocols);
  for (guint i = 0; i < n_protocols; i++)
    {
      add (protocols[i]->id, "errors", test_errors);
      add (protocols[i]->id, "errors-with-200", test_errors_with_200);
      add (protocols[i]->id, "recorded", test_recorded);
      add (protocols[i]->id, "cuts", test_cuts);
      add (protocols[i]->id, "broken", test_faults);
      add (protocols[i]->id, "stalls", test_stalls);
    }
  return g_test_run ();
}
