// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gsize easel_utf8_count (const char *text, gsize length);
gsize easel_utf8_skip (const char *text, gsize length, gsize n_chars);

G_END_DECLS
