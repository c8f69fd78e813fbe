// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define EASEL_TYPE_CHAT_SECTION (easel_chat_section_get_type ())
G_DECLARE_FINAL_TYPE (EaselChatSection, easel_chat_section, EASEL, CHAT_SECTION, GObject)

/* What stands above the chats of a folder. */
EaselChatSection *easel_chat_section_new (const char *folder);
const char *easel_chat_section_get_folder (EaselChatSection *self);
guint easel_chat_section_get_count (EaselChatSection *self);
gboolean easel_chat_section_is_folded (EaselChatSection *self);
gboolean easel_chat_section_is_answering (EaselChatSection *self);
gboolean easel_chat_section_is_unread (EaselChatSection *self);
void easel_chat_section_update (
    EaselChatSection *self, guint count, gboolean folded, gboolean answering, gboolean unread);

G_END_DECLS
