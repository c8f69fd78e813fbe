// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-message-row.h"

G_BEGIN_DECLS

#define EASEL_TYPE_MESSAGE_EDITOR (easel_message_editor_get_type ())
G_DECLARE_FINAL_TYPE (EaselMessageEditor, easel_message_editor, EASEL, MESSAGE_EDITOR, EaselMessageRow)

char *easel_message_editor_dup_text (EaselMessageEditor *self);
void easel_message_editor_set_text (EaselMessageEditor *self, const char *text);

G_END_DECLS
