// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselRecipeRow:
 * @id: row id; 0 before it was added
 * @key: (nullable): name of a built-in one, such as "more-vivid"
 * @name: what people call it, in English for an unchanged built-in one
 * @instruction: what should change
 * @customised: whether the user changed a built-in one; its name is then the user's own
 * @position: order in lists, smaller first
 * @created_at: UTC, microseconds
 * @updated_at: UTC, microseconds
 * @deleted_at: UTC, microseconds; 0 among the living
 *
 * An instruction to keep. Filled in by its maker and
 * not changed after it was handed on.
 */
typedef struct
{
  gint64 id;
  char *key;
  char *name;
  char *instruction;
  gboolean customised;
  gint64 position;
  gint64 created_at;
  gint64 updated_at;
  gint64 deleted_at;
} EaselRecipeRow;

#define EASEL_TYPE_RECIPE_ROW (easel_recipe_row_get_type ())
GType easel_recipe_row_get_type (void) G_GNUC_CONST;

EaselRecipeRow *easel_recipe_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
EaselRecipeRow *easel_recipe_row_ref (EaselRecipeRow *self);
void easel_recipe_row_unref (EaselRecipeRow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselRecipeRow, easel_recipe_row_unref)

G_END_DECLS
