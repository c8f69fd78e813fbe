// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-edit-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_EDIT_LOG_DIALOG (easel_edit_log_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EaselEditLogDialog, easel_edit_log_dialog, EASEL, EDIT_LOG_DIALOG, AdwDialog)

EaselEditLogDialog *easel_edit_log_dialog_new (EaselEditService *service, gint64 prompt_id);

G_END_DECLS
