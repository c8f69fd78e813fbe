// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-transcript-reader-private.h"

#include <string.h>

#include "easel-json.h"

/*
 * An element of the conversations.json that Claude exports: `chat_messages`, each
 * with `sender`, `text`, and in newer files `content` (blocks of text, thinking and
 * tools) and `parent_message_uuid`; before that they follow each other as they
 * stand. The form is not documented; this follows exports of 2024 to 2026 as their
 * users describe them.
 */

/* What the first message is said to follow. */
#define FIRST_PARENT "00000000-0000-4000-8000-000000000000"

/* More than so many microseconds nobody thinks. */
#define LONGEST_THOUGHT (G_GINT64_CONSTANT (1000000) * G_USEC_PER_SEC)

/* A text or a program that stands beside the conversation. */
static void
read_artifact (GString *text, JsonNode *input)
{
  const char *title = easel_json_get_string (input, "title");
  const char *language = easel_json_get_string (input, "language");
  const char *type = easel_json_get_string (input, "type");
  const char *body = easel_json_get_string (input, "content");
  g_autofree char *heading = title != NULL ? g_strdup_printf ("**%s**", title) : NULL;

  if (body == NULL)
    body = easel_json_get_string (input, "new_str");
  if (body == NULL)
    return;
  _easel_transcript_append (text, heading);
  if (g_strcmp0 (type, "text/markdown") == 0)
    _easel_transcript_append (text, body);
  else
    _easel_transcript_append_fenced (text, language, body);
}

static void
read_block (EaselTranscriptMessage *message, JsonNode *block, GString *text, GString *reasoning)
{
  const char *type = easel_json_get_string (block, "type");

  if (g_strcmp0 (type, "thinking") == 0)
    {
      gint64 start = _easel_transcript_read_date (block, "start_timestamp");
      gint64 stop = _easel_transcript_read_date (block, "stop_timestamp");

      _easel_transcript_append (reasoning, easel_json_get_string (block, "thinking"));
      if (start > 0 && stop >= start && stop - start <= LONGEST_THOUGHT)
        message->reasoning_duration = MAX (message->reasoning_duration, 0) + stop - start;
    }
  else if (g_strcmp0 (type, "tool_use") == 0)
    {
      if (g_strcmp0 (easel_json_get_string (block, "name"), "artifacts") == 0)
        read_artifact (text, easel_json_get_node (block, "input"));
    }
  else if (g_strcmp0 (type, "tool_result") != 0)
    _easel_transcript_append (text, easel_json_get_string (block, "text"));
}

static void
read_words (EaselTranscriptMessage *message, JsonNode *node)
{
  JsonArray *blocks = easel_json_get_array (node, "content");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) reasoning = g_string_new (NULL);

  for (guint i = 0; blocks != NULL && i < json_array_get_length (blocks); i++)
    read_block (message, json_array_get_element (blocks, i), text, reasoning);
  if (text->len == 0)
    _easel_transcript_append (text, easel_json_get_string (node, "text"));
  g_set_str (&message->text, text->str);
  if (reasoning->len > 0)
    message->reasoning = g_strdup (reasoning->str);
}

static void
read_files (EaselTranscript *self, EaselTranscriptMessage *message, JsonNode *node, const char *list)
{
  JsonArray *files = easel_json_get_array (node, list);

  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    {
      JsonNode *file = json_array_get_element (files, i);
      const char *name = easel_json_get_string (file, "file_name");
      const char *type = easel_json_get_string (file, "file_type");
      const char *text = easel_json_get_string (file, "extracted_content");
      gint64 size = -1;

      easel_json_get_int (file, "file_size", &size);
      if (text != NULL && *text != '\0')
        _easel_transcript_add_text_file (message, name, type, text);
      else
        _easel_transcript_add_absent (self, message, name, type, size);
    }
}

static gboolean
read_message (EaselTranscript *self,
              EaselTranscriptTree *tree,
              JsonNode *node,
              guint index,
              char **last_id,
              GError **error)
{
  g_autoptr (EaselTranscriptMessage) message = easel_transcript_message_new ();
  g_autofree char *id = _easel_transcript_dup_id (node, "uuid");
  g_autofree char *parent_id = _easel_transcript_dup_id (node, "parent_message_uuid");
  gboolean of_user = g_strcmp0 (easel_json_get_string (node, "sender"), "assistant") != 0;

  if (id == NULL)
    id = g_strdup_printf ("#%u", index);
  if (parent_id == NULL)
    parent_id = g_strdup (*last_id);
  else if (strcmp (parent_id, FIRST_PARENT) == 0)
    g_clear_pointer (&parent_id, g_free);
  g_set_str (last_id, id);

  message->kind = of_user ? EASEL_TRANSCRIPT_USER : EASEL_TRANSCRIPT_ASSISTANT;
  message->created_at = _easel_transcript_read_date (node, "created_at");
  read_words (message, node);
  read_files (self, message, node, "attachments");
  read_files (self, message, node, "files");
  if (!of_user)
    {
      message->provider_name = g_strdup ("Claude");
      _easel_transcript_take_string (node, "model", &message->model);
      message->model_name = g_strdup (message->model);
      if (g_strcmp0 (easel_json_get_string (node, "stop_reason"), "user_canceled") == 0)
        message->state = EASEL_TRANSCRIPT_STOPPED;
    }
  if (*message->text == '\0' && message->reasoning == NULL && message->files->len == 0)
    g_clear_pointer (&message, easel_transcript_message_free);
  return easel_transcript_tree_add (tree, id, parent_id, g_steal_pointer (&message), error);
}

EaselTranscript *
_easel_transcript_read_claude (JsonNode *root, GError **error)
{
  g_autoptr (EaselTranscript) self = easel_transcript_new ();
  g_autoptr (EaselTranscriptTree) tree = easel_transcript_tree_new (FALSE);
  g_autofree char *id = _easel_transcript_dup_id (root, "uuid");
  g_autofree char *last_id = NULL;
  const char *leaf = easel_json_get_string (root, "current_leaf_message_uuid");
  JsonArray *messages = easel_json_get_array (root, "chat_messages");

  self->source = id != NULL ? g_strconcat ("claude:", id, NULL) : NULL;
  self->titled = _easel_transcript_take_string (root, "name", &self->title) && *self->title != '\0';
  self->pinned = easel_json_get_boolean (root, "is_starred", FALSE);
  self->created_at = _easel_transcript_read_date (root, "created_at");
  self->updated_at = _easel_transcript_read_date (root, "updated_at");
  for (guint i = 0; i < json_array_get_length (messages); i++)
    if (!read_message (self, tree, json_array_get_element (messages, i), i, &last_id, error))
      return NULL;
  if (!easel_transcript_tree_finish (tree, self, leaf != NULL ? leaf : last_id, error))
    return NULL;
  return g_steal_pointer (&self);
}
