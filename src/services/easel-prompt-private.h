// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-prompt.h"

G_BEGIN_DECLS

EaselPrompt *_easel_prompt_new (gint64 id);
gboolean _easel_prompt_update (
    EaselPrompt *self, const char *title, const char *snippet, guint n_revisions, gint64 updated);

G_END_DECLS
