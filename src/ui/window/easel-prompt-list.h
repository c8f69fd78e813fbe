// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-prompt-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_PROMPT_LIST (easel_prompt_list_get_type ())
G_DECLARE_FINAL_TYPE (EaselPromptList, easel_prompt_list, EASEL, PROMPT_LIST, AdwBin)

void easel_prompt_list_set_service (EaselPromptList *self, EaselPromptService *service);
void easel_prompt_list_select (EaselPromptList *self, gint64 prompt_id);
void easel_prompt_list_set_collapsed (EaselPromptList *self, gboolean collapsed);
void easel_prompt_list_search (EaselPromptList *self);

G_END_DECLS
