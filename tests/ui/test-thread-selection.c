// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "thread-window.h"
#include "ui-test.h"

#include "easel-block-row.h"

/* What is selected and copied, and the keys that do it. */

static void
test_select_all (void)
{
  ThreadWindow self;
  g_autofree char *text = NULL;
  g_autoptr (GString) expected = g_string_new (NULL);

  thread_window_show (&self, thread_double_make (300, FALSE), 700, NULL);
  thread_window_settle (&self);
  g_assert_false (easel_thread_view_has_selection (self.view));
  gtk_widget_activate_action (GTK_WIDGET (self.view), "thread.select-all", NULL);
  g_assert_true (easel_thread_view_has_selection (self.view));
  text = thread_window_dup_selection (&self);
  /* All messages in their own words, those that were never in view, too. */
  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (GObject) message = g_list_model_get_item (G_LIST_MODEL (self.store), i);
      g_autofree char *own = g_strdup (thread_double_source.get_text (message));

      if (i > 0)
        g_string_append (expected, "\n\n");
      g_string_append (expected, g_strchomp (own));
    }
  g_assert_cmpstr (text, ==, expected->str);
  easel_thread_view_select_none (self.view);
  g_assert_false (easel_thread_view_has_selection (self.view));
  thread_window_clear (&self);
}

static void
test_select (void)
{
  ThreadWindow self;
  g_autoptr (ThreadDouble) question = thread_double_new (1, EASEL_THREAD_VOICE_USER, "a question", TRUE);
  g_autoptr (ThreadDouble) answer = thread_double_new (
      2, EASEL_THREAD_VOICE_ANSWER, "Some **strong words** here\n\n- item one\n- item two\n", TRUE);

  thread_window_show (&self, g_list_store_new (THREAD_TYPE_DOUBLE), 700, NULL);
  g_list_store_append (self.store, question);
  g_list_store_append (self.store, answer);
  ui_test_wait_until (thread_window_find_row (&self, "item two") != NULL);
  thread_window_settle (&self);
  /* A word, then its row. */
  thread_window_press_on (&self, "Some strong", 7, 1);
  g_assert_false (easel_thread_view_has_selection (self.view));
  thread_window_press_on (&self, "Some strong", 7, 2);
  thread_window_assert_selected (&self, "**strong**");
  thread_window_press_on (&self, "Some strong", 7, 3);
  thread_window_assert_selected (&self, "Some **strong words** here");
  /* By keys, on into the next block. */
  thread_window_press_on (&self, "Some strong", 7, 1);
  thread_window_press_key (&self, GDK_KEY_Right, GDK_SHIFT_MASK);
  thread_window_press_key (&self, GDK_KEY_Right, GDK_SHIFT_MASK);
  thread_window_assert_selected (&self, "**ro**");
  thread_window_press_key (&self, GDK_KEY_Left, GDK_SHIFT_MASK);
  thread_window_assert_selected (&self, "**r**");
  thread_window_press_key (&self, GDK_KEY_Right, GDK_SHIFT_MASK | GDK_CONTROL_MASK);
  thread_window_assert_selected (&self, "**rong**");
  thread_window_press_key (&self, GDK_KEY_Down, GDK_SHIFT_MASK);
  thread_window_press_key (&self, GDK_KEY_Down, GDK_SHIFT_MASK);
  {
    g_autofree char *text = thread_window_dup_selection (&self);

    g_assert_true (g_str_has_prefix (text, "**rong words** here\n\n- item one\n- item"));
    thread_window_press_key (&self, GDK_KEY_Up, GDK_SHIFT_MASK);
    thread_window_press_key (&self, GDK_KEY_Up, GDK_SHIFT_MASK);
    g_clear_pointer (&text, g_free);
    text = thread_window_dup_selection (&self);
    g_assert_true (g_str_has_prefix (text, "**rong"));
    g_assert_cmpuint (strlen (text), <, 14);
  }
  thread_window_press_key (&self, GDK_KEY_Escape, 0);
  g_assert_false (easel_thread_view_has_selection (self.view));
  thread_window_clear (&self);
}

static void
on_read_cb (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  *(char **) data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

static void
test_copy (void)
{
  ThreadWindow self;
  g_autofree char *text = NULL;
  GdkClipboard *clipboard;
  GdkContentFormats *formats;

  thread_window_show (&self, thread_double_make (4, TRUE), 700, NULL);
  thread_window_settle (&self);
  clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self.view));
  easel_thread_view_select_all (self.view);
  gtk_widget_activate_action (GTK_WIDGET (self.view), "thread.copy", NULL);
  formats = gdk_clipboard_get_formats (clipboard);
  g_assert_true (gdk_content_formats_contain_mime_type (formats, "text/html"));
  g_assert_true (gdk_content_formats_contain_gtype (formats, G_TYPE_STRING));
  gdk_clipboard_read_text_async (clipboard, NULL, on_read_cb, &text);
  ui_test_wait_until (text != NULL);
  g_assert_nonnull (strstr (text, "**as it is**"));
  g_clear_pointer (&text, g_free);
  gtk_widget_activate_action (GTK_WIDGET (self.view), "thread.copy-plain", NULL);
  gdk_clipboard_read_text_async (clipboard, NULL, on_read_cb, &text);
  ui_test_wait_until (text != NULL);
  g_assert_null (strstr (text, "**"));
  g_assert_nonnull (strstr (text, "1. Warm core"));
  thread_window_clear (&self);
}

static gboolean
has_focus (ThreadWindow *self, const char *text)
{
  GtkWidget *row = thread_window_find_row (self, text);

  return row != NULL && gtk_window_get_focus (GTK_WINDOW (self->window)) == row;
}

static void
test_keys (void)
{
  ThreadWindow self;
  g_autoptr (ThreadDouble) answer = thread_double_new (
      1, EASEL_THREAD_VOICE_ANSWER,
      "First [one](https://one.example) and [two](https://two.example).\n\nSecond.\n", TRUE);
  GtkWidget *target;

  thread_window_show (&self, g_list_store_new (THREAD_TYPE_DOUBLE), 700, NULL);
  g_list_store_append (self.store, answer);
  ui_test_wait_until (thread_window_find_row (&self, "Second") != NULL);
  thread_window_settle (&self);
  target = ui_test_find (GTK_WIDGET (self.view), GTK_TYPE_LABEL, 0);
  gtk_widget_grab_focus (thread_window_find_row (&self, "First"));
  thread_window_press_key (&self, GDK_KEY_Down, 0);
  g_assert_true (has_focus (&self, "Second"));
  thread_window_press_key (&self, GDK_KEY_Up, 0);
  g_assert_true (has_focus (&self, "First"));
  g_assert_false (gtk_widget_get_visible (target));
  thread_window_press_key (&self, GDK_KEY_Right, 0);
  g_assert_true (gtk_widget_get_visible (target));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (target)), ==, "https://one.example");
  thread_window_press_key (&self, GDK_KEY_Right, 0);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (target)), ==, "https://two.example");
  g_assert_false (thread_window_press_key (&self, GDK_KEY_Right, 0));
  /* The menu is that of the marked link, too. */
  gtk_widget_activate_action (GTK_WIDGET (self.view), "thread.menu", NULL);
  {
    GtkWidget *menu = ui_test_find (GTK_WIDGET (self.view), GTK_TYPE_POPOVER_MENU, 0);

    ui_test_wait_until (gtk_widget_get_mapped (menu));
    g_assert_cmpint (g_menu_model_get_n_items (gtk_popover_menu_get_menu_model (GTK_POPOVER_MENU (menu))), ==,
                     2);
    thread_window_settle (&self);
    gtk_popover_popdown (GTK_POPOVER (menu));
  }
  thread_window_clear (&self);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/thread-selection/select-all", test_select_all);
  g_test_add_func ("/thread-selection/select", test_select);
  g_test_add_func ("/thread-selection/copy", test_copy);
  g_test_add_func ("/thread-selection/keys", test_keys);
  return g_test_run ();
}
