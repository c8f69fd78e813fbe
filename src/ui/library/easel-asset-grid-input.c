// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-asset-grid-private.h"

#include <math.h>

/* Pixels from an edge at which a rubber band begins to scroll, and a frame's share. */
#define EDGE 24
#define EDGE_STEP 0.3

/* ---- where ---- */

/*
 * Scrolls no further than needed for a tile to be in view, its heading too if it
 * is of the first row.
 */
void
_easel_asset_grid_show (EaselAssetGrid *self, guint position)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];
  EaselGridRect rect = easel_grid_layout_get_rect (self->layout, position);
  EaselGridSection *section;
  int top = rect.y;

  if (adjustment == NULL || position >= self->layout->n_items)
    return;
  section = &g_array_index (self->layout->sections, EaselGridSection,
                            easel_grid_layout_find_section (self->layout, position));
  if (position - section->first < (guint) self->layout->columns)
    top = section->y;
  gtk_adjustment_clamp_page (adjustment, top, rect.y + rect.height + EDGE / 2.0);
  _easel_asset_grid_update_cells (self);
}

/* ---- the cursor ---- */

static void
select_range (EaselAssetGrid *self, guint from, guint to, gboolean keep)
{
  guint first = MIN (from, to);

  gtk_selection_model_select_range (self->selection, first, MAX (from, to) - first + 1, !keep);
}

/*
 * Gives a tile the focus. Extending selects all from where the selection began;
 * keeping leaves the selection as it is.
 */
void
_easel_asset_grid_move_cursor (EaselAssetGrid *self, guint position, gboolean extend, gboolean keep)
{
  GtkWidget *cell;

  self->cursor = position;
  if (extend)
    select_range (self, self->anchor, position, keep);
  else
    {
      self->anchor = position;
      if (!keep)
        gtk_selection_model_select_item (self->selection, position, TRUE);
    }
  _easel_asset_grid_show (self, position);
  cell = g_hash_table_lookup (self->cells, GUINT_TO_POINTER (position));
  if (cell != NULL)
    gtk_widget_grab_focus (cell);
}

static void
toggle (EaselAssetGrid *self, guint position)
{
  if (gtk_selection_model_is_selected (self->selection, position))
    gtk_selection_model_unselect_item (self->selection, position);
  else
    gtk_selection_model_select_item (self->selection, position, FALSE);
  self->cursor = self->anchor = position;
}

/* ---- keys ---- */

static guint
count_page_rows (EaselAssetGrid *self)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  return (guint) MAX (height / MAX (self->layout->tile_height, 1), 1);
}

static gboolean
find_target (EaselAssetGrid *self, guint keyval, guint *position)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  EaselGridMove move;
  guint rows = 1;

  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      move = rtl ? EASEL_GRID_RIGHT : EASEL_GRID_LEFT;
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      move = rtl ? EASEL_GRID_LEFT : EASEL_GRID_RIGHT;
      break;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      rows = count_page_rows (self);
      move = EASEL_GRID_UP;
      break;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      move = EASEL_GRID_UP;
      break;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      rows = count_page_rows (self);
      move = EASEL_GRID_DOWN;
      break;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      move = EASEL_GRID_DOWN;
      break;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      *position = 0;
      return TRUE;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      *position = self->layout->n_items - 1;
      return TRUE;
    default:
      return FALSE;
    }
  *position = easel_grid_layout_move (self->layout, self->cursor, move, rows);
  return TRUE;
}

static gboolean
has_selection (EaselAssetGrid *self)
{
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (self->selection);

  return !gtk_bitset_is_empty (selected);
}

static gboolean
on_key_pressed_cb (EaselAssetGrid *self, guint keyval, guint keycode, GdkModifierType state)
{
  gboolean shift = (state & GDK_SHIFT_MASK) != 0;
  gboolean control = (state & GDK_CONTROL_MASK) != 0;
  guint position;

  if (self->layout->n_items == 0 || (state & GDK_ALT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;
  if (find_target (self, keyval, &position))
    {
      _easel_asset_grid_move_cursor (self, position, shift, control);
      return GDK_EVENT_STOP;
    }
  if (keyval == GDK_KEY_space || keyval == GDK_KEY_KP_Space)
    {
      toggle (self, self->cursor);
      return GDK_EVENT_STOP;
    }
  if ((keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_ISO_Enter) && !control)
    {
      g_signal_emit_by_name (self, "activate", self->cursor);
      return GDK_EVENT_STOP;
    }
  if (keyval == GDK_KEY_Escape && has_selection (self))
    {
      gtk_selection_model_unselect_all (self->selection);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

static void
on_select_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  easel_asset_grid_select_all (EASEL_ASSET_GRID (widget));
}

void
_easel_asset_grid_install_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "grid.select-all", NULL, on_select_all);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_a, GDK_CONTROL_MASK, "grid.select-all", NULL);
}

/* ---- the pointer ---- */

static void
on_click_pressed_cb (EaselAssetGrid *self, int n_press, double x, double y, GtkGestureClick *click)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (click));
  gboolean shift = (state & GDK_SHIFT_MASK) != 0;
  gboolean control = (state & GDK_CONTROL_MASK) != 0;
  guint position;

  if (self->selection == NULL || !easel_asset_grid_find (self, x, y, &position))
    return;
  if (n_press == 2 && !shift && !control)
    {
      g_signal_emit_by_name (self, "activate", position);
      return;
    }
  if (shift)
    _easel_asset_grid_move_cursor (self, position, TRUE, control);
  else if (control)
    toggle (self, position);
  /* One of several that are selected: they may be about to be dragged. */
  else if (!gtk_selection_model_is_selected (self->selection, position))
    _easel_asset_grid_move_cursor (self, position, FALSE, FALSE);
  self->cursor = position;
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
on_click_released_cb (EaselAssetGrid *self, int n_press, double x, double y, GtkGestureClick *click)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (click));
  guint position;

  if (self->selection == NULL || self->banding || n_press != 1 ||
      (state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)) != 0)
    return;
  if (easel_asset_grid_find (self, x, y, &position))
    _easel_asset_grid_move_cursor (self, position, FALSE, FALSE);
}

/* The tile at a point, or GTK_INVALID_LIST_POSITION. */
static guint
find_tile (EaselAssetGrid *self, double x, double y)
{
  guint position;

  return easel_asset_grid_find (self, x, y, &position) ? position : GTK_INVALID_LIST_POSITION;
}

/* A right click acts on what is selected, or on what is under it. */
static void
on_secondary_pressed_cb (EaselAssetGrid *self, int n_press, double x, double y)
{
  guint position = self->selection != NULL ? find_tile (self, x, y) : GTK_INVALID_LIST_POSITION;

  if (position == GTK_INVALID_LIST_POSITION)
    return;
  if (!gtk_selection_model_is_selected (self->selection, position))
    _easel_asset_grid_move_cursor (self, position, FALSE, FALSE);
  g_signal_emit_by_name (self, "menu", x, y);
}

/* ---- the rubber band ---- */

static void
select_banded (EaselAssetGrid *self)
{
  g_autoptr (GtkBitset) touched = gtk_bitset_copy (self->banded);
  g_autoptr (GtkBitset) all = gtk_bitset_new_range (0, self->layout->n_items);
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  double left = MIN (self->band_x, self->pointer_x), right = MAX (self->band_x, self->pointer_x);
  double top = MIN (self->band_y, self->pointer_y), bottom = MAX (self->band_y, self->pointer_y);
  guint first, last;

  if (easel_grid_layout_find_visible (self->layout, (int) top, (int) (bottom - top) + 1, &first, &last))
    for (guint i = first; i <= last; i++)
      {
        EaselGridRect rect = easel_grid_layout_get_rect (self->layout, i);

        if (rtl)
          rect.x = width - rect.x - rect.width;
        if (rect.x < right && rect.x + rect.width > left && rect.y < bottom && rect.y + rect.height > top)
          gtk_bitset_add (touched, i);
      }
  gtk_selection_model_set_selection (self->selection, touched, all);
}

static gboolean
on_autoscroll_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  EaselAssetGrid *self = EASEL_ASSET_GRID (widget);
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];
  double y = self->pointer_y - _easel_asset_grid_get_scroll (self);
  double height = gtk_widget_get_height (widget);
  double by = y < EDGE ? y - EDGE : y > height - EDGE ? y - height + EDGE : 0;
  double before = _easel_asset_grid_get_scroll (self);

  if (by == 0 || adjustment == NULL)
    return G_SOURCE_CONTINUE;
  gtk_adjustment_set_value (adjustment, before + by * EDGE_STEP);
  self->pointer_y += _easel_asset_grid_get_scroll (self) - before;
  select_banded (self);
  return G_SOURCE_CONTINUE;
}

static void
on_band_begin_cb (EaselAssetGrid *self, double x, double y, GtkGesture *gesture)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  g_autoptr (GtkBitset) selected = NULL;
  guint position;

  if (self->selection == NULL || easel_asset_grid_find (self, x, y, &position))
    {
      gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if ((state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK)) == 0)
    gtk_selection_model_unselect_all (self->selection);
  g_clear_pointer (&self->banded, gtk_bitset_unref);
  selected = gtk_selection_model_get_selection (self->selection);
  self->banded = gtk_bitset_copy (selected);
  self->band_x = self->pointer_x = x;
  self->band_y = self->pointer_y = y + _easel_asset_grid_get_scroll (self);
}

static void
on_band_update_cb (EaselAssetGrid *self, double dx, double dy, GtkGestureDrag *gesture)
{
  double x, y;

  if (self->banded == NULL || !gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;
  if (!self->banding)
    {
      if (hypot (dx, dy) < 8)
        return;
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
      self->banding = TRUE;
      self->rubberband = g_object_new (GTK_TYPE_BOX, "css-name", "rubberband", NULL);
      gtk_widget_set_parent (self->rubberband, GTK_WIDGET (self));
      self->autoscroll = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_autoscroll_cb, NULL, NULL);
    }
  self->pointer_x = x + dx;
  self->pointer_y = y + dy + _easel_asset_grid_get_scroll (self);
  select_banded (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
on_band_end_cb (EaselAssetGrid *self)
{
  if (self->autoscroll != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->autoscroll);
  self->autoscroll = 0;
  g_clear_pointer (&self->rubberband, gtk_widget_unparent);
  g_clear_pointer (&self->banded, gtk_bitset_unref);
  self->banding = FALSE;
}

/*
 * All that the grid listens to. To be called once.
 */
void
_easel_asset_grid_add_controllers (EaselAssetGrid *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *band = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *secondary = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_object (band, "drag-begin", G_CALLBACK (on_band_begin_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (band, "drag-update", G_CALLBACK (on_band_update_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (band, "drag-end", G_CALLBACK (on_band_end_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (band, "cancel", G_CALLBACK (on_band_end_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (band));

  g_signal_connect_object (click, "pressed", G_CALLBACK (on_click_pressed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (click, "released", G_CALLBACK (on_click_released_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (secondary, "pressed", G_CALLBACK (on_secondary_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (secondary));

  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, keys);
}
