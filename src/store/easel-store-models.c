// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-models.h"

#include <glib/gi18n-lib.h>

#include "easel-store-private.h"

#define COLUMNS                                                                                              \
  "SELECT m.id, m.provider_id, p.slug, p.name, m.model_id, m.name, m.kinds, m.enabled, m.favourite, "        \
  "m.available, m.default_for, m.source, m.capabilities, m.context_tokens, m.max_output_tokens, "            \
  "m.price_input, m.price_output, m.price_cached, m.price_image, m.price_source, m.refused_parameters, "     \
  "m.last_used_at, m.created_at, m.updated_at "                                                              \
  "FROM provider_models AS m JOIN providers AS p ON p.id = m.provider_id "                                   \
  "WHERE m.deleted_at IS NULL AND p.deleted_at IS NULL "

static EaselModelRow *
read_row (EaselStatement *s)
{
  EaselModelRow *row = easel_model_row_new ();

  row->id = _easel_statement_get_int (s, 0);
  row->provider_id = _easel_statement_get_int (s, 1);
  row->provider_slug = _easel_statement_dup_text (s, 2);
  row->provider_name = _easel_statement_dup_text (s, 3);
  row->model_id = _easel_statement_dup_text (s, 4);
  row->name = _easel_statement_dup_text (s, 5);
  row->kinds = (guint) _easel_statement_get_int (s, 6);
  row->enabled = _easel_statement_get_int (s, 7) != 0;
  row->favourite = _easel_statement_get_int (s, 8) != 0;
  row->available = _easel_statement_get_int (s, 9) != 0;
  row->default_for = (guint) _easel_statement_get_int (s, 10);
  row->source = _easel_statement_dup_text (s, 11);
  row->capabilities = _easel_statement_dup_text (s, 12);
  row->context_tokens = _easel_statement_get_number (s, 13);
  row->max_output_tokens = _easel_statement_get_number (s, 14);
  row->price_input = _easel_statement_get_number (s, 15);
  row->price_output = _easel_statement_get_number (s, 16);
  row->price_cached = _easel_statement_get_number (s, 17);
  row->price_image = _easel_statement_get_number (s, 18);
  row->price_source = _easel_statement_dup_text (s, 19);
  row->refused_parameters = _easel_statement_dup_text (s, 20);
  row->last_used_at = _easel_statement_get_int (s, 21);
  row->created_at = _easel_statement_get_int (s, 22);
  row->updated_at = _easel_statement_get_int (s, 23);
  return row;
}

static gboolean
list_models (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error,
      COLUMNS "AND (?1 IS NULL OR p.slug = ?1) "
              "ORDER BY p.position, p.id, m.favourite DESC, ifnull(m.name, m.model_id), m.id",
      "t", call->texts[0]);

  return s != NULL && _easel_value_take_rows (value, s, (EaselRowReader) read_row,
                                              (GDestroyNotify) easel_model_row_unref, error);
}

static gboolean
get_model (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error, COLUMNS "AND p.slug = ? AND m.model_id = ?", "ss", call->texts[0], call->texts[1]);

  return s != NULL &&
         _easel_value_take_row (value, s, (EaselRowReader) read_row, EASEL_TYPE_MODEL_ROW, error) &&
         (G_IS_VALUE (value) ||
          _easel_store_not_found (error, _ ("There is no model “%s:%s”."), call->texts[0], call->texts[1]));
}

static gboolean
get_default (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error, COLUMNS "AND m.enabled AND p.enabled AND m.default_for & ?", "i", call->ints[0]);

  if (s == NULL || !_easel_value_take_row (value, s, (EaselRowReader) read_row, EASEL_TYPE_MODEL_ROW, error))
    return FALSE;
  if (!G_IS_VALUE (value))
    _easel_value_take_boxed (value, EASEL_TYPE_MODEL_ROW, NULL);
  return TRUE;
}

/* What the user has said of a model stays when its provider lists it again. */
static const char upsert_sql[] =
    "INSERT INTO provider_models (provider_id, model_id, name, kinds, enabled, favourite, source, "
    "capabilities, "
    "context_tokens, max_output_tokens, price_input, price_output, price_cached, price_image, price_source, "
    "refused_parameters, created_at, updated_at) "
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?17) "
    "ON CONFLICT (provider_id, model_id) DO UPDATE SET "
    "name = iif(source = 'user' AND excluded.source <> 'user', name, ifnull(excluded.name, name)), "
    "kinds = iif(source = 'user' AND excluded.source <> 'user', kinds, excluded.kinds), "
    "capabilities = iif(source = 'user' AND excluded.source <> 'user', capabilities, "
    "  ifnull(excluded.capabilities, capabilities)), "
    "context_tokens = iif(source = 'user' AND excluded.source <> 'user', context_tokens, "
    "  ifnull(excluded.context_tokens, context_tokens)), "
    "max_output_tokens = iif(source = 'user' AND excluded.source <> 'user', max_output_tokens, "
    "  ifnull(excluded.max_output_tokens, max_output_tokens)), "
    "price_input = iif(price_source IS 'user' AND excluded.price_source IS NOT 'user' "
    "  OR excluded.price_source IS NULL, price_input, excluded.price_input), "
    "price_output = iif(price_source IS 'user' AND excluded.price_source IS NOT 'user' "
    "  OR excluded.price_source IS NULL, price_output, excluded.price_output), "
    "price_cached = iif(price_source IS 'user' AND excluded.price_source IS NOT 'user' "
    "  OR excluded.price_source IS NULL, price_cached, excluded.price_cached), "
    "price_image = iif(price_source IS 'user' AND excluded.price_source IS NOT 'user' "
    "  OR excluded.price_source IS NULL, price_image, excluded.price_image), "
    "price_source = iif(price_source IS 'user' AND excluded.price_source IS NOT 'user' "
    "  OR excluded.price_source IS NULL, price_source, excluded.price_source), "
    "source = iif(source = 'user', source, excluded.source), "
    "deleted_at = iif(excluded.source = 'user', NULL, deleted_at), "
    "available = 1, updated_at = excluded.updated_at";

static gboolean
upsert_models (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  GPtrArray *rows = call->row;
  gint64 provider_id = call->ints[0], now = g_get_real_time (), found = 0;

  if (!_easel_database_get_int (database, &found, error, "SELECT count(*) FROM providers WHERE id = ?", "i",
                                provider_id))
    return FALSE;
  if (found == 0)
    return _easel_store_not_found (error, _ ("There is no such provider."));
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

      if (!_easel_database_run (database, error, upsert_sql, "istibbstmmmmmmtti", provider_id, row->model_id,
                                row->name, (gint64) row->kinds, row->enabled != FALSE,
                                row->favourite != FALSE, row->source != NULL ? row->source : "listed",
                                row->capabilities, row->context_tokens, row->max_output_tokens,
                                row->price_input, row->price_output, row->price_cached, row->price_image,
                                row->price_source, row->refused_parameters, now))
        return FALSE;
    }
  return TRUE;
}

static gboolean
update_model (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  EaselModelRow *row = call->row;

  if (!_easel_database_run (
          database, error,
          "UPDATE provider_models SET name = ?2, kinds = ?3, enabled = ?4, favourite = ?5, "
          "source = ?6, capabilities = ?7, context_tokens = ?8, max_output_tokens = ?9, "
          "price_input = ?10, price_output = ?11, price_cached = ?12, price_image = ?13, "
          "price_source = ?14, refused_parameters = ?15, updated_at = ?16 "
          "WHERE id = ?1 AND deleted_at IS NULL",
          "itibbstmmmmmmtti", row->id, row->name, (gint64) row->kinds, row->enabled != FALSE,
          row->favourite != FALSE, row->source != NULL ? row->source : "user", row->capabilities,
          row->context_tokens, row->max_output_tokens, row->price_input, row->price_output, row->price_cached,
          row->price_image, row->price_source, row->refused_parameters, g_get_real_time ()))
    return FALSE;
  return _easel_database_changes (database) > 0 ||
         _easel_store_not_found (error, _ ("There is no model “%s”."), row->model_id);
}

static gboolean
remove_model (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  if (!_easel_database_run (database, error,
                            "UPDATE provider_models SET deleted_at = ?2, default_for = 0 "
                            "WHERE id = ?1 AND deleted_at IS NULL",
                            "ii", call->ints[0], g_get_real_time ()))
    return FALSE;
  return _easel_database_changes (database) > 0 ||
         _easel_store_not_found (error, _ ("There is no such model."));
}

static gboolean
touch_model (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return _easel_database_run (database, error, "UPDATE provider_models SET last_used_at = ?2 WHERE id = ?1",
                              "ii", call->ints[0], g_get_real_time ());
}

static gboolean
set_default (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  gint64 kind = call->ints[0], id = call->ints[1];

  if (!_easel_database_run (
          database, error,
          "UPDATE provider_models SET default_for = default_for & ~?1 WHERE default_for & ?1", "i", kind))
    return FALSE;
  if (id == 0)
    return TRUE;
  if (!_easel_database_run (database, error,
                            "UPDATE provider_models SET default_for = default_for | ?1 "
                            "WHERE id = ?2 AND kinds & ?1 AND deleted_at IS NULL",
                            "ii", kind, id))
    return FALSE;
  return _easel_database_changes (database) > 0 ||
         _easel_store_not_found (error, _ ("There is no such model of this kind."));
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
 * easel_store_models_list:
 * @self: an open store
 * @provider_slug: (nullable): id of a provider, or %NULL for all
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of
 *   #EaselModelRow, the disabled and no longer listed ones too
 */
DexFuture *
easel_store_models_list (EaselStore *self, const char *provider_slug)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->texts[0] = g_strdup (provider_slug);
  return _easel_store_read (self, list_models, call);
}

/**
 * easel_store_models_get:
 * @self: an open store
 * @provider_slug: id of a provider
 * @model_id: what the provider calls the model
 *
 * Returns: (transfer full): a future that resolves to an #EaselModelRow or
 *   rejects with %EASEL_ERROR_NOT_FOUND
 */
DexFuture *
easel_store_models_get (EaselStore *self, const char *provider_slug, const char *model_id)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (provider_slug != NULL && model_id != NULL);

  call = _easel_store_call_new ();
  call->texts[0] = g_strdup (provider_slug);
  call->texts[1] = g_strdup (model_id);
  return _easel_store_read (self, get_model, call);
}

/**
 * easel_store_models_upsert:
 * @self: an open store
 * @provider_id: a provider
 * @rows: (element-type EaselModelRow): models by model id; source %NULL is "listed"
 * @complete: whether these are all that the provider lists
 *
 * Adds what is new and refreshes what is known. What the user said of a model
 * (source or price source "user", enabled, favourite, default) is kept, and one
 * that the user removed stays removed, unless the row's source is "user". With
 * @complete, listed models that are missing become unavailable.
 *
 * Returns: (transfer full): a future that resolves to %TRUE
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
 * easel_store_models_update:
 * @self: an open store
 * @row: the row as it shall be, found by its id; provider, model id and
 *   default are not changed by it
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_models_update (EaselStore *self, EaselModelRow *row)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL);

  if (!check_row (row, &error))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  _easel_store_call_set_row (call, easel_model_row_ref (row), (GDestroyNotify) easel_model_row_unref);
  return _easel_store_write (self, EASEL_STORE_PROVIDERS, update_model, call);
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
 * easel_store_models_remove:
 * @self: an open store
 * @id: a model
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_models_remove (EaselStore *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_ints (self, id, 0, remove_model);
}

/**
 * easel_store_models_touch:
 * @self: an open store
 * @id: a model
 *
 * Notes that the model was used now.
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_models_touch (EaselStore *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_ints (self, id, 0, touch_model);
}

/**
 * easel_store_models_set_default:
 * @self: an open store
 * @kind: one kind
 * @id: a model of that kind, or 0 for none
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_models_set_default (EaselStore *self, EaselModelKinds kind, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (kind == EASEL_MODEL_LLM || kind == EASEL_MODEL_IMAGE ||
                            kind == EASEL_MODEL_VIDEO);

  return write_ints (self, kind, id, set_default);
}

/**
 * easel_store_models_get_default:
 * @self: an open store
 * @kind: one kind
 *
 * Returns: (transfer full): a future that resolves to an #EaselModelRow, %NULL
 *   if the user has chosen none, or one that was disabled or removed since
 */
DexFuture *
easel_store_models_get_default (EaselStore *self, EaselModelKinds kind)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = kind;
  return _easel_store_read (self, get_default, call);
}
