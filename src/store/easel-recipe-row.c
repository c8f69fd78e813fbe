// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-recipe-row.h"

#include "easel-store-row-private.h"

static void
easel_recipe_row_init (EaselRecipeRow *self)
{
}

static void
easel_recipe_row_clear (EaselRecipeRow *self)
{
  g_free (self->key);
  g_free (self->name);
  g_free (self->instruction);
}

EASEL_DEFINE_ROW (EaselRecipeRow, easel_recipe_row)
