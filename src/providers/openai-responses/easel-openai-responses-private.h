// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-text-protocol.h"

G_BEGIN_DECLS

EaselTextWire *_easel_openai_responses_build (const EaselTextRequest *request,
                                              const EaselAccount *account,
                                              GError **error);

G_END_DECLS
