// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-message-record.h"
#include "easel-store.h"
#include "easel-thread-row.h"

G_BEGIN_DECLS

DexFuture *easel_store_imports_begin (EaselStore *self, EaselThreadRow *row) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_imports_add (EaselStore *self, gint64 thread_id, GArray *known, GPtrArray *rows)
    G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_imports_finish (EaselStore *self, gint64 thread_id, gint64 leaf_id, const char *draft)
    G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_imports_condemn (EaselStore *self, gint64 thread_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_imports_drop (EaselStore *self, gint64 thread_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_imports_find_left (EaselStore *self) G_GNUC_WARN_UNUSED_RESULT;

char *easel_store_imports_make_source (const EaselThreadRow *row) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
