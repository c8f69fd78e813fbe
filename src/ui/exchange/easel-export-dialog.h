// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-exchange-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_EXPORT_DIALOG (easel_export_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EaselExportDialog, easel_export_dialog, EASEL, EXPORT_DIALOG, AdwDialog)

EaselExportDialog *easel_export_dialog_new (EaselExchangeService *service,
                                            gint64 thread_id,
                                            const char *title) G_GNUC_WARN_UNUSED_RESULT;
void easel_export_dialog_set_format (EaselExportDialog *self, EaselExportFormat format);
char *easel_export_dialog_dup_name (EaselExportDialog *self);
void easel_export_dialog_save (EaselExportDialog *self, const char *path);

G_END_DECLS
