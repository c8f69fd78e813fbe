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
  g_free (task->other_text);
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

typedef struct
{
  EaselWindow *window;
  AdwDialog *dialog;
} Presenting;

static gboolean
present_cb (gpointer data)
{
  Presenting *presenting = data;

  if (presenting->window->context != NULL)
    adw_dialog_present (presenting->dialog, GTK_WIDGET (presenting->window));
  return G_SOURCE_REMOVE;
}

static void
presenting_free (gpointer data)
{
  Presenting *presenting = data;

  g_object_unref (presenting->dialog);
  g_object_unref (presenting->window);
  g_free (presenting);
}

/* Shows a dialog, which it takes, once the menu that asked for it is gone: a menu
 * that closes while a dialog opens takes the focus away from where it belongs there. */
void
_easel_window_present (EaselWindow *self, AdwDialog *dialog)
{
  Presenting *presenting = g_new0 (Presenting, 1);

  presenting->window = g_object_ref (self);
  presenting->dialog = g_object_ref_sink (dialog);
  g_idle_add_full (G_PRIORITY_DEFAULT, present_cb, presenting, presenting_free);
}
