// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-conversation-private.h"

#include "easel-store-messages.h"
#include "easel-store-threads.h"

/* Which branch is in view, and branches that go and come back. */

/* Awaits: shows the newest branch through id and remembers that. */
static DexFuture *
go_to (EaselConversation *self, gint64 id)
{
  g_autoptr (GError) error = NULL;
  gint64 leaf = dex_await_int64 (easel_store_messages_find_leaf (self->service->store, id), &error);

  if (error != NULL || !_easel_conversation_show_leaf (self, leaf, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return easel_store_threads_set_leaf (self->service->store, easel_thread_get_id (self->thread), leaf);
}

static DexFuture *
switch_fiber (gpointer data)
{
  EaselConversationTask *task = data;
  g_autoptr (GError) error = NULL;
  gint64 id =
      dex_await_int64 (easel_store_messages_find_sibling (task->self->service->store,
                                                          easel_message_get_id (task->message), task->number),
                       &error);

  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return go_to (task->self, id);
}

static DexFuture *
show_fiber (gpointer data)
{
  EaselConversationTask *task = data;
  g_autoptr (EaselMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  if (!_easel_conversation_complete (task->self, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  message = easel_conversation_find (task->self, task->id, NULL);
  /* Already in view: the branch stays that one looks at. */
  return message != NULL ? dex_future_new_true () : go_to (task->self, task->id);
}

/* Awaits: whether id is said before message, or is it. */
static gboolean
is_below (EaselConversation *self, EaselMessage *message, gint64 id)
{
  g_autoptr (GArray) path = NULL;

  if (easel_message_get_thread_id (message) != easel_thread_get_id (self->thread))
    return FALSE;
  path = dex_await_boxed (easel_store_messages_path (self->service->store, easel_message_get_id (message)),
                          NULL);
  for (guint i = 0; path != NULL && i < path->len; i++)
    if (g_array_index (path, EaselMessageHead, i).id == id)
      return TRUE;
  return FALSE;
}

/* Awaits: what is written below id ends, and is kept. */
static void
stop_below (EaselConversation *self, gint64 id)
{
  g_autoptr (GPtrArray) running =
      g_ptr_array_copy (self->service->running, (GCopyFunc) (GCallback) g_object_ref, NULL);

  g_ptr_array_set_free_func (running, g_object_unref);
  for (guint i = 0; i < running->len; i++)
    {
      EaselMessage *message = g_ptr_array_index (running, i);

      if (!is_below (self, message, id))
        continue;
      easel_message_stop (message);
      dex_await (easel_message_wait (message), NULL);
    }
}

static DexFuture *
delete_fiber (gpointer data)
{
  EaselConversationTask *task = data;
  g_autoptr (GError) error = NULL;
  gint64 leaf;

  stop_below (task->self, task->id);
  leaf = dex_await_int64 (easel_store_messages_delete (task->self->service->store, task->id), &error);
  if (error != NULL || !_easel_conversation_show_leaf (task->self, leaf, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_true ();
}

static DexFuture *
restore_fiber (gpointer data)
{
  EaselConversationTask *task = data;
  g_autoptr (GError) error = NULL;
  gint64 leaf = dex_await_int64 (easel_store_messages_restore (task->self->service->store, task->id), &error);

  if (error != NULL || !_easel_conversation_show_leaf (task->self, leaf, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_true ();
}

/* ---- public ---- */

static DexFuture *
run_with_id (EaselConversation *self, EaselMessage *message, gint64 id, guint number, DexFiberFunc func)
{
  EaselConversationTask *task = _easel_conversation_task_new (self, message, NULL);

  task->id = id;
  task->number = number;
  return _easel_conversation_task_run (task, func);
}

/**
 * easel_conversation_switch_branch:
 * @self: a conversation
 * @message: a message of the branch in view
 * @sibling_index: which of those that stand where it does, from 0
 *
 * Shows the newest branch through that one.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_conversation_switch_branch (EaselConversation *self, EaselMessage *message, guint sibling_index)
{
  dex_return_error_if_fail (EASEL_IS_CONVERSATION (self));
  dex_return_error_if_fail (EASEL_IS_MESSAGE (message));

  return run_with_id (self, message, 0, sibling_index, switch_fiber);
}

/**
 * easel_conversation_show_message:
 * @self: a conversation
 * @message_id: a message of the thread
 *
 * Shows a branch that it is on; that in view if it is on that.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with
 *   %EASEL_ERROR_NOT_FOUND, also if it was deleted
 */
DexFuture *
easel_conversation_show_message (EaselConversation *self, gint64 message_id)
{
  dex_return_error_if_fail (EASEL_IS_CONVERSATION (self));

  return run_with_id (self, NULL, message_id, 0, show_fiber);
}

/**
 * easel_conversation_delete_branch:
 * @self: a conversation
 * @message: a message
 *
 * Hides it and all that follows it. What is written there is stopped first.
 *
 * Returns: (transfer full): resolves to %TRUE;
 *   easel_conversation_restore_branch() undoes it
 */
DexFuture *
easel_conversation_delete_branch (EaselConversation *self, EaselMessage *message)
{
  dex_return_error_if_fail (EASEL_IS_CONVERSATION (self));
  dex_return_error_if_fail (EASEL_IS_MESSAGE (message));

  return run_with_id (self, message, easel_message_get_id (message), 0, delete_fiber);
}

/**
 * easel_conversation_restore_branch:
 * @self: a conversation
 * @message_id: a message that easel_conversation_delete_branch() was called with
 *
 * Brings it back and shows it.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_conversation_restore_branch (EaselConversation *self, gint64 message_id)
{
  dex_return_error_if_fail (EASEL_IS_CONVERSATION (self));

  return run_with_id (self, NULL, message_id, 0, restore_fiber);
}
