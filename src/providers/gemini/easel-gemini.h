// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-text-protocol.h"

G_BEGIN_DECLS

extern const EaselTextProtocol easel_gemini_protocol;

G_END_DECLS
