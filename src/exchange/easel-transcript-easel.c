// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-transcript-reader-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "easel-error.h"
#include "easel-hash.h"
#include "easel-json.h"
#include "easel-transcript-format-private.h"

/*
 * Easel's own form, see data/chat-export.md. It was written by a program that
 * knew what it did, so whatever does not fit is damage.
 */

#define LARGEST_COUNT (G_GINT64_CONSTANT (1000) * 1000 * 1000 * 1000)

static EaselTranscript *
fail (GError **error, const char *sentence)
{
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, sentence);
  return NULL;
}

/* A count, an amount of money, a time: -1 where there is none. More than is
 * possible is none either; sums of it would leave what a number can hold. */
static gint64
read_count (JsonNode *node, const char *name)
{
  gint64 value;

  return easel_json_get_int (node, name, &value) && value >= 0 && value <= LARGEST_COUNT ? value : -1;
}

static gboolean
read_file (EaselTranscript *self, EaselTranscriptMessage *message, JsonNode *node, GError **error)
{
  const char *data = easel_json_get_string (node, "data");
  EaselTranscriptFile *file = easel_transcript_file_new (easel_json_get_string (node, "name"));

  g_ptr_array_add (message->files, file);
  file->type = g_strdup (easel_json_get_string (node, "type"));
  file->hash = g_strdup (easel_json_get_string (node, "sha256"));
  file->size = read_count (node, "size");
  if (data == NULL)
    {
      self->n_absent++;
      return TRUE;
    }

  {
    gsize length = 0;
    guchar *bytes = g_base64_decode (data, &length);
    g_autofree char *hash = easel_hash_bytes (bytes, length);

    file->bytes = g_bytes_new_take (bytes, length);
    if ((file->hash != NULL && strcmp (file->hash, hash) != 0) ||
        (file->size >= 0 && (guint64) file->size != length))
      {
        fail (error, _ ("One of its attachments is damaged."));
        return FALSE;
      }
    file->size = (gint64) length;
  }
  return TRUE;
}

static void
read_sources (EaselTranscriptMessage *message, JsonNode *sources)
{
  if (sources != NULL && JSON_NODE_HOLDS_ARRAY (sources))
    message->sources = easel_json_to_string (sources);
}

static void
read_details (EaselTranscriptMessage *message, JsonNode *node)
{
  read_sources (message, easel_json_get_node (node, "sources"));
  _easel_transcript_take_string (node, "text", &message->text);
  _easel_transcript_take_string (node, "reasoning", &message->reasoning);
  _easel_transcript_take_string (node, "provider", &message->provider);
  _easel_transcript_take_string (node, "provider_name", &message->provider_name);
  _easel_transcript_take_string (node, "model", &message->model);
  _easel_transcript_take_string (node, "model_name", &message->model_name);
  _easel_transcript_take_string (node, "fallback_for", &message->fallback_for);
  _easel_transcript_take_string (node, "error.message", &message->error);
  _easel_transcript_take_string (node, "error.code", &message->error_code);
  message->created_at = _easel_transcript_read_date (node, "created_at");
  message->reasoning_duration = read_count (node, "reasoning_duration_us");
  message->input_tokens = read_count (node, "input_tokens");
  message->output_tokens = read_count (node, "output_tokens");
  message->cached_tokens = read_count (node, "cached_tokens");
  message->reasoning_tokens = read_count (node, "reasoning_tokens");
  message->cost = read_count (node, "cost_microusd");
  message->duration = read_count (node, "duration_us");
  message->first_token = read_count (node, "first_token_us");
}

static gboolean
read_message (EaselTranscript *self, EaselTranscriptTree *tree, JsonNode *node, GError **error)
{
  g_autoptr (EaselTranscriptMessage) message = easel_transcript_message_new ();
  g_autofree char *id = _easel_transcript_dup_id (node, "id");
  g_autofree char *parent_id = _easel_transcript_dup_id (node, "parent");
  g_autofree char *covers_id = _easel_transcript_dup_id (node, "covers");
  JsonArray *files = easel_json_get_array (node, "attachments");

  if (id == NULL || easel_json_get_string (node, "text") == NULL ||
      !easel_transcript_kind_from_string (easel_json_get_string (node, "kind"), &message->kind) ||
      !easel_transcript_state_from_string (easel_json_get_string (node, "state"), &message->state))
    {
      fail (error, _ ("One of its messages is damaged."));
      return FALSE;
    }
  read_details (message, node);
  for (guint i = 0; files != NULL && i < json_array_get_length (files); i++)
    if (!read_file (self, message, json_array_get_element (files, i), error))
      return FALSE;
  if (!easel_transcript_tree_add (tree, id, parent_id, g_steal_pointer (&message), error))
    return FALSE;
  if (covers_id != NULL)
    easel_transcript_tree_set_covers (tree, id, covers_id);
  return TRUE;
}

static void
read_head (EaselTranscript *self, JsonNode *root)
{
  double temperature;

  _easel_transcript_take_string (root, "source", &self->source);
  _easel_transcript_take_string (root, "title", &self->title);
  _easel_transcript_take_string (root, "folder", &self->folder);
  _easel_transcript_take_string (root, "model", &self->model);
  _easel_transcript_take_string (root, "system_prompt", &self->system_prompt);
  _easel_transcript_take_string (root, "draft", &self->draft);
  self->titled = easel_json_get_boolean (root, "titled", FALSE);
  self->pinned = easel_json_get_boolean (root, "pinned", FALSE);
  self->created_at = _easel_transcript_read_date (root, "created_at");
  self->updated_at = _easel_transcript_read_date (root, "updated_at");
  self->max_tokens = MAX (read_count (root, "max_tokens"), 0);
  if (easel_json_get_double (root, "temperature", &temperature) && temperature >= 0 && temperature <= 100)
    self->temperature = (gint64) round (temperature * 1000);
}

EaselTranscript *
_easel_transcript_read_easel (JsonNode *root, GError **error)
{
  g_autoptr (EaselTranscript) self = easel_transcript_new ();
  g_autoptr (EaselTranscriptTree) tree = easel_transcript_tree_new (TRUE);
  g_autofree char *view = _easel_transcript_dup_id (root, "view");
  JsonArray *messages = easel_json_get_array (root, "messages");
  gint64 version;

  if (g_strcmp0 (easel_json_get_string (root, "format"), EASEL_TRANSCRIPT_FORMAT) != 0 ||
      !easel_json_get_int (root, "version", &version) || version < 1)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
                           _ ("It is no chat of Easel, ChatGPT, Claude or Open WebUI."));
      return NULL;
    }
  if (version > EASEL_TRANSCRIPT_VERSION)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
                           _ ("It was written by a newer version of Easel. Update Easel, then import it."));
      return NULL;
    }
  if (messages == NULL)
    return fail (error, _ ("It has no messages."));

  read_head (self, root);
  for (guint i = 0; i < json_array_get_length (messages); i++)
    if (!read_message (self, tree, json_array_get_element (messages, i), error))
      return NULL;
  if (!easel_transcript_tree_finish (tree, self, view, error))
    return NULL;
  return g_steal_pointer (&self);
}
