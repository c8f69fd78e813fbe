// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-provider-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_NEW_PROVIDER_PAGE (easel_new_provider_page_get_type ())
G_DECLARE_FINAL_TYPE (
    EaselNewProviderPage, easel_new_provider_page, EASEL, NEW_PROVIDER_PAGE, AdwNavigationPage)

EaselNewProviderPage *easel_new_provider_page_new (EaselProviderService *service,
                                                   const EaselKnownService *known);

G_END_DECLS
