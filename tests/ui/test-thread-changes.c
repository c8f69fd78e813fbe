// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui-test.h"

#include "easel-announce.h"
#include "easel-block-row.h"
#include "easel-thread-view-private.h"
#include "thread-double.h"

/* What the view notes of a thread, and what the thread has become meanwhile. */

typedef struct
{
  GtkWidget *window;
  EaselThreadView *view;
  GListStore *store;
} Fixture;

static void
set_up_rows (Fixture *self, const EaselThreadRows *rows)
{
  GtkWidget *scroll = gtk_scrolled_window_new ();

  self->window = gtk_window_new ();
  self->view = EASEL_THREAD_VIEW (easel_thread_view_new ());
  self->store = g_list_store_new (THREAD_TYPE_DOUBLE);
  if (rows != NULL)
    easel_thread_view_set_rows (self->view, rows, NULL, NULL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), GTK_WIDGET (self->view));
  gtk_window_set_child (GTK_WINDOW (self->window), scroll);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 700, 600);
  easel_thread_view_set_messages (self->view, G_LIST_MODEL (self->store), &thread_double_source);
  gtk_window_present (GTK_WINDOW (self->window));
  ui_test_wait_until (gtk_widget_get_height (GTK_WIDGET (self->view)) > 0);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  set_up_rows (self, data);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_object_ref (self->view);
  gtk_window_destroy (GTK_WINDOW (self->window));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (self->view);
  g_assert_finalize_object (self->store);
}

static ThreadDouble *
add (Fixture *self, const char *text, gboolean is_streaming)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->store));
  g_autoptr (ThreadDouble) message = thread_double_new (n + 1, EASEL_THREAD_VOICE_ANSWER, text, TRUE);

  thread_double_set_streaming (message, is_streaming);
  g_list_store_append (self->store, message);
  /* The list holds on to it. */
  return message;
}

/* A row that shows this text, and is in view. */
static GtkWidget *
find_row (Fixture *self, const char *text)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (EASEL_IS_BLOCK_ROW (child) && gtk_widget_get_child_visible (child))
      {
        EaselBlock *block = easel_block_row_get_block (EASEL_BLOCK_ROW (child));

        if (block != NULL && strstr (block->text, text) != NULL)
          return child;
      }
  return NULL;
}

/* Presses the pointer's button on the byte at @offset of the row that shows @text. */
static void
press (Fixture *self, const char *text, gsize offset, int n_press)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (self->view));
  GtkWidget *row = find_row (self, text);
  graphene_rect_t place;
  graphene_point_t point;

  g_assert_nonnull (row);
  g_assert_true (easel_block_row_find_place (EASEL_BLOCK_ROW (row), offset, &place));
  g_assert_true (gtk_widget_compute_point (
      row, GTK_WIDGET (self->view), &GRAPHENE_POINT_INIT (place.origin.x + 1, place.origin.y + 4), &point));
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_CLICK (controller) &&
          gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (controller)) == GDK_BUTTON_PRIMARY)
        g_signal_emit_by_name (controller, "pressed", n_press, (double) point.x, (double) point.y);
    }
}

static void
press_key (Fixture *self, guint key, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (self->view));
  gboolean taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, state, &taken);
    }
  g_assert_true (taken);
}

static void
assert_selected (Fixture *self, const char *expected)
{
  g_autoptr (DexFuture) future = easel_thread_view_dup_selection (self->view);
  g_autoptr (GError) error = NULL;
  const GValue *value;

  ui_test_wait_until (!dex_future_is_pending (future));
  value = dex_future_get_value (future, &error);
  g_assert_no_error (error);
  g_assert_true (g_utf8_validate (g_value_get_string (value), -1, NULL));
  g_assert_cmpstr (g_value_get_string (value), ==, expected);
}

/* The button was pressed on a message that is gone when the pointer moves on. */
static void
test_pressed_then_gone (Fixture *self, gconstpointer data)
{
  add (self, "first words", FALSE);
  add (self, "second words", FALSE);
  add (self, "third words", FALSE);
  ui_test_wait_until (find_row (self, "third words") != NULL);
  press (self, "third words", 2, 1);
  g_assert_cmpuint (self->view->from.message, ==, 2);
  g_list_store_splice (self->store, 1, 2, NULL, 0);
  ui_test_wait_until (find_row (self, "third words") == NULL);
  /* As with a drag, or with Shift. */
  _easel_thread_view_select (self->view, self->view->from, (EaselThreadPoint) { 0, 0, 5 });
  assert_selected (self, "first");
}

/* Rows of what is gone belong to nothing, however often the list changes before the
 * next layout. */
static void
test_gone_twice (Fixture *self, gconstpointer data)
{
  g_autofree char *words = g_strnfill (60, 'w');
  g_autoptr (ThreadDouble) third = thread_double_new (9, EASEL_THREAD_VOICE_ANSWER, "three", TRUE);

  add (self, "one", FALSE);
  add (self, "two", FALSE);
  add (self, words, FALSE);
  ui_test_wait_until (find_row (self, words) != NULL);
  g_list_store_remove (self->store, 2);
  g_list_store_append (self->store, third);
  press (self, words, 50, 2);
  /* What is nearest to the place. */
  assert_selected (self, "two");
  ui_test_wait_until (find_row (self, "three") != NULL);
  press (self, "three", 1, 2);
  assert_selected (self, "three");
}

/* Text that came whole is read as less than what it was: marks go, links close. */
static void
test_selected_then_less (Fixture *self, gconstpointer data)
{
  ThreadDouble *answer = add (self, "яя *яя", TRUE);
  g_autoptr (GString) link = g_string_new ("[link](https://example.org/");
  g_autofree char *expected = NULL;
  gsize length;

  ui_test_wait_until (find_row (self, "яя *яя") != NULL);
  press (self, "яя *яя", 6, 1);
  press_key (self, GDK_KEY_Right, GDK_SHIFT_MASK);
  assert_selected (self, "я");
  thread_double_append (answer, "* тут");
  /* Now there is the middle of a character where the selection began. */
  assert_selected (self, "*я*");

  for (guint i = 0; i < 40; i++)
    g_string_append (link, "long-address");
  length = link->len;
  answer = add (self, link->str, TRUE);
  ui_test_wait_until (find_row (self, "[link]") != NULL);
  press (self, "[link]", length - 1, 1);
  press_key (self, GDK_KEY_Right, GDK_SHIFT_MASK);
  thread_double_append (answer, ")");
  /* Before the next layout and after it. */
  press (self, "[link]", length - 1, 2);
  ui_test_wait_until (find_row (self, "[link]") == NULL);
  _easel_thread_view_select (self->view, (EaselThreadPoint) { 1, 0, length },
                             (EaselThreadPoint) { 1, 0, length - 1 });
  press_key (self, GDK_KEY_Left, GDK_SHIFT_MASK);
  expected = g_strdup_printf ("[k](%s)", link->str + strlen ("[link]("));
  assert_selected (self, expected);
}

/* What is told to a screen reader begins with a character. */
static void
test_heard_then_less (Fixture *self, gconstpointer data)
{
  ThreadDouble *answer = add (self, "", TRUE);
  const char *heard;

  ui_test_wait_until (easel_thread_model_count_read (self->view->model) > 0);
  thread_double_append (answer, "**яя. я");
  ui_test_wait_until (find_row (self, "яя.") != NULL);
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
test_rows_stay (Fixture *self, gconstpointer data)
{
  ThreadDouble *answer = add (self, "first words", TRUE);
  GtkWidget *button;
  guint before;

  ui_test_wait_until (find_row (self, "first words") != NULL && n_bound == 1);
  button = ui_test_find (GTK_WIDGET (self->view), GTK_TYPE_BUTTON, 0);
  g_assert_true (gtk_widget_grab_focus (button));
  before = n_bound;
  thread_double_append (answer, "\n\nsecond words\n\nthird words");
  ui_test_wait_until (find_row (self, "third words") != NULL);
  g_assert_cmpuint (n_bound, ==, before);
  g_assert_true (gtk_widget_get_child_visible (button));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (self->window)) == button);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add ("/thread-changes/pressed-then-gone", Fixture, NULL, set_up, test_pressed_then_gone, tear_down);
  g_test_add ("/thread-changes/gone-twice", Fixture, NULL, set_up, test_gone_twice, tear_down);
  g_test_add ("/thread-changes/selected-then-less", Fixture, NULL, set_up, test_selected_then_less,
              tear_down);
  g_test_add ("/thread-changes/heard-then-less", Fixture, NULL, set_up, test_heard_then_less, tear_down);
  g_test_add ("/thread-changes/rows-stay", Fixture, &rows, set_up, test_rows_stay, tear_down);
  return g_test_run ();
}
