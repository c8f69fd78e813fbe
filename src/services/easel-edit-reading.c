// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-edit-reading-private.h"

#include <string.h>

#include "easel-edit-message.h"
#include "easel-live-diff.h"
#include "easel-unwrap.h"

/* What a model's words mean for the prompt. */

/* Takes one text out of what the model wrapped around it. */
static char *
clean (const char *before, const char *answer, gboolean complete)
{
  EaselSpan span = complete ? easel_unwrap (before, answer) : easel_unwrap_partial (before, answer);

  return easel_edit_unescape (answer + span.start, (gssize) span.length);
}

/* A prompt that was pasted with its negative, or one about tags: the same words
 * in the answer are of the prompt, not around it. */
static gboolean
looks_split (const char *sent)
{
  g_autofree char *positive = NULL;
  g_autofree char *negative = NULL;

  return easel_edit_answer_split (sent, TRUE, &positive, &negative);
}

/* Splits what came into the prompt, "" if nothing of it has come, and the
 * negative prompt, NULL if that has not. */
void
_easel_edit_reading_split (
    const GString *raw, const char *sent, gboolean both, gboolean complete, char **positive, char **negative)
{
  g_autofree char *valid = g_utf8_make_valid (raw->str, (gssize) raw->len);

  *positive = *negative = NULL;
  if ((!both && looks_split (sent)) || !easel_edit_answer_split (valid, complete, positive, negative))
    *positive = clean (sent, valid, complete);
  /* Who answers with the negative prompt alone leaves the other as it is. */
  if (*positive == NULL)
    *positive = g_strdup (complete && *negative != NULL ? sent : "");
}

/* An answer that broke off, and what it had not reached as it was before. */
char *
_easel_edit_reading_complete (const char *before, const char *answer)
{
  g_autoptr (EaselLiveDiff) diff = easel_live_diff_new (before);
  const char *came, *word;
  EaselSpan pending;

  easel_live_diff_set_answer (diff, answer, FALSE);
  while (easel_live_diff_is_behind (diff))
    easel_live_diff_advance (diff);
  pending = easel_live_diff_get_pending (diff);
  came = easel_live_diff_get_answer (diff);
  for (word = came + strlen (came); word > came && !g_ascii_isspace (word[-1]);)
    word--;
  /* Half a word at the end is the beginning of the one that follows. */
  if (g_str_has_prefix (before + pending.start, word))
    return g_strdup_printf ("%.*s%s", (int) (word - came), came, before + pending.start);
  return g_strconcat (came, before + pending.start, NULL);
}
