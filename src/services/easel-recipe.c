// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-recipe-private.h"

#include <glib/gi18n-lib.h>

/**
 * EaselRecipe:
 *
 * An instruction that is used again and again.
 */
struct _EaselRecipe
{
  GObject parent_instance;

  EaselRecipeRow *row;
};

G_DEFINE_FINAL_TYPE (EaselRecipe, easel_recipe, G_TYPE_OBJECT)

static void
easel_recipe_finalize (GObject *object)
{
  EaselRecipe *self = EASEL_RECIPE (object);

  g_clear_pointer (&self->row, easel_recipe_row_unref);

  G_OBJECT_CLASS (easel_recipe_parent_class)->finalize (object);
}

static void
easel_recipe_class_init (EaselRecipeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = easel_recipe_finalize;
}

static void
easel_recipe_init (EaselRecipe *self)
{
}

EaselRecipe *
_easel_recipe_new (EaselRecipeRow *row)
{
  EaselRecipe *self = g_object_new (EASEL_TYPE_RECIPE, NULL);

  self->row = easel_recipe_row_ref (row);
  return self;
}

gint64
easel_recipe_get_id (EaselRecipe *self)
{
  g_return_val_if_fail (EASEL_IS_RECIPE (self), 0);

  return self->row->id;
}

const char *
easel_recipe_get_instruction (EaselRecipe *self)
{
  g_return_val_if_fail (EASEL_IS_RECIPE (self), NULL);

  return self->row->instruction;
}

/**
 * easel_recipe_is_built_in:
 * @self: a recipe
 *
 * Returns: whether it came with Easel
 */
gboolean
easel_recipe_is_built_in (EaselRecipe *self)
{
  g_return_val_if_fail (EASEL_IS_RECIPE (self), FALSE);

  return self->row->key != NULL;
}

/**
 * easel_recipe_get_name:
 * @self: a recipe
 *
 * Returns: (transfer none): what the list calls it; a built-in one that the user
 *   has not changed is named in the user's language
 */
const char *
easel_recipe_get_name (EaselRecipe *self)
{
  static const struct
  {
    const char *key;
    const char *name;
  } built_in[] = {
    { "more-vivid", N_ ("More vivid") },   { "more-detail", N_ ("More detail") },
    { "shorter", N_ ("Shorter") },         { "simplify", N_ ("Simplify") },
    { "as-tags", N_ ("As tags") },         { "as-prose", N_ ("As prose") },
    { "fix-grammar", N_ ("Fix grammar") },
  };

  g_return_val_if_fail (EASEL_IS_RECIPE (self), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (built_in); i++)
    if (g_strcmp0 (self->row->key, built_in[i].key) == 0 && !self->row->customised)
      return _ (built_in[i].name);
  return self->row->name;
}
