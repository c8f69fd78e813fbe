// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-asset-list.h"
#include "easel-store.h"

G_BEGIN_DECLS

EaselAssetList *_easel_asset_list_new (EaselStore *store, const EaselAssetFilter *filter);
char *_easel_asset_filter_to_query (const EaselAssetFilter *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
