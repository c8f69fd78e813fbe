// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-review-pill.h"

/**
 * EaselReviewPill:
 *
 * The buttons to take and leave a change, floating beside it in the text.
 */
struct _EaselReviewPill
{
  GtkBox parent_instance;
};

G_DEFINE_FINAL_TYPE (EaselReviewPill, easel_review_pill, GTK_TYPE_BOX)

static gboolean
has_other_change (EaselDiffView *view, int change, const GtkTextIter *start, const GtkTextIter *end)
{
  /* Its neighbours are the ones that can stand on the lines beside it. */
  for (int i = MAX (0, change - 3); i < change + 4; i++)
    {
      guint first, last;

      if (i != change && easel_diff_view_get_change (view, i, &first, &last) &&
          easel_diff_view_get_segment (view, first)->start < gtk_text_iter_get_offset (end) &&
          easel_diff_view_get_segment (view, last)->end > gtk_text_iter_get_offset (start))
        return TRUE;
    }
  return FALSE;
}

static gboolean
next_line_is_free (EaselDiffView *view, int change, const GtkTextIter *at)
{
  GtkTextView *text_view = GTK_TEXT_VIEW (view);
  GtkTextIter start = *at, end;

  if (!gtk_text_view_forward_display_line (text_view, &start))
    return TRUE;
  gtk_text_view_backward_display_line_start (text_view, &start);
  end = start;
  gtk_text_view_forward_display_line_end (text_view, &end);
  return !has_other_change (view, change, &start, &end);
}

static gboolean
previous_line_is_free (EaselDiffView *view, int change, const GtkTextIter *at)
{
  GtkTextView *text_view = GTK_TEXT_VIEW (view);
  GtkTextIter start, end = *at;

  gtk_text_view_backward_display_line_start (text_view, &end);
  if (gtk_text_iter_is_start (&end))
    return FALSE;
  start = end;
  gtk_text_iter_backward_char (&start);
  gtk_text_view_backward_display_line_start (text_view, &start);
  return !has_other_change (view, change, &start, &end);
}

static void
easel_review_pill_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), EASEL_TYPE_REVIEW_PILL);
  G_OBJECT_CLASS (easel_review_pill_parent_class)->dispose (object);
}

static void
easel_review_pill_class_init (EaselReviewPillClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_review_pill_dispose;
  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               RESOURCE_PREFIX "/ui/review/easel-review-pill.ui");
}

static void
easel_review_pill_init (EaselReviewPill *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * easel_review_pill_new:
 * @view: the view that is to hold it
 *
 * Makes the buttons a hidden child of @view.
 *
 * Returns: (transfer none): the pill
 */
EaselReviewPill *
easel_review_pill_new (EaselDiffView *view)
{
  EaselReviewPill *self = g_object_new (EASEL_TYPE_REVIEW_PILL, "visible", FALSE, NULL);

  gtk_text_view_add_overlay (GTK_TEXT_VIEW (view), GTK_WIDGET (self), 0, 0);
  return self;
}

/**
 * easel_review_pill_place:
 * @self: the pill
 * @view: the view that holds it
 * @change: the focused change
 *
 * Moves the pill below the last line of the change, its end at the change's
 * end; above the first line, if the next one holds another change. It never
 * covers the change itself.
 */
void
easel_review_pill_place (EaselReviewPill *self, EaselDiffView *view, int change)
{
  GtkTextView *text_view = GTK_TEXT_VIEW (view);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (text_view);
  GtkTextIter start, end;
  GdkRectangle top, bottom;
  GtkRequisition size;
  guint first, last;
  int left, right, x, y;

  g_return_if_fail (EASEL_IS_REVIEW_PILL (self));

  if (!easel_diff_view_get_change (view, change, &first, &last))
    return;
  gtk_text_buffer_get_iter_at_offset (buffer, &start, easel_diff_view_get_segment (view, first)->start);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, easel_diff_view_get_segment (view, last)->end);
  if (gtk_text_iter_compare (&end, &start) > 0)
    gtk_text_iter_backward_char (&end);
  gtk_text_view_get_iter_location (text_view, &start, &top);
  gtk_text_view_get_iter_location (text_view, &end, &bottom);
  gtk_widget_get_preferred_size (GTK_WIDGET (self), NULL, &size);
  left = gtk_text_view_get_left_margin (text_view);
  right = gtk_widget_get_width (GTK_WIDGET (view)) - gtk_text_view_get_right_margin (text_view) - size.width;
  x = CLAMP (bottom.x + bottom.width - size.width, left, MAX (left, right));
  y = bottom.y + bottom.height + 4;
  if (!next_line_is_free (view, change, &end) && previous_line_is_free (view, change, &start))
    y = top.y + top.height - bottom.height - size.height - 4;
  gtk_text_view_move_overlay (text_view, GTK_WIDGET (self), x, y);
}
