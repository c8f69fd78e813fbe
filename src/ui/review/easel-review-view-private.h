// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-diff-view.h"
#include "easel-review-aligner.h"
#include "easel-review-pill.h"
#include "easel-review-view.h"

G_BEGIN_DECLS

struct _EaselReviewView
{
  GtkWidget parent_instance;

  /* Template */
  GtkStack *stack;
  GtkScrolledWindow *inline_window;
  GtkScrolledWindow *before_window;
  GtkScrolledWindow *result_window;
  EaselDiffView *inline_view;
  EaselDiffView *before_view;
  EaselDiffView *result_view;
  GtkLabel *before_title;
  GtkLabel *open_label;

  /* Owned */
  EaselReview *review;
  EaselReviewAligner *aligner;
  GSimpleActionGroup *actions;
  GArray *shown;

  /* Borrowed: children of the two views with signs */
  EaselReviewPill *inline_pill;
  EaselReviewPill *result_pill;

  /* State */
  EaselReviewMode mode;
  gboolean narrow;
  guint current;
  gboolean side_is_filled;
  gboolean inline_is_filled;
  guint fill_idle;
  guint fill_step;
  gboolean scrolling;
  guint place_tick;
  gint64 in_sight_until;
  int in_sight_tries;
};

/* easel-review-view.c */
gboolean _easel_review_view_is_side_by_side (EaselReviewView *self);
EaselDiffView *_easel_review_view_main_view (EaselReviewView *self);
void _easel_review_view_announce (EaselReviewView *self, const char *sentence);
guint _easel_review_view_show_states (EaselReviewView *self);
void _easel_review_view_show_current (EaselReviewView *self);
void _easel_review_view_move_to (EaselReviewView *self, guint index);

/* easel-review-view-place.c */
void _easel_review_view_place_pill (EaselReviewView *self);
void _easel_review_view_queue_place_pill (EaselReviewView *self);
void _easel_review_view_scroll_to_change (EaselReviewView *self);
void _easel_review_view_connect_views (EaselReviewView *self);

/* easel-review-view-fill.c */
void _easel_review_view_fill (EaselReviewView *self);

/* easel-review-view-actions.c */
void _easel_review_view_add_actions (EaselReviewView *self);
void _easel_review_view_update_actions (EaselReviewView *self);
guint _easel_review_view_find_open (EaselReviewView *self, guint from);
void _easel_review_view_decide (EaselReviewView *self, EaselChangeState state, gboolean moves_on);

G_END_DECLS
