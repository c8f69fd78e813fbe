// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-recipe-service.h"
#include "easel-store.h"

G_BEGIN_DECLS

EaselRecipeService *_easel_recipe_service_new (EaselStore *store);
DexFuture *_easel_recipe_service_refresh (EaselRecipeService *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
