// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-model.h"

G_BEGIN_DECLS

#define EASEL_TYPE_MODEL_ROW_WIDGET (easel_model_row_widget_get_type ())
G_DECLARE_FINAL_TYPE (EaselModelRowWidget, easel_model_row_widget, EASEL, MODEL_ROW_WIDGET, AdwBin)

GtkWidget *easel_model_row_widget_new (void);
void easel_model_row_widget_show (
    EaselModelRowWidget *self, EaselModel *model, const char *price, const char *lack, gboolean current);

G_END_DECLS
