// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EaselGridSection:
 * @first: the position of its first tile
 * @count: how many tiles it has
 * @lead: how many tiles that have no position stand before them
 * @time: when its first one came, UTC, microseconds; 0 unknown
 * @y: where its heading begins, in pixels from the top of all
 *
 * Tiles that follow one another under one heading.
 */
typedef struct
{
  guint first;
  guint count;
  guint lead;
  gint64 time;
  int y;
} EaselGridSection;

typedef struct
{
  int x;
  int y;
  int width;
  int height;
} EaselGridRect;

typedef enum
{
  EASEL_GRID_LEFT,
  EASEL_GRID_RIGHT,
  EASEL_GRID_UP,
  EASEL_GRID_DOWN,
} EaselGridMove;

/* Gives the time of the tile at a position, UTC, microseconds. */
typedef gint64 (*EaselGridTimeFunc) (gpointer data, guint position);

/**
 * EaselGridLayout:
 * @sections: (element-type EaselGridSection): all of them, in order
 * @n_items: how many tiles
 * @n_lead: how many stand before them that have no position
 * @lead_time: when those came, UTC, microseconds, 0 unknown
 * @width: of all, in pixels
 * @height: of all, in pixels
 * @columns: tiles beside each other
 * @tile_width: of each tile, in pixels
 * @tile_height: of each tile, in pixels
 * @heading: pixels that a section's heading takes, 0 without headings
 *
 * Where each tile of a grid with headings is. It is computed, not measured, so
 * that a hundred thousand tiles cost what a hundred do.
 */
typedef struct
{
  GArray *sections;
  guint n_items;
  guint n_lead;
  gint64 lead_time;
  int width;
  int height;
  int columns;
  int tile_width;
  int tile_height;
  int heading;
} EaselGridLayout;

EaselGridLayout *easel_grid_layout_new (void) G_GNUC_WARN_UNUSED_RESULT;
void easel_grid_layout_free (EaselGridLayout *self);

void easel_grid_layout_set_lead (EaselGridLayout *self, guint n_lead, gint64 time);
void easel_grid_layout_set_items (EaselGridLayout *self,
                                  guint n_items,
                                  EaselGridTimeFunc get_time,
                                  gpointer data);
void easel_grid_layout_set_width (EaselGridLayout *self, int width, int wanted_tile, int heading);
int easel_grid_layout_get_least_width (int wanted_tile);

EaselGridRect easel_grid_layout_get_rect (const EaselGridLayout *self, guint position);
EaselGridRect easel_grid_layout_get_lead_rect (const EaselGridLayout *self, guint index);
gboolean easel_grid_layout_find_sections (
    const EaselGridLayout *self, int y, int height, guint *first, guint *last);
gboolean easel_grid_layout_find_visible (
    const EaselGridLayout *self, int y, int height, guint *first, guint *last);
gboolean easel_grid_layout_find_at (const EaselGridLayout *self, int x, int y, guint *position);
guint easel_grid_layout_find_section (const EaselGridLayout *self, guint position);
guint easel_grid_layout_move (const EaselGridLayout *self, guint position, EaselGridMove move, guint rows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselGridLayout, easel_grid_layout_free)

G_END_DECLS
