// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-diff-decor.h"
#include "easel-review.h"

G_BEGIN_DECLS

/**
 * EaselReviewColumn:
 * @EASEL_REVIEW_COLUMN_MERGED: old and new words, one after the other
 * @EASEL_REVIEW_COLUMN_BEFORE: the text before
 * @EASEL_REVIEW_COLUMN_RESULT: the text with what is taken, and what is open
 *
 * What a view of a review shows.
 */
typedef enum
{
  EASEL_REVIEW_COLUMN_MERGED,
  EASEL_REVIEW_COLUMN_BEFORE,
  EASEL_REVIEW_COLUMN_RESULT,
} EaselReviewColumn;

void easel_review_layout_prepare (EaselReview *review, EaselDiffView *view, EaselReviewColumn column);
void easel_review_layout_finish (EaselReview *review, EaselDiffView *view);
void easel_review_layout_update (EaselReview *review,
                                 EaselDiffView *view,
                                 EaselReviewColumn column,
                                 guint index);
EaselSpan *easel_review_layout_get_locks (EaselReview *review, gsize *n_locks);

G_END_DECLS
