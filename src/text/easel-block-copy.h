// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-block.h"

G_BEGIN_DECLS

void easel_block_append_markdown (const EaselBlock *self, gsize start, gsize end, GString *markdown);
void easel_block_append_plain (const EaselBlock *self, gsize start, gsize end, GString *plain);
void easel_block_append_html (const EaselBlock *self, gsize start, gsize end, GString *html);
char *easel_link_to_shown (const char *target);
gboolean easel_link_may_open (const char *target);

G_END_DECLS
