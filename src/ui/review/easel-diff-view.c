// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-diff-view-private.h"

#include <adwaita.h>

/**
 * EaselDiffView:
 *
 * A read-only text made of segments: the words of two texts, each with the
 * look that the diff gives it, and the signs of the changes. Tags colour the
 * words; tints, outline, signs, padlocks and the caret are drawn below them,
 * for what can be seen only. What is copied are the segments of the result.
 */
G_DEFINE_FINAL_TYPE (EaselDiffView, easel_diff_view, GTK_TYPE_TEXT_VIEW)

enum
{
  SIGNAL_CHANGE_CLICKED,
  SIGNAL_RESIZED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

/* ------------------------------------------------------------ drawing */

static void
draw_span (EaselDiffView *self, GtkSnapshot *snapshot, EaselDiffPaint paint, int start, int end)
{
  GtkTextIter from, to;

  _easel_diff_view_get_iters (self, start, end, &from, &to);
  easel_diff_paint_span (GTK_TEXT_VIEW (self), snapshot, &self->colors, paint, &from, &to);
}

static void
draw_sign (EaselDiffView *self, GtkSnapshot *snapshot, const EaselSegment *segment)
{
  GtkTextIter at;
  GdkRectangle room;
  float size;

  /* The em space that the room begins with: the sign grows with the text. */
  gtk_text_buffer_get_iter_at_offset (self->buffer, &at, segment->start);
  gtk_text_view_get_iter_location (GTK_TEXT_VIEW (self), &at, &room);
  size = (float) ABS (room.width) * 0.9f;
  easel_diff_paint_sign (snapshot, &self->colors, segment->sign,
                         (float) MIN (room.x, room.x + room.width) + ((float) ABS (room.width) - size) / 2,
                         (float) room.y + ((float) room.height - size) / 2, size);
}

static void
draw_segments (EaselDiffView *self, GtkSnapshot *snapshot, int first, int last)
{
  for (guint i = _easel_diff_view_find_segment (self, first); i < self->segments->len; i++)
    {
      const EaselSegment *segment = _easel_diff_view_segment_at (self, i);

      if (segment->start > last)
        break;
      if (segment->end <= segment->start)
        continue;
      if (segment->kind == EASEL_SEGMENT_SIGN)
        draw_sign (self, snapshot, segment);
      else if (segment->look == EASEL_LOOK_INS)
        draw_span (self, snapshot, EASEL_PAINT_INS, segment->start, segment->end);
      else if (segment->look == EASEL_LOOK_DEL)
        draw_span (self, snapshot, EASEL_PAINT_DEL, segment->start, segment->end);
      else if (segment->look == EASEL_LOOK_LEFT)
        draw_span (self, snapshot, EASEL_PAINT_LEFT, segment->start, segment->end);
    }
}

static void
draw_locks (EaselDiffView *self, GtkSnapshot *snapshot, int first, int last)
{
  for (guint i = 0; i < self->locks->len; i++)
    {
      const EaselDiffLock *lock = &g_array_index (self->locks, EaselDiffLock, i);
      GtkTextIter at;

      if (lock->end < first)
        continue;
      if (lock->start > last)
        break;
      draw_span (self, snapshot, EASEL_PAINT_LOCKED, lock->start, lock->end);
      if (!lock->padlock)
        continue;
      gtk_text_buffer_get_iter_at_offset (self->buffer, &at, lock->start);
      easel_diff_paint_padlock (GTK_TEXT_VIEW (self), snapshot, &self->colors, &at);
    }
}

static void
draw_focus (EaselDiffView *self, GtkSnapshot *snapshot)
{
  guint first, last;

  if (easel_diff_view_get_change (self, self->focus_change, &first, &last))
    draw_span (self, snapshot, EASEL_PAINT_FOCUS, _easel_diff_view_segment_at (self, first)->start,
               _easel_diff_view_segment_at (self, last)->end);
}

static void
easel_diff_view_snapshot_layer (GtkTextView *view, GtkTextViewLayer layer, GtkSnapshot *snapshot)
{
  EaselDiffView *self = EASEL_DIFF_VIEW (view);
  GdkRectangle seen;
  GtkTextIter first, last;

  if (layer != GTK_TEXT_VIEW_LAYER_BELOW_TEXT || self->segments->len == 0 || self->building != NULL)
    return;
  gtk_text_view_get_visible_rect (view, &seen);
  gtk_text_view_get_line_at_y (view, &first, seen.y, NULL);
  gtk_text_view_get_line_at_y (view, &last, seen.y + seen.height, NULL);
  gtk_text_iter_forward_line (&last);
  draw_locks (self, snapshot, gtk_text_iter_get_offset (&first), gtk_text_iter_get_offset (&last));
  draw_segments (self, snapshot, gtk_text_iter_get_offset (&first), gtk_text_iter_get_offset (&last));
  draw_focus (self, snapshot);
  if (self->caret >= 0)
    {
      GtkTextIter at;

      gtk_text_buffer_get_iter_at_offset (self->buffer, &at, self->caret);
      easel_diff_paint_caret (view, snapshot, &self->colors, &at);
    }
}

/* ------------------------------------------------------------ callbacks */

static void
on_style_changed_cb (EaselDiffView *self)
{
  self->colors = easel_diff_style_get_colors ();
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static const EaselSegment *
segment_at_point (EaselDiffView *self, double x, double y)
{
  GtkTextView *view = GTK_TEXT_VIEW (self);
  GtkTextIter at;
  const EaselSegment *segment;
  int buffer_x, buffer_y, offset;

  gtk_text_view_window_to_buffer_coords (view, GTK_TEXT_WINDOW_WIDGET, (int) x, (int) y, &buffer_x,
                                         &buffer_y);
  if (self->segments->len == 0 || self->building != NULL ||
      !gtk_text_view_get_iter_at_location (view, &at, buffer_x, buffer_y))
    return NULL;
  offset = gtk_text_iter_get_offset (&at);
  segment = _easel_diff_view_segment_at (self, _easel_diff_view_find_segment (self, offset));
  return offset < segment->end ? segment : NULL;
}

static void
on_click_pressed_cb (EaselDiffView *self, int n_press, double x, double y, GtkGesture *gesture)
{
  const EaselSegment *segment = segment_at_point (self, x, y);
  gboolean on_sign;

  /* Dragging a selection would carry the derived text along: a press on it
   * begins a new selection instead. */
  if (gtk_text_buffer_get_has_selection (self->buffer) && n_press == 1)
    {
      GtkTextIter cursor;

      gtk_text_buffer_get_iter_at_mark (self->buffer, &cursor, gtk_text_buffer_get_insert (self->buffer));
      gtk_text_buffer_place_cursor (self->buffer, &cursor);
    }
  if (segment == NULL || segment->change < 0 || n_press != 1)
    return;
  on_sign = segment->kind == EASEL_SEGMENT_SIGN;
  if (on_sign)
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  g_signal_emit (self, signals[SIGNAL_CHANGE_CLICKED], 0, (guint) segment->change, on_sign);
}

static void
on_motion_cb (EaselDiffView *self, double x, double y)
{
  const EaselSegment *segment = segment_at_point (self, x, y);

  gtk_widget_set_cursor_from_name (
      GTK_WIDGET (self), segment != NULL && segment->kind == EASEL_SEGMENT_SIGN ? "pointer" : "text");
}

/* ------------------------------------------------------------ clipboard */

static void
easel_diff_view_copy_clipboard (GtkTextView *view)
{
  EaselDiffView *self = EASEL_DIFF_VIEW (view);
  GtkTextIter start, end;
  g_autofree char *text = NULL;

  if (!gtk_text_buffer_get_selection_bounds (self->buffer, &start, &end))
    return;
  text =
      easel_diff_view_get_result (self, gtk_text_iter_get_offset (&start), gtk_text_iter_get_offset (&end));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

/* The primary selection would hold old and new words alike: it is not used. */
void
_easel_diff_view_use_primary (EaselDiffView *self, gboolean use)
{
  GdkClipboard *primary = gtk_widget_get_primary_clipboard (GTK_WIDGET (self));

  if (!gtk_widget_get_realized (GTK_WIDGET (self)) || self->buffer == NULL)
    return;
  if (use)
    gtk_text_buffer_add_selection_clipboard (self->buffer, primary);
  else
    gtk_text_buffer_remove_selection_clipboard (self->buffer, primary);
}

static void
easel_diff_view_realize (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (easel_diff_view_parent_class)->realize (widget);
  _easel_diff_view_use_primary (EASEL_DIFF_VIEW (widget), FALSE);
}

static void
easel_diff_view_unrealize (GtkWidget *widget)
{
  _easel_diff_view_use_primary (EASEL_DIFF_VIEW (widget), TRUE);
  GTK_WIDGET_CLASS (easel_diff_view_parent_class)->unrealize (widget);
}

/* Of a large text only what is seen is tagged, and so many characters around
 * it: those above and below may have no height yet. */
#define NEAR 8000

static void
tag_what_is_near (EaselDiffView *self)
{
  GtkTextView *view = GTK_TEXT_VIEW (self);
  GdkRectangle seen;
  GtkTextIter first, last;

  if (self->n_untagged == 0 || self->building != NULL)
    return;
  gtk_text_view_get_visible_rect (view, &seen);
  gtk_text_view_get_line_at_y (view, &first, seen.y, NULL);
  gtk_text_view_get_line_at_y (view, &last, seen.y + seen.height, NULL);
  gtk_text_iter_forward_line (&last);
  _easel_diff_view_tag_range (self, gtk_text_iter_get_offset (&first) - NEAR,
                              gtk_text_iter_get_offset (&last) + NEAR);
}

static gboolean
on_tag_idle_cb (gpointer user_data)
{
  EaselDiffView *self = user_data;

  self->tag_idle = 0;
  tag_what_is_near (self);
  return G_SOURCE_REMOVE;
}

static void
on_scrolled_cb (EaselDiffView *self)
{
  tag_what_is_near (self);
}

/* Not at once: this comes while lines are laid out. */
static void
on_height_changed_cb (EaselDiffView *self)
{
  if (self->n_untagged > 0 && self->tag_idle == 0)
    self->tag_idle = g_idle_add_full (GTK_PRIORITY_RESIZE + 4, on_tag_idle_cb, self, NULL);
}

static void
on_adjustment_set_cb (EaselDiffView *self)
{
  g_signal_group_set_target (self->scrolling, gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self)));
}

static void
easel_diff_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  EaselDiffView *self = EASEL_DIFF_VIEW (widget);

  GTK_WIDGET_CLASS (easel_diff_view_parent_class)->size_allocate (widget, width, height, baseline);
  if (self->width == width)
    return;
  self->width = width;
  g_signal_emit (self, signals[SIGNAL_RESIZED], 0);
}

/* ------------------------------------------------------------ object */

/* On the way back GTK goes from the view into its children and from there to
 * the view, and so never leaves. */
static gboolean
easel_diff_view_focus (GtkWidget *widget, GtkDirectionType direction)
{
  gboolean inside = gtk_widget_get_focus_child (widget) != NULL;

  if (direction != GTK_DIR_TAB_BACKWARD)
    return GTK_WIDGET_CLASS (easel_diff_view_parent_class)->focus (widget, direction);
  if (gtk_widget_is_focus (widget))
    return FALSE;
  return GTK_WIDGET_CLASS (easel_diff_view_parent_class)->focus (widget, direction) ||
         (inside && gtk_widget_grab_focus (widget));
}

static void
easel_diff_view_dispose (GObject *object)
{
  EaselDiffView *self = EASEL_DIFF_VIEW (object);

  g_clear_handle_id (&self->tag_idle, g_source_remove);
  if (self->scrolling != NULL)
    g_signal_group_set_target (self->scrolling, NULL);
  g_clear_object (&self->scrolling);
  /* The text view's own dispose lets go of its buffer. */
  G_OBJECT_CLASS (easel_diff_view_parent_class)->dispose (object);
  g_clear_pointer (&self->old_buffer, _easel_diff_view_drop_buffer);
  g_clear_pointer (&self->buffer, _easel_diff_view_drop_buffer);
}

static void
easel_diff_view_finalize (GObject *object)
{
  EaselDiffView *self = EASEL_DIFF_VIEW (object);

  if (self->building != NULL)
    g_string_free (self->building, TRUE);
  g_array_unref (self->segments);
  g_array_unref (self->changes);
  g_array_unref (self->locks);
  G_OBJECT_CLASS (easel_diff_view_parent_class)->finalize (object);
}

static void
easel_diff_view_class_init (EaselDiffViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GtkTextViewClass *view_class = GTK_TEXT_VIEW_CLASS (klass);

  object_class->dispose = easel_diff_view_dispose;
  object_class->finalize = easel_diff_view_finalize;
  widget_class->realize = easel_diff_view_realize;
  widget_class->unrealize = easel_diff_view_unrealize;
  widget_class->size_allocate = easel_diff_view_size_allocate;
  widget_class->focus = easel_diff_view_focus;
  view_class->snapshot_layer = easel_diff_view_snapshot_layer;
  view_class->copy_clipboard = easel_diff_view_copy_clipboard;

  /**
   * EaselDiffView::change-clicked:
   * @change: the index of the change
   * @on_sign: whether its sign was hit
   */
  signals[SIGNAL_CHANGE_CLICKED] =
      g_signal_new ("change-clicked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_BOOLEAN);

  /**
   * EaselDiffView::resized:
   *
   * Emitted when the view has another width, so that its lines wrap elsewhere.
   */
  signals[SIGNAL_RESIZED] = g_signal_new ("resized", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                          NULL, NULL, G_TYPE_NONE, 0);
}

static void
easel_diff_view_init (EaselDiffView *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->segments = g_array_new (FALSE, FALSE, sizeof (EaselSegment));
  self->changes = g_array_new (FALSE, FALSE, 2 * sizeof (guint));
  self->locks = g_array_new (FALSE, FALSE, sizeof (EaselDiffLock));
  self->scrolling = g_signal_group_new (GTK_TYPE_ADJUSTMENT);
  g_signal_group_connect_swapped (self->scrolling, "value-changed", G_CALLBACK (on_scrolled_cb), self);
  g_signal_group_connect_swapped (self->scrolling, "changed", G_CALLBACK (on_height_changed_cb), self);
  g_signal_connect (self, "notify::vadjustment", G_CALLBACK (on_adjustment_set_cb), NULL);
  self->colors = easel_diff_style_get_colors ();
  self->focus_change = -1;
  self->caret = -1;
  easel_diff_style_setup_view (GTK_TEXT_VIEW (self));
  gtk_text_view_set_editable (GTK_TEXT_VIEW (self), FALSE);
  for (guint i = 0; i < 3; i++)
    {
      const char *names[] = { "notify::dark", "notify::high-contrast", "notify::accent-color" };

      g_signal_connect_object (manager, names[i], G_CALLBACK (on_style_changed_cb), self, G_CONNECT_SWAPPED);
    }
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_click_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}

/**
 * easel_diff_view_new:
 *
 * Returns: (transfer full): an empty view
 */
EaselDiffView *
easel_diff_view_new (void)
{
  return g_object_new (EASEL_TYPE_DIFF_VIEW, NULL);
}
