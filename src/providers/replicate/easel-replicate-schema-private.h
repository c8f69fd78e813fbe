// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-media-schema.h"

G_BEGIN_DECLS

EaselMediaSchema *_easel_replicate_describe (EaselKinds kind, JsonNode *root);

G_END_DECLS
