// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-json.h"
#include "easel-search-private.h"
#include "easel-store-assets-private.h"

/*
 * The list of assets: of each only what a long list holds. Filters that are not
 * set are not in the statement.
 */

/* Up to so many finds of a search are looked up one by one. */
#define FEW 2000

typedef struct
{
  GString *sql;
  GArray *values; /* (element-type GValue) */
} Query;

static void
add_int (Query *query, const char *sql, gint64 number)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT64);
  g_value_set_int64 (&value, number);
  g_array_append_val (query->values, value);
  g_string_append (query->sql, sql);
}

static void
add_text (Query *query, const char *sql, const char *text)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, text);
  g_array_append_val (query->values, value);
  g_string_append (query->sql, sql);
}

/* Filters that compare a column with one value. */
static const struct
{
  const char *name;
  const char *sql;
} texts[] = {
  { "kind", "AND a.kind = ? " },
  { "provider", "AND a.provider_slug = ? " },
  { "model", "AND a.model_id = ? " },
  { "tool", "AND a.tool = ? " },
};
static const struct
{
  const char *name;
  const char *sql;
} numbers[] = {
  { "revision", "AND a.revision_id = ? " },
  { "prompt", "AND a.revision_id IN (SELECT id FROM revisions WHERE prompt_id = ?) " },
  { "job", "AND a.job_id = ? " },
  { "seed", "AND a.seed = ? " },
  { "rating", "AND a.rating >= ? " },
  { "side", "AND min(a.width, a.height) >= ? " },
  { "since", "AND a.created_at >= ? " },
  { "until", "AND a.created_at < ? " },
  /* Everything within it too; a loop ends, since UNION drops what was seen. */
  { "collection", "AND a.id IN (WITH RECURSIVE inside (id) AS (SELECT ? UNION SELECT c.id FROM collections "
                  "AS c JOIN inside ON c.parent_id = inside.id WHERE c.deleted_at IS NULL) "
                  "SELECT asset_id FROM collection_assets JOIN inside ON inside.id = collection_id) " },
};
static const struct
{
  const char *name;
  const char *sql;
} ratios[] = {
  { "portrait", "AND a.height > a.width " },
  { "landscape", "AND a.width > a.height " },
  { "square", "AND a.width = a.height " },
};
static const struct
{
  const char *name;
  const char *sql;
} orders[] = {
  { "oldest", "ORDER BY a.created_at, a.id" },
  { "name", "ORDER BY a.name COLLATE NOCASE, a.created_at DESC, a.id DESC" },
  { "largest", "ORDER BY a.bytes DESC, a.created_at DESC, a.id DESC" },
  { "rating", "ORDER BY a.rating DESC, a.created_at DESC, a.id DESC" },
};

static void
add_filters (Query *query, JsonNode *filter)
{
  JsonArray *tags = easel_json_get_array (filter, "tags");
  gint64 number;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (easel_json_get_string (filter, texts[i].name) != NULL)
      add_text (query, texts[i].sql, easel_json_get_string (filter, texts[i].name));
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (easel_json_get_int (filter, numbers[i].name, &number))
      add_int (query, numbers[i].sql, number);
  for (guint i = 0; i < G_N_ELEMENTS (ratios); i++)
    if (g_strcmp0 (easel_json_get_string (filter, "ratio"), ratios[i].name) == 0)
      g_string_append (query->sql, ratios[i].sql);
  for (guint i = 0; tags != NULL && i < json_array_get_length (tags); i++)
    if (JSON_NODE_HOLDS_VALUE (json_array_get_element (tags, i)))
      add_text (query,
                "AND a.id IN (SELECT at.asset_id FROM asset_tags AS at JOIN tags AS t ON t.id = at.tag_id "
                "WHERE t.name = ?) ",
                json_array_get_string_element (tags, i));
  if (easel_json_get_boolean (filter, "duplicates", FALSE))
    g_string_append (query->sql, "AND EXISTS (SELECT 1 FROM assets AS b WHERE b.hash = a.hash AND b.id <> "
                                 "a.id AND b.trashed_at IS NULL AND b.source <> 'attachment') ");
}

static void
add_order (Query *query, JsonNode *filter, gboolean trashed)
{
  const char *sort = easel_json_get_string (filter, "sort");

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    if (g_strcmp0 (sort, orders[i].name) == 0)
      {
        g_string_append (query->sql, orders[i].sql);
        return;
      }
  if (trashed)
    g_string_append (query->sql, "ORDER BY a.trashed_at DESC, a.id DESC");
  else if (easel_json_get_boolean (filter, "duplicates", FALSE))
    g_string_append (query->sql, "ORDER BY a.hash, a.created_at DESC, a.id DESC");
  else
    g_string_append (query->sql, "ORDER BY a.created_at DESC, a.id DESC");
}

static void
add_base (Query *query, JsonNode *filter, gboolean trashed)
{
  const char *source = easel_json_get_string (filter, "source");

  g_string_append (query->sql,
                   trashed ? "SELECT a.id, a.trashed_at FROM assets AS a WHERE a.trashed_at IS NOT NULL "
                             "AND a.purged_at IS NULL "
                           : "SELECT a.id, a.created_at FROM assets AS a WHERE a.trashed_at IS NULL ");
  if (g_strcmp0 (source, "attachment") != 0)
    g_string_append (query->sql, "AND a.source <> 'attachment' ");
  if (source != NULL)
    add_text (query, "AND a.source = ? ", source);
}

/* What the index finds, ascending: FALSE with an error. */
static gboolean
find_matches (EaselDatabase *database, const char *match, GArray *ids, GError **error)
{
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error, "SELECT rowid FROM asset_search WHERE asset_search MATCH ?", "t", match);
  g_autoptr (GError) step_error = NULL;

  if (s == NULL)
    return FALSE;
  while (_easel_statement_next (s, &step_error))
    {
      gint64 id = _easel_statement_get_int (s, 0);

      g_array_append_val (ids, id);
    }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&step_error));
  return FALSE;
}

/* Few finds are looked up; of many, the list is walked and the others left out. */
static void
add_matches (Query *query, const GArray *ids)
{
  g_autoptr (GString) list = NULL;

  if (ids->len > FEW)
    return;
  list = g_string_new ("[");
  for (guint i = 0; i < ids->len; i++)
    g_string_append_printf (list, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "", g_array_index (ids, gint64, i));
  g_string_append_c (list, ']');
  add_text (query, "AND a.id IN (SELECT value FROM json_each(?)) ", list->str);
}

/* Finds as bits, by id: next to each other in memory, while the list comes in an
 * order of its own. */
typedef struct
{
  guint8 *bits;
  gint64 n; /* ids below that */
} Among;

static gboolean
among_init (Among *among, EaselDatabase *database, const GArray *ids, GError **error)
{
  gint64 last = g_array_index (ids, gint64, ids->len - 1);

  /* They are counted up: no library has such numbers. */
  if (g_array_index (ids, gint64, 0) < 0 || last > G_MAXUINT32)
    {
      _easel_database_set_error (database->path, SQLITE_CORRUPT, 0, NULL, error);
      return FALSE;
    }
  among->n = last + 1;
  among->bits = g_malloc0 ((gsize) last / 8 + 1);
  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);

      among->bits[id / 8] |= (guint8) (1 << id % 8);
    }
  return TRUE;
}

static void
among_clear (Among *among)
{
  g_free (among->bits);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Among, among_clear)

static gboolean
holds (const Among *among, gint64 id)
{
  return id >= 0 && id < among->n && (among->bits[id / 8] & 1 << id % 8) != 0;
}

/* The first @most, 0 for all. */
static gboolean
take_keys (EaselStatement *s, const Among *among, gint64 most, GArray *keys, GError **error)
{
  g_autoptr (GError) step_error = NULL;

  while ((most == 0 || keys->len < most) && _easel_statement_next (s, &step_error))
    {
      EaselAssetKey key = { _easel_statement_get_int (s, 0), _easel_statement_get_int (s, 1) };

      if (among->bits == NULL || holds (among, key.id))
        g_array_append_val (keys, key);
    }
  if (step_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&step_error));
  return FALSE;
}

/* texts[0]: the filter; ints[0]: how many, 0 for all. */
static gboolean
list_assets (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (JsonNode) filter = easel_json_parse (call->texts[0] != NULL ? call->texts[0] : "{}", -1, error);
  g_autoptr (EaselSearch) search = NULL;
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (EaselAssetKey));
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (GValue));
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (EaselStatement) s = NULL;
  g_auto (Among) among = { NULL, 0 };
  Query query = { sql, values };
  gboolean trashed;

  g_array_set_clear_func (values, (GDestroyNotify) g_value_unset);
  if (filter == NULL)
    return FALSE;
  trashed = easel_json_get_boolean (filter, "trashed", FALSE);
  search = _easel_search_parse (easel_json_get_string (filter, "search"));
  if (search != NULL && search->match != NULL && !find_matches (database, search->match, found, error))
    return FALSE;
  if (found->len > FEW && !among_init (&among, database, found, error))
    return FALSE;

  add_base (&query, filter, trashed);
  add_filters (&query, filter);
  if (search != NULL && search->match != NULL)
    add_matches (&query, found);
  if (search != NULL && search->likes != NULL)
    add_text (&query,
              "AND NOT EXISTS (SELECT 1 FROM json_each(?) WHERE (SELECT t.prompt || char(10) || "
              "t.negative_prompt || char(10) || a.name FROM asset_texts AS t WHERE t.asset_id = a.id) "
              "NOT LIKE value ESCAPE '\\') ",
              search->likes);
  add_order (&query, filter, trashed);
  s = _easel_database_query_values (database, error, sql->str, (const GValue *) (gpointer) values->data,
                                    values->len);
  if (s == NULL || !take_keys (s, &among, call->ints[0], keys, error))
    return FALSE;
  _easel_value_take_boxed (value, G_TYPE_ARRAY, g_steal_pointer (&keys));
  return TRUE;
}

/**
 * easel_store_assets_list:
 * @self: an open store
 * @filter: (nullable): a JSON object with any of these members, %NULL for all:
 *   "search" (words as typed, found in prompt, negative prompt, model, tags and
 *   file name), "kind", "source" ("import", "ai", "attachment"; without it all
 *   but attachments), "provider", "model", "tool", "tags" (an array: each of
 *   them), "collection" (with those within it), "revision", "prompt", "job",
 *   "seed", "rating" (at least), "side" (both sides at least, in pixels),
 *   "ratio" ("portrait", "landscape", "square"), "since" and "until" (when it
 *   came here, microseconds), "trashed" (the trash instead), "duplicates" (those
 *   whose file another has too, beside each other), "sort" ("newest", "oldest",
 *   "name", "largest", "rating")
 *
 * Returns: (transfer full): a future that resolves to a #GArray of
 *   #EaselAssetKey, all that fit, in order
 */
DexFuture *
easel_store_assets_list (EaselStore *self, const char *filter)
{
  return easel_store_assets_list_first (self, filter, 0);
}

/**
 * easel_store_assets_list_first:
 * @self: an open store
 * @filter: (nullable): as easel_store_assets_list() takes it
 * @most: how many at most, 0 for all
 *
 * Where an index has the order, no more than these are read.
 *
 * Returns: (transfer full): a future that resolves to a #GArray of
 *   #EaselAssetKey, the first that fit, in order
 */
DexFuture *
easel_store_assets_list_first (EaselStore *self, const char *filter, guint most)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  if (!_easel_store_check_texts (&error, 1, filter))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  call->texts[0] = g_strdup (filter);
  call->ints[0] = most;
  return _easel_store_read (self, list_assets, call);
}
