// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"

G_BEGIN_DECLS

/**
 * EaselModelEstimateFunc:
 * @model: a model
 * @cost: (out): what a call of it would cost, millionths of a US dollar
 * @user_data: what came with the function
 *
 * Returns: whether the price is known
 */
typedef gboolean (*EaselModelEstimateFunc) (EaselModel *model, gint64 *cost, gpointer user_data);

#define EASEL_TYPE_MODEL_CHOOSER (easel_model_chooser_get_type ())
G_DECLARE_FINAL_TYPE (EaselModelChooser, easel_model_chooser, EASEL, MODEL_CHOOSER, GtkPopover)

EaselModelChooser *easel_model_chooser_new (EaselContext *context);
void easel_model_chooser_set_estimate (EaselModelChooser *self,
                                       EaselModelEstimateFunc estimate,
                                       gpointer user_data);
void easel_model_chooser_set_needs (EaselModelChooser *self, EaselCapabilities needs);
void easel_model_chooser_prepare (EaselModelChooser *self, EaselModel *current);
void easel_model_chooser_set_notice (EaselModelChooser *self, const char *notice);

G_END_DECLS
