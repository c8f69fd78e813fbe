// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "easel-review.h"

G_BEGIN_DECLS

/**
 * EaselReviewMode:
 * @EASEL_REVIEW_MODE_INLINE: old and new words in one text
 * @EASEL_REVIEW_MODE_SIDE_BY_SIDE: the text before, and beside it the result
 */
typedef enum
{
  EASEL_REVIEW_MODE_INLINE,
  EASEL_REVIEW_MODE_SIDE_BY_SIDE,
} EaselReviewMode;

#define EASEL_TYPE_REVIEW_MODE (easel_review_mode_get_type ())
GType easel_review_mode_get_type (void);

#define EASEL_TYPE_REVIEW_VIEW (easel_review_view_get_type ())
G_DECLARE_FINAL_TYPE (EaselReviewView, easel_review_view, EASEL, REVIEW_VIEW, GtkWidget)

/* The value of EaselReviewView:current when no change has the focus. */
#define EASEL_REVIEW_NO_CHANGE G_MAXUINT

GtkWidget *easel_review_view_new (void);

void easel_review_view_set_review (EaselReviewView *self, EaselReview *review);
EaselReview *easel_review_view_get_review (EaselReviewView *self);
void easel_review_view_refresh (EaselReviewView *self);
void easel_review_view_set_mode (EaselReviewView *self, EaselReviewMode mode);
void easel_review_view_set_narrow (EaselReviewView *self, gboolean narrow);
gboolean easel_review_view_get_narrow (EaselReviewView *self);
void easel_review_view_set_before_title (EaselReviewView *self, const char *title);

guint easel_review_view_get_n_changes (EaselReviewView *self);
guint easel_review_view_get_n_taken (EaselReviewView *self);
guint easel_review_view_get_n_left (EaselReviewView *self);
guint easel_review_view_get_n_open (EaselReviewView *self);
guint easel_review_view_get_current (EaselReviewView *self);
void easel_review_view_set_current (EaselReviewView *self, guint index);

char *easel_review_view_describe (EaselReviewView *self, guint index);
GActionGroup *easel_review_view_get_actions (EaselReviewView *self);
void easel_review_view_add_shortcuts (EaselReviewView *self, GtkWidget *host);

G_END_DECLS
