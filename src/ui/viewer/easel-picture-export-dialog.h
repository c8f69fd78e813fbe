// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-library-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_PICTURE_EXPORT_DIALOG (easel_picture_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (
    EaselPictureExportDialog, easel_picture_export_dialog, EASEL, PICTURE_EXPORT_DIALOG, AdwDialog)

EaselPictureExportDialog *easel_picture_export_dialog_new (EaselLibraryService *service,
                                                           const gint64 *ids,
                                                           guint n_ids);
void easel_picture_export_dialog_save (EaselPictureExportDialog *self, GFile *target);
const char *easel_picture_export_dialog_get_problem (EaselPictureExportDialog *self);

G_END_DECLS
