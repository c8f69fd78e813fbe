// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselPromptRow:
 * @id: row id
 * @project_id: its project; 0 none
 * @title: may be empty
 * @snippet: first line of its text as it is now, shortened
 * @revision_id: its newest revision; 0 if it has none yet
 * @revision_count: how many revisions it has
 * @has_draft: whether there is text that is no revision yet
 * @created_at: UTC, microseconds
 * @updated_at: UTC, microseconds
 * @deleted_at: UTC, microseconds; 0 among the living
 *
 * A prompt as lists show it. Filled in by its maker and
 * not changed after it was handed on.
 */
typedef struct
{
  gint64 id;
  gint64 project_id;
  char *title;
  char *snippet;
  gint64 revision_id;
  gint64 revision_count;
  gboolean has_draft;
  gint64 created_at;
  gint64 updated_at;
  gint64 deleted_at;
} EaselPromptRow;

#define EASEL_TYPE_PROMPT_ROW (easel_prompt_row_get_type ())
GType easel_prompt_row_get_type (void) G_GNUC_CONST;

EaselPromptRow *easel_prompt_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
EaselPromptRow *easel_prompt_row_ref (EaselPromptRow *self);
void easel_prompt_row_unref (EaselPromptRow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselPromptRow, easel_prompt_row_unref)

G_END_DECLS
