// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-store-private.h"
#include "easel-store-interactions.h"

G_BEGIN_DECLS

gboolean _easel_interactions_set_outcome (EaselDatabase *database,
                                          gint64 id,
                                          EaselInteractionOutcome outcome,
                                          GError **error);

G_END_DECLS
