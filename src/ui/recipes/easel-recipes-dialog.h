// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-recipe-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_RECIPES_DIALOG (easel_recipes_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EaselRecipesDialog, easel_recipes_dialog, EASEL, RECIPES_DIALOG, AdwDialog)

EaselRecipesDialog *easel_recipes_dialog_new (EaselRecipeService *service);

G_END_DECLS
