// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-block-row.h"

G_BEGIN_DECLS

void easel_highlight_row (EaselBlockRow *row, gboolean is_growing);

G_END_DECLS
