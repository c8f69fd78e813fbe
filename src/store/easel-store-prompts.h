// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-store.h"
#include "easel-prompt-row.h"

G_BEGIN_DECLS

DexFuture *easel_store_prompts_list (EaselStore *self, const char *search, guint limit, guint offset)
    G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_prompts_get (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_prompts_create (EaselStore *self,
                                       const char *title,
                                       gint64 project_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_prompts_rename (EaselStore *self,
                                       gint64 id,
                                       const char *title) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_prompts_delete (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_prompts_restore (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
