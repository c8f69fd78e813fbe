// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-account-row.h"
#include "easel-local-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_PROVIDER_PAGE (easel_provider_page_get_type ())
G_DECLARE_FINAL_TYPE (EaselProviderPage, easel_provider_page, EASEL, PROVIDER_PAGE, AdwNavigationPage)

EaselProviderPage *easel_provider_page_new (EaselProviderService *service, EaselProvider *provider);
void easel_provider_page_set_key_state (EaselProviderPage *self, EaselKeyState state);
void easel_provider_page_offer_pulls (EaselProviderPage *self, EaselLocalService *local);

G_END_DECLS
