// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-asset-cell.h"
#include "easel-asset-grid.h"
#include "easel-grid-layout.h"

G_BEGIN_DECLS

struct _EaselAssetGrid
{
  GtkWidget parent_instance;

  /* children */
  GHashTable *cells;    /* position -> EaselAssetCell */
  GHashTable *headings; /* index of the section -> GtkLabel */
  GPtrArray *spare_cells;
  GPtrArray *spare_headings;
  GtkWidget *rubberband;

  /* owned */
  EaselAssetList *list;
  EaselThumbnails *thumbnails;
  GtkSelectionModel *selection;
  EaselGridLayout *layout;
  GtkAdjustment *adjustments[2];
  GtkBitset *banded;

  /* state */
  GtkScrollablePolicy policies[2];
  int tile_size;
  int heading_height;
  guint cursor;
  guint anchor;
  guint scroll_wanted;
  guint autoscroll;
  double band_x, band_y; /* where it began, in pixels from the top of all */
  double pointer_x, pointer_y;
  gboolean banding;
};

double _easel_asset_grid_get_scroll (EaselAssetGrid *self);
void _easel_asset_grid_update_cells (EaselAssetGrid *self);
void _easel_asset_grid_move_cursor (EaselAssetGrid *self, guint position, gboolean extend, gboolean keep);
void _easel_asset_grid_show (EaselAssetGrid *self, guint position);
void _easel_asset_grid_add_controllers (EaselAssetGrid *self);
void _easel_asset_grid_install_keys (GtkWidgetClass *widget_class);

G_END_DECLS
