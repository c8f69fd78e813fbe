// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-prompt-service.h"
#include "easel-sidebar-list.h"

G_BEGIN_DECLS

#define EASEL_TYPE_PROMPT_LIST (easel_prompt_list_get_type ())
G_DECLARE_FINAL_TYPE (EaselPromptList, easel_prompt_list, EASEL, PROMPT_LIST, EaselSidebarList)

GtkWidget *easel_prompt_list_new (void);
void easel_prompt_list_set_service (EaselPromptList *self, EaselPromptService *service);

G_END_DECLS
