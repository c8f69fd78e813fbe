// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "easel-asset-list.h"
#include "easel-context.h"
#include "easel-thumbnails.h"

G_BEGIN_DECLS

#define EASEL_TYPE_ASSET_GRID (easel_asset_grid_get_type ())
G_DECLARE_FINAL_TYPE (EaselAssetGrid, easel_asset_grid, EASEL, ASSET_GRID, GtkWidget)

void easel_asset_grid_set_list (EaselAssetGrid *self, EaselAssetList *list, EaselThumbnails *thumbnails);
void easel_asset_grid_set_tile_size (EaselAssetGrid *self, int pixels);

GtkBitset *easel_asset_grid_get_selection (EaselAssetGrid *self) G_GNUC_WARN_UNUSED_RESULT;
GArray *easel_asset_grid_dup_selected_ids (EaselAssetGrid *self) G_GNUC_WARN_UNUSED_RESULT;
EaselAsset *easel_asset_grid_dup_current (EaselAssetGrid *self) G_GNUC_WARN_UNUSED_RESULT;
void easel_asset_grid_select (EaselAssetGrid *self, guint position);
void easel_asset_grid_select_all (EaselAssetGrid *self);
void easel_asset_grid_unselect_all (EaselAssetGrid *self);
gboolean easel_asset_grid_find (EaselAssetGrid *self, double x, double y, guint *position);
void easel_asset_grid_scroll_to (EaselAssetGrid *self, guint position);
void easel_asset_grid_set_jobs (EaselAssetGrid *self, EaselContext *context);
void easel_asset_grid_set_hides_jobs (EaselAssetGrid *self, gboolean hides);
guint easel_asset_grid_get_n_jobs (EaselAssetGrid *self);

G_END_DECLS
