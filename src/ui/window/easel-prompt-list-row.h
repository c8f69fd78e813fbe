// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-prompt.h"

G_BEGIN_DECLS

#define EASEL_TYPE_PROMPT_LIST_ROW (easel_prompt_list_row_get_type ())
G_DECLARE_FINAL_TYPE (EaselPromptListRow, easel_prompt_list_row, EASEL, PROMPT_LIST_ROW, AdwBin)

GtkWidget *easel_prompt_list_row_new (void);
void easel_prompt_list_row_set_prompt (EaselPromptListRow *self, EaselPrompt *prompt);
void easel_prompt_list_row_name_item (EaselPromptListRow *self, GtkListItem *item);
void easel_prompt_list_row_set_hot (EaselPromptListRow *self, gboolean hot);
void easel_prompt_list_row_show_menu_at (EaselPromptListRow *self, double x, double y);
void easel_prompt_list_row_show_menu (EaselPromptListRow *self);

G_END_DECLS
