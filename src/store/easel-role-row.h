// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselRoleRow:
 * @id: row id; 0 before it was added
 * @key: (nullable): name of a built-in one, such as "interviewer"
 * @name: what people call it, in English for an unchanged built-in one
 * @description: what it is for, the same; may be empty
 * @system_prompt: what models are told
 * @model: (nullable): PROVIDER:MODEL
 * @temperature: thousandths; -1 not set
 * @max_tokens: 0 not set
 * @customised: whether the user changed a built-in one; its name is then the user's own
 * @position: order in lists, smaller first
 * @created_at: UTC, microseconds
 * @updated_at: UTC, microseconds
 * @deleted_at: UTC, microseconds; 0 among the living
 *
 * A preset of how a model answers. Filled in by its maker and not changed after
 * it was handed on.
 */
typedef struct
{
  gint64 id;
  char *key;
  char *name;
  char *description;
  char *system_prompt;
  char *model;
  gint64 temperature;
  gint64 max_tokens;
  gboolean customised;
  gint64 position;
  gint64 created_at;
  gint64 updated_at;
  gint64 deleted_at;
} EaselRoleRow;

#define EASEL_TYPE_ROLE_ROW (easel_role_row_get_type ())
GType easel_role_row_get_type (void) G_GNUC_CONST;

EaselRoleRow *easel_role_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
EaselRoleRow *easel_role_row_ref (EaselRoleRow *self);
void easel_role_row_unref (EaselRoleRow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselRoleRow, easel_role_row_unref)

G_END_DECLS
