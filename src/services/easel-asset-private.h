// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-asset.h"

#include "easel-asset-row.h"

G_BEGIN_DECLS

EaselAsset *_easel_asset_new (gint64 id, gint64 time);
EaselAsset *_easel_asset_new_for_row (EaselAssetRow *row);
void _easel_asset_set_row (EaselAsset *self, EaselAssetRow *row);
EaselAssetRow *_easel_asset_get_row (EaselAsset *self);

G_END_DECLS
