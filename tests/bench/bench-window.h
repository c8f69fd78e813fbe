// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

/* How benchmarks in a window wait while its loop goes on. */

#define BENCH_PATIENCE (120 * G_USEC_PER_SEC)

static inline gboolean
bench_on_watchdog_cb (gpointer data)
{
  g_error ("Waited for %s", (const char *) data);
  return G_SOURCE_REMOVE;
}

#define wait_until(condition)                                                                                \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    guint watchdog = g_timeout_add (BENCH_PATIENCE / 1000, bench_on_watchdog_cb, (gpointer) #condition);     \
    while (!(condition))                                                                                     \
      g_main_context_iteration (NULL, TRUE);                                                                 \
    g_source_remove (watchdog);                                                                              \
  }                                                                                                          \
  G_STMT_END

static inline gboolean
bench_on_pause_over_cb (gpointer over)
{
  *(gboolean *) over = TRUE;
  return G_SOURCE_REMOVE;
}

/* For what follows a pause of the user; not a wait for something to happen. */
static inline void
pause_for (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add (ms, bench_on_pause_over_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}
