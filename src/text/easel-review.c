// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-review-private.h"

#include <string.h>

#include "easel-lock-tokens.h"

static void
collect_changes (EaselReview *self, EaselDiff *diff)
{
  guint n_hunks = easel_diff_get_n_hunks (diff);
  g_autofree int *index_of = g_new (int, n_hunks + 1);

  for (guint i = 0; i < n_hunks; i++)
    {
      const EaselDiffHunk *hunk = easel_diff_get_hunk (diff, i);
      EaselChange change = {
        .kind = hunk->kind, .before = hunk->before, .after = hunk->after, .moved = hunk->moved
      };

      index_of[i] = (int) self->changes->len;
      if (hunk->kind != EASEL_DIFF_EQUAL)
        g_array_append_val (self->changes, change);
    }
  for (guint i = 0; i < self->changes->len; i++)
    if (_easel_review_change_at (self, i)->moved >= 0)
      _easel_review_change_at (self, i)->moved = index_of[_easel_review_change_at (self, i)->moved];
}

static guint
count_copies (const char *text, EaselSpan span, const char *bytes, gsize length)
{
  const char *p = text + span.start, *end = p + span.length;
  guint n = 0;

  for (; (p = memmem (p, (gsize) (end - p), bytes, length)) != NULL; p += length)
    n++;
  return n;
}

/* Refuses what touches a lock; and what would bring the words of such a lock to
 * another place, or they would stand there twice. */
void
_easel_review_refuse_locked (EaselReview *self, GArray *locks)
{
  guint first = 0;
  g_autoptr (GHashTable) lost = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  const char *words;

  for (guint l = 0; l < locks->len; l++)
    {
      EaselSpan lock = g_array_index (locks, EaselSpan, l);
      gboolean touched = FALSE;

      while (first < self->changes->len &&
             easel_span_end (_easel_review_change_at (self, first)->before) < lock.start)
        first++;
      for (guint i = first;
           i < self->changes->len && _easel_review_change_at (self, i)->before.start < easel_span_end (lock);
           i++)
        if (easel_span_touches (_easel_review_change_at (self, i)->before, lock))
          {
            _easel_review_refuse (_easel_review_change_at (self, i), TRUE);
            touched = TRUE;
          }
      if (touched)
        g_hash_table_add (lost, g_strndup (self->before + lock.start, lock.length));
    }
  g_hash_table_iter_init (&iter, lost);
  while (g_hash_table_iter_next (&iter, (gpointer *) &words, NULL))
    for (guint i = 0; i < self->changes->len; i++)
      {
        EaselChange *change = _easel_review_change_at (self, i);
        gsize length = strlen (words);

        if (!change->locked && count_copies (self->after, change->after, words, length) >
                                   count_copies (self->before, change->before, words, length))
          _easel_review_refuse (change, TRUE);
      }
}

/**
 * easel_review_new:
 * @before: the document
 * @after: what the model made of it
 * @locks: (array length=n_locks) (nullable): spans of @before that must stay
 * @n_locks: how many
 * @cancellable: (nullable): stops it between two steps
 * @error: return location
 *
 * A diff whose changes can be taken or left one by one.
 *
 * Locks hold whatever is decided: each survives byte for byte, once, at its
 * place among the others. A change that touches one is refused and stays in the
 * list as @locked. If the model moved a locked span, the change that would
 * put it elsewhere is refused as well; if it only wrote the same words again,
 * that is a change like any other. Text may be put at either edge of a lock.
 *
 * Errors: %EASEL_ERROR_INVALID_INPUT for what is not UTF-8, too large, or a
 * lock that is no part of @before; %EASEL_ERROR_CANCELLED
 *
 * Returns: (transfer full): the review, all changes open
 */
EaselReview *
easel_review_new (const char *before,
                  const char *after,
                  const EaselSpan *locks,
                  gsize n_locks,
                  GCancellable *cancellable,
                  GError **error)
{
  g_autoptr (EaselDiff) diff = NULL;
  g_autoptr (EaselReview) self = NULL;
  g_autoptr (GArray) sorted = NULL;

  g_return_val_if_fail (before != NULL, NULL);
  g_return_val_if_fail (after != NULL, NULL);
  g_return_val_if_fail (locks != NULL || n_locks == 0, NULL);

  diff = easel_diff_new_with_locks (before, after, locks, n_locks, cancellable, error);
  if (diff == NULL)
    return NULL;
  sorted = easel_lock_tokens_normalise (before, strlen (before), locks, n_locks, error);
  if (sorted == NULL)
    return NULL;

  self = g_new0 (EaselReview, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->before = g_strdup (before);
  self->after = g_strdup (after);
  self->changes = g_array_new (FALSE, FALSE, sizeof (EaselChange));
  self->locks = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
  if (n_locks > 0)
    g_array_append_vals (self->locks, locks, (guint) n_locks);
  self->undo = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  self->redo = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  collect_changes (self, diff);
  _easel_review_refuse_locked (self, sorted);
  return g_steal_pointer (&self);
}

/**
 * easel_review_ref:
 * @self: a review
 *
 * Returns: (transfer full): @self
 */
EaselReview *
easel_review_ref (EaselReview *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * easel_review_unref:
 * @self: (transfer full): a review
 *
 * Gives a reference back.
 */
void
easel_review_unref (EaselReview *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->before);
  g_free (self->after);
  g_clear_pointer (&self->changes, g_array_unref);
  g_clear_pointer (&self->locks, g_array_unref);
  g_clear_pointer (&self->undo, g_ptr_array_unref);
  g_clear_pointer (&self->redo, g_ptr_array_unref);
  g_free (self);
}

/**
 * easel_review_get_before:
 * @self: a review
 *
 * Returns: the document that the changes apply to; a new text after easel_review_rebase()
 */
const char *
easel_review_get_before (EaselReview *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->before;
}

/**
 * easel_review_get_after:
 * @self: a review
 *
 * Returns: what the model made of it
 */
const char *
easel_review_get_after (EaselReview *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->after;
}

/**
 * easel_review_get_n_changes:
 * @self: a review
 *
 * Returns: how many changes there are, refused ones included
 */
guint
easel_review_get_n_changes (EaselReview *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->changes->len;
}

/**
 * easel_review_get_change:
 * @self: a review
 * @index: smaller than easel_review_get_n_changes()
 *
 * Returns: (transfer none): the change, in the order of the text; read it again after any call that changes
 * @self
 */
const EaselChange *
easel_review_get_change (EaselReview *self, guint index)
{
  g_return_val_if_fail (self != NULL && index < self->changes->len, NULL);

  return _easel_review_change_at (self, index);
}

/**
 * easel_review_count:
 * @self: a review
 * @state: a state
 *
 * Returns: how many changes that can be decided about are in @state
 */
guint
easel_review_count (EaselReview *self, EaselChangeState state)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->changes->len; i++)
    n += !_easel_review_is_refused (_easel_review_change_at (self, i)) &&
         _easel_review_change_at (self, i)->state == state;
  return n;
}

/**
 * easel_review_count_locked:
 * @self: a review
 *
 * Returns: how many changes were refused because of a lock
 */
guint
easel_review_count_locked (EaselReview *self)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->changes->len; i++)
    n += _easel_review_change_at (self, i)->locked;
  return n;
}

/**
 * easel_review_count_conflicts:
 * @self: a review
 *
 * Returns: how many changes meet what was typed later
 */
guint
easel_review_count_conflicts (EaselReview *self)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->changes->len; i++)
    n += _easel_review_change_at (self, i)->conflict;
  return n;
}

/* Moves one change to @state and notes it. */
static void
decide (EaselReview *self, GArray *step, guint index, EaselChangeState state)
{
  EaselChange *change = _easel_review_change_at (self, index);
  EaselReviewDecision decision = { index, change->state, state };

  change->state = state;
  g_array_append_val (step, decision);
}

static void
push (EaselReview *self, GArray *step)
{
  if (step->len == 0)
    return;
  g_ptr_array_add (self->undo, g_array_ref (step));
  g_ptr_array_set_size (self->redo, 0);
}

/**
 * easel_review_set_state:
 * @self: a review
 * @index: smaller than easel_review_get_n_changes()
 * @state: what is decided
 *
 * Decides about one change: one step of undo, none if it was decided like that.
 *
 * Returns: whether the change is in @state now; a refused change cannot be decided about
 */
gboolean
easel_review_set_state (EaselReview *self, guint index, EaselChangeState state)
{
  g_autoptr (GArray) step = NULL;

  g_return_val_if_fail (self != NULL && index < self->changes->len, FALSE);
  g_return_val_if_fail (state <= EASEL_CHANGE_LEFT, FALSE);

  if (_easel_review_is_refused (_easel_review_change_at (self, index)))
    return state == EASEL_CHANGE_LEFT;
  if (_easel_review_change_at (self, index)->state == state)
    return TRUE;
  step = g_array_new (FALSE, FALSE, sizeof (EaselReviewDecision));
  decide (self, step, index, state);
  push (self, step);
  return TRUE;
}

/**
 * easel_review_set_all:
 * @self: a review
 * @state: what is decided
 *
 * Decides about all changes that are still open, as one step of undo.
 * %EASEL_CHANGE_OPEN opens all that were decided.
 */
void
easel_review_set_all (EaselReview *self, EaselChangeState state)
{
  g_autoptr (GArray) step = g_array_new (FALSE, FALSE, sizeof (EaselReviewDecision));

  g_return_if_fail (self != NULL);
  g_return_if_fail (state <= EASEL_CHANGE_LEFT);

  for (guint i = 0; i < self->changes->len; i++)
    {
      const EaselChange *change = _easel_review_change_at (self, i);

      if (!_easel_review_is_refused (change) && change->state != state &&
          (change->state == EASEL_CHANGE_OPEN || state == EASEL_CHANGE_OPEN))
        decide (self, step, i, state);
    }
  push (self, step);
}

/**
 * easel_review_can_undo:
 * @self: a review
 *
 * Returns: whether there is a decision to undo
 */
gboolean
easel_review_can_undo (EaselReview *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->undo->len > 0;
}

/**
 * easel_review_can_redo:
 * @self: a review
 *
 * Returns: whether there is an undone decision
 */
gboolean
easel_review_can_redo (EaselReview *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->redo->len > 0;
}

/**
 * easel_review_undo:
 * @self: a review
 *
 * Undoes the last decision.
 *
 * Returns: whether there was one
 */
gboolean
easel_review_undo (EaselReview *self)
{
  GArray *step;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->undo->len == 0)
    return FALSE;
  step = g_ptr_array_steal_index (self->undo, self->undo->len - 1);
  for (guint i = step->len; i > 0; i--)
    {
      const EaselReviewDecision *decision = &g_array_index (step, EaselReviewDecision, i - 1);

      _easel_review_change_at (self, decision->index)->state = decision->from;
    }
  g_ptr_array_add (self->redo, step);
  return TRUE;
}

/**
 * easel_review_redo:
 * @self: a review
 *
 * Decides again as before the last undo.
 *
 * Returns: whether there was something to redo
 */
gboolean
easel_review_redo (EaselReview *self)
{
  GArray *step;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->redo->len == 0)
    return FALSE;
  step = g_ptr_array_steal_index (self->redo, self->redo->len - 1);
  for (guint i = 0; i < step->len; i++)
    {
      const EaselReviewDecision *decision = &g_array_index (step, EaselReviewDecision, i);

      _easel_review_change_at (self, decision->index)->state = decision->to;
    }
  g_ptr_array_add (self->undo, step);
  return TRUE;
}

/**
 * easel_review_get_result:
 * @self: a review
 *
 * Returns: (transfer full): the document with the taken changes, all others as before
 */
char *
easel_review_get_result (EaselReview *self)
{
  GString *result;
  gsize pos = 0;

  g_return_val_if_fail (self != NULL, NULL);

  result = g_string_new (NULL);
  for (guint i = 0; i < self->changes->len; i++)
    {
      const EaselChange *change = _easel_review_change_at (self, i);

      if (change->state != EASEL_CHANGE_TAKEN)
        continue;
      g_string_append_len (result, self->before + pos, (gssize) (change->before.start - pos));
      g_string_append_len (result, self->after + change->after.start, (gssize) change->after.length);
      pos = easel_span_end (change->before);
    }
  g_string_append (result, self->before + pos);
  return g_string_free (result, FALSE);
}

/**
 * easel_review_map_locks:
 * @self: a review
 * @n_locks: (out): how many, as many as were given
 *
 * Returns: (transfer full) (array length=n_locks): where the locks stand in
 *   easel_review_get_result(), in the order in which they were given
 */
EaselSpan *
easel_review_map_locks (EaselReview *self, gsize *n_locks)
{
  EaselSpan *mapped;
  gsize grown = 0; /* wraps around when the text shrinks */
  guint i = 0;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (n_locks != NULL, NULL);

  *n_locks = self->locks->len;
  mapped = g_new0 (EaselSpan, (gsize) self->locks->len + 1);
  for (guint l = 0; l < self->locks->len; l++)
    {
      EaselSpan lock = g_array_index (self->locks, EaselSpan, l);

      /* Mostly they come in the order of the text. */
      if (l > 0 && lock.start < g_array_index (self->locks, EaselSpan, l - 1).start)
        i = grown = 0;
      for (;
           i < self->changes->len && easel_span_end (_easel_review_change_at (self, i)->before) <= lock.start;
           i++)
        if (_easel_review_change_at (self, i)->state == EASEL_CHANGE_TAKEN)
          grown += _easel_review_change_at (self, i)->after.length -
                   _easel_review_change_at (self, i)->before.length;
      mapped[l] = (EaselSpan) { lock.start + grown, lock.length };
      /* Only an empty lock can be inside a change: it stays where that begins. */
      if (i < self->changes->len && _easel_review_change_at (self, i)->state == EASEL_CHANGE_TAKEN &&
          _easel_review_change_at (self, i)->before.start < lock.start)
        mapped[l].start -= lock.start - _easel_review_change_at (self, i)->before.start;
    }
  return mapped;
}
