// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-review-view-private.h"

/* Where the focused change stands: the view is scrolled to it, and the control
 * to take or leave it stands beside it, however the lines are laid out. */

void
_easel_review_view_place_pill (EaselReviewView *self)
{
  gboolean side = _easel_review_view_is_side_by_side (self),
           shown = self->current != EASEL_REVIEW_NO_CHANGE && !self->narrow;
  EaselReviewPill *pill = side ? self->result_pill : self->inline_pill;

  if (shown)
    {
      const EaselChange *change = easel_review_get_change (self->review, self->current);

      shown = !change->locked && !change->conflict;
    }
  gtk_widget_set_visible (GTK_WIDGET (side ? self->inline_pill : self->result_pill), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (pill), shown);
  if (shown)
    easel_review_pill_place (pill, _easel_review_view_main_view (self), (int) self->current);
}

/* Brings the focused change into sight, at once: GTK's own way is animated,
 * and in a large text it ends where the change stood before the lines above
 * were laid out. */
static void
bring_into_sight (EaselReviewView *self)
{
  GtkTextView *view = GTK_TEXT_VIEW (_easel_review_view_main_view (self));
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view));
  double page = gtk_adjustment_get_page_size (adjustment), value = gtk_adjustment_get_value (adjustment);
  int margin = gtk_text_view_get_top_margin (view);
  GtkTextIter start, end;
  GdkRectangle top, bottom;
  guint first, last;

  if (page <= 0 || !easel_diff_view_get_change (EASEL_DIFF_VIEW (view), (int) self->current, &first, &last))
    return;
  gtk_text_buffer_get_iter_at_offset (buffer, &start,
                                      easel_diff_view_get_segment (EASEL_DIFF_VIEW (view), first)->start);
  gtk_text_buffer_get_iter_at_offset (buffer, &end,
                                      easel_diff_view_get_segment (EASEL_DIFF_VIEW (view), last)->end);
  gtk_text_view_get_iter_location (view, &start, &top);
  gtk_text_view_get_iter_location (view, &end, &bottom);
  /* The control below it, too; of a change higher than the page its beginning. */
  if (margin + bottom.y + 2.5 * bottom.height > value + page)
    value = margin + bottom.y + 2.5 * bottom.height - page * 0.7;
  if (margin + top.y - top.height < value)
    value = margin + top.y - MAX (top.height, page * 0.2);
  /* It may lie below all that was laid out: this lays out what is about it. */
  if (value > gtk_adjustment_get_upper (adjustment) - page + 1 && self->in_sight_tries-- > 0)
    gtk_text_view_scroll_to_mark (view, gtk_text_buffer_get_insert (buffer), 0.15, FALSE, 0, 0);
  gtk_adjustment_set_value (adjustment, value);
}

static gboolean
on_place_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  EaselReviewView *self = EASEL_REVIEW_VIEW (widget);

  self->place_tick = 0;
  /* The lines about it are laid out by and by, and move it. */
  if (g_get_monotonic_time () < self->in_sight_until)
    bring_into_sight (self);
  _easel_review_view_place_pill (self);
  return G_SOURCE_REMOVE;
}

/* The lines are laid out when the next frame begins; until then their places
 * may be those of the old width. */
void
_easel_review_view_queue_place_pill (EaselReviewView *self)
{
  if (self->place_tick == 0)
    self->place_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_place_tick_cb, NULL, NULL);
}

void
_easel_review_view_scroll_to_change (EaselReviewView *self)
{
  EaselDiffView *view = _easel_review_view_main_view (self);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextIter at;
  guint first, last;

  if (!easel_diff_view_get_change (view, (int) self->current, &first, &last))
    return;
  gtk_text_buffer_get_iter_at_offset (buffer, &at, easel_diff_view_get_segment (view, first)->end);
  gtk_text_buffer_place_cursor (buffer, &at);
  self->in_sight_until = g_get_monotonic_time () + G_USEC_PER_SEC / 2;
  self->in_sight_tries = 3;
  bring_into_sight (self);
}

static void
on_change_clicked_cb (EaselReviewView *self, guint change, gboolean on_sign, EaselDiffView *view)
{
  easel_review_view_set_current (self, change);
  if (on_sign)
    _easel_review_view_decide (self,
                               easel_review_get_change (self->review, change)->state == EASEL_CHANGE_TAKEN
                                   ? EASEL_CHANGE_LEFT
                                   : EASEL_CHANGE_TAKEN,
                               FALSE);
}

static void
on_resized_cb (EaselReviewView *self, EaselDiffView *view)
{
  if (self->review == NULL)
    return;
  if (view != self->inline_view)
    easel_review_aligner_queue (self->aligner);
  _easel_review_view_queue_place_pill (self);
}

static void
on_scrolled_cb (EaselReviewView *self, GtkAdjustment *adjustment)
{
  GtkAdjustment *before = gtk_scrolled_window_get_vadjustment (self->before_window);
  GtkAdjustment *result = gtk_scrolled_window_get_vadjustment (self->result_window);

  if (self->scrolling)
    return;
  self->scrolling = TRUE;
  gtk_adjustment_set_value (adjustment == before ? result : before, gtk_adjustment_get_value (adjustment));
  self->scrolling = FALSE;
}

/* Lines above were laid out, and the focused change stands elsewhere now. */
static void
on_height_changed_cb (EaselReviewView *self)
{
  if (self->review != NULL && self->current != EASEL_REVIEW_NO_CHANGE)
    _easel_review_view_queue_place_pill (self);
}

void
_easel_review_view_connect_views (EaselReviewView *self)
{
  EaselDiffView *views[] = { self->inline_view, self->before_view, self->result_view };
  GtkScrolledWindow *windows[] = { self->inline_window, self->before_window, self->result_window };

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (windows[i]);

      g_signal_connect_object (views[i], "change-clicked", G_CALLBACK (on_change_clicked_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (views[i], "resized", G_CALLBACK (on_resized_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (adjustment, "changed", G_CALLBACK (on_height_changed_cb), self,
                               G_CONNECT_SWAPPED);
      if (windows[i] != self->inline_window)
        g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (on_scrolled_cb), self,
                                 G_CONNECT_SWAPPED);
    }
}
