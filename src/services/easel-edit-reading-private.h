// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void _easel_edit_reading_split (
    const GString *raw, const char *sent, gboolean both, gboolean complete, char **positive, char **negative);
char *_easel_edit_reading_complete (const char *before, const char *answer);

G_END_DECLS
