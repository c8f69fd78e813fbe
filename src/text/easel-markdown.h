// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-block.h"

G_BEGIN_DECLS

/**
 * EaselMarkdown:
 *
 * A message in Markdown as flat blocks, and how they change while it grows: of a
 * text that was only added to, the last block of the topmost level is built again.
 * A text of any length and shape takes time and memory in proportion to its length.
 */
typedef struct _EaselMarkdown EaselMarkdown;

EaselMarkdown *easel_markdown_new (void);
void easel_markdown_free (EaselMarkdown *self);
guint easel_markdown_update (EaselMarkdown *self, const char *text, gsize length);
guint easel_markdown_get_n_blocks (EaselMarkdown *self);
EaselBlock *easel_markdown_get_block (EaselMarkdown *self, guint index);
guint easel_markdown_count_blocks (const char *text, gsize length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselMarkdown, easel_markdown_free)

G_END_DECLS
