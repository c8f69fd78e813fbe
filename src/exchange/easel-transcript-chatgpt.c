// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-transcript-reader-private.h"

#include <string.h>

#include "easel-json.h"

/*
 * An element of the conversations.json that ChatGPT exports. `mapping` is a tree
 * of nodes by their ids, each with `parent`, `children` and perhaps a `message`;
 * `current_node` is the end of the branch in view. The form is not documented; this
 * follows exports of 2023 to 2026 as their users describe them. An answer is often
 * several nodes (thoughts, a call of a tool, what the tool said, text), which become
 * one message here.
 */

/* Between these stand marks of sources that only the service can resolve. */
#define MARK_START "\xee\x88\x80"
#define MARK_END "\xee\x88\x81"

static char *
without_marks (const char *text)
{
  GString *kept = g_string_sized_new (strlen (text));

  while (TRUE)
    {
      const char *start = strstr (text, MARK_START);
      const char *end = start != NULL ? strstr (start, MARK_END) : NULL;

      if (end == NULL)
        break;
      g_string_append_len (kept, text, start - text);
      text = end + strlen (MARK_END);
    }
  g_string_append (kept, text);
  return g_string_free (kept, FALSE);
}

/* @prompts: what pictures were made of, to be shown after all else. */
static void
add_picture (EaselTranscript *self, EaselTranscriptMessage *message, JsonNode *part, GString *prompts)
{
  const char *pointer = easel_json_get_string (part, "asset_pointer");
  const char *prompt = easel_json_get_string (part, "metadata.dalle.prompt");
  gint64 size = -1;

  if (pointer == NULL)
    return;
  easel_json_get_int (part, "size_bytes", &size);
  _easel_transcript_add_absent (self, message, pointer, "image/*", size);
  _easel_transcript_append_fenced (prompts, "", prompt);
}

/* A tool's words are for the model; what it drew is for people. */
static void
read_parts (EaselTranscript *self, EaselTranscriptMessage *message, JsonNode *content, gboolean of_tool)
{
  JsonArray *parts = easel_json_get_array (content, "parts");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) prompts = g_string_new (NULL);

  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonNode *part = json_array_get_element (parts, i);
      const char *plain = easel_json_get_string (part, "");

      if (plain != NULL)
        _easel_transcript_append (text, of_tool ? NULL : plain);
      else if (g_strcmp0 (easel_json_get_string (part, "content_type"), "image_asset_pointer") == 0)
        add_picture (self, message, part, prompts);
      else if (!of_tool)
        /* A spoken message has its words beside the sound. */
        _easel_transcript_append (text, easel_json_get_string (part, "text"));
    }
  _easel_transcript_append (text, prompts->str);
  g_free (message->text);
  message->text = without_marks (text->str);
}

static void
read_thoughts (EaselTranscriptMessage *message, JsonNode *content)
{
  JsonArray *thoughts = easel_json_get_array (content, "thoughts");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; thoughts != NULL && i < json_array_get_length (thoughts); i++)
    {
      JsonNode *thought = json_array_get_element (thoughts, i);
      const char *summary = easel_json_get_string (thought, "summary");
      g_autofree char *heading = summary != NULL ? g_strdup_printf ("**%s**", summary) : NULL;

      _easel_transcript_append (text, heading);
      _easel_transcript_append (text, easel_json_get_string (thought, "content"));
    }
  if (text->len > 0)
    message->reasoning = g_strdup (text->str);
}

/* A text beside the conversation comes as JSON in the words to a tool. */
static gboolean
read_canvas (EaselTranscriptMessage *message, const char *text)
{
  g_autoptr (JsonNode) root = easel_json_parse (text, -1, NULL);
  const char *name = easel_json_get_string (root, "name");
  const char *type = easel_json_get_string (root, "type");
  const char *body = easel_json_get_string (root, "content");
  JsonArray *updates = easel_json_get_array (root, "updates");
  g_autoptr (GString) shown = g_string_new (NULL);
  g_autofree char *heading = name != NULL ? g_strdup_printf ("**%s**", name) : NULL;

  _easel_transcript_append (shown, heading);
  if (type != NULL && g_str_has_prefix (type, "code/"))
    _easel_transcript_append_fenced (shown, type + strlen ("code/"), body);
  else
    _easel_transcript_append (shown, body);
  for (guint i = 0; updates != NULL && i < json_array_get_length (updates); i++)
    _easel_transcript_append_fenced (
        shown, "", easel_json_get_string (json_array_get_element (updates, i), "replacement"));
  if (shown->len == 0)
    return FALSE;
  g_set_str (&message->text, shown->str);
  return TRUE;
}

static gboolean
is_for_people (JsonNode *node)
{
  const char *recipient = easel_json_get_string (node, "recipient");

  return recipient == NULL || strcmp (recipient, "all") == 0;
}

/* Says whether there is something to show. */
static gboolean
read_content (EaselTranscript *self, EaselTranscriptMessage *message, JsonNode *node, gboolean of_tool)
{
  JsonNode *content = easel_json_get_node (node, "content");
  const char *type = easel_json_get_string (content, "content_type");
  const char *plain = easel_json_get_string (content, "text");
  const char *language = easel_json_get_string (content, "language");
  g_autoptr (GString) text = g_string_new (NULL);

  if (type == NULL)
    type = "text";
  if (strcmp (type, "thoughts") == 0)
    read_thoughts (message, content);
  else if (strcmp (type, "code") == 0 || strcmp (type, "execution_output") == 0)
    _easel_transcript_append_fenced (
        text, language != NULL && strcmp (language, "unknown") != 0 ? language : "", plain);
  else if (strcmp (type, "text") == 0 || strcmp (type, "multimodal_text") == 0)
    {
      read_parts (self, message, content, of_tool);
      if (!is_for_people (node) &&
          (!g_str_has_prefix (easel_json_get_string (node, "recipient"), "canmore.") ||
           !read_canvas (message, message->text)))
        g_set_str (&message->text, "");
    }
  else if (strcmp (type, "system_error") == 0 || strcmp (type, "refusal") == 0)
    g_string_append (text, plain != NULL ? plain : "");
  else if (!of_tool && !g_str_has_prefix (type, "tether_") && strcmp (type, "reasoning_recap") != 0 &&
           strcmp (type, "model_editable_context") != 0)
    {
      /* One that is not known here: what it says, if it says something. */
      read_parts (self, message, content, FALSE);
      g_string_append (text, plain != NULL ? plain : "");
    }
  if (text->len > 0)
    g_set_str (&message->text, text->str);
  return *message->text != '\0' || message->reasoning != NULL || message->files->len > 0;
}

static void
read_attachments (EaselTranscript *self, EaselTranscriptMessage *message, JsonNode *node)
{
  JsonArray *attachments = easel_json_get_array (node, "metadata.attachments");

  for (guint i = 0; attachments != NULL && i < json_array_get_length (attachments); i++)
    {
      JsonNode *attachment = json_array_get_element (attachments, i);
      const char *type = easel_json_get_string (attachment, "mimeType");
      gint64 size = -1;

      if (type == NULL)
        type = easel_json_get_string (attachment, "mime_type");
      /* Pictures are among the parts, too. */
      if (type != NULL && g_str_has_prefix (type, "image/"))
        continue;
      easel_json_get_int (attachment, "size", &size);
      _easel_transcript_add_absent (self, message, easel_json_get_string (attachment, "name"), type, size);
    }
}

/* What the user told the service about themselves, or what a custom one is told. */
static void
read_system (EaselTranscript *self, JsonNode *node, GString *prompt)
{
  JsonNode *content = easel_json_get_node (node, "content");
  g_autoptr (EaselTranscriptMessage) message = easel_transcript_message_new ();

  if (g_strcmp0 (easel_json_get_string (content, "content_type"), "user_editable_context") == 0)
    {
      _easel_transcript_append (prompt, easel_json_get_string (content, "user_profile"));
      _easel_transcript_append (prompt, easel_json_get_string (content, "user_instructions"));
    }
  else
    {
      read_parts (self, message, content, FALSE);
      _easel_transcript_append (prompt, message->text);
    }
}

static EaselTranscriptMessage *
read_message (EaselTranscript *self, JsonNode *node, GString *system, gboolean *joins)
{
  const char *role = easel_json_get_string (node, "author.role");
  const char *status = easel_json_get_string (node, "status");
  const char *finish = easel_json_get_string (node, "metadata.finish_details.type");
  g_autoptr (EaselTranscriptMessage) message = easel_transcript_message_new ();
  gboolean of_tool = g_strcmp0 (role, "tool") == 0;
  double seconds;

  if (g_strcmp0 (role, "system") == 0 ||
      g_strcmp0 (easel_json_get_string (node, "content.content_type"), "user_editable_context") == 0)
    {
      read_system (self, node, system);
      return NULL;
    }
  if (role == NULL || easel_json_get_boolean (node, "metadata.is_visually_hidden_from_conversation", FALSE))
    return NULL;

  *joins = strcmp (role, "user") != 0;
  message->kind = *joins ? EASEL_TRANSCRIPT_ASSISTANT : EASEL_TRANSCRIPT_USER;
  message->created_at = _easel_transcript_read_seconds (node, "create_time");
  if (!read_content (self, message, node, of_tool))
    return NULL;
  if (!*joins)
    {
      read_attachments (self, message, node);
      return g_steal_pointer (&message);
    }
  message->provider_name = g_strdup ("ChatGPT");
  _easel_transcript_take_string (node, "metadata.model_slug", &message->model);
  message->model_name = g_strdup (message->model);
  if (easel_json_get_double (node, "metadata.finished_duration_sec", &seconds) && seconds >= 0 &&
      seconds < 1e6)
    message->reasoning_duration = (gint64) (seconds * G_USEC_PER_SEC);
  if (g_strcmp0 (finish, "interrupted") == 0)
    message->state = EASEL_TRANSCRIPT_STOPPED;
  else if (g_strcmp0 (status, "in_progress") == 0 || g_strcmp0 (finish, "max_tokens") == 0)
    message->state = EASEL_TRANSCRIPT_CUT;
  return g_steal_pointer (&message);
}

static void
place_children (EaselTranscriptTree *tree, JsonNode *node)
{
  JsonArray *children = easel_json_get_array (node, "children");

  for (guint i = 0; children != NULL && i < json_array_get_length (children); i++)
    {
      const char *id = easel_json_get_string (json_array_get_element (children, i), "");

      if (id != NULL)
        easel_transcript_tree_set_place (tree, id, i);
    }
}

EaselTranscript *
_easel_transcript_read_chatgpt (JsonNode *root, GError **error)
{
  g_autoptr (EaselTranscript) self = easel_transcript_new ();
  g_autoptr (EaselTranscriptTree) tree = easel_transcript_tree_new (FALSE);
  g_autoptr (GString) system = g_string_new (NULL);
  g_autofree char *id = _easel_transcript_dup_id (root, "conversation_id");
  JsonObjectIter nodes;
  const char *name;
  JsonNode *node;

  if (id == NULL)
    id = _easel_transcript_dup_id (root, "id");
  self->source = id != NULL ? g_strconcat ("chatgpt:", id, NULL) : NULL;
  self->titled = _easel_transcript_take_string (root, "title", &self->title) && *self->title != '\0';
  self->pinned = easel_json_get_boolean (root, "is_starred", FALSE);
  self->created_at = _easel_transcript_read_seconds (root, "create_time");
  self->updated_at = _easel_transcript_read_seconds (root, "update_time");

  json_object_iter_init_ordered (&nodes, easel_json_get_object (root, "mapping"));
  while (json_object_iter_next_ordered (&nodes, &name, &node))
    {
      gboolean joins = FALSE;
      EaselTranscriptMessage *message =
          read_message (self, easel_json_get_node (node, "message"), system, &joins);

      if (!easel_transcript_tree_add (tree, name, easel_json_get_string (node, "parent"), message, error))
        return NULL;
      if (joins)
        easel_transcript_tree_set_joins (tree, name);
    }
  g_set_str (&self->system_prompt, system->str);
  json_object_iter_init_ordered (&nodes, easel_json_get_object (root, "mapping"));
  while (json_object_iter_next_ordered (&nodes, &name, &node))
    place_children (tree, node);
  if (!easel_transcript_tree_finish (tree, self, easel_json_get_string (root, "current_node"), error))
    return NULL;
  return g_steal_pointer (&self);
}
