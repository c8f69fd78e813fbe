// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-asset-details.h"
#include "easel-asset-grid.h"
#include "easel-generate-panel.h"
#include "easel-library-page.h"
#include "easel-place-page.h"

G_BEGIN_DECLS

/* What the menu of filters chooses from. */
typedef enum
{
  EASEL_LIBRARY_FILTER_KIND,
  EASEL_LIBRARY_FILTER_SOURCE,
  EASEL_LIBRARY_FILTER_PROVIDER,
  EASEL_LIBRARY_FILTER_MODEL,
  EASEL_LIBRARY_FILTER_TAG,
  EASEL_LIBRARY_FILTER_COLLECTION,
  EASEL_LIBRARY_FILTER_RATING,
  EASEL_LIBRARY_FILTER_SIDE,
  EASEL_LIBRARY_FILTER_RATIO,
  EASEL_LIBRARY_FILTER_DATE,
  EASEL_LIBRARY_FILTER_SEED,
  EASEL_LIBRARY_FILTER_REVISION,
  EASEL_LIBRARY_FILTER_DUPLICATES,
  EASEL_LIBRARY_N_FILTERS,
} EaselLibraryFilter;

struct _EaselLibraryPage
{
  AdwBreakpointBin parent_instance;

  /* template */
  AdwOverlaySplitView *split_view;
  AdwToastOverlay *toast_overlay;
  GtkSearchEntry *search_entry;
  GtkMenuButton *menu_button;
  GMenuModel *page_menu;
  GtkMenuButton *filter_button;
  GMenuModel *filter_menu;
  GtkMenuButton *sort_button;
  GMenuModel *sort_menu;
  AdwWrapBox *chip_box;
  GtkBox *import_box;
  GtkScale *size_scale;
  GtkStack *stack;
  GtkScrolledWindow *scrolled_window;
  EaselAssetGrid *grid;
  GtkStack *pane_stack;
  AdwWindowTitle *pane_title;
  GtkToggleButton *generate_button;
  GtkToggleButton *details_button;
  GMenuModel *asset_menu;
  GMenu *provider_menu;
  GMenu *model_menu;
  GMenu *tag_menu;
  GMenu *collection_menu;
  GMenu *add_menu;

  /* borrowed: built when first shown */
  EaselAssetDetails *details;
  EaselGeneratePanel *panel;
  GtkWidget *popover;

  /* owned */
  EaselContext *context;
  GSettings *settings;
  EaselAssetList *list;
  EaselThumbnails *thumbnails;
  EaselAssetFilter *filter;
  GCancellable *cancellable;
  EaselAssetImport *last_import; /* of which something was left out */

  /* state */
  gint64 key;            /* of what is shown, see EaselLibraryView */
  guint revision_number; /* of the filter's revision */
};

EaselLibraryService *_easel_library_page_get_service (EaselLibraryPage *self);
void _easel_library_page_say (EaselLibraryPage *self, const char *text);
void _easel_library_page_update (EaselLibraryPage *self);
void _easel_library_page_update_details (EaselLibraryPage *self);
gboolean _easel_library_page_is_filtered (EaselLibraryPage *self);

void _easel_library_page_apply_filter (EaselLibraryPage *self);
EaselAssetFilter *_easel_library_page_dup_filter (EaselLibraryPage *self);
void _easel_library_page_take_filter (EaselLibraryPage *self, const EaselAssetFilter *filter);
void _easel_library_page_install_filters (GtkWidgetClass *widget_class);
void _easel_library_page_init_filters (EaselLibraryPage *self);

void _easel_library_page_install_collections (GtkWidgetClass *widget_class);
void _easel_library_page_fill_add_menu (EaselLibraryPage *self);

void _easel_library_page_install_name (GtkWidgetClass *widget_class);

void _easel_library_page_import (EaselLibraryPage *self, GListModel *files);
void _easel_library_page_install_import (GtkWidgetClass *widget_class);
void _easel_library_page_init_import (EaselLibraryPage *self);

void _easel_library_page_install_actions (GtkWidgetClass *widget_class);
void _easel_library_page_show_pane (EaselLibraryPage *self, const char *name);
void _easel_library_page_install_generate (GtkWidgetClass *widget_class);
void _easel_library_page_init_keys (EaselLibraryPage *self);
void _easel_library_page_init_drag (EaselLibraryPage *self);
void _easel_library_page_show_menu (EaselLibraryPage *self, double x, double y);

G_END_DECLS
