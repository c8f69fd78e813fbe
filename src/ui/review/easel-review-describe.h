// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-review.h"

G_BEGIN_DECLS

char *easel_review_describe_change (EaselReview *review, guint index);
char *easel_review_describe_decision (EaselReview *review, guint index);
char *easel_review_describe_counts (EaselReview *review);
char *easel_review_describe_rest (EaselReview *review);

G_END_DECLS
