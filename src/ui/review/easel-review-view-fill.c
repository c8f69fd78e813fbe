// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-review-view-private.h"

#include <string.h>

#include "easel-review-layout.h"

/* Filling a view with a review: at once, or step by step where the texts are so
 * long that all of it would hold up a frame. */

#define LONG_TEXT (128 * 1024)
#define MANY_CHANGES 2000

static const struct
{
  gboolean side;
  EaselReviewColumn column;
} steps[] = {
  { FALSE, EASEL_REVIEW_COLUMN_MERGED },
  { TRUE, EASEL_REVIEW_COLUMN_BEFORE },
  { TRUE, EASEL_REVIEW_COLUMN_RESULT },
};

static EaselDiffView *
view_of (EaselReviewView *self, EaselReviewColumn column)
{
  if (column == EASEL_REVIEW_COLUMN_MERGED)
    return self->inline_view;
  return column == EASEL_REVIEW_COLUMN_BEFORE ? self->before_view : self->result_view;
}

/* Two steps a view: its words are gathered, then shown. Returns whether all is filled. */
static gboolean
fill_step (EaselReviewView *self)
{
  gboolean side = _easel_review_view_is_side_by_side (self);
  guint column = (side ? 1 : 0) + self->fill_step / 2;

  if (self->fill_step++ % 2 == 0)
    {
      easel_review_layout_prepare (self->review, view_of (self, steps[column].column), steps[column].column);
      return FALSE;
    }
  easel_review_layout_finish (self->review, view_of (self, steps[column].column));
  if (column + 1 < G_N_ELEMENTS (steps) && steps[column + 1].side == side)
    return FALSE;
  if (side)
    easel_review_aligner_reset (self->aligner);
  *(side ? &self->side_is_filled : &self->inline_is_filled) = TRUE;
  return TRUE;
}

static gboolean
on_fill_cb (gpointer user_data)
{
  EaselReviewView *self = user_data;

  if (!fill_step (self))
    return G_SOURCE_CONTINUE;
  self->fill_idle = 0;
  _easel_review_view_show_current (self);
  return G_SOURCE_REMOVE;
}

/* Shows the review in the mode that there is. */
void
_easel_review_view_fill (EaselReviewView *self)
{
  gboolean side = _easel_review_view_is_side_by_side (self);

  gtk_stack_set_visible_child_name (self->stack, side ? "side" : "inline");
  g_clear_handle_id (&self->fill_idle, g_source_remove);
  self->fill_step = 0;
  if (self->review == NULL || (side ? self->side_is_filled : self->inline_is_filled))
    return;
  if (strlen (easel_review_get_before (self->review)) + strlen (easel_review_get_after (self->review)) >
          LONG_TEXT ||
      easel_review_get_n_changes (self->review) > MANY_CHANGES)
    self->fill_idle = g_idle_add_full (GTK_PRIORITY_RESIZE + 4, on_fill_cb, self, NULL);
  else
    while (!fill_step (self))
      ;
}
