// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-provider-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_MODELS_PAGE (easel_models_page_get_type ())
G_DECLARE_FINAL_TYPE (EaselModelsPage, easel_models_page, EASEL, MODELS_PAGE, AdwNavigationPage)

EaselModelsPage *easel_models_page_new (EaselProviderService *service, GListModel *models);
void easel_models_page_search (EaselModelsPage *self, const char *text);

G_END_DECLS
