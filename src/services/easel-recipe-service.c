// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-recipe-service-private.h"

#include "easel-fiber.h"
#include "easel-recipe-private.h"
#include "easel-store-recipes.h"

/**
 * EaselRecipeService:
 *
 * The instructions that are used again and again, built in and the user's own.
 */
struct _EaselRecipeService
{
  GObject parent_instance;

  EaselStore *store;
  GListStore *recipes;
};

G_DEFINE_FINAL_TYPE (EaselRecipeService, easel_recipe_service, G_TYPE_OBJECT)

static DexFuture *
refresh_fiber (gpointer data)
{
  EaselRecipeService *self = data;
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;

  rows = dex_await_boxed (easel_store_recipes_list (self->store), &error);
  if (rows == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (items, _easel_recipe_new (g_ptr_array_index (rows, i)));
  g_list_store_splice (self->recipes, 0, g_list_model_get_n_items (G_LIST_MODEL (self->recipes)),
                       items->pdata, items->len);
  return dex_future_new_true ();
}

DexFuture *
_easel_recipe_service_refresh (EaselRecipeService *self)
{
  return easel_fiber_spawn (refresh_fiber, g_object_ref (self), g_object_unref);
}

static void
on_store_changed_cb (EaselRecipeService *self, guint groups)
{
  if ((groups & EASEL_STORE_RECIPES) != 0)
    dex_future_disown (_easel_recipe_service_refresh (self));
}

static void
easel_recipe_service_dispose (GObject *object)
{
  EaselRecipeService *self = EASEL_RECIPE_SERVICE (object);

  g_clear_object (&self->recipes);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (easel_recipe_service_parent_class)->dispose (object);
}

static void
easel_recipe_service_class_init (EaselRecipeServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_recipe_service_dispose;
}

static void
easel_recipe_service_init (EaselRecipeService *self)
{
  self->recipes = g_list_store_new (EASEL_TYPE_RECIPE);
}

EaselRecipeService *
_easel_recipe_service_new (EaselStore *store)
{
  EaselRecipeService *self = g_object_new (EASEL_TYPE_RECIPE_SERVICE, NULL);

  self->store = g_object_ref (store);
  g_signal_connect_object (store, "changed", G_CALLBACK (on_store_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * easel_recipe_service_get_recipes:
 * @self: the service
 *
 * Returns: (transfer none): a list of #EaselRecipe in the user's order
 */
GListModel *
easel_recipe_service_get_recipes (EaselRecipeService *self)
{
  g_return_val_if_fail (EASEL_IS_RECIPE_SERVICE (self), NULL);

  return G_LIST_MODEL (self->recipes);
}

/**
 * easel_recipe_service_add:
 * @self: the service
 * @name: what to call it
 * @instruction: what it says
 *
 * Returns: (transfer full): resolves to the recipe's id, a gint64
 */
DexFuture *
easel_recipe_service_add (EaselRecipeService *self, const char *name, const char *instruction)
{
  g_autoptr (EaselRecipeRow) row = NULL;

  dex_return_error_if_fail (EASEL_IS_RECIPE_SERVICE (self));

  row = easel_recipe_row_new ();
  row->name = g_strdup (name);
  row->instruction = g_strdup (instruction);
  return easel_store_recipes_add (self->store, row);
}

/**
 * easel_recipe_service_edit:
 * @self: the service
 * @id: the recipe
 * @name: what to call it from now on
 * @instruction: what it says from now on
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_recipe_service_edit (EaselRecipeService *self, gint64 id, const char *name, const char *instruction)
{
  g_autoptr (EaselRecipeRow) row = NULL;

  dex_return_error_if_fail (EASEL_IS_RECIPE_SERVICE (self));

  row = easel_recipe_row_new ();
  row->id = id;
  row->name = g_strdup (name);
  row->instruction = g_strdup (instruction);
  return easel_store_recipes_update (self->store, row);
}

/**
 * easel_recipe_service_remove:
 * @self: the service
 * @id: the recipe
 *
 * Returns: (transfer full): resolves to %TRUE; easel_recipe_service_restore()
 *   undoes it
 */
DexFuture *
easel_recipe_service_remove (EaselRecipeService *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_RECIPE_SERVICE (self));

  return easel_store_recipes_remove (self->store, id);
}

/**
 * easel_recipe_service_restore:
 * @self: the service
 * @id: a recipe that was removed
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_recipe_service_restore (EaselRecipeService *self, gint64 id)
{
  dex_return_error_if_fail (EASEL_IS_RECIPE_SERVICE (self));

  return easel_store_recipes_restore (self->store, id);
}
