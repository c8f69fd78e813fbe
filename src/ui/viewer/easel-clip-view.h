// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-pictures.h"
#include "easel-thumbnails.h"

G_BEGIN_DECLS

#define EASEL_TYPE_CLIP_VIEW (easel_clip_view_get_type ())
G_DECLARE_FINAL_TYPE (EaselClipView, easel_clip_view, EASEL, CLIP_VIEW, AdwBin)

GtkWidget *easel_clip_view_new (EaselLibraryService *library,
                                EaselPictures *pictures,
                                EaselThumbnails *thumbnails);
void easel_clip_view_set_asset (EaselClipView *self, EaselAsset *asset);
void easel_clip_view_toggle (EaselClipView *self);

G_END_DECLS
