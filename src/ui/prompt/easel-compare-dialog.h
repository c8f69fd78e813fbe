// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-revision.h"

G_BEGIN_DECLS

#define EASEL_TYPE_COMPARE_DIALOG (easel_compare_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EaselCompareDialog, easel_compare_dialog, EASEL, COMPARE_DIALOG, AdwDialog)

EaselCompareDialog *easel_compare_dialog_new (EaselRevision *older, EaselRevision *newer);

G_END_DECLS
