// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-store.h"
#include "easel-thread-row.h"

G_BEGIN_DECLS

DexFuture *easel_store_threads_list (EaselStore *self, gboolean deleted) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_threads_get (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_threads_create (EaselStore *self, EaselThreadRow *row) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_threads_duplicate (EaselStore *self,
                                          gint64 id,
                                          const char *title) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_threads_rename (EaselStore *self,
                                       gint64 id,
                                       const char *title) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_threads_suggest_title (EaselStore *self,
                                              gint64 id,
                                              const char *title) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_threads_set_pinned (EaselStore *self,
                                           gint64 id,
                                           gboolean pinned) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_threads_set_folder (EaselStore *self,
                                           gint64 id,
                                           const char *folder) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_threads_rename_folder (EaselStore *self,
                                              const char *folder,
                                              const char *name) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_threads_set_options (EaselStore *self, EaselThreadRow *row) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_threads_set_model (EaselStore *self,
                                          gint64 id,
                                          const char *model) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_threads_set_leaf (EaselStore *self,
                                         gint64 id,
                                         gint64 leaf_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_threads_set_place (EaselStore *self,
                                          gint64 id,
                                          gint64 place_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_threads_set_draft (EaselStore *self,
                                          gint64 id,
                                          const char *draft) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_threads_mark_read (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_threads_delete (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_threads_restore (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
