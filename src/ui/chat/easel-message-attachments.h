// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-message-row.h"

G_BEGIN_DECLS

#define EASEL_TYPE_MESSAGE_ATTACHMENTS (easel_message_attachments_get_type ())
G_DECLARE_FINAL_TYPE (
    EaselMessageAttachments, easel_message_attachments, EASEL, MESSAGE_ATTACHMENTS, EaselMessageRow)

G_END_DECLS
