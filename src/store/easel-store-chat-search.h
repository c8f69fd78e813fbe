// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-chat-hit-row.h"
#include "easel-store.h"

G_BEGIN_DECLS

DexFuture *easel_store_chat_search (EaselStore *self,
                                    const char *query,
                                    guint limit) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_chat_search_thread (EaselStore *self, gint64 thread_id, const char *query, guint limit)
    G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
