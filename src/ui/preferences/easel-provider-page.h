// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-account-row.h"

G_BEGIN_DECLS

#define EASEL_TYPE_PROVIDER_PAGE (easel_provider_page_get_type ())
G_DECLARE_FINAL_TYPE (EaselProviderPage, easel_provider_page, EASEL, PROVIDER_PAGE, AdwNavigationPage)

EaselProviderPage *easel_provider_page_new (EaselProviderService *service, EaselProvider *provider);
void easel_provider_page_set_key_state (EaselProviderPage *self, EaselKeyState state);

G_END_DECLS
