// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-provider-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_MODEL_PAGE (easel_model_page_get_type ())
G_DECLARE_FINAL_TYPE (EaselModelPage, easel_model_page, EASEL, MODEL_PAGE, AdwNavigationPage)

EaselModelPage *easel_model_page_new (EaselProviderService *service, EaselModel *model);

G_END_DECLS
