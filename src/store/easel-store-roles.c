// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-roles.h"

#include <glib/gi18n-lib.h>

#include "easel-store-private.h"

#define COLUMNS                                                                                              \
  "SELECT id, key, name, description, system_prompt, model, temperature, max_tokens, customised, position, " \
  "created_at, updated_at, deleted_at FROM roles "

static EaselRoleRow *
read_row (EaselStatement *s)
{
  EaselRoleRow *row = easel_role_row_new ();

  row->id = _easel_statement_get_int (s, 0);
  row->key = _easel_statement_dup_text (s, 1);
  row->name = _easel_statement_dup_text (s, 2);
  row->description = _easel_statement_dup_text (s, 3);
  row->system_prompt = _easel_statement_dup_text (s, 4);
  row->model = _easel_statement_dup_text (s, 5);
  row->temperature = _easel_statement_get_number (s, 6);
  row->max_tokens = _easel_statement_get_int (s, 7);
  row->customised = _easel_statement_get_int (s, 8) != 0;
  row->position = _easel_statement_get_int (s, 9);
  row->created_at = _easel_statement_get_int (s, 10);
  row->updated_at = _easel_statement_get_int (s, 11);
  row->deleted_at = _easel_statement_get_int (s, 12);
  return row;
}

static gboolean
list_roles (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  g_autoptr (EaselStatement) s =
      _easel_database_query (database, error, COLUMNS "WHERE deleted_at IS NULL ORDER BY position, id", "");

  return s != NULL && _easel_value_take_rows (value, s, (EaselRowReader) read_row,
                                              (GDestroyNotify) easel_role_row_unref, error);
}

static gboolean
add_role (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  EaselRoleRow *row = call->row;
  gint64 now = g_get_real_time ();
  gint64 id = 0;

  if (!_easel_database_get_int (
          database, &id, error,
          "INSERT INTO roles (name, description, system_prompt, model, temperature, max_tokens, position, "
          "created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, iif(?7 > 0, ?7, (SELECT "
          "ifnull(max(position), 0) + 1 FROM roles)), ?8, ?8) RETURNING id",
          "ssstmnii", row->name, row->description, row->system_prompt, row->model, row->temperature,
          row->max_tokens, row->position, now))
    return FALSE;
  _easel_value_set_int64 (value, id);
  return TRUE;
}

static gboolean
update_role (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  EaselRoleRow *row = call->row;

  if (!_easel_database_run (database, error,
                            "UPDATE roles SET customised = customised OR (key IS NOT NULL AND (name <> ?2 "
                            "OR description <> ?3 OR system_prompt <> ?4)), name = ?2, description = ?3, "
                            "system_prompt = ?4, model = ?5, temperature = ?6, max_tokens = ?7, updated_at = "
                            "?8 WHERE id = ?1 AND deleted_at IS NULL",
                            "issstmni", row->id, row->name, row->description, row->system_prompt, row->model,
                            row->temperature, row->max_tokens, g_get_real_time ()))
    return FALSE;
  return _easel_database_changes (database) > 0 ||
         _easel_store_not_found (error, _ ("There is no such role."));
}

static gboolean
bury_role (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  if (!_easel_database_run (database, error,
                            "UPDATE roles SET deleted_at = ?2, updated_at = ?3 WHERE id = ?1", "ini",
                            call->ints[0], call->ints[1], g_get_real_time ()))
    return FALSE;
  return _easel_database_changes (database) > 0 ||
         _easel_store_not_found (error, _ ("There is no such role."));
}

static gboolean
check_row (EaselRoleRow *row, GError **error)
{
  if (row->name == NULL || *row->name == '\0')
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, _ ("A role needs a name."));
      return FALSE;
    }
  return _easel_store_check_texts (error, 4, row->name, row->description, row->system_prompt, row->model);
}

/**
 * easel_store_roles_list:
 * @self: an open store
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of
 *   #EaselRoleRow in the user's order
 */
DexFuture *
easel_store_roles_list (EaselStore *self)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return _easel_store_read (self, list_roles, _easel_store_call_new ());
}

static DexFuture *
write_row (EaselStore *self, EaselRoleRow *row, EaselStoreFunc func)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  if (!check_row (row, &error))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  _easel_store_call_set_row (call, easel_role_row_ref (row), (GDestroyNotify) easel_role_row_unref);
  return _easel_store_write (self, EASEL_STORE_ROLES, func, call);
}

/**
 * easel_store_roles_add:
 * @self: an open store
 * @row: name, description, system prompt, model and parameters; position 0
 *   puts it last
 *
 * Returns: (transfer full): a future that resolves to the new id, a #gint64
 */
DexFuture *
easel_store_roles_add (EaselStore *self, EaselRoleRow *row)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL);

  return write_row (self, row, add_role);
}

/**
 * easel_store_roles_update:
 * @self: an open store
 * @row: id, name, description, system prompt, model and parameters
 *
 * A built-in role whose words change becomes customised.
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_roles_update (EaselStore *self, EaselRoleRow *row)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL);

  return write_row (self, row, update_role);
}

static DexFuture *
bury (EaselStore *self, gint64 id, gint64 time)
{
  EaselStoreCall *call = _easel_store_call_new ();

  call->ints[0] = id;
  call->ints[1] = time;
  return _easel_store_write (self, EASEL_STORE_ROLES, bury_role, call);
}

/**
 * easel_store_roles_remove:
 * @self: an open store
 * @id: a role
 *
 * Can be undone by easel_store_roles_restore().
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_roles_remove (EaselStore *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return bury (self, id, g_get_real_time ());
}

/**
 * easel_store_roles_restore:
 * @self: an open store
 * @id: a removed role
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_roles_restore (EaselStore *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return bury (self, id, 0);
}
