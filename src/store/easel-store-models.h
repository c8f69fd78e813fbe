// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-store.h"
#include "easel-model-row.h"

G_BEGIN_DECLS

DexFuture *easel_store_models_list (EaselStore *self, const char *provider_slug) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_models_get (EaselStore *self,
                                   const char *provider_slug,
                                   const char *model_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_models_upsert (EaselStore *self,
                                      gint64 provider_id,
                                      GPtrArray *rows,
                                      gboolean complete) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_models_add (EaselStore *self,
                                   EaselModelRow *row,
                                   guint fields) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_models_edit (EaselStore *self, gint64 id, EaselModelRow *row, guint set, guint reset)
    G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_models_set_enabled (EaselStore *self,
                                           gint64 id,
                                           gboolean enabled) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_models_set_favourite (EaselStore *self,
                                             gint64 id,
                                             gboolean favourite) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_models_set_refused (EaselStore *self,
                                           gint64 id,
                                           const char *parameters) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_models_remove (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_models_restore (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_models_touch (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_models_set_default (EaselStore *self,
                                           EaselModelKinds kind,
                                           gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_models_set_fallback (EaselStore *self,
                                            EaselModelKinds kind,
                                            gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_models_get_default (EaselStore *self, EaselModelKinds kind) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
