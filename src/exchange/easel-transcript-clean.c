// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-transcript-writer-private.h"

#include "easel-redact.h"

/* A path from the root or a home, but no part of a web address. Its last part may
 * stay: it tells which file, not where. */
static const char path_pattern[] = "(?<![\\w/:.~-])~?/(?:[^/\\s\"'<>|“”‘’«»]+/)+";

static GRegex *
path_regex (void)
{
  static GRegex *regex;

  if (g_once_init_enter_pointer (&regex))
    g_once_init_leave_pointer (&regex, g_regex_new (path_pattern, G_REGEX_OPTIMIZE, 0, NULL));
  return regex;
}

/* What others may see of @text: without what looks like a key. */
char *
_easel_transcript_clean (EaselTranscriptWriter *self, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  const char *at = valid;
  GString *clean = NULL;
  gsize start, length;

  while (easel_redact_find_key (at, &start, &length))
    {
      if (clean == NULL)
        clean = g_string_new (NULL);
      g_string_append_len (clean, at, (gssize) start);
      g_string_append (clean, EASEL_REDACTED);
      at += start + length;
      self->n_blanked++;
    }
  if (clean == NULL)
    return g_steal_pointer (&valid);
  g_string_append (clean, at);
  return g_string_free (clean, FALSE);
}

/* The same for a sentence that a program or a service made. */
char *
_easel_transcript_clean_sentence (EaselTranscriptWriter *self, const char *text)
{
  g_autofree char *clean = _easel_transcript_clean (self, text);
  g_autofree char *carried = easel_redact_patterns (clean);

  return g_regex_replace_literal (path_regex (), carried, -1, 0, "…/", 0, NULL);
}
