// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-assets.h"

#include <glib/gi18n-lib.h>

#include "easel-json.h"
#include "easel-search-private.h"
#include "easel-store-assets-private.h"

#define COLUMNS                                                                                              \
  "a.id, a.hash, a.kind, a.mime, a.bytes, a.width, a.height, a.duration, a.source, a.job_id, a.ordinal, "    \
  "a.revision_id, a.provider_slug, a.provider_name, a.model_id, a.tool, a.name, a.seed, a.steps, "           \
  "a.guidance, a.asked_width, a.asked_height, a.rating, a.origin, a.origin_time, a.taken_at, a.created_at, " \
  "a.trashed_at, a.purged_at "
#define N_COLUMNS 29
#define TAG_NAMES                                                                                            \
  "(SELECT json_group_array(t.name ORDER BY t.name) FROM asset_tags AS at JOIN tags AS t ON t.id = "         \
  "at.tag_id WHERE at.asset_id = a.id) "

/*
 * Sets error to "no such asset". Returns FALSE always.
 */
gboolean
_easel_assets_not_found (gint64 id, GError **error)
{
  return _easel_store_not_found (error, _ ("There is no picture or clip %lld."), (long long) id);
}

/* ids as a JSON array in texts[0]. */
EaselStoreCall *
_easel_assets_call_new (const gint64 *ids, guint n_ids)
{
  EaselStoreCall *call = _easel_store_call_new ();
  GString *list = g_string_new ("[");

  for (guint i = 0; i < n_ids; i++)
    g_string_append_printf (list, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", ids[i]);
  call->texts[0] = g_string_free (g_string_append_c (list, ']'), FALSE);
  return call;
}

/* ---- in ---- */

/*
 * Whether every text of row can be stored.
 */
gboolean
_easel_assets_check (const EaselAssetRow *row, GError **error)
{
  for (guint i = 0; row->tags != NULL && row->tags[i] != NULL; i++)
    if (!easel_store_check_text (row->tags[i], -1, error))
      return FALSE;
  return _easel_store_check_texts (error, 10, row->name, row->model_id, row->provider_slug,
                                   row->provider_name, row->tool, row->prompt, row->negative_prompt,
                                   row->parameters, row->raw_kind, row->raw);
}

/*
 * Brings the index of an asset up to date; takes one without texts out of it.
 */
gboolean
_easel_assets_index (EaselDatabase *database, gint64 id, GError **error)
{
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error,
      "SELECT t.prompt, t.negative_prompt, coalesce(a.model_id, ''), "
      "coalesce((SELECT group_concat(n.name, char(10)) FROM asset_tags AS at JOIN tags AS n ON n.id = "
      "at.tag_id WHERE at.asset_id = a.id), ''), a.name "
      "FROM assets AS a JOIN asset_texts AS t ON t.asset_id = a.id WHERE a.id = ? AND a.purged_at IS NULL",
      "i", id);
  g_autoptr (GError) step_error = NULL;

  if (s == NULL)
    return FALSE;
  if (_easel_statement_next (s, &step_error))
    {
      char *texts[5];
      gboolean good;

      for (int i = 0; i < 5; i++)
        texts[i] = _easel_search_prepare (_easel_statement_get_text (s, i));
      good = _easel_database_run (database, error,
                                  "INSERT OR REPLACE INTO asset_search (rowid, prompt, negative_prompt, "
                                  "model, tags, name) VALUES (?, ?, ?, ?, ?, ?)",
                                  "isssss", id, texts[0], texts[1], texts[2], texts[3], texts[4]);
      for (int i = 0; i < 5; i++)
        g_free (texts[i]);
      return good;
    }
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return FALSE;
    }
  return _easel_database_run (database, error, "DELETE FROM asset_search WHERE rowid = ?", "i", id);
}

static gboolean
add_tags (EaselDatabase *database, gint64 id, const char *const *tags, GError **error)
{
  for (guint i = 0; tags != NULL && tags[i] != NULL; i++)
    {
      g_autofree char *name = g_strstrip (g_strdup (tags[i]));

      if (*name == '\0')
        continue;
      if (!_easel_database_run (database, error, "INSERT OR IGNORE INTO tags (name) VALUES (?)", "s", name) ||
          !_easel_database_run (database, error,
                                "INSERT OR IGNORE INTO asset_tags (asset_id, tag_id) "
                                "SELECT ?, id FROM tags WHERE name = ?",
                                "is", id, name))
        return FALSE;
    }
  return TRUE;
}

/*
 * Stores a new asset whose file lies on the disk.
 */
gboolean
_easel_assets_insert (EaselDatabase *database, EaselAssetRow *row, gint64 *id, GError **error)
{
  return _easel_database_get_int (
             database, id, error,
             "INSERT INTO assets (hash, kind, mime, bytes, width, height, duration, source, job_id, ordinal, "
             "revision_id, provider_slug, provider_name, model_id, tool, name, seed, steps, guidance, "
             "asked_width, asked_height, rating, origin, origin_time, taken_at, created_at, trashed_at) "
             "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
             "RETURNING id",
             "sssimmmsnintttts"
             "mmmmmitnnin",
             row->hash, row->kind, row->mime, row->bytes, row->width, row->height, row->duration, row->source,
             row->job_id, row->ordinal, row->revision_id, row->provider_slug, row->provider_name,
             row->model_id, row->tool, row->name, row->seed, row->steps, row->guidance, row->asked_width,
             row->asked_height, row->rating, row->origin, row->origin_time, row->taken_at,
             row->created_at != 0 ? row->created_at : g_get_real_time (), row->trashed_at) &&
         _easel_database_run (database, error,
                              "INSERT INTO asset_texts (asset_id, prompt, negative_prompt, parameters, "
                              "raw_kind, raw) VALUES (?, ?, ?, ?, ?, ?)",
                              "issttt", *id, row->prompt, row->negative_prompt, row->parameters,
                              row->raw_kind, row->raw) &&
         add_tags (database, *id, (const char *const *) row->tags, error) &&
         _easel_assets_index (database, *id, error);
}

/* row: a GPtrArray of rows. */
static gboolean
add_assets (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  GPtrArray *rows = call->row;
  g_autoptr (GArray) ids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), rows->len);

  for (guint i = 0; i < rows->len; i++)
    {
      gint64 id = 0;

      if (!_easel_assets_insert (database, g_ptr_array_index (rows, i), &id, error))
        return FALSE;
      g_array_append_val (ids, id);
    }
  _easel_value_take_boxed (value, G_TYPE_ARRAY, g_steal_pointer (&ids));
  return TRUE;
}

/* ---- out ---- */

static GStrv
read_tags (const char *json)
{
  g_autoptr (JsonNode) node = json != NULL ? easel_json_parse (json, -1, NULL) : NULL;
  JsonArray *names = node != NULL ? easel_json_get_array (node, "") : NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++)
    g_strv_builder_add (builder, json_array_get_string_element (names, i));
  return g_strv_builder_end (builder);
}

static EaselAssetRow *
read_cell (EaselStatement *s)
{
  EaselAssetRow *row = easel_asset_row_new ();

  row->id = _easel_statement_get_int (s, 0);
  row->hash = _easel_statement_dup_text (s, 1);
  row->kind = _easel_statement_dup_text (s, 2);
  row->mime = _easel_statement_dup_text (s, 3);
  row->bytes = _easel_statement_get_int (s, 4);
  row->width = _easel_statement_get_number (s, 5);
  row->height = _easel_statement_get_number (s, 6);
  row->duration = _easel_statement_get_number (s, 7);
  row->source = _easel_statement_dup_text (s, 8);
  row->job_id = _easel_statement_get_int (s, 9);
  row->ordinal = _easel_statement_get_int (s, 10);
  row->revision_id = _easel_statement_get_int (s, 11);
  row->provider_slug = _easel_statement_dup_text (s, 12);
  row->provider_name = _easel_statement_dup_text (s, 13);
  row->model_id = _easel_statement_dup_text (s, 14);
  row->tool = _easel_statement_dup_text (s, 15);
  row->name = _easel_statement_dup_text (s, 16);
  row->seed = _easel_statement_get_number (s, 17);
  row->steps = _easel_statement_get_number (s, 18);
  row->guidance = _easel_statement_get_number (s, 19);
  row->asked_width = _easel_statement_get_number (s, 20);
  row->asked_height = _easel_statement_get_number (s, 21);
  row->rating = _easel_statement_get_int (s, 22);
  row->origin = _easel_statement_dup_text (s, 23);
  row->origin_time = _easel_statement_get_int (s, 24);
  row->taken_at = _easel_statement_get_int (s, 25);
  row->created_at = _easel_statement_get_int (s, 26);
  row->trashed_at = _easel_statement_get_int (s, 27);
  row->purged_at = _easel_statement_get_int (s, 28);
  return row;
}

static EaselAssetRow *
read_whole (EaselStatement *s)
{
  EaselAssetRow *row = read_cell (s);

  row->tags = read_tags (_easel_statement_get_text (s, N_COLUMNS));
  row->prompt = _easel_statement_dup_text (s, N_COLUMNS + 1);
  row->negative_prompt = _easel_statement_dup_text (s, N_COLUMNS + 2);
  row->parameters = _easel_statement_dup_text (s, N_COLUMNS + 3);
  row->raw_kind = _easel_statement_dup_text (s, N_COLUMNS + 4);
  row->raw = _easel_statement_dup_text (s, N_COLUMNS + 5);
  return row;
}

static gboolean
get_asset (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error,
      "SELECT " COLUMNS ", " TAG_NAMES ", t.prompt, t.negative_prompt, t.parameters, t.raw_kind, t.raw "
      "FROM assets AS a LEFT JOIN asset_texts AS t ON t.asset_id = a.id WHERE a.id = ?",
      "i", call->ints[0]);

  return s != NULL &&
         _easel_value_take_row (value, s, (EaselRowReader) read_whole, EASEL_TYPE_ASSET_ROW, error) &&
         (G_IS_VALUE (value) || _easel_assets_not_found (call->ints[0], error));
}

/* texts[0]: ids as a JSON array; in its order. */
static gboolean
read_assets (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s =
      _easel_database_query (database, error,
                             "SELECT " COLUMNS "FROM json_each(?) AS j JOIN assets AS a ON a.id = j.value "
                             "ORDER BY j.key",
                             "t", call->texts[0]);

  return s != NULL && _easel_value_take_rows (value, s, (EaselRowReader) read_cell,
                                              (GDestroyNotify) easel_asset_row_unref, error);
}

static gboolean
find_hash (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error,
      "SELECT " COLUMNS "FROM assets AS a WHERE a.hash = ? AND a.purged_at IS NULL ORDER BY a.id", "t",
      call->texts[0]);

  return s != NULL && _easel_value_take_rows (value, s, (EaselRowReader) read_cell,
                                              (GDestroyNotify) easel_asset_row_unref, error);
}

/**
 * easel_store_assets_add:
 * @self: an open store
 * @rows: (element-type EaselAssetRow): new assets, whose files lie on the disk
 *
 * All of them in one transaction.
 *
 * Returns: (transfer full): a future that resolves to a #GArray of their ids,
 *   #gint64 each
 */
DexFuture *
easel_store_assets_add (EaselStore *self, GPtrArray *rows)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  for (guint i = 0; i < rows->len; i++)
    if (!_easel_assets_check (g_ptr_array_index (rows, i), &error))
      return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  _easel_store_call_set_row (call, g_ptr_array_ref (rows), (GDestroyNotify) g_ptr_array_unref);
  return _easel_store_write (self, EASEL_STORE_ASSETS, add_assets, call);
}

/**
 * easel_store_assets_get:
 * @self: an open store
 * @id: an asset
 *
 * Returns: (transfer full): a future that resolves to an #EaselAssetRow with its
 *   texts, also if it is in the trash or purged, or rejects with
 *   %EASEL_ERROR_NOT_FOUND
 */
DexFuture *
easel_store_assets_get (EaselStore *self, gint64 id)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = id;
  return _easel_store_read (self, get_asset, call);
}

/**
 * easel_store_assets_read:
 * @self: an open store
 * @ids: (array length=n_ids): assets
 * @n_ids: how many
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of
 *   #EaselAssetRow without texts, in that order, without those that are not there
 */
DexFuture *
easel_store_assets_read (EaselStore *self, const gint64 *ids, guint n_ids)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return _easel_store_read (self, read_assets, _easel_assets_call_new (ids, n_ids));
}

/**
 * easel_store_assets_find_hash:
 * @self: an open store
 * @hash: of a file's content
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of
 *   #EaselAssetRow that have this file, the trash too
 */
DexFuture *
easel_store_assets_find_hash (EaselStore *self, const char *hash)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->texts[0] = g_strdup (hash);
  return _easel_store_read (self, find_hash, call);
}
