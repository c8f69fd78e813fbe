// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "easel-block.h"
#include "easel-code-colours.h"
#include "easel-thread-source.h"

G_BEGIN_DECLS

/**
 * EaselBlockRow:
 *
 * One block of a message, drawn as it is: no children but the header of code.
 *
 * Signals: "use-as-prompt", "copy", "show-image": a button of it was pressed.
 */
#define EASEL_TYPE_BLOCK_ROW (easel_block_row_get_type ())
G_DECLARE_FINAL_TYPE (EaselBlockRow, easel_block_row, EASEL, BLOCK_ROW, GtkWidget)

GtkWidget *easel_block_row_new (void);
void easel_block_row_set_block (EaselBlockRow *self, EaselBlock *block, EaselThreadVoice voice);
void easel_block_row_set_edges (EaselBlockRow *self, gboolean is_first, gboolean is_last);
EaselBlock *easel_block_row_get_block (EaselBlockRow *self);
void easel_block_row_set_colours (EaselBlockRow *self, EaselCodeColours *colours);
const char *easel_block_row_get_style (EaselBlockRow *self, gsize offset);
void easel_block_row_set_words (EaselBlockRow *self, GRegex *words);
void easel_block_row_set_selection (EaselBlockRow *self, gsize start, gsize end);
void easel_block_row_set_marked_link (EaselBlockRow *self, const EaselInline *link);
const EaselInline *easel_block_row_get_marked_link (EaselBlockRow *self);
gsize easel_block_row_find_offset (EaselBlockRow *self, double x, double y, gboolean *exact);
gboolean easel_block_row_find_place (EaselBlockRow *self, gsize offset, graphene_rect_t *place);
void easel_block_row_name (EaselBlockRow *self);
char *easel_block_row_describe (const EaselBlock *block, guint n_lines);

G_END_DECLS
