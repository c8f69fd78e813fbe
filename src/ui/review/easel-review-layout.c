// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-review-layout.h"

#include <string.h>

static EaselDiffSign
sign_of (const EaselChange *change)
{
  if (change->locked)
    return EASEL_SIGN_LOCKED;
  if (change->conflict)
    return EASEL_SIGN_CONFLICT;
  switch (change->state)
    {
    case EASEL_CHANGE_TAKEN:
      return EASEL_SIGN_TAKEN;
    case EASEL_CHANGE_LEFT:
      return EASEL_SIGN_LEFT;
    case EASEL_CHANGE_OPEN:
    default:
      return EASEL_SIGN_OPEN;
    }
}

static gboolean
is_refused (const EaselChange *change)
{
  return change->locked || change->conflict;
}

static EaselSegmentLook
look_of_old (const EaselChange *change)
{
  if (is_refused (change) || change->state == EASEL_CHANGE_LEFT)
    return EASEL_LOOK_LEFT;
  return change->state == EASEL_CHANGE_TAKEN ? EASEL_LOOK_OFF : EASEL_LOOK_DEL;
}

static EaselSegmentLook
look_of_new (const EaselChange *change)
{
  return is_refused (change) || change->state == EASEL_CHANGE_LEFT ? EASEL_LOOK_OFF : EASEL_LOOK_INS;
}

static gboolean
shows_new (const EaselChange *change)
{
  return !is_refused (change) && change->state != EASEL_CHANGE_LEFT;
}

static EaselSegment
old_segment (const EaselChange *change, guint index, EaselReviewColumn column)
{
  return (EaselSegment) {
    .kind = EASEL_SEGMENT_BEFORE,
    .look = column == EASEL_REVIEW_COLUMN_RESULT ? EASEL_LOOK_PLAIN : look_of_old (change),
    .in_result = column != EASEL_REVIEW_COLUMN_MERGED || change->state != EASEL_CHANGE_TAKEN,
    .change = (int) index,
    .source = change->before.start,
    .source_length = change->before.length,
  };
}

static EaselSegment
new_segment (const EaselChange *change, guint index, EaselReviewColumn column)
{
  return (EaselSegment) {
    .kind = EASEL_SEGMENT_AFTER,
    .look = look_of_new (change),
    .in_result = column == EASEL_REVIEW_COLUMN_RESULT || change->state == EASEL_CHANGE_TAKEN,
    .change = (int) index,
    .source = change->after.start,
    .source_length = change->after.length,
  };
}

/* Old and new words that would touch get a space between them. */
static gboolean
needs_gap (EaselReview *review, const EaselChange *change)
{
  const char *before = easel_review_get_before (review), *after = easel_review_get_after (review);

  return change->before.length > 0 && change->after.length > 0 &&
         !g_ascii_isspace (before[easel_span_end (change->before) - 1]) &&
         !g_ascii_isspace (after[change->after.start]);
}

static void
append_change (EaselReview *review, EaselDiffView *view, EaselReviewColumn column, guint index)
{
  const EaselChange *change = easel_review_get_change (review, index);
  EaselSegment old = old_segment (change, index, column), new = new_segment (change, index, column);

  if (column != EASEL_REVIEW_COLUMN_BEFORE)
    easel_diff_view_append_sign (view, sign_of (change), (int) index);
  if (column == EASEL_REVIEW_COLUMN_RESULT)
    {
      if (shows_new (change))
        easel_diff_view_append (view, easel_review_get_after (review), &new);
      else
        easel_diff_view_append (view, easel_review_get_before (review), &old);
      return;
    }
  if (old.source_length > 0)
    easel_diff_view_append (view, easel_review_get_before (review), &old);
  if (column == EASEL_REVIEW_COLUMN_BEFORE)
    return;
  if (needs_gap (review, change))
    easel_diff_view_append_gap (view, EASEL_GAP, (int) index);
  if (new.source_length > 0)
    easel_diff_view_append (view, easel_review_get_after (review), &new);
}

static void
append_unchanged (EaselReview *review, EaselDiffView *view, gsize start, gsize end)
{
  EaselSegment segment = {
    .kind = EASEL_SEGMENT_BEFORE,
    .in_result = TRUE,
    .change = -1,
    .source = start,
    .source_length = end - start,
  };

  if (end > start)
    easel_diff_view_append (view, easel_review_get_before (review), &segment);
}

/**
 * easel_review_layout_get_locks:
 * @review: a review
 * @n_locks: (out): how many
 *
 * Returns: (transfer full) (array length=n_locks): the locks in the text before
 */
EaselSpan *
easel_review_layout_get_locks (EaselReview *review, gsize *n_locks)
{
  EaselSpan *locks = easel_review_map_locks (review, n_locks);
  guint next = 0, n_changes = easel_review_get_n_changes (review);
  gsize grown = 0, shrunk = 0;

  /* The review says where they are in the result; a taken change before a
   * lock is what moved it. No taken change touches one. */
  for (gsize i = 0; i < *n_locks; i++)
    {
      for (; next < n_changes; next++)
        {
          const EaselChange *change = easel_review_get_change (review, next);

          if (change->before.start + grown > locks[i].start + shrunk)
            break;
          if (change->state != EASEL_CHANGE_TAKEN)
            continue;
          if (easel_span_end (change->before) + grown + change->after.length >
              locks[i].start + shrunk + change->before.length)
            break;
          grown += change->after.length;
          shrunk += change->before.length;
        }
      locks[i].start = locks[i].start + shrunk - grown;
    }
  return locks;
}

/**
 * easel_review_layout_prepare:
 * @review: a review
 * @view: the view to fill
 * @column: what it is to show
 *
 * Gathers what a view is to show of a review as it stands. It shows nothing new
 * before easel_review_layout_finish().
 */
void
easel_review_layout_prepare (EaselReview *review, EaselDiffView *view, EaselReviewColumn column)
{
  const char *before = easel_review_get_before (review);
  gsize position = 0;

  easel_diff_view_begin (view, strlen (before) + strlen (easel_review_get_after (review)));
  for (guint i = 0; i < easel_review_get_n_changes (review); i++)
    {
      const EaselChange *change = easel_review_get_change (review, i);

      append_unchanged (review, view, position, change->before.start);
      append_change (review, view, column, i);
      position = easel_span_end (change->before);
    }
  append_unchanged (review, view, position, strlen (before));
}

/**
 * easel_review_layout_finish:
 * @review: a review
 * @view: the view that was prepared with it
 *
 * Shows what was gathered.
 */
void
easel_review_layout_finish (EaselReview *review, EaselDiffView *view)
{
  gsize n_locks = 0;
  g_autofree EaselSpan *locks = easel_review_layout_get_locks (review, &n_locks);
  g_autoptr (EaselDiffDecor) decor = easel_diff_decor_new (easel_review_get_before (review), locks, n_locks);

  easel_diff_view_end (view);
  easel_diff_decor_apply (decor, view, 0, G_MAXUINT);
}

static void
update_result (EaselReview *review, EaselDiffView *view, guint index, guint first, guint last)
{
  const EaselChange *change = easel_review_get_change (review, index);
  EaselSegment now = shows_new (change) ? new_segment (change, index, EASEL_REVIEW_COLUMN_RESULT)
                                        : old_segment (change, index, EASEL_REVIEW_COLUMN_RESULT);
  const EaselSegment *shown = easel_diff_view_get_segment (view, first + 1);

  if (now.kind == shown->kind)
    return;
  /* A change so long that it was broken for display is shown from scratch. */
  if (last != first + 1)
    {
      easel_review_layout_prepare (review, view, EASEL_REVIEW_COLUMN_RESULT);
      easel_review_layout_finish (review, view);
    }
  else
    easel_diff_view_replace (view, first + 1,
                             now.kind == EASEL_SEGMENT_AFTER ? easel_review_get_after (review)
                                                             : easel_review_get_before (review),
                             &now);
}

/**
 * easel_review_layout_update:
 * @review: a review
 * @view: a view that was filled with it
 * @column: what it shows
 * @index: the change whose state is another now
 *
 * Shows a change's new state.
 */
void
easel_review_layout_update (EaselReview *review, EaselDiffView *view, EaselReviewColumn column, guint index)
{
  const EaselChange *change = easel_review_get_change (review, index);
  guint first, last;

  if (!easel_diff_view_get_change (view, (int) index, &first, &last))
    return;
  for (guint i = first; i <= last; i++)
    {
      const EaselSegment *segment = easel_diff_view_get_segment (view, i);

      if (segment->change != (int) index)
        continue;
      if (segment->kind == EASEL_SEGMENT_SIGN)
        easel_diff_view_set_sign (view, i, sign_of (change));
      else if (column == EASEL_REVIEW_COLUMN_RESULT)
        continue;
      else if (segment->kind == EASEL_SEGMENT_BEFORE)
        easel_diff_view_set_look (view, i, look_of_old (change),
                                  old_segment (change, index, column).in_result);
      else if (segment->kind == EASEL_SEGMENT_AFTER)
        easel_diff_view_set_look (view, i, look_of_new (change),
                                  new_segment (change, index, column).in_result);
    }
  if (column == EASEL_REVIEW_COLUMN_RESULT)
    update_result (review, view, index, first, last);
}
