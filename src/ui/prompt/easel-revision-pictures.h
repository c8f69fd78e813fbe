// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-library-service.h"
#include "easel-thumbnails.h"

G_BEGIN_DECLS

#define EASEL_TYPE_REVISION_PICTURES (easel_revision_pictures_get_type ())
G_DECLARE_FINAL_TYPE (EaselRevisionPictures, easel_revision_pictures, EASEL, REVISION_PICTURES, AdwBin)

GtkWidget *easel_revision_pictures_new (EaselLibraryService *library, EaselThumbnails *thumbnails);
void easel_revision_pictures_set_revision (EaselRevisionPictures *self, gint64 id, guint number);
guint easel_revision_pictures_get_n_pictures (EaselRevisionPictures *self);

G_END_DECLS
