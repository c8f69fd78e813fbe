// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-provider-task-private.h"

EaselProviderTask *
_easel_provider_task_new (EaselProviderService *self, const char *slug)
{
  EaselProviderTask *task = g_new0 (EaselProviderTask, 1);

  task->self = g_object_ref (self);
  task->slug = g_strdup (slug);
  return task;
}

void
_easel_provider_task_free (gpointer data)
{
  EaselProviderTask *task = data;

  g_object_unref (task->self);
  g_clear_pointer (&task->row, easel_provider_row_unref);
  g_clear_pointer (&task->model, easel_model_row_unref);
  g_clear_pointer (&task->key, easel_secret_unref);
  g_free (task->slug);
  g_free (task->name);
  g_free (task->text);
  g_free (task);
}

/* Takes task. */
DexFuture *
_easel_provider_task_spawn (EaselProviderTask *task, DexFiberFunc func)
{
  return easel_fiber_spawn (func, task, _easel_provider_task_free);
}

typedef struct
{
  EaselProviderTask *task;
  DexFuture *write;
} Finish;

static void
finish_free (gpointer data)
{
  Finish *finish = data;

  _easel_provider_task_free (finish->task);
  dex_clear (&finish->write);
  g_free (finish);
}

static DexFuture *
finish_fiber (gpointer data)
{
  Finish *finish = data;
  g_autoptr (GError) error = NULL;

  if (!dex_await (g_steal_pointer (&finish->write), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return _easel_provider_service_refresh (finish->task->self);
}

/* Takes task and a write of the store; resolves to TRUE when the lists show what
 * it wrote. */
DexFuture *
_easel_provider_task_finish (EaselProviderTask *task, DexFuture *write)
{
  Finish *finish = g_new0 (Finish, 1);

  finish->task = task;
  finish->write = write;
  return easel_fiber_spawn (finish_fiber, finish, finish_free);
}
