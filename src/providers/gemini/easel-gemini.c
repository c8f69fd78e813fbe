// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-gemini.h"
#include "easel-gemini-private.h"

#include "easel-http-error.h"
#include "easel-json.h"
#include "easel-wire-reading-private.h"

/* More sources than any answer names. */
#define MOST_SOURCES 1000

typedef struct
{
  GHashTable *sources;
  gboolean has_call;
  gboolean refused;
  gboolean answered;
} State;

static gpointer
state_new (void)
{
  State *state = g_new0 (State, 1);

  state->sources = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return state;
}

static void
state_free (gpointer data)
{
  State *state = data;

  g_hash_table_unref (state->sources);
  g_free (state);
}

/* The numbers grow from chunk to chunk; what was thought is counted apart. */
static void
read_usage (EaselTextReader *reader, JsonNode *usage)
{
  EaselUsage numbers = EASEL_USAGE_INIT;

  if (usage == NULL || !JSON_NODE_HOLDS_OBJECT (usage))
    return;
  numbers.input = _easel_wire_count_at (usage, "promptTokenCount");
  numbers.cached_input = _easel_wire_count_at (usage, "cachedContentTokenCount");
  numbers.output = _easel_wire_count_at (usage, "candidatesTokenCount");
  numbers.reasoning = _easel_wire_count_at (usage, "thoughtsTokenCount");
  numbers.total = _easel_wire_count_at (usage, "totalTokenCount");
  _easel_text_reader_update_usage (reader, &numbers);
}

static void
emit_state (EaselTextReader *reader, JsonNode *part)
{
  g_autofree char *json = easel_json_to_string (part);

  _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_STATE, json);
}

/* The part without its image, which is megabytes and goes its own way: the
 * request puts it back in. */
static void
emit_image_state (EaselTextReader *reader, JsonNode *part)
{
  const char *mime_type = easel_json_get_string (part, "inlineData.mimeType");
  g_autoptr (JsonObject) state = json_object_new ();
  g_autofree char *json = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  json_object_iter_init_ordered (&iter, json_node_get_object (part));
  while (json_object_iter_next_ordered (&iter, &name, &member))
    if (g_str_equal (name, "inlineData"))
      {
        JsonObject *inner = json_object_new ();

        json_object_set_string_member (inner, "mimeType", mime_type != NULL ? mime_type : "image/png");
        json_object_set_object_member (state, name, inner);
      }
    else
      json_object_set_member (state, name, json_node_copy (member));
  json = easel_json_object_to_string (state);
  _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_STATE, json);
}

static void
read_call (EaselTextReader *reader, State *state, JsonNode *call)
{
  const char *name = easel_json_get_string (call, "name");
  JsonObject *arguments = easel_json_get_object (call, "args");
  g_autofree char *json = arguments != NULL ? easel_json_object_to_string (arguments) : NULL;

  if (name == NULL || *name == '\0')
    return;
  state->has_call = TRUE;
  _easel_wire_emit_tool_call (reader, easel_json_get_string (call, "id"), name, json);
}

/* A signature belongs to the part that it came with, and goes back with it. */
static void
read_part (EaselTextReader *reader, State *state, JsonNode *part)
{
  gboolean is_thought = easel_json_get_boolean (part, "thought", FALSE);
  const char *signature = easel_json_get_string (part, "thoughtSignature");
  const char *image = easel_json_get_string (part, "inlineData.data");
  JsonNode *call = easel_json_get_node (part, "functionCall");

  if (!JSON_NODE_HOLDS_OBJECT (part))
    return;
  _easel_text_reader_emit_text (reader, is_thought ? EASEL_TEXT_EVENT_REASONING : EASEL_TEXT_EVENT_TEXT,
                                easel_json_get_string (part, "text"));
  /* An image of a thought is a draft. */
  if (image != NULL && !is_thought)
    _easel_wire_emit_image (reader, easel_json_get_string (part, "inlineData.mimeType"), image);
  if (call != NULL && JSON_NODE_HOLDS_OBJECT (call))
    read_call (reader, state, call);

  if (signature == NULL || *signature == '\0' || (image != NULL && is_thought))
    return;
  if (image != NULL)
    emit_image_state (reader, part);
  else
    emit_state (reader, part);
}

/* Sources are said again in each chunk. */
static void
read_source (EaselTextReader *reader, State *state, JsonNode *source)
{
  const char *uri = easel_json_get_string (source, "uri");

  if (uri == NULL || *uri == '\0' || g_hash_table_size (state->sources) >= MOST_SOURCES ||
      !g_hash_table_add (state->sources, g_strdup (uri)))
    return;
  _easel_wire_emit_citation (reader, uri, easel_json_get_string (source, "title"), NULL);
}

static void
read_sources (EaselTextReader *reader, State *state, JsonNode *candidate)
{
  static const struct
  {
    const char *list;
    const char *source;
  } places[] = {
    { "citationMetadata.citationSources", "" },
    { "citationMetadata.citations", "" },
    { "groundingMetadata.groundingChunks", "web" },
    { "groundingMetadata.groundingChunks", "retrievedContext" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      JsonArray *list = easel_json_get_array (candidate, places[i].list);

      for (guint k = 0; list != NULL && k < json_array_get_length (list); k++)
        read_source (reader, state, easel_json_get_node (json_array_get_element (list, k), places[i].source));
    }
}

static void
read_finish (EaselTextReader *reader, State *state, const char *word, const char *message)
{
  const char *explanation;
  EaselFinishReason finish = _easel_gemini_finish_from_word (word, &explanation);

  if (finish == EASEL_FINISH_STOP && state->has_call)
    finish = EASEL_FINISH_TOOL_CALLS;
  _easel_text_reader_set_finish (reader, finish, word);
  if (finish != EASEL_FINISH_REFUSED || state->refused)
    return;
  state->refused = TRUE;
  _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_REFUSAL,
                                message != NULL && *message != '\0' ? message : explanation);
}

static void
read_candidate (EaselTextReader *reader, State *state, JsonNode *candidate)
{
  JsonArray *parts = easel_json_get_array (candidate, "content.parts");
  const char *word = easel_json_get_string (candidate, "finishReason");

  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    read_part (reader, state, json_array_get_element (parts, i));
  read_sources (reader, state, candidate);
  if (word != NULL && *word != '\0' && !g_str_equal (word, "FINISH_REASON_UNSPECIFIED"))
    read_finish (reader, state, word, easel_json_get_string (candidate, "finishMessage"));
}

/* One chunk of the answer, or all of it. */
static void
read_chunk (EaselTextReader *reader, State *state, JsonNode *root)
{
  JsonArray *candidates = easel_json_get_array (root, "candidates");
  const char *blocked = easel_json_get_string (root, "promptFeedback.blockReason");

  state->answered |= candidates != NULL || easel_json_get_object (root, "promptFeedback") != NULL;
  _easel_text_reader_set_response_id (reader, easel_json_get_string (root, "responseId"));
  for (guint i = 0; candidates != NULL && i < json_array_get_length (candidates); i++)
    {
      JsonNode *candidate = json_array_get_element (candidates, i);
      gint64 index = 0;

      easel_json_get_int (candidate, "index", &index);
      if (index == 0)
        read_candidate (reader, state, candidate);
    }
  read_usage (reader, easel_json_get_node (root, "usageMetadata"));
  if (blocked != NULL && *blocked != '\0' && !g_str_equal (blocked, "BLOCK_REASON_UNSPECIFIED"))
    {
      /* A question that is not answered is a refusal, for whatever reason. */
      read_finish (reader, state, blocked, easel_json_get_string (root, "promptFeedback.blockReasonMessage"));
      _easel_text_reader_set_finish (reader, EASEL_FINISH_REFUSED, blocked);
    }
}

/* Without `alt=sse` the stream is an array of chunks; a gateway may not pass
 * the query on. */
static void
read_chunks (EaselTextReader *reader, State *state, JsonNode *root)
{
  JsonArray *chunks = easel_json_get_array (root, "");

  if (chunks == NULL)
    {
      read_chunk (reader, state, root);
      return;
    }
  for (guint i = 0; i < json_array_get_length (chunks); i++)
    {
      JsonNode *chunk = json_array_get_element (chunks, i);

      if (easel_http_error_is_error (chunk))
        _easel_text_reader_fail_without_message (reader, chunk);
      read_chunk (reader, state, chunk);
    }
}

static void
read_event (EaselTextReader *reader, const char *name, JsonNode *root)
{
  read_chunks (reader, _easel_text_reader_get_state (reader), root);
}

/* The end is the end of the connection; some gateways say it. */
static void
read_done (EaselTextReader *reader)
{
  _easel_text_reader_complete (reader);
}

static void
read_whole (EaselTextReader *reader, JsonNode *root)
{
  State *state = _easel_text_reader_get_state (reader);

  read_chunks (reader, state, root);
  if (!state->answered)
    _easel_text_reader_fail_without_message (reader, root);
}

static void
flush (EaselTextReader *reader, gboolean whole)
{
}

static const char *const hosts[] = { NULL };
static const char *const request_id_headers[] = { "x-request-id", NULL };

/* Gemini's generateContent. */
const EaselTextProtocol easel_gemini_protocol = {
  .id = "gemini",
  .label = "Gemini",
  .base_url = EASEL_GEMINI_BASE_URL,
  .key_header = "x-goog-api-key",
  .key_prefix = "",
  .hosts = hosts,
  .request_id_headers = request_id_headers,
  .usage_style = EASEL_USAGE_REASONING_APART,
  .build_request = _easel_gemini_build,
  .build_models = _easel_gemini_models_build,
  .parse_models = _easel_gemini_models_parse,
  .state_new = state_new,
  .state_free = state_free,
  .read_event = read_event,
  .read_done = read_done,
  .read_whole = read_whole,
  .flush = flush,
};
