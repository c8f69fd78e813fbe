// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "easel-library-service.h"

G_BEGIN_DECLS

/* @texture: NULL if there is no picture to be had. */
typedef void (*EaselThumbnailFunc) (gpointer data, GdkTexture *texture);

#define EASEL_TYPE_THUMBNAILS (easel_thumbnails_get_type ())
G_DECLARE_FINAL_TYPE (EaselThumbnails, easel_thumbnails, EASEL, THUMBNAILS, GObject)

EaselThumbnails *easel_thumbnails_new (EaselLibraryService *service) G_GNUC_WARN_UNUSED_RESULT;
void easel_thumbnails_request (
    EaselThumbnails *self, EaselAsset *asset, int width, EaselThumbnailFunc func, gpointer owner);
GdkTexture *easel_thumbnails_find (EaselThumbnails *self, EaselAsset *asset);
void easel_thumbnails_cancel (EaselThumbnails *self, gpointer owner);

G_END_DECLS
