// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-asset-import.h"

G_BEGIN_DECLS

#define EASEL_TYPE_IMPORT_BAR (easel_import_bar_get_type ())
G_DECLARE_FINAL_TYPE (EaselImportBar, easel_import_bar, EASEL, IMPORT_BAR, AdwBin)

GtkWidget *easel_import_bar_new (EaselAssetImport *run) G_GNUC_WARN_UNUSED_RESULT;
void easel_import_bar_show_failures (EaselAssetImport *run, GtkWidget *parent);

G_END_DECLS
