// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-thread-view-private.h"

/*
 * Which rows are where. One row, the anchor, keeps its place; the others are measured
 * and set above and below it until the view is full. The scrollbar shows what that
 * comes to with the heights that are known and those that are guessed.
 */

#define COLUMN 720
#define EDGE 18
#define EDGE_NARROW 12
#define NARROW 560
#define PAD_TOP 18
#define PAD_BOTTOM 24
#define GAP_MESSAGE 21
/* Below what may be done with a message, which keeps its room while it is not seen. */
#define GAP_FOOTER 4
#define GAP_BLOCK 10
#define GAP_ITEM 5
#define GAP_HEADING 16
/* Of the column, for what the user wrote. */
#define BUBBLE_SHARE 0.86
#define SETTLE_MS 250
#define PREFETCH 6

/* Whether there is such a row. */
gboolean
_easel_thread_view_has_place (EaselThreadView *self, EaselThreadPlace place)
{
  return place.message < easel_thread_model_get_n_messages (self->model) &&
         place.row < easel_thread_model_get_n_rows (self->model, place.message);
}

/* The row after; FALSE at the end. */
gboolean
_easel_thread_view_next (EaselThreadView *self, EaselThreadPlace *place)
{
  EaselThreadPlace next = { place->message, place->row + 1 };

  while (!_easel_thread_view_has_place (self, next))
    {
      if (next.message + 1 >= easel_thread_model_get_n_messages (self->model))
        return FALSE;
      next = (EaselThreadPlace) { next.message + 1, 0 };
      easel_thread_model_ensure (self->model, next.message);
    }
  *place = next;
  return TRUE;
}

/* The row before; FALSE at the beginning. */
gboolean
_easel_thread_view_previous (EaselThreadView *self, EaselThreadPlace *place)
{
  EaselThreadPlace previous = *place;

  while (previous.row == 0)
    {
      if (previous.message == 0)
        return FALSE;
      previous.message--;
      easel_thread_model_ensure (self->model, previous.message);
      previous.row = easel_thread_model_get_n_rows (self->model, previous.message);
    }
  previous.row--;
  *place = previous;
  return TRUE;
}

EaselThreadPlace
_easel_thread_view_block_place (EaselThreadView *self, guint message, guint block)
{
  return (EaselThreadPlace) { message, easel_thread_model_get_first_block (self->model, message) + block };
}

EaselThreadShown *
_easel_thread_view_find_shown (EaselThreadView *self, EaselThreadPlace place)
{
  for (guint i = 0; i < self->shown->len; i++)
    {
      EaselThreadShown *shown = &g_array_index (self->shown, EaselThreadShown, i);

      if (shown->place.message == place.message && shown->place.row == place.row)
        return shown;
    }
  return NULL;
}

static EaselBlock *
get_block (EaselThreadView *self, EaselThreadPlace place)
{
  if (easel_thread_model_get_kind (self->model, place) != EASEL_THREAD_ROW_BLOCK)
    return NULL;
  return easel_thread_model_get_block (self->model, place);
}

/* The room above a row. */
static int
get_gap (EaselThreadView *self, EaselThreadPlace place)
{
  EaselBlock *block, *above;

  if (place.row == 0 && place.message > 0)
    return easel_thread_model_get_voice (self->model, place.message - 1) == EASEL_THREAD_VOICE_NOTICE
               ? GAP_MESSAGE
               : GAP_FOOTER;
  if (place.row == 0)
    return 0;
  block = get_block (self, place);
  above = get_block (self, (EaselThreadPlace) { place.message, place.row - 1 });
  if (block == NULL || above == NULL)
    return GAP_ITEM;
  if (block->continues ||
      easel_thread_model_get_voice (self->model, place.message) == EASEL_THREAD_VOICE_USER)
    return 0;
  if (block->kind == EASEL_BLOCK_HEADING)
    return GAP_HEADING;
  if (block->indent > 0 && above->indent > 0)
    return GAP_ITEM;
  return GAP_BLOCK;
}

static void
find_column (EaselThreadView *self, int width, int *x, int *column)
{
  int edge = width < NARROW ? EDGE_NARROW : EDGE;

  *column = CLAMP (width - 2 * edge, 40, COLUMN);
  *x = (width - *column) / 2;
}

/* The width of a row, and with it the place of its start and its height. */
static void
measure_row (EaselThreadView *self, EaselThreadShown *shown, int width)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int column, minimum;

  find_column (self, width, &shown->x, &column);
  shown->width = column;
  if (easel_thread_model_get_voice (self->model, shown->place.message) == EASEL_THREAD_VOICE_USER)
    {
      int widest = (int) (column * BUBBLE_SHARE);
      int natural = widest;

      if (easel_thread_model_get_n_blocks (self->model, shown->place.message) <= 1 ||
          shown->pool != EASEL_THREAD_ROW_BLOCK)
        gtk_widget_measure (shown->widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &natural, NULL, NULL);
      shown->width = CLAMP (natural, 40, widest);
      if (!rtl)
        shown->x += column - shown->width;
    }
  gtk_widget_measure (shown->widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  shown->width = MAX (shown->width, minimum);
  gtk_widget_measure (shown->widget, GTK_ORIENTATION_VERTICAL, shown->width, &shown->height, NULL, NULL,
                      NULL);
  /* Nothing yet: as high as it may become. */
  if (shown->pool == EASEL_THREAD_ROW_BLOCK &&
      easel_block_row_get_block (EASEL_BLOCK_ROW (shown->widget)) == NULL)
    shown->height = MAX (
        shown->height, easel_thread_model_get_height (self->model, shown->place.message) /
                           MAX (1, (int) easel_thread_model_get_n_rows (self->model, shown->place.message)));
}

/* ---- the rows ---- */

typedef struct
{
  EaselThreadView *view;
  GArray *old;
  int width;
  int height;
  int overscan;
  gboolean at_top;
  gboolean at_bottom;
} Pass;

static EaselThreadShown
take (Pass *pass, EaselThreadPlace place)
{
  EaselThreadShown shown = _easel_thread_view_take_row (pass->view, place, pass->old);

  measure_row (pass->view, &shown, pass->width);
  return shown;
}

static EaselThreadShown *
get_shown (Pass *pass, guint index)
{
  return &g_array_index (pass->view->shown, EaselThreadShown, index);
}

static int
get_bottom (Pass *pass)
{
  EaselThreadShown *last = get_shown (pass, pass->view->shown->len - 1);

  return last->y + last->height;
}

static void
fill_down (Pass *pass)
{
  while (!pass->at_bottom && get_bottom (pass) < pass->height + pass->overscan)
    {
      EaselThreadPlace place = get_shown (pass, pass->view->shown->len - 1)->place;
      EaselThreadShown shown;

      pass->at_bottom = !_easel_thread_view_next (pass->view, &place);
      if (pass->at_bottom)
        break;
      shown = take (pass, place);
      shown.y = get_bottom (pass) + get_gap (pass->view, place);
      g_array_append_val (pass->view->shown, shown);
    }
}

static void
fill_up (Pass *pass)
{
  while (!pass->at_top && get_shown (pass, 0)->y > -pass->overscan)
    {
      EaselThreadPlace place = get_shown (pass, 0)->place;
      int limit = get_shown (pass, 0)->y - get_gap (pass->view, place);
      EaselThreadShown shown;

      pass->at_top = !_easel_thread_view_previous (pass->view, &place);
      if (pass->at_top)
        break;
      shown = take (pass, place);
      shown.y = limit - shown.height;
      g_array_prepend_val (pass->view->shown, shown);
    }
}

static void
shift (Pass *pass, int by)
{
  for (guint i = 0; i < pass->view->shown->len; i++)
    get_shown (pass, i)->y += by;
}

/* Nothing above the first row but the edge, and nothing below the last if what there is
 * fills the view. */
static void
fill (Pass *pass)
{
  fill_down (pass);
  fill_up (pass);
  for (guint round = 0; round < 3; round++)
    {
      if (pass->at_bottom && get_bottom (pass) + PAD_BOTTOM < pass->height)
        {
          shift (pass, pass->height - PAD_BOTTOM - get_bottom (pass));
          fill_up (pass);
        }
      if (pass->at_top && get_shown (pass, 0)->y > PAD_TOP)
        {
          shift (pass, PAD_TOP - get_shown (pass, 0)->y);
          fill_down (pass);
        }
      else
        break;
    }
}

/* Lets go of rows that are far outside. */
static void
trim (Pass *pass)
{
  GArray *rows = pass->view->shown;

  while (rows->len > 1 && get_shown (pass, 0)->y + get_shown (pass, 0)->height < -2 * pass->overscan)
    {
      _easel_thread_view_give_row (pass->view, get_shown (pass, 0));
      g_array_remove_index (rows, 0);
      pass->at_top = FALSE;
    }
  while (rows->len > 1 && get_shown (pass, rows->len - 1)->y > pass->height + 2 * pass->overscan)
    {
      _easel_thread_view_give_row (pass->view, get_shown (pass, rows->len - 1));
      g_array_set_size (rows, rows->len - 1);
      pass->at_bottom = FALSE;
    }
}

/* ---- the scrollbar ---- */

/* Notes the heights of the messages that are shown whole. */
static void
note_heights (Pass *pass)
{
  EaselThreadView *self = pass->view;

  for (guint i = 0; i < self->shown->len;)
    {
      guint message = get_shown (pass, i)->place.message;
      guint first = i;

      while (i < self->shown->len && get_shown (pass, i)->place.message == message)
        i++;
      if (get_shown (pass, first)->place.row == 0 &&
          i - first == easel_thread_model_get_n_rows (self->model, message) &&
          easel_thread_model_is_known (self->model, message))
        {
          int top = get_shown (pass, first)->y - get_gap (self, get_shown (pass, first)->place);

          easel_thread_model_set_height (
              self->model, message,
              MAX (1, get_shown (pass, i - 1)->y + get_shown (pass, i - 1)->height - top));
        }
    }
}

/* How far the view is below the first message's top, with what is known. */
static double
find_value (Pass *pass)
{
  EaselThreadView *self = pass->view;
  EaselThreadShown *first = get_shown (pass, 0);
  guint n_rows;

  if (pass->at_top)
    return PAD_TOP - first->y;
  for (guint i = 0; i < self->shown->len; i++)
    {
      EaselThreadShown *shown = get_shown (pass, i);

      if (shown->place.row == 0)
        return PAD_TOP + easel_thread_model_sum_heights (self->model, shown->place.message) - shown->y +
               get_gap (self, shown->place);
    }
  n_rows = MAX (1, easel_thread_model_get_n_rows (self->model, first->place.message));
  return PAD_TOP + easel_thread_model_sum_heights (self->model, first->place.message) - first->y +
         easel_thread_model_get_height (self->model, first->place.message) * (double) first->place.row /
             n_rows;
}

static gboolean
on_settled_cb (gpointer data)
{
  EaselThreadView *self = data;

  self->settle = 0;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

static void
set_adjustments (Pass *pass)
{
  EaselThreadView *self = pass->view;
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];
  double value = find_value (pass);
  double upper =
      pass->at_bottom
          ? value + get_bottom (pass) + PAD_BOTTOM
          : PAD_TOP + PAD_BOTTOM +
                easel_thread_model_sum_heights (self->model, easel_thread_model_get_n_messages (self->model));
  gboolean is_moving = g_get_monotonic_time () - self->scrolled_at < SETTLE_MS * 1000;

  upper = MAX (upper, value + pass->height);
  if (adjustment == NULL)
    return;
  /* While one scrolls, the place in a guessed whole is not corrected: what scrolls
   * would go to and fro. */
  if (is_moving && !pass->at_top && !pass->at_bottom && self->value > pass->height &&
      self->value < gtk_adjustment_get_upper (adjustment) - 2 * pass->height)
    {
      if (self->settle == 0)
        self->settle = g_timeout_add (SETTLE_MS, on_settled_cb, self);
      return;
    }
  self->value = MAX (value, 0);
  self->sets_adjustment = TRUE;
  gtk_adjustment_configure (adjustment, self->value, 0, upper, pass->height * 0.1, pass->height * 0.9,
                            pass->height);
  self->sets_adjustment = FALSE;
}

/* The user, or the scrollbar, moved. */
void
_easel_thread_view_scrolled (EaselThreadView *self)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];
  double value = gtk_adjustment_get_value (adjustment);
  double page = gtk_adjustment_get_page_size (adjustment);
  double change = value - self->value;

  if (self->sets_adjustment || change == 0)
    return;
  if (ABS (change) <= 3 * page)
    self->anchor_y -= (int) change;
  else
    {
      double rest;
      guint message = easel_thread_model_find_height (self->model, MAX (value - PAD_TOP, 0), &rest);
      guint n_rows;
      int height;

      easel_thread_model_ensure (self->model, message);
      n_rows = MAX (1, easel_thread_model_get_n_rows (self->model, message));
      height = MAX (1, easel_thread_model_get_height (self->model, message));
      self->anchor = (EaselThreadPlace) { message, MIN (n_rows - 1, (guint) (rest * n_rows / height)) };
      self->anchor_y = (int) (self->anchor.row * (double) height / n_rows - rest);
    }
  self->direction = change < 0 ? -1 : 1;
  self->scrolled_at = g_get_monotonic_time ();
  self->value = value;
  self->follows_start = FALSE;
  self->follows_end = value + page >= gtk_adjustment_get_upper (adjustment) - 1 && change > 0;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* ---- all of it ---- */

static EaselThreadPlace
find_last (EaselThreadView *self)
{
  EaselThreadPlace place = { easel_thread_model_get_n_messages (self->model), 0 };

  return _easel_thread_view_previous (self, &place) ? place : (EaselThreadPlace) { 0, 0 };
}

static void
place_first (Pass *pass)
{
  EaselThreadView *self = pass->view;
  EaselThreadPlace place = self->follows_end ? find_last (self) : self->anchor;
  EaselThreadShown shown;

  if (place.message >= easel_thread_model_get_n_messages (self->model))
    place = find_last (self);
  easel_thread_model_ensure (self->model, place.message);
  if (!_easel_thread_view_has_place (self, place))
    {
      guint n_rows = easel_thread_model_get_n_rows (self->model, place.message);

      place.row = n_rows > 0 ? n_rows - 1 : 0;
      if (n_rows == 0 && !_easel_thread_view_next (self, &place) &&
          !_easel_thread_view_previous (self, &place))
        return;
    }
  shown = take (pass, place);
  shown.y = self->follows_end ? pass->height - PAD_BOTTOM - shown.height : self->anchor_y;
  g_array_append_val (self->shown, shown);
}

static gboolean
is_in_view (Pass *pass, const EaselThreadShown *shown)
{
  return shown->y + shown->height > 0 && shown->y < pass->height;
}

/* The row that stays: the one that stayed, as long as it is in view; else the first that
 * is known, for others may come to be higher than was guessed. */
static EaselThreadShown *
choose_anchor (Pass *pass)
{
  EaselThreadView *self = pass->view;
  EaselThreadShown *kept = _easel_thread_view_find_shown (self, self->anchor);
  EaselThreadShown *first = NULL;

  if (kept != NULL && is_in_view (pass, kept))
    return kept;
  for (guint i = 0; i < self->shown->len; i++)
    {
      EaselThreadShown *shown = get_shown (pass, i);

      if (!is_in_view (pass, shown))
        continue;
      if (easel_thread_model_is_known (self->model, shown->place.message))
        return shown;
      if (first == NULL)
        first = shown;
    }
  return first != NULL ? first : get_shown (pass, 0);
}

static void
keep_anchor (Pass *pass)
{
  EaselThreadView *self = pass->view;
  EaselThreadShown *anchor = choose_anchor (pass);
  gpointer first = anchor->message;
  gboolean at_end = pass->at_bottom && get_bottom (pass) + PAD_BOTTOM <= pass->height + 1;

  self->anchor = anchor->place;
  self->anchor_y = anchor->y;
  for (guint i = self->shown->len; i > 0; i--)
    if (is_in_view (pass, get_shown (pass, i - 1)))
      first = get_shown (pass, i - 1)->message;
  if (at_end && self->direction >= 0)
    self->follows_end = TRUE;
  if (at_end != self->at_end)
    {
      self->at_end = at_end;
      g_object_notify (G_OBJECT (self), "at-end");
    }
  if (self->first_in_view != first)
    {
      self->first_in_view = first;
      g_signal_emit_by_name (self, "place-changed");
    }
}

/* Has what may be seen next loaded. */
static void
prefetch (Pass *pass)
{
  EaselThreadView *self = pass->view;
  guint first = get_shown (pass, 0)->place.message;
  guint last = get_shown (pass, self->shown->len - 1)->place.message;
  guint n = easel_thread_model_get_n_messages (self->model);

  for (guint i = 1; i <= PREFETCH; i++)
    {
      if (self->direction <= 0 && first >= i && !easel_thread_model_is_known (self->model, first - i))
        easel_thread_model_ensure (self->model, first - i);
      if (self->direction >= 0 && last + i < n && !easel_thread_model_is_known (self->model, last + i))
        easel_thread_model_ensure (self->model, last + i);
    }
  easel_thread_model_forget (self->model, first, last);
}

void
_easel_thread_view_clear_shown (EaselThreadView *self)
{
  for (guint i = 0; i < self->shown->len; i++)
    _easel_thread_view_give_row (self, &g_array_index (self->shown, EaselThreadShown, i));
  g_array_set_size (self->shown, 0);
}

/* Puts the rows where they belong in a view of this size. */
void
_easel_thread_view_lay_out (EaselThreadView *self, int width, int height)
{
  g_autoptr (GArray) old = self->shown;
  Pass pass = { self, old, width, height, MAX (height / 3, 120), FALSE, FALSE };

  self->shown = g_array_new (FALSE, TRUE, sizeof (EaselThreadShown));
  self->in_layout = TRUE;
  if (easel_thread_model_get_n_messages (self->model) > 0)
    place_first (&pass);
  if (self->shown->len > 0)
    {
      fill (&pass);
      trim (&pass);
    }
  for (guint i = 0; i < old->len; i++)
    if (g_array_index (old, EaselThreadShown, i).widget != NULL)
      _easel_thread_view_give_row (self, &g_array_index (old, EaselThreadShown, i));
  for (guint i = 0; i < self->shown->len; i++)
    {
      EaselThreadShown *shown = get_shown (&pass, i);

      gtk_widget_size_allocate (shown->widget,
                                &(GtkAllocation) { shown->x, shown->y, shown->width, shown->height }, -1);
    }
  if (self->shown->len > 0)
    {
      note_heights (&pass);
      set_adjustments (&pass);
      keep_anchor (&pass);
      prefetch (&pass);
    }
  else if (self->adjustments[GTK_ORIENTATION_VERTICAL] != NULL)
    {
      self->sets_adjustment = TRUE;
      gtk_adjustment_configure (self->adjustments[GTK_ORIENTATION_VERTICAL], 0, 0, height, 1, 1, height);
      self->sets_adjustment = FALSE;
    }
  self->in_layout = FALSE;
}

/* Shows the first message, also if it is yet to come. */
void
_easel_thread_view_scroll_to_start (EaselThreadView *self)
{
  self->follows_end = FALSE;
  self->follows_start = TRUE;
  self->anchor = (EaselThreadPlace) { 0, 0 };
  self->anchor_y = PAD_TOP;
  self->direction = -1;
  dex_future_disown (easel_thread_model_complete (self->model));
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* Brings a row into view: where it is if it is there, at the top third if not. */
void
_easel_thread_view_show_place (EaselThreadView *self, EaselThreadPlace place)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  EaselThreadShown *shown = _easel_thread_view_find_shown (self, place);

  self->follows_end = self->follows_start = FALSE;
  self->direction = -1;
  if (shown == NULL)
    {
      self->anchor = place;
      self->anchor_y = height / 3;
    }
  else if (shown->y < PAD_TOP)
    {
      self->anchor = place;
      self->anchor_y = PAD_TOP;
    }
  else if (shown->y + shown->height > height - PAD_BOTTOM)
    {
      self->anchor = place;
      self->anchor_y = MAX (PAD_TOP, height - PAD_BOTTOM - shown->height);
    }
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}
