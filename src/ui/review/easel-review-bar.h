// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-review-view.h"

G_BEGIN_DECLS

#define EASEL_TYPE_REVIEW_BAR (easel_review_bar_get_type ())
G_DECLARE_FINAL_TYPE (EaselReviewBar, easel_review_bar, EASEL, REVIEW_BAR, AdwBreakpointBin)

GtkWidget *easel_review_bar_new (void);
void easel_review_bar_set_view (EaselReviewBar *self, EaselReviewView *view);
gboolean easel_review_bar_get_narrow (EaselReviewBar *self);
void easel_review_bar_focus_apply (EaselReviewBar *self);

G_END_DECLS
