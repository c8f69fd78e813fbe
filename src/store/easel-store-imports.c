// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-imports.h"

#include <stdio.h>
#include <string.h>

#include "easel-store-messages-private.h"

/* What a thread is called outside that was not brought in from there. */
#define OWN_SOURCE "easel:"

/* So much is taken out at a time. */
#define DROPPED_AT_ONCE 100

typedef struct
{
  GArray *known;
  GPtrArray *rows;
} Batch;

static void
batch_free (Batch *batch)
{
  g_array_unref (batch->known);
  g_ptr_array_unref (batch->rows);
  g_free (batch);
}

/* The living thread that has come from source, or that it was made of; 0 if none. */
static gboolean
find_source (EaselDatabase *database, const char *source, gint64 *id, GError **error)
{
  long long created_at = 0, own_id = 0;

  if (source == NULL)
    return TRUE;
  if (g_str_has_prefix (source, OWN_SOURCE) &&
      sscanf (source + strlen (OWN_SOURCE), "%lld:%lld", &created_at, &own_id) != 2)
    created_at = own_id = 0;
  return _easel_database_get_int (database, id, error,
                                  "SELECT id FROM threads WHERE (source = ?1 OR (id = ?2 AND created_at = ?3 "
                                  "AND source IS NULL)) AND deleted_at IS NULL LIMIT 1",
                                  "tii", source, (gint64) own_id, (gint64) created_at);
}

static gboolean
begin_import (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  EaselThreadRow *row = call->row;
  gint64 id = 0;

  if (!find_source (database, row->source, &id, error))
    return FALSE;
  if (id != 0)
    id = 0;
  else if (!_easel_threads_insert (database, row, &id, error) ||
           !_easel_database_run (database, error, "UPDATE threads SET deleted_at = ?2 WHERE id = ?1", "ii",
                                 id, g_get_real_time ()) ||
           !_easel_threads_index (database, id, error) ||
           !_easel_database_run (database, error,
                                 "INSERT INTO thread_imports (thread_id, owner) VALUES (?, ?)", "ii", id,
                                 _easel_owner_get_id (_easel_store_get_owner (call->store))))
    return FALSE;
  _easel_value_set_int64 (value, id);
  return TRUE;
}

static gint64
get_id (const GArray *known, const GArray *added, gint64 number)
{
  if (number <= 0)
    return 0;
  if (number <= known->len)
    return g_array_index (known, gint64, number - 1);
  g_assert (number - known->len <= added->len);
  return g_array_index (added, gint64, number - known->len - 1);
}

static gboolean
add_messages (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  Batch *batch = call->row;
  g_autoptr (GArray) added = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < batch->rows->len; i++)
    {
      const EaselMessageRecord *row = g_ptr_array_index (batch->rows, i);
      EaselMessageRecord placed = *row;
      gint64 id = 0;

      placed.thread_id = call->ints[0];
      placed.head.parent_id = get_id (batch->known, added, row->head.parent_id);
      placed.head.covers_id = get_id (batch->known, added, row->head.covers_id);
      if (!_easel_messages_insert (database, &placed, NULL, &id, error) ||
          !_easel_database_run (database, error,
                                "INSERT INTO message_texts (message_id, text, reasoning, sources) "
                                "VALUES (?, ?, ?, ?)",
                                "isst", id, row->text, row->reasoning, row->sources) ||
          !_easel_messages_insert_files (database, id, row->files, error) ||
          !_easel_messages_index (database, id, row->text, error))
        return FALSE;
      g_array_append_val (added, id);
    }
  _easel_value_take_boxed (value, G_TYPE_ARRAY, g_steal_pointer (&added));
  return TRUE;
}

static gboolean
finish_import (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 id = call->ints[0];

  /* What another program's answers cost, nobody here paid. */
  return _easel_database_run (
             database, error,
             "UPDATE threads SET deleted_at = NULL, leaf_id = ?2, draft = ?3, read_at = ?4, message_count = "
             "(SELECT count(*) FROM messages WHERE thread_id = ?1), cost = (SELECT ifnull(sum(cost), 0) FROM "
             "messages WHERE thread_id = ?1), unknown_costs = (SELECT count(*) FROM messages WHERE "
             "thread_id = ?1 AND kind = 'assistant' AND cost IS NULL AND provider_slug IS NOT NULL) "
             "WHERE id = ?1 AND id IN (SELECT thread_id FROM thread_imports)",
             "insi", id, call->ints[1], call->texts[0], g_get_real_time ()) &&
         (_easel_database_changes (database) > 0 || _easel_threads_not_found (id, error)) &&
         _easel_database_run (database, error, "DELETE FROM thread_imports WHERE thread_id = ?", "i", id) &&
         _easel_threads_index (database, id, error);
}

/* From here on it is as one that comes in and never arrives. What was made out of
 * its words stays, without where it came from. */
static gboolean
condemn_thread (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 id = call->ints[0];
  gint64 n = 0;

  if (!_easel_database_get_int (database, &n, error,
                                "SELECT count(*) FROM threads WHERE id = ? AND deleted_at IS NOT NULL AND id "
                                "NOT IN (SELECT thread_id FROM thread_imports)",
                                "i", id))
    return FALSE;
  if (n == 0)
    return _easel_threads_not_found (id, error);
  return _easel_database_run (database, error,
                              "UPDATE threads SET leaf_id = NULL, place_id = NULL, draft = '' WHERE id = ?",
                              "i", id) &&
         _easel_database_run (database, error,
                              "UPDATE revisions SET message_id = NULL WHERE message_id IN (SELECT id FROM "
                              "messages WHERE thread_id = ?)",
                              "i", id) &&
         _easel_database_run (database, error, "INSERT INTO thread_imports (thread_id, owner) VALUES (?, ?)",
                              "ii", id, _easel_owner_get_id (_easel_store_get_owner (call->store)));
}

/* Its last messages; in the end itself. Resolves to whether nothing is left. */
static gboolean
drop_piece (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 id = call->ints[0];
  gint64 first = 0, pending = 0;

  if (!_easel_database_get_int (database, &pending, error,
                                "SELECT count(*) FROM thread_imports WHERE thread_id = ?", "i", id) ||
      !_easel_database_get_int (database, &first, error,
                                "SELECT min(id) FROM (SELECT id FROM messages WHERE thread_id = ?1 "
                                "ORDER BY id DESC LIMIT ?2)",
                                "ii", id, (gint64) DROPPED_AT_ONCE))
    return FALSE;
  if (pending != 0 &&
      !(first != 0
            ? _easel_database_run (database, error,
                                   "DELETE FROM message_search WHERE rowid IN (SELECT id FROM messages WHERE "
                                   "thread_id = ?1 AND id >= ?2)",
                                   "ii", id, first) &&
                  _easel_database_run (
                      database, error,
                      "DELETE FROM message_chunks WHERE message_id IN (SELECT id FROM messages "
                      "WHERE thread_id = ?1 AND id >= ?2)",
                      "ii", id, first) &&
                  _easel_database_run (
                      database, error,
                      "DELETE FROM message_texts WHERE message_id IN (SELECT id FROM messages "
                      "WHERE thread_id = ?1 AND id >= ?2)",
                      "ii", id, first) &&
                  _easel_database_run (
                      database, error,
                      "DELETE FROM message_search WHERE rowid IN (SELECT id FROM messages WHERE "
                      "thread_id = ?1 AND id >= ?2)",
                      "ii", id, first) &&
                  _easel_database_run (
                      database, error,
                      "DELETE FROM message_attachments WHERE message_id IN (SELECT id FROM messages "
                      "WHERE thread_id = ?1 AND id >= ?2)",
                      "ii", id, first) &&
                  _easel_database_run (database, error,
                                       "DELETE FROM messages WHERE thread_id = ?1 AND id >= ?2", "ii", id,
                                       first)
            : _easel_database_run (database, error, "DELETE FROM thread_imports WHERE thread_id = ?", "i",
                                   id) &&
                  _easel_database_run (database, error, "DELETE FROM threads WHERE id = ?", "i", id)))
    return FALSE;
  _easel_value_set_int64 (value, pending == 0 || first == 0);
  return TRUE;
}

static gboolean
find_left (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (GArray) dead =
      _easel_store_find_dead_owners (database, _easel_store_get_owner (call->store),
                                     "SELECT DISTINCT ifnull(owner, 0) FROM thread_imports", error);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (dead == NULL)
    return FALSE;
  for (guint i = 0; i < dead->len; i++)
    {
      g_autoptr (EaselStatement) s = _easel_database_query (
          database, error, "SELECT thread_id FROM thread_imports WHERE ifnull(owner, 0) = ?", "i",
          g_array_index (dead, gint64, i));
      g_autoptr (GError) step_error = NULL;

      if (s == NULL)
        return FALSE;
      while (_easel_statement_next (s, &step_error))
        {
          gint64 id = _easel_statement_get_int (s, 0);

          g_array_append_val (ids, id);
        }
      if (step_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&step_error));
          return FALSE;
        }
    }
  _easel_value_take_boxed (value, G_TYPE_ARRAY, g_steal_pointer (&ids));
  return TRUE;
}

/* ---- public ---- */

/**
 * easel_store_imports_begin:
 * @self: an open store
 * @row: the thread that comes in; its leaf and its draft are for the end
 *
 * Makes a thread that nobody sees before easel_store_imports_finish(). If this
 * process ends before that, easel_store_imports_find_left() finds it.
 *
 * Returns: (transfer full): a future that resolves to its id, a #gint64; 0, and
 *   nothing is made, if there is a living one with the same source
 */
DexFuture *
easel_store_imports_begin (EaselStore *self, EaselThreadRow *row)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL);

  if (!_easel_store_check_texts (&error, 5, row->title, row->folder, row->model, row->system_prompt,
                                 row->source))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  call->store = self;
  _easel_store_call_set_row (call, easel_thread_row_ref (row), (GDestroyNotify) easel_thread_row_unref);
  return _easel_store_write_lazily (self, 0, begin_import, call);
}

/**
 * easel_store_imports_add:
 * @self: an open store
 * @thread_id: a thread that comes in
 * @known: (element-type gint64): the ids of its messages so far, first to last;
 *   not to be changed before the future resolves
 * @rows: (element-type EaselMessageRecord): what comes next, as many as 20
 *   milliseconds are enough for; the parent and the covered message are places in
 *   the thread, counted from 1, and lower ones than their own. None streams
 *
 * Returns: (transfer full): a future that resolves to a #GArray of #gint64: the ids
 *   of @rows
 */
DexFuture *
easel_store_imports_add (EaselStore *self, gint64 thread_id, GArray *known, GPtrArray *rows)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;
  Batch *batch;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (known != NULL && rows != NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      const EaselMessageRecord *row = g_ptr_array_index (rows, i);
      gint64 place = (gint64) known->len + i + 1;

      dex_return_error_if_fail (row->text != NULL && row->head.parent_id < place &&
                                row->head.covers_id < place);
      dex_return_error_if_fail (row->head.state != EASEL_MESSAGE_RECORD_STREAMING);
      if (!_easel_store_check_texts (&error, 10, row->text, row->reasoning, row->sources, row->provider_slug,
                                     row->provider_name, row->model_id, row->model_name, row->fallback_for,
                                     row->error, row->error_code))
        return _easel_store_reject (g_steal_pointer (&error));
    }
  batch = g_new0 (Batch, 1);
  batch->known = g_array_ref (known);
  batch->rows = g_ptr_array_ref (rows);
  call = _easel_store_call_new ();
  call->ints[0] = thread_id;
  _easel_store_call_set_row (call, batch, (GDestroyNotify) batch_free);
  return _easel_store_write_lazily (self, 0, add_messages, call);
}

/**
 * easel_store_imports_finish:
 * @self: an open store
 * @thread_id: a thread that comes in
 * @leaf_id: its message that is in view; 0 if it has none
 * @draft: (nullable): what was not sent yet
 *
 * Shows it among the others, all at once.
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_imports_finish (EaselStore *self, gint64 thread_id, gint64 leaf_id, const char *draft)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  if (!_easel_store_check_texts (&error, 1, draft))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  call->ints[0] = thread_id;
  call->ints[1] = leaf_id;
  call->texts[0] = g_strdup (draft);
  return _easel_store_write (self, EASEL_STORE_THREADS | EASEL_STORE_MESSAGES, finish_import, call);
}

/**
 * easel_store_imports_condemn:
 * @self: an open store
 * @thread_id: a thread in the trash
 *
 * From here on nothing brings it back: it is for easel_store_imports_drop(), in
 * this process or, if this one ends, in another.
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_imports_condemn (EaselStore *self, gint64 thread_id)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->store = self;
  call->ints[0] = thread_id;
  return _easel_store_write (self, EASEL_STORE_THREADS, condemn_thread, call);
}

/**
 * easel_store_imports_drop:
 * @self: an open store
 * @thread_id: a thread that comes in and is not wanted, or one that is condemned
 *
 * Takes a piece of it out; to be called until nothing is left.
 *
 * Returns: (transfer full): a future that resolves to a #gint64: 1 when nothing is
 *   left, else 0
 */
DexFuture *
easel_store_imports_drop (EaselStore *self, gint64 thread_id)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = thread_id;
  return _easel_store_write_lazily (self, 0, drop_piece, call);
}

/**
 * easel_store_imports_find_left:
 * @self: an open store
 *
 * Returns: (transfer full): a future that resolves to a #GArray of #gint64: threads
 *   of which only a part came in before the process that did it ended
 */
DexFuture *
easel_store_imports_find_left (EaselStore *self)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->store = self;
  return _easel_store_read (self, find_left, call);
}

/**
 * easel_store_imports_make_source:
 * @row: a thread
 *
 * Returns: (transfer full): what tells it from all others, wherever it is taken
 */
char *
easel_store_imports_make_source (const EaselThreadRow *row)
{
  g_return_val_if_fail (row != NULL, NULL);

  if (row->source != NULL)
    return g_strdup (row->source);
  return g_strdup_printf (OWN_SOURCE "%" G_GINT64_FORMAT ":%" G_GINT64_FORMAT, row->created_at, row->id);
}
