// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-transcript-reader-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-error.h"
#include "easel-json.h"

/* The year 3000: later ones are no times, or not in the unit that was thought. */
#define LATEST_SECOND 32503680000.0

/* Puts a copy of the string at @path into @into, if there is one. */
gboolean
_easel_transcript_take_string (JsonNode *node, const char *path, char **into)
{
  const char *text = easel_json_get_string (node, path);

  if (text != NULL)
    g_set_str (into, text);
  return text != NULL;
}

/* The id at @path, be it a text or a number. */
char *
_easel_transcript_dup_id (JsonNode *node, const char *path)
{
  const char *text = easel_json_get_string (node, path);
  gint64 number;

  if (text != NULL)
    return *text != '\0' ? g_strdup (text) : NULL;
  return easel_json_get_int (node, path, &number) ? g_strdup_printf ("%" G_GINT64_FORMAT, number) : NULL;
}

/* Seconds since the epoch, perhaps with a fraction; in some files milliseconds or
 * even nanoseconds. In microseconds; 0 unknown. */
gint64
_easel_transcript_read_seconds (JsonNode *node, const char *path)
{
  double seconds;

  if (!easel_json_get_double (node, path, &seconds) || seconds <= 0)
    return 0;
  while (seconds > LATEST_SECOND && seconds < 1e22)
    seconds /= 1000;
  return seconds <= LATEST_SECOND ? (gint64) (seconds * G_USEC_PER_SEC) : 0;
}

/* A date as ISO 8601; without a zone it is UTC. In microseconds; 0 unknown. */
gint64
_easel_transcript_read_date (JsonNode *node, const char *path)
{
  const char *text = easel_json_get_string (node, path);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) date = text != NULL ? g_date_time_new_from_iso8601 (text, utc) : NULL;

  if (date == NULL)
    return 0;
  return g_date_time_to_unix (date) * G_USEC_PER_SEC + g_date_time_get_microsecond (date);
}

/* Appends a paragraph. */
void
_easel_transcript_append (GString *text, const char *more)
{
  if (more == NULL || *more == '\0')
    return;
  if (text->len > 0)
    g_string_append (text, "\n\n");
  g_string_append (text, more);
}

/* Appends @code between fences that are longer than any within it. */
void
_easel_transcript_append_fenced (GString *text, const char *language, const char *code)
{
  gsize longest = 2;
  g_autofree char *fence = NULL;

  if (code == NULL || *code == '\0')
    return;
  for (const char *at = strchr (code, '`'); at != NULL; at = strchr (at, '`'))
    {
      gsize run = strspn (at, "`");

      longest = MAX (longest, run);
      at += run;
    }
  fence = g_strnfill (longest + 1, '`');
  if (text->len > 0)
    g_string_append (text, "\n\n");
  g_string_append_printf (text, "%s%s\n", fence, language != NULL ? language : "");
  g_string_append (text, code);
  if (!g_str_has_suffix (code, "\n"))
    g_string_append_c (text, '\n');
  g_string_append (text, fence);
}

/* Notes a file that is named in what is read, but is not in it. */
void
_easel_transcript_add_absent (
    EaselTranscript *self, EaselTranscriptMessage *message, const char *name, const char *type, gint64 size)
{
  EaselTranscriptFile *file = easel_transcript_file_new (name);

  file->type = g_strdup (type);
  file->size = size;
  g_ptr_array_add (message->files, file);
  self->n_absent++;
}

/* Adds a file of which a service kept the text only. */
void
_easel_transcript_add_text_file (EaselTranscriptMessage *message,
                                 const char *name,
                                 const char *type,
                                 const char *text)
{
  EaselTranscriptFile *file = easel_transcript_file_new (name);

  file->type = g_strdup (type != NULL && g_str_has_prefix (type, "text/") ? type : "text/plain");
  file->bytes = g_bytes_new (text, strlen (text));
  file->size = (gint64) strlen (text);
  g_ptr_array_add (message->files, file);
}

static EaselTranscriptReadFunc
find_reader (JsonNode *root)
{
  if (easel_json_get_string (root, "format") != NULL && easel_json_get_node (root, "version") != NULL)
    return _easel_transcript_read_easel;
  if (easel_json_get_object (root, "mapping") != NULL)
    return _easel_transcript_read_chatgpt;
  if (easel_json_get_array (root, "chat_messages") != NULL)
    return _easel_transcript_read_claude;
  if (easel_json_get_object (root, "chat.history.messages") != NULL ||
      easel_json_get_array (root, "chat.messages") != NULL ||
      easel_json_get_object (root, "history.messages") != NULL ||
      easel_json_get_array (root, "messages") != NULL)
    return _easel_transcript_read_open_webui;
  return NULL;
}

/**
 * easel_transcript_read:
 * @data: a conversation as JSON: Easel's own form, or one of an export of ChatGPT,
 *   Claude or Open WebUI
 * @length: its bytes
 * @error: return location of an error
 *
 * Reads a conversation. Nothing in it is fetched or run.
 *
 * Returns: (transfer full) (nullable): a sound transcript; %NULL with
 *   %EASEL_ERROR_INVALID_INPUT if it is damaged, or %EASEL_ERROR_UNSUPPORTED if it
 *   is none or of a newer version. The sentence goes on with "It …" or "Its …",
 *   after one that names it
 */
EaselTranscript *
easel_transcript_read (const char *data, gsize length, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (EaselTranscript) transcript = NULL;
  EaselTranscriptReadFunc read;

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  if (length > EASEL_TRANSCRIPT_LARGEST || !g_utf8_validate_len (data, length, NULL))
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           length > EASEL_TRANSCRIPT_LARGEST ? _ ("It is too large.")
                                                             : _ ("It is damaged: it is not valid UTF-8."));
      return NULL;
    }
  root = easel_json_parse (data, (gssize) length, NULL);
  if (root == NULL)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("It is damaged: it is not valid JSON, or nested too deeply."));
      return NULL;
    }
  read = find_reader (root);
  if (read == NULL)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
                           _ ("It is no chat of Easel, ChatGPT, Claude or Open WebUI."));
      return NULL;
    }
  transcript = read (root, error);
  if (transcript != NULL && transcript->messages->len == 0 && *transcript->draft == '\0' &&
      read != _easel_transcript_read_easel)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, _ ("It has no messages."));
      return NULL;
    }
  return g_steal_pointer (&transcript);
}

/**
 * easel_transcript_guess_title:
 * @data: what easel_transcript_read() refused
 * @length: its bytes
 *
 * Returns: (transfer full) (nullable): what it may be called; %NULL if nobody can
 *   say
 */
char *
easel_transcript_guess_title (const char *data, gsize length)
{
  static const char *const paths[] = { "title", "name", "chat.title" };
  g_autoptr (JsonNode) root = NULL;

  if (length > EASEL_TRANSCRIPT_LARGEST || !g_utf8_validate_len (data, length, NULL))
    return NULL;
  root = easel_json_parse (data, (gssize) length, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      const char *title = easel_json_get_string (root, paths[i]);

      if (title != NULL && *title != '\0')
        return g_strdup (title);
    }
  return NULL;
}
