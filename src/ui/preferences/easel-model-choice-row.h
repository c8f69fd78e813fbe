// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-provider-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_MODEL_CHOICE_ROW (easel_model_choice_row_get_type ())
G_DECLARE_FINAL_TYPE (EaselModelChoiceRow, easel_model_choice_row, EASEL, MODEL_CHOICE_ROW, AdwComboRow)

EaselModelChoiceRow *easel_model_choice_row_new (EaselProviderService *service,
                                                 EaselPurposes kind,
                                                 gboolean is_fallback);
void easel_model_choice_row_refresh (EaselModelChoiceRow *self);

G_END_DECLS
