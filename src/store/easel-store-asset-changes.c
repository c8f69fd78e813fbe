// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gi18n-lib.h>

#include "easel-error.h"
#include "easel-json.h"
#include "easel-store-assets-private.h"

/* What becomes of assets that are there. Each of these takes texts[0], a JSON array of ids. */

#define AMONG "IN (SELECT value FROM json_each(?1)) "

/* ints[0]: when, 0 to bring them back. Resolves to how many it changed. */
static gboolean
set_trashed (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  if (!_easel_database_run (database, error,
                            "UPDATE assets SET trashed_at = ?2 WHERE id " AMONG
                            "AND purged_at IS NULL AND (trashed_at IS NULL) = (?2 IS NOT NULL)",
                            "tn", call->texts[0], call->ints[0]))
    return FALSE;
  _easel_value_set_int64 (value, _easel_database_changes (database));
  return TRUE;
}

static const char *const leave_behind[] = {
  "DELETE FROM asset_search WHERE rowid IN (SELECT id FROM assets WHERE purged_at = ?)",
  "DELETE FROM asset_texts WHERE asset_id IN (SELECT id FROM assets WHERE purged_at = ?)",
  "DELETE FROM asset_tags WHERE asset_id IN (SELECT id FROM assets WHERE purged_at = ?)",
  "DELETE FROM collection_assets WHERE asset_id IN (SELECT id FROM assets WHERE purged_at = ?)",
};

static char *
read_hash (EaselStatement *s)
{
  return _easel_statement_dup_text (s, 0);
}

/* Resolves to the hashes of files that nobody has any more. */
static gboolean
purge (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = NULL;
  gint64 now = 0;

  /* A time that no other purge has names the rows of this one. */
  if (!_easel_database_get_int (database, &now, error,
                                "SELECT max(?, coalesce(max(purged_at), 0) + 1) FROM assets", "i",
                                g_get_real_time ()) ||
      !_easel_database_run (database, error,
                            "UPDATE assets SET purged_at = ?2, name = '', origin = NULL, seed = NULL WHERE "
                            "id " AMONG "AND trashed_at IS NOT NULL AND purged_at IS NULL",
                            "ti", call->texts[0], now))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (leave_behind); i++)
    if (!_easel_database_run (database, error, leave_behind[i], "i", now))
      return FALSE;
  s = _easel_database_query (database, error,
                             "SELECT DISTINCT a.hash FROM assets AS a WHERE a.purged_at = ? AND NOT EXISTS "
                             "(SELECT 1 FROM assets AS b WHERE b.hash = a.hash AND b.purged_at IS NULL)",
                             "i", now);
  return s != NULL && _easel_value_take_rows (value, s, (EaselRowReader) read_hash, g_free, error);
}

/* Resolves to the bytes of files that nobody would have. */
static gboolean
measure (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 bytes = 0;

  if (!_easel_database_get_int (
          database, &bytes, error,
          "WITH gone (hash, bytes) AS (SELECT DISTINCT hash, bytes FROM assets WHERE id " AMONG
          "AND trashed_at IS NOT NULL AND purged_at IS NULL) SELECT coalesce(sum(bytes), 0) FROM gone WHERE "
          "NOT EXISTS (SELECT 1 FROM assets AS b WHERE b.hash = gone.hash AND b.purged_at IS NULL AND "
          "(b.trashed_at IS NULL OR b.id NOT " AMONG "))",
          "t", call->texts[0]))
    return FALSE;
  _easel_value_set_int64 (value, bytes);
  return TRUE;
}

static gboolean
list_hashes (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error, "SELECT DISTINCT hash FROM assets WHERE purged_at IS NULL ORDER BY hash", "");

  return s != NULL && _easel_value_take_rows (value, s, (EaselRowReader) read_hash, g_free, error);
}

static gboolean
set_rating (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return _easel_database_run (database, error, "UPDATE assets SET rating = ?2 WHERE id " AMONG, "ti",
                              call->texts[0], call->ints[0]);
}

static gboolean
set_name (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  if (!_easel_database_run (database, error,
                            "UPDATE assets SET name = ?2 WHERE id = ?1 AND purged_at IS NULL", "is",
                            call->ints[0], call->texts[0]))
    return FALSE;
  if (_easel_database_changes (database) == 0)
    return _easel_assets_not_found (call->ints[0], error);
  return _easel_assets_index (database, call->ints[0], error);
}

static gboolean
index_all (EaselDatabase *database, const char *ids, GError **error)
{
  g_autoptr (JsonNode) node = easel_json_parse (ids, -1, error);
  JsonArray *array = node != NULL ? easel_json_get_array (node, "") : NULL;

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (!_easel_assets_index (database, json_array_get_int_element (array, i), error))
      return FALSE;
  return array != NULL;
}

/* texts[1]: names to add, texts[2]: names to take away, JSON arrays. */
static gboolean
change_tags (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return _easel_database_run (database, error,
                              "INSERT OR IGNORE INTO tags (name) SELECT value FROM json_each(?)", "t",
                              call->texts[1]) &&
         _easel_database_run (database, error,
                              "INSERT OR IGNORE INTO asset_tags (asset_id, tag_id) SELECT a.id, t.id FROM "
                              "assets AS a, tags AS t WHERE a.id " AMONG "AND a.purged_at IS NULL AND "
                              "t.name IN (SELECT value FROM json_each(?2))",
                              "tt", call->texts[0], call->texts[1]) &&
         _easel_database_run (
             database, error,
             "DELETE FROM asset_tags WHERE asset_id " AMONG "AND tag_id IN "
             "(SELECT t.id FROM tags AS t WHERE t.name IN (SELECT value FROM json_each(?2)))",
             "tt", call->texts[0], call->texts[2]) &&
         _easel_database_run (database, error,
                              "DELETE FROM tags WHERE name IN (SELECT value FROM json_each(?)) AND NOT "
                              "EXISTS (SELECT 1 FROM asset_tags WHERE tag_id = tags.id)",
                              "t", call->texts[2]) &&
         index_all (database, call->texts[0], error);
}

static gboolean
list_tags (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  g_autoptr (EaselStatement) s =
      _easel_database_query (database, error, "SELECT name FROM tags ORDER BY name COLLATE NOCASE", "");

  return s != NULL && _easel_value_take_rows (value, s, (EaselRowReader) read_hash, g_free, error);
}

/* ints[0]: an EaselAssetFacet. Value and label of each, one after the other. */
static gboolean
list_facet (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  static const char *const queries[] = {
    [EASEL_ASSET_FACET_PROVIDER] = "SELECT provider_slug, max(coalesce(provider_name, provider_slug)) FROM "
                                   "assets WHERE model_id IS NOT NULL AND provider_slug IS NOT NULL "
                                   "GROUP BY provider_slug",
    [EASEL_ASSET_FACET_MODEL] = "SELECT DISTINCT model_id, model_id FROM assets WHERE model_id IS NOT NULL "
                                "ORDER BY model_id COLLATE NOCASE",
    [EASEL_ASSET_FACET_TAG] = "SELECT name, name FROM tags AS t WHERE EXISTS (SELECT 1 FROM asset_tags WHERE "
                              "tag_id = t.id) ORDER BY name COLLATE NOCASE",
  };
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = _easel_database_query (database, error, queries[call->ints[0]], "");
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) step_error = NULL;

  if (s == NULL)
    return FALSE;
  while (_easel_statement_next (s, &step_error))
    {
      g_ptr_array_add (values, _easel_statement_dup_text (s, 0));
      g_ptr_array_add (values, _easel_statement_dup_text (s, 1));
    }
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return FALSE;
    }
  _easel_value_take_boxed (value, G_TYPE_PTR_ARRAY, g_steal_pointer (&values));
  return TRUE;
}

static gboolean
take_ids (EaselStatement *s, GValue *value, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
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
  _easel_value_take_boxed (value, G_TYPE_ARRAY, g_steal_pointer (&ids));
  return TRUE;
}

#define LIVING "a.trashed_at IS NULL AND a.source <> 'attachment' LIMIT 1"

static gboolean
find_origins (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error,
      "SELECT coalesce((SELECT a.id FROM assets AS a WHERE a.origin = j.value ->> 0 AND a.origin_time = "
      "j.value ->> 1 AND a.bytes = j.value ->> 2 AND " LIVING "), 0) FROM json_each(?) AS j ORDER BY j.key",
      "t", call->texts[0]);

  return take_ids (s, value, error);
}

static gboolean
find_hashes (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error,
      "SELECT coalesce((SELECT a.id FROM assets AS a WHERE a.hash = j.value AND " LIVING "), 0) FROM "
      "json_each(?) AS j ORDER BY j.key",
      "t", call->texts[0]);

  return take_ids (s, value, error);
}

static DexFuture *
read_text (EaselStore *self, const char *text, EaselStoreFunc func)
{
  EaselStoreCall *call = _easel_store_call_new ();

  call->texts[0] = g_strdup (text);
  return _easel_store_read (self, func, call);
}

/**
 * easel_store_assets_find_origins:
 * @self: an open store
 * @origins: a JSON array of [path, time of change in microseconds, bytes]
 *
 * Returns: (transfer full): a future that resolves to a #GArray of ids (#gint64),
 *   for each the asset of the library that was brought in from there when the
 *   file was so, 0 for none
 */
DexFuture *
easel_store_assets_find_origins (EaselStore *self, const char *origins)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return read_text (self, origins, find_origins);
}

/**
 * easel_store_assets_find_hashes:
 * @self: an open store
 * @hashes: a JSON array of hashes
 *
 * Returns: (transfer full): a future that resolves to a #GArray of ids (#gint64),
 *   for each an asset of the library with that file, 0 for none
 */
DexFuture *
easel_store_assets_find_hashes (EaselStore *self, const char *hashes)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return read_text (self, hashes, find_hashes);
}

/**
 * easel_store_assets_set_trashed:
 * @self: an open store
 * @ids: (array length=n_ids): assets
 * @n_ids: how many
 * @trashed: whether they go to the trash or come back from it
 *
 * Returns: (transfer full): a future that resolves to how many it changed, a
 *   #gint64
 */
DexFuture *
easel_store_assets_set_trashed (EaselStore *self, const gint64 *ids, guint n_ids, gboolean trashed)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_assets_call_new (ids, n_ids);
  call->ints[0] = trashed ? g_get_real_time () : 0;
  return _easel_store_write (self, EASEL_STORE_ASSETS, set_trashed, call);
}

/**
 * easel_store_assets_purge:
 * @self: an open store
 * @ids: (array length=n_ids): assets in the trash; others are left alone
 * @n_ids: how many
 *
 * Takes away all that is known of them. The row stays for what refers to it.
 * To be called with the files locked: see easel_file_store_lock().
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of the hashes
 *   of files that no asset has any more, which are to be removed
 */
DexFuture *
easel_store_assets_purge (EaselStore *self, const gint64 *ids, guint n_ids)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return _easel_store_write (self, EASEL_STORE_ASSETS, purge, _easel_assets_call_new (ids, n_ids));
}

/**
 * easel_store_assets_measure:
 * @self: an open store
 * @ids: (array length=n_ids): assets
 * @n_ids: how many
 *
 * Returns: (transfer full): a future that resolves to the bytes that
 *   easel_store_assets_purge() of these would free, a #gint64
 */
DexFuture *
easel_store_assets_measure (EaselStore *self, const gint64 *ids, guint n_ids)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return _easel_store_read (self, measure, _easel_assets_call_new (ids, n_ids));
}

/**
 * easel_store_assets_list_hashes:
 * @self: an open store
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of the hashes
 *   of all files that there should be, sorted
 */
DexFuture *
easel_store_assets_list_hashes (EaselStore *self)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return _easel_store_read (self, list_hashes, _easel_store_call_new ());
}

/**
 * easel_store_assets_set_rating:
 * @self: an open store
 * @ids: (array length=n_ids): assets
 * @n_ids: how many
 * @rating: 1 to 5, 0 for none
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_assets_set_rating (EaselStore *self, const gint64 *ids, guint n_ids, gint64 rating)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  if (rating < 0 || rating > 5)
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                                  _ ("A rating is a number from 0 to 5."));
  call = _easel_assets_call_new (ids, n_ids);
  call->ints[0] = rating;
  return _easel_store_write (self, EASEL_STORE_ASSETS, set_rating, call);
}

/**
 * easel_store_assets_set_name:
 * @self: an open store
 * @id: an asset
 * @name: what it is called from now on
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_assets_set_name (EaselStore *self, gint64 id, const char *name)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  if (!_easel_store_check_texts (&error, 1, name))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  call->ints[0] = id;
  call->texts[0] = g_strdup (name);
  return _easel_store_write (self, EASEL_STORE_ASSETS, set_name, call);
}

/* Names without the blanks around them; those without more than blanks left out. */
static char *
make_names (const char *const *names)
{
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), NULL);
  g_autoptr (JsonArray) array = json_array_new ();

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *name = g_strstrip (g_strdup (names[i]));

      if (*name != '\0')
        json_array_add_string_element (array, name);
    }
  json_node_set_array (node, array);
  return easel_json_to_string (node);
}

/**
 * easel_store_assets_change_tags:
 * @self: an open store
 * @ids: (array length=n_ids): assets
 * @n_ids: how many
 * @add: (nullable): names of tags that they get
 * @remove: (nullable): names of tags that they lose
 *
 * A tag that nothing has any more is gone.
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_assets_change_tags (
    EaselStore *self, const gint64 *ids, guint n_ids, const char *const *add, const char *const *remove)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  for (guint i = 0; add != NULL && add[i] != NULL; i++)
    if (!_easel_store_check_texts (&error, 1, add[i]))
      return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_assets_call_new (ids, n_ids);
  call->texts[1] = make_names (add);
  call->texts[2] = make_names (remove);
  return _easel_store_write (self, EASEL_STORE_ASSETS, change_tags, call);
}

/**
 * easel_store_assets_list_tags:
 * @self: an open store
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of names
 */
DexFuture *
easel_store_assets_list_tags (EaselStore *self)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return _easel_store_read (self, list_tags, _easel_store_call_new ());
}

/**
 * easel_store_assets_list_facet:
 * @self: an open store
 * @facet: what assets differ in
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of texts: of
 *   each value that there is, what a filter takes and what it is called
 */
DexFuture *
easel_store_assets_list_facet (EaselStore *self, EaselAssetFacet facet)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = facet;
  return _easel_store_read (self, list_facet, call);
}
