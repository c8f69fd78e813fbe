// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-message-row.h"

G_BEGIN_DECLS

#define EASEL_TYPE_MESSAGE_HEADING (easel_message_heading_get_type ())
G_DECLARE_FINAL_TYPE (EaselMessageHeading, easel_message_heading, EASEL, MESSAGE_HEADING, EaselMessageRow)

G_END_DECLS
