// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "easel-motion-player.h"
#include "easel-pictures.h"
#include "easel-thumbnails.h"
#include "easel-viewport.h"

G_BEGIN_DECLS

#define EASEL_TYPE_PICTURE_VIEW (easel_picture_view_get_type ())
G_DECLARE_FINAL_TYPE (EaselPictureView, easel_picture_view, EASEL, PICTURE_VIEW, GtkWidget)

GtkWidget *easel_picture_view_new (EaselPictures *pictures, EaselThumbnails *thumbnails);
void easel_picture_view_set_asset (EaselPictureView *self, EaselAsset *asset);
EaselAsset *easel_picture_view_get_asset (EaselPictureView *self);
EaselViewport *easel_picture_view_get_viewport (EaselPictureView *self);
void easel_picture_view_set_viewport (EaselPictureView *self, EaselViewport *viewport);
void easel_picture_view_set_enlarge (EaselPictureView *self, gboolean enlarge);
void easel_picture_view_set_library (EaselPictureView *self, EaselLibraryService *library);
void easel_picture_view_set_reveal (EaselPictureView *self, double from, double to);

double easel_picture_view_get_scale (EaselPictureView *self);
guint easel_picture_view_get_side (EaselPictureView *self);
EaselPixels *easel_picture_view_get_pixels (EaselPictureView *self);
const char *easel_picture_view_get_problem (EaselPictureView *self);
gboolean easel_picture_view_is_empty (EaselPictureView *self);
gboolean easel_picture_view_is_coarse (EaselPictureView *self);
gboolean easel_picture_view_can_pan (EaselPictureView *self);

gboolean easel_picture_view_is_animated (EaselPictureView *self);
gboolean easel_picture_view_get_playing (EaselPictureView *self);
void easel_picture_view_set_playing (EaselPictureView *self, gboolean playing);
EaselMotionPlayer *easel_picture_view_get_player (EaselPictureView *self);

void easel_picture_view_zoom (EaselPictureView *self, double factor);
void easel_picture_view_zoom_fit (EaselPictureView *self);
void easel_picture_view_zoom_actual (EaselPictureView *self);
void easel_picture_view_pan (EaselPictureView *self, double dx, double dy);

G_END_DECLS
