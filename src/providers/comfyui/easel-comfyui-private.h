// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-media-protocol.h"

G_BEGIN_DECLS

JsonObject *_easel_comfyui_make_workflow (const EaselMediaRequest *request, GError **error);

G_END_DECLS
