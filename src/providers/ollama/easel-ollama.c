// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-ollama.h"
#include "easel-ollama-private.h"

#include "easel-json.h"
#include "easel-text-reader-private.h"
#include "easel-think-splitter.h"

/* More than any model calls at once. */
#define MOST_TOOL_CALLS 1000

typedef struct
{
  EaselThinkSplitter *splitter;
  GPtrArray *tool_calls;
  GString *thinking;
  gboolean has_field_thinking;
} State;

static gpointer
state_new (void)
{
  State *state = g_new0 (State, 1);

  state->splitter = easel_think_splitter_new ();
  state->tool_calls = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_text_event_unref);
  state->thinking = g_string_new (NULL);
  return state;
}

static void
state_free (gpointer data)
{
  State *state = data;

  easel_think_splitter_free (state->splitter);
  g_ptr_array_unref (state->tool_calls);
  g_string_free (state->thinking, TRUE);
  g_free (state);
}

static void
emit_thinking (EaselTextReader *reader, State *state, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  g_string_append (state->thinking, text);
  _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_REASONING, text);
}

/* A model whose template Ollama does not know thinks in the text. */
static void
emit_content (EaselTextReader *reader, State *state, const char *text)
{
  g_autofree char *thought = NULL;
  g_autofree char *said = NULL;

  if (text == NULL || *text == '\0')
    return;
  if (state->has_field_thinking)
    easel_think_splitter_stop (state->splitter);
  easel_think_splitter_push (state->splitter, text, &thought, &said);
  emit_thinking (reader, state, thought);
  _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_TEXT, said);
}

/* Whole calls, with arguments as an object and, in most versions, without ids. */
static void
read_tool_calls (State *state, JsonArray *calls)
{
  guint n = calls != NULL ? json_array_get_length (calls) : 0;

  for (guint i = 0; i < n && state->tool_calls->len < MOST_TOOL_CALLS; i++)
    {
      JsonNode *call = json_array_get_element (calls, i);
      const char *name = easel_json_get_string (call, "function.name");
      const char *text = easel_json_get_string (call, "function.arguments");
      JsonObject *arguments = easel_json_get_object (call, "function.arguments");
      EaselTextEvent *event = easel_text_event_new (EASEL_TEXT_EVENT_TOOL_CALL);

      event->id = g_strdup (easel_json_get_string (call, "id"));
      event->name = g_strdup (name != NULL ? name : "");
      if (arguments != NULL)
        event->text = easel_json_object_to_string (arguments);
      else
        event->text = g_strdup (text != NULL && *text != '\0' ? text : "{}");
      g_ptr_array_add (state->tool_calls, event);
    }
}

static gint64
count_at (JsonNode *root, const char *path)
{
  gint64 value;

  return easel_json_get_int (root, path, &value) && value >= 0 ? value : -1;
}

/* Counts of tokens come with the end; that of the input is missing when all of
 * it was in the cache. */
static void
read_end (EaselTextReader *reader, State *state, JsonNode *root)
{
  const char *word = easel_json_get_string (root, "done_reason");
  EaselUsage usage = EASEL_USAGE_INIT;
  EaselFinishReason finish = EASEL_FINISH_UNKNOWN;

  usage.input = count_at (root, "prompt_eval_count");
  usage.output = count_at (root, "eval_count");
  _easel_text_reader_update_usage (reader, &usage);

  if (word == NULL || *word == '\0')
    word = "stop";
  if (g_str_equal (word, "stop"))
    finish = state->tool_calls->len > 0 ? EASEL_FINISH_TOOL_CALLS : EASEL_FINISH_STOP;
  else if (g_str_equal (word, "length"))
    finish = EASEL_FINISH_LENGTH;
  _easel_text_reader_set_finish (reader, finish, word);
  _easel_text_reader_complete (reader);
}

static void
read_event (EaselTextReader *reader, const char *name, JsonNode *root)
{
  State *state = _easel_text_reader_get_state (reader);
  const char *thinking = easel_json_get_string (root, "message.thinking");

  if (thinking != NULL && *thinking != '\0')
    state->has_field_thinking = TRUE;
  emit_thinking (reader, state, thinking);
  emit_content (reader, state, easel_json_get_string (root, "message.content"));
  read_tool_calls (state, easel_json_get_array (root, "message.tool_calls"));
  if (easel_json_get_boolean (root, "done", FALSE))
    read_end (reader, state, root);
}

/* A gateway may put the lines into events, as it does for others. */
static void
read_done (EaselTextReader *reader)
{
  _easel_text_reader_complete (reader);
}

static void
read_whole (EaselTextReader *reader, JsonNode *root)
{
  if (easel_json_get_object (root, "message") == NULL)
    {
      _easel_text_reader_fail_without_message (reader, root);
      return;
    }
  read_event (reader, "", root);
}

static void
emit_state (EaselTextReader *reader, State *state)
{
  g_autoptr (JsonObject) object = NULL;
  g_autofree char *json = NULL;

  if (state->thinking->len == 0 || state->tool_calls->len == 0)
    return;
  object = json_object_new ();
  json_object_set_string_member (object, "thinking", state->thinking->str);
  json = easel_json_object_to_string (object);
  _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_STATE, json);
}

static void
flush (EaselTextReader *reader, gboolean whole)
{
  State *state = _easel_text_reader_get_state (reader);
  g_autofree char *thought = NULL;
  g_autofree char *said = NULL;

  easel_think_splitter_finish (state->splitter, &thought, &said);
  emit_thinking (reader, state, thought);
  _easel_text_reader_emit_text (reader, EASEL_TEXT_EVENT_TEXT, said);
  if (!whole)
    return;
  emit_state (reader, state);
  for (guint i = 0; i < state->tool_calls->len; i++)
    _easel_text_reader_emit (reader, easel_text_event_ref (g_ptr_array_index (state->tool_calls, i)));
  g_ptr_array_set_size (state->tool_calls, 0);
}

static const char *const hosts[] = { NULL };
static const char *const request_id_headers[] = { NULL };

/* Ollama's own API; docs/api.md of the project. A server on the user's computer
 * asks for no key, one in between may. */
const EaselTextProtocol easel_ollama_protocol = {
  .id = "ollama",
  .label = "Ollama",
  .base_url = "http://127.0.0.1:11434",
  .key_header = "Authorization",
  .key_prefix = "Bearer ",
  .hosts = hosts,
  .request_id_headers = request_id_headers,
  .usage_style = EASEL_USAGE_CACHE_INSIDE,
  .framing = EASEL_TEXT_FRAMING_LINES,
  .end_is_marked = TRUE,
  .build_request = _easel_ollama_build,
  .build_models = _easel_ollama_models_build,
  .parse_models = _easel_ollama_models_parse,
  .build_details = _easel_ollama_details_build,
  .parse_details = _easel_ollama_details_parse,
  .state_new = state_new,
  .state_free = state_free,
  .read_event = read_event,
  .read_done = read_done,
  .read_whole = read_whole,
  .flush = flush,
};
