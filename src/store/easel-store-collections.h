// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-collection-row.h"
#include "easel-store.h"

G_BEGIN_DECLS

DexFuture *easel_store_collections_list (EaselStore *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_collections_add (EaselStore *self,
                                        const char *name,
                                        gint64 parent_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_collections_rename (EaselStore *self,
                                           gint64 id,
                                           const char *name) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_collections_move (EaselStore *self,
                                         gint64 id,
                                         gint64 parent_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_collections_set_removed (EaselStore *self,
                                                gint64 id,
                                                gboolean removed) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_collections_change (EaselStore *self,
                                           gint64 id,
                                           const gint64 *assets,
                                           guint n_assets,
                                           gboolean add) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_searches_list (EaselStore *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_searches_save (EaselStore *self,
                                      const char *name,
                                      const char *query) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_searches_rename (EaselStore *self,
                                        gint64 id,
                                        const char *name) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_searches_remove (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
