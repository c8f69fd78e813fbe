// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-live-view.h"

#include "easel-announce.h"
#include "easel-diff-decor.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * EaselLiveView:
 *
 * An answer while it comes, as the diff that it makes so far: old words struck,
 * new ones underlined, what was not reached yet in grey, and a caret where the
 * answer is. Only what differs from the last update is written again. The view
 * follows the caret until the user scrolls it away.
 */
struct _EaselLiveView
{
  GtkWidget parent_instance;

  /* Owned */
  GtkWidget *window;
  EaselDiffView *view;
  EaselLiveDiff *diff;
  EaselDiffDecor *decor;
  GArray *shown;

  /* State */
  EaselSpan pending;
  guint first_pending;
  int caret;
  gboolean following;
  gboolean is_answer;
  guint user_tick;
};

/* A hunk as it is shown, and its first segment. */
typedef struct
{
  EaselDiffHunk hunk;
  guint segment;
} Shown;

G_DEFINE_FINAL_TYPE (EaselLiveView, easel_live_view, GTK_TYPE_WIDGET)

static gboolean
caret_rectangle (EaselLiveView *self, GdkRectangle *where)
{
  GtkTextView *view = GTK_TEXT_VIEW (self->view);
  GtkTextIter at;

  if (self->caret < 0)
    return FALSE;
  gtk_text_buffer_get_iter_at_offset (gtk_text_view_get_buffer (view), &at, self->caret);
  gtk_text_view_get_iter_location (view, &at, where);
  return TRUE;
}

static gboolean
caret_is_seen (EaselLiveView *self)
{
  GdkRectangle where, seen;

  gtk_text_view_get_visible_rect (GTK_TEXT_VIEW (self->view), &seen);
  return !caret_rectangle (self, &where) ||
         (where.y >= seen.y && where.y + where.height <= seen.y + seen.height);
}

static void
follow_caret (EaselLiveView *self)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->window));
  GdkRectangle where;
  double page = gtk_adjustment_get_page_size (adjustment);
  double value = gtk_adjustment_get_value (adjustment);
  double bottom;

  if (!self->following || page <= 0 || !caret_rectangle (self, &where))
    return;
  /* Two lines below the caret stay in sight. */
  bottom = where.y + 3.0 * where.height + gtk_text_view_get_top_margin (GTK_TEXT_VIEW (self->view));
  if (bottom > value + page)
    gtk_adjustment_set_value (adjustment, bottom - page);
}

static gboolean
on_user_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  EaselLiveView *self = EASEL_LIVE_VIEW (widget);

  self->user_tick = 0;
  self->following = caret_is_seen (self);
  return G_SOURCE_REMOVE;
}

/* The user scrolls, in whatever way: follow only if the caret stays in sight. */
static void
on_user_moved (EaselLiveView *self)
{
  self->following = FALSE;
  if (self->user_tick == 0 && self->is_answer)
    self->user_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_user_tick_cb, NULL, NULL);
}

static gboolean
on_scroll_cb (EaselLiveView *self, double dx, double dy)
{
  on_user_moved (self);
  return FALSE;
}

static gboolean
on_scroll_child_cb (EaselLiveView *self, GtkScrollType type, gboolean horizontal)
{
  on_user_moved (self);
  return FALSE;
}

static gboolean
on_key_pressed_cb (EaselLiveView *self, guint key, guint code, GdkModifierType modifiers)
{
  on_user_moved (self);
  return FALSE;
}

static void
on_scrollbar_pressed_cb (EaselLiveView *self, int n_press, double x, double y)
{
  on_user_moved (self);
}

static void
watch_user (EaselLiveView *self)
{
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *press = gtk_gesture_click_new ();
  GtkWidget *scrollbar = gtk_scrolled_window_get_vscrollbar (GTK_SCROLLED_WINDOW (self->window));

  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (on_scroll_cb), self);
  gtk_widget_add_controller (self->window, scroll);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), self);
  gtk_widget_add_controller (self->window, keys);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (press), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (press, "pressed", G_CALLBACK (on_scrollbar_pressed_cb), self);
  gtk_widget_add_controller (scrollbar, GTK_EVENT_CONTROLLER (press));
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->window)),
                           "changed", G_CALLBACK (follow_caret), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->window, "scroll-child", G_CALLBACK (on_scroll_child_cb), self,
                           G_CONNECT_SWAPPED);
}

/* ------------------------------------------------------------ showing */

static gboolean
is_blank_at (const char *text, gsize at)
{
  return g_ascii_isspace (text[at]);
}

static void
append_words (EaselLiveView *self, EaselSegmentKind kind, EaselSegmentLook look, EaselSpan span)
{
  EaselSegment segment = {
    .kind = kind,
    .look = look,
    .in_result = look != EASEL_LOOK_DEL,
    .change = -1,
    .source = span.start,
    .source_length = span.length,
  };
  const char *text = kind == EASEL_SEGMENT_AFTER ? easel_live_diff_get_answer (self->diff)
                                                 : easel_live_diff_get_before (self->diff);

  if (span.length > 0)
    easel_diff_view_append (self->view, text, &segment);
}

static void
append_hunk (EaselLiveView *self, const EaselDiffHunk *hunk)
{
  const char *before = easel_live_diff_get_before (self->diff),
             *answer = easel_live_diff_get_answer (self->diff);
  Shown shown = { *hunk, easel_diff_view_get_insertion (self->view) };

  g_array_append_val (self->shown, shown);
  if (hunk->kind == EASEL_DIFF_EQUAL)
    {
      append_words (self, EASEL_SEGMENT_BEFORE, EASEL_LOOK_PLAIN, hunk->before);
      return;
    }
  append_words (self, EASEL_SEGMENT_BEFORE, EASEL_LOOK_DEL, hunk->before);
  if (hunk->before.length > 0 && hunk->after.length > 0 &&
      !is_blank_at (before, easel_span_end (hunk->before) - 1) && !is_blank_at (answer, hunk->after.start))
    easel_diff_view_append_gap (self->view, EASEL_GAP, -1);
  append_words (self, EASEL_SEGMENT_AFTER, EASEL_LOOK_INS, hunk->after);
}

static gboolean
is_same_hunk (const EaselDiffHunk *a, const EaselDiffHunk *b)
{
  return a->kind == b->kind && a->before.start == b->before.start && a->before.length == b->before.length &&
         a->after.start == b->after.start && a->after.length == b->after.length;
}

static guint
count_same (EaselLiveView *self)
{
  guint n = MIN (self->shown->len, easel_live_diff_get_n_hunks (self->diff));
  guint i = 0;

  while (i < n &&
         is_same_hunk (&g_array_index (self->shown, Shown, i).hunk, easel_live_diff_get_hunk (self->diff, i)))
    i++;
  return i;
}

/* The first segment that can stay of those that show what is pending: a long one
 * is cut in two where that begins now. */
static guint
find_tail (EaselLiveView *self, EaselSpan pending)
{
  guint low = self->first_pending, high = easel_diff_view_get_n_segments (self->view);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const EaselSegment *segment = easel_diff_view_get_segment (self->view, middle);

      /* A break for display has no source: the words before it have. */
      if (segment->kind == EASEL_SEGMENT_GAP && middle > low)
        segment = easel_diff_view_get_segment (self->view, --middle);
      if (segment->kind == EASEL_SEGMENT_GAP || segment->source + segment->source_length <= pending.start)
        low = middle + 1;
      else if (segment->source >= pending.start)
        high = middle;
      else
        {
          easel_diff_view_split (self->view, middle, easel_live_diff_get_before (self->diff), pending.start);
          return middle + 1;
        }
    }
  return low;
}

/* Writes what differs from what is shown; of what is pending only its beginning.
 * Returns the first segment behind what was written. */
static guint
write_changes (EaselLiveView *self, guint same, EaselSpan pending)
{
  guint first = self->first_pending, tail = find_tail (self, pending);
  guint n_segments = easel_diff_view_get_n_segments (self->view);
  EaselSpan front = pending;

  if (same < self->shown->len)
    first = MIN (first, g_array_index (self->shown, Shown, same).segment);
  if (tail < n_segments)
    front.length = easel_diff_view_get_segment (self->view, tail)->source - pending.start;
  /* The break between the two stays. */
  if (front.length > 0 && tail < n_segments && tail > first &&
      easel_diff_view_get_segment (self->view, tail - 1)->kind == EASEL_SEGMENT_GAP)
    tail--;
  easel_diff_view_begin_splice (self->view, first, tail - first);
  g_array_set_size (self->shown, same);
  for (guint i = same; i < easel_live_diff_get_n_hunks (self->diff); i++)
    append_hunk (self, easel_live_diff_get_hunk (self->diff, i));
  self->first_pending = easel_diff_view_get_insertion (self->view);
  append_words (self, EASEL_SEGMENT_BEFORE, EASEL_LOOK_PENDING, front);
  tail = easel_diff_view_end_splice (self->view);
  n_segments = easel_diff_view_get_n_segments (self->view);
  if (self->first_pending < n_segments)
    self->caret = easel_diff_view_get_segment (self->view, self->first_pending)->start;
  else
    self->caret = n_segments > 0 ? easel_diff_view_get_segment (self->view, n_segments - 1)->end : 0;
  self->pending = pending;
  return tail;
}

/**
 * easel_live_view_update:
 * @self: the view
 *
 * Shows what its diff says now. Call it once a frame, after
 * easel_live_diff_set_answer().
 */
void
easel_live_view_update (EaselLiveView *self)
{
  EaselSpan pending;
  guint same, first, end;

  g_return_if_fail (EASEL_IS_LIVE_VIEW (self));
  g_return_if_fail (self->diff != NULL);

  pending = easel_live_diff_get_pending (self->diff);
  same = count_same (self);
  if (same == self->shown->len && same == easel_live_diff_get_n_hunks (self->diff) &&
      pending.start == self->pending.start && pending.length == self->pending.length)
    return;
  first = same < self->shown->len ? g_array_index (self->shown, Shown, same).segment : self->first_pending;
  end = write_changes (self, same, pending);
  easel_diff_decor_apply (self->decor, self->view, first, end);
  easel_diff_view_set_caret (self->view, self->caret);
  follow_caret (self);
}

/**
 * easel_live_view_begin:
 * @self: the view
 * @diff: the diff of the growing answer
 * @locks: (array length=n_locks) (nullable): the locked spans of the text before
 * @n_locks: how many
 *
 * Begins to show an answer; at first the whole text is pending.
 */
void
easel_live_view_begin (EaselLiveView *self, EaselLiveDiff *diff, const EaselSpan *locks, gsize n_locks)
{
  g_return_if_fail (EASEL_IS_LIVE_VIEW (self));
  g_return_if_fail (diff != NULL);

  easel_live_diff_ref (diff);
  g_clear_pointer (&self->diff, easel_live_diff_unref);
  g_clear_pointer (&self->decor, easel_diff_decor_free);
  self->diff = diff;
  self->decor = easel_diff_decor_new (easel_live_diff_get_before (diff), locks, n_locks);
  self->following = self->is_answer;
  self->first_pending = 0;
  g_array_set_size (self->shown, 0);
  easel_diff_view_begin (self->view, strlen (easel_live_diff_get_before (diff)));
  write_changes (self, 0, easel_live_diff_get_pending (diff));
  easel_diff_view_end (self->view);
  easel_diff_decor_apply (self->decor, self->view, 0, G_MAXUINT);
  easel_diff_view_set_caret (self->view, self->caret);
  follow_caret (self);
}

/**
 * easel_live_view_get_n_changes:
 * @self: the view
 *
 * Returns: how many changes the answer makes so far
 */
guint
easel_live_view_get_n_changes (EaselLiveView *self)
{
  guint n = 0;

  g_return_val_if_fail (EASEL_IS_LIVE_VIEW (self), 0);

  for (guint i = 0; i < self->shown->len; i++)
    n += g_array_index (self->shown, Shown, i).hunk.kind != EASEL_DIFF_EQUAL;
  return n;
}

/**
 * easel_live_view_end:
 * @self: the view
 *
 * The answer is complete, or broke off: the caret goes, and the number of
 * changes is said.
 */
void
easel_live_view_end (EaselLiveView *self)
{
  guint n_changes;
  g_autofree char *sentence = NULL;

  g_return_if_fail (EASEL_IS_LIVE_VIEW (self));

  if (self->diff == NULL)
    return;
  easel_live_view_update (self);
  easel_diff_view_set_caret (self->view, -1);
  n_changes = easel_live_view_get_n_changes (self);
  sentence = g_strdup_printf (ngettext ("%u change", "%u changes", n_changes), n_changes);
  easel_announce (GTK_WIDGET (self->view), sentence);
}

/* ------------------------------------------------------------ object */

static gboolean
easel_live_view_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (EASEL_LIVE_VIEW (widget)->view));
}

/* Out of its child the focus leaves; GTK would give it to the view again. */
static gboolean
easel_live_view_focus (GtkWidget *widget, GtkDirectionType direction)
{
  return gtk_widget_child_focus (EASEL_LIVE_VIEW (widget)->window, direction);
}

static void
easel_live_view_dispose (GObject *object)
{
  EaselLiveView *self = EASEL_LIVE_VIEW (object);

  g_clear_pointer (&self->window, gtk_widget_unparent);
  G_OBJECT_CLASS (easel_live_view_parent_class)->dispose (object);
}

static void
easel_live_view_finalize (GObject *object)
{
  EaselLiveView *self = EASEL_LIVE_VIEW (object);

  g_clear_pointer (&self->diff, easel_live_diff_unref);
  g_clear_pointer (&self->decor, easel_diff_decor_free);
  g_array_unref (self->shown);
  G_OBJECT_CLASS (easel_live_view_parent_class)->finalize (object);
}

static void
easel_live_view_class_init (EaselLiveViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = easel_live_view_dispose;
  object_class->finalize = easel_live_view_finalize;
  widget_class->grab_focus = easel_live_view_grab_focus;
  widget_class->focus = easel_live_view_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "liveview");
}

static void
easel_live_view_init (EaselLiveView *self)
{
  GtkWidget *clamp = adw_clamp_scrollable_new ();

  self->shown = g_array_new (FALSE, FALSE, sizeof (Shown));
  self->caret = -1;
  self->is_answer = TRUE;
  self->view = easel_diff_view_new ();
  gtk_text_view_set_cursor_visible (GTK_TEXT_VIEW (self->view), FALSE);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (self->view), 12);
  gtk_text_view_set_bottom_margin (GTK_TEXT_VIEW (self->view), 60);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Prompt with the answer so far"), -1);
  adw_clamp_scrollable_set_maximum_size (ADW_CLAMP_SCROLLABLE (clamp), 768);
  adw_clamp_scrollable_set_tightening_threshold (ADW_CLAMP_SCROLLABLE (clamp), 768);
  adw_clamp_scrollable_set_child (ADW_CLAMP_SCROLLABLE (clamp), GTK_WIDGET (self->view));
  self->window = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->window), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->window), clamp);
  gtk_widget_set_parent (self->window, GTK_WIDGET (self));
  watch_user (self);
}

/**
 * easel_live_view_new:
 *
 * Returns: (transfer floating): a view without an answer
 */
GtkWidget *
easel_live_view_new (void)
{
  return g_object_new (EASEL_TYPE_LIVE_VIEW, NULL);
}

/**
 * easel_live_view_set_name:
 * @self: the view
 * @name: what a screen reader calls its text
 *
 * For a view that shows something else than an answer: what is read from its
 * beginning, and not followed to its end.
 */
void
easel_live_view_set_name (EaselLiveView *self, const char *name)
{
  g_return_if_fail (EASEL_IS_LIVE_VIEW (self));

  self->is_answer = FALSE;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
