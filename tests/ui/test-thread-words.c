// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-block-row.h"
#include "easel-thread-view.h"
#include "thread-double.h"
#include "ui-test.h"

/* Words that are searched for in a thread. */

typedef struct
{
  GtkWidget *window;
  EaselThreadView *view;
  GListStore *store;
} Fixture;

static void
show (Fixture *self, ThreadDouble *message)
{
  GtkWidget *scroll = gtk_scrolled_window_new ();

  self->window = gtk_window_new ();
  self->view = EASEL_THREAD_VIEW (easel_thread_view_new ());
  self->store = g_list_store_new (THREAD_TYPE_DOUBLE);
  g_list_store_append (self->store, message);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroll), GTK_WIDGET (self->view));
  gtk_window_set_child (GTK_WINDOW (self->window), scroll);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 700, 600);
  easel_thread_view_set_messages (self->view, G_LIST_MODEL (self->store), &thread_double_source);
  gtk_window_present (GTK_WINDOW (self->window));
  ui_test_wait_until (gtk_widget_get_height (GTK_WIDGET (self->view)) > 0);
}

static void
clear (Fixture *self)
{
  g_object_ref (self->view);
  gtk_window_destroy (GTK_WINDOW (self->window));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (self->view);
  g_assert_finalize_object (self->store);
}

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
  Fixture self;
  g_autoptr (ThreadDouble) message =
      thread_double_new (1, EASEL_THREAD_VOICE_ANSWER,
                         "The **lamp** is amber.\n\nNothing of it here.\n\nA LAMP, éclair (lamp\n", TRUE);
  guint one;

  show (&self, message);
  ui_test_wait_until (find_row (&self, "amber") != NULL && find_row (&self, "éclair") != NULL);
  g_assert_cmpuint (count_marked (find_row (&self, "amber")), ==, 0);
  easel_thread_view_set_words (self.view, "lamp");
  ui_test_wait_until (count_marked (find_row (&self, "amber")) > 50);
  one = count_marked (find_row (&self, "amber"));
  ui_test_wait_until (count_marked (find_row (&self, "éclair")) > one);
  g_assert_cmpuint (count_marked (find_row (&self, "Nothing")), ==, 0);
  /* Several words, one of them no pattern; signs that are none either. */
  easel_thread_view_set_words (self.view, "  \"amber  (lamp [x* ");
  ui_test_wait_until (count_marked (find_row (&self, "éclair")) > 50);
  ui_test_wait_until (count_marked (find_row (&self, "amber")) > 50);
  easel_thread_view_set_words (self.view, " \" ");
  g_assert_false (easel_thread_view_has_words (self.view));
  ui_test_wait_until (count_marked (find_row (&self, "amber")) == 0);
  easel_thread_view_set_words (self.view, "\xff\xfe");
  g_assert_false (easel_thread_view_has_words (self.view));
  clear (&self);
}

/* In a long message the row with the word comes into view, not its beginning. */
static void
test_jump (void)
{
  Fixture self;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (ThreadDouble) message = NULL;

  for (int i = 0; i < 400; i++)
    g_string_append_printf (text, "Paragraph %d%s.\n\n", i, i == 150 ? " with a needle" : "");
  message = thread_double_new (1, EASEL_THREAD_VOICE_ANSWER, text->str, TRUE);
  show (&self, message);
  ui_test_wait_until (find_row (&self, "Paragraph 399") != NULL);
  g_assert_null (find_row (&self, "needle"));
  easel_thread_view_set_words (self.view, "NEEDLE");
  easel_thread_view_scroll_to_words (self.view, message);
  ui_test_wait_until (find_row (&self, "needle") != NULL);
  ui_test_wait_until (count_marked (find_row (&self, "needle")) > 50);
  /* Where there is none, to the beginning. */
  easel_thread_view_set_words (self.view, "haystack");
  easel_thread_view_scroll_to_words (self.view, message);
  ui_test_wait_until (find_row (&self, "Paragraph 0.") != NULL);
  clear (&self);
}

int
main (int argc, char **argv)
{
  ui_test_init (&argc, &argv);
  g_test_add_func ("/thread-words/marks", test_marks);
  g_test_add_func ("/thread-words/jump", test_jump);
  return g_test_run ();
}
