// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-edit-reading-private.h"

#include <string.h>

#include "easel-edit-message.h"
#include "easel-fiber.h"
#include "easel-live-diff.h"
#include "easel-parts.h"
#include "easel-unwrap.h"

/* Longer texts, in bytes, are read in a thread. */
#define LONG_TEXT (32 * 1024)

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
static char *
complete (const char *before, const char *answer)
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

/* The switched-off parts come back beside their neighbours. */
static char *
restore_offs (EaselEditReading *self, const char *answer)
{
  g_autoptr (EaselPartsState) restored = NULL;

  if (self->base->offs->len > 0)
    restored =
        easel_parts_restore_off (self->base->text, (const EaselSpan *) (gconstpointer) self->base->offs->data,
                                 self->base->offs->len, answer);
  return g_strdup (restored != NULL ? restored->text : answer);
}

EaselEditReading *
_easel_edit_reading_new (
    const GString *raw, const char *sent, EaselPromptContent *base, EaselEditTarget target, gboolean complete)
{
  EaselEditReading *self = g_atomic_rc_box_new0 (EaselEditReading);

  g_mutex_init (&self->mutex);
  self->raw = g_string_new_len (raw->str, (gssize) raw->len);
  self->sent = g_strdup (sent);
  self->base = easel_prompt_content_ref (base);
  self->target = target;
  self->complete = complete;
  return self;
}

static void
reading_clear (gpointer data)
{
  EaselEditReading *self = data;

  g_mutex_clear (&self->mutex);
  g_string_free (self->raw, TRUE);
  g_free (self->sent);
  easel_prompt_content_unref (self->base);
  g_free (self->answer);
  g_free (self->negative);
  g_free (self->whole);
  g_free (self->whole_negative);
}

void
_easel_edit_reading_unref (EaselEditReading *self)
{
  g_atomic_rc_box_release_full (self, reading_clear);
}

/* An answer that broke off says nothing about the rest: that stays as it is. */
static void
read_rest (EaselEditReading *self, const char *positive, const char *negative)
{
  g_autofree char *all = NULL;

  if (self->target == EASEL_EDIT_NEGATIVE)
    {
      self->whole = g_strdup (self->base->text);
      self->whole_negative = complete (self->sent, positive);
      return;
    }
  /* The negative prompt comes last, so only that can be cut once it has begun. */
  if (self->target == EASEL_EDIT_BOTH && negative != NULL)
    {
      self->whole = g_strdup (self->answer);
      self->whole_negative = complete (self->base->negative, negative);
      return;
    }
  all = complete (self->sent, positive);
  self->whole = restore_offs (self, all);
}

/* Fills in what the words mean; once, whichever thread comes first. */
void
_easel_edit_reading_read (EaselEditReading *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  g_autofree char *positive = NULL;
  g_autofree char *negative = NULL;

  if (self->answer != NULL)
    return;
  _easel_edit_reading_split (self->raw, self->sent, self->target == EASEL_EDIT_BOTH, self->complete,
                             &positive, &negative);
  if (self->target == EASEL_EDIT_NEGATIVE)
    {
      self->answer = g_strdup (self->base->text);
      self->negative = g_strdup (positive);
    }
  else
    {
      self->answer = restore_offs (self, positive);
      self->negative = self->target == EASEL_EDIT_BOTH ? g_strdup (negative) : NULL;
    }
  if (!self->complete)
    {
      read_rest (self, positive, negative);
      return;
    }
  self->whole = g_strdup (self->answer);
  self->whole_negative = g_strdup (self->negative);
}

static void
read_in_thread (gpointer data, gpointer unused)
{
  _easel_edit_reading_read (data);
}

/* The same, resolved at once unless the text is long: then a thread does it. */
DexFuture *
_easel_edit_reading_read_long (EaselEditReading *self)
{
  if (self->answer == NULL && self->raw->len + strlen (self->base->text) > LONG_TEXT)
    return easel_thread_spawn (read_in_thread, g_atomic_rc_box_acquire (self),
                               (GDestroyNotify) _easel_edit_reading_unref);
  _easel_edit_reading_read (self);
  return dex_future_new_true ();
}
