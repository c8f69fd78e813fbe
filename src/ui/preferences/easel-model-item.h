// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-provider-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_MODEL_ITEM (easel_model_item_get_type ())
G_DECLARE_FINAL_TYPE (EaselModelItem, easel_model_item, EASEL, MODEL_ITEM, AdwBin)

EaselModelItem *easel_model_item_new (EaselProviderService *service);
void easel_model_item_set_model (EaselModelItem *self, EaselModel *model);

G_END_DECLS
