// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-store-recipes.h"

#include <glib/gi18n-lib.h>

#include "easel-store-private.h"

#define COLUMNS                                                                                              \
  "SELECT id, key, name, instruction, customised, position, created_at, updated_at, deleted_at FROM "        \
  "recipes "

static EaselRecipeRow *
read_row (EaselStatement *s)
{
  EaselRecipeRow *row = easel_recipe_row_new ();

  row->id = _easel_statement_get_int (s, 0);
  row->key = _easel_statement_dup_text (s, 1);
  row->name = _easel_statement_dup_text (s, 2);
  row->instruction = _easel_statement_dup_text (s, 3);
  row->customised = _easel_statement_get_int (s, 4) != 0;
  row->position = _easel_statement_get_int (s, 5);
  row->created_at = _easel_statement_get_int (s, 6);
  row->updated_at = _easel_statement_get_int (s, 7);
  row->deleted_at = _easel_statement_get_int (s, 8);
  return row;
}

static gboolean
list_recipes (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  g_autoptr (EaselStatement) s =
      _easel_database_query (database, error, COLUMNS "WHERE deleted_at IS NULL ORDER BY position, id", "");

  return s != NULL && _easel_value_take_rows (value, s, (EaselRowReader) read_row,
                                              (GDestroyNotify) easel_recipe_row_unref, error);
}

static gboolean
get_recipe (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  g_autoptr (EaselStatement) s = _easel_database_query (
      database, error, COLUMNS "WHERE deleted_at IS NULL AND id = ?", "i", call->ints[0]);

  return s != NULL &&
         _easel_value_take_row (value, s, (EaselRowReader) read_row, EASEL_TYPE_RECIPE_ROW, error) &&
         (G_IS_VALUE (value) || _easel_store_not_found (error, _ ("There is no such recipe.")));
}

static gboolean
add_recipe (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  EaselRecipeRow *row = call->row;
  gint64 now = g_get_real_time ();
  gint64 id = 0;

  if (!_easel_database_get_int (
          database, &id, error,
          "INSERT INTO recipes (name, instruction, position, created_at, updated_at) "
          "VALUES (?1, ?2, iif(?3 > 0, ?3, (SELECT ifnull(max(position), 0) + 1 FROM recipes)), "
          "?4, ?4) RETURNING id",
          "ssii", row->name, row->instruction, row->position, now))
    return FALSE;
  _easel_value_set_int64 (value, id);
  return TRUE;
}

static gboolean
update_recipe (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;
  EaselRecipeRow *row = call->row;

  if (!_easel_database_run (database, error,
                            "UPDATE recipes SET customised = customised OR (key IS NOT NULL AND "
                            "(name <> ?2 OR instruction <> ?3)), name = ?2, instruction = ?3, position = ?4, "
                            "updated_at = ?5 WHERE id = ?1 AND deleted_at IS NULL",
                            "issii", row->id, row->name, row->instruction, row->position, g_get_real_time ()))
    return FALSE;
  return _easel_database_changes (database) > 0 ||
         _easel_store_not_found (error, _ ("There is no such recipe."));
}

static gboolean
bury_recipe (EaselDatabase *database, gpointer data, GValue *value, GError **error)
{
  EaselStoreCall *call = data;

  if (!_easel_database_run (database, error,
                            "UPDATE recipes SET deleted_at = ?2, updated_at = ?3 WHERE id = ?1", "ini",
                            call->ints[0], call->ints[1], g_get_real_time ()))
    return FALSE;
  return _easel_database_changes (database) > 0 ||
         _easel_store_not_found (error, _ ("There is no such recipe."));
}

static gboolean
check_row (EaselRecipeRow *row, GError **error)
{
  if (row->name == NULL || *row->name == '\0' || row->instruction == NULL || *row->instruction == '\0')
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("A recipe needs a name and an instruction."));
      return FALSE;
    }
  return _easel_store_check_texts (error, 2, row->name, row->instruction);
}

/**
 * easel_store_recipes_list:
 * @self: an open store
 *
 * Returns: (transfer full): a future that resolves to a #GPtrArray of
 *   #EaselRecipeRow in the user's order
 */
DexFuture *
easel_store_recipes_list (EaselStore *self)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return _easel_store_read (self, list_recipes, _easel_store_call_new ());
}

/**
 * easel_store_recipes_get:
 * @self: an open store
 * @id: a recipe
 *
 * Returns: (transfer full): a future that resolves to an #EaselRecipeRow or
 *   rejects with %EASEL_ERROR_NOT_FOUND
 */
DexFuture *
easel_store_recipes_get (EaselStore *self, gint64 id)
{
  EaselStoreCall *call;

  dex_return_error_if_fail (EASEL_IS_STORE (self));

  call = _easel_store_call_new ();
  call->ints[0] = id;
  return _easel_store_read (self, get_recipe, call);
}

static DexFuture *
write_row (EaselStore *self, EaselRecipeRow *row, EaselStoreFunc func)
{
  g_autoptr (GError) error = NULL;
  EaselStoreCall *call;

  if (!check_row (row, &error))
    return _easel_store_reject (g_steal_pointer (&error));
  call = _easel_store_call_new ();
  _easel_store_call_set_row (call, easel_recipe_row_ref (row), (GDestroyNotify) easel_recipe_row_unref);
  return _easel_store_write (self, EASEL_STORE_RECIPES, func, call);
}

/**
 * easel_store_recipes_add:
 * @self: an open store
 * @row: name and instruction; position 0 puts it last
 *
 * Returns: (transfer full): a future that resolves to the new id, a #gint64
 */
DexFuture *
easel_store_recipes_add (EaselStore *self, EaselRecipeRow *row)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL);

  return write_row (self, row, add_recipe);
}

/**
 * easel_store_recipes_update:
 * @self: an open store
 * @row: id, name, instruction and position
 *
 * A built-in recipe whose words change becomes customised.
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_recipes_update (EaselStore *self, EaselRecipeRow *row)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));
  dex_return_error_if_fail (row != NULL);

  return write_row (self, row, update_recipe);
}

static DexFuture *
bury (EaselStore *self, gint64 id, gint64 time)
{
  EaselStoreCall *call = _easel_store_call_new ();

  call->ints[0] = id;
  call->ints[1] = time;
  return _easel_store_write (self, EASEL_STORE_RECIPES, bury_recipe, call);
}

/**
 * easel_store_recipes_remove:
 * @self: an open store
 * @id: a recipe
 *
 * Can be undone by easel_store_recipes_restore().
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_recipes_remove (EaselStore *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return bury (self, id, g_get_real_time ());
}

/**
 * easel_store_recipes_restore:
 * @self: an open store
 * @id: a removed recipe
 *
 * Returns: (transfer full): a future that resolves to %TRUE
 */
DexFuture *
easel_store_recipes_restore (EaselStore *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_STORE (self));

  return bury (self, id, 0);
}
