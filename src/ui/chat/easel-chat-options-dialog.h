// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"

G_BEGIN_DECLS

#define EASEL_TYPE_CHAT_OPTIONS_DIALOG (easel_chat_options_dialog_get_type ())
G_DECLARE_FINAL_TYPE (
    EaselChatOptionsDialog, easel_chat_options_dialog, EASEL, CHAT_OPTIONS_DIALOG, AdwDialog)

EaselChatOptionsDialog *easel_chat_options_dialog_new (EaselContext *context, EaselThread *thread);

G_END_DECLS
