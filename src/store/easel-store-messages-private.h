// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-store-messages.h"
#include "easel-store-private.h"
#include "easel-thread-row.h"

G_BEGIN_DECLS

EaselMessageRecord *_easel_messages_read_row (EaselStatement *s);
gboolean _easel_messages_not_found (gint64 id, GError **error);
gboolean _easel_messages_index (EaselDatabase *database, gint64 id, const char *text, GError **error);
gboolean _easel_messages_find_leaf (EaselDatabase *database, gint64 id, gint64 *leaf, GError **error);
gboolean _easel_messages_cut (EaselDatabase *database, EaselOwner *self, GError **error);
gboolean _easel_messages_insert (
    EaselDatabase *database, const EaselMessageRecord *row, EaselOwner *owner, gint64 *id, GError **error);
gboolean _easel_messages_insert_files (EaselDatabase *database, gint64 id, GPtrArray *files, GError **error);
gboolean _easel_threads_insert (EaselDatabase *database,
                                const EaselThreadRow *row,
                                gint64 *id,
                                GError **error);
gboolean _easel_threads_not_found (gint64 id, GError **error);
gboolean _easel_threads_index (EaselDatabase *database, gint64 id, GError **error);

/* Of an EaselMessageRecord, in order; m and t are messages and message_texts. */
#define EASEL_MESSAGE_COLUMNS                                                                                \
  "SELECT m.id, m.thread_id, m.parent_id, m.covers_id, m.kind, m.state, "                                    \
  "m.block_count, m.attachment_count, "                                                                      \
  "t.text || ifnull((SELECT group_concat(c.text, '' ORDER BY c.id) FROM message_chunks AS c "                \
  "WHERE c.message_id = m.id), ''), "                                                                        \
  "t.reasoning || ifnull((SELECT group_concat(c.reasoning, '' ORDER BY c.id) FROM message_chunks AS c "      \
  "WHERE c.message_id = m.id), ''), "                                                                        \
  "t.provider_state, m.token_counts, m.reasoning_duration, m.provider_slug, m.provider_name, m.model_id, "   \
  "m.model_name, m.fallback_for, m.usage_id, m.input_tokens, m.output_tokens, m.cached_tokens, "             \
  "m.reasoning_tokens, m.cost, m.duration, m.first_token, m.retries, m.http_status, m.request_id, "          \
  "m.error, m.error_code, m.created_at, m.deleted_at, t.sources FROM messages AS m "                         \
  "JOIN message_texts AS t ON t.message_id = m.id "

G_END_DECLS
