// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-thread-view-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "easel-block-copy.h"

/* Mouse and keys. */

#define SCROLL_STEP 14

/* ---- links ---- */

/* Shows where a link leads, at the foot of the view; NULL hides that. */
void
_easel_thread_view_show_target (EaselThreadView *self, const char *target)
{
  g_autofree char *shown = target != NULL ? easel_link_to_shown (target) : NULL;

  if (shown != NULL)
    gtk_label_set_text (GTK_LABEL (self->target), shown);
  gtk_widget_set_visible (self->target, shown != NULL);
}

static void
launch (EaselThreadView *self, const char *target)
{
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (target);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_uri_launcher_launch (launcher, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, NULL, NULL);
}

static void
on_asked_cb (GObject *dialog, GAsyncResult *result, gpointer data)
{
  g_autoptr (EaselThreadView) self = EASEL_THREAD_VIEW (data);
  const char *target = g_object_get_data (dialog, "easel-target");

  if (g_str_equal (adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (dialog), result), "open"))
    launch (self, target);
}

/* Asks, with the true target, and opens what may be opened. */
void
_easel_thread_view_open (EaselThreadView *self, const char *target)
{
  g_autofree char *shown = easel_link_to_shown (target);
  gboolean may_open = easel_link_may_open (target);
  AdwDialog *dialog;

  dialog = adw_alert_dialog_new (may_open ? _ ("Open This Link?") : _ ("This Link Cannot Be Opened"), NULL);
  if (may_open)
    adw_alert_dialog_set_body (ADW_ALERT_DIALOG (dialog), shown);
  else
    adw_alert_dialog_format_body (ADW_ALERT_DIALOG (dialog),
                                  _ ("It leads to “%s”. Only web and mail addresses are opened."), shown);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "cancel",
                                 may_open ? _ ("_Cancel") : _ ("_Close"));
  if (may_open)
    {
      adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "open", _ ("_Open"));
      adw_alert_dialog_set_default_response (ADW_ALERT_DIALOG (dialog), "open");
    }
  adw_alert_dialog_set_close_response (ADW_ALERT_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "easel-target", g_strdup (target), g_free);
  adw_alert_dialog_choose (ADW_ALERT_DIALOG (dialog), GTK_WIDGET (self), NULL, on_asked_cb,
                           g_object_ref (self));
}

static const EaselInline *
find_link (EaselThreadView *self, double x, double y)
{
  EaselThreadPoint point;
  gboolean exact;
  EaselBlock *block;

  if (!_easel_thread_view_find_point (self, x, y, &point, &exact) || !exact)
    return NULL;
  block = easel_thread_model_get_block (self->model,
                                        _easel_thread_view_block_place (self, point.message, point.block));
  return block != NULL ? easel_block_find_target (block, point.offset) : NULL;
}

static void
on_motion_cb (EaselThreadView *self, double x, double y)
{
  const EaselInline *link = self->is_selecting ? NULL : find_link (self, x, y);

  _easel_thread_view_show_target (self, link != NULL ? link->target : NULL);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), link != NULL ? "pointer" : "text");
}

static void
on_leave_cb (EaselThreadView *self)
{
  _easel_thread_view_show_target (self, NULL);
}

/* ---- selecting ---- */

/* The block that a point is in now, and the point at a character of it. */
static EaselBlock *
get_point_block (EaselThreadView *self, EaselThreadPoint *point)
{
  EaselBlock *block = easel_thread_model_get_block (
      self->model, _easel_thread_view_block_place (self, point->message, point->block));

  if (block != NULL)
    point->offset = _easel_thread_view_find_character (block, point->offset);
  return block;
}

static gboolean
is_word (const char *at)
{
  gunichar c = g_utf8_get_char (at);

  return g_unichar_isalnum (c) || c == '_' || g_unichar_ismark (c);
}

static void
select_word (EaselThreadView *self, EaselThreadPoint point)
{
  EaselBlock *block = get_point_block (self, &point);
  /* After it: the point may be another now. */
  EaselThreadPoint start = point, end = point;

  if (block == NULL)
    return;
  while (start.offset > 0 && is_word (g_utf8_prev_char (block->text + start.offset)))
    start.offset = (gsize) (g_utf8_prev_char (block->text + start.offset) - block->text);
  while (end.offset < block->length && is_word (block->text + end.offset))
    end.offset = (gsize) (g_utf8_next_char (block->text + end.offset) - block->text);
  _easel_thread_view_select (self, start, end);
}

static void
select_block (EaselThreadView *self, EaselThreadPoint point)
{
  EaselBlock *block = get_point_block (self, &point);

  if (block != NULL)
    _easel_thread_view_select (self, (EaselThreadPoint) { point.message, point.block, 0 },
                               (EaselThreadPoint) { point.message, point.block, block->length });
}

static void
focus_row (EaselThreadView *self, EaselThreadPlace place)
{
  EaselThreadShown *shown = _easel_thread_view_find_shown (self, place);

  self->focused = place;
  self->focused_link = 0;
  self->focused_message = easel_thread_model_get_message (self->model, place.message);
  if (shown == NULL)
    return;
  if (shown->pool == EASEL_THREAD_ROW_BLOCK || shown->pool == EASEL_THREAD_POOL_CODE)
    gtk_widget_grab_focus (shown->widget);
  else
    gtk_widget_child_focus (shown->widget, GTK_DIR_TAB_FORWARD);
}

static void
on_pressed_cb (EaselThreadView *self, int n_press, double x, double y, GtkGestureClick *gesture)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  EaselThreadPoint point;
  gboolean exact;

  self->moved = FALSE;
  if (!_easel_thread_view_find_point (self, x, y, &point, &exact))
    return;
  focus_row (self, _easel_thread_view_block_place (self, point.message, point.block));
  if ((state & GDK_SHIFT_MASK) != 0)
    {
      _easel_thread_view_select (self, self->from, point);
      self->moved = TRUE;
    }
  else if (n_press == 2)
    select_word (self, point);
  else if (n_press >= 3)
    select_block (self, point);
  else
    _easel_thread_view_select (self, point, point);
}

static void
on_menu_cb (EaselThreadView *self, int n_press, double x, double y)
{
  _easel_thread_view_pop_up_at (self, x, y);
}

static void
on_released_cb (EaselThreadView *self, int n_press, double x, double y)
{
  const EaselInline *link = self->moved || n_press != 1 ? NULL : find_link (self, x, y);

  if (link != NULL)
    _easel_thread_view_open (self, link->target);
}

static void
drag_to (EaselThreadView *self)
{
  EaselThreadPoint point;
  gboolean exact;

  if (_easel_thread_view_find_point (self, self->drag_x, self->drag_y, &point, &exact))
    _easel_thread_view_select (self, self->from, point);
}

/* While the pointer is above or below the view, it scrolls. */
static gboolean
on_drag_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  EaselThreadView *self = EASEL_THREAD_VIEW (widget);
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];
  int height = gtk_widget_get_height (widget);

  if (adjustment != NULL && self->drag_y < 0)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) - SCROLL_STEP);
  else if (adjustment != NULL && self->drag_y > height)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + SCROLL_STEP);
  else
    return G_SOURCE_CONTINUE;
  drag_to (self);
  return G_SOURCE_CONTINUE;
}

static void
on_drag_update_cb (EaselThreadView *self, double dx, double dy, GtkGestureDrag *gesture)
{
  double x, y;

  if (!gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;
  if (!self->is_selecting &&
      gtk_drag_check_threshold (GTK_WIDGET (self), (int) x, (int) y, (int) (x + dx), (int) (y + dy)))
    {
      self->is_selecting = self->moved = TRUE;
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      self->drag_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_drag_tick_cb, NULL, NULL);
    }
  self->drag_x = x + dx;
  self->drag_y = y + dy;
  if (self->is_selecting)
    drag_to (self);
}

static void
on_drag_end_cb (EaselThreadView *self)
{
  self->is_selecting = FALSE;
  if (self->drag_tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->drag_tick);
  self->drag_tick = 0;
}

/* ---- keys ---- */

static gsize
move_char (const EaselBlock *block, gsize offset, int step, gboolean by_word)
{
  const char *at = block->text + offset;

  do
    {
      if (step < 0 && at > block->text)
        at = g_utf8_prev_char (at);
      else if (step > 0 && at < block->text + block->length)
        at = g_utf8_next_char (at);
      else
        break;
    }
  while (by_word && at > block->text && at < block->text + block->length &&
         !(is_word (at) != is_word (g_utf8_prev_char (at)) && (step < 0) == !!is_word (at)));
  return (gsize) (at - block->text);
}

/* The next or previous block of the thread that a point can be in. */
static gboolean
move_block (EaselThreadView *self, EaselThreadPoint *point, int step)
{
  EaselThreadPlace place = _easel_thread_view_block_place (self, point->message, point->block);

  while (step > 0 ? _easel_thread_view_next (self, &place) : _easel_thread_view_previous (self, &place))
    if (easel_thread_model_get_kind (self->model, place) == EASEL_THREAD_ROW_BLOCK)
      {
        EaselBlock *block = easel_thread_model_get_block (self->model, place);

        point->message = place.message;
        point->block = place.row - easel_thread_model_get_first_block (self->model, place.message);
        point->offset = step < 0 && block != NULL ? block->length : 0;
        return TRUE;
      }
  return FALSE;
}

static EaselThreadShown *
find_point_row (EaselThreadView *self, const EaselThreadPoint *point)
{
  return _easel_thread_view_find_shown (self,
                                        _easel_thread_view_block_place (self, point->message, point->block));
}

/* To the line above or below, also in another row. */
static void
move_line (EaselThreadView *self, EaselThreadPoint *point, int step)
{
  EaselThreadShown *shown = find_point_row (self, point);
  graphene_rect_t caret = GRAPHENE_RECT_INIT (0, 0, 0, 0);
  double x = 0, y;

  if (shown != NULL && easel_block_row_find_place (EASEL_BLOCK_ROW (shown->widget), point->offset, &caret))
    {
      x = (double) caret.origin.x;
      y = (double) (caret.origin.y + (step < 0 ? -0.6f : 1.6f) * caret.size.height);
      if (y >= 0 && y < gtk_widget_get_height (shown->widget))
        {
          point->offset = easel_block_row_find_offset (EASEL_BLOCK_ROW (shown->widget), x, y, NULL);
          return;
        }
    }
  if (!move_block (self, point, step))
    {
      EaselBlock *block = get_point_block (self, point);

      point->offset = step < 0 || block == NULL ? 0 : block->length;
      return;
    }
  shown = find_point_row (self, point);
  if (shown != NULL)
    point->offset =
        easel_block_row_find_offset (EASEL_BLOCK_ROW (shown->widget), x,
                                     step < 0 ? shown->height - 2 : (double) caret.size.height / 2, NULL);
}

static void
extend (EaselThreadView *self, int step, gboolean by_line, gboolean by_word)
{
  EaselThreadPoint point = self->to;
  EaselBlock *block;

  if (!self->has_selection && self->focused_message != NULL &&
      _easel_thread_view_has_place (self, self->focused) &&
      easel_thread_model_get_kind (self->model, self->focused) == EASEL_THREAD_ROW_BLOCK &&
      _easel_thread_view_find_shown (self, self->focused) != NULL)
    {
      guint index =
          self->focused.row - easel_thread_model_get_first_block (self->model, self->focused.message);

      if (point.message != self->focused.message || point.block != index)
        self->from = point = (EaselThreadPoint) { self->focused.message, index, 0 };
    }
  block =
      point.message < easel_thread_model_get_n_messages (self->model) ? get_point_block (self, &point) : NULL;
  if (block == NULL)
    return;
  if (by_line)
    move_line (self, &point, step);
  else if (step < 0 ? point.offset > 0 : point.offset < block->length)
    point.offset = move_char (block, point.offset, step, by_word);
  else
    move_block (self, &point, step);
  _easel_thread_view_select (self, self->from, point);
  self->moved = TRUE;
  _easel_thread_view_show_place (self, _easel_thread_view_block_place (self, point.message, point.block));
}

/* Which row has the focus, wherever it came from. */
static void
note_focus (EaselThreadView *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  for (guint i = 0; focus != NULL && i < self->shown->len; i++)
    {
      EaselThreadShown *shown = &g_array_index (self->shown, EaselThreadShown, i);

      if (_easel_thread_view_has_place (self, shown->place) &&
          (focus == shown->widget || gtk_widget_is_ancestor (focus, shown->widget)))
        {
          if (self->focused_message != shown->message || self->focused.row != shown->place.row)
            self->focused_link = 0;
          self->focused = shown->place;
          self->focused_message = shown->message;
        }
    }
}

/* Whether the focus goes on to another row. */
gboolean
_easel_thread_view_move_focus (EaselThreadView *self, int step)
{
  EaselThreadPlace place;

  if (self->shown->len == 0)
    return FALSE;
  note_focus (self);
  place = self->focused;
  if (self->focused_message == NULL || !_easel_thread_view_has_place (self, place))
    {
      place = self->anchor;
      if (!_easel_thread_view_has_place (self, place))
        return FALSE;
    }
  else if (step != 0 &&
           !(step > 0 ? _easel_thread_view_next (self, &place) : _easel_thread_view_previous (self, &place)))
    return FALSE;
  _easel_thread_view_show_place (self, place);
  _easel_thread_view_show_target (self, NULL);
  focus_row (self, place);
  return TRUE;
}

/* After rows changed their widgets. */
void
_easel_thread_view_keep_focus (EaselThreadView *self)
{
  EaselThreadShown *shown;

  if (self->focused_message == NULL || !gtk_widget_is_focus (GTK_WIDGET (self)))
    return;
  shown = _easel_thread_view_find_shown (self, self->focused);
  if (shown != NULL && shown->message == self->focused_message &&
      (shown->pool == EASEL_THREAD_ROW_BLOCK || shown->pool == EASEL_THREAD_POOL_CODE))
    gtk_widget_grab_focus (shown->widget);
}

/* The links of the row that has the focus, one after the other. */
static gboolean
move_link (EaselThreadView *self, int step)
{
  EaselThreadShown *shown = _easel_thread_view_find_shown (self, self->focused);
  EaselBlock *block = shown != NULL && EASEL_IS_BLOCK_ROW (shown->widget)
                          ? easel_block_row_get_block (EASEL_BLOCK_ROW (shown->widget))
                          : NULL;
  guint wanted = step > 0 ? self->focused_link + 1 : self->focused_link - 1, n = 0;

  if (block == NULL || (step < 0 && self->focused_link <= 1))
    return FALSE;
  for (guint i = 0; i < block->n_inlines; i++)
    if (block->inlines[i].target != NULL && ++n == wanted)
      {
        self->focused_link = wanted;
        easel_block_row_set_marked_link (EASEL_BLOCK_ROW (shown->widget), &block->inlines[i]);
        _easel_thread_view_show_target (self, block->inlines[i].target);
        return TRUE;
      }
  return FALSE;
}

static gboolean
open_marked (EaselThreadView *self)
{
  EaselThreadShown *shown = _easel_thread_view_find_shown (self, self->focused);
  EaselBlock *block = shown != NULL && EASEL_IS_BLOCK_ROW (shown->widget)
                          ? easel_block_row_get_block (EASEL_BLOCK_ROW (shown->widget))
                          : NULL;
  guint n = 0;

  for (guint i = 0; block != NULL && i < block->n_inlines; i++)
    if (block->inlines[i].target != NULL && ++n == MAX (self->focused_link, 1))
      {
        _easel_thread_view_open (self, block->inlines[i].target);
        return TRUE;
      }
  return FALSE;
}

static void
page (EaselThreadView *self, double pages)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];

  if (adjustment != NULL)
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) +
                                              pages * gtk_adjustment_get_page_increment (adjustment));
}

static gboolean
on_key_cb (EaselThreadView *self, guint key, guint code, GdkModifierType state)
{
  gboolean shift = (state & GDK_SHIFT_MASK) != 0;
  gboolean control = (state & GDK_CONTROL_MASK) != 0;
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  gboolean on_row = focus != NULL && (EASEL_IS_BLOCK_ROW (focus) || focus == GTK_WIDGET (self));

  if ((state & GDK_ALT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;
  note_focus (self);
  switch (key)
    {
    case GDK_KEY_Up:
    case GDK_KEY_Down:
      if (shift)
        extend (self, key == GDK_KEY_Up ? -1 : 1, TRUE, FALSE);
      else if (!control)
        return _easel_thread_view_move_focus (self, key == GDK_KEY_Up ? -1 : 1);
      return shift;
    case GDK_KEY_Left:
    case GDK_KEY_Right:
      if (!on_row)
        return GDK_EVENT_PROPAGATE;
      if (shift)
        extend (self, key == GDK_KEY_Left ? -1 : 1, FALSE, control);
      else
        return move_link (self, key == GDK_KEY_Left ? -1 : 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      return on_row && open_marked (self);
    case GDK_KEY_Page_Up:
    case GDK_KEY_Page_Down:
      page (self, key == GDK_KEY_Page_Up ? -1 : 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Home:
    case GDK_KEY_End:
      if (key == GDK_KEY_End)
        easel_thread_view_scroll_to_end (self);
      else
        {
          _easel_thread_view_scroll_to_start (self);
        }
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      if (!self->has_selection)
        return GDK_EVENT_PROPAGATE;
      easel_thread_view_select_none (self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* Connects what the view listens to. */
void
_easel_thread_view_add_input (EaselThreadView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *menu = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed_cb), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (on_released_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (on_drag_end_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_cb), self);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (menu, "pressed", G_CALLBACK (on_menu_cb), self);
  gtk_gesture_group (drag, click);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (menu));
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, keys);
}
