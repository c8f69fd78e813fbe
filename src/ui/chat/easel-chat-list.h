// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-context.h"
#include "easel-sidebar-list.h"

G_BEGIN_DECLS

#define EASEL_TYPE_CHAT_LIST (easel_chat_list_get_type ())
G_DECLARE_FINAL_TYPE (EaselChatList, easel_chat_list, EASEL, CHAT_LIST, EaselSidebarList)

GtkWidget *easel_chat_list_new (EaselContext *context);

G_END_DECLS
