// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-chat-service-private.h"

#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-store-imports.h"
#include "easel-store-threads.h"

/* Conversations that were deleted. */

static DexFuture *
trash_fiber (gpointer data)
{
  EaselChatService *self = data;
  g_autoptr (GListStore) list = g_list_store_new (EASEL_TYPE_THREAD);
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GError) error = NULL;

  rows = dex_await_boxed (easel_store_threads_list (self->store, TRUE), &error);
  if (rows == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (EaselThread) thread = _easel_thread_new (g_ptr_array_index (rows, i));

      g_list_store_append (list, thread);
    }
  return dex_future_new_take_object (g_steal_pointer (&list));
}

typedef struct
{
  EaselChatService *self;
  gint64 id;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->self);
  g_free (task);
}

/* Awaits: answers that are still written into it end first. */
static void
stop_thread (EaselChatService *self, gint64 id)
{
  g_autoptr (GPtrArray) running =
      g_ptr_array_copy (self->running, (GCopyFunc) (GCallback) g_object_ref, NULL);

  g_ptr_array_set_free_func (running, g_object_unref);
  for (guint i = 0; i < running->len; i++)
    {
      EaselMessage *message = g_ptr_array_index (running, i);

      if (easel_message_get_thread_id (message) != id)
        continue;
      easel_message_stop (message);
      dex_await (easel_message_wait (message), NULL);
    }
}

static DexFuture *
purge_fiber (gpointer data)
{
  Task *task = data;
  EaselStore *store = task->self->store;
  g_autoptr (GError) error = NULL;

  stop_thread (task->self, task->id);
  if (!dex_await (easel_store_imports_condemn (store, task->id), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  /* Piece by piece: a long one does not keep others waiting. */
  while (dex_await_int64 (easel_store_imports_drop (store, task->id), &error) == 0 && error == NULL)
    continue;
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_true ();
}

/* What comes would be paid and read by nobody. */
static DexFuture *
on_removed_cb (DexFuture *future, gpointer user_data)
{
  Task *task = user_data;

  for (guint i = 0; i < task->self->running->len; i++)
    {
      EaselMessage *message = g_ptr_array_index (task->self->running, i);

      if (easel_message_get_thread_id (message) == task->id)
        easel_message_stop (message);
    }
  return dex_ref (future);
}

/**
 * easel_chat_service_remove:
 * @self: the service
 * @thread_id: a thread
 *
 * Puts it into the trash. What is written there is stopped; what came is kept.
 *
 * Returns: (transfer full): resolves to %TRUE; easel_chat_service_restore()
 *   undoes it
 */
DexFuture *
easel_chat_service_remove (EaselChatService *self, gint64 thread_id)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));

  task = g_new0 (Task, 1);
  task->self = g_object_ref (self);
  task->id = thread_id;
  return dex_future_then (easel_store_threads_delete (self->store, thread_id), on_removed_cb, task,
                          task_free);
}

/**
 * easel_chat_service_restore:
 * @self: the service
 * @thread_id: a thread in the trash
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_chat_service_restore (EaselChatService *self, gint64 thread_id)
{
  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));

  return easel_store_threads_restore (self->store, thread_id);
}

/**
 * easel_chat_service_list_trash:
 * @self: the service
 *
 * Returns: (transfer full): resolves to a #GListModel of #EaselThread, the last
 *   deleted first
 */
DexFuture *
easel_chat_service_list_trash (EaselChatService *self)
{
  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));

  return easel_fiber_spawn (trash_fiber, g_object_ref (self), g_object_unref);
}

/**
 * easel_chat_service_purge:
 * @self: the service
 * @thread_id: a thread in the trash
 *
 * Deletes its words for good. Its pictures stay in the library, and what was made
 * a prompt stays one.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with
 *   %EASEL_ERROR_NOT_FOUND if it is not in the trash
 */
DexFuture *
easel_chat_service_purge (EaselChatService *self, gint64 thread_id)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));

  task = g_new0 (Task, 1);
  task->self = g_object_ref (self);
  task->id = thread_id;
  return easel_fiber_spawn (purge_fiber, task, task_free);
}
