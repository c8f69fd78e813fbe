// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"

G_BEGIN_DECLS

#define EASEL_TYPE_CHAT_PAGE (easel_chat_page_get_type ())
G_DECLARE_FINAL_TYPE (EaselChatPage, easel_chat_page, EASEL, CHAT_PAGE, AdwBreakpointBin)

EaselChatPage *easel_chat_page_new (EaselContext *context);
void easel_chat_page_open (EaselChatPage *self, gint64 thread_id, gint64 message_id);
gint64 easel_chat_page_get_thread_id (EaselChatPage *self);

G_END_DECLS
