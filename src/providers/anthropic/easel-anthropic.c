// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-anthropic.h"
#include "easel-anthropic-private.h"

#include <string.h>

#include "easel-json.h"
#include "easel-text-reader-private.h"

/* An index is a number from outside. */
#define MOST_BLOCKS 10000

/* A block of the answer that is not over yet. */
typedef struct
{
  gint64 index;
  JsonNode *start;
  GString *text;
  GString *signature;
} Block;

typedef struct
{
  GPtrArray *blocks;
  gboolean started;
  gboolean refused;
} State;

static void
block_free (Block *block)
{
  json_node_unref (block->start);
  g_string_free (block->text, TRUE);
  g_string_free (block->signature, TRUE);
  g_free (block);
}

static gpointer
state_new (void)
{
  State *state = g_new0 (State, 1);

  state->blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) block_free);
  return state;
}

static void
state_free (gpointer data)
{
  State *state = data;

  g_ptr_array_unref (state->blocks);
  g_free (state);
}

static gint64
number_at (JsonNode *node, const char *path)
{
  gint64 value;

  return easel_json_get_int (node, path, &value) && value >= 0 ? value : -1;
}

static void
read_usage (EaselTextReader *reader, JsonNode *usage)
{
  EaselUsage numbers = EASEL_USAGE_INIT;

  if (usage == NULL)
    return;
  numbers.input = number_at (usage, "input_tokens");
  numbers.output = number_at (usage, "output_tokens");
  numbers.cached_input = number_at (usage, "cache_read_input_tokens");
  numbers.cache_write = number_at (usage, "cache_creation_input_tokens");
  numbers.reasoning = number_at (usage, "output_tokens_details.thinking_tokens");
  _easel_text_reader_update_usage (reader, &numbers);
}

static void
emit_citation (EaselTextReader *reader, JsonNode *citation)
{
  EaselTextEvent *event;
  const char *source;

  if (citation == NULL || !JSON_NODE_HOLDS_OBJECT (citation))
    return;
  event = easel_text_event_new (EASEL_TEXT_EVENT_CITATION);
  source = easel_json_get_string (citation, "url");
  if (source == NULL)
    source = easel_json_get_string (citation, "source");
  event->id = g_strdup (source);
  event->name = g_strdup (easel_json_get_string (citation, "title"));
  if (event->name == NULL)
    event->name = g_strdup (easel_json_get_string (citation, "document_title"));
  event->text = g_strdup (easel_json_get_string (citation, "cited_text"));
  _easel_text_reader_emit (reader, event);
}

static void
emit_state (EaselTextReader *reader, JsonObject *object)
{
  g_autofree char *json = easel_json_object_to_string (object);

  _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_STATE, json);
}

static void
emit_tool_call (EaselTextReader *reader, JsonNode *block, const char *arguments)
{
  EaselTextEvent *event = easel_text_event_new (EASEL_TEXT_EVENT_TOOL_CALL);
  const char *name = easel_json_get_string (block, "name");

  event->id = g_strdup (easel_json_get_string (block, "id"));
  event->name = g_strdup (name != NULL ? name : "");
  event->text = g_strdup (arguments);
  _easel_text_reader_emit (reader, event);
}

/* The arguments as text: what was streamed, else the whole object of the start. */
static char *
dup_arguments (JsonNode *start, const char *streamed)
{
  JsonObject *input = easel_json_get_object (start, "input");

  if (streamed != NULL && *streamed != '\0')
    return g_strdup (streamed);
  return input != NULL ? easel_json_object_to_string (input) : g_strdup ("{}");
}

static JsonObject *
dup_object (JsonNode *node)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &member))
    json_object_set_member (copy, name, json_node_copy (member));
  return copy;
}

/* Blocks that mean something to the provider in the next turn. A type that is
 * not known here is not sent back: it may be one that no request may hold. */
static gboolean
is_kept (const char *type)
{
  static const char *const kept[] = { "thinking", "redacted_thinking", "server_tool_use", "compaction",
                                      NULL };

  return g_strv_contains (kept, type) || g_str_has_suffix (type, "_tool_result");
}

/* A block that is over: a tool call, or something that only the provider can
 * read and wants back unchanged in the next turn. @text is the text of a stream's
 * deltas, %NULL if the block came whole. */
static void
finish_block (EaselTextReader *reader, JsonNode *start, const char *text, const char *signature)
{
  const char *type = easel_json_get_string (start, "type");
  g_autoptr (JsonObject) state = NULL;

  if (type == NULL || g_str_equal (type, "text") || !JSON_NODE_HOLDS_OBJECT (start))
    return;
  if (g_str_equal (type, "tool_use"))
    {
      g_autofree char *arguments = dup_arguments (start, text);

      emit_tool_call (reader, start, arguments);
      return;
    }

  if (!is_kept (type))
    return;
  state = dup_object (start);
  if (g_str_equal (type, "thinking") && text != NULL)
    {
      const char *begun = easel_json_get_string (start, "thinking");
      g_autofree char *whole = g_strconcat (begun != NULL ? begun : "", text, NULL);

      json_object_set_string_member (state, "thinking", whole);
      if (*signature != '\0')
        json_object_set_string_member (state, "signature", signature);
    }
  else if (text != NULL && *text != '\0')
    {
      g_autoptr (JsonNode) input = easel_json_parse (text, -1, NULL);

      if (input != NULL)
        json_object_set_member (state, "input", g_steal_pointer (&input));
    }
  emit_state (reader, state);
}

static Block *
find_block (State *state, JsonNode *root, guint *position)
{
  gint64 index = 0;

  easel_json_get_int (root, "index", &index);
  for (guint i = state->blocks->len; i > 0; i--)
    {
      Block *block = g_ptr_array_index (state->blocks, i - 1);

      if (block->index == index)
        {
          *position = i - 1;
          return block;
        }
    }
  return NULL;
}

static void
read_message_start (EaselTextReader *reader, State *state, JsonNode *root)
{
  if (state->started)
    {
      g_ptr_array_set_size (state->blocks, 0);
      _easel_text_reader_restart (reader);
    }
  state->started = TRUE;
  state->refused = FALSE;
  _easel_text_reader_set_response_id (reader, easel_json_get_string (root, "message.id"));
  read_usage (reader, easel_json_get_node (root, "message.usage"));
}

static void
read_block_start (EaselTextReader *reader, State *state, JsonNode *root)
{
  JsonNode *start = easel_json_get_node (root, "content_block");
  Block *block;

  if (start == NULL || !JSON_NODE_HOLDS_OBJECT (start) || state->blocks->len >= MOST_BLOCKS)
    return;
  block = g_new0 (Block, 1);
  easel_json_get_int (root, "index", &block->index);
  block->start = json_node_copy (start);
  block->text = g_string_new (NULL);
  block->signature = g_string_new (NULL);
  g_ptr_array_add (state->blocks, block);
  if (g_strcmp0 (easel_json_get_string (start, "type"), "text") == 0)
    _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_TEXT, easel_json_get_string (start, "text"));
  else if (g_strcmp0 (easel_json_get_string (start, "type"), "thinking") == 0)
    _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_REASONING,
                                  easel_json_get_string (start, "thinking"));
}

static void
read_block_delta (EaselTextReader *reader, State *state, JsonNode *root)
{
  const char *type = easel_json_get_string (root, "delta.type");
  guint position = 0;
  Block *block = find_block (state, root, &position);
  const char *text;

  if (type == NULL)
    return;
  if (g_str_equal (type, "text_delta"))
    _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_TEXT, easel_json_get_string (root, "delta.text"));
  else if (g_str_equal (type, "thinking_delta"))
    {
      text = easel_json_get_string (root, "delta.thinking");
      _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_REASONING, text);
      if (block != NULL && text != NULL)
        g_string_append (block->text, text);
    }
  else if (g_str_equal (type, "signature_delta"))
    {
      text = easel_json_get_string (root, "delta.signature");
      if (block != NULL && text != NULL)
        g_string_append (block->signature, text);
    }
  else if (g_str_equal (type, "input_json_delta"))
    {
      text = easel_json_get_string (root, "delta.partial_json");
      if (block != NULL && text != NULL)
        g_string_append (block->text, text);
    }
  else if (g_str_equal (type, "citations_delta"))
    emit_citation (reader, easel_json_get_node (root, "delta.citation"));
}

static void
read_block_stop (EaselTextReader *reader, State *state, JsonNode *root)
{
  guint position = 0;
  Block *block = find_block (state, root, &position);

  if (block == NULL)
    return;
  finish_block (reader, block->start, block->text->str, block->signature->str);
  g_ptr_array_remove_index (state->blocks, position);
}

static EaselFinishReason
finish_from_word (const char *word)
{
  static const struct
  {
    const char *word;
    EaselFinishReason reason;
  } finishes[] = {
    { "end_turn", EASEL_FINISH_STOP },       { "stop_sequence", EASEL_FINISH_STOP },
    { "max_tokens", EASEL_FINISH_LENGTH },   { "model_context_window_exceeded", EASEL_FINISH_LENGTH },
    { "tool_use", EASEL_FINISH_TOOL_CALLS }, { "pause_turn", EASEL_FINISH_PAUSED },
    { "refusal", EASEL_FINISH_REFUSED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (finishes); i++)
    if (g_str_equal (finishes[i].word, word))
      return finishes[i].reason;
  return EASEL_FINISH_UNKNOWN;
}

/* @node holds stop_reason and stop_details. */
static void
read_stop (EaselTextReader *reader, State *state, JsonNode *node)
{
  const char *word = easel_json_get_string (node, "stop_reason");
  const char *explanation = easel_json_get_string (node, "stop_details.explanation");

  if (word == NULL)
    return;
  _easel_text_reader_set_finish (reader, finish_from_word (word), word);
  if (g_str_equal (word, "refusal") && !state->refused)
    {
      state->refused = TRUE;
      _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_REFUSAL, explanation);
    }
}

static void
read_event (EaselTextReader *reader, const char *name, JsonNode *root)
{
  State *state = _easel_text_reader_get_state (reader);
  const char *type = easel_json_get_string (root, "type");

  if (type == NULL)
    type = name;
  if (g_str_equal (type, "message_start"))
    read_message_start (reader, state, root);
  else if (g_str_equal (type, "content_block_start"))
    read_block_start (reader, state, root);
  else if (g_str_equal (type, "content_block_delta"))
    read_block_delta (reader, state, root);
  else if (g_str_equal (type, "content_block_stop"))
    read_block_stop (reader, state, root);
  else if (g_str_equal (type, "message_delta"))
    {
      read_usage (reader, easel_json_get_node (root, "usage"));
      read_stop (reader, state, easel_json_get_node (root, "delta"));
    }
  else if (g_str_equal (type, "message_stop"))
    _easel_text_reader_complete (reader);
}

/* Some gateways close their streams as OpenAI does. */
static void
read_done (EaselTextReader *reader)
{
  _easel_text_reader_complete (reader);
}

static void
read_whole_block (EaselTextReader *reader, JsonNode *block)
{
  const char *type = easel_json_get_string (block, "type");
  JsonArray *citations = easel_json_get_array (block, "citations");

  if (g_strcmp0 (type, "text") == 0)
    _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_TEXT, easel_json_get_string (block, "text"));
  else if (g_strcmp0 (type, "thinking") == 0)
    _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_REASONING,
                                  easel_json_get_string (block, "thinking"));
  for (guint i = 0; citations != NULL && i < json_array_get_length (citations); i++)
    emit_citation (reader, json_array_get_element (citations, i));
  if (JSON_NODE_HOLDS_OBJECT (block))
    finish_block (reader, block, NULL, "");
}

static void
read_whole (EaselTextReader *reader, JsonNode *root)
{
  State *state = _easel_text_reader_get_state (reader);
  JsonArray *content = easel_json_get_array (root, "content");

  if (content == NULL || easel_json_get_string (root, "stop_reason") == NULL)
    {
      _easel_text_reader_fail_without_message (reader, root);
      return;
    }
  _easel_text_reader_set_response_id (reader, easel_json_get_string (root, "id"));
  for (guint i = 0; i < json_array_get_length (content); i++)
    read_whole_block (reader, json_array_get_element (content, i));
  read_usage (reader, easel_json_get_node (root, "usage"));
  read_stop (reader, state, root);
  _easel_text_reader_complete (reader);
}

/* An answer that was cut at a limit never closes its last block. */
static void
flush (EaselTextReader *reader, gboolean whole)
{
  State *state = _easel_text_reader_get_state (reader);

  if (!whole)
    return;
  for (guint i = 0; i < state->blocks->len; i++)
    {
      Block *block = g_ptr_array_index (state->blocks, i);

      if (g_strcmp0 (easel_json_get_string (block->start, "type"), "tool_use") == 0)
        finish_block (reader, block->start, block->text->str, block->signature->str);
    }
  g_ptr_array_set_size (state->blocks, 0);
}

static const char *const hosts[] = { NULL };
static const char *const request_id_headers[] = { "request-id", "x-request-id", NULL };

/* Anthropic Messages. */
const EaselTextProtocol easel_anthropic_protocol = {
  .id = "anthropic",
  .label = "Anthropic Messages",
  .base_url = "https://api.anthropic.com",
  .key_header = "x-api-key",
  .key_prefix = "",
  .hosts = hosts,
  .request_id_headers = request_id_headers,
  .usage_style = EASEL_USAGE_CACHE_APART,
  .end_is_marked = TRUE,
  .build_request = _easel_anthropic_build,
  .build_models = _easel_anthropic_models_build,
  .parse_models = _easel_anthropic_models_parse,
  .state_new = state_new,
  .state_free = state_free,
  .read_event = read_event,
  .read_done = read_done,
  .read_whole = read_whole,
  .flush = flush,
};
