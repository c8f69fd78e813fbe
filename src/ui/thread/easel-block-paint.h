// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "easel-block.h"

G_BEGIN_DECLS

/* A piece of a block's text that is laid out by itself: all of it, or a cell. */
typedef struct
{
  PangoLayout *layout;
  gsize start; /* in the block's text */
  gsize length;
  int x;
  int y;
  int width;
  int height;
} EaselBlockCell;

/* Colours that code has; see easel-code-colours.h. */
typedef struct _EaselCodeColours EaselCodeColours;

GArray *easel_block_paint_new_cells (GtkWidget *widget,
                                     const EaselBlock *block,
                                     const EaselCodeColours *colours);
PangoLayout *easel_block_paint_new_marker (GtkWidget *widget, const EaselBlock *block);
int easel_block_paint_place_cells (GArray *cells, const EaselBlock *block, int width, gboolean wrap);
int easel_block_paint_measure_width (GArray *cells, const EaselBlock *block, int *minimum);
void easel_block_paint_words (GtkSnapshot *snapshot,
                              const GArray *cells,
                              const EaselBlock *block,
                              GRegex *words);
void easel_block_paint_selection (
    GtkSnapshot *snapshot, const EaselBlockCell *cell, gsize start, gsize end, const GdkRGBA *color);

G_END_DECLS
