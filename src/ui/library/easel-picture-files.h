// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "easel-library-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_PICTURE_FILES (easel_picture_files_get_type ())
G_DECLARE_FINAL_TYPE (EaselPictureFiles, easel_picture_files, EASEL, PICTURE_FILES, GdkContentProvider)

GdkContentProvider *easel_picture_files_new (EaselLibraryService *service,
                                             const gint64 *ids,
                                             guint n_ids) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
