// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-model.h"

#include "easel-model-row.h"
#include "easel-provider-row.h"

G_BEGIN_DECLS

EaselModel *_easel_model_new (EaselModelRow *row, const EaselProviderRow *provider);
gboolean _easel_model_update (EaselModel *self, EaselModelRow *row, const EaselProviderRow *provider);
void _easel_model_emit_changed (EaselModel *self);
EaselModelRow *_easel_model_get_row (EaselModel *self);
char *_easel_capabilities_to_json (EaselCapabilities capabilities);

G_END_DECLS
