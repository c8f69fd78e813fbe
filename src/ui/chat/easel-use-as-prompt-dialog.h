// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"

G_BEGIN_DECLS

#define EASEL_TYPE_USE_AS_PROMPT_DIALOG (easel_use_as_prompt_dialog_get_type ())
G_DECLARE_FINAL_TYPE (
    EaselUseAsPromptDialog, easel_use_as_prompt_dialog, EASEL, USE_AS_PROMPT_DIALOG, AdwDialog)

EaselUseAsPromptDialog *easel_use_as_prompt_dialog_new (EaselContext *context,
                                                        gint64 message_id,
                                                        const char *text);

G_END_DECLS
