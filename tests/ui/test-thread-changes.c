// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui-test.h"

#include "easel-announce.h"
#include "easel-block-row.h"
#include "easel-thread-view-private.h"
#include "thread-window.h"

/* What the view notes of a thread, and what the thread has become meanwhile. */

static void
set_up (ThreadWindow *self, gconstpointer rows)
{
  thread_window_show (self, g_list_store_new (THREAD_TYPE_DOUBLE), 700, rows);
}

static void
tear_down (ThreadWindow *self, gconstpointer data)
{
  thread_window_clear (self);
}

static ThreadDouble *
add (ThreadWindow *self, const char *text, gboolean is_streaming)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->store));
  g_autoptr (ThreadDouble) message = thread_double_new (n + 1, EASEL_THREAD_VOICE_ANSWER, text, TRUE);

  thread_double_set_streaming (message, is_streaming);
  g_list_store_append (self->store, message);
  /* The list holds on to it. */
  return message;
}

/* The button was pressed on a message that is gone when the pointer moves on. */
static void
test_pressed_then_gone (ThreadWindow *self, gconstpointer data)
{
  add (self, "first words", FALSE);
  add (self, "second words", FALSE);
  add (self, "third words", FALSE);
  ui_test_wait_until (thread_window_find_row (self, "third words") != NULL);
  thread_window_press_on (self, "third words", 2, 1);
  g_assert_cmpuint (self->view->from.message, ==, 2);
  g_list_store_splice (self->store, 1, 2, NULL, 0);
  ui_test_wait_until (thread_window_find_row (self, "third words") == NULL);
  /* As with a drag, or with Shift. */
  _easel_thread_view_select (self->view, self->view->from, (EaselThreadPoint) { 0, 0, 5 });
  thread_window_assert_selected (self, "first");
}

/* Rows of what is gone belong to nothing, however often the list changes before the
 * next layout. */
static void
test_gone_twice (ThreadWindow *self, gconstpointer data)
{
  g_autofree char *words = g_strnfill (60, 'w');
  g_autoptr (ThreadDouble) third = thread_double_new (9, EASEL_THREAD_VOICE_ANSWER, "three", TRUE);

  add (self, "one", FALSE);
  add (self, "two", FALSE);
  add (self, words, FALSE);
  ui_test_wait_until (thread_window_find_row (self, words) != NULL);
  g_list_store_remove (self->store, 2);
  g_list_store_append (self->store, third);
  thread_window_press_on (self, words, 50, 2);
  /* What is nearest to the place. */
  thread_window_assert_selected (self, "two");
  ui_test_wait_until (thread_window_find_row (self, "three") != NULL);
  thread_window_press_on (self, "three", 1, 2);
  thread_window_assert_selected (self, "three");
}

/* Text that came whole is read as less than what it was: marks go, links close. */
static void
test_selected_then_less (ThreadWindow *self, gconstpointer data)
{
  ThreadDouble *answer = add (self, "яя *яя", TRUE);
  g_autoptr (GString) link = g_string_new ("[link](https://example.org/");
  g_autofree char *expected = NULL;
  gsize length;

  ui_test_wait_until (thread_window_find_row (self, "яя *яя") != NULL);
  thread_window_press_on (self, "яя *яя", 6, 1);
  g_assert_true (thread_window_press_key (self, GDK_KEY_Right, GDK_SHIFT_MASK));
  thread_window_assert_selected (self, "я");
  thread_double_append (answer, "* тут");
  /* Now there is the middle of a character where the selection began. */
  thread_window_assert_selected (self, "*я*");

  for (guint i = 0; i < 40; i++)
    g_string_append (link, "long-address");
  length = link->len;
  answer = add (self, link->str, TRUE);
  ui_test_wait_until (thread_window_find_row (self, "[link]") != NULL);
  thread_window_press_on (self, "[link]", length - 1, 1);
  g_assert_true (thread_window_press_key (self, GDK_KEY_Right, GDK_SHIFT_MASK));
  thread_double_append (answer, ")");
  /* Before the next layout and after it. */
  thread_window_press_on (self, "[link]", length - 1, 2);
  ui_test_wait_until (thread_window_find_row (self, "[link]") == NULL);
  _easel_thread_view_select (self->view, (EaselThreadPoint) { 1, 0, length },
                             (EaselThreadPoint) { 1, 0, length - 1 });
  g_assert_true (thread_window_press_key (self, GDK_KEY_Left, GDK_SHIFT_MASK));
  expected = g_strdup_printf ("[k](%s)", link->str + strlen ("[link]("));
  thread_window_assert_selected (self, expected);
}

/* What is told to a screen reader begins with a character. */
static void
test_heard_then_less (ThreadWindow *self, gconstpointer data)
{
  ThreadDouble *answer = add (self, "", TRUE);
  const char *heard;

  ui_test_wait_until (easel_thread_model_count_read (self->view->model) > 0);
  thread_double_append (answer, "**яя. я");
  ui_test_wait_until (thread_window_find_row (self, "яя.") != NULL);
  g_assert_cmpstr (easel_announce_get_last (GTK_WIDGET (self->view)), ==, "**яя.");
  thread_double_append (answer, "я. Да** тут. Нет");
  heard = easel_announce_get_last (GTK_WIDGET (self->view));
  g_assert_true (g_utf8_validate (heard, -1, NULL));
  g_assert_cmpstr (heard, ==, "яя. Да тут.");
}

/* ---- rows that are no text ---- */

static guint n_bound;

static guint
get_kinds (gpointer message, gpointer data)
{
  return 1u << EASEL_THREAD_ROW_BLOCK | 1u << EASEL_THREAD_ROW_FOOTER;
}

static GtkWidget *
create_row (EaselThreadRowKind kind, gpointer data)
{
  return gtk_button_new_with_label ("footer");
}

static void
bind_row (GtkWidget *row, EaselThreadRowKind kind, gpointer message, gpointer data)
{
  n_bound++;
}

static void
unbind_row (GtkWidget *row, EaselThreadRowKind kind, gpointer message, gpointer data)
{
}

static const EaselThreadRows rows = { get_kinds, create_row, bind_row, unbind_row };

/* Below a text that grows they stay what they are, and keep the focus. */
static void
test_rows_stay (ThreadWindow *self, gconstpointer data)
{
  ThreadDouble *answer = add (self, "first words", TRUE);
  GtkWidget *button;
  guint before;

  ui_test_wait_until (thread_window_find_row (self, "first words") != NULL && n_bound == 1);
  button = ui_test_find (GTK_WIDGET (self->view), GTK_TYPE_BUTTON, 0);
  g_assert_true (gtk_widget_grab_focus (button));
  before = n_bound;
  thread_double_append (answer, "\n\nsecond words\n\nthird words");
  ui_test_wait_until (thread_window_find_row (self, "third words") != NULL);
  g_assert_cmpuint (n_bound, ==, before);
  g_assert_true (gtk_widget_get_child_visible (button));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (self->window)) == button);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add ("/thread-changes/pressed-then-gone", ThreadWindow, NULL, set_up, test_pressed_then_gone,
              tear_down);
  g_test_add ("/thread-changes/gone-twice", ThreadWindow, NULL, set_up, test_gone_twice, tear_down);
  g_test_add ("/thread-changes/selected-then-less", ThreadWindow, NULL, set_up, test_selected_then_less,
              tear_down);
  g_test_add ("/thread-changes/heard-then-less", ThreadWindow, NULL, set_up, test_heard_then_less, tear_down);
  g_test_add ("/thread-changes/rows-stay", ThreadWindow, &rows, set_up, test_rows_stay, tear_down);
  return g_test_run ();
}
