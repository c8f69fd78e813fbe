// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-library-service.h"

G_BEGIN_DECLS

/* @pixels: NULL with @error if there is no picture to be had. */
typedef void (*EaselPicturesFunc) (gpointer data, EaselPixels *pixels, const GError *error);

#define EASEL_TYPE_PICTURES (easel_pictures_get_type ())
G_DECLARE_FINAL_TYPE (EaselPictures, easel_pictures, EASEL, PICTURES, GObject)

EaselPictures *easel_pictures_new (EaselLibraryService *service) G_GNUC_WARN_UNUSED_RESULT;
void easel_pictures_request (
    EaselPictures *self, EaselAsset *asset, guint side, EaselPicturesFunc func, gpointer owner);
void easel_pictures_prepare (EaselPictures *self, EaselAsset *asset, guint side);
EaselPixels *easel_pictures_find (EaselPictures *self, EaselAsset *asset);
void easel_pictures_cancel (EaselPictures *self, gpointer owner);
gsize easel_pictures_get_bytes (EaselPictures *self);

guint easel_pictures_find_side (int width, int height, double wanted);

G_END_DECLS
