// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "easel-error.h"
#include "easel-store-core-private.h"

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

struct _EaselStore
{
  GObject parent_instance;

  EaselStoreCore *core;
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

/* Told by the threads, on the main context. */
static gboolean
on_core_emitted_cb (gpointer user_data)
{
  EaselStoreCore *core = user_data;
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

/* --------------------------------------------------------------- watching */

static DexFuture *
on_look_done_cb (DexFuture *future, gpointer user_data)
{
  EaselStoreCore *core = user_data;

  g_atomic_int_set (&core->look_pending, FALSE);
  return dex_future_new_for_boolean (TRUE);
}

static void
look_soon (EaselStore *self)
{
  DexFuture *future;

  if (!self->begun || self->closed ||
      !g_atomic_int_compare_and_exchange (&self->core->look_pending, FALSE, TRUE))
    return;
  future = _easel_store_core_look (self->core, self->writer);
  dex_future_disown (dex_future_finally (future, on_look_done_cb, _easel_store_core_ref (self->core),
                                         (GDestroyNotify) _easel_store_core_unref));
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

  _easel_store_core_unref (self->core);
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
  self->core = _easel_store_core_new (on_core_emitted_cb);
  g_weak_ref_set (&self->core->store, self);
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
      self->checker = _easel_store_core_new_reader (self->core, "easel-checker");
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
  self->writer = _easel_store_core_new_writer (self->core);
  self->reader = _easel_store_core_new_reader (self->core, "easel-reader");
  dex_unref (_easel_worker_start (self->writer));
  watch (self);
  return _easel_worker_start (self->reader);
}

static DexFuture *
on_reader_stopped_cb (DexFuture *future, gpointer user_data)
{
  EaselStoreCore *core = user_data;
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
  return dex_future_finally (_easel_worker_stop (self->reader), on_reader_stopped_cb,
                             _easel_store_core_ref (self->core), (GDestroyNotify) _easel_store_core_unref);
}
