// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"
#include "easel-thumbnails.h"

G_BEGIN_DECLS

#define EASEL_TYPE_ASSET_DETAILS (easel_asset_details_get_type ())
G_DECLARE_FINAL_TYPE (EaselAssetDetails, easel_asset_details, EASEL, ASSET_DETAILS, AdwBin)

EaselAssetDetails *easel_asset_details_new (EaselContext *context,
                                            EaselThumbnails *thumbnails) G_GNUC_WARN_UNUSED_RESULT;
void easel_asset_details_show (EaselAssetDetails *self, EaselAsset *asset, guint n_selected, gboolean trash);

void easel_asset_details_reset_name (EaselAssetDetails *self);
void easel_asset_details_focus_name (EaselAssetDetails *self);

G_END_DECLS
