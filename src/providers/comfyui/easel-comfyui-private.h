// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-media-protocol.h"

G_BEGIN_DECLS

EaselMediaWire *_easel_comfyui_build_watch (const char *own_id, const EaselAccount *account, GError **error);
gboolean _easel_comfyui_read_watch (EaselMediaAnswer *answer,
                                    const char *own_id,
                                    gboolean binary,
                                    GBytes *message);
JsonObject *_easel_comfyui_make_workflow (const EaselMediaRequest *request, GError **error);

G_END_DECLS
