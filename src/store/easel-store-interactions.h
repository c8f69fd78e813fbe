// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-store.h"
#include "easel-interaction-row.h"

G_BEGIN_DECLS

DexFuture *easel_store_interactions_start (EaselStore *self,
                                           EaselInteractionRow *row) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_interactions_redirect (EaselStore *self,
                                              EaselInteractionRow *row) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_interactions_append (EaselStore *self,
                                            gint64 id,
                                            const char *text) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_interactions_finish (EaselStore *self,
                                            EaselInteractionRow *row) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_interactions_set_outcome (EaselStore *self,
                                                 gint64 id,
                                                 EaselInteractionOutcome outcome) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_interactions_list (EaselStore *self,
                                          gint64 prompt_id,
                                          const char *search,
                                          guint limit,
                                          guint offset) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_interactions_get (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_interactions_recover (EaselStore *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
