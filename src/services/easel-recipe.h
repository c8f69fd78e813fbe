// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define EASEL_TYPE_RECIPE (easel_recipe_get_type ())
G_DECLARE_FINAL_TYPE (EaselRecipe, easel_recipe, EASEL, RECIPE, GObject)

gint64 easel_recipe_get_id (EaselRecipe *self);
const char *easel_recipe_get_name (EaselRecipe *self);
const char *easel_recipe_get_instruction (EaselRecipe *self);
gboolean easel_recipe_is_built_in (EaselRecipe *self);

G_END_DECLS
