// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-diff-view.h"

G_BEGIN_DECLS

typedef struct _EaselReviewAligner EaselReviewAligner;

EaselReviewAligner *easel_review_aligner_new (EaselDiffView *left, EaselDiffView *right);
void easel_review_aligner_free (EaselReviewAligner *self);
void easel_review_aligner_reset (EaselReviewAligner *self);
void easel_review_aligner_update (EaselReviewAligner *self, int change);
void easel_review_aligner_queue (EaselReviewAligner *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselReviewAligner, easel_review_aligner_free)

G_END_DECLS
