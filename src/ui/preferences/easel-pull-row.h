// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-model-pull.h"

G_BEGIN_DECLS

#define EASEL_TYPE_PULL_ROW (easel_pull_row_get_type ())
G_DECLARE_FINAL_TYPE (EaselPullRow, easel_pull_row, EASEL, PULL_ROW, AdwActionRow)

EaselPullRow *easel_pull_row_new (EaselModelPull *pull) G_GNUC_WARN_UNUSED_RESULT;
EaselModelPull *easel_pull_row_get_pull (EaselPullRow *self);

G_END_DECLS
