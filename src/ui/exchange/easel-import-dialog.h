// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-exchange-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_IMPORT_DIALOG (easel_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EaselImportDialog, easel_import_dialog, EASEL, IMPORT_DIALOG, AdwDialog)

EaselImportDialog *easel_import_dialog_new (EaselExchangeService *service) G_GNUC_WARN_UNUSED_RESULT;
void easel_import_dialog_read (EaselImportDialog *self, const char *path);

G_END_DECLS
