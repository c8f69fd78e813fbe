// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-interaction.h"

#include "easel-interaction-row.h"

G_BEGIN_DECLS

EaselInteraction *_easel_interaction_new (EaselInteractionRow *row, const char *model_name);

G_END_DECLS
