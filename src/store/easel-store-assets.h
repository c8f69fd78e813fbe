// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-asset-row.h"
#include "easel-store.h"

G_BEGIN_DECLS

/* What assets differ in. */
typedef enum
{
  EASEL_ASSET_FACET_PROVIDER,
  EASEL_ASSET_FACET_MODEL,
  EASEL_ASSET_FACET_TAG,
} EaselAssetFacet;

DexFuture *easel_store_assets_add (EaselStore *self, GPtrArray *rows) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_assets_get (EaselStore *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_assets_list (EaselStore *self, const char *filter) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_assets_list_first (EaselStore *self,
                                          const char *filter,
                                          guint most) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_assets_read (EaselStore *self,
                                    const gint64 *ids,
                                    guint n_ids) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_assets_find_hash (EaselStore *self, const char *hash) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_assets_find_origins (EaselStore *self, const char *origins) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_assets_find_hashes (EaselStore *self, const char *hashes) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_assets_set_trashed (EaselStore *self, const gint64 *ids, guint n_ids, gboolean trashed)
    G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_assets_purge (EaselStore *self,
                                     const gint64 *ids,
                                     guint n_ids) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_assets_measure (EaselStore *self,
                                       const gint64 *ids,
                                       guint n_ids) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_assets_list_hashes (EaselStore *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_assets_set_rating (EaselStore *self, const gint64 *ids, guint n_ids, gint64 rating)
    G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_assets_set_name (EaselStore *self,
                                        gint64 id,
                                        const char *name) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_assets_change_tags (EaselStore *self,
                                           const gint64 *ids,
                                           guint n_ids,
                                           const char *const *add,
                                           const char *const *remove) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_assets_list_tags (EaselStore *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_assets_list_facet (EaselStore *self, EaselAssetFacet facet) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
