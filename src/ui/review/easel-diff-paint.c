// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-diff-paint.h"

#include <math.h>

/* A span is drawn a rectangle for each display line; one that is far longer
 * than a window (a whole 1 MB text replaced) is cut to what can be seen. */
#define MAX_LINES_OF_A_SPAN 400

/* The signs are drawn on a square of this side, then scaled. */
#define EASEL_SIGN_SIZE 15

typedef void (*LineFunc) (GtkSnapshot *snapshot,
                          const EaselDiffColors *colors,
                          EaselDiffPaint paint,
                          const graphene_rect_t *rect);

static void
add_path (GtkSnapshot *snapshot, const char *data, const GdkRGBA *color, float stroke)
{
  g_autoptr (GskPath) path = gsk_path_parse (data);

  if (stroke > 0)
    {
      g_autoptr (GskStroke) how = gsk_stroke_new (stroke);

      gsk_stroke_set_line_cap (how, GSK_LINE_CAP_ROUND);
      gsk_stroke_set_line_join (how, GSK_LINE_JOIN_ROUND);
      gtk_snapshot_append_stroke (snapshot, path, how, color);
    }
  else
    gtk_snapshot_append_fill (snapshot, path, GSK_FILL_RULE_EVEN_ODD, color);
}

static void
fill_rounded (GtkSnapshot *snapshot, const graphene_rect_t *rect, const GdkRGBA *color)
{
  GskRoundedRect rounded;

  gsk_rounded_rect_init_from_rect (&rounded, rect, 4);
  gtk_snapshot_push_rounded_clip (snapshot, &rounded);
  gtk_snapshot_append_color (snapshot, color, rect);
  gtk_snapshot_pop (snapshot);
}

static void
border (GtkSnapshot *snapshot, const graphene_rect_t *rect, const GdkRGBA *color, float width, float radius)
{
  const float widths[] = { width, width, width, width };
  const GdkRGBA sides[] = { *color, *color, *color, *color };
  GskRoundedRect rounded;

  gsk_rounded_rect_init_from_rect (&rounded, rect, radius);
  gtk_snapshot_append_border (snapshot, &rounded, widths, sides);
}

static void
paint_tint (GtkSnapshot *snapshot,
            const EaselDiffColors *colors,
            EaselDiffPaint paint,
            const graphene_rect_t *rect)
{
  const GdkRGBA *tint, *line;

  switch (paint)
    {
    case EASEL_PAINT_INS:
      tint = &colors->ins_tint;
      line = &colors->ins_line;
      break;
    case EASEL_PAINT_DEL:
      tint = &colors->del_tint;
      line = &colors->del_line;
      break;
    case EASEL_PAINT_LEFT:
    case EASEL_PAINT_LOCKED:
    case EASEL_PAINT_FOCUS:
    default:
      tint = &colors->left_tint;
      line = &colors->left_line;
      break;
    }
  fill_rounded (snapshot, rect, tint);
  if (colors->border_width > 0)
    border (snapshot, rect, line, colors->border_width, 4);
}

static void
paint_locked (GtkSnapshot *snapshot,
              const EaselDiffColors *colors,
              EaselDiffPaint paint,
              const graphene_rect_t *rect)
{
  float bottom = rect->origin.y + rect->size.height - 1;

  fill_rounded (snapshot, rect, &colors->locked_tint);
  for (float x = rect->origin.x + 2; x + 2 <= rect->origin.x + rect->size.width - 1; x += 4)
    gtk_snapshot_append_color (snapshot, &colors->locked_dots, &GRAPHENE_RECT_INIT (x, bottom, 2, 1.5f));
}

static void
paint_focus (GtkSnapshot *snapshot,
             const EaselDiffColors *colors,
             EaselDiffPaint paint,
             const graphene_rect_t *rect)
{
  graphene_rect_t outer;

  graphene_rect_inset_r (rect, -2, -2, &outer);
  border (snapshot, &outer, &colors->focus, colors->focus_width, 6);
}

static gboolean
is_blank (const GtkTextIter *iter)
{
  return g_unichar_isspace (gtk_text_iter_get_char (iter));
}

/* The rectangle of the characters from @start up to, not including, @end, all
 * on one display line; spaces at which the line was wrapped are left out. */
static gboolean
line_rect (GtkTextView *view, const GtkTextIter *start, const GtkTextIter *end, graphene_rect_t *rect)
{
  GtkTextIter last = *end;
  GdkRectangle first_at, last_at;
  float x1, x2;

  do
    {
      if (!gtk_text_iter_backward_char (&last) || gtk_text_iter_compare (&last, start) < 0)
        return FALSE;
    }
  while (is_blank (&last) && gtk_text_iter_compare (&last, start) > 0);
  if (gtk_text_iter_get_char (&last) == '\n')
    return FALSE;
  gtk_text_view_get_iter_location (view, start, &first_at);
  gtk_text_view_get_iter_location (view, &last, &last_at);
  /* A right-to-left character has a negative width in some versions. */
  x1 = MIN (MIN (first_at.x, first_at.x + first_at.width), MIN (last_at.x, last_at.x + last_at.width));
  x2 = MAX (MAX (first_at.x, first_at.x + first_at.width), MAX (last_at.x, last_at.x + last_at.width));
  if (x2 <= x1)
    return FALSE;
  graphene_rect_init (rect, x1 - 2, MIN (first_at.y, last_at.y), x2 - x1 + 4,
                      MAX (first_at.height, last_at.height));
  return TRUE;
}

static void
for_each_line (GtkTextView *view,
               GtkSnapshot *snapshot,
               const EaselDiffColors *colors,
               EaselDiffPaint paint,
               const GtkTextIter *start,
               const GtkTextIter *end,
               LineFunc func)
{
  GtkTextIter at = *start;

  for (guint n = 0; n < MAX_LINES_OF_A_SPAN && gtk_text_iter_compare (&at, end) < 0; n++)
    {
      GtkTextIter next = at;
      graphene_rect_t rect;

      gtk_text_view_forward_display_line (view, &next);
      gtk_text_view_backward_display_line_start (view, &next);
      if (gtk_text_iter_compare (&next, &at) <= 0 || gtk_text_iter_compare (&next, end) > 0)
        next = *end;
      if (line_rect (view, &at, &next, &rect))
        func (snapshot, colors, paint, &rect);
      at = next;
    }
}

/**
 * easel_diff_paint_span:
 * @view: the text view that is being drawn
 * @snapshot: what to draw to, in buffer coordinates, below the text
 * @colors: the colours to use
 * @paint: what to draw
 * @start: where the span starts
 * @end: where it ends
 *
 * Draws the tint, the dots or the outline of one span, a rounded rectangle for
 * each display line that it touches. To be called from `snapshot_layer`; cheap
 * as long as only what can be seen is asked for.
 */
void
easel_diff_paint_span (GtkTextView *view,
                       GtkSnapshot *snapshot,
                       const EaselDiffColors *colors,
                       EaselDiffPaint paint,
                       const GtkTextIter *start,
                       const GtkTextIter *end)
{
  LineFunc func = paint_tint;
  GdkRectangle seen;
  GtkTextIter first, last, limit;

  gtk_text_view_get_visible_rect (view, &seen);
  gtk_text_view_get_line_at_y (view, &first, seen.y, NULL);
  gtk_text_view_get_line_at_y (view, &limit, seen.y + seen.height, NULL);
  gtk_text_iter_forward_line (&limit);
  last = *end;
  if (gtk_text_iter_compare (&first, start) < 0)
    first = *start;
  if (gtk_text_iter_compare (&limit, end) < 0)
    last = limit;
  if (paint == EASEL_PAINT_LOCKED)
    func = paint_locked;
  else if (paint == EASEL_PAINT_FOCUS)
    func = paint_focus;
  for_each_line (view, snapshot, colors, paint, &first, &last, func);
}

static void
paint_disc (GtkSnapshot *snapshot, const GdkRGBA *color)
{
  GskRoundedRect disc;

  gsk_rounded_rect_init_from_rect (&disc, &GRAPHENE_RECT_INIT (0, 0, EASEL_SIGN_SIZE, EASEL_SIGN_SIZE),
                                   EASEL_SIGN_SIZE / 2.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &disc);
  gtk_snapshot_append_color (snapshot, color, &disc.bounds);
  gtk_snapshot_pop (snapshot);
}

#define PADLOCK                                                                                              \
  "M 1.5 5.5 h 9 v 6.5 h -9 z M 3 6 V 3.75 a 3 3 0 0 1 6 0 V 6 h -1.6 V 3.75 a 1.4 1.4 0 0 0 -2.8 0 V 6 z"

/**
 * easel_diff_paint_sign:
 * @snapshot: what to draw to
 * @colors: the colours to use
 * @sign: which sign
 * @x: its left edge
 * @y: its top edge
 * @size: its width and height; 15 beside text of the usual size
 *
 * Draws the sign before a change.
 */
void
easel_diff_paint_sign (
    GtkSnapshot *snapshot, const EaselDiffColors *colors, EaselDiffSign sign, float x, float y, float size)
{
  const graphene_rect_t ring =
      GRAPHENE_RECT_INIT (0.25f, 0.25f, EASEL_SIGN_SIZE - 0.5f, EASEL_SIGN_SIZE - 0.5f);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_scale (snapshot, size / EASEL_SIGN_SIZE, size / EASEL_SIGN_SIZE);
  switch (sign)
    {
    case EASEL_SIGN_TAKEN:
      paint_disc (snapshot, &colors->taken_disc);
      add_path (snapshot, "M 4 7.8 L 6.5 10.3 L 11 5", &colors->disc_mark, 2);
      break;
    case EASEL_SIGN_LEFT:
      paint_disc (snapshot, &colors->left_disc);
      add_path (snapshot, "M 5 5 L 10 10 M 10 5 L 5 10", &colors->disc_mark, 1.8f);
      break;
    case EASEL_SIGN_LOCKED:
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (1.5f, 1));
      add_path (snapshot, PADLOCK, &colors->ring, 0);
      break;
    case EASEL_SIGN_CONFLICT:
      border (snapshot, &ring, &colors->del_line, 1.5f, EASEL_SIGN_SIZE / 2.0f);
      add_path (snapshot, "M 7.5 4 V 8 M 7.5 10.6 V 10.8", &colors->del_line, 1.8f);
      break;
    case EASEL_SIGN_OPEN:
    default:
      border (snapshot, &ring, &colors->ring, 1.5f, EASEL_SIGN_SIZE / 2.0f);
      break;
    }
  gtk_snapshot_restore (snapshot);
}

/**
 * easel_diff_paint_padlock:
 * @view: the text view that is being drawn
 * @snapshot: what to draw to, in buffer coordinates
 * @colors: the colours to use
 * @at: a place in the line that holds locked words
 *
 * Draws a padlock in the margin before the display line of @at. The view needs
 * a margin of 20 pixels or more there.
 */
void
easel_diff_paint_padlock (GtkTextView *view,
                          GtkSnapshot *snapshot,
                          const EaselDiffColors *colors,
                          const GtkTextIter *at)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (view)) == GTK_TEXT_DIR_RTL;
  GdkRectangle where;
  float x = gtk_text_view_get_left_margin (view) - 20;

  gtk_text_view_get_iter_location (view, at, &where);
  if (rtl)
    x = gtk_widget_get_width (GTK_WIDGET (view)) - gtk_text_view_get_right_margin (view) + 8;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, where.y + (where.height - 13) / 2.0f));
  add_path (snapshot, PADLOCK, &colors->off_text, 0);
  gtk_snapshot_restore (snapshot);
}

/**
 * easel_diff_paint_caret:
 * @view: the text view that is being drawn
 * @snapshot: what to draw to, in buffer coordinates
 * @colors: the colours to use
 * @at: where the answer has come to
 *
 * Draws the accent caret that shows where a growing answer stands.
 */
void
easel_diff_paint_caret (GtkTextView *view,
                        GtkSnapshot *snapshot,
                        const EaselDiffColors *colors,
                        const GtkTextIter *at)
{
  GdkRectangle where;

  gtk_text_view_get_iter_location (view, at, &where);
  gtk_snapshot_append_color (snapshot, &colors->focus,
                             &GRAPHENE_RECT_INIT (where.x, where.y, colors->focus_width, where.height));
}
