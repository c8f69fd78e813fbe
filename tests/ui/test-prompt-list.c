// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui-test.h"

#include <glib/gstdio.h>

#include "easel-context.h"
#include "easel-sidebar-row.h"
#include "easel-prompt-list.h"
#include "easel-test-future.h"

/* The sidebar's list: each way to the menu of a row. */

typedef struct
{
  char *dir;
  EaselContext *context;
  GtkWidget *window;
  EaselPromptList *list;
  GtkWidget *view;
} Fixture;

static void
create (Fixture *self, const char *text)
{
  g_autoptr (EaselPromptContent) content = easel_prompt_content_new (text, NULL);
  g_autoptr (EaselPrompt) prompt = NULL;
  g_autoptr (GError) error = NULL;

  prompt = easel_test_await_object (
      easel_prompt_service_create (easel_context_get_prompts (self->context), "", content), &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (EaselEnvironment) environment = easel_environment_take ();
  g_autoptr (GError) error = NULL;

  self->dir = g_dir_make_tmp ("easel-list-XXXXXX", &error);
  g_assert_no_error (error);
  self->context = easel_context_new (self->dir, environment);
  easel_test_await (easel_context_open (self->context), &error);
  g_assert_no_error (error);
  create (self, "a red castle");
  create (self, "a blue tower");
  self->list = g_object_new (EASEL_TYPE_PROMPT_LIST, NULL);
  self->window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (self->window), GTK_WIDGET (self->list));
  gtk_window_set_default_size (GTK_WINDOW (self->window), 300, 500);
  easel_prompt_list_set_service (self->list, easel_context_get_prompts (self->context));
  gtk_window_present (GTK_WINDOW (self->window));
  self->view = ui_test_find (self->window, GTK_TYPE_LIST_VIEW, 0);
  ui_test_wait_until (gtk_widget_get_mapped (self->view) && gtk_widget_get_first_child (self->view) != NULL);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = NULL;
  const char *name;

  gtk_window_destroy (GTK_WINDOW (self->window));
  easel_test_settle ();
  easel_test_await (easel_context_close (self->context), &error);
  g_assert_no_error (error);
  g_assert_finalize_object (self->context);
  dir = g_dir_open (self->dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->dir, name, NULL);

      g_remove (path);
    }
  g_rmdir (self->dir);
  g_free (self->dir);
}

static GtkWidget *
get_row (Fixture *self, guint n)
{
  return ui_test_find (self->view, EASEL_TYPE_SIDEBAR_ROW, n);
}

/* The first widget of a type that can be seen, NULL if there is none. */
static GtkWidget *
look_for (GtkWidget *widget, GType type)
{
  if (!gtk_widget_get_visible (widget))
    return NULL;
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = look_for (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
focus_row (Fixture *self, guint n)
{
  /* The list's own widget around the row takes the focus. */
  GtkWidget *item = gtk_widget_get_parent (get_row (self, n));

  g_assert_true (gtk_widget_grab_focus (item));
  ui_test_wait_until (gtk_root_get_focus (GTK_ROOT (self->window)) == item);
}

static void
test_menu_by_key (Fixture *self, gconstpointer data)
{
  GtkWidget *popover;

  focus_row (self, 1);
  g_assert_true (ui_test_press (self->view, data));
  g_assert_null (look_for (get_row (self, 0), GTK_TYPE_POPOVER));
  popover = look_for (get_row (self, 1), GTK_TYPE_POPOVER);
  g_assert_nonnull (popover);
  ui_test_wait_until (gtk_widget_get_mapped (popover));
  gtk_popover_popdown (GTK_POPOVER (popover));
  /* With the focus elsewhere the key is somebody else's. */
  gtk_widget_grab_focus (ui_test_find (self->window, GTK_TYPE_SEARCH_ENTRY, 0));
  ui_test_wait_until (look_for (get_row (self, 1), GTK_TYPE_POPOVER) == NULL);
  g_assert_false (ui_test_press (self->view, data));
}

static void
test_button (Fixture *self, gconstpointer data)
{
  GtkWidget *button;

  g_assert_null (look_for (self->view, GTK_TYPE_BUTTON));
  focus_row (self, 0);
  button = look_for (get_row (self, 0), GTK_TYPE_BUTTON);
  g_assert_nonnull (button);
  /* The arrows of the keyboard go from row to row. */
  g_assert_false (gtk_widget_get_focusable (button));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (button), ==, "More Actions");
  g_signal_emit_by_name (button, "clicked");
  ui_test_wait_until (look_for (get_row (self, 0), GTK_TYPE_POPOVER) != NULL);
  gtk_popover_popdown (GTK_POPOVER (look_for (get_row (self, 0), GTK_TYPE_POPOVER)));
  focus_row (self, 1);
  g_assert_null (look_for (get_row (self, 0), GTK_TYPE_BUTTON));
  g_assert_nonnull (look_for (get_row (self, 1), GTK_TYPE_BUTTON));
}

/* What a row draws is what a screen reader says, and as wide as there is room. */
static void
test_text (Fixture *self, gconstpointer data)
{
  GtkWidget *row = get_row (self, 0);
  int narrow, wide, minimum, large;

  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL, "a blue tower");
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, "1 revision · just now");
  gtk_test_accessible_assert_property (gtk_widget_get_parent (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "a blue tower");
  gtk_widget_measure (row, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <, 60);
  gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, 60, &narrow, NULL, NULL, NULL);
  gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, 600, &wide, NULL, NULL, NULL);
  g_assert_cmpint (narrow, ==, wide);

  easel_sidebar_row_set_text (EASEL_SIDEBAR_ROW (row), "a green hill", "2 revisions");
  gtk_test_accessible_assert_property (row, GTK_ACCESSIBLE_PROPERTY_LABEL, "a green hill");
  gtk_test_accessible_assert_property (gtk_widget_get_parent (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "2 revisions");

  /* Large text needs more room. */
  g_object_set (gtk_widget_get_settings (row), "gtk-xft-dpi", 144 * 1024, NULL);
  gtk_widget_measure (row, GTK_ORIENTATION_VERTICAL, 600, &large, NULL, NULL, NULL);
  g_object_set (gtk_widget_get_settings (row), "gtk-xft-dpi", 96 * 1024, NULL);
  g_assert_cmpint (large, >, wide);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add ("/prompt-list/menu-key", Fixture, "Menu", set_up, test_menu_by_key, tear_down);
  g_test_add ("/prompt-list/shift-f10", Fixture, "<Shift>F10", set_up, test_menu_by_key, tear_down);
  g_test_add ("/prompt-list/button", Fixture, NULL, set_up, test_button, tear_down);
  g_test_add ("/prompt-list/text", Fixture, NULL, set_up, test_text, tear_down);
  return g_test_run ();
}
