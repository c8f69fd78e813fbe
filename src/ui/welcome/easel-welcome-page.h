// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"

G_BEGIN_DECLS

#define EASEL_TYPE_WELCOME_PAGE (easel_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (EaselWelcomePage, easel_welcome_page, EASEL, WELCOME_PAGE, AdwBin)

EaselWelcomePage *easel_welcome_page_new (EaselContext *context);

G_END_DECLS
