// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"
#include "easel-sheet.h"

G_BEGIN_DECLS

#define EASEL_TYPE_SHEET_DIALOG (easel_sheet_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EaselSheetDialog, easel_sheet_dialog, EASEL, SHEET_DIALOG, AdwDialog)

EaselSheetDialog *easel_sheet_dialog_new (EaselContext *context,
                                          const EaselGenerateRequest *request,
                                          const EaselModelTakes *takes) G_GNUC_WARN_UNUSED_RESULT;

const char *easel_sheet_parameter_title (EaselSheetParameter parameter);
void easel_sheet_dialog_set_revisions (EaselSheetDialog *self, const char *numbers);

G_END_DECLS
