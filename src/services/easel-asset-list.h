// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "easel-asset-filter.h"
#include "easel-asset.h"

G_BEGIN_DECLS

#define EASEL_TYPE_ASSET_LIST (easel_asset_list_get_type ())
G_DECLARE_FINAL_TYPE (EaselAssetList, easel_asset_list, EASEL, ASSET_LIST, GObject)

const EaselAssetFilter *easel_asset_list_get_filter (EaselAssetList *self);
void easel_asset_list_set_filter (EaselAssetList *self, const EaselAssetFilter *filter);
gboolean easel_asset_list_is_ready (EaselAssetList *self);
const char *easel_asset_list_get_problem (EaselAssetList *self);
gint64 easel_asset_list_get_id (EaselAssetList *self, guint position);
gint64 easel_asset_list_get_time (EaselAssetList *self, guint position);
gboolean easel_asset_list_find (EaselAssetList *self, gint64 id, guint *position);

G_END_DECLS
