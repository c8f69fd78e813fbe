// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"

G_BEGIN_DECLS

#define EASEL_TYPE_PROMPT_PAGE (easel_prompt_page_get_type ())
G_DECLARE_FINAL_TYPE (EaselPromptPage, easel_prompt_page, EASEL, PROMPT_PAGE, AdwBreakpointBin)

EaselPromptPage *easel_prompt_page_new (EaselContext *context);
void easel_prompt_page_open (EaselPromptPage *self, gint64 prompt_id, gboolean focus);
gint64 easel_prompt_page_get_prompt_id (EaselPromptPage *self);
void easel_prompt_page_set_instruction (EaselPromptPage *self, const char *instruction);
guint easel_prompt_page_get_caret (EaselPromptPage *self);
void easel_prompt_page_set_caret (EaselPromptPage *self, guint caret);
void easel_prompt_page_set_deleting (EaselPromptPage *self, gboolean deleting);
void easel_prompt_page_add_toast (EaselPromptPage *self, AdwToast *toast);
gboolean easel_prompt_page_has_unsaved (EaselPromptPage *self);
DexFuture *easel_prompt_page_save (EaselPromptPage *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
