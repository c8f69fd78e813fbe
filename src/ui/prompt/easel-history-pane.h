// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-library-service.h"
#include "easel-prompt-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_HISTORY_PANE (easel_history_pane_get_type ())
G_DECLARE_FINAL_TYPE (EaselHistoryPane, easel_history_pane, EASEL, HISTORY_PANE, AdwBin)

EaselHistoryPane *easel_history_pane_new (EaselPromptService *service, EaselLibraryService *library);
void easel_history_pane_show (EaselHistoryPane *self, gint64 prompt_id);

G_END_DECLS
