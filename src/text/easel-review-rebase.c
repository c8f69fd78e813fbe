// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-review-private.h"

#include <string.h>

#include "easel-lock-tokens.h"

/* Whether typing and a change want the same bytes or the same place. */
static gboolean
meets (const EaselDiffHunk *typed, EaselSpan change)
{
  if (typed->kind == EASEL_DIFF_EQUAL)
    return FALSE;
  if (change.length == 0)
    return typed->before.start <= change.start && change.start <= easel_span_end (typed->before);
  return easel_span_touches (typed->before, change);
}

/* Where the hunks before and after @span stand in the new text. @from is a
 * hunk that is not behind @span; spans are asked for in the order of the text. */
static EaselSpan
map_span (EaselDiff *typed, guint *from, EaselSpan span, gboolean *met)
{
  guint n = easel_diff_get_n_hunks (typed);
  gsize start = G_MAXSIZE, end = 0;

  *met = FALSE;
  while (*from < n && easel_span_end (easel_diff_get_hunk (typed, *from)->before) < span.start)
    ++*from;
  for (guint i = *from; i < n; i++)
    {
      const EaselDiffHunk *hunk = easel_diff_get_hunk (typed, i);
      gsize first = MAX (hunk->before.start, span.start);
      gsize last = MIN (easel_span_end (hunk->before), easel_span_end (span));

      if (hunk->before.start > easel_span_end (span))
        break;
      if (hunk->kind != EASEL_DIFF_EQUAL && !meets (hunk, span))
        continue;
      if (hunk->kind != EASEL_DIFF_EQUAL)
        {
          *met = TRUE;
          start = MIN (start, hunk->after.start);
          end = MAX (end, easel_span_end (hunk->after));
        }
      else if (first < last || span.length == 0)
        {
          start = MIN (start, hunk->after.start + (first - hunk->before.start));
          end = MAX (end, hunk->after.start + (last - hunk->before.start));
        }
    }
  return start == G_MAXSIZE ? (EaselSpan) { 0, 0 } : (EaselSpan) { start, end - start };
}

static void
drop_refused_decisions (EaselReview *self, GPtrArray *steps)
{
  for (guint s = steps->len; s > 0; s--)
    {
      GArray *step = g_ptr_array_index (steps, s - 1);

      for (guint i = step->len; i > 0; i--)
        if (_easel_review_is_refused (
                _easel_review_change_at (self, g_array_index (step, EaselReviewDecision, i - 1).index)))
          g_array_remove_index (step, i - 1);
      if (step->len == 0)
        g_ptr_array_remove_index (steps, s - 1);
    }
}

/**
 * easel_review_rebase:
 * @self: a review
 * @current: the document as it is now, after easel_review_get_before() was typed in
 *
 * Puts the review on what the document has become. What was typed stays as it
 * is: a change that replaces words that were typed over or in, or inserts where
 * something was typed, becomes a conflict and cannot be taken; its
 * @before is then what stands there now. All others move along and keep their
 * state, and undo goes on working for them.
 *
 * Returns: whether it was done; %FALSE, with nothing changed, if @current is no valid text
 */
gboolean
easel_review_rebase (EaselReview *self, const char *current)
{
  g_autoptr (EaselDiff) typed = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (current != NULL, FALSE);

  typed = easel_diff_new_raw (self->before, current, NULL, NULL);
  if (typed == NULL)
    return FALSE;
  easel_review_rebase_by (self, current, typed);
  return TRUE;
}

/**
 * easel_review_rebase_by:
 * @self: a review
 * @current: the document as it is now
 * @typed: easel_diff_new_raw() of easel_review_get_before() and @current
 *
 * easel_review_rebase() with a diff that was made before, maybe in a thread.
 */
void
easel_review_rebase_by (EaselReview *self, const char *current, EaselDiff *typed)
{
  guint from = 0;
  gsize passed = 0, last_start = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (current != NULL);
  g_return_if_fail (typed != NULL);

  if (easel_diff_is_empty (typed))
    return;

  for (guint i = 0; i < self->changes->len; i++)
    {
      EaselChange *change = _easel_review_change_at (self, i);
      gboolean met;
      EaselSpan span = map_span (typed, &from, change->before, &met);

      if (met)
        {
          /* Two conflicts can meet the same typing: the first one shows it. */
          gsize start = MAX (span.start, passed), end = MAX (easel_span_end (span), start);

          span = (EaselSpan) { start, end - start };
          _easel_review_refuse (change, FALSE);
        }
      change->before = span;
      passed = easel_span_end (span);
    }
  for (guint l = 0; l < self->locks->len; l++)
    {
      EaselSpan *lock = &g_array_index (self->locks, EaselSpan, l);
      gboolean met;

      if (l == 0 || lock->start < last_start)
        from = 0;
      last_start = lock->start;
      if (lock->length > 0)
        *lock = map_span (typed, &from, *lock, &met);
    }
  drop_refused_decisions (self, self->undo);
  drop_refused_decisions (self, self->redo);
  g_free (self->before);
  self->before = g_strdup (current);
}

/**
 * easel_review_set_locks:
 * @self: a review
 * @locks: (array length=n_locks) (nullable): spans of easel_review_get_before()
 * @n_locks: how many
 * @error: return location
 *
 * The document was locked or unlocked meanwhile: @locks take the place of those
 * that there were. A change that touches one is refused from now on, even if it
 * was taken; one that was refused before stays so.
 *
 * Errors: %EASEL_ERROR_INVALID_INPUT for a lock that is no part of the document
 *
 * Returns: whether it was done
 */
gboolean
easel_review_set_locks (EaselReview *self, const EaselSpan *locks, gsize n_locks, GError **error)
{
  g_autoptr (GArray) sorted = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (locks != NULL || n_locks == 0, FALSE);

  sorted = easel_lock_tokens_normalise (self->before, strlen (self->before), locks, n_locks, error);
  if (sorted == NULL)
    return FALSE;
  g_array_set_size (self->locks, 0);
  if (n_locks > 0)
    g_array_append_vals (self->locks, locks, (guint) n_locks);
  _easel_review_refuse_locked (self, sorted);
  drop_refused_decisions (self, self->undo);
  drop_refused_decisions (self, self->redo);
  return TRUE;
}
