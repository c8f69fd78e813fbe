// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "easel-chat-section.h"
#include "easel-chat-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_CHAT_SECTIONS (easel_chat_sections_get_type ())
G_DECLARE_FINAL_TYPE (EaselChatSections, easel_chat_sections, EASEL, CHAT_SECTIONS, GObject)

EaselChatSections *easel_chat_sections_new (EaselChatService *chats);
void easel_chat_sections_fold (EaselChatSections *self, EaselChatSection *section, gboolean folded);

G_END_DECLS
