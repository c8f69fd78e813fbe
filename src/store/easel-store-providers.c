// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-providers.h"

#include <glib/gi18n-lib.h>

#include "easel-store-private.h"

#define COLUMNS                                                                                              \
  "SELECT id, slug, name, protocol, kinds, base_url, image, enabled, needs_key, allow_http, options, "       \
  "position, models_listed_at, created_at, updated_at, deleted_at FROM providers "

static EaselProviderRow *
read_row (EaselStatement *s)
{
  EaselProviderRow *row = easel_provider_row_new ();

  row->id = _easel_statement_get_int (s, 0);
  row->slug = _easel_statement_dup_text (s, 1);
  row->name = _easel_statement_dup_text (s, 2);
  row->protocol = _easel_statement_dup_text (s, 3);
  row->kinds = (guint) _easel_statement_get_int (s, 4);
  row->base_url = _easel_statement_dup_text (s, 5);
  row->image = _easel_statement_dup_text (s, 6);
  row->enabled = _easel_statement_get_int (s, 7) != 0;
  row->needs_key = _easel_statement_get_int (s, 8) != 0;
  row->allow_http = _easel_statement_get_int (s, 9) != 0;
  row->options = _easel_statement_dup_text (s, 10);
  row->position = _easel_statement_get_int (s, 11);
  row->models_listed_at = _easel_statement_get_int (s, 12);
  row->created_at = _easel_statement_get_int (s, 13);
  row->updated_at = _easel_statement_get_int (s, 14);
  row->deleted_at = _easel_statement_get_int (s, 15);
  return row;
}

static gboolean
list_providers (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  g_autoptr (EaselStatement) s =
      _easel_database_query (database, error, COLUMNS "WHERE deleted_at IS NULL ORDER BY position, id", "");

  return s != NULL && _easel_value_take_rows (value, s, (EaselRowReader) read_row,
                                              (GDestroyNotify) easel_provider_row_unref, error);
}

static gboolean
get_provider (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error, COLUMNS "WHERE deleted_at IS NULL AND slug = ?", "s", call->texts[0]);

  return s != NULL &&
         _easel_value_take_row (value, s, (EaselRowReader) read_row, EASEL_TYPE_PROVIDER_ROW, error) &&
         (G_IS_VALUE (value) ||
          _easel_store_not_found (error, _ ("There is no provider “%s”."), call->texts[0]));
}

/* Says in words what the unique indexes would say in SQL. */
static gboolean
check_unique (EaselDatabase *database, gint64 id, const char *slug, const char *name, GError **error)
{
  gint64 slugs = 0, names = 0;

  if (!_easel_database_get_int (
          database, &slugs, error,
          "SELECT count(*) FROM providers WHERE slug = ? AND id <> ? AND deleted_at IS NULL", "si", slug,
          id) ||
      !_easel_database_get_int (database, &names, error,
                                "SELECT count(*) FROM providers WHERE name = ? COLLATE NOCASE AND id <> ? "
                                "AND deleted_at IS NULL",
                                "si", name, id))
    return FALSE;
  if (slugs > 0)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                 _ ("There is a provider with the id “%s” already. Choose another id."), slug);
  else if (names > 0)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                 _ ("There is a provider named “%s” already. Choose another name."), name);
  return slugs == 0 && names == 0;
}

static gboolean
add_provider (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  EaselProviderRow *row = call->row;
  gint64 id = 0;

  if (!check_unique (database, 0, row->slug, row->name, error) ||
      !_easel_database_get_int (
          database, &id, error,
          "INSERT INTO providers (slug, name, protocol, kinds, base_url, image, enabled, needs_key, "
          "allow_http, options, position, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, "
          "?9, "
          "?10, iif(?11 > 0, ?11, (SELECT ifnull(max(position), 0) + 1 FROM providers)), ?12, ?12) RETURNING "
          "id",
          "sssittbbbtii", row->slug, row->name, row->protocol, (gint64) row->kinds, row->base_url, row->image,
          row->enabled != FALSE, row->needs_key != FALSE, row->allow_http != FALSE, row->options,
          row->position, g_get_real_time ()))
    return FALSE;
  _easel_value_set_int64 (value, id);
  return TRUE;
}

static gboolean
update_provider (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  EaselProviderRow *row = call->row;

  if (!check_unique (database, row->id, row->slug, row->name, error) ||
      !_easel_database_run (
          database, error,
          "UPDATE providers SET slug = ?2, name = ?3, protocol = ?4, kinds = ?5, base_url = ?6, "
          "image = ?7, enabled = ?8, needs_key = ?9, allow_http = ?10, options = ?11, "
          "position = ?12, updated_at = ?13 WHERE id = ?1 AND deleted_at IS NULL",
          "isssittbbbtii", row->id, row->slug, row->name, row->protocol, (gint64) row->kinds, row->base_url,
          row->image, row->enabled != FALSE, row->needs_key != FALSE, row->allow_http != FALSE, row->options,
          row->position, g_get_real_time ()))
    return FALSE;
  return _easel_database_changes (database) > 0 ||
         _easel_store_not_found (error, _ ("There is no provider “%s”."), row->slug);
}

static gboolean
set_option (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  if (!_easel_database_run (database, error,
                            "UPDATE providers SET options = nullif(iif(?3 = 0, "
                            "json_remove(ifnull(options, '{}'), '$.' || ?2), "
                            "json_set(ifnull(options, '{}'), '$.' || ?2, ?3)), '{}'), updated_at = ?4 "
                            "WHERE slug = ?1 AND deleted_at IS NULL",
                            "ssii", call->texts[0], call->texts[1], call->ints[0], g_get_real_time ()))
    return FALSE;
  return _easel_database_changes (database) > 0 ||
         _easel_store_not_found (error, _ ("There is no provider “%s”."), call->texts[0]);
}

static gboolean
remove_provider (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  if (!_easel_database_run (database, error,
                            "UPDATE providers SET deleted_at = ?2, updated_at = ?2 "
                            "WHERE id = ?1 AND deleted_at IS NULL",
                            "ii", call->ints[0], g_get_real_time ()))
    return FALSE;
  return _easel_database_changes (database) > 0 ||
         _easel_store_not_found (error, _ ("There is no such provider."));
}

static gboolean
restore_provider (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error, COLUMNS "WHERE deleted_at IS NOT NULL AND id = ?", "i", call->ints[0]);
  g_autoptr (EaselProviderRow) row = NULL;

  if (s == NULL)
    return FALSE;
  if (!_easel_statement_next (s, error))
    return *error == NULL && _easel_store_not_found (error, _ ("There is no such removed provider."));
  row = read_row (s);
  return check_unique (database, row->id, row->slug, row->name, error) &&
         _easel_database_run (database, error,
                              "UPDATE providers SET deleted_at = NULL, updated_at = ?2 WHERE id = ?1", "ii",
                              row->id, g_get_real_time ());
}

static gboolean
check_row (EaselProviderRow *row, GError **error)
{
  if (row->slug == NULL || *row->slug == '\0' || strchr (row->slug, ':') != NULL || row->name == NULL ||
      *row->name == '\0' || row->protocol == NULL || *row->protocol == '\0')
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("A provider needs a name, a protocol, and an id without a colon."));
      return FALSE;
    }
  return _easel_store_check_texts (error, 6, row->slug, row->name, row->protocol, row->base_url, row->image,
                                   row->options);
}

/**
 * easel_store_providers_list:
 * @self: an open store
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of
 *   #EaselProviderRow in the user's order, the disabled ones too
 */
DexFuture *
easel_store_providers_list (EaselStore *self)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return _easel_store_read (self, list_providers, _easel_store_call_new ());
}

/**
 * easel_store_providers_get:
 * @self: an open store
 * @slug: id of a provider
 *
 * Returns: (transfer full): a future that resolves to an #EaselProviderRow or
 *   rejects with %EASEL_ERROR_NOT_FOUND
 */
DexFuture *
easel_store_providers_get (EaselStore *self, const char *slug)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (slug != NULL);

  call = _easel_store_call_new ();
  call->texts[0] = g_strdup (slug);
  return _easel_store_read (self, get_provider, call);
}

static DexFuture *
write_row (EaselStore *self, EaselProviderRow *row, EaselStoreFunc func)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  if (!check_row (row, &error))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  _easel_store_call_set_row (call, easel_provider_row_ref (row), (GDestroyNotify) easel_provider_row_unref);
  return _easel_store_write (self, EASEL_STORE_PROVIDERS, func, call);
}

/**
 * easel_store_providers_add:
 * @self: an open store
 * @row: all but id and times; position 0 puts it last
 *
 * Returns: (transfer full): a future that resolves to the new id, a #gint64, or
 *   rejects with %EASEL_ERROR_INVALID_INPUT if slug or name are taken
 */
DexFuture *
easel_store_providers_add (EaselStore *self, EaselProviderRow *row)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL);

  return write_row (self, row, add_provider);
}

/**
 * easel_store_providers_update:
 * @self: an open store
 * @row: the row as it shall be, found by its id
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_providers_update (EaselStore *self, EaselProviderRow *row)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL);

  return write_row (self, row, update_provider);
}

/**
 * easel_store_providers_set_option:
 * @self: an open store
 * @slug: a provider
 * @option: name of a member of its options
 * @value: its value; 0 removes it
 *
 * Returns: (transfer full): a future that resolves to %TRUE, or rejects with
 *   %EASEL_ERROR_NOT_FOUND
 */
DexFuture *
easel_store_providers_set_option (EaselStore *self, const char *slug, const char *option, gint64 value)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (slug != NULL && option != NULL);

  call = _easel_store_call_new ();
  call->texts[0] = g_strdup (slug);
  call->texts[1] = g_strdup (option);
  call->ints[0] = value;
  return _easel_store_write (self, EASEL_STORE_PROVIDERS, set_option, call);
}

static DexFuture *
write_id (EaselStore *self, gint64 id, EaselStoreFunc func)
{
  EaselStoreCall *call = _easel_store_call_new ();

  call->ints[0] = id;
  return _easel_store_write (self, EASEL_STORE_PROVIDERS, func, call);
}

/**
 * easel_store_providers_remove:
 * @self: an open store
 * @id: a provider
 *
 * Its name and slug are free again; what used it keeps them in its own rows.
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_providers_remove (EaselStore *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_id (self, id, remove_provider);
}

/**
 * easel_store_providers_restore:
 * @self: an open store
 * @id: a removed provider
 *
 * Returns: (transfer full): a future that resolves to %TRUE, or rejects with
 *   %EASEL_ERROR_INVALID_INPUT if its slug or name were taken meanwhile
 */
DexFuture *
easel_store_providers_restore (EaselStore *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return write_id (self, id, restore_provider);
}
