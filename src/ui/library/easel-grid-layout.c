// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-grid-layout.h"

#define MARGIN 16
#define SPACING 12
#define LEAST_TILE 120
/* A tile is a little wider than high. */
#define TILE_RATIO 0.9

/**
 * easel_grid_layout_new:
 *
 * Returns: (transfer full): a layout without tiles
 */
EaselGridLayout *
easel_grid_layout_new (void)
{
  EaselGridLayout *self = g_new0 (EaselGridLayout, 1);

  self->sections = g_array_new (FALSE, FALSE, sizeof (EaselGridSection));
  self->columns = 1;
  return self;
}

void
easel_grid_layout_free (EaselGridLayout *self)
{
  g_array_unref (self->sections);
  g_free (self);
}

static EaselGridSection *
get_section (const EaselGridLayout *self, guint index)
{
  return &g_array_index (self->sections, EaselGridSection, index);
}

/* The local day of a time, from its first microsecond to that of the next. */
static void
find_day (gint64 time, gint64 *start, gint64 *end)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autoptr (GDateTime) midnight = NULL;
  g_autoptr (GDateTime) next = NULL;

  *start = *end = time;
  if (local == NULL)
    return;
  midnight = g_date_time_new_local (g_date_time_get_year (local), g_date_time_get_month (local),
                                    g_date_time_get_day_of_month (local), 0, 0, 0);
  next = midnight != NULL ? g_date_time_add_days (midnight, 1) : NULL;
  if (next == NULL)
    return;
  *start = g_date_time_to_unix (midnight) * G_USEC_PER_SEC;
  *end = g_date_time_to_unix (next) * G_USEC_PER_SEC;
}

static void
place_sections (EaselGridLayout *self)
{
  int y = self->heading > 0 ? 0 : MARGIN;

  for (guint i = 0; i < self->sections->len; i++)
    {
      EaselGridSection *section = get_section (self, i);
      int rows = ((int) (section->lead + section->count) + self->columns - 1) / self->columns;

      section->y = y;
      y += self->heading + rows * (self->tile_height + SPACING);
    }
  self->height = self->sections->len > 0 ? y + MARGIN : 0;
}

/**
 * easel_grid_layout_set_lead:
 * @self: a layout
 * @n_lead: how many tiles without a position stand before the others
 * @time: when they came, UTC, microseconds: they stand with those of that day; 0
 *   if they stand apart
 *
 * Counts from the next easel_grid_layout_set_items().
 */
void
easel_grid_layout_set_lead (EaselGridLayout *self, guint n_lead, gint64 time)
{
  self->n_lead = n_lead;
  self->lead_time = time;
}

/* Before the first of the same day, or as a section of their own. */
static void
add_lead (EaselGridLayout *self, gboolean has_days)
{
  EaselGridSection *first = self->sections->len > 0 ? get_section (self, 0) : NULL;
  EaselGridSection own = { 0, 0, self->n_lead, self->lead_time, 0 };
  gint64 start, end;

  if (self->n_lead == 0)
    return;
  find_day (self->lead_time, &start, &end);
  if (first != NULL && (!has_days || (self->lead_time != 0 && first->time >= start && first->time < end)))
    first->lead = self->n_lead;
  else
    g_array_prepend_val (self->sections, own);
}

/**
 * easel_grid_layout_set_items:
 * @self: a layout
 * @n_items: how many tiles there are
 * @get_time: (nullable): when each came, in their order; a day is a section.
 *   %NULL makes one section of all
 * @data: for @get_time
 */
void
easel_grid_layout_set_items (EaselGridLayout *self, guint n_items, EaselGridTimeFunc get_time, gpointer data)
{
  gint64 start = 0, end = 0;

  g_array_set_size (self->sections, 0);
  self->n_items = n_items;
  for (guint i = 0; i < n_items && get_time != NULL; i++)
    {
      gint64 time = get_time (data, i);
      EaselGridSection section = { i, 1, 0, time, 0 };

      if (i > 0 && time >= start && time < end)
        {
          get_section (self, self->sections->len - 1)->count++;
          continue;
        }
      find_day (time, &start, &end);
      g_array_append_val (self->sections, section);
    }
  if (n_items > 0 && get_time == NULL)
    {
      EaselGridSection section = { 0, n_items, 0, 0, 0 };

      g_array_append_val (self->sections, section);
    }
  add_lead (self, get_time != NULL);
  place_sections (self);
}

/**
 * easel_grid_layout_get_least_width:
 * @wanted_tile: pixels that a tile shall be wide
 *
 * Returns: pixels below which not even one column has room
 */
int
easel_grid_layout_get_least_width (int wanted_tile)
{
  return 2 * MARGIN + MIN (wanted_tile, LEAST_TILE);
}

/**
 * easel_grid_layout_set_width:
 * @self: a layout
 * @width: pixels that there are
 * @wanted_tile: pixels that a tile shall be wide at least, where there is room
 * @heading: pixels that a heading takes, 0 for none
 *
 * The tiles take the whole width.
 */
void
easel_grid_layout_set_width (EaselGridLayout *self, int width, int wanted_tile, int heading)
{
  int room = MAX (width - 2 * MARGIN, 1);

  self->width = width;
  self->heading = heading;
  self->columns = MAX ((room + SPACING) / (MAX (wanted_tile, 1) + SPACING), 1);
  /* Two that are small say more than one that is large. */
  if (self->columns == 1 && room >= 2 * LEAST_TILE + SPACING)
    self->columns = 2;
  self->tile_width = MAX ((room - (self->columns - 1) * SPACING) / self->columns, 1);
  self->tile_height = MAX ((int) (self->tile_width * TILE_RATIO), 1);
  place_sections (self);
}

/**
 * easel_grid_layout_find_section:
 * @self: a layout with tiles
 * @position: of a tile
 *
 * Returns: the index of the section that it is in
 */
guint
easel_grid_layout_find_section (const EaselGridLayout *self, guint position)
{
  guint low = 0, high = self->sections->len;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (get_section (self, middle)->first <= position)
        low = middle;
      else
        high = middle;
    }
  return low;
}

static EaselGridRect
get_rect_in (const EaselGridLayout *self, const EaselGridSection *section, int index)
{
  return (EaselGridRect) {
    .x = MARGIN + index % self->columns * (self->tile_width + SPACING),
    .y = section->y + self->heading + index / self->columns * (self->tile_height + SPACING),
    .width = self->tile_width,
    .height = self->tile_height,
  };
}

/**
 * easel_grid_layout_get_rect:
 * @self: a layout
 * @position: of a tile
 *
 * Returns: where it is, in pixels from the top of all
 */
EaselGridRect
easel_grid_layout_get_rect (const EaselGridLayout *self, guint position)
{
  const EaselGridSection *section;

  if (position >= self->n_items)
    return (EaselGridRect) { 0 };
  section = get_section (self, easel_grid_layout_find_section (self, position));
  return get_rect_in (self, section, (int) (section->lead + position - section->first));
}

/**
 * easel_grid_layout_get_lead_rect:
 * @self: a layout
 * @index: of a tile that stands before those with a position
 *
 * Returns: where it is, in pixels from the top of all
 */
EaselGridRect
easel_grid_layout_get_lead_rect (const EaselGridLayout *self, guint index)
{
  if (index >= self->n_lead || self->sections->len == 0)
    return (EaselGridRect) { 0 };
  return get_rect_in (self, get_section (self, 0), (int) index);
}

/* The last section that begins at or above y. */
static guint
find_section_at (const EaselGridLayout *self, int y)
{
  guint low = 0, high = self->sections->len;

  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (get_section (self, middle)->y <= y)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/* The first tile of the row in which y is, or of the one after it. */
static guint
find_row_at (const EaselGridLayout *self, int y)
{
  const EaselGridSection *section = get_section (self, find_section_at (self, y));
  int row = MAX (y - section->y - self->heading, 0) / (self->tile_height + SPACING);
  guint rows = (section->lead + section->count + (guint) self->columns - 1) / (guint) self->columns;
  guint index = MIN ((guint) row, rows - 1) * (guint) self->columns;

  return section->first + (index > section->lead ? index - section->lead : 0);
}

/**
 * easel_grid_layout_find_sections:
 * @self: a layout
 * @y: where the view begins, in pixels from the top of all
 * @height: of the view
 * @first: (out): the index of the first section in view
 * @last: (out): of the last one
 *
 * Returns: whether there are any
 */
gboolean
easel_grid_layout_find_sections (const EaselGridLayout *self, int y, int height, guint *first, guint *last)
{
  if (self->sections->len == 0 || height <= 0)
    return FALSE;
  *first = find_section_at (self, MAX (y, 0));
  *last = find_section_at (self, MAX (y + height - 1, 0));
  return TRUE;
}

/**
 * easel_grid_layout_find_visible:
 * @self: a layout
 * @y: where the view begins, in pixels from the top of all
 * @height: of the view
 * @first: (out): the first tile in view
 * @last: (out): the last one
 *
 * Whole rows; one that only touches the view counts.
 *
 * Returns: whether there are any
 */
gboolean
easel_grid_layout_find_visible (const EaselGridLayout *self, int y, int height, guint *first, guint *last)
{
  const EaselGridSection *section;
  guint row;

  if (self->n_items == 0 || height <= 0)
    return FALSE;
  *first = find_row_at (self, MAX (y, 0));
  row = find_row_at (self, MAX (y + height - 1, 0));
  section = get_section (self, easel_grid_layout_find_section (self, row));
  *last = MIN (row + (guint) self->columns, section->first + section->count) - 1;
  return TRUE;
}

/**
 * easel_grid_layout_find_at:
 * @self: a layout
 * @x: in pixels
 * @y: in pixels from the top of all
 * @position: (out): the tile there
 *
 * Returns: whether there is one
 */
gboolean
easel_grid_layout_find_at (const EaselGridLayout *self, int x, int y, guint *position)
{
  guint first;

  if (self->n_items == 0 || x < 0 || y < 0)
    return FALSE;
  first = find_row_at (self, y);
  for (guint i = first; i < MIN (first + (guint) self->columns, self->n_items); i++)
    {
      EaselGridRect rect = easel_grid_layout_get_rect (self, i);

      if (x >= rect.x && x < rect.x + rect.width && y >= rect.y && y < rect.y + rect.height)
        {
          *position = i;
          return TRUE;
        }
    }
  return FALSE;
}

/* The tile in the same column one row below; at the end of a section, of the next. */
static guint
move_down (const EaselGridLayout *self, guint position)
{
  guint columns = (guint) self->columns;
  guint number = easel_grid_layout_find_section (self, position);
  const EaselGridSection *section = get_section (self, number);
  guint index = section->lead + position - section->first;
  guint last = section->first + section->count - 1;

  if (index / columns < (section->lead + section->count - 1) / columns)
    return MIN (position + columns, last);
  if (number + 1 == self->sections->len)
    return position;
  section = get_section (self, number + 1);
  return section->first + MIN (index % columns, section->count - 1);
}

/* Those without a position are no goal. */
static guint
move_up (const EaselGridLayout *self, guint position)
{
  guint columns = (guint) self->columns;
  guint number = easel_grid_layout_find_section (self, position);
  const EaselGridSection *section = get_section (self, number);
  guint index = section->lead + position - section->first;
  guint above;

  if (position - section->first >= columns)
    return position - columns;
  if (index >= columns || number == 0 || get_section (self, number - 1)->count == 0)
    return position;
  section = get_section (self, number - 1);
  above = section->lead + section->count - 1;
  above = MIN (above / columns * columns + index % columns, above);
  return section->first + (above > section->lead ? above - section->lead : 0);
}

/**
 * easel_grid_layout_move:
 * @self: a layout with tiles
 * @position: of a tile
 * @move: which way
 * @rows: how many steps
 *
 * Returns: the tile that lies there; at an end the one that is nearest
 */
guint
easel_grid_layout_move (const EaselGridLayout *self, guint position, EaselGridMove move, guint rows)
{
  if (self->n_items == 0)
    return 0;
  position = MIN (position, self->n_items - 1);
  for (guint i = 0; i < rows; i++)
    switch (move)
      {
      case EASEL_GRID_LEFT:
        position -= position > 0 ? 1 : 0;
        break;
      case EASEL_GRID_RIGHT:
        position += position + 1 < self->n_items ? 1 : 0;
        break;
      case EASEL_GRID_UP:
        position = move_up (self, position);
        break;
      case EASEL_GRID_DOWN:
        position = move_down (self, position);
        break;
      default:
        g_assert_not_reached ();
      }
  return position;
}
