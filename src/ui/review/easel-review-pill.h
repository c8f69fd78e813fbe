// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-diff-view.h"

G_BEGIN_DECLS

#define EASEL_TYPE_REVIEW_PILL (easel_review_pill_get_type ())
G_DECLARE_FINAL_TYPE (EaselReviewPill, easel_review_pill, EASEL, REVIEW_PILL, GtkBox)

EaselReviewPill *easel_review_pill_new (EaselDiffView *view);
void easel_review_pill_place (EaselReviewPill *self, EaselDiffView *view, int change);

G_END_DECLS
