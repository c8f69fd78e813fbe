// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"

G_BEGIN_DECLS

#define EASEL_TYPE_MODEL_CHOOSER (easel_model_chooser_get_type ())
G_DECLARE_FINAL_TYPE (EaselModelChooser, easel_model_chooser, EASEL, MODEL_CHOOSER, GtkPopover)

EaselModelChooser *easel_model_chooser_new (EaselContext *context);
void easel_model_chooser_prepare (EaselModelChooser *self,
                                  EaselModel *current,
                                  const EaselTokenStats *content);

void easel_model_chooser_set_notice (EaselModelChooser *self, const char *notice);

G_END_DECLS
