// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define EASEL_TYPE_CONTEXT_DIALOG (easel_context_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EaselContextDialog, easel_context_dialog, EASEL, CONTEXT_DIALOG, AdwDialog)

EaselContextDialog *easel_context_dialog_new (const char *json);

G_END_DECLS
