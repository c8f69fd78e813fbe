// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libdex.h>

#include "easel-model-pull.h"

G_BEGIN_DECLS

EaselModelPull *_easel_model_pull_new (const char *slug, const char *model) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *_easel_model_pull_get_stopped (EaselModelPull *self) G_GNUC_WARN_UNUSED_RESULT;
void _easel_model_pull_set_progress (EaselModelPull *self,
                                     const char *status,
                                     gint64 completed,
                                     gint64 total);
void _easel_model_pull_end (EaselModelPull *self, GError *error);

G_END_DECLS
