// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-transcript-writer-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-money.h"
#include "easel-time.h"

static const struct
{
  const char *suffix;
  const EaselTranscriptWriterClass *class;
} formats[] = {
  [EASEL_TRANSCRIPT_JSON] = { "json", &_easel_transcript_json_class },
  [EASEL_TRANSCRIPT_MARKDOWN] = { "md", &_easel_transcript_markdown_class },
  [EASEL_TRANSCRIPT_HTML] = { "html", &_easel_transcript_html_class },
  [EASEL_TRANSCRIPT_TEXT] = { "txt", &_easel_transcript_text_class },
};

G_STATIC_ASSERT (G_N_ELEMENTS (formats) == EASEL_TRANSCRIPT_N_FORMATS);

/**
 * easel_transcript_format_get_suffix:
 * @format: a format
 *
 * Returns: what its files' names end with, without the dot
 */
const char *
easel_transcript_format_get_suffix (EaselTranscriptFormat format)
{
  g_return_val_if_fail ((guint) format < EASEL_TRANSCRIPT_N_FORMATS, NULL);

  return formats[format].suffix;
}

/**
 * easel_transcript_format_from_suffix:
 * @suffix: (nullable): what a file's name ends with, without the dot
 * @format: (out): its format; untouched if there is none
 *
 * Returns: whether there is one
 */
gboolean
easel_transcript_format_from_suffix (const char *suffix, EaselTranscriptFormat *format)
{
  for (guint i = 0; suffix != NULL && i < G_N_ELEMENTS (formats); i++)
    if (strcmp (formats[i].suffix, suffix) == 0)
      {
        *format = (EaselTranscriptFormat) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * easel_transcript_writer_new:
 * @format: what is written
 * @many: whether it is made to hold any number of transcripts, not one
 *
 * Returns: (transfer full): a writer that has written nothing
 */
EaselTranscriptWriter *
easel_transcript_writer_new (EaselTranscriptFormat format, gboolean many)
{
  EaselTranscriptWriter *self;

  g_return_val_if_fail ((guint) format < EASEL_TRANSCRIPT_N_FORMATS, NULL);

  self = g_new0 (EaselTranscriptWriter, 1);
  self->format = format;
  self->many = many;
  return self;
}

/**
 * easel_transcript_writer_free:
 * @self: (transfer full) (nullable): a writer
 *
 * Frees it.
 */
void
easel_transcript_writer_free (EaselTranscriptWriter *self)
{
  g_free (self);
}

/**
 * easel_transcript_writer_add:
 * @self: a writer
 * @transcript: a sound transcript
 * @into: where its bytes are appended
 *
 * Writes one, and what goes before the first.
 */
void
easel_transcript_writer_add (EaselTranscriptWriter *self, const EaselTranscript *transcript, GString *into)
{
  const EaselTranscriptWriterClass *class;

  g_return_if_fail (self != NULL && transcript != NULL && into != NULL);
  g_return_if_fail (self->many || self->n_written == 0);

  class = formats[self->format].class;
  if (self->n_written == 0)
    class->begin (self, transcript, into);
  class->add (self, transcript, into);
  self->n_written++;
}

/**
 * easel_transcript_writer_end:
 * @self: a writer
 * @into: where its bytes are appended
 *
 * Writes what goes after the last one.
 */
void
easel_transcript_writer_end (EaselTranscriptWriter *self, GString *into)
{
  g_return_if_fail (self != NULL && into != NULL);

  if (self->n_written == 0)
    formats[self->format].class->begin (self, NULL, into);
  formats[self->format].class->end (self, into);
}

/**
 * easel_transcript_writer_get_n_blanked:
 * @self: a writer
 *
 * Returns: how often something that looked like a key was blanked
 */
guint
easel_transcript_writer_get_n_blanked (EaselTranscriptWriter *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_blanked;
}

/* Its title in one line, or that of one without. */
char *
_easel_transcript_dup_title (EaselTranscriptWriter *self, const EaselTranscript *transcript)
{
  g_autofree char *title = NULL;

  if (transcript == NULL || *transcript->title == '\0')
    return g_strdup (transcript == NULL ? _ ("Chats") : _ ("Chat"));
  title = _easel_transcript_clean (self, transcript->title);
  for (char *at = title; *at != '\0'; at++)
    if ((guchar) *at < ' ')
      *at = ' ';
  return g_steal_pointer (&title);
}

/* Whose words a message holds. */
char *
_easel_transcript_dup_speaker (const EaselTranscriptMessage *message)
{
  switch (message->kind)
    {
    case EASEL_TRANSCRIPT_USER:
      return g_strdup (C_ ("chat export", "You"));
    case EASEL_TRANSCRIPT_NOTICE:
      return g_strdup (C_ ("chat export", "Notice"));
    case EASEL_TRANSCRIPT_INSIGHT:
      return g_strdup (C_ ("chat export", "Summary of what was said before"));
    case EASEL_TRANSCRIPT_ASSISTANT:
    case EASEL_TRANSCRIPT_N_KINDS:
    default:
      if (message->model_name != NULL)
        return g_strdup (message->model_name);
      return g_strdup (message->model != NULL ? message->model : C_ ("chat export", "Assistant"));
    }
}

/* When it was written and what it took. */
char *
_easel_transcript_dup_details (const EaselTranscriptMessage *message)
{
  g_autoptr (GString) line = g_string_new (NULL);

  if (message->created_at > 0)
    {
      g_autofree char *time = easel_time_format_iso (message->created_at);

      g_string_append (line, time);
    }
  if (message->output_tokens >= 0)
    {
      g_autofree char *count = g_strdup_printf ("%" G_GINT64_FORMAT, message->output_tokens);

      g_string_append (line, line->len > 0 ? " · " : "");
      /* Translators: %s is a number */
      g_string_append_printf (line,
                              g_dngettext (GETTEXT_PACKAGE, "%s token", "%s tokens",
                                           (gulong) MIN (message->output_tokens, G_MAXINT)),
                              count);
    }
  if (message->cost >= 0)
    {
      g_autofree char *cost = easel_money_format (message->cost);

      g_string_append_printf (line, "%s%s", line->len > 0 ? " · " : "", cost);
    }
  return g_string_free (g_steal_pointer (&line), FALSE);
}

/* How it ended, if that was not by itself; else NULL. */
char *
_easel_transcript_dup_end (EaselTranscriptWriter *self, const EaselTranscriptMessage *message)
{
  switch (message->state)
    {
    case EASEL_TRANSCRIPT_STOPPED:
      return g_strdup (_ ("This answer was stopped."));
    case EASEL_TRANSCRIPT_CUT:
      return g_strdup (_ ("This answer was cut off."));
    case EASEL_TRANSCRIPT_FAILED:
      if (message->error != NULL)
        return _easel_transcript_clean_sentence (self, message->error);
      return g_strdup (_ ("This answer failed."));
    case EASEL_TRANSCRIPT_DONE:
    case EASEL_TRANSCRIPT_N_STATES:
    default:
      return NULL;
    }
}

/* A file by its name, kind and size. */
char *
_easel_transcript_dup_file_line (const EaselTranscriptFile *file)
{
  g_autofree char *size = file->size >= 0 ? g_format_size ((guint64) file->size) : NULL;
  const char *name = *file->name != '\0' ? file->name : _ ("unnamed");

  if (size != NULL)
    /* Translators: a file's name, its kind such as image/png, its size */
    return g_strdup_printf (_ ("Attachment: %s (%s, %s)"), name, file->type != NULL ? file->type : "?", size);
  /* Translators: a file's name, its kind such as image/png */
  return g_strdup_printf (_ ("Attachment: %s (%s)"), name, file->type != NULL ? file->type : "?");
}

/* That there is more than was shown; NULL if there is not. */
char *
_easel_transcript_dup_others_line (const EaselTranscript *transcript, guint n_shown)
{
  guint n_others = transcript->messages->len - n_shown;

  if (n_others == 0)
    return NULL;
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u message on another branch is not shown here.",
                                       "%u messages on other branches are not shown here.", n_others),
                          n_others);
}
