// SPDX-License-Identifier: GPL-3.0-or-later
/* RTLD_NEXT */
#define _GNU_SOURCE
#include "config.h"

#include <dlfcn.h>
#include <gtk/gtk.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/*
 * Preloaded into a GTK program by bench-start.py: writes the monotonic time, in
 * microseconds, of the first painted frame of its first window to the file
 * descriptor that FIRST_FRAME_FD names. With FIRST_FRAME_TEXT it is the first
 * frame that shows this text in a text view: an empty shell does not count.
 */

typedef int (*RunFunc) (GApplication *application, int argc, char **argv);

static gboolean told;

static gboolean
shows_text (GtkWidget *widget, const char *text)
{
  if (!gtk_widget_get_mapped (widget))
    return FALSE;
  if (GTK_IS_TEXT_VIEW (widget))
    {
      GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (widget));
      g_autofree char *shown = NULL;
      GtkTextIter start, end;

      gtk_text_buffer_get_bounds (buffer, &start, &end);
      shown = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
      return strstr (shown, text) != NULL && gtk_widget_get_height (widget) > 0;
    }
  /* As deep as the window is built. */
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (shows_text (child, text))
      return TRUE;
  return FALSE;
}

static void
on_after_paint_cb (GdkFrameClock *clock, GtkWidget *window)
{
  const char *text = getenv ("FIRST_FRAME_TEXT");
  struct timespec now;

  if (told || (text != NULL && !shows_text (window, text)))
    return;

  clock_gettime (CLOCK_MONOTONIC, &now);
  dprintf (atoi (getenv ("FIRST_FRAME_FD")), "%lld\n", (long long) now.tv_sec * 1000000 + now.tv_nsec / 1000);
  told = TRUE;
}

static void
on_window_mapped_cb (GtkWidget *window, gpointer data)
{
  g_signal_connect_object (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (on_after_paint_cb),
                           window, 0);
}

static void
on_window_added_cb (GtkApplication *application, GtkWindow *window, gpointer data)
{
  g_signal_connect_after (window, "map", G_CALLBACK (on_window_mapped_cb), NULL);
}

/* Stands before GIO's own, which it calls. */
int
g_application_run (GApplication *application, int argc, char **argv)
{
  RunFunc run = (RunFunc) dlsym (RTLD_NEXT, "g_application_run");

  unsetenv ("LD_PRELOAD");
  g_signal_connect (application, "window-added", G_CALLBACK (on_window_added_cb), NULL);
  return run (application, argc, argv);
}
