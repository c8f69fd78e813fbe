// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "easel-error.h"
#include "easel-store-private.h"
#include "easel-worker-private.h"

/**
 * EaselStore:
 *
 * The database of prompts, accounts, the edit log and settings: one SQLite
 * file, that a window and a command line may use at the same time.
 *
 * One thread writes, one reads, each with a connection of its own, so nothing
 * here waits on the calling thread. Writes are done in the order in which they
 * were asked for, are on the disk when their future resolves, and are done even
 * if that future is dropped. Reads see what was written before they were asked
 * for if that write's future has resolved; a read whose future is dropped is
 * interrupted.
 *
 * Futures resolve to %TRUE, a number (#gint64), a boxed row, a #GPtrArray of
 * boxed rows (boxed too), or reject with %EASEL_ERROR.
 */

/* Should the file monitor miss something (network file systems). */
#define POLL_SECONDS 3

#define N_GROUPS 8

/* Shared with the threads, which may outlast the object for a moment. */
typedef struct
{
  gatomicrefcount refs;
  char *path;
  gboolean own_folder;
  const EaselMigrations *migrations;
  GMainContext *context;
  GWeakRef store;
  int look_pending;

  GMutex mutex;
  GCond opened_changed;
  /* Under the mutex. */
  gboolean opened;
  gboolean read_only;
  GError *open_error;
  EaselOwner *owner;
  char *problem;
  guint pending_groups;
  gboolean emit_queued;
  gboolean check_wanted;

  /* The writer thread's own. */
  gint64 counters[N_GROUPS];
  gint64 data_version;
} Core;

struct _EaselStore
{
  GObject parent_instance;

  Core *core;
  EaselWorker *writer;
  EaselWorker *reader;
  EaselWorker *checker;
  GFileMonitor *monitor;
  GSource *poll;
  DexFuture *quick_check;

  char *problem;
  gboolean read_only;
  gboolean begun;
  gboolean closed;
};

G_DEFINE_FINAL_TYPE (EaselStore, easel_store, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_PATH,
  PROP_READ_ONLY,
  PROP_PROBLEM,
  N_PROPS
};

enum
{
  CHANGED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static Core *
core_ref (Core *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

static void
core_unref (Core *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->path);
  g_free (self->problem);
  g_clear_error (&self->open_error);
  g_clear_pointer (&self->owner, _easel_owner_free);
  g_main_context_unref (self->context);
  g_weak_ref_clear (&self->store);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->opened_changed);
  g_free (self);
}

/* ---------------------------------------------------- from the threads up */

static gboolean
emit_cb (gpointer user_data)
{
  Core *core = user_data;
  g_autoptr (EaselStore) self = g_weak_ref_get (&core->store);
  g_autofree char *problem = NULL;
  gboolean read_only, check_wanted;
  guint groups;

  g_mutex_lock (&core->mutex);
  check_wanted = core->check_wanted;
  core->check_wanted = FALSE;
  groups = core->pending_groups;
  core->pending_groups = 0;
  core->emit_queued = FALSE;
  problem = g_strdup (core->problem);
  read_only = core->read_only;
  g_mutex_unlock (&core->mutex);
  if (self == NULL)
    return G_SOURCE_REMOVE;

  if (check_wanted && !self->closed)
    self->quick_check = _easel_store_check_quickly (self);
  if (g_set_str (&self->problem, problem))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
  if (self->read_only != read_only)
    {
      self->read_only = read_only;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READ_ONLY]);
    }
  if (groups != 0)
    g_signal_emit (self, signals[CHANGED], 0, groups);
  return G_SOURCE_REMOVE;
}

static void
queue_emit (Core *core, guint groups, const char *problem)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&core->mutex);

  core->pending_groups |= groups;
  if (problem != NULL && core->problem == NULL)
    {
      core->problem = g_strdup (problem);
      core->read_only = TRUE;
    }
  if (!core->emit_queued)
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      core->emit_queued = TRUE;
      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, emit_cb, core_ref (core), (GDestroyNotify) core_unref);
      g_source_set_static_name (source, "EaselStore changed");
      g_source_attach (source, core->context);
    }
}

static void
on_writer_committed (gpointer user_data, guint groups)
{
  Core *core = user_data;

  for (guint i = 0; i < N_GROUPS; i++)
    if (groups & (1u << i))
      core->counters[i]++;
  if (groups != 0)
    queue_emit (core, groups, NULL);
}

static void
on_worker_failed (gpointer user_data, const GError *error)
{
  if (_easel_database_is_damage (error) ||
      (error->domain == EASEL_ERROR && g_strcmp0 (easel_error_get_details (error)->parameter, "newer") == 0))
    queue_emit (user_data, 0, error->message);
}

/* Reads the counters; returns the groups of those that others moved. */
static gboolean
read_counters (Core *core, EaselDatabase *database, guint *groups, GError **error)
{
  g_autoptr (EaselStatement) statement =
      _easel_database_query (database, error, "SELECT groups, n FROM change_counters", "");
  g_autoptr (GError) step_error = NULL;

  if (statement == NULL)
    return FALSE;
  *groups = 0;
  while (_easel_statement_next (statement, &step_error))
    {
      guint bit = (guint) _easel_statement_get_int (statement, 0);
      gint64 n = _easel_statement_get_int (statement, 1);
      int i = g_bit_nth_lsf (bit, -1);

      if (i < 0 || i >= N_GROUPS || core->counters[i] == n)
        continue;
      core->counters[i] = n;
      *groups |= bit;
    }
  if (step_error != NULL)
    g_propagate_error (error, g_steal_pointer (&step_error));
  return error == NULL || *error == NULL;
}

/* Work of the writer: has another connection committed? */
static gboolean
look_for_changes (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  Core *core = call->row;
  gint64 data_version = 0, version = 0;
  guint groups = 0;

  if (!_easel_database_get_int (database, &data_version, error, "PRAGMA data_version", ""))
    return FALSE;
  if (data_version == core->data_version)
    return TRUE;

  if (!_easel_database_get_int (database, &version, error, "PRAGMA user_version", ""))
    return FALSE;
  if (version > EASEL_SCHEMA_VERSION)
    {
      g_autoptr (GError) newer = NULL;

      _easel_migrate_set_newer_error (core->path, version, &newer);
      queue_emit (core, EASEL_STORE_ALL, newer->message);
    }
  else if (!read_counters (core, database, &groups, error))
    return FALSE;
  core->data_version = data_version;
  if (groups != 0)
    queue_emit (core, groups, NULL);
  return TRUE;
}

static EaselDatabase *
open_writer (Core *core, GError **error)
{
  g_autoptr (EaselDatabase) database = NULL;
  g_autoptr (EaselOwner) owner = NULL;
  gboolean checked;
  guint groups;

  if (!_easel_migrate_prepare_folder (core->path, core->own_folder, error))
    return NULL;
  database = _easel_migrate_open (core->path, core->migrations, &checked, error);
  if (database == NULL)
    return NULL;
  owner = _easel_owner_new (core->path, error);
  if (owner == NULL ||
      !_easel_database_get_int (database, &core->data_version, error, "PRAGMA data_version", ""))
    return NULL;
  if (core->migrations == NULL && !read_counters (core, database, &groups, error))
    return NULL;

  g_mutex_lock (&core->mutex);
  core->owner = g_steal_pointer (&owner);
  core->check_wanted = !checked;
  g_mutex_unlock (&core->mutex);
  if (!checked)
    queue_emit (core, 0, NULL);
  return g_steal_pointer (&database);
}

static EaselDatabase *
on_writer_open (gpointer user_data, GError **error)
{
  Core *core = user_data;
  g_autoptr (GError) open_error = NULL;
  EaselDatabase *database = open_writer (core, &open_error);

  g_mutex_lock (&core->mutex);
  core->opened = TRUE;
  core->open_error = open_error != NULL ? g_error_copy (open_error) : NULL;
  g_cond_broadcast (&core->opened_changed);
  g_mutex_unlock (&core->mutex);

  if (open_error != NULL)
    g_propagate_error (error, g_steal_pointer (&open_error));
  return database;
}

/* The reader begins when the writer has made sure that there is something to read. */
static EaselDatabase *
on_reader_open (gpointer user_data, GError **error)
{
  Core *core = user_data;

  g_mutex_lock (&core->mutex);
  while (!core->opened)
    g_cond_wait (&core->opened_changed, &core->mutex);
  if (core->open_error != NULL)
    g_propagate_error (error, g_error_copy (core->open_error));
  g_mutex_unlock (&core->mutex);

  if (*error != NULL)
    return NULL;
  return _easel_database_open (core->path, EASEL_DATABASE_READ, error);
}

static void
on_reader_committed (gpointer user_data, guint groups)
{
}

static const EaselWorkerEvents writer_events = { on_writer_open, on_writer_committed, on_worker_failed };
static const EaselWorkerEvents reader_events = { on_reader_open, on_reader_committed, on_worker_failed };

/* --------------------------------------------------------------- watching */

static DexFuture *
on_look_done_cb (DexFuture *future, gpointer user_data)
{
  Core *core = user_data;

  g_atomic_int_set (&core->look_pending, FALSE);
  return dex_future_new_for_boolean (TRUE);
}

static void
look_soon (EaselStore *self)
{
  EaselStoreCall *call;
  DexFuture *future;

  if (!self->begun || self->closed ||
      !g_atomic_int_compare_and_exchange (&self->core->look_pending, FALSE, TRUE))
    return;
  call = _easel_store_call_new ();
  _easel_store_call_set_row (call, core_ref (self->core), (GDestroyNotify) core_unref);
  future = _easel_worker_post (self->writer, EASEL_WORK_READ, 0, look_for_changes, call);
  dex_future_disown (
      dex_future_finally (future, on_look_done_cb, core_ref (self->core), (GDestroyNotify) core_unref));
}

static void
on_monitor_changed_cb (EaselStore *self)
{
  look_soon (self);
}

static gboolean
on_poll_cb (gpointer user_data)
{
  look_soon (user_data);
  return G_SOURCE_CONTINUE;
}

static void
watch (EaselStore *self)
{
  g_autofree char *wal = g_strconcat (self->core->path, "-wal", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (wal);
  g_autoptr (GError) error = NULL;

  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, &error);
  if (self->monitor == NULL)
    g_debug ("The database's log is not watched, only polled: %s", error->message);
  else
    {
      g_file_monitor_set_rate_limit (self->monitor, 50);
      g_signal_connect_object (self->monitor, "changed", G_CALLBACK (on_monitor_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }

  self->poll = g_timeout_source_new_seconds (POLL_SECONDS);
  g_source_set_callback (self->poll, on_poll_cb, self, NULL);
  g_source_set_static_name (self->poll, "EaselStore poll");
  g_source_attach (self->poll, self->core->context);
}

static void
unwatch (EaselStore *self)
{
  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);
  if (self->poll != NULL)
    g_source_destroy (self->poll);
  g_clear_pointer (&self->poll, g_source_unref);
}

/* ----------------------------------------------------------------- GObject */

static void
easel_store_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EaselStore *self = EASEL_STORE (object);

  switch (id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->core->path);
      break;
    case PROP_READ_ONLY:
      g_value_set_boolean (value, self->read_only);
      break;
    case PROP_PROBLEM:
      g_value_set_string (value, self->problem);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
easel_store_dispose (GObject *object)
{
  EaselStore *self = EASEL_STORE (object);

  unwatch (self);
  dex_clear (&self->quick_check);
  self->closed = TRUE;
  g_clear_pointer (&self->checker, _easel_worker_free);
  g_clear_pointer (&self->reader, _easel_worker_free);
  g_clear_pointer (&self->writer, _easel_worker_free);

  G_OBJECT_CLASS (easel_store_parent_class)->dispose (object);
}

static void
easel_store_finalize (GObject *object)
{
  EaselStore *self = EASEL_STORE (object);

  core_unref (self->core);
  g_free (self->problem);

  G_OBJECT_CLASS (easel_store_parent_class)->finalize (object);
}

static void
easel_store_class_init (EaselStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = easel_store_get_property;
  object_class->dispose = easel_store_dispose;
  object_class->finalize = easel_store_finalize;

  /**
   * EaselStore:path:
   *
   * Where the database is.
   */
  properties[PROP_PATH] =
      g_param_spec_string ("path", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * EaselStore:read-only:
   *
   * Whether nothing is written any more, for the reason in #EaselStore:problem.
   */
  properties[PROP_READ_ONLY] = g_param_spec_boolean (
      "read-only", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  /**
   * EaselStore:problem: (nullable)
   *
   * A sentence, if the database turned out to be damaged or was taken over by
   * a newer program while it was open.
   */
  properties[PROP_PROBLEM] = g_param_spec_string (
      "problem", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * EaselStore::changed:
   * @self: the store
   * @groups: #EaselStoreGroups that were touched
   *
   * This or another process has committed a change. Comes on the main context
   * of the thread that made @self, several changes at once as one.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
easel_store_init (EaselStore *self)
{
  Core *core = g_new0 (Core, 1);

  g_atomic_ref_count_init (&core->refs);
  g_mutex_init (&core->mutex);
  g_cond_init (&core->opened_changed);
  g_weak_ref_init (&core->store, self);
  core->context = g_main_context_ref_thread_default ();
  self->core = core;
}

/* ------------------------------------------------------ for table groups */

/*
 * Takes call. Resolves to what func leaves; interrupted if it is dropped.
 */
DexFuture *
_easel_store_read (EaselStore *self, EaselStoreFunc func, EaselStoreCall *call)
{
  if (!self->begun || self->closed)
    {
      _easel_store_call_free (call);
      return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_STORAGE, _ ("The database is not open."));
    }
  return _easel_worker_post (self->reader, EASEL_WORK_READ, 0, func, call);
}

/*
 * The same in a thread of its own, for what takes long.
 */
DexFuture *
_easel_store_read_apart (EaselStore *self, EaselStoreFunc func, EaselStoreCall *call)
{
  if (!self->begun || self->closed)
    {
      _easel_store_call_free (call);
      return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_STORAGE, _ ("The database is not open."));
    }
  if (self->checker == NULL)
    {
      self->checker = _easel_worker_new ("easel-checker", &reader_events, core_ref (self->core),
                                         (GDestroyNotify) core_unref);
      dex_unref (_easel_worker_start (self->checker));
    }
  return _easel_worker_post (self->checker, EASEL_WORK_READ, 0, func, call);
}

static DexFuture *
post_write (EaselStore *self, EaselWorkKind kind, guint groups, EaselStoreFunc func, EaselStoreCall *call)
{
  g_autofree char *problem = NULL;

  g_mutex_lock (&self->core->mutex);
  problem = g_strdup (self->core->problem);
  g_mutex_unlock (&self->core->mutex);

  if (!self->begun || self->closed || problem != NULL)
    {
      _easel_store_call_free (call);
      return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_STORAGE, "%s",
                                    problem != NULL ? problem : _ ("The database is not open."));
    }
  return _easel_worker_post (self->writer, kind, groups, func, call);
}

/*
 * Takes call. Resolves to what func leaves, once that is on the disk.
 */
DexFuture *
_easel_store_write (EaselStore *self, EaselStoreGroups groups, EaselStoreFunc func, EaselStoreCall *call)
{
  return post_write (self, EASEL_WORK_WRITE, groups, func, call);
}

/*
 * The same without waiting for the disk: a crash of the program loses nothing,
 * a power cut may take the last moments.
 */
DexFuture *
_easel_store_write_lazily (EaselStore *self,
                           EaselStoreGroups groups,
                           EaselStoreFunc func,
                           EaselStoreCall *call)
{
  return post_write (self, EASEL_WORK_WRITE_LAZILY, groups, func, call);
}

/*
 * Who this store is to rows under work. For the writer's thread.
 */
EaselOwner *
_easel_store_get_owner (EaselStore *self)
{
  return self->core->owner;
}

/*
 * Tests only, before it is opened.
 */
void
_easel_store_set_migrations (EaselStore *self, const EaselMigrations *migrations)
{
  self->core->migrations = migrations;
}

/* ------------------------------------------------------------------ public */

/**
 * easel_store_new:
 * @path: (nullable): the database file, or %NULL for `easel/easel.db` in the
 *   user's data folder
 *
 * Touches nothing yet.
 *
 * Returns: (transfer full): a store, to be opened
 */
EaselStore *
easel_store_new (const char *path)
{
  EaselStore *self = g_object_new (EASEL_TYPE_STORE, NULL);

  self->core->own_folder = path == NULL;
  self->core->path =
      path != NULL ? g_strdup (path) : g_build_filename (g_get_user_data_dir (), "easel", "easel.db", NULL);
  return self;
}

/**
 * easel_store_get_path:
 * @self: a store
 *
 * Returns: (transfer none): where the database is
 */
const char *
easel_store_get_path (EaselStore *self)
{
  g_return_val_if_fail (EASEL_IS_STORE (self), NULL);

  return self->core->path;
}

/**
 * easel_store_get_read_only:
 * @self: a store
 *
 * Returns: whether nothing is written any more; see easel_store_get_problem()
 */
gboolean
easel_store_get_read_only (EaselStore *self)
{
  g_return_val_if_fail (EASEL_IS_STORE (self), FALSE);

  return self->read_only;
}

/**
 * easel_store_get_problem:
 * @self: a store
 *
 * Returns: (transfer none) (nullable): what is wrong with the open database, a
 *   sentence; %NULL if nothing is
 */
const char *
easel_store_get_problem (EaselStore *self)
{
  g_return_val_if_fail (EASEL_IS_STORE (self), NULL);

  return self->problem;
}

/**
 * easel_store_open:
 * @self: a store, opened once
 *
 * Makes the folder (for its user only) and the database where they are missing,
 * brings an older one up to date after a copy was kept beside it
 * (`easel.db.before-2` and so on), and refuses a newer, foreign or damaged one
 * without touching it. Reads and writes may be asked for at once; they wait for
 * this.
 *
 * Returns: (transfer full): a future that resolves to %TRUE, or rejects with
 *   %EASEL_ERROR_STORAGE and a sentence that names the path
 */
DexFuture *
easel_store_open (EaselStore *self)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (!self->begun);

  self->begun = TRUE;
  self->writer =
      _easel_worker_new ("easel-writer", &writer_events, core_ref (self->core), (GDestroyNotify) core_unref);
  self->reader =
      _easel_worker_new ("easel-reader", &reader_events, core_ref (self->core), (GDestroyNotify) core_unref);
  dex_unref (_easel_worker_start (self->writer));
  watch (self);
  return _easel_worker_start (self->reader);
}

static DexFuture *
on_reader_stopped_cb (DexFuture *future, gpointer user_data)
{
  Core *core = user_data;
  g_autoptr (EaselStore) self = g_weak_ref_get (&core->store);

  /* If it is gone its writer is too, and waited for. */
  return self != NULL ? _easel_worker_stop (self->writer) : dex_future_new_for_boolean (TRUE);
}

/**
 * easel_store_close:
 * @self: a store
 *
 * Does all that was asked for before and closes the file. Await it before the
 * program ends; @self can then only be dropped.
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_close (EaselStore *self)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  unwatch (self);
  dex_clear (&self->quick_check);
  if (!self->begun || self->closed)
    return dex_future_new_for_boolean (TRUE);

  self->closed = TRUE;
  /* The writer goes last: the last to close tidies the log away. */
  if (self->checker != NULL)
    dex_future_disown (_easel_worker_stop (self->checker));
  return dex_future_finally (_easel_worker_stop (self->reader), on_reader_stopped_cb, core_ref (self->core),
                             (GDestroyNotify) core_unref);
}
