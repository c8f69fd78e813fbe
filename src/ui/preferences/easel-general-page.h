// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"

G_BEGIN_DECLS

#define EASEL_TYPE_GENERAL_PAGE (easel_general_page_get_type ())
G_DECLARE_FINAL_TYPE (EaselGeneralPage, easel_general_page, EASEL, GENERAL_PAGE, AdwPreferencesPage)

EaselGeneralPage *easel_general_page_new (EaselContext *context);

G_END_DECLS
