// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-core-private.h"

/*
 * What an open store shares with its threads: how connections are opened, what
 * became of them, and what is to be told on the main context.
 */

/*
 * A core with nothing in it but the context of this thread.
 */
EaselStoreCore *
_easel_store_core_new (GSourceFunc emit)
{
  EaselStoreCore *self = g_new0 (EaselStoreCore, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->opened_changed);
  g_weak_ref_init (&self->store, NULL);
  self->context = g_main_context_ref_thread_default ();
  self->emit = emit;
  return self;
}

EaselStoreCore *
_easel_store_core_ref (EaselStoreCore *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
_easel_store_core_unref (EaselStoreCore *self)
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

static void
queue_emit (EaselStoreCore *core, guint groups, const char *problem)
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
      g_source_set_callback (source, core->emit, _easel_store_core_ref (core),
                             (GDestroyNotify) _easel_store_core_unref);
      g_source_set_static_name (source, "EaselStore changed");
      g_source_attach (source, core->context);
    }
}

static void
on_writer_committed (gpointer user_data, guint groups)
{
  EaselStoreCore *core = user_data;

  for (guint i = 0; i < EASEL_STORE_N_GROUPS; i++)
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
read_counters (EaselStoreCore *core, EaselDatabase *database, guint *groups, GError **error)
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

      if (i < 0 || i >= EASEL_STORE_N_GROUPS || core->counters[i] == n)
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
  EaselStoreCore *core = call->row;
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
open_writer (EaselStoreCore *core, GError **error)
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
  EaselStoreCore *core = user_data;
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
  EaselStoreCore *core = user_data;

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

EaselWorker *
_easel_store_core_new_writer (EaselStoreCore *self)
{
  return _easel_worker_new ("easel-writer", &writer_events, _easel_store_core_ref (self),
                            (GDestroyNotify) _easel_store_core_unref);
}

/*
 * A thread that reads; it waits until the writer has opened the file.
 */
EaselWorker *
_easel_store_core_new_reader (EaselStoreCore *self, const char *name)
{
  return _easel_worker_new (name, &reader_events, _easel_store_core_ref (self),
                            (GDestroyNotify) _easel_store_core_unref);
}

/*
 * Has another connection committed? If so it is told.
 */
DexFuture *
_easel_store_core_look (EaselStoreCore *self, EaselWorker *writer)
{
  EaselStoreCall *call = _easel_store_call_new ();

  _easel_store_call_set_row (call, _easel_store_core_ref (self), (GDestroyNotify) _easel_store_core_unref);
  return _easel_worker_post (writer, EASEL_WORK_READ, 0, look_for_changes, call);
}
