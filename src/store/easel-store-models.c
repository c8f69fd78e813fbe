// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-models.h"

#include <glib/gi18n-lib.h>

#include "easel-store-models-private.h"
#include "easel-store-private.h"

#define COLUMNS                                                                                              \
  "SELECT m.id, m.provider_id, p.slug, p.name, m.model_id, m.name, m.kinds, m.enabled, m.favourite, "        \
  "m.available, m.default_for, m.source, m.capabilities, m.context_tokens, m.max_output_tokens, "            \
  "m.price_input, m.price_output, m.price_cached, m.price_image, m.price_source, m.refused_parameters, "     \
  "m.last_used_at, m.created_at, m.updated_at, m.price_date, m.fallback_for, m.listed_at, m.user_set, "      \
  "iif(m.price_source = 'user', NULL, m.listed ->> '$.price_more') "                                         \
  "FROM provider_models AS m JOIN providers AS p ON p.id = m.provider_id "                                   \
  "WHERE m.deleted_at IS NULL AND p.deleted_at IS NULL "

/* Which fields the user's own words hold. They are flat, so that a name in
 * quotes before a colon is a member; a value has its quotes escaped. */
static guint
read_fields (const char *user_set)
{
  guint fields = 0;

  for (guint i = 0; user_set != NULL && i < EASEL_MODEL_N_FIELDS; i++)
    {
      g_autofree char *member = g_strdup_printf ("\"%s\":", _easel_model_field_names[i]);

      if (strstr (user_set, member) != NULL)
        fields |= 1u << i;
    }
  return fields;
}

/* Prices that not many models have, as one array of numbers. They belong to the
 * list's price: the user's own stands alone. */
static void
read_more_prices (EaselModelRow *row, const char *json)
{
  gint64 *const numbers[] = { &row->price_cache_write, &row->above,        &row->above_input,
                              &row->above_output,      &row->above_cached, &row->above_cache_write };
  const char *at = json != NULL && *json == '[' ? json + 1 : "";

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      char *end = NULL;
      gint64 number = g_ascii_strtoll (at, &end, 10);

      if (end == at)
        return;
      *numbers[i] = MAX (number, -1);
      at = *end == ',' ? end + 1 : "";
    }
}

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
  row->price_date = _easel_statement_get_int (s, 24);
  row->fallback_for = (guint) _easel_statement_get_int (s, 25);
  row->listed_at = _easel_statement_get_int (s, 26);
  row->user_fields = read_fields (_easel_statement_get_text (s, 27));
  read_more_prices (row, _easel_statement_get_text (s, 28));
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

static gboolean
touch_model (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return _easel_database_run (database, error, "UPDATE provider_models SET last_used_at = ?2 WHERE id = ?1",
                              "ii", call->ints[0], g_get_real_time ());
}

/* Gives a kind to one model and takes it from the one that had it. */
static gboolean
set_kind (EaselDatabase *database,
          const char *clear_sql,
          const char *set_sql,
          gint64 kind,
          gint64 id,
          GError **error)
{
  if (!_easel_database_run (database, error, clear_sql, "i", kind))
    return FALSE;
  if (id == 0)
    return TRUE;
  if (!_easel_database_run (database, error, set_sql, "ii", kind, id))
    return FALSE;
  return _easel_database_changes (database) > 0 ||
         _easel_store_not_found (error, _ ("There is no such model of this kind."));
}

static gboolean
set_default (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return set_kind (database,
                   "UPDATE provider_models SET default_for = default_for & ~?1 WHERE default_for & ?1",
                   "UPDATE provider_models SET default_for = default_for | ?1 "
                   "WHERE id = ?2 AND kinds & ?1 AND deleted_at IS NULL",
                   call->ints[0], call->ints[1], error);
}

static gboolean
set_fallback (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  return set_kind (database,
                   "UPDATE provider_models SET fallback_for = fallback_for & ~?1 WHERE fallback_for & ?1",
                   "UPDATE provider_models SET fallback_for = fallback_for | ?1 "
                   "WHERE id = ?2 AND kinds & ?1 AND deleted_at IS NULL",
                   call->ints[0], call->ints[1], error);
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

static DexFuture *
write_ints (EaselStore *self, gint64 first, gint64 second, EaselStoreFunc func)
{
  EaselStoreCall *call = _easel_store_call_new ();

  call->ints[0] = first;
  call->ints[1] = second;
  return _easel_store_write (self, EASEL_STORE_PROVIDERS, func, call);
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
 * easel_store_models_set_fallback:
 * @self: an open store
 * @kind: one kind
 * @id: a model of that kind, or 0 for none
 *
 * Says which model stands in when another of the kind is out of reach.
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_models_set_fallback (EaselStore *self, EaselModelKinds kind, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (kind == EASEL_MODEL_LLM || kind == EASEL_MODEL_IMAGE ||
                            kind == EASEL_MODEL_VIDEO);

  return write_ints (self, kind, id, set_fallback);
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
