// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-message-record.h"
#include "easel-store.h"

G_BEGIN_DECLS

DexFuture *easel_store_messages_add (EaselStore *self, EaselMessageRecord *row) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_messages_ask (EaselStore *self,
                                     EaselMessageRecord *question,
                                     EaselMessageRecord *answer) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_messages_append (EaselStore *self, gint64 id, const char *text, const char *reasoning)
    G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_messages_restart (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_messages_finish (EaselStore *self, EaselMessageRecord *row) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_messages_note_blocks (EaselStore *self,
                                             gint64 id,
                                             guint block_count) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_messages_delete (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_messages_restore (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *easel_store_messages_branch (EaselStore *self,
                                        gint64 thread_id,
                                        gint64 leaf_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_messages_end (EaselStore *self, gint64 thread_id, gint64 leaf_id, guint n)
    G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_messages_path (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_messages_load (EaselStore *self, GArray *ids) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_messages_tree (EaselStore *self, gint64 thread_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_messages_find_leaf (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_messages_find_sibling (EaselStore *self,
                                              gint64 id,
                                              guint index) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
