// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "easel-asset.h"
#include "easel-thumbnails.h"

G_BEGIN_DECLS

#define EASEL_TYPE_ASSET_CELL (easel_asset_cell_get_type ())
G_DECLARE_FINAL_TYPE (EaselAssetCell, easel_asset_cell, EASEL, ASSET_CELL, GtkWidget)

GtkWidget *easel_asset_cell_new (EaselThumbnails *thumbnails) G_GNUC_WARN_UNUSED_RESULT;
void easel_asset_cell_bind (EaselAssetCell *self, EaselAsset *asset, guint position, guint n_items);
EaselAsset *easel_asset_cell_get_asset (EaselAssetCell *self);
guint easel_asset_cell_get_position (EaselAssetCell *self);
void easel_asset_cell_set_selected (EaselAssetCell *self, gboolean selected);

G_END_DECLS
