// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-asset-list.h"
#include "easel-context.h"
#include "easel-pair-view.h"

G_BEGIN_DECLS

#define EASEL_TYPE_PAIR_PAGE (easel_pair_page_get_type ())
G_DECLARE_FINAL_TYPE (EaselPairPage, easel_pair_page, EASEL, PAIR_PAGE, AdwBreakpointBin)

EaselPairPage *easel_pair_page_new (EaselContext *context, EaselAssetList *list, EaselThumbnails *thumbnails);
gboolean easel_pair_page_show (EaselPairPage *self, gint64 a, gint64 b);
EaselPairView *easel_pair_page_get_view (EaselPairPage *self);

G_END_DECLS
