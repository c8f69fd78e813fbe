// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "thread-window.h"
#include "ui-test.h"

/* Words that are searched for in a thread. */

static void
show (ThreadWindow *self, ThreadDouble *message)
{
  GListStore *store = g_list_store_new (THREAD_TYPE_DOUBLE);

  g_list_store_append (store, message);
  thread_window_show (self, store, 700, NULL);
}

/* Pixels of the row that are as a marker pen leaves them. */
static guint
count_marked (GtkWidget *row)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (row);
  int width = gtk_widget_get_width (row), height = gtk_widget_get_height (row);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  const guint8 *data;
  guint n = 0;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        const guint8 *pixel = data + y * cairo_image_surface_get_stride (surface) + x * 4;

        /* Blue first. */
        n += pixel[2] > pixel[0] + 60;
      }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return n;
}

static void
test_marks (void)
{
  ThreadWindow self;
  g_autoptr (ThreadDouble) message =
      thread_double_new (1, EASEL_THREAD_VOICE_ANSWER,
                         "The **lamp** is amber.\n\nNothing of it here.\n\nA LAMP, éclair (lamp\n", TRUE);
  guint one;

  show (&self, message);
  ui_test_wait_until (thread_window_find_row (&self, "amber") != NULL &&
                      thread_window_find_row (&self, "éclair") != NULL);
  g_assert_cmpuint (count_marked (thread_window_find_row (&self, "amber")), ==, 0);
  easel_thread_view_set_words (self.view, "lamp");
  ui_test_wait_until (count_marked (thread_window_find_row (&self, "amber")) > 50);
  one = count_marked (thread_window_find_row (&self, "amber"));
  ui_test_wait_until (count_marked (thread_window_find_row (&self, "éclair")) > one);
  g_assert_cmpuint (count_marked (thread_window_find_row (&self, "Nothing")), ==, 0);
  /* Several words, one of them no pattern; signs that are none either. */
  easel_thread_view_set_words (self.view, "  \"amber  (lamp [x* ");
  ui_test_wait_until (count_marked (thread_window_find_row (&self, "éclair")) > 50);
  ui_test_wait_until (count_marked (thread_window_find_row (&self, "amber")) > 50);
  easel_thread_view_set_words (self.view, " \" ");
  g_assert_false (easel_thread_view_has_words (self.view));
  ui_test_wait_until (count_marked (thread_window_find_row (&self, "amber")) == 0);
  easel_thread_view_set_words (self.view, "\xff\xfe");
  g_assert_false (easel_thread_view_has_words (self.view));
  thread_window_clear (&self);
}

/* In a long message the row with the word comes into view, not its beginning. */
static void
test_jump (void)
{
  ThreadWindow self;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (ThreadDouble) message = NULL;

  for (int i = 0; i < 400; i++)
    g_string_append_printf (text, "Paragraph %d%s.\n\n", i, i == 150 ? " with a needle" : "");
  message = thread_double_new (1, EASEL_THREAD_VOICE_ANSWER, text->str, TRUE);
  show (&self, message);
  ui_test_wait_until (thread_window_find_row (&self, "Paragraph 399") != NULL);
  g_assert_null (thread_window_find_row (&self, "needle"));
  easel_thread_view_set_words (self.view, "NEEDLE");
  easel_thread_view_scroll_to_words (self.view, message);
  ui_test_wait_until (thread_window_find_row (&self, "needle") != NULL);
  ui_test_wait_until (count_marked (thread_window_find_row (&self, "needle")) > 50);
  /* Where there is none, to the beginning. */
  easel_thread_view_set_words (self.view, "haystack");
  easel_thread_view_scroll_to_words (self.view, message);
  ui_test_wait_until (thread_window_find_row (&self, "Paragraph 0.") != NULL);
  thread_window_clear (&self);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/thread-words/marks", test_marks);
  g_test_add_func ("/thread-words/jump", test_jump);
  return g_test_run ();
}
