// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib/gstdio.h>
#include <adwaita.h>
#include <libdex.h>
#include <locale.h>
#include <string.h>

#include "easel-ui-resources.h"

/* How long a condition may take to come true, in µs. */
#define UI_TEST_PATIENCE (20 * G_USEC_PER_SEC)

/* Runs the main loop until CONDITION holds; fails after a while. */
#define ui_test_wait_until(condition)                                                                        \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    gint64 ui_test_end = g_get_monotonic_time () + UI_TEST_PATIENCE;                                         \
    while (!(condition) && g_get_monotonic_time () < ui_test_end)                                            \
      if (!g_main_context_iteration (NULL, FALSE))                                                           \
        g_usleep (1000);                                                                                     \
    g_assert_true (condition);                                                                               \
  }                                                                                                          \
  G_STMT_END

/* Every warning ends a test, but for one: GTK 4.24 on X11 counts the frames of a
 * popover with those of its window, and complains of itself. */
static inline GLogWriterOutput
ui_test_write_log (GLogLevelFlags level, const GLogField *fields, gsize n_fields, gpointer user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") && fields[i].length < 0 &&
        strstr (fields[i].value, "gdk_frame_timings_submitted() called on submitted frame") != NULL)
      return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, user_data);
}

static inline void
ui_test_init (int *argc, char ***argv)
{
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_setenv ("ADW_DISABLE_PORTAL", "1", TRUE);
  g_setenv ("GSK_RENDERER", "cairo", TRUE);
  g_setenv ("EASEL_LOCAL_PORTS", "none", TRUE);
  /* As gtk_test_init() does, but with the locale that there is: since GTK 4.20
   * a system without American English does not pass there. */
  gtk_disable_setlocale ();
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (argc, argv, NULL);
  g_log_set_writer_func (ui_test_write_log, NULL, NULL);
  dex_init ();
  gtk_init ();
  adw_init ();
  g_resources_register (easel_ui_get_resource ());
}

/* The N-th widget of a type below another, in the order of the tree. */
static inline GtkWidget *
ui_test_find_nth (GtkWidget *widget, GType type, guint *n)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && (*n)-- == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = ui_test_find_nth (child, type, n);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static inline GtkWidget *
ui_test_find (GtkWidget *widget, GType type, guint n)
{
  GtkWidget *found = ui_test_find_nth (widget, type, &n);

  g_assert_nonnull (found);
  return found;
}

/* With all that is in it; links are not followed. */
static inline void
ui_test_remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        ui_test_remove_folder (child);
      else
        g_remove (child);
    }
  g_rmdir (path);
}

/* Presses a key that a shortcut of WIDGET is made for; whether it was taken. */
static inline gboolean
ui_test_press (GtkWidget *widget, const char *key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  guint known = 0;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_SHORTCUT_CONTROLLER (controller))
        continue;
      for (guint j = 0; j < g_list_model_get_n_items (G_LIST_MODEL (controller)); j++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), j);
          g_autoptr (GtkShortcutTrigger) wanted = gtk_shortcut_trigger_parse_string (key);
          g_autofree char *name = gtk_shortcut_trigger_to_string (gtk_shortcut_get_trigger (shortcut));
          g_autofree char *wanted_name = gtk_shortcut_trigger_to_string (wanted);
          g_auto (GStrv) names = g_strsplit (name, "|", -1);
          gboolean fits = FALSE;

          for (guint k = 0; names[k] != NULL; k++)
            fits |= g_str_equal (g_strstrip (names[k]), wanted_name);
          if (!fits)
            continue;
          known++;
          if (gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                            gtk_shortcut_get_arguments (shortcut)))
            return TRUE;
        }
    }
  g_assert_cmpuint (known, >, 0);
  return FALSE;
}
