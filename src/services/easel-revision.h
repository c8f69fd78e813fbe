// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-prompt-content.h"

G_BEGIN_DECLS

/**
 * EaselRevisionSource:
 * @EASEL_REVISION_SOURCE_TYPED: the user typed it
 * @EASEL_REVISION_SOURCE_EDIT: changes of a model were taken
 * @EASEL_REVISION_SOURCE_IMPORT: it was brought in
 * @EASEL_REVISION_SOURCE_RESTORE: an older one was restored
 * @EASEL_REVISION_SOURCE_GENERATE: it was frozen for a generation
 *
 * How a revision came.
 */
typedef enum
{
  EASEL_REVISION_SOURCE_TYPED,
  EASEL_REVISION_SOURCE_EDIT,
  EASEL_REVISION_SOURCE_IMPORT,
  EASEL_REVISION_SOURCE_RESTORE,
  EASEL_REVISION_SOURCE_GENERATE,
} EaselRevisionSource;

#define EASEL_TYPE_REVISION (easel_revision_get_type ())
G_DECLARE_FINAL_TYPE (EaselRevision, easel_revision, EASEL, REVISION, GObject)

gint64 easel_revision_get_id (EaselRevision *self);
gint64 easel_revision_get_prompt_id (EaselRevision *self);
guint easel_revision_get_number (EaselRevision *self);
guint easel_revision_get_source_number (EaselRevision *self);
EaselPromptContent *easel_revision_get_content (EaselRevision *self);
EaselRevisionSource easel_revision_get_source (EaselRevision *self);
const char *easel_revision_get_model_name (EaselRevision *self);
gint64 easel_revision_get_created (EaselRevision *self);
gint64 easel_revision_get_message_id (EaselRevision *self);

G_END_DECLS
