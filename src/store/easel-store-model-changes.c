// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-models.h"

#include <glib/gi18n-lib.h>

#include "easel-store-models-private.h"
#include "easel-store-private.h"

/*
 * What providers and users say of models. The two words are kept apart, in
 * "listed" and "user_set"; the columns that everybody reads follow from them.
 */

#define ALL_PRICE_FIELDS                                                                                     \
  (EASEL_MODEL_FIELD_PRICE_INPUT | EASEL_MODEL_FIELD_PRICE_OUTPUT | EASEL_MODEL_FIELD_PRICE_CACHED |         \
   EASEL_MODEL_FIELD_PRICE_IMAGE)

const char *const _easel_model_field_names[EASEL_MODEL_N_FIELDS] = {
  "name",        "kinds",        "capabilities", "context_tokens", "max_output_tokens",
  "price_input", "price_output", "price_cached", "price_image",
};

#define LISTED_JSON                                                                                          \
  "json_patch('{}', json_object('name', ?3, 'kinds', ?4, 'capabilities', json(?5), "                         \
  "'context_tokens', ?6, 'max_output_tokens', ?7, 'price_input', ?8, 'price_output', ?9, "                   \
  "'price_cached', ?10, 'price_image', ?11, 'price_source', ?12, 'price_date', ?13, "                        \
  "'price_more', json(?19)))"

#define LISTED_PRICES "'$.price_input', '$.price_output', '$.price_cached', '$.price_image', '$.price_more'"

/* Prices of two lists are not mixed: whose price is new, all of its are. The
 * catalogue fills in what the provider did not say, whichever was read first. */
static const char upsert_sql[] =
    "INSERT INTO provider_models (provider_id, model_id, kinds, enabled, favourite, source, listed, "
    "refused_parameters, listed_at, created_at, updated_at) "
    "VALUES (?1, ?2, ?4, ?14, ?15, ?16, " LISTED_JSON ", ?17, iif(?16 = 'listed', ?18, NULL), ?18, ?18) "
    "ON CONFLICT (provider_id, model_id) DO UPDATE SET "
    "listed = iif(excluded.source = 'builtin' AND listed_at IS NOT NULL, "
    "  json_patch(iif(listed ->> '$.price_source' IS NULL, excluded.listed, "
    "    json_remove(excluded.listed, " LISTED_PRICES ")), ifnull(listed, '{}')), "
    "  json_patch(iif(?12 IS NULL, ifnull(listed, '{}'), json_remove(ifnull(listed, '{}'), "
    "    " LISTED_PRICES ", '$.price_date')), "
    "    excluded.listed)), "
    "user_set = iif(deleted_at IS NULL, user_set, NULL), "
    "source = iif(deleted_at IS NULL AND (source = 'user' OR excluded.source = 'builtin' "
    "  AND listed_at IS NOT NULL), source, excluded.source), "
    "deleted_at = NULL, listed_at = ifnull(excluded.listed_at, listed_at), available = 1, "
    "updated_at = excluded.updated_at";

/* The columns, out of the two words. */
#define APPLY_SQL                                                                                            \
  "UPDATE provider_models SET name = json_extract(word, '$.name'), "                                         \
  "kinds = ifnull(json_extract(word, '$.kinds'), 1), "                                                       \
  "capabilities = json_extract(word, '$.capabilities'), "                                                    \
  "context_tokens = json_extract(word, '$.context_tokens'), "                                                \
  "max_output_tokens = json_extract(word, '$.max_output_tokens'), "                                          \
  "price_input = json_extract(word, '$.price_input'), "                                                      \
  "price_output = json_extract(word, '$.price_output'), "                                                    \
  "price_cached = json_extract(word, '$.price_cached'), "                                                    \
  "price_image = json_extract(word, '$.price_image'), "                                                      \
  "price_source = json_extract(word, '$.price_source'), "                                                    \
  "price_date = json_extract(word, '$.price_date'), "                                                        \
  "default_for = default_for & ifnull(json_extract(word, '$.kinds'), 1), "                                   \
  "fallback_for = fallback_for & ifnull(json_extract(word, '$.kinds'), 1) "                                  \
  "FROM (SELECT id AS word_id, "                                                                             \
  "  json_patch(ifnull(listed, '{}'), ifnull(user_set, '{}')) AS word FROM provider_models "

static gboolean
apply_words (EaselDatabase *database, gint64 id, GError **error)
{
  return _easel_database_run (database, error, APPLY_SQL "WHERE id = ?1) WHERE id = word_id", "i", id);
}

/* NULL if there is none of them. */
static char *
write_more_prices (const EaselModelRow *row)
{
  const gint64 numbers[] = { row->price_cache_write, row->above,        row->above_input,
                             row->above_output,      row->above_cached, row->above_cache_write };
  g_autoptr (GString) json = g_string_new (NULL);
  gboolean known = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      known |= numbers[i] >= 0;
      g_string_append_printf (json, "%c%" G_GINT64_FORMAT, i > 0 ? ',' : '[', MAX (numbers[i], -1));
    }
  g_string_append_c (json, ']');
  return known ? g_string_free (g_steal_pointer (&json), FALSE) : NULL;
}

static gboolean
upsert_models (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  GPtrArray *rows = call->row;
  gint64 provider_id = call->ints[0], now = g_get_real_time (), found = 0;

  if (!_easel_database_get_int (database, &found, error,
                                "SELECT count(*) FROM providers WHERE id = ? AND deleted_at IS NULL", "i",
                                provider_id))
    return FALSE;
  if (found == 0)
    return _easel_store_not_found (
        error, _ ("The provider was removed meanwhile. Its models were not taken into the list."));
  if (call->ints[1] != 0 &&
      (!_easel_database_run (
           database, error,
           "UPDATE provider_models SET available = 0 WHERE provider_id = ? AND source = 'listed'", "i",
           provider_id) ||
       !_easel_database_run (database, error, "UPDATE providers SET models_listed_at = ? WHERE id = ?", "ii",
                             now, provider_id)))
    return FALSE;

  for (guint i = 0; i < rows->len; i++)
    {
      EaselModelRow *row = g_ptr_array_index (rows, i);
      g_autofree char *more = write_more_prices (row);

      if (!_easel_database_run (
              database, error, upsert_sql, "istitmmmmmmtnbbstit", provider_id, row->model_id, row->name,
              (gint64) row->kinds, row->capabilities, row->context_tokens, row->max_output_tokens,
              row->price_input, row->price_output, row->price_cached, row->price_image, row->price_source,
              row->price_date, row->enabled != FALSE, row->favourite != FALSE,
              row->source != NULL ? row->source : "listed", row->refused_parameters, now, more))
        return FALSE;
    }
  return _easel_database_run (database, error,
                              APPLY_SQL "WHERE provider_id = ?1 AND updated_at = ?2) "
                                        "WHERE id = word_id",
                              "ii", provider_id, now);
}

/* ---- the user's word ---- */

/* A user who gives two models of an account one name could not tell them apart. */
static gboolean
check_name (EaselDatabase *database, gint64 id, const char *name, GError **error)
{
  gint64 taken = 0;

  if (!_easel_database_get_int (
          database, &taken, error,
          "SELECT count(*) FROM provider_models AS m JOIN provider_models AS self ON self.id = ?1 "
          "WHERE m.provider_id = self.provider_id AND m.id <> ?1 AND m.deleted_at IS NULL "
          "AND m.name = ?2 COLLATE NOCASE",
          "is", id, name))
    return FALSE;
  if (taken > 0)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                 _ ("The provider has a model named “%s” already. Choose another name."), name);
  return taken == 0;
}

static gint64
get_number (const EaselModelRow *row, EaselModelFields field)
{
  switch (field)
    {
    case EASEL_MODEL_FIELD_KINDS:
      return row->kinds;
    case EASEL_MODEL_FIELD_CONTEXT:
      return row->context_tokens;
    case EASEL_MODEL_FIELD_MAX_OUTPUT:
      return row->max_output_tokens;
    case EASEL_MODEL_FIELD_PRICE_INPUT:
      return row->price_input;
    case EASEL_MODEL_FIELD_PRICE_OUTPUT:
      return row->price_output;
    case EASEL_MODEL_FIELD_PRICE_CACHED:
      return row->price_cached;
    case EASEL_MODEL_FIELD_PRICE_IMAGE:
      return row->price_image;
    case EASEL_MODEL_FIELD_NAME:
    case EASEL_MODEL_FIELD_CAPABILITIES:
    default:
      return -1;
    }
}

/* A field that is set to nothing stays set: "unknown" is a word too. */
static gboolean
set_field (EaselDatabase *database, gint64 id, const EaselModelRow *row, guint index, GError **error)
{
  g_autofree char *path = g_strconcat ("$.", _easel_model_field_names[index], NULL);
  EaselModelFields field = (EaselModelFields) (1u << index);

  if (field == EASEL_MODEL_FIELD_NAME)
    return check_name (database, id, row->name, error) &&
           _easel_database_run (
               database, error,
               "UPDATE provider_models SET user_set = json_set(ifnull(user_set, '{}'), ?2, ?3) WHERE id = ?1",
               "ist", id, path, row->name);
  if (field == EASEL_MODEL_FIELD_CAPABILITIES)
    return _easel_database_run (
        database, error,
        "UPDATE provider_models SET user_set = json_set(ifnull(user_set, '{}'), ?2, json(?3)) WHERE id = ?1",
        "ist", id, path, row->capabilities);
  return _easel_database_run (
      database, error,
      "UPDATE provider_models SET user_set = json_set(ifnull(user_set, '{}'), ?2, ?3) WHERE id = ?1", "ism",
      id, path, get_number (row, field));
}

static gboolean
reset_field (EaselDatabase *database, gint64 id, guint index, GError **error)
{
  g_autofree char *path = g_strconcat ("$.", _easel_model_field_names[index], NULL);

  return _easel_database_run (database, error,
                              "UPDATE provider_models SET user_set = json_remove(user_set, ?2) WHERE id = ?1",
                              "is", id, path);
}

/* Whose price it is, and that nothing is kept where nothing was said. */
static gboolean
finish_fields (EaselDatabase *database, gint64 id, guint touched, GError **error)
{
  if ((touched & ALL_PRICE_FIELDS) != 0 &&
      !_easel_database_run (
          database, error,
          "UPDATE provider_models SET user_set = iif("
          "  coalesce(json_type(user_set, '$.price_input'), json_type(user_set, '$.price_output'), "
          "    json_type(user_set, '$.price_cached'), json_type(user_set, '$.price_image')) IS NULL, "
          "  json_remove(user_set, '$.price_source', '$.price_date'), "
          "  json_set(user_set, '$.price_source', 'user', '$.price_date', ?2)) WHERE id = ?1",
          "ii", id, g_get_real_time ()))
    return FALSE;
  return _easel_database_run (
             database, error,
             "UPDATE provider_models SET user_set = iif(user_set = '{}', NULL, user_set), updated_at = ?2 "
             "WHERE id = ?1",
             "ii", id, g_get_real_time ()) &&
         apply_words (database, id, error);
}

static gboolean
edit_fields (
    EaselDatabase *database, gint64 id, const EaselModelRow *row, guint set, guint reset, GError **error)
{
  for (guint i = 0; i < EASEL_MODEL_N_FIELDS; i++)
    {
      if ((set & (1u << i)) != 0 && !set_field (database, id, row, i, error))
        return FALSE;
      if ((reset & (1u << i)) != 0 && !reset_field (database, id, i, error))
        return FALSE;
    }
  return finish_fields (database, id, set | reset, error);
}

static gboolean
edit_model (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 found = 0;

  if (!_easel_database_get_int (database, &found, error,
                                "SELECT count(*) FROM provider_models WHERE id = ? AND deleted_at IS NULL",
                                "i", call->ints[0]))
    return FALSE;
  if (found == 0)
    return _easel_store_not_found (error, _ ("There is no such model."));
  return edit_fields (database, call->ints[0], call->row, (guint) call->ints[1], (guint) call->ints[2],
                      error);
}

static gboolean
add_model (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  EaselModelRow *row = call->row;
  gint64 id = 0, found = 0, taken = 0, now = g_get_real_time ();

  if (!_easel_database_get_int (database, &found, error,
                                "SELECT count(*) FROM providers WHERE id = ? AND deleted_at IS NULL", "i",
                                row->provider_id) ||
      !_easel_database_get_int (database, &taken, error,
                                "SELECT count(*) FROM provider_models WHERE provider_id = ? "
                                "AND model_id = ? AND deleted_at IS NULL",
                                "is", row->provider_id, row->model_id))
    return FALSE;
  if (found == 0)
    return _easel_store_not_found (error, _ ("There is no such provider."));
  if (taken > 0)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                   _ ("The provider has the model “%s” already. Edit that one."), row->model_id);
      return FALSE;
    }
  if (!_easel_database_get_int (
          database, &id, error,
          "INSERT INTO provider_models (provider_id, model_id, source, listed, created_at, updated_at) "
          "VALUES (?1, ?2, 'user', json_object('name', ?2), ?3, ?3) "
          "ON CONFLICT (provider_id, model_id) DO UPDATE SET source = 'user', listed = excluded.listed, "
          "user_set = NULL, enabled = 1, available = 1, listed_at = NULL, deleted_at = NULL, "
          "updated_at = excluded.updated_at RETURNING id",
          "isi", row->provider_id, row->model_id, now) ||
      !edit_fields (database, id, row, (guint) call->ints[0], 0, error))
    return FALSE;
  _easel_value_set_int64 (value, id);
  return TRUE;
}

static gboolean
set_flag (EaselDatabase *database, const char *sql, EaselStoreCall *call, GError **error)
{
  return _easel_database_run (database, error, sql, "iii", call->ints[0], call->ints[1],
                              g_get_real_time ()) &&
         (_easel_database_changes (database) > 0 ||
          _easel_store_not_found (error, _ ("There is no such model.")));
}

static gboolean
set_enabled (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  return set_flag (
      database,
      "UPDATE provider_models SET enabled = ?2, updated_at = ?3 WHERE id = ?1 AND deleted_at IS NULL", data,
      error);
}

static gboolean
set_favourite (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  return set_flag (
      database,
      "UPDATE provider_models SET favourite = ?2, updated_at = ?3 WHERE id = ?1 AND deleted_at IS NULL", data,
      error);
}

static gboolean
set_refused (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return _easel_database_run (database, error,
                              "UPDATE provider_models SET refused_parameters = ?2 WHERE id = ?1", "it",
                              call->ints[0], call->texts[0]);
}

/* What the provider lists stays, without the user's words; it can be disabled. */
static gboolean
remove_model (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 id = call->ints[0], found = 0, own = 0, listed = 0;

  if (!_easel_database_get_int (database, &found, error,
                                "SELECT count(*) FROM provider_models WHERE id = ? AND deleted_at IS NULL",
                                "i", id) ||
      !_easel_database_get_int (
          database, &own, error,
          "SELECT count(*) FROM provider_models WHERE id = ? AND (source = 'user' OR NOT available)", "i",
          id) ||
      !_easel_database_get_int (
          database, &listed, error,
          "SELECT count(*) FROM provider_models WHERE id = ? AND listed_at IS NOT NULL AND available", "i",
          id))
    return FALSE;
  if (found == 0)
    return _easel_store_not_found (error, _ ("There is no such model."));
  if (own == 0)
    {
      g_set_error_literal (
          error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
          _ ("This model is in its provider's own list, so it would come back. Disable it instead."));
      return FALSE;
    }
  if (listed > 0)
    return _easel_database_run (database, error,
                                "UPDATE provider_models SET source = 'listed', user_set = NULL, "
                                "updated_at = ?2 WHERE id = ?1",
                                "ii", id, g_get_real_time ()) &&
           apply_words (database, id, error);
  return _easel_database_run (database, error,
                              "UPDATE provider_models SET deleted_at = ?2, default_for = 0, fallback_for = 0 "
                              "WHERE id = ?1",
                              "ii", id, g_get_real_time ());
}

static gboolean
restore_model (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return _easel_database_run (database, error,
                              "UPDATE provider_models SET deleted_at = NULL, updated_at = ?2 "
                              "WHERE id = ?1 AND deleted_at IS NOT NULL",
                              "ii", call->ints[0], g_get_real_time ()) &&
         (_easel_database_changes (database) > 0 ||
          _easel_store_not_found (error, _ ("There is no such removed model.")));
}

static gboolean
check_row (EaselModelRow *row, GError **error)
{
  if (row->model_id == NULL || *row->model_id == '\0')
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, _ ("A model needs an id."));
      return FALSE;
    }
  return _easel_store_check_texts (error, 6, row->model_id, row->name, row->source, row->capabilities,
                                   row->price_source, row->refused_parameters);
}

/**
 * easel_store_models_upsert:
 * @self: an open store
 * @provider_id: a provider
 * @rows: (element-type EaselModelRow): models by model id; source "listed", or
 *   %NULL for it, is the provider's word, "builtin" the catalogue's
 * @complete: whether these are all that the provider lists
 *
 * Adds what is new and refreshes what is known. What the user said of a model
 * is kept and goes before, field by field, and so does what the provider said
 * before the catalogue. With @complete, listed models that are missing become
 * unavailable.
 *
 * Returns: (transfer full): a future that resolves to %TRUE, or rejects with
 *   %EASEL_ERROR_NOT_FOUND if the provider is gone
 */
DexFuture *
easel_store_models_upsert (EaselStore *self, gint64 provider_id, GPtrArray *rows, gboolean complete)
{
  GPtrArray *copy;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (rows != NULL);

  copy = g_ptr_array_new_full (rows->len, (GDestroyNotify) easel_model_row_unref);
  call = _easel_store_call_new ();
  call->ints[0] = provider_id;
  call->ints[1] = complete;
  _easel_store_call_set_row (call, copy, (GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < rows->len; i++)
    {
      EaselModelRow *row = g_ptr_array_index (rows, i);
      g_autoptr (GError) error = NULL;

      if (!check_row (row, &error))
        {
          _easel_store_call_free (call);
          return _easel_store_reject (g_steal_pointer (&error));
        }
      g_ptr_array_add (copy, easel_model_row_ref (row));
    }
  return _easel_store_write (self, EASEL_STORE_PROVIDERS, upsert_models, call);
}

/**
 * easel_store_models_add:
 * @self: an open store
 * @row: a model of the user's own: provider id, model id, and @fields
 * @fields: #EaselModelFields that the user said
 *
 * Returns: (transfer full): a future that resolves to the model's id, a
 *   #gint64, or rejects with %EASEL_ERROR_INVALID_INPUT if the provider has
 *   that model already
 */
DexFuture *
easel_store_models_add (EaselStore *self, EaselModelRow *row, guint fields)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL);

  if (!check_row (row, &error))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  call->ints[0] = fields;
  _easel_store_call_set_row (call, easel_model_row_ref (row), (GDestroyNotify) easel_model_row_unref);
  return _easel_store_write (self, EASEL_STORE_PROVIDERS, add_model, call);
}

/**
 * easel_store_models_edit:
 * @self: an open store
 * @id: a model
 * @row: holds the values of @set
 * @set: #EaselModelFields that are the user's word from now on
 * @reset: #EaselModelFields that are the provider's word again
 *
 * Returns: (transfer full): a future that resolves to %TRUE, or rejects with
 *   %EASEL_ERROR_INVALID_INPUT if the name is taken
 */
DexFuture *
easel_store_models_edit (EaselStore *self, gint64 id, EaselModelRow *row, guint set, guint reset)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL);
  dex_return_error_if_fail ((set & EASEL_MODEL_FIELD_NAME) == 0 || row->name != NULL);

  if (!_easel_store_check_texts (&error, 2, row->name, row->capabilities))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  call->ints[0] = id;
  call->ints[1] = set;
  call->ints[2] = reset;
  _easel_store_call_set_row (call, easel_model_row_ref (row), (GDestroyNotify) easel_model_row_unref);
  return _easel_store_write (self, EASEL_STORE_PROVIDERS, edit_model, call);
}

static DexFuture *
write_ints (EaselStore *self, gint64 first, gint64 second, EaselStoreFunc func)
{
  EaselStoreCall *call = _easel_store_call_new ();

  call->ints[0] = first;
  call->ints[1] = second;
  return _easel_store_write (self, EASEL_STORE_PROVIDERS, func, call);
}

/**
 * easel_store_models_set_enabled:
 * @self: an open store
 * @id: a model
 * @enabled: whether it is offered
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_models_set_enabled (EaselStore *self, gint64 id, gboolean enabled)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_ints (self, id, enabled != FALSE, set_enabled);
}

/**
 * easel_store_models_set_favourite:
 * @self: an open store
 * @id: a model
 * @favourite: whether it stands before the others
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_models_set_favourite (EaselStore *self, gint64 id, gboolean favourite)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_ints (self, id, favourite != FALSE, set_favourite);
}

/**
 * easel_store_models_set_refused:
 * @self: an open store
 * @id: a model
 * @parameters: (nullable): JSON array of parameters that it refuses
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_models_set_refused (EaselStore *self, gint64 id, const char *parameters)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  if (!_easel_store_check_texts (&error, 1, parameters))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  call->ints[0] = id;
  call->texts[0] = g_strdup (parameters);
  return _easel_store_write (self, EASEL_STORE_PROVIDERS, set_refused, call);
}

/**
 * easel_store_models_remove:
 * @self: an open store
 * @id: a model that the user added, or that its provider no longer lists
 *
 * One that the provider lists too only loses what the user said of it.
 *
 * Returns: (transfer full): a future that resolves to %TRUE, or rejects with
 *   %EASEL_ERROR_INVALID_INPUT if it is only the provider's
 */
DexFuture *
easel_store_models_remove (EaselStore *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_ints (self, id, 0, remove_model);
}

/**
 * easel_store_models_restore:
 * @self: an open store
 * @id: a removed model
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_models_restore (EaselStore *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_ints (self, id, 0, restore_model);
}
