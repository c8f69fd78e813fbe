// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "easel-prompt-content.h"

G_BEGIN_DECLS

#define EASEL_TYPE_PROMPT_EDITOR (easel_prompt_editor_get_type ())
G_DECLARE_FINAL_TYPE (EaselPromptEditor, easel_prompt_editor, EASEL, PROMPT_EDITOR, GtkTextView)

void easel_prompt_editor_load (EaselPromptEditor *self, const EaselPromptContent *content);
void easel_prompt_editor_replace (EaselPromptEditor *self,
                                  const char *text,
                                  const EaselSpan *locks,
                                  gsize n_locks,
                                  const EaselSpan *offs,
                                  gsize n_offs);
char *easel_prompt_editor_dup_text (EaselPromptEditor *self);
EaselPromptContent *easel_prompt_editor_dup_content (EaselPromptEditor *self);
void easel_prompt_editor_toggle_lock (EaselPromptEditor *self);
void easel_prompt_editor_select (EaselPromptEditor *self, EaselSpan span);

G_END_DECLS
