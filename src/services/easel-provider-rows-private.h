// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-environment.h"
#include "easel-model-info.h"
#include "easel-model-row.h"
#include "easel-provider-row.h"

G_BEGIN_DECLS

EaselModelRow *_easel_model_row_new (const EaselProviderRow *provider,
                                     const EaselModelInfo *info,
                                     const char *source);
void _easel_environment_add_providers (EaselEnvironment *environment,
                                       GPtrArray *providers,
                                       GPtrArray *models);

G_END_DECLS
