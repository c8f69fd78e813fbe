// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-chat-service-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "easel-chat-call-private.h"
#include "easel-chat-title-private.h"
#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-model-call-private.h"
#include "easel-store-threads.h"

/* An end that the disk did not take is tried again after so many seconds. */
#define KEEP_AGAIN 5
#define LONGEST_TITLE 1000

G_DEFINE_FINAL_TYPE (EaselChatService, easel_chat_service, G_TYPE_OBJECT)

enum
{
  ANSWERED,
  THREADS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What one asynchronous call works on. */
typedef struct
{
  EaselChatService *self;
  EaselThreadRow *row;
  gint64 id;
  gboolean at_end;
} Task;

static Task *
task_new (EaselChatService *self, gint64 id)
{
  Task *task = g_new0 (Task, 1);

  task->self = g_object_ref (self);
  task->id = id;
  return task;
}

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->self);
  g_clear_pointer (&task->row, easel_thread_row_unref);
  g_free (task);
}

static DexFuture *
spawn (DexFiberFunc func, Task *task)
{
  return easel_fiber_spawn (func, task, task_free);
}

/* ---- ends that the disk did not take ---- */

typedef struct
{
  EaselMessage *message;
  EaselUsageRow *ledger;
} End;

static void
end_free (gpointer data)
{
  End *end = data;

  g_object_unref (end->message);
  g_clear_pointer (&end->ledger, easel_usage_row_unref);
  g_free (end);
}

static void queue_keep (EaselChatService *self);

static void
keep_all (EaselChatService *self)
{
  g_autoptr (GPtrArray) ends = g_steal_pointer (&self->unkept);

  self->unkept = g_ptr_array_new_with_free_func (end_free);
  while (ends->len > 0)
    {
      End *end = g_ptr_array_steal_index (ends, 0);

      if (_easel_chat_call_keep_end (self->store, _easel_message_get_row (end->message), end->ledger, NULL))
        {
          _easel_message_set_unsaved (end->message, FALSE);
          end_free (end);
        }
      else
        g_ptr_array_add (self->unkept, end);
    }
}

static DexFuture *
keep_fiber (gpointer data)
{
  EaselChatService *self = data;

  keep_all (self);
  queue_keep (self);
  return dex_future_new_true ();
}

static gboolean
on_keep_timeout_cb (gpointer user_data)
{
  EaselChatService *self = user_data;

  self->keep_source = 0;
  dex_future_disown (easel_fiber_spawn (keep_fiber, g_object_ref (self), g_object_unref));
  return G_SOURCE_REMOVE;
}

static void
queue_keep (EaselChatService *self)
{
  if (self->unkept->len > 0 && self->keep_source == 0 && !self->closing)
    self->keep_source = g_timeout_add_seconds (KEEP_AGAIN, on_keep_timeout_cb, self);
}

/* The end of an answer stays in memory and is tried again until the disk takes it. */
void
_easel_chat_service_keep_later (EaselChatService *self, EaselMessage *message, EaselUsageRow *ledger)
{
  End *end = g_new0 (End, 1);

  end->message = g_object_ref (message);
  end->ledger = ledger != NULL ? easel_usage_row_ref (ledger) : NULL;
  g_ptr_array_add (self->unkept, end);
  queue_keep (self);
}

/* ---- what is being answered ---- */

void
_easel_chat_service_begin (EaselChatService *self, EaselMessage *message)
{
  g_ptr_array_add (self->running, g_object_ref (message));
}

void
_easel_chat_service_end (EaselChatService *self, EaselMessage *message)
{
  gint64 thread_id = easel_message_get_thread_id (message);
  EaselThread *thread = g_hash_table_lookup (self->by_id, &thread_id);

  g_ptr_array_remove (self->running, message);
  _easel_message_tell_end (message);
  if (thread != NULL)
    g_signal_emit (self, signals[ANSWERED], 0, thread, message);
  if (!self->closing)
    _easel_chat_title_start (self, message);
}

static DexFuture *
stop_all_fiber (gpointer data)
{
  EaselChatService *self = data;

  self->closing = TRUE;
  g_clear_handle_id (&self->keep_source, g_source_remove);
  /* What is about to be answered is not, or is running then. */
  while (self->asking->len > 0)
    dex_await (dex_ref (g_ptr_array_index (self->asking, 0)), NULL);
  while (self->running->len > 0)
    {
      g_autoptr (EaselMessage) message = g_object_ref (g_ptr_array_index (self->running, 0));

      for (guint i = 0; i < self->running->len; i++)
        easel_message_stop (g_ptr_array_index (self->running, i));
      dex_await (easel_message_wait (message), NULL);
    }
  if (dex_future_is_pending (DEX_FUTURE (self->closed)))
    dex_promise_reject (self->closed,
                        g_error_new_literal (EASEL_ERROR, EASEL_ERROR_CANCELLED, _ ("Stopped.")));
  for (guint i = 0; i < self->titles->len; i++)
    dex_await (dex_ref (g_ptr_array_index (self->titles, i)), NULL);
  keep_all (self);
  return dex_future_new_true ();
}

/* Resolves when no answer is being written; what came is kept. */
DexFuture *
_easel_chat_service_stop_all (EaselChatService *self)
{
  return easel_fiber_spawn (stop_all_fiber, g_object_ref (self), g_object_unref);
}

/* ---- the list ---- */

/* The thread that row is about, brought up to date; the caller does not own it.
 * draft_serial is from before row was asked for: what was typed since is newer. */
EaselThread *
_easel_chat_service_take_thread (EaselChatService *self, EaselThreadRow *row, guint draft_serial)
{
  EaselThread *thread = g_hash_table_lookup (self->by_id, &row->id);

  if (thread != NULL && (self->drafts_pending > 0 || self->draft_serial != draft_serial))
    g_set_str (&row->draft, easel_thread_get_draft (thread));
  if (thread == NULL)
    {
      thread = _easel_thread_new (row);
      g_hash_table_insert (self->by_id, g_memdup2 (&row->id, sizeof row->id), thread);
    }
  else
    _easel_thread_update (thread, row);
  return thread;
}

/* Awaits: the thread as the store has it; the caller does not own it. */
EaselThread *
_easel_chat_service_read_thread (EaselChatService *self, gint64 id, GError **error)
{
  guint draft_serial = self->draft_serial;
  g_autoptr (EaselThreadRow) row = dex_await_boxed (easel_store_threads_get (self->store, id), error);

  return row != NULL ? _easel_chat_service_take_thread (self, row, draft_serial) : NULL;
}

static DexFuture *
on_draft_saved_cb (DexFuture *future, gpointer user_data)
{
  EaselChatService *self = user_data;

  self->drafts_pending--;
  self->draft_serial++;
  return dex_ref (future);
}

/* Puts what is typed for a thread into the store. */
void
_easel_chat_service_save_draft (EaselChatService *self, gint64 thread_id, const char *text)
{
  self->drafts_pending++;
  self->draft_serial++;
  dex_future_disown (dex_future_finally (easel_store_threads_set_draft (self->store, thread_id, text),
                                         on_draft_saved_cb, g_object_ref (self), g_object_unref));
}

/* The store has taken this draft of a thread for a message and holds it no longer.
 * No read that is on its way may bring it back. */
void
_easel_chat_service_draft_sent (EaselChatService *self, EaselThread *thread, const char *text)
{
  EaselThreadRow *row = _easel_thread_get_row (thread);

  if (g_strcmp0 (row->draft, text) != 0)
    return;
  g_set_str (&row->draft, "");
  self->draft_serial++;
}

/* Items keep their identity; only the stretch that differs is replaced. */
static void
show_rows (EaselChatService *self, GPtrArray *rows, guint draft_serial)
{
  GListModel *model = G_LIST_MODEL (self->threads);
  g_autoptr (GPtrArray) items = g_ptr_array_new ();
  guint n_old = g_list_model_get_n_items (model);
  guint head = 0, tail = 0;

  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (items,
                     _easel_chat_service_take_thread (self, g_ptr_array_index (rows, i), draft_serial));
  while (head < n_old && head < items->len)
    {
      g_autoptr (EaselThread) old = g_list_model_get_item (model, head);

      if (old != g_ptr_array_index (items, head))
        break;
      head++;
    }
  while (tail < n_old - head && tail < items->len - head)
    {
      g_autoptr (EaselThread) old = g_list_model_get_item (model, n_old - 1 - tail);

      if (old != g_ptr_array_index (items, items->len - 1 - tail))
        break;
      tail++;
    }
  if (head + tail < n_old || head + tail < items->len)
    g_list_store_splice (self->threads, head, n_old - head - tail, items->pdata + head,
                         items->len - head - tail);
  g_signal_emit (self, signals[THREADS_CHANGED], 0);
}

static DexFuture *
refresh_fiber (gpointer data)
{
  EaselChatService *self = data;

  do
    {
      g_autoptr (GPtrArray) rows = NULL;
      g_autoptr (GError) error = NULL;
      guint draft_serial = self->draft_serial;

      self->refresh_again = FALSE;
      rows = dex_await_boxed (easel_store_threads_list (self->store, FALSE), &error);
      if (rows == NULL)
        {
          self->refreshing = FALSE;
          return dex_future_new_for_error (g_steal_pointer (&error));
        }
      if (self->threads == NULL)
        return dex_future_new_true ();
      self->loaded = TRUE;
      show_rows (self, rows, draft_serial);
    }
  while (self->refresh_again);
  self->refreshing = FALSE;
  return dex_future_new_true ();
}

static DexFuture *
refresh (EaselChatService *self)
{
  if (self->refreshing)
    {
      self->refresh_again = TRUE;
      return dex_future_new_true ();
    }
  self->refreshing = TRUE;
  return easel_fiber_spawn (refresh_fiber, g_object_ref (self), g_object_unref);
}

static void
on_store_changed_cb (EaselChatService *self, guint groups)
{
  if ((groups & (EASEL_STORE_THREADS | EASEL_STORE_MESSAGES)) != 0 &&
      (self->loaded || g_hash_table_size (self->by_id) > 0))
    dex_future_disown (refresh (self));
  if ((groups & EASEL_STORE_ROLES) != 0 && self->roles_wanted)
    dex_future_disown (_easel_chat_service_refresh_roles (self));
}

/* ---- object ---- */

static void
easel_chat_service_dispose (GObject *object)
{
  EaselChatService *self = EASEL_CHAT_SERVICE (object);

  g_clear_handle_id (&self->keep_source, g_source_remove);
  g_clear_pointer (&self->running, g_ptr_array_unref);
  g_clear_pointer (&self->asking, g_ptr_array_unref);
  g_clear_pointer (&self->unkept, g_ptr_array_unref);
  g_clear_pointer (&self->titles, g_ptr_array_unref);
  dex_clear (&self->closed);
  g_clear_object (&self->threads);
  g_clear_object (&self->roles);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->messages, _easel_message_table_unref);
  g_clear_object (&self->library);
  g_clear_object (&self->prompts);
  g_clear_object (&self->providers);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (easel_chat_service_parent_class)->dispose (object);
}

static void
easel_chat_service_class_init (EaselChatServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_chat_service_dispose;

  /**
   * EaselChatService::answered:
   * @self: the service
   * @thread: the thread
   * @message: the message
   *
   * An answer that this process wrote has ended, however it did.
   */
  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 2, EASEL_TYPE_THREAD, EASEL_TYPE_MESSAGE);

  /**
   * EaselChatService::threads-changed:
   * @self: the service
   *
   * The list of threads was read again.
   */
  signals[THREADS_CHANGED] = g_signal_new ("threads-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
easel_chat_service_init (EaselChatService *self)
{
  self->threads = g_list_store_new (EASEL_TYPE_THREAD);
  self->roles = g_list_store_new (EASEL_TYPE_ROLE);
  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  self->running = g_ptr_array_new_with_free_func (g_object_unref);
  self->asking = g_ptr_array_new ();
  self->unkept = g_ptr_array_new_with_free_func (end_free);
  self->titles = g_ptr_array_new_with_free_func (dex_unref);
  self->closed = dex_promise_new ();
}

EaselChatService *
_easel_chat_service_new (EaselStore *store,
                         EaselProviderService *providers,
                         EaselPromptService *prompts,
                         EaselLibraryService *library)
{
  EaselChatService *self = g_object_new (EASEL_TYPE_CHAT_SERVICE, NULL);

  self->store = g_object_ref (store);
  self->providers = g_object_ref (providers);
  self->prompts = g_object_ref (prompts);
  self->library = g_object_ref (library);
  self->messages = _easel_message_table_new (store, library);
  g_signal_connect_object (store, "changed", G_CALLBACK (on_store_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/* ---- calls ---- */

static DexFuture *
read_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;
  EaselThread *thread = _easel_chat_service_read_thread (task->self, task->id, &error);

  return thread != NULL ? dex_future_new_take_object (g_object_ref (thread))
                        : dex_future_new_for_error (g_steal_pointer (&error));
}

static DexFuture *
create_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;

  task->id = dex_await_int64 (easel_store_threads_create (task->self->store, task->row), &error);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return read_fiber (data);
}

static DexFuture *
duplicate_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *title = NULL;
  EaselThread *thread = _easel_chat_service_read_thread (task->self, task->id, &error);

  if (thread == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  /* Translators: the name of a copy of a chat */
  title = g_strdup_printf (_ ("%s (copy)"), easel_thread_get_title (thread));
  task->id = dex_await_int64 (easel_store_threads_duplicate (task->self->store, task->id, title), &error);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return read_fiber (data);
}

/* The newest text is the one in the editor. */
static DexFuture *
discuss_fiber (gpointer data)
{
  Task *task = data;
  g_autofree char *negative = NULL;
  g_autoptr (GError) error = NULL;
  gint64 newest = _easel_chat_service_keep_typed (task->self, task->row->prompt_id, &negative, &error);

  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (task->row->revision_id == 0)
    task->row->revision_id = newest;
  return create_fiber (data);
}

static DexFuture *
open_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (GError) error = NULL;
  EaselThread *thread = _easel_chat_service_read_thread (task->self, task->id, &error);

  if (thread == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  conversation = _easel_conversation_new (task->self, thread);
  if (!dex_await (_easel_conversation_open (conversation, task->at_end), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_take_object (g_steal_pointer (&conversation));
}

static EaselThreadRow *
row_from_options (const EaselThreadOptions *options)
{
  EaselThreadRow *row = easel_thread_row_new ();

  if (options == NULL)
    return row;
  row->model = g_strdup (options->model);
  row->system_prompt = g_strdup (options->system_prompt);
  row->temperature = options->temperature >= 0 ? (gint64) lround (options->temperature * 1000) : -1;
  row->max_tokens = options->max_tokens;
  row->role_id = options->role_id;
  return row;
}

/* ---- public ---- */

/**
 * easel_chat_service_get_threads:
 * @self: the service
 *
 * Returns: (transfer none): a list of #EaselThread, pinned ones first, then the
 *   last changed; empty until it is loaded
 */
GListModel *
easel_chat_service_get_threads (EaselChatService *self)
{
  g_return_val_if_fail (EASEL_IS_CHAT_SERVICE (self), NULL);

  return G_LIST_MODEL (self->threads);
}

/**
 * easel_chat_service_load:
 * @self: the service
 *
 * Reads the list of threads, which is kept up to date from then on.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_chat_service_load (EaselChatService *self)
{
  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));

  return self->loaded ? dex_future_new_true () : refresh (self);
}

/**
 * easel_chat_service_find:
 * @self: the service
 * @thread_id: a thread
 *
 * Returns: (transfer full) (nullable): the thread, if the list has it
 */
EaselThread *
easel_chat_service_find (EaselChatService *self, gint64 thread_id)
{
  EaselThread *thread;

  g_return_val_if_fail (EASEL_IS_CHAT_SERVICE (self), NULL);

  thread = g_hash_table_lookup (self->by_id, &thread_id);
  return thread != NULL ? g_object_ref (thread) : NULL;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (*(const char *const *) a, *(const char *const *) b);
}

/**
 * easel_chat_service_dup_folders:
 * @self: the service
 *
 * Returns: (transfer full): the folders that threads are kept in, in order
 */
GStrv
easel_chat_service_dup_folders (EaselChatService *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  g_return_val_if_fail (EASEL_IS_CHAT_SERVICE (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->threads)); i++)
    {
      g_autoptr (EaselThread) thread = g_list_model_get_item (G_LIST_MODEL (self->threads), i);
      const char *folder = easel_thread_get_folder (thread);

      if (*folder != '\0' && g_hash_table_add (seen, (gpointer) folder))
        g_ptr_array_add (names, (gpointer) folder);
    }
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  return g_strdupv ((GStrv) names->pdata);
}

/**
 * easel_chat_service_count_answering:
 * @self: the service
 *
 * Returns: how many answers this process writes
 */
guint
easel_chat_service_count_answering (EaselChatService *self)
{
  g_return_val_if_fail (EASEL_IS_CHAT_SERVICE (self), 0);

  return self->running->len;
}

/**
 * easel_chat_service_check_model:
 * @self: the service
 * @model: (nullable): PROVIDER:MODEL, %NULL for the default one
 * @error: return location of an error
 *
 * Returns: whether it can be asked; else %FALSE with %EASEL_ERROR_INVALID_INPUT,
 *   %EASEL_ERROR_NOT_FOUND or %EASEL_ERROR_UNAVAILABLE
 */
gboolean
easel_chat_service_check_model (EaselChatService *self, const char *model, GError **error)
{
  g_return_val_if_fail (EASEL_IS_CHAT_SERVICE (self), FALSE);

  return model == NULL || _easel_model_call_check (self->providers, model, error);
}

/**
 * easel_chat_service_create:
 * @self: the service
 * @options: (nullable): how models answer
 *
 * Returns: (transfer full): resolves to an #EaselThread in which nothing was said
 */
DexFuture *
easel_chat_service_create (EaselChatService *self, const EaselThreadOptions *options)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));

  task = task_new (self, 0);
  task->row = row_from_options (options);
  return spawn (create_fiber, task);
}

/**
 * easel_chat_service_duplicate:
 * @self: the service
 * @thread_id: a thread
 *
 * Returns: (transfer full): resolves to an #EaselThread with the same messages,
 *   all branches of them
 */
DexFuture *
easel_chat_service_duplicate (EaselChatService *self, gint64 thread_id)
{
  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));

  return spawn (duplicate_fiber, task_new (self, thread_id));
}

/**
 * easel_chat_service_discuss:
 * @self: the service
 * @prompt_id: a prompt
 * @revision_id: a revision of it, 0 for the newest; a draft becomes one
 * @options: (nullable): how models answer
 *
 * Begins a conversation about a prompt: models are told it before the first
 * message.
 *
 * Returns: (transfer full): resolves to an #EaselThread
 */
DexFuture *
easel_chat_service_discuss (EaselChatService *self,
                            gint64 prompt_id,
                            gint64 revision_id,
                            const EaselThreadOptions *options)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));

  task = task_new (self, 0);
  task->row = row_from_options (options);
  task->row->prompt_id = prompt_id;
  task->row->revision_id = revision_id;
  return spawn (discuss_fiber, task);
}

/**
 * easel_chat_service_open:
 * @self: the service
 * @thread_id: a thread
 *
 * Returns: (transfer full): resolves to an #EaselConversation that shows the
 *   branch that was in view last; rejects with %EASEL_ERROR_NOT_FOUND
 */
DexFuture *
easel_chat_service_open (EaselChatService *self, gint64 thread_id)
{
  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));

  return spawn (open_fiber, task_new (self, thread_id));
}

/**
 * easel_chat_service_open_at_end:
 * @self: the service
 * @thread_id: a thread
 *
 * As easel_chat_service_open(), but of a long thread only the end of the branch,
 * so that it can be shown in a time that does not grow with the thread.
 * easel_conversation_complete() has the messages before it put in front. A thread
 * that was left off in the middle is there as a whole.
 *
 * Returns: (transfer full): resolves to an #EaselConversation; rejects with
 *   %EASEL_ERROR_NOT_FOUND
 */
DexFuture *
easel_chat_service_open_at_end (EaselChatService *self, gint64 thread_id)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));

  task = task_new (self, thread_id);
  task->at_end = TRUE;
  return spawn (open_fiber, task);
}

/**
 * easel_chat_service_rename:
 * @self: the service
 * @thread_id: a thread
 * @title: its name from now on
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_chat_service_rename (EaselChatService *self, gint64 thread_id, const char *title)
{
  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));
  dex_return_error_if_fail (title != NULL);

  if (strlen (title) > LONGEST_TITLE)
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                                  _ ("The name is longer than %d bytes. Shorten it."), LONGEST_TITLE);
  return easel_store_threads_rename (self->store, thread_id, title);
}

/**
 * easel_chat_service_set_pinned:
 * @self: the service
 * @thread_id: a thread
 * @pinned: whether it stands above the others
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_chat_service_set_pinned (EaselChatService *self, gint64 thread_id, gboolean pinned)
{
  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));

  return easel_store_threads_set_pinned (self->store, thread_id, pinned);
}

/**
 * easel_chat_service_set_folder:
 * @self: the service
 * @thread_id: a thread
 * @folder: (nullable): where it is kept, %NULL or "" for none
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_chat_service_set_folder (EaselChatService *self, gint64 thread_id, const char *folder)
{
  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));

  return easel_store_threads_set_folder (self->store, thread_id, folder != NULL ? folder : "");
}

/**
 * easel_chat_service_rename_folder:
 * @self: the service
 * @folder: where threads are kept
 * @name: (nullable): where those are from now on, %NULL or "" for nowhere; one that
 *   there is already takes them in
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_chat_service_rename_folder (EaselChatService *self, const char *folder, const char *name)
{
  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));
  dex_return_error_if_fail (folder != NULL && *folder != '\0');

  return easel_store_threads_rename_folder (self->store, folder, name != NULL ? name : "");
}

/**
 * easel_chat_service_set_options:
 * @self: the service
 * @thread_id: a thread
 * @options: how models answer from now on
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_chat_service_set_options (EaselChatService *self, gint64 thread_id, const EaselThreadOptions *options)
{
  g_autoptr (EaselThreadRow) row = NULL;

  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));
  dex_return_error_if_fail (options != NULL);

  row = row_from_options (options);
  row->id = thread_id;
  return easel_store_threads_set_options (self->store, row);
}
