// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "easel-recipe.h"

G_BEGIN_DECLS

#define EASEL_TYPE_RECIPE_SERVICE (easel_recipe_service_get_type ())
G_DECLARE_FINAL_TYPE (EaselRecipeService, easel_recipe_service, EASEL, RECIPE_SERVICE, GObject)

GListModel *easel_recipe_service_get_recipes (EaselRecipeService *self);
DexFuture *easel_recipe_service_add (EaselRecipeService *self,
                                     const char *name,
                                     const char *instruction) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_recipe_service_edit (EaselRecipeService *self,
                                      gint64 id,
                                      const char *name,
                                      const char *instruction) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_recipe_service_remove (EaselRecipeService *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_recipe_service_restore (EaselRecipeService *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
