// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselThreadRow:
 * @id: row id; 0 before it was added
 * @title: may be empty
 * @titled: whether a user or a model named it; else it is called after its first line
 * @pinned: whether it stands above the others
 * @folder: where it is kept, may be empty
 * @model: (nullable): PROVIDER:MODEL that answers
 * @system_prompt: what models are told first, may be empty
 * @temperature: thousandths; -1 not set
 * @max_tokens: most tokens of an answer; 0 not set
 * @role_id: the role that it began with; 0 none
 * @project_id: its project; 0 none
 * @prompt_id: the prompt that it is about; 0 none
 * @revision_id: the revision of it; 0 none
 * @leaf_id: the last message of the branch in view; 0 none
 * @place_id: the message that was read last; 0 none
 * @draft: what stands in the line where one writes, may be empty
 * @source: (nullable): where an imported one came from
 * @message_count: messages, deleted ones too
 * @cost: micro-US-dollars, as far as known
 * @unknown_costs: answers whose cost is not known
 * @answering: how many answers are being written; read only
 * @answered_at: when an answer last ended; 0 never
 * @read_at: when somebody last looked; 0 never
 * @created_at: UTC, microseconds
 * @updated_at: UTC, microseconds
 * @deleted_at: UTC, microseconds; 0 among the living
 *
 * A conversation. Filled in by its maker and not changed after it was handed on.
 */
typedef struct
{
  gint64 id;
  char *title;
  gboolean titled;
  gboolean pinned;
  char *folder;
  char *model;
  char *system_prompt;
  gint64 temperature;
  gint64 max_tokens;
  gint64 role_id;
  gint64 project_id;
  gint64 prompt_id;
  gint64 revision_id;
  gint64 leaf_id;
  gint64 place_id;
  char *draft;
  char *source;
  gint64 message_count;
  gint64 cost;
  gint64 unknown_costs;
  gint64 answering;
  gint64 answered_at;
  gint64 read_at;
  gint64 created_at;
  gint64 updated_at;
  gint64 deleted_at;
} EaselThreadRow;

#define EASEL_TYPE_THREAD_ROW (easel_thread_row_get_type ())
GType easel_thread_row_get_type (void) G_GNUC_CONST;

EaselThreadRow *easel_thread_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
EaselThreadRow *easel_thread_row_ref (EaselThreadRow *self);
void easel_thread_row_unref (EaselThreadRow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselThreadRow, easel_thread_row_unref)

G_END_DECLS
