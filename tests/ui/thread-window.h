// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-thread-view.h"
#include "thread-double.h"

/* A window with nothing but a thread in it. */
typedef struct
{
  GtkWidget *window;
  GtkWidget *scroll;
  EaselThreadView *view;
  GListStore *store;
} ThreadWindow;

/* Takes @store over; @rows, if any, makes the rows that are not the view's own. */
void thread_window_show (ThreadWindow *self, GListStore *store, int width, const EaselThreadRows *rows);
/* Closes it, and sees that nothing of it stays. */
void thread_window_clear (ThreadWindow *self);
/* Until what was asked for was laid out and drawn. */
void thread_window_settle (ThreadWindow *self);

/* A row that shows this text, and is in view. */
GtkWidget *thread_window_find_row (ThreadWindow *self, const char *text);
float thread_window_get_y (ThreadWindow *self, GtkWidget *row);
guint thread_window_count_rows (ThreadWindow *self);
GtkAdjustment *thread_window_get_adjustment (ThreadWindow *self);

/* Presses the pointer's first button. */
void thread_window_press (ThreadWindow *self, double x, double y, int n_press);
/* On the byte at @offset of the row that shows @text. */
void thread_window_press_on (ThreadWindow *self, const char *text, gsize offset, int n_press);
/* Whether the key was taken. */
gboolean thread_window_press_key (ThreadWindow *self, guint key, GdkModifierType state);
char *thread_window_dup_selection (ThreadWindow *self);
void thread_window_assert_selected (ThreadWindow *self, const char *expected);
