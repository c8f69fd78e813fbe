// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "thread-window.h"

#include "easel-block-row.h"
#include "ui-test.h"

void
thread_window_show (ThreadWindow *self, GListStore *store, int width, const EaselThreadRows *rows)
{
  self->window = gtk_window_new ();
  self->scroll = gtk_scrolled_window_new ();
  self->view = EASEL_THREAD_VIEW (easel_thread_view_new ());
  self->store = store;
  if (rows != NULL)
    easel_thread_view_set_rows (self->view, rows, NULL, NULL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroll), GTK_WIDGET (self->view));
  gtk_window_set_child (GTK_WINDOW (self->window), self->scroll);
  gtk_window_set_default_size (GTK_WINDOW (self->window), width, 600);
  easel_thread_view_set_messages (self->view, G_LIST_MODEL (store), &thread_double_source);
  gtk_window_present (GTK_WINDOW (self->window));
  ui_test_wait_until (gtk_widget_get_height (GTK_WIDGET (self->view)) > 0);
}

void
thread_window_clear (ThreadWindow *self)
{
  g_object_ref (self->view);
  gtk_window_destroy (GTK_WINDOW (self->window));
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (self->view);
  g_assert_finalize_object (self->store);
}

void
thread_window_settle (ThreadWindow *self)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (self->view));

  for (guint i = 0; i < 4; i++)
    {
      gint64 counter = gdk_frame_clock_get_frame_counter (clock);

      gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_PAINT);
      ui_test_wait_until (gdk_frame_clock_get_frame_counter (clock) > counter);
    }
}

GtkWidget *
thread_window_find_row (ThreadWindow *self, const char *text)
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

float
thread_window_get_y (ThreadWindow *self, GtkWidget *row)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (row, GTK_WIDGET (self->view), &bounds));
  return bounds.origin.y;
}

guint
thread_window_count_rows (ThreadWindow *self)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += EASEL_IS_BLOCK_ROW (child);
  return n;
}

GtkAdjustment *
thread_window_get_adjustment (ThreadWindow *self)
{
  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroll));
}

void
thread_window_press (ThreadWindow *self, double x, double y, int n_press)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (self->view));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_GESTURE_CLICK (controller) &&
          gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (controller)) == GDK_BUTTON_PRIMARY)
        g_signal_emit_by_name (controller, "pressed", n_press, x, y);
    }
}

void
thread_window_press_on (ThreadWindow *self, const char *text, gsize offset, int n_press)
{
  GtkWidget *row = thread_window_find_row (self, text);
  graphene_rect_t place;
  graphene_point_t point;

  g_assert_nonnull (row);
  g_assert_true (easel_block_row_find_place (EASEL_BLOCK_ROW (row), offset, &place));
  g_assert_true (gtk_widget_compute_point (
      row, GTK_WIDGET (self->view), &GRAPHENE_POINT_INIT (place.origin.x + 1, place.origin.y + 4), &point));
  thread_window_press (self, (double) point.x, (double) point.y, n_press);
}

gboolean
thread_window_press_key (ThreadWindow *self, guint key, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (self->view));
  gboolean taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, state, &taken);
    }
  return taken;
}

char *
thread_window_dup_selection (ThreadWindow *self)
{
  g_autoptr (DexFuture) future = easel_thread_view_dup_selection (self->view);
  g_autoptr (GError) error = NULL;
  const GValue *value;

  ui_test_wait_until (!dex_future_is_pending (future));
  value = dex_future_get_value (future, &error);
  g_assert_no_error (error);
  return g_value_dup_string (value);
}

void
thread_window_assert_selected (ThreadWindow *self, const char *expected)
{
  g_autofree char *text = thread_window_dup_selection (self);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpstr (text, ==, expected);
}
