// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-message-row.h"

G_BEGIN_DECLS

#define EASEL_TYPE_MESSAGE_REASONING (easel_message_reasoning_get_type ())
G_DECLARE_FINAL_TYPE (
    EaselMessageReasoning, easel_message_reasoning, EASEL, MESSAGE_REASONING, EaselMessageRow)

G_END_DECLS
