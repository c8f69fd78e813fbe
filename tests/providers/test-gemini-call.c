// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "call-fixture.h"

#include <string.h>

#include "easel-json.h"
#include "easel-models-call.h"
#include "easel-provider-registry.h"

#define G_PART(part)                                                                                         \
  "data: {\"candidates\":[{\"content\":{\"parts\":[" part "],\"role\":\"model\"},\"index\":0}]}\r\n\r\n"
#define G_TEXT(text) G_PART ("{\"text\":\"" text "\"}")
#define G_END(word)                                                                                          \
  "data: {\"candidates\":[{\"finishReason\":\"" word                                                         \
  "\"}],\"usageMetadata\":{\"promptTokenCount\":8,\"candidatesTokenCount\":7,\"thoughtsTokenCount\":20,"     \
  "\"totalTokenCount\":35},\"responseId\":\"r1\"}\r\n\r\n"
#define G_ERROR(code, status, details)                                                                       \
  "{\"error\":{\"code\":" code ",\"message\":\"No.\",\"status\":\"" status "\",\"details\":[" details "]}}"
#define RETRY_INFO(delay)                                                                                    \
  "{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"" delay "\"}"

static void
test_whole (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;
  g_autoptr (JsonNode) sent = NULL;
  g_autofree char *key = NULL;
  g_autofree char *other = NULL;
  const EaselTestRequest *request;

  call_fixture_answer (fixture, 200, G_TEXT ("a red ") G_TEXT ("fox") G_END ("STOP"));
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->heard.text->str, ==, "a red fox");
  g_assert_cmpint (result->raw_usage.output, ==, 7);
  g_assert_cmpint (result->usage.output, ==, 27);
  g_assert_cmpint (result->usage.total, ==, 35);
  g_assert_cmpint (result->finish, ==, EASEL_FINISH_STOP);
  g_assert_cmpstr (result->request_id, ==, "r1");

  /* The key stands in its header, and nowhere else. */
  request = easel_test_server_get_request (fixture->server, 0);
  g_assert_cmpstr (request->target, ==, "/v1/models/test-model:streamGenerateContent?alt=sse");
  key = easel_test_request_dup_header (request, "x-goog-api-key");
  g_assert_cmpstr (key, ==, KEY);
  other = easel_test_request_dup_header (request, "Authorization");
  g_assert_null (other);
  sent = call_fixture_sent_json (fixture, 0);
  g_assert_cmpstr (easel_json_get_string (sent, "systemInstruction.parts.0.text"), ==, "Edit the prompt.");
}

static void
test_truncated (CallFixture *fixture, gconstpointer data)
{
  call_fixture_answer (fixture, 200, G_TEXT ("fox"));
  call_fixture_assert_fails (fixture, EASEL_ERROR_NETWORK);
  g_assert_cmpstr (fixture->heard.text->str, ==, "fox");
}

static void
test_refused (CallFixture *fixture, gconstpointer data)
{
  static const char *const words[] = { "SAFETY", "RECITATION", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY" };

  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      g_autofree char *body = g_strdup_printf (
          G_TEXT ("a ") "data: {\"candidates\":[{\"finishReason\":\"%s\"}]}\r\n\r\n", words[i]);

      call_fixture_answer_once (fixture, 200, body);
      call_fixture_assert_fails (fixture, EASEL_ERROR_REFUSED);
    }
}

static void
test_blocked (CallFixture *fixture, gconstpointer data)
{
  call_fixture_answer (fixture, 200, "data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}\r\n\r\n");
  call_fixture_assert_fails (fixture, EASEL_ERROR_REFUSED);
}

static void
test_bad_key (CallFixture *fixture, gconstpointer data)
{
  call_fixture_answer (fixture, 400,
                       G_ERROR ("400", "INVALID_ARGUMENT",
                                "{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":"
                                "\"API_KEY_INVALID\"}"));
  call_fixture_assert_fails (fixture, EASEL_ERROR_AUTH);
  g_assert_cmpuint (fixture->heard.n_waits, ==, 0);
}

/* The wait stands in the body, before an answer and inside one. */
static void
test_retry_info (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;
  gint64 before = g_get_monotonic_time ();

  call_fixture_answer_once (fixture, 429, G_ERROR ("429", "RESOURCE_EXHAUSTED", RETRY_INFO ("1.1s")));
  call_fixture_answer_once (fixture, 200,
                            "data: " G_ERROR ("503", "UNAVAILABLE", RETRY_INFO ("1.2s")) "\r\n\r\n");
  call_fixture_answer (fixture, 200, G_TEXT ("fox") G_END ("STOP"));
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result->retries, ==, 2);
  g_assert_cmpint (g_get_monotonic_time () - before, >=, (gint64) (2.3 * G_USEC_PER_SEC));
  g_assert_cmpstr (fixture->heard.text->str, ==, "fox");
}

/* More than a minute is told, not waited for. */
static void
test_retry_too_long (CallFixture *fixture, gconstpointer data)
{
  call_fixture_answer_once (fixture, 429, G_ERROR ("429", "RESOURCE_EXHAUSTED", RETRY_INFO ("61s")));
  call_fixture_assert_fails (fixture, EASEL_ERROR_RATE_LIMIT);
  call_fixture_answer (fixture, 200,
                       "data: " G_ERROR ("429", "RESOURCE_EXHAUSTED", RETRY_INFO ("3600s")) "\r\n\r\n");
  call_fixture_assert_fails (fixture, EASEL_ERROR_RATE_LIMIT);
  g_assert_cmpuint (fixture->heard.n_waits, ==, 0);
}

static void
test_parameter (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;
  g_autoptr (JsonNode) last = NULL;

  g_set_str (&fixture->request->model, "gemini-3-pro");
  easel_text_request_set_effort (fixture->request, "low");
  call_fixture_answer_once (
      fixture, 400,
      "{\"error\":{\"code\":400,\"message\":\"Invalid JSON payload received. Unknown name "
      "\\\"thinkingLevel\\\" at 'generation_config.thinking_config': Cannot find field.\","
      "\"status\":\"INVALID_ARGUMENT\"}}");
  call_fixture_answer_once (fixture, 400,
                            "{\"error\":{\"code\":400,\"message\":\"Developer instruction is not enabled for "
                            "models/gemini-3-pro\",\"status\":\"INVALID_ARGUMENT\"}}");
  call_fixture_answer (fixture, 200, G_TEXT ("fox") G_END ("STOP"));
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->heard.log->str, ==, "refused(thinkingLevel) refused(systemInstruction) ");
  last = call_fixture_sent_json (fixture, 2);
  g_assert_null (easel_json_get_node (last, "systemInstruction"));
  g_assert_cmpstr (easel_json_get_string (last, "contents.0.parts.0.text"), ==, "Edit the prompt.");
}

/* A chunk says that it ends and more come, a little later than a server that is
 * over may keep its connection in all. */
static void
test_finish_on_each (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;
  static const char chunk[] = "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"fox "
                              "\"}]},\"finishReason\":\"STOP\"}]}\r\n\r\n";
  g_autoptr (GString) body = g_string_new (NULL);

  for (guint i = 0; i < 5; i++)
    g_string_append (body, chunk);
  easel_test_answer_set_pieces (call_fixture_answer (fixture, 200, body->str), strlen (chunk), 900);
  result = call_fixture_run (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->heard.text->str, ==, "fox fox fox fox fox ");
}

static EaselTextProtocol watched;
static GThread *reading_thread;

static void
read_event_watched (EaselTextReader *reader, const char *name, JsonNode *root)
{
  reading_thread = g_thread_self ();
  easel_provider_registry_find_protocol ("gemini")->read_event (reader, name, root);
}

typedef struct
{
  gsize length;
  gsize state_length;
} Image;

static void
on_image_cb (const EaselTextEvent *event, gpointer user_data)
{
  Image *image = user_data;

  if (event->kind == EASEL_TEXT_EVENT_IMAGE)
    image->length = g_bytes_get_size (event->data);
  else if (event->kind == EASEL_TEXT_EVENT_STATE)
    image->state_length = strlen (event->text);
}

/* Two and a half megabytes in one line: not read on the thread of the window. */
static void
test_image (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselTextResult) result = NULL;
  g_autoptr (GString) body = g_string_new (NULL);
  g_autofree guchar *bytes = g_malloc0 (1800000);
  g_autofree char *base64 = g_base64_encode (bytes, 1800000);
  Image image = { 0, 0 };

  g_string_append (
      body,
      "data: "
      "{\"candidates\":[{\"content\":{\"parts\":[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"");
  g_string_append (body, base64);
  g_string_append (body, "\"},\"thoughtSignature\":\"sig\"}]},\"finishReason\":\"STOP\"}]}\r\n\r\n");
  call_fixture_answer (fixture, 200, body->str);
  watched = *fixture->protocol;
  watched.read_event = read_event_watched;
  result = easel_test_await_boxed (easel_text_call_run (fixture->client, &watched, fixture->account, KEY,
                                                        fixture->request, on_image_cb, &image, NULL),
                                   &error);
  g_assert_no_error (error);
  g_assert_cmpuint (image.length, ==, 1800000);
  g_assert_cmpuint (image.state_length, <, 200);
  g_assert_nonnull (reading_thread);
  g_assert_true (reading_thread != g_thread_self ());
}

static void
test_models (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) models = NULL;

  easel_test_answer_set_times (
      easel_test_server_add (fixture->server, "/v1/models", 200, "application/json",
                             "{\"models\":[{\"name\":\"models/gemini-9-a\",\"supportedGenerationMethods\":["
                             "\"generateContent\"]}],\"nextPageToken\":\"a+b/c=\"}"),
      1);
  easel_test_answer_set_times (
      easel_test_server_add (fixture->server, "/v1/models", 200, "application/json",
                             "{\"models\":[{\"name\":\"models/gemini-9-b\",\"supportedGenerationMethods\":["
                             "\"generateContent\"]}]}"),
      1);
  models = easel_test_await_boxed (
      easel_models_call_run (fixture->client, fixture->protocol, fixture->account, KEY), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (models->len, ==, 2);
  g_assert_cmpstr (easel_test_server_get_request (fixture->server, 0)->target, ==,
                   "/v1/models?pageSize=1000");
  g_assert_cmpstr (easel_test_server_get_request (fixture->server, 1)->target, ==,
                   "/v1/models?pageSize=1000&pageToken=a%2Bb%2Fc%3D");
}

#define ADD(name, func)                                                                                      \
  g_test_add ("/gemini-call/" name, CallFixture, "gemini", call_fixture_set_up, func, call_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  ADD ("whole", test_whole);
  ADD ("truncated", test_truncated);
  ADD ("refused", test_refused);
  ADD ("blocked", test_blocked);
  ADD ("bad-key", test_bad_key);
  ADD ("retry-info", test_retry_info);
  ADD ("retry-too-long", test_retry_too_long);
  ADD ("parameter", test_parameter);
  ADD ("finish-on-each", test_finish_on_each);
  ADD ("image", test_image);
  ADD ("models", test_models);
  return g_test_run ();
}
