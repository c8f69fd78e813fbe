// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-provider-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_KNOWN_PAGE (easel_known_page_get_type ())
G_DECLARE_FINAL_TYPE (EaselKnownPage, easel_known_page, EASEL, KNOWN_PAGE, AdwNavigationPage)

EaselKnownPage *easel_known_page_new (EaselProviderService *service);

G_END_DECLS
