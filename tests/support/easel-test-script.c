// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-test-script.h"

#include <json-glib/json-glib.h>
#include <string.h>

static char *
quote (const char *text)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), text);

  return json_to_string (node, FALSE);
}

static GPtrArray *
split_words (const char *text)
{
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);

  while (*text != '\0')
    {
      gsize n = strcspn (text, " \n");

      n += strspn (text + n, " \n");
      g_ptr_array_add (words, g_strndup (text, n));
      text += n;
    }
  return words;
}

/**
 * easel_test_make_chat_stream:
 * @text: an answer
 *
 * Returns: (transfer full): @text as OpenAI Chat Completions stream it, a word
 *   an event
 */
char *
easel_test_make_chat_stream (const char *text)
{
  static const char chunk[] = "data: {\"id\":\"c-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
                              "\"model\":\"test-model\",\"choices\":[{\"index\":0,\"delta\":{\"content\":%s},"
                              "\"finish_reason\":null}]}\n\n";
  static const char end[] = "data: {\"id\":\"c-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
                            "\"model\":\"test-model\",\"choices\":[{\"index\":0,\"delta\":{},"
                            "\"finish_reason\":\"stop\"}]}\n\n"
                            "data: {\"id\":\"c-1\",\"object\":\"chat.completion.chunk\",\"created\":1,"
                            "\"model\":\"test-model\",\"choices\":[],\"usage\":{\"prompt_tokens\":11,"
                            "\"completion_tokens\":%u,\"total_tokens\":%u}}\n\ndata: [DONE]\n\n";
  GString *stream = g_string_new (NULL);
  g_autoptr (GPtrArray) words = split_words (text);

  for (guint i = 0; i < words->len; i++)
    {
      g_autofree char *word = quote (g_ptr_array_index (words, i));

      g_string_append_printf (stream, chunk, word);
    }
  g_string_append_printf (stream, end, words->len, words->len + 11);
  return g_string_free (stream, FALSE);
}

/**
 * easel_test_make_messages_stream:
 * @text: an answer
 *
 * Returns: (transfer full): @text as Anthropic Messages stream it, a word an
 *   event
 */
char *
easel_test_make_messages_stream (const char *text)
{
  static const char start[] =
      "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"m-1\","
      "\"type\":\"message\",\"role\":\"assistant\",\"model\":\"test-model\",\"content\":[],"
      "\"usage\":{\"input_tokens\":11,\"output_tokens\":1}}}\n\n"
      "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,"
      "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n";
  static const char delta[] =
      "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
      "\"delta\":{\"type\":\"text_delta\",\"text\":%s}}\n\n";
  static const char end[] =
      "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
      "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":"
      "\"end_turn\"},\"usage\":{\"output_tokens\":%u}}\n\n"
      "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
  GString *stream = g_string_new (start);
  g_autoptr (GPtrArray) words = split_words (text);

  for (guint i = 0; i < words->len; i++)
    {
      g_autofree char *word = quote (g_ptr_array_index (words, i));

      g_string_append_printf (stream, delta, word);
    }
  g_string_append_printf (stream, end, words->len);
  return g_string_free (stream, FALSE);
}

static EaselTestFault
parse_fault (const char *name)
{
  if (g_strcmp0 (name, "stall") == 0)
    return EASEL_TEST_FAULT_STALL;
  if (g_strcmp0 (name, "reset") == 0)
    return EASEL_TEST_FAULT_RESET;
  return g_strcmp0 (name, "close") == 0 ? EASEL_TEST_FAULT_CLOSE : EASEL_TEST_FAULT_NONE;
}

static char *
dup_body (JsonObject *object)
{
  JsonArray *events;
  GString *body;

  if (json_object_has_member (object, "chat"))
    return easel_test_make_chat_stream (json_object_get_string_member (object, "chat"));
  if (json_object_has_member (object, "messages"))
    return easel_test_make_messages_stream (json_object_get_string_member (object, "messages"));
  if (!json_object_has_member (object, "sse"))
    return g_strdup (json_object_get_string_member_with_default (object, "body", ""));

  events = json_object_get_array_member (object, "sse");
  body = g_string_new (NULL);
  for (guint i = 0; i < json_array_get_length (events); i++)
    g_string_append_printf (body, "data: %s\n\n", json_array_get_string_element (events, i));
  return g_string_free (body, FALSE);
}

static void
add_answer (EaselTestServer *self, JsonObject *object)
{
  g_autofree char *body = dup_body (object);
  gboolean stream = !json_object_has_member (object, "body");
  EaselTestAnswer *answer =
      easel_test_server_add (self, json_object_get_string_member_with_default (object, "path", NULL),
                             (guint) json_object_get_int_member_with_default (object, "status", 200),
                             json_object_get_string_member_with_default (
                                 object, "type", stream ? "text/event-stream" : "application/json"),
                             body);
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (json_object_has_member (object, "headers"))
    {
      json_object_iter_init (&iter, json_object_get_object_member (object, "headers"));
      while (json_object_iter_next (&iter, &name, &value))
        easel_test_answer_add_header (answer, name, json_node_get_string (value));
    }
  if (json_object_has_member (object, "times"))
    easel_test_answer_set_times (answer, (guint) json_object_get_int_member (object, "times"));
  easel_test_answer_set_pieces (answer, (gsize) json_object_get_int_member_with_default (object, "piece", 0),
                                (guint) json_object_get_int_member_with_default (object, "delay_ms", 0));
  easel_test_answer_set_head_delay (
      answer, (guint) json_object_get_int_member_with_default (object, "head_delay_ms", 0));
  easel_test_answer_set_fault (
      answer, parse_fault (json_object_get_string_member_with_default (object, "fault", NULL)),
      (int) json_object_get_int_member_with_default (object, "at", EASEL_TEST_BEFORE_HEAD));
  easel_test_answer_set_length_known (
      answer, json_object_get_boolean_member_with_default (object, "length_known", FALSE));
}

/**
 * easel_test_server_run_script:
 * @self: a server
 * @json: an array of answers: `path`, `status`, `type`, `headers`, one of
 *   `body` (text), `sse` (list of data lines), `chat` and `messages` (text to
 *   stream), `piece` (bytes), `delay_ms`, `head_delay_ms`, `times`, `fault`
 *   ("stall", "reset", "close"), `at` (bytes of the body; -1 before the head)
 * @error: return location of an error
 *
 * Returns: whether @json was understood
 */
gboolean
easel_test_server_run_script (EaselTestServer *self, const char *json, GError **error)
{
  g_autoptr (JsonNode) root = json_from_string (json, error);
  JsonArray *answers;

  if (root == NULL)
    return FALSE;
  answers = json_node_get_array (root);
  for (guint i = 0; i < json_array_get_length (answers); i++)
    add_answer (self, json_array_get_object_element (answers, i));
  return TRUE;
}

static EaselTestAnswer *
add_error (EaselTestServer *self, guint status, const char *code, const char *message)
{
  g_autofree char *body = g_strdup_printf ("{\"error\":{\"message\":\"%s\",\"type\":\"%s\",\"param\":null,"
                                           "\"code\":\"%s\"}}",
                                           message, code, code);

  return easel_test_server_add (self, NULL, status, "application/json", body);
}

static EaselTestAnswer *
add_chat (EaselTestServer *self, const char *text, guint piece, guint delay_ms)
{
  g_autofree char *stream = easel_test_make_chat_stream (text);
  EaselTestAnswer *answer = easel_test_server_add (self, NULL, 200, "text/event-stream", stream);

  easel_test_answer_set_pieces (answer, piece, delay_ms);
  return answer;
}

/**
 * easel_test_server_run_mode:
 * @self: a server
 * @mode: "ok", "slow", "stall", "die" (reset after @after bytes), "cut" (closed
 *   after @after bytes), "mute" (no head ever), "401", "429", "429-then-ok",
 *   "500", "503-then-ok", "html" or "error-in-stream"
 * @text: what to answer
 * @after: bytes of the body before the fault
 * @piece: bytes sent at once, 0 for all
 * @delay_ms: milliseconds between pieces
 *
 * Sets up answers as an OpenAI-compatible service with one model, "test-model".
 *
 * Returns: whether there is such a mode
 */
gboolean
easel_test_server_run_mode (
    EaselTestServer *self, const char *mode, const char *text, int after, guint piece, guint delay_ms)
{
  static const char models[] = "{\"object\":\"list\",\"data\":[{\"id\":\"test-model\",\"object\":\"model\","
                               "\"created\":1,\"owned_by\":\"tests\"}]}";
  static const char in_stream[] =
      "data: {\"error\":{\"message\":\"The server had an error\",\"type\":\"server_error\","
      "\"code\":null}}\n\ndata: [DONE]\n\n";

  if (strcmp (mode, "401") != 0)
    {
      easel_test_server_add (self, "/models", 200, "application/json", models);
      easel_test_server_add (self, "/v1/models", 200, "application/json", models);
    }

  if (strcmp (mode, "ok") == 0)
    add_chat (self, text, piece, delay_ms);
  else if (strcmp (mode, "slow") == 0)
    add_chat (self, text, piece > 0 ? piece : 100, delay_ms > 0 ? delay_ms : 100);
  else if (strcmp (mode, "stall") == 0)
    easel_test_answer_set_fault (add_chat (self, text, piece, delay_ms), EASEL_TEST_FAULT_STALL, after);
  else if (strcmp (mode, "die") == 0)
    easel_test_answer_set_fault (add_chat (self, text, piece, delay_ms), EASEL_TEST_FAULT_RESET, after);
  else if (strcmp (mode, "cut") == 0)
    easel_test_answer_set_fault (add_chat (self, text, piece, delay_ms), EASEL_TEST_FAULT_CLOSE, after);
  else if (strcmp (mode, "mute") == 0)
    easel_test_answer_set_fault (add_chat (self, text, 0, 0), EASEL_TEST_FAULT_STALL, EASEL_TEST_BEFORE_HEAD);
  else if (strcmp (mode, "401") == 0)
    add_error (self, 401, "invalid_api_key", "Incorrect API key provided: @KEY@.");
  else if (strcmp (mode, "429") == 0)
    add_error (self, 429, "rate_limit_exceeded", "Rate limit reached for requests");
  else if (strcmp (mode, "500") == 0)
    add_error (self, 500, "server_error", "The server had an error");
  else if (strcmp (mode, "429-then-ok") == 0 || strcmp (mode, "503-then-ok") == 0)
    {
      EaselTestAnswer *first = mode[0] == '4'
                                   ? add_error (self, 429, "rate_limit_exceeded", "Rate limit reached")
                                   : add_error (self, 503, "server_error", "Overloaded");

      easel_test_answer_add_header (first, "Retry-After-Ms", "300");
      easel_test_answer_set_times (first, 1);
      add_chat (self, text, piece, delay_ms);
    }
  else if (strcmp (mode, "html") == 0)
    easel_test_server_add (self, NULL, 200, "text/html", "<!DOCTYPE html><title>Sign in</title>");
  else if (strcmp (mode, "error-in-stream") == 0)
    easel_test_server_add (self, NULL, 200, "text/event-stream", in_stream);
  else
    return FALSE;
  return TRUE;
}
