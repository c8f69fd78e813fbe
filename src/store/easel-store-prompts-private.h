// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-store-private.h"
#include "easel-store-prompts.h"

G_BEGIN_DECLS

char *_easel_prompts_make_snippet (const char *text);
gboolean _easel_prompts_index (EaselDatabase *database, gint64 id, GError **error);
gboolean _easel_prompts_not_found (gint64 id, GError **error);

G_END_DECLS
