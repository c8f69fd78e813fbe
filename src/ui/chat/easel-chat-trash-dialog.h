// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"

G_BEGIN_DECLS

#define EASEL_TYPE_CHAT_TRASH_DIALOG (easel_chat_trash_dialog_get_type ())
G_DECLARE_FINAL_TYPE (EaselChatTrashDialog, easel_chat_trash_dialog, EASEL, CHAT_TRASH_DIALOG, AdwDialog)

EaselChatTrashDialog *easel_chat_trash_dialog_new (EaselContext *context);

G_END_DECLS
