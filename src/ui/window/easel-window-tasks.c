// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-window-private.h"

#include "easel-fiber.h"

/* What the window does takes its time: a task keeps the window until it is done. */

EaselWindowTask *
_easel_window_task_new (EaselWindow *window, gint64 id, const char *text)
{
  EaselWindowTask *task = g_new0 (EaselWindowTask, 1);

  task->window = g_object_ref (window);
  task->id = id;
  task->text = g_strdup (text);
  return task;
}

void
_easel_window_task_free (gpointer data)
{
  EaselWindowTask *task = data;

  g_object_unref (task->window);
  g_free (task->text);
  g_free (task);
}

/* The same for a signal's handler. */
void
_easel_window_task_free_closure (gpointer data, GClosure *closure)
{
  _easel_window_task_free (data);
}

/* Takes @task, which is what @func is given. */
void
_easel_window_spawn (DexFiberFunc func, EaselWindowTask *task)
{
  dex_future_disown (easel_fiber_spawn (func, task, _easel_window_task_free));
}
