// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-diff-view.h"

#include <adwaita.h>

/* A paragraph longer than this, in characters, is broken for display: the
 * time to lay one out grows with its length, and it is laid out as a whole. */
#define LONGEST_PARAGRAPH 6000

/**
 * EaselDiffView:
 *
 * A read-only text made of segments: the words of two texts, each with the
 * look that the diff gives it, and the signs of the changes. Tags colour the
 * words; tints, outline, signs, padlocks and the caret are drawn below them,
 * for what can be seen only. What is copied are the segments of the result.
 */
struct _EaselDiffView
{
  GtkTextView parent_instance;

  /* Owned */
  GArray *segments;
  GArray *changes;
  GArray *locks;
  GtkTextBuffer *buffer;
  GdkPaintable *room;

  /* State */
  EaselDiffColors colors;
  int focus_change;
  int caret;
  int paragraph;
  int width;
  gboolean building;
};

typedef struct
{
  int start, end;
  gboolean padlock;
} Lock;

typedef struct
{
  guint first, last;
} Range;

G_DEFINE_FINAL_TYPE (EaselDiffView, easel_diff_view, GTK_TYPE_TEXT_VIEW)

enum
{
  SIGNAL_CHANGE_CLICKED,
  SIGNAL_RESIZED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static const char *
tag_of_look (EaselSegmentLook look)
{
  static const char *const names[] = { NULL,          EASEL_TAG_INS,  EASEL_TAG_DEL,
                                       EASEL_TAG_OFF, EASEL_TAG_LEFT, EASEL_TAG_PENDING };

  return names[look];
}

static EaselSegment *
segment_at (EaselDiffView *self, guint index)
{
  return &g_array_index (self->segments, EaselSegment, index);
}

/* The last segment that begins at @offset or before it. */
static guint
find_segment (EaselDiffView *self, int offset)
{
  guint low = 0, high = self->segments->len;

  while (low + 1 < high)
    {
      guint middle = low + (high - low) / 2;

      if (segment_at (self, middle)->start <= offset)
        low = middle;
      else
        high = middle;
    }
  return low;
}

static void
get_iters (EaselDiffView *self, int start, int end, GtkTextIter *start_iter, GtkTextIter *end_iter)
{
  gtk_text_buffer_get_iter_at_offset (self->buffer, start_iter, start);
  *end_iter = *start_iter;
  gtk_text_iter_forward_chars (end_iter, end - start);
}

/* ------------------------------------------------------------ drawing */

static void
draw_span (EaselDiffView *self, GtkSnapshot *snapshot, EaselDiffPaint paint, int start, int end)
{
  GtkTextIter from, to;

  get_iters (self, start, end, &from, &to);
  easel_diff_paint_span (GTK_TEXT_VIEW (self), snapshot, &self->colors, paint, &from, &to);
}

static void
draw_sign (EaselDiffView *self, GtkSnapshot *snapshot, const EaselSegment *segment)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GtkTextIter at;
  GdkRectangle where, line;
  float left;

  gtk_text_buffer_get_iter_at_offset (self->buffer, &at, segment->start);
  gtk_text_view_get_iter_location (GTK_TEXT_VIEW (self), &at, &where);
  /* The room itself stands on the baseline; the joiner after it has the line's height. */
  gtk_text_iter_forward_char (&at);
  gtk_text_view_get_iter_location (GTK_TEXT_VIEW (self), &at, &line);
  left = (float) MIN (where.x, where.x + where.width);
  left += rtl ? EASEL_SIGN_ROOM - EASEL_SIGN_SIZE - 1 : 1;
  easel_diff_paint_sign (snapshot, &self->colors, segment->sign, left,
                         line.y + (line.height - EASEL_SIGN_SIZE) / 2.0f);
}

static void
draw_segments (EaselDiffView *self, GtkSnapshot *snapshot, int first, int last)
{
  for (guint i = find_segment (self, first); i < self->segments->len; i++)
    {
      const EaselSegment *segment = segment_at (self, i);

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
      const Lock *lock = &g_array_index (self->locks, Lock, i);
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
    draw_span (self, snapshot, EASEL_PAINT_FOCUS, segment_at (self, first)->start,
               segment_at (self, last)->end);
}

static void
easel_diff_view_snapshot_layer (GtkTextView *view, GtkTextViewLayer layer, GtkSnapshot *snapshot)
{
  EaselDiffView *self = EASEL_DIFF_VIEW (view);
  GdkRectangle seen;
  GtkTextIter first, last;

  if (layer != GTK_TEXT_VIEW_LAYER_BELOW_TEXT || self->segments->len == 0)
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
  if (self->segments->len == 0 || !gtk_text_view_get_iter_at_location (view, &at, buffer_x, buffer_y))
    return NULL;
  offset = gtk_text_iter_get_offset (&at);
  segment = segment_at (self, find_segment (self, offset));
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
static void
use_primary (EaselDiffView *self, gboolean use)
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
  use_primary (EASEL_DIFF_VIEW (widget), FALSE);
}

static void
easel_diff_view_unrealize (GtkWidget *widget)
{
  use_primary (EASEL_DIFF_VIEW (widget), TRUE);
  GTK_WIDGET_CLASS (easel_diff_view_parent_class)->unrealize (widget);
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

static void
easel_diff_view_dispose (GObject *object)
{
  EaselDiffView *self = EASEL_DIFF_VIEW (object);

  /* The text view's own dispose lets go of its buffer. */
  G_OBJECT_CLASS (easel_diff_view_parent_class)->dispose (object);
  g_clear_object (&self->buffer);
  g_clear_object (&self->room);
}

static void
easel_diff_view_finalize (GObject *object)
{
  EaselDiffView *self = EASEL_DIFF_VIEW (object);

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
  self->changes = g_array_new (FALSE, FALSE, sizeof (Range));
  self->locks = g_array_new (FALSE, FALSE, sizeof (Lock));
  self->room = gdk_paintable_new_empty (EASEL_SIGN_ROOM, 1);
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

/**
 * easel_diff_view_begin:
 * @self: the view
 *
 * Begins to fill the view anew. Nothing of it is seen before
 * easel_diff_view_end().
 */
void
easel_diff_view_begin (EaselDiffView *self)
{
  g_return_if_fail (EASEL_IS_DIFF_VIEW (self));

  use_primary (self, TRUE);
  g_clear_object (&self->buffer);
  self->buffer = gtk_text_buffer_new (NULL);
  gtk_text_buffer_set_enable_undo (self->buffer, FALSE);
  easel_diff_style_apply (self->buffer);
  g_array_set_size (self->segments, 0);
  g_array_set_size (self->changes, 0);
  g_array_set_size (self->locks, 0);
  self->focus_change = -1;
  self->caret = -1;
  self->paragraph = 0;
  self->building = TRUE;
}

static void
insert (EaselDiffView *self, const char *text, int length, EaselSegmentLook look)
{
  const char *tag = tag_of_look (look);
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (self->buffer, &end);
  if (tag != NULL)
    gtk_text_buffer_insert_with_tags_by_name (self->buffer, &end, text, length, tag, NULL);
  else
    gtk_text_buffer_insert (self->buffer, &end, text, length);
}

static void
add_segment (EaselDiffView *self, EaselSegment *segment)
{
  guint index = self->segments->len;

  segment->end = gtk_text_buffer_get_char_count (self->buffer);
  g_array_append_vals (self->segments, segment, 1);
  if (segment->change < 0)
    return;
  if ((guint) segment->change >= self->changes->len)
    {
      Range none = { G_MAXUINT, 0 };

      while ((guint) segment->change >= self->changes->len)
        g_array_append_val (self->changes, none);
    }
  if (g_array_index (self->changes, Range, segment->change).first == G_MAXUINT)
    g_array_index (self->changes, Range, segment->change).first = index;
  g_array_index (self->changes, Range, segment->change).last = index;
}

/* How much of @text fits in the paragraph as it stands: up to a line break or
 * to a space near the longest allowed. Returns bytes; sets whether to break. */
static gsize
measure_piece (EaselDiffView *self, const char *text, gsize length, gboolean *breaks)
{
  const char *end = text + length, *space = NULL, *at = text;

  *breaks = FALSE;
  if (length < LONGEST_PARAGRAPH / 4 && self->paragraph < LONGEST_PARAGRAPH / 2)
    {
      const char *line = g_strrstr_len (text, (gssize) length, "\n");

      self->paragraph = line != NULL ? (int) (end - line) : self->paragraph + (int) length;
      return length;
    }
  for (; at < end; at = g_utf8_next_char (at))
    {
      if (*at == '\n')
        {
          self->paragraph = 0;
          space = NULL;
          continue;
        }
      if (*at == ' ')
        space = at + 1;
      if (++self->paragraph < LONGEST_PARAGRAPH)
        continue;
      if (space == NULL && self->paragraph < LONGEST_PARAGRAPH + 500)
        continue;
      *breaks = TRUE;
      self->paragraph = 0;
      return (gsize) ((space != NULL ? space : at) - text);
    }
  return length;
}

/**
 * easel_diff_view_append:
 * @self: the view
 * @text: the text that @segment's source points into
 * @segment: kind, look, in_result, change and source are read
 *
 * Appends words, or an empty place for easel_diff_view_replace(). Where a paragraph grows so long that it
 * could not be laid out in a frame it is broken at a space; the break is in no text.
 */
void
easel_diff_view_append (EaselDiffView *self, const char *text, const EaselSegment *segment)
{
  gsize done = 0;

  g_return_if_fail (EASEL_IS_DIFF_VIEW (self) && self->buffer != NULL);
  g_return_if_fail (text != NULL && segment != NULL);

  do
    {
      EaselSegment piece = *segment;
      gboolean breaks;

      piece.source = segment->source + done;
      piece.source_length = measure_piece (self, text + piece.source, segment->source_length - done, &breaks);
      piece.start = gtk_text_buffer_get_char_count (self->buffer);
      insert (self, text + piece.source, (int) piece.source_length, piece.look);
      add_segment (self, &piece);
      done += piece.source_length;
      if (breaks)
        easel_diff_view_append_gap (self, "\n", segment->change);
    }
  while (done < segment->source_length);
}

/**
 * easel_diff_view_append_sign:
 * @self: the view
 * @sign: which
 * @change: the index of the change
 *
 * Appends the room of a sign. It does not break from the word that follows.
 */
void
easel_diff_view_append_sign (EaselDiffView *self, EaselDiffSign sign, int change)
{
  EaselSegment segment = { .kind = EASEL_SEGMENT_SIGN, .sign = sign, .change = change };
  GtkTextIter end;

  g_return_if_fail (EASEL_IS_DIFF_VIEW (self) && self->buffer != NULL);

  segment.start = gtk_text_buffer_get_char_count (self->buffer);
  gtk_text_buffer_get_end_iter (self->buffer, &end);
  gtk_text_buffer_insert_paintable (self->buffer, &end, self->room);
  insert (self, "\342\201\240", -1, EASEL_LOOK_PLAIN);
  add_segment (self, &segment);
}

/**
 * easel_diff_view_append_gap:
 * @self: the view
 * @text: a space or a line break
 * @change: the index of the change that it is within, or -1
 *
 * Appends something that is seen, and is in neither text.
 */
void
easel_diff_view_append_gap (EaselDiffView *self, const char *text, int change)
{
  EaselSegment segment = { .kind = EASEL_SEGMENT_GAP, .change = change };

  g_return_if_fail (EASEL_IS_DIFF_VIEW (self) && self->buffer != NULL);

  segment.start = gtk_text_buffer_get_char_count (self->buffer);
  insert (self, text, -1, EASEL_LOOK_PLAIN);
  add_segment (self, &segment);
}

/**
 * easel_diff_view_end:
 * @self: the view
 *
 * Shows what was appended since easel_diff_view_begin().
 */
void
easel_diff_view_end (EaselDiffView *self)
{
  GtkTextIter start;

  g_return_if_fail (EASEL_IS_DIFF_VIEW (self) && self->building);

  self->building = FALSE;
  gtk_text_buffer_get_start_iter (self->buffer, &start);
  gtk_text_buffer_place_cursor (self->buffer, &start);
  gtk_text_view_set_buffer (GTK_TEXT_VIEW (self), self->buffer);
  use_primary (self, FALSE);
}

/**
 * easel_diff_view_truncate:
 * @self: the view
 * @n_segments: how many to keep
 *
 * Removes the segments from @n_segments on. They must belong to no change.
 */
void
easel_diff_view_truncate (EaselDiffView *self, guint n_segments)
{
  GtkTextIter start, end;

  g_return_if_fail (EASEL_IS_DIFF_VIEW (self) && self->buffer != NULL);

  if (n_segments >= self->segments->len)
    return;
  gtk_text_buffer_get_iter_at_offset (self->buffer, &start, segment_at (self, n_segments)->start);
  gtk_text_buffer_get_end_iter (self->buffer, &end);
  gtk_text_buffer_delete (self->buffer, &start, &end);
  g_array_set_size (self->segments, n_segments);
  self->paragraph = gtk_text_iter_get_line_offset (&start);
  while (self->locks->len > 0 &&
         g_array_index (self->locks, Lock, self->locks->len - 1).end > gtk_text_iter_get_offset (&start))
    g_array_set_size (self->locks, self->locks->len - 1);
}

/**
 * easel_diff_view_replace:
 * @self: the view
 * @index: a segment
 * @text: the text that @segment's source points into
 * @segment: kind, look, in_result and source are read
 *
 * Puts other words in a segment's place; it may be empty before and after.
 */
void
easel_diff_view_replace (EaselDiffView *self, guint index, const char *text, const EaselSegment *segment)
{
  EaselSegment *now;
  GtkTextIter start, end;
  const char *tag = tag_of_look (segment->look);
  int added, removed;

  g_return_if_fail (EASEL_IS_DIFF_VIEW (self) && index < self->segments->len);

  now = segment_at (self, index);
  get_iters (self, now->start, now->end, &start, &end);
  removed = now->end - now->start;
  gtk_text_buffer_delete (self->buffer, &start, &end);
  added = (int) g_utf8_strlen (text + segment->source, (gssize) segment->source_length);
  if (tag != NULL)
    gtk_text_buffer_insert_with_tags_by_name (self->buffer, &start, text + segment->source,
                                              (int) segment->source_length, tag, NULL);
  else
    gtk_text_buffer_insert (self->buffer, &start, text + segment->source, (int) segment->source_length);
  now->kind = segment->kind;
  now->look = segment->look;
  now->in_result = segment->in_result;
  now->source = segment->source;
  now->source_length = segment->source_length;
  now->end = now->start + added;
  for (guint i = index + 1; i < self->segments->len && added != removed; i++)
    {
      segment_at (self, i)->start += added - removed;
      segment_at (self, i)->end += added - removed;
    }
  for (guint i = 0; i < self->locks->len && added != removed; i++)
    {
      Lock *lock = &g_array_index (self->locks, Lock, i);

      if (lock->start < now->start)
        continue;
      lock->start += added - removed;
      lock->end += added - removed;
    }
}

guint
easel_diff_view_get_n_segments (EaselDiffView *self)
{
  g_return_val_if_fail (EASEL_IS_DIFF_VIEW (self), 0);

  return self->segments->len;
}

/**
 * easel_diff_view_get_segment:
 * @self: the view
 * @index: which
 *
 * Returns: (transfer none): the segment, until the next change of the view
 */
const EaselSegment *
easel_diff_view_get_segment (EaselDiffView *self, guint index)
{
  g_return_val_if_fail (EASEL_IS_DIFF_VIEW (self), NULL);
  g_return_val_if_fail (index < self->segments->len, NULL);

  return segment_at (self, index);
}

/**
 * easel_diff_view_set_look:
 * @self: the view
 * @index: a segment
 * @look: how its words are to look
 * @in_result: whether copying takes them
 */
void
easel_diff_view_set_look (EaselDiffView *self, guint index, EaselSegmentLook look, gboolean in_result)
{
  EaselSegment *segment;
  GtkTextIter start, end;

  g_return_if_fail (EASEL_IS_DIFF_VIEW (self));
  g_return_if_fail (index < self->segments->len);

  segment = segment_at (self, index);
  segment->in_result = in_result;
  if (segment->look == look)
    return;
  get_iters (self, segment->start, segment->end, &start, &end);
  if (tag_of_look (segment->look) != NULL)
    gtk_text_buffer_remove_tag_by_name (self->buffer, tag_of_look (segment->look), &start, &end);
  if (tag_of_look (look) != NULL)
    gtk_text_buffer_apply_tag_by_name (self->buffer, tag_of_look (look), &start, &end);
  segment->look = look;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
easel_diff_view_set_sign (EaselDiffView *self, guint index, EaselDiffSign sign)
{
  g_return_if_fail (EASEL_IS_DIFF_VIEW (self));
  g_return_if_fail (index < self->segments->len);

  segment_at (self, index)->sign = sign;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * easel_diff_view_get_change:
 * @self: the view
 * @change: the index of a change, or -1
 * @first: (out): its first segment
 * @last: (out): its last segment
 *
 * Returns: whether the view shows the change
 */
gboolean
easel_diff_view_get_change (EaselDiffView *self, int change, guint *first, guint *last)
{
  g_return_val_if_fail (EASEL_IS_DIFF_VIEW (self), FALSE);

  if (change < 0 || (guint) change >= self->changes->len ||
      g_array_index (self->changes, Range, change).first == G_MAXUINT)
    return FALSE;
  *first = g_array_index (self->changes, Range, change).first;
  *last = g_array_index (self->changes, Range, change).last;
  return TRUE;
}

/**
 * easel_diff_view_set_focus_change:
 * @self: the view
 * @change: the change to draw an outline around, or -1
 */
void
easel_diff_view_set_focus_change (EaselDiffView *self, int change)
{
  g_return_if_fail (EASEL_IS_DIFF_VIEW (self));

  self->focus_change = change;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * easel_diff_view_set_caret:
 * @self: the view
 * @offset: where the answer stands, in characters, or -1 for none
 */
void
easel_diff_view_set_caret (EaselDiffView *self, int offset)
{
  g_return_if_fail (EASEL_IS_DIFF_VIEW (self));

  self->caret = offset;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * easel_diff_view_add_lock:
 * @self: the view
 * @start: where locked words begin, in characters; later than the last one's
 * @end: where they end
 * @padlock: whether to draw a padlock in the margin beside them
 */
void
easel_diff_view_add_lock (EaselDiffView *self, int start, int end, gboolean padlock)
{
  Lock lock = { start, end, padlock };
  GtkTextIter from, to;

  g_return_if_fail (EASEL_IS_DIFF_VIEW (self) && self->buffer != NULL);

  g_array_append_val (self->locks, lock);
  get_iters (self, start, end, &from, &to);
  gtk_text_buffer_apply_tag_by_name (self->buffer, EASEL_TAG_LOCKED, &from, &to);
}

void
easel_diff_view_clear_locks (EaselDiffView *self)
{
  g_return_if_fail (EASEL_IS_DIFF_VIEW (self));

  g_array_set_size (self->locks, 0);
}

/**
 * easel_diff_view_get_result:
 * @self: the view
 * @start: where to begin, in characters of what is shown
 * @end: where to end
 *
 * Gets what a copy of a stretch of the view gives: the words in it that are in
 * the result, without signs and without words that will not be.
 *
 * Returns: (transfer full): UTF-8 text
 */
char *
easel_diff_view_get_result (EaselDiffView *self, int start, int end)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (EASEL_IS_DIFF_VIEW (self), NULL);

  for (guint i = find_segment (self, start); i < self->segments->len; i++)
    {
      const EaselSegment *segment = segment_at (self, i);
      g_autofree char *piece = NULL;
      GtkTextIter from, to;

      if (segment->start >= end)
        break;
      if (!segment->in_result || segment->end <= start)
        continue;
      get_iters (self, MAX (segment->start, start), MIN (segment->end, end), &from, &to);
      piece = gtk_text_buffer_get_slice (self->buffer, &from, &to, TRUE);
      g_string_append (text, piece);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
