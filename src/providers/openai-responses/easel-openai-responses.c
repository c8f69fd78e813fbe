// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-openai-responses.h"
#include "easel-openai-responses-private.h"

#include <string.h>

#include "easel-json.h"
#include "easel-wire-reading-private.h"
#include "openai-chat/easel-openai-chat-private.h"
#include "openai-chat/easel-openai-dialect.h"

/* More than any answer has; indices are numbers from outside. */
#define MOST_PARTS 10000
#define MOST_ITEMS 10000

typedef enum
{
  PART_TEXT,
  PART_REFUSAL,
  PART_SUMMARY,
  PART_REASONING,
  PART_ARGUMENTS,
} PartKind;

/* A text of an item, as far as it has come. */
typedef struct
{
  gint64 item;
  gint64 index;
  PartKind kind;
  GString *text;
  guint n_annotations;
} Part;

/* One thing of the answer: a message, a piece of reasoning, a tool's call. */
typedef struct
{
  gint64 index;
  char *id;
  char *type;
  char *call_id;
  char *name;
  gboolean done;
} Item;

typedef struct
{
  GPtrArray *items;
  GPtrArray *parts;
  gboolean has_reasoning;
} State;

static void
part_free (Part *part)
{
  g_string_free (part->text, TRUE);
  g_free (part);
}

static void
item_free (Item *item)
{
  g_free (item->id);
  g_free (item->type);
  g_free (item->call_id);
  g_free (item->name);
  g_free (item);
}

static gpointer
state_new (void)
{
  State *state = g_new0 (State, 1);

  state->items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  state->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) part_free);
  return state;
}

static void
state_free (gpointer data)
{
  State *state = data;

  g_ptr_array_unref (state->items);
  g_ptr_array_unref (state->parts);
  g_free (state);
}

static gint64
index_at (JsonNode *node, const char *path)
{
  gint64 value = 0;

  easel_json_get_int (node, path, &value);
  return value;
}

static void
read_usage (EaselTextReader *reader, JsonNode *usage)
{
  EaselUsage numbers = EASEL_USAGE_INIT;

  if (usage == NULL || !JSON_NODE_HOLDS_OBJECT (usage))
    return;
  numbers.input = _easel_wire_count_at (usage, "input_tokens");
  numbers.output = _easel_wire_count_at (usage, "output_tokens");
  numbers.total = _easel_wire_count_at (usage, "total_tokens");
  numbers.cached_input = _easel_wire_count_at (usage, "input_tokens_details.cached_tokens");
  numbers.cache_write = _easel_wire_count_at (usage, "input_tokens_details.cache_write_tokens");
  numbers.reasoning = _easel_wire_count_at (usage, "output_tokens_details.reasoning_tokens");
  numbers.cost_microusd = _easel_wire_cost_of (usage);
  _easel_text_reader_update_usage (reader, &numbers);
}

static Part *
find_part (State *state, PartKind kind, gint64 item, gint64 index)
{
  Part *part;

  for (guint i = state->parts->len; i > 0; i--)
    {
      part = g_ptr_array_index (state->parts, i - 1);
      if (part->kind == kind && part->item == item && part->index == index)
        return part;
    }
  if (state->parts->len >= MOST_PARTS)
    return NULL;
  part = g_new0 (Part, 1);
  part->kind = kind;
  part->item = item;
  part->index = index;
  part->text = g_string_new (NULL);
  g_ptr_array_add (state->parts, part);
  return part;
}

static gboolean
has_part (State *state, gint64 item)
{
  for (guint i = 0; i < state->parts->len; i++)
    {
      Part *part = g_ptr_array_index (state->parts, i);

      if (part->item == item && part->text->len > 0)
        return TRUE;
    }
  return FALSE;
}

/* Each part of a summary is a paragraph of its own. */
static void
emit_reasoning (EaselTextReader *reader, State *state, Part *part, const char *text)
{
  if (part->text->len == 0 && state->has_reasoning)
    _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_REASONING, "\n\n");
  state->has_reasoning = TRUE;
  _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_REASONING, text);
}

static void
grow_part (EaselTextReader *reader, State *state, Part *part, const char *text)
{
  if (part == NULL || text == NULL || *text == '\0')
    return;
  switch (part->kind)
    {
    case PART_TEXT:
      _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_TEXT, text);
      break;
    case PART_REFUSAL:
      _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_REFUSAL, text);
      break;
    case PART_SUMMARY:
    case PART_REASONING:
      emit_reasoning (reader, state, part, text);
      break;
    case PART_ARGUMENTS:
    default:
      break;
    }
  g_string_append (part->text, text);
}

/* A text is said again when it is over; servers that do not stream it say it
 * then only. Some trim it, so what was streamed counts. */
static void
complete_part (EaselTextReader *reader, State *state, Part *part, const char *text)
{
  if (part == NULL || text == NULL)
    return;
  if (g_str_has_prefix (text, part->text->str))
    grow_part (reader, state, part, text + part->text->len);
  else if (part->kind == PART_ARGUMENTS)
    g_string_assign (part->text, text);
}

static void
read_annotation (EaselTextReader *reader, JsonNode *annotation)
{
  const char *source = easel_json_get_string (annotation, "url");
  const char *title = easel_json_get_string (annotation, "title");

  if (source == NULL)
    source = easel_json_get_string (annotation, "file_id");
  if (title == NULL)
    title = easel_json_get_string (annotation, "filename");
  _easel_wire_emit_citation (reader, source, title, easel_json_get_string (annotation, "text"));
}

/* A part of a message's or a reasoning's content that is over. */
static void
complete_content (EaselTextReader *reader, State *state, JsonNode *content, gint64 item, gint64 index)
{
  const char *type = easel_json_get_string (content, "type");
  JsonArray *annotations = easel_json_get_array (content, "annotations");
  Part *part;

  if (g_strcmp0 (type, "refusal") == 0)
    complete_part (reader, state, find_part (state, PART_REFUSAL, item, index),
                   easel_json_get_string (content, "refusal"));
  else if (g_strcmp0 (type, "reasoning_text") == 0)
    complete_part (reader, state, find_part (state, PART_REASONING, item, index),
                   easel_json_get_string (content, "text"));
  if (g_strcmp0 (type, "output_text") != 0)
    return;

  part = find_part (state, PART_TEXT, item, index);
  complete_part (reader, state, part, easel_json_get_string (content, "text"));
  for (guint i = part != NULL ? part->n_annotations : 0;
       part != NULL && annotations != NULL && i < json_array_get_length (annotations); i++)
    {
      read_annotation (reader, json_array_get_element (annotations, i));
      part->n_annotations++;
    }
}

static Item *
find_item (State *state, gint64 index)
{
  Item *item;

  for (guint i = state->items->len; i > 0; i--)
    {
      item = g_ptr_array_index (state->items, i - 1);
      if (item->index == index)
        return item;
    }
  if (state->items->len >= MOST_ITEMS)
    return NULL;
  item = g_new0 (Item, 1);
  item->index = index;
  g_ptr_array_add (state->items, item);
  return item;
}

static void
emit_state (EaselTextReader *reader, JsonNode *node)
{
  g_autofree char *json = easel_json_to_string (node);

  _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_STATE, json);
}

/* Whether a message is a remark on the way or the answer is to be said again
 * when it is sent back. */
static void
emit_phase (EaselTextReader *reader, State *state, Item *item, JsonNode *node)
{
  const char *phase = easel_json_get_string (node, "phase");
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *json = NULL;

  if (phase == NULL || *phase == '\0' || has_part (state, item->index))
    return;
  object = json_object_new ();
  json_object_set_string_member (object, "type", "message");
  json_object_set_string_member (object, "phase", phase);
  json = easel_json_object_to_string (object);
  _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_STATE, json);
}

/* Notes what an item is; a function's name and id stand nowhere else. */
static Item *
note_item (EaselTextReader *reader, State *state, JsonNode *node, gint64 index)
{
  Item *item;

  if (easel_json_get_string (node, "type") == NULL)
    return NULL;
  item = find_item (state, index);
  if (item == NULL || item->type != NULL)
    return item;
  g_set_str (&item->type, easel_json_get_string (node, "type"));
  g_set_str (&item->id, easel_json_get_string (node, "id"));
  g_set_str (&item->call_id, easel_json_get_string (node, "call_id"));
  g_set_str (&item->name, easel_json_get_string (node, "name"));
  if (g_str_equal (item->type, "message"))
    emit_phase (reader, state, item, node);
  return item;
}

static void
complete_reasoning (EaselTextReader *reader, State *state, JsonNode *node, gint64 index)
{
  JsonArray *summary = easel_json_get_array (node, "summary");
  const char *encrypted = easel_json_get_string (node, "encrypted_content");

  for (guint i = 0; summary != NULL && i < json_array_get_length (summary); i++)
    complete_part (reader, state, find_part (state, PART_SUMMARY, index, i),
                   easel_json_get_string (json_array_get_element (summary, i), "text"));
  /* Nothing is stored there, so that one without its content means nothing to
   * the provider and is refused. */
  if (encrypted != NULL && *encrypted != '\0')
    emit_state (reader, node);
}

static void
complete_call (EaselTextReader *reader, State *state, Item *item)
{
  Part *arguments = find_part (state, PART_ARGUMENTS, item->index, 0);

  _easel_wire_emit_tool_call (reader, item->call_id != NULL ? item->call_id : item->id, item->name,
                              arguments != NULL ? arguments->text->str : NULL);
}

static void
complete_image (EaselTextReader *reader, JsonNode *node)
{
  const char *format = easel_json_get_string (node, "output_format");
  g_autofree char *mime_type = g_strconcat ("image/", format != NULL ? format : "png", NULL);

  _easel_wire_emit_image (reader, mime_type, easel_json_get_string (node, "result"));
}

/* An item that is over, whole in @node. */
static void
complete_item (EaselTextReader *reader, State *state, JsonNode *node, gint64 index)
{
  JsonArray *content = easel_json_get_array (node, "content");
  Item *item;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return;
  item = note_item (reader, state, node, index);
  if (item == NULL || item->done || item->type == NULL)
    return;
  item->done = TRUE;
  for (guint i = 0; content != NULL && i < json_array_get_length (content); i++)
    complete_content (reader, state, json_array_get_element (content, i), index, i);
  if (g_str_equal (item->type, "reasoning"))
    complete_reasoning (reader, state, node, index);
  else if (g_str_equal (item->type, "function_call"))
    {
      complete_part (reader, state, find_part (state, PART_ARGUMENTS, index, 0),
                     easel_json_get_string (node, "arguments"));
      complete_call (reader, state, item);
    }
  else if (g_str_equal (item->type, "image_generation_call"))
    complete_image (reader, node);
}

/* The whole answer stands in the last event too. What was streamed is not read
 * again; what was not is: some servers send no more than that event. */
static void
complete_output (EaselTextReader *reader, State *state, JsonArray *output)
{
  gboolean nothing = state->items->len == 0 && state->parts->len == 0;

  for (guint i = 0; output != NULL && i < json_array_get_length (output); i++)
    {
      JsonNode *node = json_array_get_element (output, i);
      const char *id = easel_json_get_string (node, "id");

      if (nothing)
        {
          complete_item (reader, state, node, i);
          continue;
        }
      for (guint k = 0; id != NULL && k < state->items->len; k++)
        {
          Item *item = g_ptr_array_index (state->items, k);

          if (g_strcmp0 (item->id, id) == 0)
            complete_item (reader, state, node, item->index);
        }
    }
}

static gboolean
has_call (State *state)
{
  for (guint i = 0; i < state->items->len; i++)
    if (g_strcmp0 (((Item *) g_ptr_array_index (state->items, i))->type, "function_call") == 0)
      return TRUE;
  return FALSE;
}

static EaselFinishReason
finish_of (State *state, const char *status, JsonNode *response)
{
  const char *reason = easel_json_get_string (response, "incomplete_details.reason");

  if (g_str_equal (status, "completed"))
    return has_call (state) ? EASEL_FINISH_TOOL_CALLS : EASEL_FINISH_STOP;
  if (!g_str_equal (status, "incomplete"))
    return EASEL_FINISH_UNKNOWN;
  return g_strcmp0 (reason, "content_filter") == 0 ? EASEL_FINISH_REFUSED : EASEL_FINISH_LENGTH;
}

/* @root is an event, or the response itself, that holds the end: @status. */
static void
read_end (EaselTextReader *reader, JsonNode *root, JsonNode *response, const char *status)
{
  State *state = _easel_text_reader_get_state (reader);

  _easel_text_reader_set_response_id (reader, easel_json_get_string (response, "id"));
  complete_output (reader, state, easel_json_get_array (response, "output"));
  read_usage (reader, easel_json_get_node (response, "usage"));
  _easel_text_reader_set_finish (reader, finish_of (state, status, response), status);
  if (g_str_equal (status, "failed") || g_str_equal (status, "cancelled"))
    {
      if (easel_json_get_object (response, "error") != NULL)
        _easel_text_reader_fail_without_message (reader, root);
      else
        _easel_text_reader_fail_with_reason (reader);
    }
  _easel_text_reader_complete (reader);
}

static gboolean
is_end (const char *status)
{
  static const char *const ends[] = { "completed", "incomplete", "failed", "cancelled", NULL };

  return g_strv_contains (ends, status);
}

typedef struct
{
  const char *type;
  const char *member;
  const char *index;
  PartKind kind;
} TextEvent;

/* Events that hold a text: a piece of it ("delta"), or all of it again. */
static const TextEvent text_events[] = {
  { "response.output_text.delta", "delta", "content_index", PART_TEXT },
  { "response.output_text.done", "text", "content_index", PART_TEXT },
  { "response.refusal.delta", "delta", "content_index", PART_REFUSAL },
  { "response.refusal.done", "refusal", "content_index", PART_REFUSAL },
  { "response.reasoning_summary_text.delta", "delta", "summary_index", PART_SUMMARY },
  { "response.reasoning_summary_text.done", "text", "summary_index", PART_SUMMARY },
  { "response.reasoning_text.delta", "delta", "content_index", PART_REASONING },
  { "response.reasoning_text.done", "text", "content_index", PART_REASONING },
  { "response.function_call_arguments.delta", "delta", NULL, PART_ARGUMENTS },
  { "response.function_call_arguments.done", "arguments", NULL, PART_ARGUMENTS },
};

static gboolean
read_text_event (EaselTextReader *reader, State *state, const char *type, JsonNode *root)
{
  for (gsize i = 0; i < G_N_ELEMENTS (text_events); i++)
    {
      const TextEvent *event = &text_events[i];
      Part *part;

      if (!g_str_equal (event->type, type))
        continue;
      part = find_part (state, event->kind, index_at (root, "output_index"),
                        event->index != NULL ? index_at (root, event->index) : 0);
      if (g_str_equal (event->member, "delta"))
        grow_part (reader, state, part, easel_json_get_string (root, event->member));
      else
        complete_part (reader, state, part, easel_json_get_string (root, event->member));
      return TRUE;
    }
  return FALSE;
}

static void
read_event (EaselTextReader *reader, const char *name, JsonNode *root)
{
  State *state = _easel_text_reader_get_state (reader);
  const char *type = easel_json_get_string (root, "type");
  JsonNode *response = easel_json_get_node (root, "response");

  if (type == NULL)
    type = name;
  if (read_text_event (reader, state, type, root))
    return;
  if (g_str_equal (type, "response.output_item.added"))
    note_item (reader, state, easel_json_get_node (root, "item"), index_at (root, "output_index"));
  else if (g_str_equal (type, "response.output_item.done"))
    complete_item (reader, state, easel_json_get_node (root, "item"), index_at (root, "output_index"));
  else if (g_str_equal (type, "response.content_part.done"))
    complete_content (reader, state, easel_json_get_node (root, "part"), index_at (root, "output_index"),
                      index_at (root, "content_index"));
  else if (g_str_equal (type, "response.output_text.annotation.added"))
    {
      Part *part =
          find_part (state, PART_TEXT, index_at (root, "output_index"), index_at (root, "content_index"));

      read_annotation (reader, easel_json_get_node (root, "annotation"));
      if (part != NULL)
        part->n_annotations++;
    }
  else if (g_str_has_prefix (type, "response.") && is_end (type + strlen ("response.")))
    read_end (reader, root, response, type + strlen ("response."));
  else if (response != NULL)
    _easel_text_reader_set_response_id (reader, easel_json_get_string (response, "id"));
}

/* Some gateways close their streams as Chat Completions does. */
static void
read_done (EaselTextReader *reader)
{
  _easel_text_reader_complete (reader);
}

static void
read_whole (EaselTextReader *reader, JsonNode *root)
{
  const char *status = easel_json_get_string (root, "status");

  if (easel_json_get_array (root, "output") == NULL || (status != NULL && !is_end (status)))
    {
      _easel_text_reader_fail_without_message (reader, root);
      return;
    }
  read_end (reader, root, root, status != NULL ? status : "completed");
}

/* An answer that was cut at a limit may not close the call that it was in. */
static void
flush (EaselTextReader *reader, gboolean whole)
{
  State *state = _easel_text_reader_get_state (reader);

  for (guint i = 0; whole && i < state->items->len; i++)
    {
      Item *item = g_ptr_array_index (state->items, i);

      if (!item->done && g_strcmp0 (item->type, "function_call") == 0)
        {
          item->done = TRUE;
          complete_call (reader, state, item);
        }
    }
}

static gboolean
parse_models (JsonNode *root, const EaselAccount *account, GPtrArray *models, char **next, GError **error)
{
  return _easel_openai_models_read (root, account, easel_openai_model_is_responses, models, next, error);
}

static const char *const hosts[] = { NULL };
static const char *const request_id_headers[] = { "x-request-id", "x-generation-id", NULL };

/* OpenAI Responses, and what others made of it: they differ in what they take,
 * see easel-openai-responses-request.c, not in how they answer. */
const EaselTextProtocol easel_openai_responses_protocol = {
  .id = "openai-responses",
  .label = "OpenAI Responses",
  .base_url = "https://api.openai.com/v1",
  .key_header = "Authorization",
  .key_prefix = "Bearer ",
  .hosts = hosts,
  .request_id_headers = request_id_headers,
  .usage_style = EASEL_USAGE_CACHE_INSIDE,
  .end_is_marked = TRUE,
  .build_request = _easel_openai_responses_build,
  .build_models = _easel_openai_models_build,
  .parse_models = parse_models,
  .state_new = state_new,
  .state_free = state_free,
  .read_event = read_event,
  .read_done = read_done,
  .read_whole = read_whole,
  .flush = flush,
};
