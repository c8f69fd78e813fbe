// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-message-row.h"

G_BEGIN_DECLS

#define EASEL_TYPE_MESSAGE_PROGRESS (easel_message_progress_get_type ())
G_DECLARE_FINAL_TYPE (EaselMessageProgress, easel_message_progress, EASEL, MESSAGE_PROGRESS, EaselMessageRow)

G_END_DECLS
