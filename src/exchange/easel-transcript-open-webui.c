// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-transcript-reader-private.h"

#include <string.h>

#include "easel-json.h"

/*
 * An element of what Open WebUI exports: `chat` with `history`, whose `messages`
 * are a tree by ids (`parentId`, `childrenIds`) of which `currentId` is in view;
 * older files have only `messages`, a list in which each follows the one before.
 * What was thought stands in the text, in a <details type="reasoning">. The form is
 * that of the program's own database; this follows its versions of 2024 to 2026.
 */

#define THOUGHT_START "<details type=\"reasoning\""
#define THOUGHT_END "</details>"
#define SUMMARY_END "</summary>"
#define LARGEST_PICTURE (32 * 1024 * 1024)

/* The lines of a quote in which < > & " ' are written as entities. */
static void
append_unquoted (GString *into, const char *text, gsize length)
{
  g_autofree char *copy = g_strndup (text, length);
  g_auto (GStrv) lines = g_strsplit (g_strstrip (copy), "\n", -1);
  g_autoptr (GString) joined = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      const char *line = lines[i];

      if (g_str_has_prefix (line, "&gt;"))
        line += strlen ("&gt;");
      else if (*line == '>')
        line++;
      if (*line == ' ')
        line++;
      g_string_append_printf (joined, "%s%s", i > 0 ? "\n" : "", line);
    }
  g_string_replace (joined, "&lt;", "<", 0);
  g_string_replace (joined, "&gt;", ">", 0);
  g_string_replace (joined, "&quot;", "\"", 0);
  g_string_replace (joined, "&#x27;", "'", 0);
  g_string_replace (joined, "&amp;", "&", 0);
  _easel_transcript_append (into, joined->str);
}

static void
read_thought (EaselTranscriptMessage *message, GString *reasoning, const char *start, const char *end)
{
  const char *tag_end = strchr (start, '>');
  const char *body = tag_end + 1;
  const char *summary_end = g_strstr_len (body, end - body, SUMMARY_END);
  const char *duration = g_strstr_len (start, tag_end - start, "duration=\"");
  double seconds = duration != NULL ? g_ascii_strtod (duration + strlen ("duration=\""), NULL) : -1;

  if (summary_end != NULL)
    body = summary_end + strlen (SUMMARY_END);
  append_unquoted (reasoning, body, (gsize) (end - body));
  if (seconds > 0 && seconds < 1e6)
    message->reasoning_duration = MAX (message->reasoning_duration, 0) + (gint64) (seconds * G_USEC_PER_SEC);
}

/* Takes what was thought out of @text. */
static void
read_text (EaselTranscriptMessage *message, const char *text)
{
  g_autoptr (GString) shown = g_string_new (NULL);
  g_autoptr (GString) reasoning = g_string_new (message->reasoning);

  while (TRUE)
    {
      const char *start = strstr (text, THOUGHT_START);
      const char *tag_end = start != NULL ? strchr (start, '>') : NULL;
      const char *end = tag_end != NULL ? strstr (tag_end, THOUGHT_END) : NULL;

      if (end == NULL)
        break;
      g_string_append_len (shown, text, start - text);
      read_thought (message, reasoning, start, end);
      text = end + strlen (THOUGHT_END);
      while (shown->len == 0 && g_ascii_isspace (*text))
        text++;
    }
  g_string_append (shown, text);
  g_set_str (&message->text, shown->str);
  g_set_str (&message->reasoning, reasoning->len > 0 ? reasoning->str : NULL);
}

/* A picture is a data: address, or one that only that server knows. */
static void
read_picture (EaselTranscript *self, EaselTranscriptMessage *message, const char *name, const char *address)
{
  const char *comma = address != NULL ? strchr (address, ',') : NULL;
  g_autofree char *type = NULL;
  EaselTranscriptFile *file;
  gsize length = 0;
  guchar *bytes;

  if (comma == NULL || !g_str_has_prefix (address, "data:image/") || strlen (comma) > LARGEST_PICTURE ||
      g_strstr_len (address, comma - address, ";base64") == NULL)
    {
      _easel_transcript_add_absent (self, message, name, "image/*", -1);
      return;
    }
  type = g_strndup (address + strlen ("data:"), strcspn (address + strlen ("data:"), ";,"));
  bytes = g_base64_decode (comma + 1, &length);
  file = easel_transcript_file_new (name);
  file->type = g_steal_pointer (&type);
  file->bytes = g_bytes_new_take (bytes, length);
  file->size = (gint64) length;
  g_ptr_array_add (message->files, file);
}

static void
read_content (EaselTranscript *self, EaselTranscriptMessage *message, JsonNode *node)
{
  const char *plain = easel_json_get_string (node, "content");
  JsonArray *parts = easel_json_get_array (node, "content");
  g_autoptr (GString) text = g_string_new (plain);

  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonNode *part = json_array_get_element (parts, i);

      _easel_transcript_append (text, easel_json_get_string (part, "text"));
      if (g_strcmp0 (easel_json_get_string (part, "type"), "image_url") == 0)
        read_picture (self, message, "", easel_json_get_string (part, "image_url.url"));
    }
  _easel_transcript_take_string (node, "reasoning_content", &message->reasoning);
  read_text (message, text->str);
}

static void
read_files (EaselTranscript *self, EaselTranscriptMessage *message, JsonNode *node)
{
  JsonArray *files = easel_json_get_array (node, "files");

  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    {
      JsonNode *file = json_array_get_element (files, i);
      const char *name = easel_json_get_string (file, "name");
      const char *type = easel_json_get_string (file, "file.meta.content_type");
      const char *text = easel_json_get_string (file, "file.data.content");

      if (g_strcmp0 (easel_json_get_string (file, "type"), "image") == 0)
        read_picture (self, message, name, easel_json_get_string (file, "url"));
      else if (text != NULL && *text != '\0')
        _easel_transcript_add_text_file (message, name, type, text);
      else
        _easel_transcript_add_absent (self, message, name, type, -1);
    }
}

/* The counts have the names of whoever answered. */
static gint64
read_count (JsonNode *node, const char *const *names)
{
  gint64 value;

  for (; *names != NULL; names++)
    if (easel_json_get_int (node, *names, &value) && value >= 0)
      return value;
  return -1;
}

static void
read_answer (EaselTranscriptMessage *message, JsonNode *node)
{
  static const char *const input[] = { "usage.prompt_tokens", "usage.input_tokens", "usage.prompt_eval_count",
                                       "info.prompt_eval_count", NULL };
  static const char *const output[] = { "usage.completion_tokens", "usage.output_tokens", "usage.eval_count",
                                        "info.eval_count", NULL };
  static const char *const duration[] = { "usage.total_duration", "info.total_duration", NULL };
  gint64 nanoseconds = read_count (node, duration);

  message->provider_name = g_strdup ("Open WebUI");
  _easel_transcript_take_string (node, "model", &message->model);
  if (!_easel_transcript_take_string (node, "modelName", &message->model_name))
    message->model_name = g_strdup (message->model);
  message->input_tokens = read_count (node, input);
  message->output_tokens = read_count (node, output);
  message->duration = nanoseconds >= 0 ? nanoseconds / 1000 : -1;
  if (_easel_transcript_take_string (node, "error.content", &message->error) ||
      _easel_transcript_take_string (node, "error", &message->error))
    message->state = EASEL_TRANSCRIPT_FAILED;
  else if (!easel_json_get_boolean (node, "done", TRUE))
    message->state = EASEL_TRANSCRIPT_CUT;
}

static EaselTranscriptMessage *
read_message (EaselTranscript *self, JsonNode *node)
{
  const char *role = easel_json_get_string (node, "role");
  g_autoptr (EaselTranscriptMessage) message = easel_transcript_message_new ();

  read_content (self, message, node);
  if (g_strcmp0 (role, "system") == 0)
    {
      if (*self->system_prompt == '\0')
        g_set_str (&self->system_prompt, message->text);
      return NULL;
    }
  read_files (self, message, node);
  message->created_at = _easel_transcript_read_seconds (node, "timestamp");
  if (g_strcmp0 (role, "assistant") == 0)
    {
      message->kind = EASEL_TRANSCRIPT_ASSISTANT;
      read_answer (message, node);
    }
  else if (g_strcmp0 (role, "user") != 0)
    return NULL;
  if (*message->text == '\0' && message->reasoning == NULL && message->files->len == 0 &&
      message->error == NULL)
    return NULL;
  return g_steal_pointer (&message);
}

static gboolean
read_history (EaselTranscript *self, EaselTranscriptTree *tree, JsonObject *messages, GError **error)
{
  JsonObjectIter iter;
  const char *id;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, messages);
  while (json_object_iter_next_ordered (&iter, &id, &node))
    {
      g_autofree char *parent_id = _easel_transcript_dup_id (node, "parentId");

      if (!easel_transcript_tree_add (tree, id, parent_id, read_message (self, node), error))
        return FALSE;
    }
  json_object_iter_init_ordered (&iter, messages);
  while (json_object_iter_next_ordered (&iter, &id, &node))
    {
      JsonArray *children = easel_json_get_array (node, "childrenIds");

      for (guint i = 0; children != NULL && i < json_array_get_length (children); i++)
        {
          const char *child = easel_json_get_string (json_array_get_element (children, i), "");

          if (child != NULL)
            easel_transcript_tree_set_place (tree, child, i);
        }
    }
  return TRUE;
}

static gboolean
read_list (EaselTranscript *self, EaselTranscriptTree *tree, JsonArray *messages, GError **error)
{
  g_autofree char *last_id = NULL;

  for (guint i = 0; i < json_array_get_length (messages); i++)
    {
      JsonNode *node = json_array_get_element (messages, i);
      g_autofree char *id = g_strdup_printf ("#%u", i);

      if (!easel_transcript_tree_add (tree, id, last_id, read_message (self, node), error))
        return FALSE;
      g_set_str (&last_id, id);
    }
  return TRUE;
}

static void
read_head (EaselTranscript *self, JsonNode *root, JsonNode *chat)
{
  g_autofree char *id = _easel_transcript_dup_id (root, "id");
  double temperature;
  gint64 max_tokens;

  self->source = id != NULL && *id != '\0' ? g_strconcat ("open-webui:", id, NULL) : NULL;
  if (!_easel_transcript_take_string (root, "title", &self->title))
    _easel_transcript_take_string (chat, "title", &self->title);
  self->titled = *self->title != '\0';
  self->pinned = easel_json_get_boolean (root, "pinned", FALSE);
  self->created_at = _easel_transcript_read_seconds (root, "created_at");
  if (self->created_at == 0)
    self->created_at = _easel_transcript_read_seconds (chat, "timestamp");
  self->updated_at = _easel_transcript_read_seconds (root, "updated_at");
  if (!_easel_transcript_take_string (chat, "params.system", &self->system_prompt))
    _easel_transcript_take_string (chat, "system", &self->system_prompt);
  if (easel_json_get_double (chat, "params.temperature", &temperature) && temperature >= 0 &&
      temperature <= 2)
    self->temperature = (gint64) (temperature * 1000 + 0.5);
  if (easel_json_get_int (chat, "params.max_tokens", &max_tokens) && max_tokens > 0)
    self->max_tokens = max_tokens;
}

EaselTranscript *
_easel_transcript_read_open_webui (JsonNode *root, GError **error)
{
  g_autoptr (EaselTranscript) self = easel_transcript_new ();
  g_autoptr (EaselTranscriptTree) tree = easel_transcript_tree_new (FALSE);
  JsonNode *chat = easel_json_get_object (root, "chat") != NULL ? easel_json_get_node (root, "chat") : root;
  JsonObject *history = easel_json_get_object (chat, "history.messages");
  JsonArray *list = easel_json_get_array (chat, "messages");

  read_head (self, root, chat);
  if (history != NULL && json_object_get_size (history) > 0
          ? !read_history (self, tree, history, error)
          : list != NULL && !read_list (self, tree, list, error))
    return NULL;
  if (!easel_transcript_tree_finish (tree, self, easel_json_get_string (chat, "history.currentId"), error))
    return NULL;
  return g_steal_pointer (&self);
}
