// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-media-protocol.h"

G_BEGIN_DECLS

extern const EaselMediaProtocol easel_gemini_video_protocol;

G_END_DECLS
