// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselRevisionOrigin:
 * @EASEL_REVISION_TYPED: written by the user
 * @EASEL_REVISION_EDIT: a model's change, taken
 * @EASEL_REVISION_IMPORT: read from a file
 * @EASEL_REVISION_RESTORE: an older revision again
 * @EASEL_REVISION_GENERATE: as it was sent to make a picture
 *
 * How a revision came.
 */
typedef enum
{
  EASEL_REVISION_TYPED,
  EASEL_REVISION_EDIT,
  EASEL_REVISION_IMPORT,
  EASEL_REVISION_RESTORE,
  EASEL_REVISION_GENERATE,
} EaselRevisionOrigin;

/**
 * EaselRevisionRow:
 * @id: row id; 0 before it was added
 * @prompt_id: its prompt
 * @parent_id: the revision that it was made from; 0 none
 * @number: counts from 1 in a prompt; given by the store
 * @text: the prompt
 * @negative_text: the negative prompt, may be empty
 * @locks: (nullable): locked spans, JSON
 * @off: (nullable): parts kept but not sent, JSON
 * @origin: how it came
 * @interaction_id: the edit that made it; 0 none
 * @message_id: the message of a chat that it came from; 0 none
 * @provider_slug: (nullable): the provider of @interaction_id; read only
 * @provider_name: (nullable): its name at that time; read only
 * @model_id: (nullable): the model that answered; read only
 * @created_at: UTC, microseconds
 *
 * A version of a prompt. Never changed once made. Filled in by its maker and
 * not changed after it was handed on.
 */
typedef struct
{
  gint64 id;
  gint64 prompt_id;
  gint64 parent_id;
  gint64 number;
  char *text;
  char *negative_text;
  char *locks;
  char *off;
  EaselRevisionOrigin origin;
  gint64 interaction_id;
  gint64 message_id;
  char *provider_slug;
  char *provider_name;
  char *model_id;
  gint64 created_at;
} EaselRevisionRow;

#define EASEL_TYPE_REVISION_ROW (easel_revision_row_get_type ())
GType easel_revision_row_get_type (void) G_GNUC_CONST;

EaselRevisionRow *easel_revision_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
EaselRevisionRow *easel_revision_row_ref (EaselRevisionRow *self);
void easel_revision_row_unref (EaselRevisionRow *self);

const char *easel_revision_origin_to_string (EaselRevisionOrigin value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselRevisionRow, easel_revision_row_unref)

G_END_DECLS
