// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-parts-bar.h"

#include "easel-part-chip.h"
#include "easel-part-menu.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

/**
 * EaselPartsBar:
 *
 * A prompt seen as its parts: chips that can be reordered, weighted, locked,
 * switched off and removed, by key and mouse. The bar only asks, by signals;
 * whoever owns the text changes it and sets the parts anew. One chip at a time
 * is in the tab order, the one that had the focus last; arrows move it.
 */
struct _EaselPartsBar
{
  GtkWidget parent_instance;

  /* Template */
  GtkWidget *window;
  AdwWrapBox *box;

  /* Owned */
  GPtrArray *chips;
  GtkWidget *menu;

  /* Borrowed: in the box after the last chip */
  GtkWidget *more_button;

  /* State */
  guint n_parts;
  guint limit;
  guint last_focus;
  int wanted_focus;
  int dragged;
  int drop_at;
  EaselPartChip *marked;
};

G_DEFINE_FINAL_TYPE (EaselPartsBar, easel_parts_bar, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_MOVE,
  SIGNAL_WEIGHT,
  SIGNAL_LOCK,
  SIGNAL_OFF,
  SIGNAL_REMOVE,
  SIGNAL_ACTIVATE,
  SIGNAL_SHOW_MORE,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static EaselPartChip *
chip_at (EaselPartsBar *self, guint index)
{
  return index < self->chips->len ? g_ptr_array_index (self->chips, index) : NULL;
}

static EaselPartChip *
chip_of (GtkWidget *widget)
{
  GtkWidget *chip = widget != NULL ? gtk_widget_get_ancestor (widget, EASEL_TYPE_PART_CHIP) : NULL;

  return chip != NULL ? EASEL_PART_CHIP (chip) : NULL;
}

static EaselPartChip *
chip_at_point (EaselPartsBar *self, double x, double y)
{
  return chip_of (gtk_widget_pick (GTK_WIDGET (self->box), x, y, GTK_PICK_DEFAULT));
}

static EaselPartChip *
focused_chip (EaselPartsBar *self)
{
  GtkWidget *child = gtk_widget_get_focus_child (GTK_WIDGET (self->box));

  return child != NULL ? chip_of (child) : NULL;
}

/* ------------------------------------------------------------ asking */

static void
ask_move (EaselPartsBar *self, guint from, int to)
{
  if (to < 0 || (guint) to >= self->n_parts || (guint) to == from ||
      easel_part_chip_get_part (chip_at (self, from))->parameter)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  self->wanted_focus = to;
  g_signal_emit (self, signals[SIGNAL_MOVE], 0, from, (guint) to);
}

static void
ask_lock (EaselPartsBar *self, guint index)
{
  g_signal_emit (self, signals[SIGNAL_LOCK], 0, index,
                 !easel_part_chip_get_part (chip_at (self, index))->locked);
}

static void
ask_off (EaselPartsBar *self, guint index)
{
  g_signal_emit (self, signals[SIGNAL_OFF], 0, index, !easel_part_chip_get_part (chip_at (self, index))->off);
}

static void
ask_weight_step (EaselPartsBar *self, guint index, int steps)
{
  const EaselPart *part = easel_part_chip_get_part (chip_at (self, index));
  double weight = easel_parts_step_weight (part->weight, steps);

  if (part->parameter || weight == part->weight)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }
  g_signal_emit (self, signals[SIGNAL_WEIGHT], 0, index, weight);
}

static void
ask_remove (EaselPartsBar *self, guint index)
{
  self->wanted_focus = (int) MIN (index, MAX (self->n_parts, 2) - 2);
  g_signal_emit (self, signals[SIGNAL_REMOVE], 0, index);
}

static void
on_menu_weight_cb (EaselPartsBar *self, guint index, double weight)
{
  if (index < self->chips->len)
    g_signal_emit (self, signals[SIGNAL_WEIGHT], 0, index, weight);
}

static void
on_menu_asked_cb (EaselPartsBar *self, guint index, EaselPartMenu *menu)
{
  GSignalInvocationHint *hint = g_signal_get_invocation_hint (menu);
  const char *what = g_quark_to_string (hint->detail);

  if (index >= self->chips->len)
    return;
  if (g_str_equal (what, "show"))
    g_signal_emit (self, signals[SIGNAL_ACTIVATE], 0, index);
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

/* ------------------------------------------------------------ focus */

static gboolean
focus_index (EaselPartsBar *self, int index)
{
  if (index < 0 || (guint) index >= self->chips->len)
    return FALSE;
  return gtk_widget_grab_focus (g_ptr_array_index (self->chips, (guint) index));
}

/* The chip in the next line, or the one before, that is nearest across. */
static int
find_in_line (EaselPartsBar *self, guint from, gboolean down)
{
  graphene_rect_t here, there;
  float best = G_MAXFLOAT, line = 0;
  int found = -1;

  if (!gtk_widget_compute_bounds (GTK_WIDGET (chip_at (self, from)), GTK_WIDGET (self->box), &here))
    return -1;
  for (guint i = from; i < self->chips->len; i = down ? i + 1 : i - 1)
    {
      float apart;

      if (!gtk_widget_compute_bounds (GTK_WIDGET (chip_at (self, i)), GTK_WIDGET (self->box), &there) ||
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
      return focus_index (self, (int) index + (rtl ? 1 : -1));
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return focus_index (self, (int) index + (rtl ? -1 : 1));
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      return focus_index (self, find_in_line (self, index, FALSE));
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      return focus_index (self, find_in_line (self, index, TRUE));
    case GDK_KEY_Home:
      return focus_index (self, 0);
    case GDK_KEY_End:
      return focus_index (self, (int) self->chips->len - 1);
    default:
      return FALSE;
    }
}

static gboolean
easel_parts_bar_focus (GtkWidget *widget, GtkDirectionType direction)
{
  EaselPartsBar *self = EASEL_PARTS_BAR (widget);
  GtkWidget *focus_child = gtk_widget_get_focus_child (GTK_WIDGET (self->box));

  if (focus_child == NULL)
    return focus_index (self, (int) MIN (self->last_focus, MAX (self->chips->len, 1) - 1));
  if (direction == GTK_DIR_TAB_FORWARD && focus_child != self->more_button &&
      gtk_widget_get_visible (self->more_button))
    return gtk_widget_grab_focus (self->more_button);
  if (direction == GTK_DIR_TAB_BACKWARD && focus_child == self->more_button)
    return focus_index (self, (int) self->last_focus);
  return FALSE;
}

static gboolean
easel_parts_bar_grab_focus (GtkWidget *widget)
{
  EaselPartsBar *self = EASEL_PARTS_BAR (widget);

  return focus_index (self, (int) MIN (self->last_focus, MAX (self->chips->len, 1) - 1));
}

static void
on_focus_child_cb (EaselPartsBar *self)
{
  EaselPartChip *chip = focused_chip (self);

  if (chip != NULL)
    self->last_focus = easel_part_chip_get_index (chip);
}

/* ------------------------------------------------------------ keys */

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
      g_signal_emit (self, signals[SIGNAL_ACTIVATE], 0, index);
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
  EaselPartChip *chip = focused_chip (self);
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
    g_signal_emit (self, signals[SIGNAL_ACTIVATE], 0, easel_part_chip_get_index (chip));
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
  EaselPartChip *chip = chip_at (self, (guint) self->dragged);
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
  EaselPartChip *chip = self->dragged >= 0 ? chip_at (self, (guint) self->dragged) : NULL;

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

static void
add_controllers (EaselPartsBar *self)
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

/* ------------------------------------------------------------ object */

static void
on_more_clicked_cb (EaselPartsBar *self)
{
  guint first = self->chips->len;

  self->limit += EASEL_PARTS_BAR_SHOWN;
  g_signal_emit (self, signals[SIGNAL_SHOW_MORE], 0);
  focus_index (self, (int) first);
}

static void
easel_parts_bar_dispose (GObject *object)
{
  EaselPartsBar *self = EASEL_PARTS_BAR (object);

  g_clear_weak_pointer (&self->marked);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_ptr_array_set_size (self->chips, 0);
  gtk_widget_dispose_template (GTK_WIDGET (object), EASEL_TYPE_PARTS_BAR);
  G_OBJECT_CLASS (easel_parts_bar_parent_class)->dispose (object);
}

static void
easel_parts_bar_finalize (GObject *object)
{
  g_ptr_array_unref (EASEL_PARTS_BAR (object)->chips);
  G_OBJECT_CLASS (easel_parts_bar_parent_class)->finalize (object);
}

static void
install_signals (GType type)
{
  /**
   * EaselPartsBar::move:
   * @from: the part
   * @to: the index that it is to have afterwards
   */
  signals[SIGNAL_MOVE] = g_signal_new ("move", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                       G_TYPE_UINT, G_TYPE_UINT);

  /**
   * EaselPartsBar::weight:
   * @index: the part
   * @weight: its new weight, from 0.1 to 2
   */
  signals[SIGNAL_WEIGHT] = g_signal_new ("weight", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                         2, G_TYPE_UINT, G_TYPE_DOUBLE);

  /**
   * EaselPartsBar::lock:
   * @index: the part
   * @locked: whether it is to be locked
   */
  signals[SIGNAL_LOCK] = g_signal_new ("lock", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                       G_TYPE_UINT, G_TYPE_BOOLEAN);

  /**
   * EaselPartsBar::off:
   * @index: the part
   * @off: whether it is to be switched off
   */
  signals[SIGNAL_OFF] = g_signal_new ("off", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                      G_TYPE_UINT, G_TYPE_BOOLEAN);

  /**
   * EaselPartsBar::remove:
   * @index: the part
   */
  signals[SIGNAL_REMOVE] =
      g_signal_new ("remove", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  /**
   * EaselPartsBar::activate:
   * @index: the part to select in the editor
   */
  signals[SIGNAL_ACTIVATE] =
      g_signal_new ("activate", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  /**
   * EaselPartsBar::show-more:
   *
   * Emitted when more chips are to be shown: the parts are to be set again.
   */
  signals[SIGNAL_SHOW_MORE] =
      g_signal_new ("show-more", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
easel_parts_bar_class_init (EaselPartsBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = easel_parts_bar_dispose;
  object_class->finalize = easel_parts_bar_finalize;
  widget_class->focus = easel_parts_bar_focus;
  widget_class->grab_focus = easel_parts_bar_grab_focus;
  install_signals (G_TYPE_FROM_CLASS (klass));
  gtk_widget_class_set_css_name (widget_class, "partsbar");
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/parts/easel-parts-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselPartsBar, window);
  gtk_widget_class_bind_template_child (widget_class, EaselPartsBar, box);
}

static void
load_css (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

      gtk_css_provider_load_from_resource (provider, RESOURCE_PREFIX "/parts/parts.css");
      gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider),
                                                  GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
      g_once_init_leave (&once, 1);
    }
}

/* Style sheets cannot ask for high contrast themselves before GTK 4.20. */
static void
on_contrast_changed_cb (EaselPartsBar *self, GParamSpec *pspec, AdwStyleManager *manager)
{
  if (adw_style_manager_get_high_contrast (manager))
    gtk_widget_add_css_class (GTK_WIDGET (self->box), "contrast");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->box), "contrast");
}

static void
easel_parts_bar_init (EaselPartsBar *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  load_css ();
  self->chips = g_ptr_array_new ();
  self->limit = EASEL_PARTS_BAR_SHOWN;
  self->wanted_focus = -1;
  self->dragged = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->more_button = gtk_button_new ();
  gtk_widget_set_visible (self->more_button, FALSE);
  gtk_widget_add_css_class (self->more_button, "flat");
  g_signal_connect_object (self->more_button, "clicked", G_CALLBACK (on_more_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  adw_wrap_box_append (self->box, self->more_button);
  g_signal_connect_object (self->box, "notify::focus-child", G_CALLBACK (on_focus_child_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (on_contrast_changed_cb), self,
                           G_CONNECT_SWAPPED);
  on_contrast_changed_cb (self, NULL, manager);
  add_controllers (self);
}

/**
 * easel_parts_bar_new:
 *
 * Returns: (transfer floating): a bar without parts
 */
GtkWidget *
easel_parts_bar_new (void)
{
  return g_object_new (EASEL_TYPE_PARTS_BAR, NULL);
}

/* Chips are kept and given other parts: the n-th chip is always the n-th part. */
static void
resize (EaselPartsBar *self, guint n_shown)
{
  while (self->chips->len > n_shown)
    {
      GtkWidget *chip = g_ptr_array_steal_index (self->chips, self->chips->len - 1);

      adw_wrap_box_remove (self->box, chip);
    }
  while (self->chips->len < n_shown)
    {
      GtkWidget *chip = easel_part_chip_new ();

      adw_wrap_box_insert_child_after (
          self->box, chip,
          self->chips->len > 0 ? g_ptr_array_index (self->chips, self->chips->len - 1) : NULL);
      g_ptr_array_add (self->chips, chip);
    }
}

static void
restore_focus (EaselPartsBar *self, gboolean had_focus)
{
  int wanted = self->wanted_focus;

  self->wanted_focus = -1;
  if (!had_focus || self->chips->len == 0)
    return;
  if (wanted >= 0)
    focus_index (self, MIN (wanted, (int) self->chips->len - 1));
  else if (focused_chip (self) == NULL)
    focus_index (self, (int) MIN (self->last_focus, self->chips->len - 1));
}

/**
 * easel_parts_bar_set_parts:
 * @self: the bar
 * @prompt: the prompt
 * @parts: (array length=n_parts): its parts, in order
 * @n_parts: how many
 *
 * Shows the parts of a prompt. Cheap if little is different: to be called as
 * the user types. Of more than 300 the first 300 are shown, then a button with
 * the number of the rest, which brings 300 more. The focus stays on the part
 * that was moved.
 */
void
easel_parts_bar_set_parts (EaselPartsBar *self, const char *prompt, const EaselPart *parts, guint n_parts)
{
  guint n_shown;
  gboolean had_focus, other_count;

  g_return_if_fail (EASEL_IS_PARTS_BAR (self));
  g_return_if_fail (prompt != NULL);
  g_return_if_fail (parts != NULL || n_parts == 0);

  had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->box)) != NULL;
  other_count = self->n_parts != n_parts;
  n_shown = MIN (n_parts, self->limit);
  self->n_parts = n_parts;
  for (guint i = 0, known = self->chips->len; i < n_shown; i++)
    {
      if (i == 0)
        resize (self, n_shown);
      easel_part_chip_set_part (chip_at (self, i), prompt, &parts[i]);
      if (other_count || i >= known)
        easel_part_chip_set_position (chip_at (self, i), i, n_parts);
    }
  if (n_shown == 0)
    resize (self, 0);
  gtk_widget_set_visible (self->more_button, n_parts > n_shown);
  if (n_parts > n_shown)
    {
      guint rest = n_parts - n_shown;
      /* Translators: a button after the first 300 parts of a prompt. */
      g_autofree char *label = g_strdup_printf (ngettext ("%u More…", "%u More…", rest), rest);

      gtk_button_set_label (GTK_BUTTON (self->more_button), label);
    }
  restore_focus (self, had_focus);
  if (self->menu != NULL && gtk_widget_get_visible (self->menu) && chip_at (self, self->last_focus) != NULL)
    easel_part_menu_update (EASEL_PART_MENU (self->menu), chip_at (self, self->last_focus), n_parts);
}

/**
 * easel_parts_bar_set_state:
 * @self: the bar
 * @state: a prompt with its locks and switched-off parts
 *
 * Splits a prompt and shows its parts.
 */
void
easel_parts_bar_set_state (EaselPartsBar *self, const EaselPartsState *state)
{
  g_autofree EaselPart *parts = NULL;
  gsize n_parts = 0;

  g_return_if_fail (EASEL_IS_PARTS_BAR (self));
  g_return_if_fail (state != NULL);

  parts = easel_parts_split (state, &n_parts);
  easel_parts_bar_set_parts (self, state->text, parts, (guint) n_parts);
}

guint
easel_parts_bar_get_n_parts (EaselPartsBar *self)
{
  g_return_val_if_fail (EASEL_IS_PARTS_BAR (self), 0);

  return self->n_parts;
}

/**
 * easel_parts_bar_get_chip:
 * @self: the bar
 * @index: a part
 *
 * Returns: (transfer none) (nullable): its chip, if it is shown
 */
GtkWidget *
easel_parts_bar_get_chip (EaselPartsBar *self, guint index)
{
  g_return_val_if_fail (EASEL_IS_PARTS_BAR (self), NULL);

  return (GtkWidget *) chip_at (self, index);
}

/**
 * easel_parts_bar_get_focused:
 * @self: the bar
 *
 * Returns: the part whose chip has the keyboard's focus, or -1
 */
int
easel_parts_bar_get_focused (EaselPartsBar *self)
{
  EaselPartChip *chip;

  g_return_val_if_fail (EASEL_IS_PARTS_BAR (self), -1);

  chip = focused_chip (self);
  return chip != NULL ? (int) easel_part_chip_get_index (chip) : -1;
}

/**
 * easel_parts_bar_focus_part:
 * @self: the bar
 * @index: a part
 *
 * Gives a part's chip the keyboard's focus.
 */
void
easel_parts_bar_focus_part (EaselPartsBar *self, guint index)
{
  g_return_if_fail (EASEL_IS_PARTS_BAR (self));

  focus_index (self, (int) index);
}
