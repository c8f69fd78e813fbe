// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-transcript-writer-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-transcript-sources-private.h"

#define RULE "----------------------------------------"

static void
add_part (EaselTranscriptWriter *self, GString *into, const char *heading, const char *text)
{
  g_autofree char *clean = _easel_transcript_clean (self, text);

  if (heading != NULL)
    g_string_append_printf (into, "[%s]\n", heading);
  g_string_append (into, clean);
  g_string_append (into, g_str_has_suffix (clean, "\n") ? "\n" : "\n\n");
}

static void
add_sources (EaselTranscriptWriter *self, GString *into, const EaselTranscriptMessage *message)
{
  g_autoptr (GPtrArray) sources = _easel_transcript_read_sources (self, message);

  if (sources->len > 0)
    g_string_append_printf (into, "[%s]\n", _ ("Sources"));
  for (guint i = 0; i < sources->len; i++)
    {
      const EaselTranscriptSource *source = g_ptr_array_index (sources, i);
      g_autofree char *title = _easel_transcript_source_dup_title (source);
      g_autofree char *link = _easel_transcript_source_dup_link (source);
      g_autofree char *place = _easel_transcript_source_dup_place (source);
      g_autofree char *text = _easel_transcript_source_dup_text (source);

      g_string_append_printf (into, "%u. %s\n", i + 1, title);
      if (link != NULL || place != NULL)
        g_string_append_printf (into, "   %s\n", link != NULL ? link : place);
      if (text != NULL)
        g_string_append_printf (into, "   “%s”\n", text);
    }
  if (sources->len > 0)
    g_string_append_c (into, '\n');
}

static void
add_message (EaselTranscriptWriter *self, GString *into, const EaselTranscriptMessage *message)
{
  g_autofree char *raw_speaker = _easel_transcript_dup_speaker (message);
  g_autofree char *speaker = _easel_transcript_clean (self, raw_speaker);
  g_autofree char *details = _easel_transcript_dup_details (message);
  g_autofree char *end = _easel_transcript_dup_end (self, message);

  g_string_append_printf (into, "%s\n%s", RULE, speaker);
  if (*details != '\0')
    g_string_append_printf (into, " (%s)", details);
  g_string_append (into, "\n\n");
  if (message->reasoning != NULL)
    add_part (self, into, _ ("Thoughts"), message->reasoning);
  add_part (self, into, NULL, message->text);
  add_sources (self, into, message);
  for (guint i = 0; i < message->files->len; i++)
    {
      g_autofree char *line = _easel_transcript_dup_file_line (g_ptr_array_index (message->files, i));

      add_part (self, into, NULL, line);
    }
  if (end != NULL)
    add_part (self, into, NULL, end);
}

static void
add (EaselTranscriptWriter *self, const EaselTranscript *transcript, GString *into)
{
  g_autofree char *title = _easel_transcript_dup_title (self, transcript);
  g_autoptr (GArray) branch = easel_transcript_dup_branch (transcript);
  g_autofree char *others = _easel_transcript_dup_others_line (transcript, branch->len);

  if (self->n_written > 0)
    g_string_append (into, "\n\n");
  add_part (self, into, NULL, title);
  if (*transcript->system_prompt != '\0')
    add_part (self, into, _ ("System prompt"), transcript->system_prompt);
  for (guint i = 0; i < branch->len; i++)
    add_message (self, into, easel_transcript_get_message (transcript, g_array_index (branch, guint, i)));
  if (others != NULL)
    add_part (self, into, NULL, others);
}

static void
begin (EaselTranscriptWriter *self, const EaselTranscript *first, GString *into)
{
}

static void
end (EaselTranscriptWriter *self, GString *into)
{
  while (into->len > 1 && g_str_has_suffix (into->str, "\n\n"))
    g_string_truncate (into, into->len - 1);
}

const EaselTranscriptWriterClass _easel_transcript_text_class = { begin, add, end };
