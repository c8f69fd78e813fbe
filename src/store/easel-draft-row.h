// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselDraftRow:
 * @prompt_id: its prompt
 * @revision_id: the revision that it stands on; 0 none
 * @text: the prompt
 * @negative_text: the negative prompt, may be empty
 * @locks: (nullable): locked spans, JSON
 * @off: (nullable): parts kept but not sent, JSON
 * @instruction: what stands in the instruction line
 * @context: (nullable): what goes along, as typed
 * @updated_at: UTC, microseconds
 *
 * Text as typed that is no revision yet. Filled in by its maker and
 * not changed after it was handed on.
 */
typedef struct
{
  gint64 prompt_id;
  gint64 revision_id;
  char *text;
  char *negative_text;
  char *locks;
  char *off;
  char *instruction;
  char *context;
  gint64 updated_at;
} EaselDraftRow;

#define EASEL_TYPE_DRAFT_ROW (easel_draft_row_get_type ())
GType easel_draft_row_get_type (void) G_GNUC_CONST;

EaselDraftRow *easel_draft_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
EaselDraftRow *easel_draft_row_ref (EaselDraftRow *self);
void easel_draft_row_unref (EaselDraftRow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselDraftRow, easel_draft_row_unref)

G_END_DECLS
