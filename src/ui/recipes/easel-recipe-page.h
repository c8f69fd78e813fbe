// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-recipe-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_RECIPE_PAGE (easel_recipe_page_get_type ())
G_DECLARE_FINAL_TYPE (EaselRecipePage, easel_recipe_page, EASEL, RECIPE_PAGE, AdwNavigationPage)

EaselRecipePage *easel_recipe_page_new (EaselRecipeService *service, EaselRecipe *recipe, gboolean as_copy);

G_END_DECLS
