// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-transcript-writer-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-transcript-sources-private.h"

static void
add_quoted (GString *into, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    g_string_append_printf (into, "> %s\n", lines[i]);
  g_string_append_c (into, '\n');
}

/* Ends @into with an empty line. */
static void
end_paragraph (GString *into)
{
  if (into->len > 0 && into->str[into->len - 1] != '\n')
    g_string_append_c (into, '\n');
  g_string_append_c (into, '\n');
}

/* A fence that was never closed would swallow all that follows: how it is closed;
 * NULL if none is open. */
static char *
find_open_fence (const char *text)
{
  gsize length = 0;
  char mark = '\0';

  for (const char *line = text; line != NULL && *line != '\0';)
    {
      const char *next = strchr (line, '\n');
      const char *at = line + strspn (line, " ");
      gsize run = *at == '`' || *at == '~' ? strspn (at, *at == '`' ? "`" : "~") : 0;

      if (at - line <= 3 && run >= 3)
        {
          if (mark == '\0')
            {
              /* Code within a line may begin with as many. */
              gsize rest = strcspn (at + run, "\n");

              if (*at == '~' || memchr (at + run, '`', rest) == NULL)
                {
                  mark = *at;
                  length = run;
                }
            }
          else if (*at == mark && run >= length &&
                   at[run + strspn (at + run, " \t\r")] == (next ? '\n' : '\0'))
            mark = '\0';
        }
      line = next != NULL ? next + 1 : NULL;
    }
  return mark != '\0' ? g_strnfill (length, mark) : NULL;
}

/* Words within a line that are no mark-up and no address, whatever they hold. */
static void
add_words (GString *into, const char *text)
{
  for (const char *at = text; *at != '\0'; at++)
    {
      gboolean ends_www = *at == '.' && at > text && g_ascii_tolower (at[-1]) == 'w';

      /* After a backslash some read a bracket as the start of a formula. */
      if (*at == '[' || *at == ']')
        {
          g_string_append (into, *at == '[' ? "&#91;" : "&#93;");
          continue;
        }
      if (ends_www || strchr ("\\`*_<>&~|$!:@#", *at) != NULL)
        g_string_append_c (into, '\\');
      g_string_append_c (into, *at);
    }
}

/* A place in angle brackets, in which no name of a character is read. */
static void
add_place (GString *into, const char *link)
{
  g_string_append_c (into, '<');
  for (; *link != '\0'; link++)
    {
      if (*link == '&' || *link == '<' || *link == '>' || *link == '\\')
        g_string_append_c (into, '\\');
      g_string_append_c (into, *link);
    }
  g_string_append_c (into, '>');
}

static void
add_sources (EaselTranscriptWriter *self, GString *into, const EaselTranscriptMessage *message)
{
  g_autoptr (GPtrArray) sources = _easel_transcript_read_sources (self, message);

  if (sources->len > 0)
    g_string_append_printf (into, "**%s**\n\n", _ ("Sources"));
  for (guint i = 0; i < sources->len; i++)
    {
      const EaselTranscriptSource *source = g_ptr_array_index (sources, i);
      g_autofree char *title = _easel_transcript_source_dup_title (source);
      g_autofree char *link = _easel_transcript_source_dup_link (source);
      g_autofree char *place = _easel_transcript_source_dup_place (source);
      g_autofree char *text = _easel_transcript_source_dup_text (source);

      g_string_append_printf (into, "%u. %s", i + 1, link != NULL ? "[" : "");
      add_words (into, title);
      if (link != NULL)
        {
          g_string_append (into, "](");
          add_place (into, link);
          g_string_append_c (into, ')');
        }
      if (place != NULL)
        {
          g_string_append (into, ", ");
          add_words (into, place);
        }
      if (text != NULL)
        {
          g_string_append (into, ": “");
          add_words (into, text);
          g_string_append (into, "”");
        }
      g_string_append_c (into, '\n');
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
  g_autofree char *text = _easel_transcript_clean (self, message->text);
  g_autofree char *fence = find_open_fence (text);

  g_string_append_printf (into, "## %s\n\n", speaker);
  if (*details != '\0')
    g_string_append_printf (into, "*%s*\n\n", details);
  if (message->reasoning != NULL)
    {
      g_autofree char *reasoning = _easel_transcript_clean (self, message->reasoning);

      g_string_append_printf (into, "> **%s**\n>\n", _ ("Thoughts"));
      add_quoted (into, reasoning);
    }
  g_string_append (into, text);
  end_paragraph (into);
  if (fence != NULL)
    {
      g_string_truncate (into, into->len - 1);
      g_string_append_printf (into, "%s\n\n", fence);
    }
  add_sources (self, into, message);
  for (guint i = 0; i < message->files->len; i++)
    {
      g_autofree char *raw_line = _easel_transcript_dup_file_line (g_ptr_array_index (message->files, i));
      g_autofree char *line = _easel_transcript_clean (self, raw_line);

      g_string_append_printf (into, "- %s\n", line);
    }
  if (message->files->len > 0)
    g_string_append_c (into, '\n');
  if (end != NULL)
    g_string_append_printf (into, "**%s**\n\n", end);
}

static void
add (EaselTranscriptWriter *self, const EaselTranscript *transcript, GString *into)
{
  g_autofree char *title = _easel_transcript_dup_title (self, transcript);
  g_autoptr (GArray) branch = easel_transcript_dup_branch (transcript);
  g_autofree char *others = _easel_transcript_dup_others_line (transcript, branch->len);

  if (self->n_written > 0)
    g_string_append (into, "---\n\n");
  g_string_append_printf (into, "# %s\n\n", title);
  if (*transcript->system_prompt != '\0')
    {
      g_autofree char *prompt = _easel_transcript_clean (self, transcript->system_prompt);

      g_string_append_printf (into, "> **%s**\n>\n", _ ("System prompt"));
      add_quoted (into, prompt);
    }
  for (guint i = 0; i < branch->len; i++)
    add_message (self, into, easel_transcript_get_message (transcript, g_array_index (branch, guint, i)));
  if (others != NULL)
    g_string_append_printf (into, "*%s*\n\n", others);
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

const EaselTranscriptWriterClass _easel_transcript_markdown_class = { begin, add, end };
