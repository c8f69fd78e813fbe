// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-collections.h"

#include <glib/gi18n-lib.h>

#include "easel-error.h"
#include "easel-store-assets-private.h"

static EaselCollectionRow *
read_row (EaselStatement *s)
{
  EaselCollectionRow *row = easel_collection_row_new ();

  row->id = _easel_statement_get_int (s, 0);
  row->parent_id = _easel_statement_get_int (s, 1);
  row->name = _easel_statement_dup_text (s, 2);
  row->query = _easel_statement_dup_text (s, 3);
  row->count = _easel_statement_get_int (s, 4);
  return row;
}

static gboolean
take_rows (EaselStatement *s, GValue *value, GError **error)
{
  return s != NULL && _easel_value_take_rows (value, s, (EaselRowReader) read_row,
                                              (GDestroyNotify) easel_collection_row_unref, error);
}

static gboolean
not_found (gint64 id, GError **error)
{
  return _easel_store_not_found (error, _ ("There is no collection %lld."), (long long) id);
}

/* What is within one that was removed is not shown either: it has no parent to stand under. */
static gboolean
list_collections (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error,
      "WITH RECURSIVE shown (id) AS (SELECT id FROM collections WHERE parent_id IS NULL AND deleted_at IS "
      "NULL UNION SELECT c.id FROM collections AS c JOIN shown ON c.parent_id = shown.id WHERE "
      "c.deleted_at IS NULL) SELECT c.id, c.parent_id, c.name, NULL, (SELECT count(*) FROM "
      "collection_assets AS ca JOIN assets AS a ON a.id = ca.asset_id WHERE ca.collection_id = c.id AND "
      "a.trashed_at IS NULL) FROM collections AS c JOIN shown USING (id) ORDER BY c.name COLLATE NOCASE, "
      "c.id",
      "");

  return take_rows (s, value, error);
}

static gboolean
check_collection (EaselDatabase *database, gint64 id, GError **error)
{
  gint64 found = 0;

  if (!_easel_database_get_int (database, &found, error,
                                "SELECT id FROM collections WHERE id = ? AND deleted_at IS NULL", "i", id))
    return FALSE;
  return found != 0 || not_found (id, error);
}

static gboolean
add_collection (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 id = 0;

  if ((call->ints[0] != 0 && !check_collection (database, call->ints[0], error)) ||
      !_easel_database_get_int (database, &id, error,
                                "INSERT INTO collections (parent_id, name, created_at, updated_at) "
                                "VALUES (?1, ?2, ?3, ?3) RETURNING id",
                                "nsi", call->ints[0], call->texts[0], g_get_real_time ()))
    return FALSE;
  _easel_value_set_int64 (value, id);
  return TRUE;
}

static gboolean
rename_collection (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return check_collection (database, call->ints[0], error) &&
         _easel_database_run (database, error, "UPDATE collections SET name = ?, updated_at = ? WHERE id = ?",
                              "sii", call->texts[0], g_get_real_time (), call->ints[0]);
}

/* ints[1]: the new parent; not one within itself. */
static gboolean
move_collection (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 within = 0;

  if (!check_collection (database, call->ints[0], error) ||
      (call->ints[1] != 0 && !check_collection (database, call->ints[1], error)) ||
      !_easel_database_get_int (
          database, &within, error,
          "WITH RECURSIVE above (id) AS (SELECT ?1 UNION SELECT c.parent_id FROM collections AS c JOIN above "
          "ON c.id = above.id WHERE c.parent_id IS NOT NULL) SELECT count(*) FROM above WHERE id = ?2",
          "ii", call->ints[1], call->ints[0]))
    return FALSE;
  if (within != 0)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("A collection cannot be put into itself. Choose another one."));
      return FALSE;
    }
  return _easel_database_run (database, error,
                              "UPDATE collections SET parent_id = ?, updated_at = ? WHERE id = ?", "nii",
                              call->ints[1], g_get_real_time (), call->ints[0]);
}

/* ints[1]: when, 0 to bring it back. */
static gboolean
set_removed (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  if (!_easel_database_run (database, error,
                            "UPDATE collections SET deleted_at = ?2 WHERE id = ?1 AND (deleted_at IS NULL) = "
                            "(?2 IS NOT NULL)",
                            "in", call->ints[0], call->ints[1]))
    return FALSE;
  return _easel_database_changes (database) > 0 || not_found (call->ints[0], error);
}

/* texts[0]: ids of assets as a JSON array. ints[1]: whether they come in. Resolves to
 * the ids of those that did. */
static gboolean
change_collection (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  static const char *const sqls[] = {
    "DELETE FROM collection_assets WHERE collection_id = ?1 AND asset_id IN (SELECT value FROM "
    "json_each(?2)) RETURNING asset_id",
    "INSERT OR IGNORE INTO collection_assets (collection_id, asset_id) SELECT ?1, id FROM assets WHERE "
    "purged_at IS NULL AND id IN (SELECT value FROM json_each(?2)) RETURNING asset_id",
  };
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = NULL;
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GError) step_error = NULL;

  if (!check_collection (database, call->ints[0], error))
    return FALSE;
  s = _easel_database_query (database, error, sqls[call->ints[1] != 0], "it", call->ints[0], call->texts[0]);
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
  _easel_value_take_boxed (value, G_TYPE_ARRAY, g_steal_pointer (&ids));
  return TRUE;
}

static gboolean
list_searches (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error, "SELECT id, 0, name, query, 0 FROM saved_searches ORDER BY name COLLATE NOCASE", "");

  return take_rows (s, value, error);
}

static gboolean
save_search (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 id = 0;

  if (!_easel_database_get_int (database, &id, error,
                                "INSERT INTO saved_searches (name, query, created_at, updated_at) VALUES "
                                "(?1, ?2, ?3, ?3) ON CONFLICT (name) DO UPDATE SET name = excluded.name, "
                                "query = excluded.query, updated_at = excluded.updated_at RETURNING id",
                                "ssi", call->texts[0], call->texts[1], g_get_real_time ()))
    return FALSE;
  _easel_value_set_int64 (value, id);
  return TRUE;
}

/* ints[0]: which. One of that name is not replaced. */
static gboolean
rename_search (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 taken = 0;

  if (!_easel_database_get_int (database, &taken, error,
                                "SELECT count(*) FROM saved_searches WHERE name = ? AND id <> ?", "si",
                                call->texts[0], call->ints[0]))
    return FALSE;
  if (taken != 0)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                   _ ("There is a saved search “%s” already. Choose another name."), call->texts[0]);
      return FALSE;
    }
  if (!_easel_database_run (database, error,
                            "UPDATE saved_searches SET name = ?, updated_at = ? WHERE id = ?", "sii",
                            call->texts[0], g_get_real_time (), call->ints[0]))
    return FALSE;
  return _easel_database_changes (database) > 0 ||
         _easel_store_not_found (error, _ ("There is no saved search %lld."), (long long) call->ints[0]);
}

static gboolean
remove_search (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  if (!_easel_database_run (database, error, "DELETE FROM saved_searches WHERE id = ?", "i", call->ints[0]))
    return FALSE;
  return _easel_database_changes (database) > 0 ||
         _easel_store_not_found (error, _ ("There is no saved search %lld."), (long long) call->ints[0]);
}

static DexFuture *
write_named (EaselStore *self, gint64 first, const char *name, const char *query, EaselStoreFunc func)
{
  g_autofree char *stripped = g_strstrip (g_strdup (name));
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  if (*stripped == '\0')
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                                  _ ("A name is needed. Type one, then try again."));
  if (!_easel_store_check_texts (&error, 2, stripped, query))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  call->ints[0] = first;
  call->texts[0] = g_steal_pointer (&stripped);
  call->texts[1] = g_strdup (query);
  return _easel_store_write (self, EASEL_STORE_ASSETS, func, call);
}

static DexFuture *
write_numbers (EaselStore *self, gint64 first, gint64 second, EaselStoreFunc func)
{
  EaselStoreCall *call = _easel_store_call_new ();

  call->ints[0] = first;
  call->ints[1] = second;
  return _easel_store_write (self, EASEL_STORE_ASSETS, func, call);
}

/**
 * easel_store_collections_list:
 * @self: an open store
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of
 *   #EaselCollectionRow by name, those within others too
 */
DexFuture *
easel_store_collections_list (EaselStore *self)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return _easel_store_read (self, list_collections, _easel_store_call_new ());
}

/**
 * easel_store_collections_add:
 * @self: an open store
 * @name: what it is called
 * @parent_id: the collection that it is in, 0 none
 *
 * Returns: (transfer full): a future that resolves to its id, a #gint64
 */
DexFuture *
easel_store_collections_add (EaselStore *self, const char *name, gint64 parent_id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_named (self, parent_id, name, NULL, add_collection);
}

DexFuture *
easel_store_collections_rename (EaselStore *self, gint64 id, const char *name)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_named (self, id, name, NULL, rename_collection);
}

/**
 * easel_store_collections_move:
 * @self: an open store
 * @id: a collection
 * @parent_id: the one that it is in from now on, 0 none
 *
 * Returns: (transfer full): a future that resolves to %TRUE, or rejects with
 *   %EASEL_ERROR_INVALID_INPUT if @parent_id is within it
 */
DexFuture *
easel_store_collections_move (EaselStore *self, gint64 id, gint64 parent_id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_numbers (self, id, parent_id, move_collection);
}

/**
 * easel_store_collections_set_removed:
 * @self: an open store
 * @id: a collection
 * @removed: whether it goes, with those in it, or comes back; assets stay
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_collections_set_removed (EaselStore *self, gint64 id, gboolean removed)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_numbers (self, id, removed ? g_get_real_time () : 0, set_removed);
}

/**
 * easel_store_collections_change:
 * @self: an open store
 * @id: a collection
 * @assets: (array length=n_assets): assets
 * @n_assets: how many
 * @add: whether they come in or go out
 *
 * Returns: (transfer full): a future that resolves to a #GArray of the ids, #gint64
 *   each, of those that came in or went out
 */
DexFuture *
easel_store_collections_change (
    EaselStore *self, gint64 id, const gint64 *assets, guint n_assets, gboolean add)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_assets_call_new (assets, n_assets);
  call->ints[0] = id;
  call->ints[1] = add;
  return _easel_store_write (self, EASEL_STORE_ASSETS, change_collection, call);
}

/**
 * easel_store_searches_list:
 * @self: an open store
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of
 *   #EaselCollectionRow, saved searches by name
 */
DexFuture *
easel_store_searches_list (EaselStore *self)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return _easel_store_read (self, list_searches, _easel_store_call_new ());
}

/**
 * easel_store_searches_save:
 * @self: an open store
 * @name: what it is called; one of that name is replaced
 * @query: its filter, as easel_store_assets_list() takes it
 *
 * Returns: (transfer full): a future that resolves to its id, a #gint64
 */
DexFuture *
easel_store_searches_save (EaselStore *self, const char *name, const char *query)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_named (self, 0, name, query, save_search);
}

/**
 * easel_store_searches_rename:
 * @self: an open store
 * @id: a saved search
 * @name: what it is called from now on
 *
 * Returns: (transfer full): a future that resolves to %TRUE, or rejects with
 *   %EASEL_ERROR_INVALID_INPUT if another has that name
 */
DexFuture *
easel_store_searches_rename (EaselStore *self, gint64 id, const char *name)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_named (self, id, name, NULL, rename_search);
}

DexFuture *
easel_store_searches_remove (EaselStore *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_numbers (self, id, 0, remove_search);
}
