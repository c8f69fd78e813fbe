// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-store.h"
#include "easel-interaction-row.h"
#include "easel-revision-row.h"

G_BEGIN_DECLS

DexFuture *easel_store_revisions_add (EaselStore *self, EaselRevisionRow *row) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_revisions_add_outcome (EaselStore *self,
                                              EaselRevisionRow *row,
                                              gint64 interaction_id,
                                              EaselInteractionOutcome outcome) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_revisions_list (EaselStore *self, gint64 prompt_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_revisions_get (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_revisions_get_current (EaselStore *self, gint64 prompt_id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
