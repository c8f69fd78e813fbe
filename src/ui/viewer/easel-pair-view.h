// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-picture-view.h"

G_BEGIN_DECLS

#define EASEL_TYPE_PAIR_VIEW (easel_pair_view_get_type ())
G_DECLARE_FINAL_TYPE (EaselPairView, easel_pair_view, EASEL, PAIR_VIEW, AdwBin)

GtkWidget *easel_pair_view_new (EaselPictures *pictures, EaselThumbnails *thumbnails);
void easel_pair_view_set_assets (EaselPairView *self, EaselAsset *a, EaselAsset *b);
void easel_pair_view_set_slider (EaselPairView *self, gboolean slider);
EaselPictureView *easel_pair_view_get_view (EaselPairView *self, guint which);
void easel_pair_view_set_boundary (EaselPairView *self, double share);
double easel_pair_view_get_boundary (EaselPairView *self);

G_END_DECLS
