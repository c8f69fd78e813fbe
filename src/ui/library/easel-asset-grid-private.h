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
  GPtrArray *tiles; /* EaselJobTile, the newest first */

  /* owned */
  EaselAssetList *list;
  EaselThumbnails *thumbnails;
  GtkSelectionModel *selection;
  EaselGridLayout *layout;
  GtkAdjustment *adjustments[2];
  GtkBitset *banded;
  EaselContext *context;
  GListModel *jobs;
  GHashTable *dismissed; /* gint64: jobs that the user needs to see no more */

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
  gboolean headed; /* whether what is in the list now has headings */
  gboolean hides_jobs;
  guint handing;    /* the source that stops waiting for what jobs made */
  gint64 anchor_id; /* the first in view, 0 at the top */
  double anchor_y;
  double anchor_value;
  guint keep_wanted; /* where that is now */
};

double _easel_asset_grid_get_scroll (EaselAssetGrid *self);
void _easel_asset_grid_update_cells (EaselAssetGrid *self);
void _easel_asset_grid_move_cursor (EaselAssetGrid *self, guint position, gboolean extend, gboolean keep);
void _easel_asset_grid_show (EaselAssetGrid *self, guint position);
void _easel_asset_grid_add_controllers (EaselAssetGrid *self);
void _easel_asset_grid_install_keys (GtkWidgetClass *widget_class);

void _easel_asset_grid_relayout (EaselAssetGrid *self);
void _easel_asset_grid_update_jobs (EaselAssetGrid *self);
void _easel_asset_grid_clear_jobs (EaselAssetGrid *self);
gboolean _easel_asset_grid_focus_tile (EaselAssetGrid *self, GtkDirectionType direction);

G_END_DECLS
