// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-chat-service-private.h"

G_BEGIN_DECLS

void _easel_chat_title_start (EaselChatService *service, EaselMessage *answer);

G_END_DECLS
