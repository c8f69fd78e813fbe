// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"
#include "easel-sheet.h"

G_BEGIN_DECLS

#define EASEL_TYPE_SHEET_VIEW (easel_sheet_view_get_type ())
G_DECLARE_FINAL_TYPE (EaselSheetView, easel_sheet_view, EASEL, SHEET_VIEW, AdwDialog)

EaselSheetView *easel_sheet_view_new (EaselContext *context, EaselSheet *sheet) G_GNUC_WARN_UNUSED_RESULT;
void easel_sheet_view_open (GtkWidget *parent, EaselContext *context, gint64 job_id);
GBytes *easel_sheet_view_paint (EaselSheetView *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
