// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-openai-chat.h"
#include "easel-openai-chat-private.h"

#include <string.h>

#include "easel-json.h"
#include "easel-text-reader-private.h"
#include "easel-think-splitter.h"

/* More than any model calls at once; an index is a number from outside. */
#define MOST_TOOL_CALLS 1000

typedef struct
{
  gint64 index;
  char *id;
  char *name;
  GString *arguments;
} ToolCall;

/* One of OpenRouter's reasoning_details, put together from its fragments. */
typedef struct
{
  gint64 index;
  char *type;
  JsonObject *rest;
  const char *text_name;
  GString *text;
} Detail;

static void
detail_free (Detail *detail)
{
  g_free (detail->type);
  json_object_unref (detail->rest);
  g_string_free (detail->text, TRUE);
  g_free (detail);
}

typedef struct
{
  GPtrArray *tool_calls;
  GPtrArray *details;
  GString *reasoning;
  EaselThinkSplitter *splitter;
  gboolean has_field_reasoning;
} State;

static void
tool_call_free (ToolCall *call)
{
  g_free (call->id);
  g_free (call->name);
  g_string_free (call->arguments, TRUE);
  g_free (call);
}

static gpointer
state_new (void)
{
  State *state = g_new0 (State, 1);

  state->tool_calls = g_ptr_array_new_with_free_func ((GDestroyNotify) tool_call_free);
  state->details = g_ptr_array_new_with_free_func ((GDestroyNotify) detail_free);
  state->splitter = easel_think_splitter_new ();
  state->reasoning = g_string_new (NULL);
  return state;
}

static void
state_free (gpointer data)
{
  State *state = data;

  g_ptr_array_unref (state->tool_calls);
  g_ptr_array_unref (state->details);
  g_string_free (state->reasoning, TRUE);
  easel_think_splitter_free (state->splitter);
  g_free (state);
}

/* The first of several names that holds a number. */
static gint64
number_at (JsonNode *node, const char *first, const char *second)
{
  gint64 value;

  if (easel_json_get_int (node, first, &value) ||
      (second != NULL && easel_json_get_int (node, second, &value)))
    return value >= 0 ? value : -1;
  return -1;
}

static gint64
cost_at (JsonNode *usage)
{
  double cost;

  /* OpenRouter says US dollars, xAI ticks of a ten-thousand-millionth of one. */
  if (easel_json_get_double (usage, "cost", &cost))
    cost *= 1e6;
  else if (easel_json_get_double (usage, "cost_in_usd_ticks", &cost))
    cost /= 1e4;
  else
    return -1;
  return cost >= 0 && cost < 9e15 ? (gint64) (cost + 0.5) : -1;
}

static void
read_usage (EaselTextReader *reader, JsonNode *usage)
{
  EaselUsage numbers = EASEL_USAGE_INIT;

  if (usage == NULL || !JSON_NODE_HOLDS_OBJECT (usage))
    return;
  numbers.input = number_at (usage, "prompt_tokens", "input_tokens");
  numbers.output = number_at (usage, "completion_tokens", "output_tokens");
  numbers.total = number_at (usage, "total_tokens", NULL);
  numbers.cached_input = number_at (usage, "prompt_tokens_details.cached_tokens", "prompt_cache_hit_tokens");
  numbers.cache_write = number_at (usage, "prompt_tokens_details.cache_write_tokens", NULL);
  numbers.reasoning = number_at (usage, "completion_tokens_details.reasoning_tokens", NULL);
  numbers.cost_microusd = cost_at (usage);
  _easel_text_reader_update_usage (reader, &numbers);
}

static ToolCall *
find_tool_call (State *state, gint64 index)
{
  ToolCall *call;

  for (guint i = 0; i < state->tool_calls->len; i++)
    {
      call = g_ptr_array_index (state->tool_calls, i);
      if (call->index == index)
        return call;
    }
  if (state->tool_calls->len >= MOST_TOOL_CALLS)
    return NULL;
  call = g_new0 (ToolCall, 1);
  call->index = index;
  call->arguments = g_string_new (NULL);
  g_ptr_array_add (state->tool_calls, call);
  return call;
}

/* Fragments belong together by their index, which may begin at 1. Name and id
 * stand in the first one; some servers repeat them or send the id later, and
 * leave `arguments` null or out. A server without indices sends whole calls. */
static void
read_tool_calls (State *state, JsonArray *fragments)
{
  guint n = fragments != NULL ? json_array_get_length (fragments) : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonNode *fragment = json_array_get_element (fragments, i);
      const char *id = easel_json_get_string (fragment, "id");
      const char *name = easel_json_get_string (fragment, "function.name");
      const char *arguments = easel_json_get_string (fragment, "function.arguments");
      JsonObject *object = easel_json_get_object (fragment, "function.arguments");
      gint64 index;
      ToolCall *call;

      if (!easel_json_get_int (fragment, "index", &index))
        index = id != NULL || state->tool_calls->len == 0 ? (gint64) state->tool_calls->len
                                                          : state->tool_calls->len - 1;
      call = find_tool_call (state, index);
      if (call == NULL)
        continue;
      if (id != NULL && *id != '\0')
        g_set_str (&call->id, id);
      if (name != NULL && *name != '\0')
        g_set_str (&call->name, name);
      if (arguments != NULL)
        g_string_append (call->arguments, arguments);
      else if (object != NULL)
        {
          g_autofree char *json = easel_json_object_to_string (object);

          g_string_append (call->arguments, json);
        }
    }
}

static void
emit_reasoning (EaselTextReader *reader, State *state, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  g_string_append (state->reasoning, text);
  _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_REASONING, text);
}

/* Servers that leave the model's own marks in the text: only at its start, and
 * only where no field of the answer holds the reasoning. */
static void
emit_text (EaselTextReader *reader, State *state, const char *text)
{
  g_autofree char *thought = NULL;
  g_autofree char *said = NULL;

  if (text == NULL || *text == '\0')
    return;
  if (state->has_field_reasoning)
    easel_think_splitter_stop (state->splitter);
  easel_think_splitter_push (state->splitter, text, &thought, &said);
  emit_reasoning (reader, state, thought);
  _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_TEXT, said);
}

static void
flush_text (EaselTextReader *reader, State *state)
{
  g_autofree char *thought = NULL;
  g_autofree char *said = NULL;

  easel_think_splitter_finish (state->splitter, &thought, &said);
  emit_reasoning (reader, state, thought);
  _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_TEXT, said);
}

/* One part of an array: Mistral thinks in parts of the content. */
static void
read_part (EaselTextReader *reader, State *state, JsonNode *part)
{
  const char *type = easel_json_get_string (part, "type");
  JsonArray *thoughts = easel_json_get_array (part, "thinking");

  if (g_strcmp0 (type, "thinking") == 0)
    {
      guint n = thoughts != NULL ? json_array_get_length (thoughts) : 0;

      state->has_field_reasoning = TRUE;
      emit_reasoning (reader, state, easel_json_get_string (part, "thinking"));
      for (guint i = 0; i < n; i++)
        emit_reasoning (reader, state, easel_json_get_string (json_array_get_element (thoughts, i), "text"));
    }
  else if (type == NULL || g_str_equal (type, "text"))
    emit_text (reader, state, easel_json_get_string (part, "text"));
}

static void
read_content (EaselTextReader *reader, State *state, JsonNode *content)
{
  JsonArray *parts;

  if (content == NULL)
    return;
  parts = easel_json_get_array (content, "");
  if (parts == NULL)
    {
      emit_text (reader, state, easel_json_get_string (content, ""));
      return;
    }
  for (guint i = 0; i < json_array_get_length (parts); i++)
    read_part (reader, state, json_array_get_element (parts, i));
}

/* OpenRouter gives image models' pictures as data URLs. */
static void
read_images (EaselTextReader *reader, JsonArray *images)
{
  guint n = images != NULL ? json_array_get_length (images) : 0;

  for (guint i = 0; i < n; i++)
    {
      const char *url = easel_json_get_string (json_array_get_element (images, i), "image_url.url");
      const char *comma = url != NULL && g_str_has_prefix (url, "data:") ? strstr (url, ";base64,") : NULL;
      EaselTextEvent *event;
      gsize length = 0;
      guchar *bytes;

      if (comma == NULL)
        continue;
      bytes = g_base64_decode (comma + strlen (";base64,"), &length);
      if (length == 0)
        {
          g_free (bytes);
          continue;
        }
      event = easel_text_event_new (EASEL_TEXT_EVENT_IMAGE);
      event->data = g_bytes_new_take (bytes, length);
      event->mime_type = g_strndup (url + strlen ("data:"), (gsize) (comma - url) - strlen ("data:"));
      _easel_text_reader_emit (reader, event);
    }
}

static void
read_annotations (EaselTextReader *reader, JsonArray *annotations)
{
  guint n = annotations != NULL ? json_array_get_length (annotations) : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonNode *annotation = json_array_get_element (annotations, i);
      EaselTextEvent *event;

      if (easel_json_get_object (annotation, "url_citation") == NULL)
        continue;
      event = easel_text_event_new (EASEL_TEXT_EVENT_CITATION);
      event->id = g_strdup (easel_json_get_string (annotation, "url_citation.url"));
      event->name = g_strdup (easel_json_get_string (annotation, "url_citation.title"));
      event->text = g_strdup (easel_json_get_string (annotation, "url_citation.content"));
      _easel_text_reader_emit (reader, event);
    }
}

static Detail *
find_detail (State *state, JsonNode *fragment)
{
  const char *type = easel_json_get_string (fragment, "type");
  gint64 index = -1;
  Detail *detail;

  easel_json_get_int (fragment, "index", &index);
  for (guint i = 0; index >= 0 && i < state->details->len; i++)
    {
      detail = g_ptr_array_index (state->details, i);
      if (detail->index == index && g_strcmp0 (detail->type, type) == 0)
        return detail;
    }
  if (state->details->len >= MOST_TOOL_CALLS)
    return NULL;
  detail = g_new0 (Detail, 1);
  detail->index = index;
  detail->type = g_strdup (type);
  detail->rest = json_object_new ();
  detail->text = g_string_new (NULL);
  g_ptr_array_add (state->details, detail);
  return detail;
}

/* Texts of the same index are one text; all else of the last fragment counts. */
static void
merge_detail (State *state, JsonNode *fragment)
{
  static const char *const texts[] = { "text", "summary", "data" };
  Detail *detail = find_detail (state, fragment);
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  if (detail == NULL)
    return;
  json_object_iter_init_ordered (&iter, json_node_get_object (fragment));
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      const char *text = easel_json_get_string (member, "");
      const char *grows = NULL;

      for (gsize i = 0; text != NULL && i < G_N_ELEMENTS (texts); i++)
        if (g_str_equal (texts[i], name) && (detail->text_name == NULL || detail->text_name == texts[i]))
          grows = texts[i];
      if (grows != NULL)
        {
          /* Its place among the members is kept; the text comes at the end. */
          if (detail->text_name == NULL)
            json_object_set_null_member (detail->rest, grows);
          detail->text_name = grows;
          g_string_append (detail->text, text);
        }
      else if (!JSON_NODE_HOLDS_NULL (member) || !json_object_has_member (detail->rest, name))
        json_object_set_member (detail->rest, name, json_node_copy (member));
    }
}

static void
read_details (State *state, JsonArray *fragments)
{
  guint n = fragments != NULL ? json_array_get_length (fragments) : 0;

  for (guint i = 0; i < n; i++)
    {
      JsonNode *fragment = json_array_get_element (fragments, i);

      if (JSON_NODE_HOLDS_OBJECT (fragment))
        merge_detail (state, fragment);
    }
}

/* The details whole, as they are to be sent back. */
static JsonArray *
take_details (State *state)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < state->details->len; i++)
    {
      Detail *detail = g_ptr_array_index (state->details, i);

      if (detail->text_name != NULL)
        json_object_set_string_member (detail->rest, detail->text_name, detail->text->str);
      json_array_add_object_element (array, json_object_ref (detail->rest));
    }
  g_ptr_array_set_size (state->details, 0);
  return array;
}

static void
read_message (EaselTextReader *reader, State *state, JsonNode *message)
{
  const char *reasoning = easel_json_get_string (message, "reasoning_content");

  if (reasoning == NULL)
    reasoning = easel_json_get_string (message, "reasoning");
  if (reasoning != NULL && *reasoning != '\0')
    state->has_field_reasoning = TRUE;
  emit_reasoning (reader, state, reasoning);
  read_details (state, easel_json_get_array (message, "reasoning_details"));
  read_content (reader, state, easel_json_get_node (message, "content"));
  _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_REFUSAL, easel_json_get_string (message, "refusal"));
  read_tool_calls (state, easel_json_get_array (message, "tool_calls"));
  read_images (reader, easel_json_get_array (message, "images"));
  read_annotations (reader, easel_json_get_array (message, "annotations"));
}

static EaselFinishReason
finish_from_word (const char *word)
{
  static const struct
  {
    const char *word;
    EaselFinishReason reason;
  } finishes[] = {
    { "stop", EASEL_FINISH_STOP },
    { "length", EASEL_FINISH_LENGTH },
    { "model_length", EASEL_FINISH_LENGTH },
    { "tool_calls", EASEL_FINISH_TOOL_CALLS },
    { "function_call", EASEL_FINISH_TOOL_CALLS },
    { "content_filter", EASEL_FINISH_REFUSED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (finishes); i++)
    if (g_str_equal (finishes[i].word, word))
      return finishes[i].reason;
  return EASEL_FINISH_UNKNOWN;
}

static void
read_finish (EaselTextReader *reader, const char *word)
{
  if (word == NULL || *word == '\0')
    return;
  _easel_text_reader_set_finish (reader, finish_from_word (word), word);
  if (g_str_equal (word, "error"))
    _easel_text_reader_fail_with_reason (reader);
}

static void
read_choice (EaselTextReader *reader, JsonNode *root, const char *message_name)
{
  State *state = _easel_text_reader_get_state (reader);
  JsonNode *choice = easel_json_get_node (root, "choices.0");
  gint64 index = 0;

  _easel_text_reader_set_response_id (reader, easel_json_get_string (root, "id"));
  if (choice != NULL && (!easel_json_get_int (choice, "index", &index) || index == 0))
    {
      read_message (reader, state, easel_json_get_node (choice, message_name));
      read_finish (reader, easel_json_get_string (choice, "finish_reason"));
    }
  read_usage (reader, easel_json_get_node (root, "x_groq.usage"));
  read_usage (reader, easel_json_get_node (root, "usage"));
}

static void
read_event (EaselTextReader *reader, const char *name, JsonNode *root)
{
  /* Some servers end a stream with the whole message once more. */
  if (easel_json_get_node (root, "choices.0.delta") != NULL ||
      easel_json_get_node (root, "choices.0") == NULL)
    read_choice (reader, root, "delta");
  else
    read_choice (reader, root, "");
}

static void
read_done (EaselTextReader *reader)
{
  _easel_text_reader_complete (reader);
}

static void
read_whole (EaselTextReader *reader, JsonNode *root)
{
  const char *word;

  if (easel_json_get_object (root, "choices.0.message") == NULL)
    {
      _easel_text_reader_fail_without_message (reader, root);
      return;
    }
  read_choice (reader, root, "message");
  easel_text_reader_get_finish (reader, &word);
  if (word == NULL)
    _easel_text_reader_set_finish (reader, EASEL_FINISH_STOP, "stop");
  _easel_text_reader_complete (reader);
}

/* What some providers want back with the next turn: their reasoning, as it was. */
static void
emit_state (EaselTextReader *reader, State *state)
{
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *json = NULL;

  if (state->details->len > 0)
    {
      object = json_object_new ();
      json_object_set_array_member (object, "reasoning_details", take_details (state));
    }
  else if (state->reasoning->len > 0 && state->tool_calls->len > 0)
    {
      object = json_object_new ();
      json_object_set_string_member (object, "reasoning_content", state->reasoning->str);
    }
  if (object == NULL)
    return;
  json = easel_json_object_to_string (object);
  _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_STATE, json);
}

static void
flush (EaselTextReader *reader, gboolean whole)
{
  State *state = _easel_text_reader_get_state (reader);

  flush_text (reader, state);
  if (!whole)
    return;
  emit_state (reader, state);
  for (guint i = 0; i < state->tool_calls->len; i++)
    {
      ToolCall *call = g_ptr_array_index (state->tool_calls, i);
      EaselTextEvent *event = easel_text_event_new (EASEL_TEXT_EVENT_TOOL_CALL);

      event->id = g_steal_pointer (&call->id);
      event->name = call->name != NULL ? g_steal_pointer (&call->name) : g_strdup ("");
      event->text = g_strdup (call->arguments->len > 0 ? call->arguments->str : "{}");
      _easel_text_reader_emit (reader, event);
    }
  g_ptr_array_set_size (state->tool_calls, 0);
}

static const char *const hosts[] = { NULL };
static const char *const request_id_headers[] = { "x-request-id", "x-generation-id", "mistral-correlation-id",
                                                  NULL };

/* OpenAI Chat Completions and the servers that speak it, see
 * easel-openai-dialect.c. */
const EaselTextProtocol easel_openai_chat_protocol = {
  .id = "openai",
  .label = "OpenAI Chat Completions",
  .base_url = "https://api.openai.com/v1",
  .key_header = "Authorization",
  .key_prefix = "Bearer ",
  .hosts = hosts,
  .request_id_headers = request_id_headers,
  .usage_style = EASEL_USAGE_CACHE_INSIDE,
  .build_request = _easel_openai_chat_build,
  .build_models = _easel_openai_models_build,
  .parse_models = _easel_openai_models_parse,
  .build_details = _easel_openai_details_build,
  .parse_details = _easel_openai_details_parse,
  .state_new = state_new,
  .state_free = state_free,
  .read_event = read_event,
  .read_done = read_done,
  .read_whole = read_whole,
  .flush = flush,
};
