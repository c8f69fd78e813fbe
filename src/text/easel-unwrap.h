// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-span.h"

#include <glib.h>

G_BEGIN_DECLS

EaselSpan easel_unwrap (const char *before, const char *answer);
EaselSpan easel_unwrap_partial (const char *before, const char *answer);
gboolean easel_edit_answer_split (const char *answer, gboolean complete, char **positive, char **negative);

G_END_DECLS
