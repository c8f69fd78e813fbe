// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"
#include "easel-model-chooser.h"

G_BEGIN_DECLS

#define EASEL_TYPE_MODEL_BUTTON (easel_model_button_get_type ())
G_DECLARE_FINAL_TYPE (EaselModelButton, easel_model_button, EASEL, MODEL_BUTTON, AdwBin)

void easel_model_button_set_context (EaselModelButton *self, EaselContext *context);
void easel_model_button_set_setting (EaselModelButton *self, const char *setting);
void easel_model_button_set_estimate (EaselModelButton *self,
                                      EaselModelEstimateFunc estimate,
                                      gpointer user_data);
void easel_model_button_set_needs (EaselModelButton *self, EaselCapabilities needs);
void easel_model_button_set_choice (EaselModelButton *self, const char *ref);
EaselModel *easel_model_button_get_model (EaselModelButton *self);
GtkMenuButton *easel_model_button_get_button (EaselModelButton *self);

G_END_DECLS
