// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-block-paint.h"

#include <adwaita.h>

#include "easel-code-colours.h"

/*
 * How a block looks: its text with what its pieces are, cells in columns.
 */

#define LINE_SPACING 1.2f
#define COLUMN_GAP 18
#define ROW_GAP 9
#define NARROWEST_COLUMN 48
/* Of a character, for a column's share of the width. */
#define COLUMN_CHAR 8

static void
add_attribute (PangoAttrList *list, PangoAttribute *attribute, gsize start, gsize end)
{
  attribute->start_index = (guint) start;
  attribute->end_index = (guint) end;
  pango_attr_list_insert (list, attribute);
}

static PangoAttribute *
new_foreground (const GdkRGBA *color)
{
  return pango_attr_foreground_new ((guint16) (color->red * 65535), (guint16) (color->green * 65535),
                                    (guint16) (color->blue * 65535));
}

static void
add_link (PangoAttrList *list, gsize start, gsize end)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  g_autoptr (GdkRGBA) accent = adw_style_manager_get_accent_color_rgba (manager);
  GdkRGBA color;

  adw_rgba_to_standalone (accent, adw_style_manager_get_dark (manager), &color);
  add_attribute (list, new_foreground (&color), start, end);
  add_attribute (list, pango_attr_underline_new (PANGO_UNDERLINE_SINGLE), start, end);
}

static void
add_inline (PangoAttrList *list, const EaselInline *span, gsize start, gsize end)
{
  switch (span->kind)
    {
    case EASEL_INLINE_STRONG:
      add_attribute (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD), start, end);
      break;
    case EASEL_INLINE_EMPHASIS:
    case EASEL_INLINE_MATH:
      add_attribute (list, pango_attr_style_new (PANGO_STYLE_ITALIC), start, end);
      break;
    case EASEL_INLINE_STRIKE:
      add_attribute (list, pango_attr_strikethrough_new (TRUE), start, end);
      break;
    case EASEL_INLINE_LINK:
    case EASEL_INLINE_IMAGE:
      add_link (list, start, end);
      break;
    case EASEL_INLINE_HIDDEN:
      add_attribute (list, pango_attr_family_new ("Monospace"), start, end);
      add_attribute (list, pango_attr_scale_new (0.8), start, end);
      add_attribute (list, pango_attr_underline_new (PANGO_UNDERLINE_ERROR), start, end);
      break;
    case EASEL_INLINE_CODE:
    case EASEL_INLINE_HTML:
    default:
      add_attribute (list, pango_attr_family_new ("Monospace"), start, end);
      add_attribute (list, pango_attr_scale_new (0.94), start, end);
      if (span->kind == EASEL_INLINE_CODE)
        {
          add_attribute (list, pango_attr_background_new (0x8080, 0x8080, 0x8080), start, end);
          add_attribute (list, pango_attr_background_alpha_new (0x2600), start, end);
        }
      break;
    }
}

static PangoAttrList *
new_attributes (const EaselBlock *block, gsize start, gsize length, const EaselCodeColours *colours)
{
  static const double scales[] = { 1, 1.5, 1.3, 1.15, 1.05, 1, 0.92 };
  PangoAttrList *list = pango_attr_list_new ();

  if (block->kind == EASEL_BLOCK_HEADING)
    {
      pango_attr_list_insert (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
      pango_attr_list_insert (list, pango_attr_scale_new (scales[MIN (block->level, 6)]));
    }
  else if (block->kind == EASEL_BLOCK_CODE)
    {
      pango_attr_list_insert (list, pango_attr_family_new ("Monospace"));
      pango_attr_list_insert (list, pango_attr_scale_new (0.94));
    }
  else if (block->table != NULL && block->table->has_heading &&
           start <= block->table->cells[block->table->n_columns - 1].start)
    pango_attr_list_insert (list, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  for (guint i = 0; i < block->n_inlines; i++)
    {
      const EaselInline *span = &block->inlines[i];

      if (span->start >= start + length)
        break;
      if (span->start + span->length > start)
        add_inline (list, span, MAX (span->start, start) - start,
                    MIN (span->start + span->length - start, length));
    }
  if (colours != NULL)
    easel_code_colours_add (colours, list);
  return list;
}

static void
clear_cell (gpointer data)
{
  g_clear_object (&((EaselBlockCell *) data)->layout);
}

static void
add_cell (GArray *cells,
          GtkWidget *widget,
          const EaselBlock *block,
          gsize start,
          gsize length,
          const EaselCodeColours *colours)
{
  EaselBlockCell cell = { .start = start, .length = length };
  g_autoptr (PangoAttrList) attributes = new_attributes (block, start, length, colours);

  cell.layout = gtk_widget_create_pango_layout (widget, NULL);
  pango_layout_set_text (cell.layout, block->text + start, (int) length);
  pango_layout_set_attributes (cell.layout, attributes);
  pango_layout_set_wrap (cell.layout, PANGO_WRAP_WORD_CHAR);
  if (block->kind != EASEL_BLOCK_CODE)
    pango_layout_set_line_spacing (cell.layout, LINE_SPACING);
  g_array_append_val (cells, cell);
}

/* The layouts of a block: (element-type EaselBlockCell) */
GArray *
easel_block_paint_new_cells (GtkWidget *widget, const EaselBlock *block, const EaselCodeColours *colours)
{
  GArray *cells = g_array_new (FALSE, TRUE, sizeof (EaselBlockCell));

  g_array_set_clear_func (cells, clear_cell);
  if (block->table != NULL)
    for (guint i = 0; i < block->table->n_rows * block->table->n_columns; i++)
      add_cell (cells, widget, block, block->table->cells[i].start, block->table->cells[i].length, NULL);
  else if (block->kind != EASEL_BLOCK_RULE)
    {
      gsize length = block->length;

      if (block->kind == EASEL_BLOCK_CODE && length > 0 && block->text[length - 1] == '\n')
        length--;
      add_cell (cells, widget, block, 0, length, colours);
    }
  return cells;
}

/* What stands before an item; NULL if nothing does. */
PangoLayout *
easel_block_paint_new_marker (GtkWidget *widget, const EaselBlock *block)
{
  static const char *const bullets[] = { "•", "◦", "▪" };
  g_autofree char *number = NULL;
  const char *text = NULL;
  PangoLayout *layout;

  switch (block->marker)
    {
    case EASEL_BLOCK_MARKER_BULLET:
      text = bullets[MIN (block->indent > 0 ? block->indent - 1 : 0, 2)];
      break;
    case EASEL_BLOCK_MARKER_NUMBER:
      text = number = g_strdup_printf ("%u.", block->number);
      break;
    case EASEL_BLOCK_MARKER_OPEN:
      text = "☐";
      break;
    case EASEL_BLOCK_MARKER_DONE:
      text = "☑";
      break;
    case EASEL_BLOCK_MARKER_NONE:
    default:
      return NULL;
    }
  layout = gtk_widget_create_pango_layout (widget, text);
  pango_layout_set_line_spacing (layout, LINE_SPACING);
  return layout;
}

/* What each column gets of a width. */
static void
share_width (const EaselBlockTable *table, int width, int *widths)
{
  int wanted = 0, left;
  guint n = table->n_columns;

  left = width - (int) (n - 1) * COLUMN_GAP;
  for (guint i = 0; i < n; i++)
    {
      widths[i] = MAX (NARROWEST_COLUMN, (int) table->widths[i] * COLUMN_CHAR + 8);
      wanted += widths[i];
    }
  if (wanted <= left || left < (int) n * NARROWEST_COLUMN)
    return;
  /* Narrow ones keep theirs; the wide ones share what is left. */
  for (int fair = left / (int) n; wanted > left;)
    {
      int wide = 0, n_wide = 0, narrow = 0;

      for (guint i = 0; i < n; i++)
        if (widths[i] > fair)
          wide += widths[i], n_wide++;
        else
          narrow += widths[i];
      if (n_wide == 0 || wide <= left - narrow)
        break;
      for (guint i = 0; i < n; i++)
        if (widths[i] > fair)
          widths[i] = MAX (fair, (int) ((gint64) widths[i] * (left - narrow) / wide));
      break;
    }
}

/* Gives the cells their places for a width; returns the height. */
int
easel_block_paint_place_cells (GArray *cells, const EaselBlock *block, int width, gboolean wrap)
{
  const EaselBlockTable *table = block->table;
  g_autofree int *widths = NULL;
  int y = 0;

  if (table == NULL)
    {
      for (guint i = 0; i < cells->len; i++)
        {
          EaselBlockCell *cell = &g_array_index (cells, EaselBlockCell, i);

          pango_layout_set_width (cell->layout, wrap ? width * PANGO_SCALE : -1);
          pango_layout_get_pixel_size (cell->layout, &cell->width, &cell->height);
          if (wrap)
            cell->width = width;
          y = cell->height;
        }
      return y;
    }
  widths = g_new (int, table->n_columns);
  share_width (table, width, widths);
  for (guint row = 0; row < table->n_rows; row++)
    {
      int height = 0, x = 0;

      for (guint column = 0; column < table->n_columns; column++)
        {
          EaselBlockCell *cell = &g_array_index (cells, EaselBlockCell, row * table->n_columns + column);

          pango_layout_set_width (cell->layout, widths[column] * PANGO_SCALE);
          pango_layout_set_alignment (cell->layout,
                                      table->aligns[column] == EASEL_BLOCK_ALIGN_END      ? PANGO_ALIGN_RIGHT
                                      : table->aligns[column] == EASEL_BLOCK_ALIGN_CENTRE ? PANGO_ALIGN_CENTER
                                                                                          : PANGO_ALIGN_LEFT);
          pango_layout_get_pixel_size (cell->layout, NULL, &cell->height);
          cell->x = x;
          cell->y = y + ROW_GAP / 2;
          cell->width = widths[column];
          height = MAX (height, cell->height);
          x += widths[column] + COLUMN_GAP;
        }
      y += height + ROW_GAP;
    }
  return y;
}

/* The width at which nothing wraps. */
int
easel_block_paint_measure_width (GArray *cells, const EaselBlock *block, int *minimum)
{
  int width = 0;

  *minimum = 0;
  if (block->table != NULL)
    {
      for (guint i = 0; i < block->table->n_columns; i++)
        width += MAX (NARROWEST_COLUMN, (int) block->table->widths[i] * COLUMN_CHAR) + COLUMN_GAP;
      return width;
    }
  for (guint i = 0; i < cells->len; i++)
    {
      EaselBlockCell *cell = &g_array_index (cells, EaselBlockCell, i);
      int natural;

      pango_layout_set_width (cell->layout, -1);
      pango_layout_get_pixel_size (cell->layout, &natural, NULL);
      width = MAX (width, natural + 1);
    }
  return width;
}

/* Tints the bytes from @start to @end of the block's text that are in a cell. */
void
easel_block_paint_selection (
    GtkSnapshot *snapshot, const EaselBlockCell *cell, gsize start, gsize end, const GdkRGBA *color)
{
  PangoLayoutIter *iter;
  gboolean goes_on = end > cell->start + cell->length;

  if (end < cell->start || start > cell->start + cell->length)
    return;
  start = MAX (start, cell->start) - cell->start;
  end = MIN (end - cell->start, cell->length);
  iter = pango_layout_get_iter (cell->layout);
  do
    {
      PangoLayoutLine *line = pango_layout_iter_get_line_readonly (iter);
      int first = pango_layout_line_get_start_index (line);
      int last = first + pango_layout_line_get_length (line);
      g_autofree int *ranges = NULL;
      int n_ranges, top, bottom;

      if ((int) end < first || (int) start > last || (start == end && !goes_on))
        continue;
      pango_layout_iter_get_line_yrange (iter, &top, &bottom);
      pango_layout_line_get_x_ranges (line, MAX ((int) start, first), MIN ((int) end, last), &ranges,
                                      &n_ranges);
      for (int i = 0; i < n_ranges; i++)
        {
          float x = (float) ranges[2 * i] / PANGO_SCALE;
          float width = (float) (ranges[2 * i + 1] - ranges[2 * i]) / PANGO_SCALE;

          /* A line end that is selected shows as a little room. */
          if (width <= 0 && (int) end > last)
            width = 5;
          gtk_snapshot_append_color (snapshot, color,
                                     &GRAPHENE_RECT_INIT ((float) cell->x + x,
                                                          (float) cell->y + (float) top / PANGO_SCALE, width,
                                                          (float) (bottom - top) / PANGO_SCALE));
        }
    }
  while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
}

/*
 * Behind the words of a block that are searched for, as a marker pen does.
 */
void
easel_block_paint_words (GtkSnapshot *snapshot, const GArray *cells, const EaselBlock *block, GRegex *words)
{
  static const GdkRGBA colour = { 0.96f, 0.76f, 0.07f, 0.45f };
  g_autoptr (GMatchInfo) match = NULL;

  for (g_regex_match_full (words, block->text, (gssize) block->length, 0, (GRegexMatchFlags) 0, &match, NULL);
       g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      int start, end;

      if (!g_match_info_fetch_pos (match, 0, &start, &end) || start >= end)
        continue;
      for (guint i = 0; i < cells->len; i++)
        easel_block_paint_selection (snapshot, &g_array_index (cells, EaselBlockCell, i), (gsize) start,
                                     (gsize) end, &colour);
    }
}
