// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-store.h"
#include "easel-recipe-row.h"

G_BEGIN_DECLS

DexFuture *easel_store_recipes_list (EaselStore *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_recipes_get (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_recipes_add (EaselStore *self, EaselRecipeRow *row) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_recipes_update (EaselStore *self, EaselRecipeRow *row) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_recipes_remove (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_recipes_restore (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
