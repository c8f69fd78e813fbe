// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-parts-bar-private.h"

#include "easel-part-menu.h"

/* What keys and mouse do to the parts. The bar itself changes none of them: it
 * asks by its signals. */

static EaselPartChip *
chip_at_point (EaselPartsBar *self, double x, double y)
{
  return _easel_parts_bar_chip_of (gtk_widget_pick (GTK_WIDGET (self->box), x, y, GTK_PICK_DEFAULT));
}

/* ------------------------------------------------------------ asking */

static void
ask_move (EaselPartsBar *self, guint from, int to)
{
  if (to < 0 || (guint) to >= self->n_parts || (guint) to == from ||
      easel_part_chip_get_part (_easel_parts_bar_chip_at (self, from))->parameter)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  self->wanted_focus = to;
  g_signal_emit_by_name (self, "move", from, (guint) to);
}

static void
ask_lock (EaselPartsBar *self, guint index)
{
  g_signal_emit_by_name (self, "lock", index,
                         !easel_part_chip_get_part (_easel_parts_bar_chip_at (self, index))->locked);
}

static void
ask_off (EaselPartsBar *self, guint index)
{
  g_signal_emit_by_name (self, "off", index,
                         !easel_part_chip_get_part (_easel_parts_bar_chip_at (self, index))->off);
}

static void
ask_weight_step (EaselPartsBar *self, guint index, int steps)
{
  const EaselPart *part = easel_part_chip_get_part (_easel_parts_bar_chip_at (self, index));
  double weight = easel_parts_step_weight (part->weight, steps);

  if (part->parameter || weight == part->weight)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  g_signal_emit_by_name (self, "weight", index, weight);
}

static void
ask_remove (EaselPartsBar *self, guint index)
{
  self->wanted_focus = (int) MIN (index, MAX (self->n_parts, 2) - 2);
  g_signal_emit_by_name (self, "remove", index);
}

static void
on_menu_weight_cb (EaselPartsBar *self, guint index, double weight)
{
  if (index < self->chips->len)
    g_signal_emit_by_name (self, "weight", index, weight);
}

static void
on_menu_asked_cb (EaselPartsBar *self, guint index, EaselPartMenu *menu)
{
  GSignalInvocationHint *hint = g_signal_get_invocation_hint (menu);
  const char *what = g_quark_to_string (hint->detail);

  if (index >= self->chips->len)
    return;
  if (g_str_equal (what, "show"))
    g_signal_emit_by_name (self, "activate", index);
  else if (g_str_equal (what, "lock"))
    ask_lock (self, index);
  else if (g_str_equal (what, "off"))
    ask_off (self, index);
  else if (g_str_equal (what, "left"))
    ask_move (self, index, (int) index - 1);
  else if (g_str_equal (what, "right"))
    ask_move (self, index, (int) index + 1);
  else
    ask_remove (self, index);
}

static void
open_menu (EaselPartsBar *self, EaselPartChip *chip)
{
  if (self->menu == NULL)
    {
      self->menu = easel_part_menu_new ();
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
      g_signal_connect_object (self->menu, "weight", G_CALLBACK (on_menu_weight_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->menu, "asked", G_CALLBACK (on_menu_asked_cb), self, G_CONNECT_SWAPPED);
    }
  gtk_widget_grab_focus (GTK_WIDGET (chip));
  easel_part_menu_show_chip (EASEL_PART_MENU (self->menu), chip, self->n_parts);
}

/* ------------------------------------------------------------ keys */

/* The chip in the next line, or the one before, that is nearest across. */
static int
find_in_line (EaselPartsBar *self, guint from, gboolean down)
{
  graphene_rect_t here, there;
  float best = G_MAXFLOAT, line = 0;
  int found = -1;

  if (!gtk_widget_compute_bounds (GTK_WIDGET (_easel_parts_bar_chip_at (self, from)), GTK_WIDGET (self->box),
                                  &here))
    return -1;
  for (guint i = from; i < self->chips->len; i = down ? i + 1 : i - 1)
    {
      float apart;

      if (!gtk_widget_compute_bounds (GTK_WIDGET (_easel_parts_bar_chip_at (self, i)), GTK_WIDGET (self->box),
                                      &there) ||
          there.origin.y == here.origin.y)
        continue;
      if (found >= 0 && there.origin.y != line)
        break;
      line = there.origin.y;
      apart = ABS (there.origin.x + there.size.width / 2 - here.origin.x - here.size.width / 2);
      if (apart >= best)
        continue;
      best = apart;
      found = (int) i;
    }
  return found;
}

/* Arrows within the bar; an arrow at the bar's edge goes nowhere. */
static gboolean
move_focus (EaselPartsBar *self, guint index, guint key, gboolean rtl)
{
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      return _easel_parts_bar_focus_index (self, (int) index + (rtl ? 1 : -1));
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return _easel_parts_bar_focus_index (self, (int) index + (rtl ? -1 : 1));
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      return _easel_parts_bar_focus_index (self, find_in_line (self, index, FALSE));
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      return _easel_parts_bar_focus_index (self, find_in_line (self, index, TRUE));
    case GDK_KEY_Home:
      return _easel_parts_bar_focus_index (self, 0);
    case GDK_KEY_End:
      return _easel_parts_bar_focus_index (self, (int) self->chips->len - 1);
    default:
      return FALSE;
    }
}

static gboolean
on_plain_key (EaselPartsBar *self, EaselPartChip *chip, guint key)
{
  guint index = easel_part_chip_get_index (chip);

  switch (gdk_keyval_to_lower (key))
    {
    case GDK_KEY_l:
      ask_lock (self, index);
      return TRUE;
    case GDK_KEY_o:
    case GDK_KEY_space:
    case GDK_KEY_KP_Space:
      ask_off (self, index);
      return TRUE;
    case GDK_KEY_Delete:
    case GDK_KEY_KP_Delete:
      ask_remove (self, index);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      g_signal_emit_by_name (self, "activate", index);
      return TRUE;
    case GDK_KEY_Menu:
      open_menu (self, chip);
      return TRUE;
    default:
      return move_focus (self, index, key, gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL);
    }
}

static gboolean
on_key_pressed_cb (EaselPartsBar *self, guint key, guint code, GdkModifierType state)
{
  EaselPartChip *chip = _easel_parts_bar_focused_chip (self);
  GdkModifierType modifiers = state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK | GDK_SUPER_MASK);
  gboolean moves = modifiers == GDK_ALT_MASK || modifiers == (GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  gboolean left = key == GDK_KEY_Left || key == GDK_KEY_KP_Left;
  gboolean right = key == GDK_KEY_Right || key == GDK_KEY_KP_Right;
  gboolean up = key == GDK_KEY_Up || key == GDK_KEY_KP_Up;
  gboolean down = key == GDK_KEY_Down || key == GDK_KEY_KP_Down;
  int index;

  if (chip == NULL)
    return FALSE;
  index = (int) easel_part_chip_get_index (chip);
  self->wanted_focus = -1;
  if (modifiers == 0)
    return on_plain_key (self, chip, key);
  if (modifiers == GDK_SHIFT_MASK && key == GDK_KEY_F10)
    {
      open_menu (self, chip);
      return TRUE;
    }
  if (modifiers == GDK_CONTROL_MASK && (up || down))
    {
      ask_weight_step (self, (guint) index, up ? 1 : -1);
      return TRUE;
    }
  if (!moves || (!left && !right))
    return FALSE;
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    left = !left;
  ask_move (self, (guint) index, left ? index - 1 : index + 1);
  return TRUE;
}

/* ------------------------------------------------------------ mouse */

static void
on_click_released_cb (EaselPartsBar *self, int n_press, double x, double y, GtkGesture *gesture)
{
  EaselPartChip *chip = chip_at_point (self, x, y);
  gboolean secondary =
      gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) == GDK_BUTTON_SECONDARY;
  gboolean had_focus;

  if (chip == NULL)
    return;
  had_focus = gtk_widget_has_focus (GTK_WIDGET (chip));
  if (secondary || (had_focus && n_press == 1))
    {
      open_menu (self, chip);
      return;
    }
  if (gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture)) != GDK_BUTTON_PRIMARY)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (chip));
  if (n_press == 2)
    g_signal_emit_by_name (self, "activate", easel_part_chip_get_index (chip));
}

static void
on_long_pressed_cb (EaselPartsBar *self, double x, double y)
{
  EaselPartChip *chip = chip_at_point (self, x, y);

  if (chip != NULL)
    open_menu (self, chip);
}

static void
mark_drop (EaselPartsBar *self, EaselPartChip *chip, gboolean after)
{
  if (self->marked != NULL)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self->marked), "drop-before");
      gtk_widget_remove_css_class (GTK_WIDGET (self->marked), "drop-after");
    }
  g_set_weak_pointer (&self->marked, chip);
  if (chip != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (chip), after ? "drop-after" : "drop-before");
}

static GdkContentProvider *
on_drag_prepare_cb (EaselPartsBar *self, double x, double y)
{
  EaselPartChip *chip = chip_at_point (self, x, y);

  if (chip == NULL || easel_part_chip_get_part (chip)->parameter)
    return NULL;
  self->dragged = (int) easel_part_chip_get_index (chip);
  return gdk_content_provider_new_typed (EASEL_TYPE_PART_CHIP, chip);
}

static void
on_drag_begin_cb (EaselPartsBar *self, GdkDrag *drag, GtkDragSource *source)
{
  EaselPartChip *chip = _easel_parts_bar_chip_at (self, (guint) self->dragged);
  g_autoptr (GdkPaintable) icon = NULL;

  if (chip == NULL)
    return;
  icon = gtk_widget_paintable_new (GTK_WIDGET (chip));
  gtk_drag_source_set_icon (source, icon, gtk_widget_get_width (GTK_WIDGET (chip)) / 2,
                            gtk_widget_get_height (GTK_WIDGET (chip)) / 2);
  gtk_widget_add_css_class (GTK_WIDGET (chip), "dragged");
}

static void
on_drag_end_cb (EaselPartsBar *self)
{
  EaselPartChip *chip = self->dragged >= 0 ? _easel_parts_bar_chip_at (self, (guint) self->dragged) : NULL;

  if (chip != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (chip), "dragged");
  mark_drop (self, NULL, FALSE);
  self->dragged = -1;
}

static GdkDragAction
on_drop_motion_cb (EaselPartsBar *self, double x, double y)
{
  EaselPartChip *chip = chip_at_point (self, x, y);
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  graphene_rect_t bounds;
  gboolean after;
  int index;

  if (self->dragged < 0)
    return 0;
  if (chip == NULL || !gtk_widget_compute_bounds (GTK_WIDGET (chip), GTK_WIDGET (self->box), &bounds))
    return self->marked != NULL ? GDK_ACTION_MOVE : 0;
  after = (x > (double) (bounds.origin.x + bounds.size.width / 2)) != rtl;
  index = (int) easel_part_chip_get_index (chip) + (after ? 1 : 0);
  self->drop_at = index > self->dragged ? index - 1 : index;
  mark_drop (self, chip, after);
  return GDK_ACTION_MOVE;
}

static void
on_drop_leave_cb (EaselPartsBar *self)
{
  mark_drop (self, NULL, FALSE);
}

static gboolean
on_drop_cb (EaselPartsBar *self, const GValue *value, double x, double y)
{
  int from = self->dragged, to;

  if (from < 0 || (guint) from >= self->chips->len || on_drop_motion_cb (self, x, y) == 0)
    return FALSE;
  to = self->drop_at;
  on_drag_end_cb (self);
  if (to != from)
    ask_move (self, (guint) from, to);
  return TRUE;
}

void
_easel_parts_bar_add_controllers (EaselPartsBar *self)
{
  GtkWidget *box = GTK_WIDGET (self->box);
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *press = gtk_gesture_long_press_new ();
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (EASEL_TYPE_PART_CHIP, GDK_ACTION_MOVE);

  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), self);
  gtk_widget_add_controller (box, keys);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect_swapped (click, "released", G_CALLBACK (on_click_released_cb), self);
  gtk_widget_add_controller (box, GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (press), TRUE);
  g_signal_connect_swapped (press, "pressed", G_CALLBACK (on_long_pressed_cb), self);
  gtk_widget_add_controller (box, GTK_EVENT_CONTROLLER (press));
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect_swapped (source, "prepare", G_CALLBACK (on_drag_prepare_cb), self);
  g_signal_connect_swapped (source, "drag-begin", G_CALLBACK (on_drag_begin_cb), self);
  g_signal_connect_swapped (source, "drag-end", G_CALLBACK (on_drag_end_cb), self);
  gtk_widget_add_controller (box, GTK_EVENT_CONTROLLER (source));
  g_signal_connect_swapped (target, "motion", G_CALLBACK (on_drop_motion_cb), self);
  g_signal_connect_swapped (target, "leave", G_CALLBACK (on_drop_leave_cb), self);
  g_signal_connect_swapped (target, "drop", G_CALLBACK (on_drop_cb), self);
  gtk_widget_add_controller (box, GTK_EVENT_CONTROLLER (target));
}
