// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "thread-window.h"
#include "ui-test.h"

#include "easel-block-row.h"

/* ---- opening ---- */

static void
test_open (void)
{
  ThreadWindow self;
  guint before = thread_double_count_loads ();

  thread_window_show (&self, thread_double_make (2000, FALSE), 700, NULL);
  ui_test_wait_until (easel_thread_view_is_at_end (self.view) &&
                      thread_window_find_row (&self, "Message 1998") != NULL);
  /* Neither all rows nor all texts. */
  g_assert_cmpuint (thread_window_count_rows (&self), <, 80);
  g_assert_cmpuint (thread_double_count_loads () - before, <, 60);
  g_assert_null (thread_window_find_row (&self, "Message 0:"));
  thread_window_clear (&self);
}

static void
test_empty (void)
{
  ThreadWindow self;
  g_autoptr (ThreadDouble) empty = thread_double_new (1, EASEL_THREAD_VOICE_ANSWER, "", TRUE);
  g_autoptr (ThreadDouble) first = thread_double_new (2, EASEL_THREAD_VOICE_USER, "first words", TRUE);

  thread_window_show (&self, g_list_store_new (THREAD_TYPE_DOUBLE), 400, NULL);
  thread_window_settle (&self);
  g_list_store_append (self.store, empty);
  thread_window_settle (&self);
  g_list_store_append (self.store, first);
  ui_test_wait_until (thread_window_find_row (&self, "first words") != NULL);
  thread_window_settle (&self);
  /* What is short stands at the top. */
  g_assert_cmpfloat (thread_window_get_y (&self, thread_window_find_row (&self, "first words")), <, 60);
  thread_double_append (empty, "an answer");
  ui_test_wait_until (thread_window_find_row (&self, "an answer") != NULL);
  g_list_store_remove_all (self.store);
  thread_window_settle (&self);
  g_assert_null (thread_window_find_row (&self, "first"));
  thread_window_clear (&self);
}

/* ---- scrolling ---- */

static void
test_jump (void)
{
  ThreadWindow self;
  g_autoptr (GObject) middle = NULL;
  guint loads;

  thread_window_show (&self, thread_double_make (2000, FALSE), 700, NULL);
  ui_test_wait_until (thread_window_find_row (&self, "Message 1998") != NULL);
  loads = thread_double_count_loads ();
  middle = g_list_model_get_item (G_LIST_MODEL (self.store), 1000);
  easel_thread_view_scroll_to_message (self.view, middle);
  ui_test_wait_until (thread_window_find_row (&self, "Message 1000:") != NULL);
  thread_window_settle (&self);
  g_assert_cmpfloat (ABS (thread_window_get_y (&self, thread_window_find_row (&self, "Message 1000:")) - 200),
                     <, 4);
  g_assert_false (easel_thread_view_is_at_end (self.view));
  g_assert_cmpuint (thread_double_count_loads () - loads, <, 60);
  g_assert_true (easel_thread_view_get_first_in_view (self.view) != NULL);
  easel_thread_view_scroll_to_end (self.view);
  ui_test_wait_until (easel_thread_view_is_at_end (self.view));
  g_assert_nonnull (thread_window_find_row (&self, "Message 1998"));
  g_assert_null (easel_thread_view_get_first_in_view (self.view));
  thread_window_clear (&self);
}

/* From end to end by the scrollbar, step by step: each step moves what is in view by
 * as much, and the first message is reached. */
static void
test_scroll (void)
{
  ThreadWindow self;
  GtkAdjustment *adjustment;
  guint steps = 0;

  thread_window_show (&self, thread_double_make (60, FALSE), 700, NULL);
  adjustment = thread_window_get_adjustment (&self);
  ui_test_wait_until (easel_thread_view_is_at_end (self.view) &&
                      thread_window_find_row (&self, "Message 58") != NULL);
  thread_window_settle (&self);
  while (thread_window_find_row (&self, "Message 0:") == NULL ||
         thread_window_get_y (&self, thread_window_find_row (&self, "Message 0:")) < 0)
    {
      GtkWidget *row = NULL;
      EaselBlock *block = NULL;
      float y = 0;

      for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self.view)); child != NULL;
           child = gtk_widget_get_next_sibling (child))
        if (EASEL_IS_BLOCK_ROW (child) && gtk_widget_get_child_visible (child) &&
            easel_block_row_get_block (EASEL_BLOCK_ROW (child)) != NULL &&
            thread_window_get_y (&self, child) > 100 && thread_window_get_y (&self, child) < 300)
          row = child;
      if (row != NULL)
        {
          block = easel_block_row_get_block (EASEL_BLOCK_ROW (row));
          y = thread_window_get_y (&self, row);
        }
      g_assert_cmpuint (steps++, <, 400);
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) - 120);
      thread_window_settle (&self);
      if (row != NULL && easel_block_row_get_block (EASEL_BLOCK_ROW (row)) == block &&
          gtk_adjustment_get_value (adjustment) > 0)
        g_assert_cmpfloat (ABS (thread_window_get_y (&self, row) - y - 120), <, 2);
    }
  g_assert_cmpuint (steps, >, 20);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), <, 120);
  thread_window_clear (&self);
}

/* What is in view stays where it is while texts above it come in. */
static void
test_anchor (void)
{
  ThreadWindow self;
  g_autoptr (GObject) middle = NULL;
  g_autoptr (ThreadDouble) more = thread_double_new (999, EASEL_THREAD_VOICE_USER, "in between", TRUE);
  float y;

  thread_window_show (&self, thread_double_make (400, FALSE), 700, NULL);
  middle = g_list_model_get_item (G_LIST_MODEL (self.store), 200);
  easel_thread_view_scroll_to_message (self.view, middle);
  ui_test_wait_until (thread_window_find_row (&self, "Message 200:") != NULL);
  thread_window_settle (&self);
  y = thread_window_get_y (&self, thread_window_find_row (&self, "Message 200:"));
  g_list_store_insert (self.store, 100, more);
  thread_window_settle (&self);
  g_assert_cmpfloat (ABS (thread_window_get_y (&self, thread_window_find_row (&self, "Message 200:")) - y), <,
                     2);
  g_list_store_remove (self.store, 100);
  thread_window_settle (&self);
  g_assert_cmpfloat (ABS (thread_window_get_y (&self, thread_window_find_row (&self, "Message 200:")) - y), <,
                     2);
  thread_window_clear (&self);
}

/* ---- an answer that grows ---- */

static void
test_stream (void)
{
  ThreadWindow self;
  g_autoptr (ThreadDouble) answer = thread_double_new (1000, EASEL_THREAD_VOICE_ANSWER, "", TRUE);
  GtkAdjustment *adjustment;
  GtkWidget *kept;
  double value;

  thread_window_show (&self, thread_double_make (20, TRUE), 700, NULL);
  adjustment = thread_window_get_adjustment (&self);
  thread_double_set_streaming (answer, TRUE);
  g_list_store_append (self.store, answer);
  ui_test_wait_until (easel_thread_view_is_at_end (self.view));
  thread_double_append (answer, "The first words stand. And the sec");
  ui_test_wait_until (thread_window_find_row (&self, "And the sec") != NULL);
  kept = thread_window_find_row (&self, "And the sec");
  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *line = g_strdup_printf ("\n\nParagraph %u of it.", i);

      thread_double_append (answer, line);
    }
  ui_test_wait_until (thread_window_find_row (&self, "Paragraph 39") != NULL &&
                      easel_thread_view_is_at_end (self.view));
  /* Once scrolled away, it stays there. */
  value = gtk_adjustment_get_value (adjustment);
  gtk_adjustment_set_value (adjustment, value - 200);
  thread_window_settle (&self);
  g_assert_false (easel_thread_view_is_at_end (self.view));
  {
    GtkWidget *row = thread_window_find_row (&self, "Paragraph 30");
    float y = thread_window_get_y (&self, row);

    for (guint i = 40; i < 60; i++)
      thread_double_append (answer, "\n\nMore.");
    thread_window_settle (&self);
    g_assert_true (thread_window_find_row (&self, "Paragraph 30") == row);
    g_assert_cmpfloat (ABS (thread_window_get_y (&self, row) - y), <, 2);
  }
  easel_thread_view_scroll_to_end (self.view);
  ui_test_wait_until (easel_thread_view_is_at_end (self.view));
  g_assert_nonnull (kept);
  thread_window_clear (&self);
}

/* A row whose block stays is not touched while others grow. */
static void
test_stream_rows (void)
{
  ThreadWindow self;
  g_autoptr (ThreadDouble) answer =
      thread_double_new (1, EASEL_THREAD_VOICE_ANSWER, "First.\n\nSecond", TRUE);
  GtkWidget *first, *second;
  EaselBlock *block;

  thread_window_show (&self, g_list_store_new (THREAD_TYPE_DOUBLE), 700, NULL);
  thread_double_set_streaming (answer, TRUE);
  g_list_store_append (self.store, answer);
  ui_test_wait_until (thread_window_find_row (&self, "Second") != NULL);
  first = thread_window_find_row (&self, "First.");
  second = thread_window_find_row (&self, "Second");
  block = easel_block_row_get_block (EASEL_BLOCK_ROW (first));
  thread_double_append (answer, " grows");
  ui_test_wait_until (thread_window_find_row (&self, "Second grows") != NULL);
  g_assert_true (thread_window_find_row (&self, "First.") == first &&
                 thread_window_find_row (&self, "Second grows") == second);
  g_assert_true (easel_block_row_get_block (EASEL_BLOCK_ROW (first)) == block);
  thread_window_clear (&self);
}

static void
test_large (void)
{
  ThreadWindow self;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (ThreadDouble) large = NULL;
  g_autofree char *copied = NULL;
  guint turns = 0;

  for (guint i = 0; i < 3000; i++)
    g_string_append_c (text, '>');
  g_string_append (text, "[[[[\n\n");
  while (text->len < 5000000)
    g_string_append (text, "Paragraph of **some** words \xe2\x80\xae that `go` on.\n\n");
  g_string_append (text, "The end.");
  large = thread_double_new (1, EASEL_THREAD_VOICE_ANSWER, text->str, TRUE);
  thread_window_show (&self, g_list_store_new (THREAD_TYPE_DOUBLE), 700, NULL);
  g_list_store_append (self.store, large);
  while (thread_window_find_row (&self, "The end.") == NULL)
    {
      g_assert_cmpuint (turns++, <, 100000);
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_cmpuint (thread_window_count_rows (&self), <, 80);
  easel_thread_view_scroll_to_message (self.view, large);
  ui_test_wait_until (thread_window_find_row (&self, "The end.") == NULL);
  thread_window_settle (&self);
  easel_thread_view_select_all (self.view);
  copied = thread_window_dup_selection (&self);
  g_assert_cmpstr (copied, ==, text->str);
  thread_window_clear (&self);
}

/* Messages that go while they are selected, loaded, in view. */
static void
test_gone (void)
{
  ThreadWindow self;
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  thread_window_show (&self, thread_double_make (60, FALSE), 700, NULL);
  for (guint i = 0; i < 80; i++)
    {
      guint n = g_list_model_get_n_items (G_LIST_MODEL (self.store));
      guint at = (guint) g_rand_int_range (rand, 0, (gint32) MAX (n, 1));

      easel_thread_view_select_all (self.view);
      switch (g_rand_int_range (rand, 0, 4))
        {
        case 0:
          g_list_store_splice (self.store, at, MIN (3, n - at), NULL, 0);
          break;
        case 1:
          {
            g_autoptr (ThreadDouble) more =
                thread_double_new (1000 + i, EASEL_THREAD_VOICE_USER, "more", i % 2 == 0);

            g_list_store_insert (self.store, at, more);
            break;
          }
        case 2:
          if (n > 0)
            {
              g_autoptr (GObject) message = g_list_model_get_item (G_LIST_MODEL (self.store), at);

              easel_thread_view_scroll_to_message (self.view, message);
            }
          break;
        default:
          thread_window_press_key (&self, GDK_KEY_Down, g_rand_boolean (rand) ? GDK_SHIFT_MASK : 0);
          break;
        }
      /* Before the next layout, too. */
      thread_window_press (&self, 60, 7 * i, 1);
      if (i % 3 == 0)
        thread_window_settle (&self);
    }
  g_list_store_remove_all (self.store);
  thread_window_press (&self, 60, 300, 1);
  thread_window_settle (&self);
  g_assert_false (easel_thread_view_has_selection (self.view));
  thread_window_clear (&self);
}

/* Any width, either direction, and back. */
static void
test_sizes (void)
{
  static const int widths[] = { 360, 1100, 200, 700 };
  ThreadWindow self;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  thread_window_show (&self, thread_double_make (40, TRUE), 360, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      gtk_window_set_default_size (GTK_WINDOW (self.window), widths[i], 500);
      ui_test_wait_until (ABS (gtk_widget_get_width (GTK_WIDGET (self.view)) - widths[i]) < 4);
      thread_window_settle (&self);
      for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self.view)); child != NULL;
           child = gtk_widget_get_next_sibling (child))
        if (EASEL_IS_BLOCK_ROW (child) && gtk_widget_get_child_visible (child))
          {
            graphene_rect_t bounds;

            g_assert_true (gtk_widget_compute_bounds (child, GTK_WIDGET (self.view), &bounds));
            g_assert_cmpfloat (bounds.origin.x, >=, 0);
            g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, MAX (widths[i], 230));
          }
    }
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  thread_window_clear (&self);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/thread-view/open", test_open);
  g_test_add_func ("/thread-view/empty", test_empty);
  g_test_add_func ("/thread-view/jump", test_jump);
  g_test_add_func ("/thread-view/scroll", test_scroll);
  g_test_add_func ("/thread-view/anchor", test_anchor);
  g_test_add_func ("/thread-view/stream", test_stream);
  g_test_add_func ("/thread-view/stream-rows", test_stream_rows);
  g_test_add_func ("/thread-view/large", test_large);
  g_test_add_func ("/thread-view/gone", test_gone);
  g_test_add_func ("/thread-view/sizes", test_sizes);
  return g_test_run ();
}
