// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-review-describe.h"

#include <glib/gi18n-lib.h>

/* Longer words are cut when they are read out, in characters. */
#define LONGEST_HEARD 200

static char *
words_of (const char *text, EaselSpan span)
{
  g_autofree char *words = g_strndup (text + span.start, span.length);

  g_strstrip (words);
  if (g_utf8_strlen (words, -1) > LONGEST_HEARD)
    {
      g_autofree char *cut = g_utf8_substring (words, 0, LONGEST_HEARD);

      return g_strconcat (cut, "…", NULL);
    }
  return g_steal_pointer (&words);
}

static const char *
state_in_words (const EaselChange *change)
{
  if (change->locked)
    return _ ("refused: it touches locked words");
  if (change->conflict)
    return _ ("refused: it meets what you typed since");
  switch (change->state)
    {
    case EASEL_CHANGE_TAKEN:
      return _ ("taken");
    case EASEL_CHANGE_LEFT:
      return _ ("left");
    case EASEL_CHANGE_OPEN:
    default:
      return _ ("open");
    }
}

/**
 * easel_review_describe_change:
 * @review: a review
 * @index: one of its changes
 *
 * Says a change in one or two sentences, for those who hear it: its number,
 * its state, and what it does. The signs are drawn, so the words name them.
 *
 * Returns: (transfer full): the sentences
 */
char *
easel_review_describe_change (EaselReview *review, guint index)
{
  const EaselChange *change = easel_review_get_change (review, index);
  guint n_changes = easel_review_get_n_changes (review);
  g_autofree char *before = words_of (easel_review_get_before (review), change->before);
  g_autofree char *after = words_of (easel_review_get_after (review), change->after);
  const char *state = state_in_words (change);

  if (change->before.length == 0)
    /* Translators: a number, how many there are, a state ("open"), words. */
    return g_strdup_printf (_ ("Change %u of %u, %s. Inserts %s."), index + 1, n_changes, state, after);
  if (change->after.length == 0)
    return g_strdup_printf (_ ("Change %u of %u, %s. Removes %s."), index + 1, n_changes, state, before);
  return g_strdup_printf (_ ("Change %u of %u, %s. Replaces %s with %s."), index + 1, n_changes, state,
                          before, after);
}

/**
 * easel_review_describe_decision:
 * @review: a review
 * @index: the change that was decided
 *
 * Returns: (transfer full): what became of it, and how many are taken
 */
char *
easel_review_describe_decision (EaselReview *review, guint index)
{
  const EaselChange *change = easel_review_get_change (review, index);
  guint taken = easel_review_count (review, EASEL_CHANGE_TAKEN);
  guint n_changes = easel_review_get_n_changes (review);

  if (change->locked)
    return g_strdup (_ ("This change touches locked words and cannot be taken."));
  if (change->conflict)
    return g_strdup (_ ("This change meets what you typed since and cannot be taken."));
  switch (change->state)
    {
    case EASEL_CHANGE_TAKEN:
      return g_strdup_printf (_ ("Taken. %u of %u taken."), taken, n_changes);
    case EASEL_CHANGE_LEFT:
      return g_strdup_printf (_ ("Left. %u of %u taken."), taken, n_changes);
    case EASEL_CHANGE_OPEN:
    default:
      return g_strdup_printf (_ ("Open again. %u of %u taken."), taken, n_changes);
    }
}

/**
 * easel_review_describe_counts:
 * @review: a review
 *
 * Returns: (transfer full): "3 of 5 taken"
 */
char *
easel_review_describe_counts (EaselReview *review)
{
  return g_strdup_printf (_ ("%u of %u taken"), easel_review_count (review, EASEL_CHANGE_TAKEN),
                          easel_review_get_n_changes (review));
}

static void
add_count (GString *text, const char *format, guint count)
{
  g_autofree char *number = g_strdup_printf ("%u", count);
  g_auto (GStrv) parts = NULL;
  g_autofree char *words = NULL;

  if (count == 0)
    return;
  parts = g_strsplit (format, "%u", 2);
  words = g_strjoinv (number, parts);
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, words);
}

/**
 * easel_review_describe_rest:
 * @review: a review
 *
 * Returns: (transfer full): "1 left · 1 open", with what was refused if any;
 *   empty if all are taken
 */
char *
easel_review_describe_rest (EaselReview *review)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint locked = easel_review_count_locked (review), conflicts = easel_review_count_conflicts (review);
  guint left = easel_review_count (review, EASEL_CHANGE_LEFT),
        open = easel_review_count (review, EASEL_CHANGE_OPEN);

  add_count (text, ngettext ("%u left", "%u left", left), left);
  add_count (text, ngettext ("%u open", "%u open", open), open);
  add_count (text, ngettext ("%u locked", "%u locked", locked), locked);
  add_count (text, ngettext ("%u conflict", "%u conflicts", conflicts), conflicts);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
