// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"

G_BEGIN_DECLS

#define EASEL_TYPE_USAGE_PAGE (easel_usage_page_get_type ())
G_DECLARE_FINAL_TYPE (EaselUsagePage, easel_usage_page, EASEL, USAGE_PAGE, AdwPreferencesPage)

EaselUsagePage *easel_usage_page_new (EaselContext *context);

G_END_DECLS
