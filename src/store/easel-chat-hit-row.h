// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselChatHitRow:
 * @thread_id: the thread
 * @message_id: the message; 0 if the thread's title was found
 * @title: the thread's title
 * @snippet: one line around the first word that was found
 * @marks: (element-type EaselSearchMark): the words that were found in it: pairs
 *   of guint, start and length in bytes
 * @created_at: when it was said; UTC, microseconds
 *
 * A place that a search found.
 */
typedef struct
{
  gint64 thread_id;
  gint64 message_id;
  char *title;
  char *snippet;
  GArray *marks;
  gint64 created_at;
} EaselChatHitRow;

#define EASEL_TYPE_CHAT_HIT_ROW (easel_chat_hit_row_get_type ())
GType easel_chat_hit_row_get_type (void) G_GNUC_CONST;

EaselChatHitRow *easel_chat_hit_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
EaselChatHitRow *easel_chat_hit_row_ref (EaselChatHitRow *self);
void easel_chat_hit_row_unref (EaselChatHitRow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselChatHitRow, easel_chat_hit_row_unref)

G_END_DECLS
