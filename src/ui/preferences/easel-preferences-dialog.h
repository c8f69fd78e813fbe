// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"

G_BEGIN_DECLS

#define EASEL_TYPE_PREFERENCES_DIALOG (easel_preferences_dialog_get_type ())
G_DECLARE_FINAL_TYPE (
    EaselPreferencesDialog, easel_preferences_dialog, EASEL, PREFERENCES_DIALOG, AdwPreferencesDialog)

EaselPreferencesDialog *easel_preferences_dialog_new (EaselContext *context);
void easel_preferences_dialog_add_account (EaselPreferencesDialog *self);

G_END_DECLS
