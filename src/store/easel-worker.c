// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-worker-private.h"

#include <glib/gi18n-lib.h>

#include "easel-error.h"

/*
 * A thread with a connection of its own. Work is done in the order in which it
 * came; writes that wait together share a transaction (and so one sync of the
 * disk) for at most BATCH_USEC. A read whose future was dropped is interrupted;
 * a write that was posted is done, whether anybody still listens or not.
 */

#define BATCH_USEC (20 * 1000)

typedef enum
{
  ITEM_START,
  ITEM_WORK,
  ITEM_STOP,
} ItemType;

typedef struct
{
  gatomicrefcount refs;
  ItemType type;
  EaselWorkKind kind;
  guint groups;
  EaselStoreFunc func;
  EaselStoreCall *call;
  DexPromise *promise;
  EaselWorker *worker;
  gulong cancelled_id;
  int dropped;

  /* While it waits for the commit of its batch. */
  GValue value;
  GError *error;
  guint touched;
} Item;

struct _EaselWorker
{
  GThread *thread;
  gboolean stopped;
  GAsyncQueue *queue;
  EaselWorkerEvents events;
  gpointer user_data;
  GDestroyNotify destroy;

  GMutex mutex;
  /* Under the mutex: what the thread is at, and with what. */
  Item *current;
  EaselDatabase *database;

  /* The thread's own. */
  Item *next;
  EaselWorkKind sync;
  GError *open_error;
};

static Item *
item_ref (Item *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static void
item_unref (Item *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->call, _easel_store_call_free);
  dex_clear (&self->promise);
  if (G_IS_VALUE (&self->value))
    g_value_unset (&self->value);
  g_clear_error (&self->error);
  g_free (self);
}

static Item *
item_new (EaselWorker *worker, ItemType type)
{
  Item *self = g_new0 (Item, 1);

  g_atomic_ref_count_init (&self->refs);
  self->type = type;
  self->worker = worker;
  self->promise = dex_promise_new_cancellable ();
  return self;
}

/*
 * Drops what the work left, before it is run once more.
 */
static void
item_reset (Item *self)
{
  if (G_IS_VALUE (&self->value))
    g_value_unset (&self->value);
  g_clear_error (&self->error);
  self->touched = 0;
}

static void
on_future_dropped_cb (GCancellable *cancellable, gpointer user_data)
{
  Item *item = user_data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&item->worker->mutex);

  g_atomic_int_set (&item->dropped, TRUE);
  if (item->worker->current == item && item->worker->database != NULL)
    sqlite3_interrupt (item->worker->database->handle);
}

static void
set_current (EaselWorker *self, Item *item)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  self->current = item;
  if (self->database != NULL)
    self->database->dropped = item != NULL && item->kind == EASEL_WORK_READ ? &item->dropped : NULL;
}

/*
 * Hands the result over and lets the item go.
 */
static void
item_finish (Item *self)
{
  if (self->cancelled_id != 0)
    g_cancellable_disconnect (dex_promise_get_cancellable (self->promise), self->cancelled_id);
  self->cancelled_id = 0;

  /* The arguments go first: whoever awaits may look whether rows are still held. */
  g_clear_pointer (&self->call, _easel_store_call_free);
  if (self->error != NULL)
    dex_promise_reject (self->promise, g_steal_pointer (&self->error));
  else if (G_IS_VALUE (&self->value))
    dex_promise_resolve (self->promise, &self->value);
  else
    dex_promise_resolve_boolean (self->promise, TRUE);
  item_unref (self);
}

static void
item_run (EaselWorker *self, Item *item)
{
  item_reset (item);
  self->database->touched = 0;
  if (!item->func (self->database, item->call, &item->value, &item->error))
    {
      g_assert (item->error != NULL);
      self->events.failed (self->user_data, item->error);
    }
  item->touched = item->groups | self->database->touched;
}

static void
run_read (EaselWorker *self, Item *item)
{
  if (g_atomic_int_get (&item->dropped))
    {
      item->error = g_error_new_literal (EASEL_ERROR, EASEL_ERROR_CANCELLED, _ ("The search was stopped."));
      item_finish (item);
      return;
    }

  set_current (self, item);
  /* One snapshot for all that it reads. */
  if (_easel_database_script (self->database, "BEGIN", &item->error))
    {
      item_run (self, item);
      set_current (self, NULL);
      if (!sqlite3_get_autocommit (self->database->handle))
        _easel_database_script (self->database, "COMMIT", NULL);
    }
  set_current (self, NULL);
  item_finish (item);
}

static void
roll_back (EaselWorker *self)
{
  if (!sqlite3_get_autocommit (self->database->handle))
    _easel_database_script (self->database, "ROLLBACK", NULL);
}

/* A file that nobody finds any more would take all that is written without a word. One that
 * is put back is written again. */
static gboolean
is_in_place (EaselWorker *self, GError **error)
{
  int moved = 0;
  g_autofree char *name = NULL;

  if (sqlite3_file_control (self->database->handle, "main", SQLITE_FCNTL_HAS_MOVED, &moved) != SQLITE_OK ||
      !moved)
    return TRUE;
  name = g_filename_display_name (self->database->path);
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE,
               _ ("“%s” was moved or deleted while Easel has it open, so nothing can be saved there. Put it "
                  "back where it was, or close Easel and start it again."),
               name);
  return FALSE;
}

/*
 * The lock, the right durability, and a look whether a newer program came by.
 */
static gboolean
begin_write (EaselWorker *self, EaselWorkKind kind, GError **error)
{
  gint64 version = 0;

  if (self->sync != kind)
    {
      const char *sql =
          kind == EASEL_WORK_WRITE ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL";

      if (!_easel_database_script (self->database, sql, error))
        return FALSE;
      self->sync = kind;
    }
  if (!is_in_place (self, error) || !_easel_database_script (self->database, "BEGIN IMMEDIATE", error))
    return FALSE;
  if (!_easel_database_get_int (self->database, &version, error, "PRAGMA user_version", ""))
    {
      roll_back (self);
      return FALSE;
    }
  if (version > EASEL_SCHEMA_VERSION)
    {
      roll_back (self);
      _easel_migrate_set_newer_error (self->database->path, version, error);
      easel_error_get_details (*error)->http_status = 0;
      g_set_str (&easel_error_get_details (*error)->parameter, "newer");
      return FALSE;
    }
  return TRUE;
}

static gboolean
commit_write (EaselWorker *self, guint touched, GError **error)
{
  if ((touched == 0 ||
       _easel_database_run (self->database, error, "UPDATE change_counters SET n = n + 1 WHERE groups & ?",
                            "i", (gint64) touched)) &&
      _easel_database_script (self->database, "COMMIT", error))
    return TRUE;
  roll_back (self);
  return FALSE;
}

/*
 * One write in a transaction of its own.
 */
static void
run_alone (EaselWorker *self, Item *item)
{
  item_reset (item);
  if (!begin_write (self, item->kind, &item->error))
    {
      self->events.failed (self->user_data, item->error);
      item_finish (item);
      return;
    }

  item_run (self, item);
  if (item->error != NULL)
    roll_back (self);
  else if (!commit_write (self, item->touched, &item->error))
    self->events.failed (self->user_data, item->error);
  else
    self->events.committed (self->user_data, item->touched);
  item_finish (item);
}

/*
 * Runs item in the open transaction. Returns FALSE if that is gone as a whole.
 */
static gboolean
run_in_batch (EaselWorker *self, Item *item)
{
  if (!_easel_database_script (self->database, "SAVEPOINT item", &item->error))
    return !sqlite3_get_autocommit (self->database->handle);

  item_run (self, item);
  if (sqlite3_get_autocommit (self->database->handle))
    return FALSE;
  if (item->error != NULL && !_easel_database_script (self->database, "ROLLBACK TO item", NULL))
    return FALSE;
  return _easel_database_script (self->database, "RELEASE item", NULL);
}

/*
 * Runs first and what waits behind it, for a while, in one transaction. If the
 * transaction fails each gets one of its own, so that none fails for another.
 */
static void
run_writes (EaselWorker *self, Item *first)
{
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  gint64 end = g_get_monotonic_time () + BATCH_USEC;
  EaselWorkKind kind = first->kind;
  guint touched = 0;
  gboolean whole;

  if (!begin_write (self, kind, &first->error))
    {
      self->events.failed (self->user_data, first->error);
      item_finish (first);
      return;
    }

  g_ptr_array_add (batch, first);
  whole = run_in_batch (self, first);
  while (whole && g_get_monotonic_time () < end &&
         (self->next = g_async_queue_try_pop (self->queue)) != NULL && self->next->type == ITEM_WORK &&
         self->next->kind == kind)
    {
      g_ptr_array_add (batch, self->next);
      whole = run_in_batch (self, g_steal_pointer (&self->next));
    }

  for (guint i = 0; whole && i < batch->len; i++)
    {
      Item *item = g_ptr_array_index (batch, i);

      if (item->error == NULL)
        touched |= item->touched;
    }
  if (whole)
    whole = commit_write (self, touched, &error);
  else
    roll_back (self);

  if (whole)
    self->events.committed (self->user_data, touched);
  else if (batch->len == 1 && (error != NULL || first->error != NULL))
    {
      /* Nobody shared it: the same would only fail again. */
      if (first->error == NULL)
        first->error = g_steal_pointer (&error);
      self->events.failed (self->user_data, first->error);
      item_finish (first);
      return;
    }
  for (guint i = 0; i < batch->len; i++)
    {
      if (whole)
        item_finish (g_ptr_array_index (batch, i));
      else
        run_alone (self, g_ptr_array_index (batch, i));
    }
}

static void
run_start (EaselWorker *self, Item *item)
{
  EaselDatabase *database = self->events.open (self->user_data, &item->error);

  if (database != NULL)
    {
      g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

      self->database = database;
      self->sync = EASEL_WORK_WRITE;
    }
  else
    g_set_error_literal (&self->open_error, EASEL_ERROR, EASEL_ERROR_STORAGE, item->error->message);
  item_finish (item);
}

static void
close_database (EaselWorker *self)
{
  EaselDatabase *database;

  g_mutex_lock (&self->mutex);
  database = g_steal_pointer (&self->database);
  g_mutex_unlock (&self->mutex);
  if (database != NULL)
    _easel_database_close (database);
}

static void
run_item (EaselWorker *self, Item *item)
{
  if (item->type == ITEM_START)
    run_start (self, item);
  else if (self->database == NULL)
    {
      item->error = self->open_error != NULL ? g_error_copy (self->open_error)
                                             : g_error_new_literal (EASEL_ERROR, EASEL_ERROR_STORAGE,
                                                                    _ ("The database is not open yet."));
      item_finish (item);
    }
  else if (item->kind == EASEL_WORK_READ)
    run_read (self, item);
  else
    run_writes (self, item);
}

static gpointer
worker_thread (gpointer user_data)
{
  EaselWorker *self = user_data;
  Item *item;

  while (TRUE)
    {
      item = self->next != NULL ? g_steal_pointer (&self->next) : g_async_queue_pop (self->queue);
      if (item->type == ITEM_STOP)
        break;
      run_item (self, item);
    }
  close_database (self);
  item_finish (item);

  return NULL;
}

/*
 * A worker whose thread begins at once and has no connection yet.
 */
EaselWorker *
_easel_worker_new (const char *name,
                   const EaselWorkerEvents *events,
                   gpointer user_data,
                   GDestroyNotify destroy)
{
  EaselWorker *self = g_new0 (EaselWorker, 1);

  g_mutex_init (&self->mutex);
  self->queue = g_async_queue_new ();
  self->events = *events;
  self->user_data = user_data;
  self->destroy = destroy;
  self->thread = g_thread_new (name, worker_thread, self);
  return self;
}

/*
 * What a caller holds. Dropping it is noticed; the promise alone would not say so.
 */
static DexFuture *
push (EaselWorker *self, Item *item)
{
  DexFuture *future = dex_future_first (dex_ref (DEX_FUTURE (item->promise)), NULL);

  if (item->type == ITEM_WORK && item->kind == EASEL_WORK_READ)
    item->cancelled_id =
        g_cancellable_connect (dex_promise_get_cancellable (item->promise), G_CALLBACK (on_future_dropped_cb),
                               item_ref (item), (GDestroyNotify) item_unref);
  g_async_queue_push (self->queue, item);
  return future;
}

/*
 * Waits for all posted work, closes the connection, ends the thread and frees.
 */
void
_easel_worker_free (EaselWorker *self)
{
  if (!self->stopped)
    dex_unref (_easel_worker_stop (self));
  g_thread_join (g_steal_pointer (&self->thread));
  g_async_queue_unref (self->queue);
  g_clear_error (&self->open_error);
  g_mutex_clear (&self->mutex);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_free (self);
}

/*
 * Opens the connection. Resolves to TRUE.
 */
DexFuture *
_easel_worker_start (EaselWorker *self)
{
  return push (self, item_new (self, ITEM_START));
}

/*
 * Takes call. Resolves to what func leaves.
 */
DexFuture *
_easel_worker_post (
    EaselWorker *self, EaselWorkKind kind, guint groups, EaselStoreFunc func, EaselStoreCall *call)
{
  Item *item = item_new (self, ITEM_WORK);

  item->kind = kind;
  item->groups = groups;
  item->func = func;
  item->call = call;
  return push (self, item);
}

/*
 * Does all that was posted, closes the connection and ends the thread; nothing
 * is posted after it. Resolves to TRUE.
 */
DexFuture *
_easel_worker_stop (EaselWorker *self)
{
  self->stopped = TRUE;
  return push (self, item_new (self, ITEM_STOP));
}
