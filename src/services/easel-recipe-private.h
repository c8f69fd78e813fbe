// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-recipe.h"

#include "easel-recipe-row.h"

G_BEGIN_DECLS

EaselRecipe *_easel_recipe_new (EaselRecipeRow *row);

G_END_DECLS
