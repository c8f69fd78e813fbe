// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-asset-list.h"
#include "easel-context.h"
#include "easel-picture-view.h"
#include "easel-thumbnails.h"

G_BEGIN_DECLS

#define EASEL_TYPE_VIEWER_PAGE (easel_viewer_page_get_type ())
G_DECLARE_FINAL_TYPE (EaselViewerPage, easel_viewer_page, EASEL, VIEWER_PAGE, AdwBin)

EaselViewerPage *easel_viewer_page_new (EaselContext *context,
                                        EaselAssetList *list,
                                        EaselThumbnails *thumbnails);
gboolean easel_viewer_page_show (EaselViewerPage *self, gint64 id);
gint64 easel_viewer_page_get_id (EaselViewerPage *self);
EaselPictureView *easel_viewer_page_get_view (EaselViewerPage *self);

G_END_DECLS
