// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void _easel_html_add_escaped (GString *into, const char *text, gsize length);
void _easel_html_add_link_start (GString *into, const char *target);
void _easel_html_add_markdown (GString *into, const char *text);

G_END_DECLS
