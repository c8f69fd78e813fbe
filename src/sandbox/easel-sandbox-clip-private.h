// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define EASEL_SANDBOX_CLIP "clip"

GBytes *_easel_sandbox_clip_to_mp4 (GPtrArray *frames, int width, int height, guint rate);

G_END_DECLS
