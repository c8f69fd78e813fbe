// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-message-row.h"

G_BEGIN_DECLS

#define EASEL_TYPE_MESSAGE_FOOTER (easel_message_footer_get_type ())
G_DECLARE_FINAL_TYPE (EaselMessageFooter, easel_message_footer, EASEL, MESSAGE_FOOTER, EaselMessageRow)

G_END_DECLS
