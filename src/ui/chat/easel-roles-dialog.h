// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"

G_BEGIN_DECLS

#define EASEL_TYPE_ROLES_DIALOG (easel_roles_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EaselRolesDialog, easel_roles_dialog, EASEL, ROLES_DIALOG, AdwDialog)

EaselRolesDialog *easel_roles_dialog_new (EaselContext *context);

G_END_DECLS
