// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"

G_BEGIN_DECLS

#define EASEL_TYPE_ROLE_PAGE (easel_role_page_get_type ())
G_DECLARE_FINAL_TYPE (EaselRolePage, easel_role_page, EASEL, ROLE_PAGE, AdwNavigationPage)

EaselRolePage *easel_role_page_new (EaselContext *context, EaselRole *role);

G_END_DECLS
