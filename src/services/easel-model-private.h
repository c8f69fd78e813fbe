// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-model.h"

#include "easel-model-row.h"

G_BEGIN_DECLS

EaselModel *_easel_model_new (EaselModelRow *row, gboolean local);
EaselModelRow *_easel_model_get_row (EaselModel *self);

G_END_DECLS
