// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-clip-view.h"
#include "easel-viewer-page.h"

G_BEGIN_DECLS

struct _EaselViewerPage
{
  AdwBin parent_instance;

  /* template */
  AdwToastOverlay *toast_overlay;
  AdwToolbarView *toolbar_view;
  AdwWindowTitle *title;
  GtkMenuButton *menu_button;
  GMenuModel *page_menu;
  GtkButton *fullscreen_button;
  GtkOverlay *overlay;
  GtkStack *stack;
  AdwBin *picture_bin;
  AdwStatusPage *problem_status;
  GtkButton *previous_button;
  GtkButton *next_button;
  GtkWidget *zoom_box;
  GtkButton *motion_button;
  GtkLabel *zoom_label;

  /* borrowed */
  EaselPictureView *view;
  EaselClipView *clip;

  /* owned */
  EaselContext *context;
  EaselAssetList *list;
  EaselThumbnails *thumbnails;
  EaselPictures *pictures;
  EaselAsset *asset;
  GSignalGroup *asset_signals;

  /* state */
  gint64 id;
  gint64 returning; /* one that comes back out of the trash */
  guint position;
  guint hide_source;
  guint spinner_source;
  gboolean announced;
  gboolean coarse;     /* the picture has more points than are shown */
  gboolean focus_lent; /* to the header */
};

void _easel_viewer_page_update_actions (EaselViewerPage *self);
void _easel_viewer_page_show_position (EaselViewerPage *self, guint position);
void _easel_viewer_page_say (EaselViewerPage *self, const char *text);
void _easel_viewer_page_wake (EaselViewerPage *self);
void _easel_viewer_page_install_actions (GtkWidgetClass *widget_class);

G_END_DECLS
