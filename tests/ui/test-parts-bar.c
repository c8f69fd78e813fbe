// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui-test.h"

#include "easel-part-chip.h"
#include "easel-part-menu.h"
#include "easel-parts-bar.h"

#include <string.h>

static const char prompt[] = "a castle, (stormy sky:1.3), gulls over the water, <lora:coast:0.7> --ar 3:4";

typedef struct
{
  GtkWidget *window;
  EaselPartsBar *bar;
  EaselPartsState *state;
  gboolean applies;
  char *asked;
} Fixture;

static void
take_state (Fixture *self, EaselPartsState *state)
{
  if (state == NULL)
    return;
  easel_parts_state_free (self->state);
  self->state = state;
  easel_parts_bar_set_state (self->bar, state);
}

static void
note (Fixture *self, char *asked)
{
  g_free (self->asked);
  self->asked = asked;
}

static void
on_move_cb (Fixture *self, guint from, guint to)
{
  note (self, g_strdup_printf ("move %u %u", from, to));
  if (self->applies)
    take_state (self, easel_parts_move (self->state, from, to, NULL));
}

static void
on_weight_cb (Fixture *self, guint index, double weight)
{
  note (self, g_strdup_printf ("weight %u %.2f", index, weight));
  if (self->applies)
    take_state (self, easel_parts_set_weight (self->state, index, weight, NULL));
}

static void
on_lock_cb (Fixture *self, guint index, gboolean locked)
{
  note (self, g_strdup_printf ("lock %u %d", index, locked));
  if (self->applies)
    take_state (self, easel_parts_set_locked (self->state, index, locked));
}

static void
on_off_cb (Fixture *self, guint index, gboolean off)
{
  note (self, g_strdup_printf ("off %u %d", index, off));
  if (self->applies)
    take_state (self, easel_parts_set_off (self->state, index, off));
}

static void
on_remove_cb (Fixture *self, guint index)
{
  note (self, g_strdup_printf ("remove %u", index));
  if (self->applies)
    take_state (self, easel_parts_remove (self->state, index, NULL));
}

static void
on_activate_cb (Fixture *self, guint index)
{
  note (self, g_strdup_printf ("activate %u", index));
}

static void
on_show_more_cb (Fixture *self)
{
  easel_parts_bar_set_state (self->bar, self->state);
}

static void
show (Fixture *self, const char *text)
{
  self->bar = EASEL_PARTS_BAR (easel_parts_bar_new ());
  self->window = gtk_window_new ();
  self->applies = TRUE;
  self->state = easel_parts_state_new (text, NULL, 0, NULL, 0);
  g_signal_connect_swapped (self->bar, "move", G_CALLBACK (on_move_cb), self);
  g_signal_connect_swapped (self->bar, "weight", G_CALLBACK (on_weight_cb), self);
  g_signal_connect_swapped (self->bar, "lock", G_CALLBACK (on_lock_cb), self);
  g_signal_connect_swapped (self->bar, "off", G_CALLBACK (on_off_cb), self);
  g_signal_connect_swapped (self->bar, "remove", G_CALLBACK (on_remove_cb), self);
  g_signal_connect_swapped (self->bar, "activate", G_CALLBACK (on_activate_cb), self);
  g_signal_connect_swapped (self->bar, "show-more", G_CALLBACK (on_show_more_cb), self);
  easel_parts_bar_set_state (self->bar, self->state);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->bar));
  gtk_window_set_default_size (GTK_WINDOW (self->window), 400, 300);
  gtk_window_present (GTK_WINDOW (self->window));
  ui_test_wait_until (gtk_widget_get_width (GTK_WIDGET (self->bar)) > 0);
}

static void
clear (Fixture *self)
{
  g_object_ref (self->bar);
  gtk_window_destroy (GTK_WINDOW (self->window));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (self->bar);
  easel_parts_state_free (self->state);
  g_free (self->asked);
}

/* Presses a key where the bar listens for keys. */
static gboolean
press (Fixture *self, guint key, GdkModifierType modifiers)
{
  GtkWidget *box = ui_test_find (GTK_WIDGET (self->bar), ADW_TYPE_WRAP_BOX, 0);
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (box);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      gboolean taken = FALSE;

      if (!GTK_IS_EVENT_CONTROLLER_KEY (controller))
        continue;
      g_signal_emit_by_name (controller, "key-pressed", key, 0, modifiers, &taken);
      return taken;
    }
  g_assert_not_reached ();
}

static EaselPartChip *
chip (Fixture *self, guint index)
{
  return EASEL_PART_CHIP (easel_parts_bar_get_chip (self->bar, index));
}

static void
assert_described (Fixture *self, guint index, const char *expected)
{
  g_autofree char *description = easel_part_chip_describe (chip (self, index));

  g_assert_cmpstr (description, ==, expected);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (chip (self, index)), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       expected);
}

static void
test_keys (void)
{
  Fixture self = { 0 };

  show (&self, prompt);
  g_assert_cmpuint (easel_parts_bar_get_n_parts (self.bar), ==, 5);
  easel_parts_bar_focus_part (self.bar, 0);
  g_assert_cmpint (easel_parts_bar_get_focused (self.bar), ==, 0);
  g_assert_true (press (&self, GDK_KEY_Right, 0));
  g_assert_cmpint (easel_parts_bar_get_focused (self.bar), ==, 1);
  g_assert_true (press (&self, GDK_KEY_Up, GDK_CONTROL_MASK));
  g_assert_cmpstr (self.asked, ==, "weight 1 1.35");
  g_assert_true (press (&self, GDK_KEY_Down, GDK_CONTROL_MASK));
  g_assert_cmpstr (self.asked, ==, "weight 1 1.30");
  g_assert_true (press (&self, GDK_KEY_Right, GDK_ALT_MASK));
  g_assert_cmpstr (self.asked, ==, "move 1 2");
  g_assert_cmpint (easel_parts_bar_get_focused (self.bar), ==, 2);
  g_assert_cmpstr (easel_part_chip_get_text (chip (&self, 2)), ==, "stormy sky");
  g_assert_true (press (&self, GDK_KEY_Left, GDK_CONTROL_MASK | GDK_SHIFT_MASK));
  g_assert_cmpstr (self.asked, ==, "move 2 1");
  g_assert_cmpint (easel_parts_bar_get_focused (self.bar), ==, 1);
  g_assert_true (press (&self, GDK_KEY_l, 0));
  g_assert_cmpstr (self.asked, ==, "lock 1 1");
  g_assert_true (press (&self, GDK_KEY_space, 0));
  g_assert_cmpstr (self.asked, ==, "off 1 1");
  assert_described (&self, 1, "stormy sky, weight 1.3, locked, switched off");
  g_assert_true (press (&self, GDK_KEY_o, 0));
  g_assert_cmpstr (self.asked, ==, "off 1 0");
  g_assert_true (press (&self, GDK_KEY_Return, 0));
  g_assert_cmpstr (self.asked, ==, "activate 1");
  g_assert_true (press (&self, GDK_KEY_Home, 0));
  g_assert_true (press (&self, GDK_KEY_Delete, 0));
  g_assert_cmpstr (self.asked, ==, "remove 0");
  g_assert_cmpuint (easel_parts_bar_get_n_parts (self.bar), ==, 4);
  g_assert_cmpint (easel_parts_bar_get_focused (self.bar), ==, 0);
  g_assert_true (press (&self, GDK_KEY_End, 0));
  g_assert_cmpint (easel_parts_bar_get_focused (self.bar), ==, 3);
  clear (&self);
}

static void
test_refused (void)
{
  Fixture self = { 0 };

  show (&self, prompt);
  easel_parts_bar_focus_part (self.bar, 4);
  g_assert_true (easel_part_chip_get_part (chip (&self, 4))->parameter);
  press (&self, GDK_KEY_Left, GDK_ALT_MASK);
  press (&self, GDK_KEY_Up, GDK_CONTROL_MASK);
  easel_parts_bar_focus_part (self.bar, 0);
  press (&self, GDK_KEY_Left, GDK_ALT_MASK);
  g_assert_null (self.asked);
  /* An owner that refuses leaves all as it is. */
  self.applies = FALSE;
  press (&self, GDK_KEY_Delete, 0);
  g_assert_cmpstr (self.asked, ==, "remove 0");
  g_assert_cmpuint (easel_parts_bar_get_n_parts (self.bar), ==, 5);
  g_assert_cmpint (easel_parts_bar_get_focused (self.bar), ==, 0);
  clear (&self);
}

static void
test_right_to_left (void)
{
  Fixture self = { 0 };

  show (&self, prompt);
  gtk_widget_set_direction (GTK_WIDGET (self.bar), GTK_TEXT_DIR_RTL);
  easel_parts_bar_focus_part (self.bar, 1);
  press (&self, GDK_KEY_Left, GDK_ALT_MASK);
  g_assert_cmpstr (self.asked, ==, "move 1 2");
  press (&self, GDK_KEY_Right, 0);
  g_assert_cmpint (easel_parts_bar_get_focused (self.bar), ==, 1);
  clear (&self);
}

/* Up and down go to the chip in the line above and below. */
static void
test_lines (void)
{
  Fixture self = { 0 };
  graphene_rect_t from, to;

  show (&self, "one long part of it, two of them are here, three are too many, four and no more, five, six");
  easel_parts_bar_focus_part (self.bar, 0);
  g_assert_true (press (&self, GDK_KEY_Down, 0));
  g_assert_cmpint (easel_parts_bar_get_focused (self.bar), >, 0);
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (chip (&self, 0)), GTK_WIDGET (self.bar), &from));
  g_assert_true (gtk_widget_compute_bounds (
      GTK_WIDGET (chip (&self, (guint) easel_parts_bar_get_focused (self.bar))), GTK_WIDGET (self.bar), &to));
  g_assert_cmpfloat (to.origin.y, >, from.origin.y);
  g_assert_true (press (&self, GDK_KEY_Up, 0));
  g_assert_cmpint (easel_parts_bar_get_focused (self.bar), ==, 0);
  g_assert_false (press (&self, GDK_KEY_Up, 0));
  clear (&self);
}

static void
test_menu (void)
{
  Fixture self = { 0 };
  GtkWidget *menu;
  GtkRange *scale;

  show (&self, prompt);
  easel_parts_bar_focus_part (self.bar, 0);
  g_assert_true (press (&self, GDK_KEY_Menu, 0));
  menu = ui_test_find (GTK_WIDGET (self.bar), EASEL_TYPE_PART_MENU, 0);
  g_assert_true (gtk_widget_get_visible (menu));
  scale = GTK_RANGE (ui_test_find (menu, GTK_TYPE_SCALE, 0));
  g_assert_cmpfloat_with_epsilon (gtk_range_get_value (scale), 1, 0.001);
  gtk_range_set_value (scale, 1.234);
  ui_test_wait_until (self.asked != NULL);
  g_assert_cmpstr (self.asked, ==, "weight 0 1.25");
  assert_described (&self, 0, "a castle, weight 1.25");
  g_assert_true (gtk_widget_get_visible (menu));
  /* Show in the Text, Lock, Switch Off, Move Left, Move Right, Remove */
  g_signal_emit_by_name (ui_test_find (menu, GTK_TYPE_BUTTON, 1), "clicked");
  g_assert_cmpstr (self.asked, ==, "lock 0 1");
  g_assert_false (gtk_widget_get_visible (menu));
  g_assert_true (press (&self, GDK_KEY_F10, GDK_SHIFT_MASK));
  g_assert_false (gtk_widget_get_sensitive (ui_test_find (menu, GTK_TYPE_BUTTON, 3)));
  g_signal_emit_by_name (ui_test_find (menu, GTK_TYPE_BUTTON, 4), "clicked");
  g_assert_cmpstr (self.asked, ==, "move 0 1");
  clear (&self);
}

static void
test_accessible (void)
{
  Fixture self = { 0 };

  show (&self, prompt);
  gtk_test_accessible_assert_role (
      GTK_ACCESSIBLE (ui_test_find (GTK_WIDGET (self.bar), ADW_TYPE_WRAP_BOX, 0)), GTK_ACCESSIBLE_ROLE_LIST);
  for (guint i = 0; i < 5; i++)
    {
      gtk_test_accessible_assert_role (GTK_ACCESSIBLE (chip (&self, i)), GTK_ACCESSIBLE_ROLE_LIST_ITEM);
      gtk_test_accessible_assert_relation (GTK_ACCESSIBLE (chip (&self, i)),
                                           GTK_ACCESSIBLE_RELATION_POS_IN_SET, (int) i + 1);
      gtk_test_accessible_assert_relation (GTK_ACCESSIBLE (chip (&self, i)), GTK_ACCESSIBLE_RELATION_SET_SIZE,
                                           5);
    }
  assert_described (&self, 0, "a castle");
  assert_described (&self, 1, "stormy sky, weight 1.3");
  clear (&self);
}

/* What is typed is shown, and the chips are the same widgets. */
static void
test_typing (void)
{
  Fixture self = { 0 };
  EaselPartChip *first;

  show (&self, prompt);
  first = chip (&self, 0);
  take_state (&self, easel_parts_state_new ("a keep, b", NULL, 0, NULL, 0));
  g_assert_true (chip (&self, 0) == first);
  g_assert_cmpstr (easel_part_chip_get_text (first), ==, "a keep");
  g_assert_cmpuint (easel_parts_bar_get_n_parts (self.bar), ==, 2);
  g_assert_null (easel_parts_bar_get_chip (self.bar, 2));
  take_state (&self, easel_parts_state_new ("", NULL, 0, NULL, 0));
  g_assert_cmpuint (easel_parts_bar_get_n_parts (self.bar), ==, 0);
  g_assert_false (press (&self, GDK_KEY_Delete, 0));
  clear (&self);
}

static void
test_many (void)
{
  g_autoptr (GString) text = g_string_new ("part");
  Fixture self = { 0 };
  GtkWidget *more = NULL;

  for (guint i = 1; i < 1000; i++)
    g_string_append_printf (text, ", part %u", i);
  show (&self, text->str);
  g_assert_cmpuint (easel_parts_bar_get_n_parts (self.bar), ==, 1000);
  g_assert_nonnull (chip (&self, 299));
  g_assert_null (chip (&self, 300));
  more = ui_test_find (ui_test_find (GTK_WIDGET (self.bar), ADW_TYPE_WRAP_BOX, 0), GTK_TYPE_BUTTON, 0);
  g_assert_true (gtk_widget_get_visible (more));
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (more)), ==, "700 More…");
  g_signal_emit_by_name (more, "clicked");
  g_assert_nonnull (chip (&self, 599));
  g_assert_cmpint (easel_parts_bar_get_focused (self.bar), ==, 300);
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (more)), ==, "400 More…");
  clear (&self);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/parts-bar/keys", test_keys);
  g_test_add_func ("/parts-bar/refused", test_refused);
  g_test_add_func ("/parts-bar/right-to-left", test_right_to_left);
  g_test_add_func ("/parts-bar/lines", test_lines);
  g_test_add_func ("/parts-bar/menu", test_menu);
  g_test_add_func ("/parts-bar/accessible", test_accessible);
  g_test_add_func ("/parts-bar/typing", test_typing);
  g_test_add_func ("/parts-bar/many", test_many);
  return g_test_run ();
}
