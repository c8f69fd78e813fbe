// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-store.h"
#include "easel-draft-row.h"

G_BEGIN_DECLS

DexFuture *easel_store_drafts_save (EaselStore *self, EaselDraftRow *row) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_drafts_load (EaselStore *self, gint64 prompt_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_drafts_delete (EaselStore *self, gint64 prompt_id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
