// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-block-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "easel-block-copy.h"
#include "easel-code-header.h"

/* Steps to the side, px. */
#define INDENT 30
#define QUOTE 15
#define QUOTE_BAR 3
#define RULE_HEIGHT 13

struct _EaselBlockRow
{
  GtkWidget parent_instance;

  GtkWidget *header; /* of code; NULL until it is needed */

  EaselBlock *block;
  EaselCodeColours *colours;
  GArray *cells; /* EaselBlockCell; NULL until they are needed */
  PangoLayout *marker;
  GRegex *words; /* what is searched for */

  EaselThreadVoice voice;
  gsize selection_start, selection_end;
  const EaselInline *marked;
  int placed_for;     /* the width that the cells are placed for, -1 for none */
  int content_height; /* at that width */
  int header_height;
  double shift; /* px that code which is not wrapped was moved */
};

G_DEFINE_FINAL_TYPE (EaselBlockRow, easel_block_row, GTK_TYPE_WIDGET)

enum
{
  USE_AS_PROMPT,
  COPY,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
has_header (const EaselBlockRow *self)
{
  return self->block != NULL && self->block->kind == EASEL_BLOCK_CODE && !self->block->continues;
}

static gboolean
wraps (EaselBlockRow *self)
{
  return self->header == NULL || !has_header (self) ||
         easel_code_header_get_wrap (EASEL_CODE_HEADER (self->header));
}

static void
forget_layouts (EaselBlockRow *self)
{
  g_clear_pointer (&self->cells, g_array_unref);
  g_clear_object (&self->marker);
  self->placed_for = -1;
}

static void
ensure_layouts (EaselBlockRow *self)
{
  if (self->cells != NULL || self->block == NULL)
    return;
  self->cells = easel_block_paint_new_cells (GTK_WIDGET (self), self->block, self->colours);
  self->marker = easel_block_paint_new_marker (GTK_WIDGET (self), self->block);
  self->placed_for = -1;
}

/* How far the text stands from the start. */
static int
get_inset (const EaselBlockRow *self)
{
  return self->block->quote * QUOTE + self->block->indent * INDENT;
}

static void
place (EaselBlockRow *self, int width)
{
  ensure_layouts (self);
  if (self->placed_for == width || self->cells == NULL)
    return;
  self->placed_for = width;
  self->content_height =
      self->block->kind == EASEL_BLOCK_RULE
          ? RULE_HEIGHT
          : easel_block_paint_place_cells (self->cells, self->block, MAX (width - get_inset (self), 20),
                                           wraps (self));
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL && self->block->table != NULL)
    for (guint i = 0; i < self->cells->len; i++)
      {
        EaselBlockCell *cell = &g_array_index (self->cells, EaselBlockCell, i);

        cell->x = MAX (width - get_inset (self), 20) - cell->x - cell->width;
      }
}

/* Where the text begins in the row. */
static void
get_origin (EaselBlockRow *self, int *x, int *y)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  *x = (rtl ? 0 : get_inset (self)) - (int) self->shift;
  *y = self->header_height;
}

static void
on_header_wrap_cb (EaselBlockRow *self)
{
  self->shift = 0;
  self->placed_for = -1;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
on_header_use_cb (EaselBlockRow *self)
{
  g_signal_emit (self, signals[USE_AS_PROMPT], 0);
}

static void
on_header_copy_cb (EaselBlockRow *self)
{
  g_signal_emit (self, signals[COPY], 0);
}

static void
ensure_header (EaselBlockRow *self)
{
  if (self->header != NULL)
    return;
  self->header = easel_code_header_new ();
  gtk_widget_set_parent (self->header, GTK_WIDGET (self));
  g_signal_connect_object (self->header, "notify::wrap", G_CALLBACK (on_header_wrap_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->header, "use-as-prompt", G_CALLBACK (on_header_use_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->header, "copy", G_CALLBACK (on_header_copy_cb), self, G_CONNECT_SWAPPED);
}

/* Code that is not wrapped is moved sideways. */
static gboolean
on_scroll_cb (EaselBlockRow *self, double dx, double dy, GtkEventControllerScroll *controller)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  int room;

  if ((state & GDK_SHIFT_MASK) != 0 && dx == 0)
    dx = dy, dy = 0;
  if (wraps (self) || dx == 0 || self->cells == NULL || self->cells->len == 0)
    return GDK_EVENT_PROPAGATE;
  room = g_array_index (self->cells, EaselBlockCell, 0).width - gtk_widget_get_width (GTK_WIDGET (self));
  if (gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_WHEEL)
    dx *= 40;
  self->shift = CLAMP (self->shift + dx, 0, MAX (room, 0));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return GDK_EVENT_STOP;
}

/* ---- as a widget ---- */

static GtkSizeRequestMode
easel_block_row_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
easel_block_row_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  EaselBlockRow *self = EASEL_BLOCK_ROW (widget);
  int header = 0;

  *minimum = *natural = 0;
  if (self->block == NULL)
    return;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      int least;

      ensure_layouts (self);
      *natural = easel_block_paint_measure_width (self->cells, self->block, &least) + get_inset (self);
      self->placed_for = -1;
      return;
    }
  if (has_header (self))
    gtk_widget_measure (self->header, GTK_ORIENTATION_VERTICAL, -1, &header, NULL, NULL, NULL);
  place (self, for_size > 0 ? for_size : 600);
  *minimum = *natural = self->content_height + header;
}

static void
easel_block_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  EaselBlockRow *self = EASEL_BLOCK_ROW (widget);

  self->header_height = 0;
  if (has_header (self))
    {
      gtk_widget_measure (self->header, GTK_ORIENTATION_VERTICAL, -1, &self->header_height, NULL, NULL, NULL);
      gtk_widget_size_allocate (self->header, &(GtkAllocation) { 0, 0, width, self->header_height }, -1);
    }
  if (self->block != NULL)
    place (self, width);
}

static void
snapshot_decor (EaselBlockRow *self, GtkSnapshot *snapshot, int width, int height, const GdkRGBA *color)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GdkRGBA faint = *color;

  faint.alpha *= 0.25f;
  for (guint i = 0; i < self->block->quote; i++)
    {
      float x = (float) (rtl ? width - (int) i * QUOTE - QUOTE_BAR : (int) i * QUOTE);

      gtk_snapshot_append_color (snapshot, &faint, &GRAPHENE_RECT_INIT (x, 0, QUOTE_BAR, (float) height));
    }
  if (self->block->kind == EASEL_BLOCK_RULE)
    gtk_snapshot_append_color (snapshot, &faint, &GRAPHENE_RECT_INIT (0, RULE_HEIGHT / 2, (float) width, 1));
  if (self->block->table != NULL)
    {
      guint n = self->block->table->n_columns;
      const EaselBlockCell *first = &g_array_index (self->cells, EaselBlockCell, 0);
      const EaselBlockCell *last = &g_array_index (self->cells, EaselBlockCell, n - 1);
      int left = MIN (first->x, last->x);
      int right = MAX (first->x + first->width, last->x + last->width);

      for (guint i = n; i < self->cells->len; i += n)
        {
          const EaselBlockCell *cell = &g_array_index (self->cells, EaselBlockCell, i);

          gtk_snapshot_append_color (snapshot, &faint,
                                     &GRAPHENE_RECT_INIT ((float) ((rtl ? 0 : get_inset (self)) + left),
                                                          (float) cell->y - 5, (float) (right - left), 1));
        }
    }
}

static void
snapshot_marker (EaselBlockRow *self, GtkSnapshot *snapshot, int width, const GdkRGBA *color)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GdkRGBA dim = *color;
  int marker, x;

  pango_layout_get_pixel_size (self->marker, &marker, NULL);
  /* Numbers end where the text begins, whatever their length. */
  x = MAX (get_inset (self) - 9 - marker, get_inset (self) - INDENT);
  if (rtl)
    x = width - x - marker;
  dim.alpha *= 0.65f;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) self->header_height));
  gtk_snapshot_append_layout (snapshot, self->marker, &dim);
  gtk_snapshot_restore (snapshot);
}

static void
snapshot_cells (EaselBlockRow *self, GtkSnapshot *snapshot, const GdkRGBA *color)
{
  g_autoptr (GdkRGBA) accent = adw_style_manager_get_accent_color_rgba (adw_style_manager_get_default ());
  int x, y;

  accent->alpha = 0.3f;
  get_origin (self, &x, &y);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x, (float) y));
  if (self->words != NULL)
    easel_block_paint_words (snapshot, self->cells, self->block, self->words);
  for (guint i = 0; i < self->cells->len; i++)
    {
      const EaselBlockCell *cell = &g_array_index (self->cells, EaselBlockCell, i);

      if (self->selection_start < self->selection_end)
        easel_block_paint_selection (snapshot, cell, self->selection_start, self->selection_end, accent);
      if (self->marked != NULL)
        easel_block_paint_selection (snapshot, cell, self->marked->start,
                                     self->marked->start + self->marked->length, accent);
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) cell->x, (float) cell->y));
      gtk_snapshot_append_layout (snapshot, cell->layout, color);
      gtk_snapshot_restore (snapshot);
    }
  gtk_snapshot_restore (snapshot);
}

static void
easel_block_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EaselBlockRow *self = EASEL_BLOCK_ROW (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  gboolean clips;
  GdkRGBA color;

  if (self->block == NULL)
    return;
  place (self, width);
  gtk_widget_get_color (widget, &color);
  clips = !wraps (self);
  if (clips)
    gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  snapshot_decor (self, snapshot, width, height, &color);
  if (self->marker != NULL)
    snapshot_marker (self, snapshot, width, &color);
  snapshot_cells (self, snapshot, &color);
  if (clips)
    gtk_snapshot_pop (snapshot);
  if (has_header (self))
    gtk_widget_snapshot_child (widget, self->header, snapshot);
}

static void
easel_block_row_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  EaselBlockRow *self = EASEL_BLOCK_ROW (widget);

  GTK_WIDGET_CLASS (easel_block_row_parent_class)->css_changed (widget, change);
  /* Colours and font are in the layouts. */
  if (self->cells != NULL)
    {
      forget_layouts (self);
      gtk_widget_queue_resize (widget);
    }
}

static void
easel_block_row_dispose (GObject *object)
{
  EaselBlockRow *self = EASEL_BLOCK_ROW (object);

  forget_layouts (self);
  g_clear_pointer (&self->header, gtk_widget_unparent);
  g_clear_pointer (&self->block, easel_block_unref);
  g_clear_pointer (&self->colours, easel_code_colours_unref);
  g_clear_pointer (&self->words, g_regex_unref);
  G_OBJECT_CLASS (easel_block_row_parent_class)->dispose (object);
}

static void
easel_block_row_class_init (EaselBlockRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = easel_block_row_dispose;
  widget_class->get_request_mode = easel_block_row_get_request_mode;
  widget_class->measure = easel_block_row_measure;
  widget_class->size_allocate = easel_block_row_size_allocate;
  widget_class->snapshot = easel_block_row_snapshot;
  widget_class->css_changed = easel_block_row_css_changed;
  signals[USE_AS_PROMPT] = g_signal_new ("use-as-prompt", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[COPY] = g_signal_new ("copy", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "blockrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

static void
easel_block_row_init (EaselBlockRow *self)
{
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);

  self->placed_for = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (on_scroll_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
}

GtkWidget *
easel_block_row_new (void)
{
  return g_object_new (EASEL_TYPE_BLOCK_ROW, NULL);
}

static void
toggle_class (GtkWidget *widget, const char *name, gboolean on)
{
  if (gtk_widget_has_css_class (widget, name) == on)
    return;
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/**
 * easel_block_row_set_block:
 * @self: a row
 * @block: (nullable): what it shows; %NULL for nothing yet
 * @voice: who speaks
 */
void
easel_block_row_set_block (EaselBlockRow *self, EaselBlock *block, EaselThreadVoice voice)
{
  g_return_if_fail (EASEL_IS_BLOCK_ROW (self));

  if (self->block == block && self->voice == voice)
    return;
  if (block != NULL)
    easel_block_ref (block);
  if (self->block == NULL || block == NULL || !block->continues != !self->block->continues ||
      self->block->kind != block->kind)
    self->shift = 0;
  self->marked = NULL;
  g_clear_pointer (&self->block, easel_block_unref);
  g_clear_pointer (&self->colours, easel_code_colours_unref);
  self->block = block;
  self->voice = voice;
  forget_layouts (self);
  toggle_class (GTK_WIDGET (self), "code", block != NULL && block->kind == EASEL_BLOCK_CODE);
  toggle_class (GTK_WIDGET (self), "image", block != NULL && block->kind == EASEL_BLOCK_IMAGE);
  toggle_class (GTK_WIDGET (self), "user", voice == EASEL_THREAD_VOICE_USER);
  toggle_class (GTK_WIDGET (self), "notice", voice == EASEL_THREAD_VOICE_NOTICE);
  if (has_header (self))
    {
      ensure_header (self);
      easel_code_header_set_language (EASEL_CODE_HEADER (self->header), block->language,
                                      easel_code_colours_is_prompt (block));
    }
  if (self->header != NULL)
    gtk_widget_set_visible (self->header, has_header (self));
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * easel_block_row_set_edges:
 * @self: a row
 * @is_first: whether what it is part of, a bubble or code, begins with it
 * @is_last: whether that ends with it
 */
void
easel_block_row_set_edges (EaselBlockRow *self, gboolean is_first, gboolean is_last)
{
  g_return_if_fail (EASEL_IS_BLOCK_ROW (self));

  toggle_class (GTK_WIDGET (self), "first", is_first);
  toggle_class (GTK_WIDGET (self), "last", is_last);
}

EaselBlock *
easel_block_row_get_block (EaselBlockRow *self)
{
  g_return_val_if_fail (EASEL_IS_BLOCK_ROW (self), NULL);

  return self->block;
}

/**
 * easel_block_row_set_colours:
 * @self: a row of code
 * @colours: of its text
 */
void
easel_block_row_set_colours (EaselBlockRow *self, EaselCodeColours *colours)
{
  g_return_if_fail (EASEL_IS_BLOCK_ROW (self));

  if (self->colours == colours)
    return;
  g_clear_pointer (&self->colours, easel_code_colours_unref);
  self->colours = easel_code_colours_ref (colours);
  forget_layouts (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * easel_block_row_get_style:
 * @self: a row of code
 * @offset: of a byte of its text
 *
 * Returns: (nullable): what that is coloured as
 */
const char *
easel_block_row_get_style (EaselBlockRow *self, gsize offset)
{
  g_return_val_if_fail (EASEL_IS_BLOCK_ROW (self), NULL);

  return self->colours != NULL ? easel_code_colours_get_style (self->colours, offset) : NULL;
}

/**
 * easel_block_row_set_words:
 * @self: a row
 * @words: (nullable): what is searched for, marked in its text
 */
void
easel_block_row_set_words (EaselBlockRow *self, GRegex *words)
{
  g_return_if_fail (EASEL_IS_BLOCK_ROW (self));

  if (self->words == words)
    return;
  g_clear_pointer (&self->words, g_regex_unref);
  self->words = words != NULL ? g_regex_ref (words) : NULL;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * easel_block_row_set_selection:
 * @self: a row
 * @start: offset of the first byte of its text that is selected
 * @end: offset after the last; more than the text has if the line end is, too
 */
void
easel_block_row_set_selection (EaselBlockRow *self, gsize start, gsize end)
{
  g_return_if_fail (EASEL_IS_BLOCK_ROW (self));

  if (self->selection_start == start && self->selection_end == end)
    return;
  self->selection_start = start;
  self->selection_end = end;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * easel_block_row_set_marked_link:
 * @self: a row
 * @link: (nullable): the link of its block that keys act on
 */
void
easel_block_row_set_marked_link (EaselBlockRow *self, const EaselInline *link)
{
  g_return_if_fail (EASEL_IS_BLOCK_ROW (self));

  self->marked = link;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const EaselInline *
easel_block_row_get_marked_link (EaselBlockRow *self)
{
  g_return_val_if_fail (EASEL_IS_BLOCK_ROW (self), NULL);

  return self->marked;
}

/**
 * easel_block_row_find_offset:
 * @self: a row
 * @x: from its start, px
 * @y: from its top, px
 * @exact: (out) (optional): whether there is text right there
 *
 * Returns: offset in the block's text that is nearest
 */
gsize
easel_block_row_find_offset (EaselBlockRow *self, double x, double y, gboolean *exact)
{
  const EaselBlockCell *best = NULL;
  double nearest = G_MAXDOUBLE;
  int left, top, index, trailing;
  gboolean inside;

  g_return_val_if_fail (EASEL_IS_BLOCK_ROW (self), 0);

  if (exact != NULL)
    *exact = FALSE;
  if (self->block == NULL || self->cells == NULL)
    return 0;
  get_origin (self, &left, &top);
  x -= left;
  y -= top;
  for (guint i = 0; i < self->cells->len; i++)
    {
      const EaselBlockCell *cell = &g_array_index (self->cells, EaselBlockCell, i);
      double dx = x < cell->x ? cell->x - x : MAX (0, x - cell->x - cell->width);
      double dy = y < cell->y ? cell->y - y : MAX (0, y - cell->y - cell->height);

      /* The row of a table counts for more than the column. */
      if (dy * 1000 + dx < nearest)
        {
          nearest = dy * 1000 + dx;
          best = cell;
        }
    }
  if (best == NULL)
    return 0;
  if (y < 0 && self->block->table == NULL)
    return 0;
  inside = pango_layout_xy_to_index (best->layout, (int) ((x - best->x) * PANGO_SCALE),
                                     (int) ((y - best->y) * PANGO_SCALE), &index, &trailing);
  if (exact != NULL)
    *exact = inside && nearest <= 0;
  if (y > best->y + best->height && self->block->table == NULL)
    return best->start + best->length;
  while (trailing-- > 0 && (gsize) index < best->length)
    index =
        (int) (g_utf8_next_char (self->block->text + best->start + index) - self->block->text - best->start);
  return best->start + (gsize) index;
}

/**
 * easel_block_row_find_place:
 * @self: a row
 * @offset: in the block's text
 * @place: (out): where the caret would stand, in the row
 *
 * Returns: whether there is such a place
 */
gboolean
easel_block_row_find_place (EaselBlockRow *self, gsize offset, graphene_rect_t *place)
{
  int x, y;

  g_return_val_if_fail (EASEL_IS_BLOCK_ROW (self), FALSE);

  if (self->block == NULL || self->cells == NULL)
    return FALSE;
  get_origin (self, &x, &y);
  for (guint i = 0; i < self->cells->len; i++)
    {
      const EaselBlockCell *cell = &g_array_index (self->cells, EaselBlockCell, i);
      PangoRectangle caret;

      if (offset < cell->start || offset > cell->start + cell->length)
        continue;
      pango_layout_get_cursor_pos (cell->layout, (int) (offset - cell->start), &caret, NULL);
      graphene_rect_init (place, (float) (x + cell->x) + (float) caret.x / PANGO_SCALE,
                          (float) (y + cell->y) + (float) caret.y / PANGO_SCALE, 1,
                          (float) caret.height / PANGO_SCALE);
      return TRUE;
    }
  return FALSE;
}

/**
 * easel_block_row_describe:
 * @block: a block
 * @n_lines: of code, how many lines its parts have together; 0 if that is not known
 *
 * Returns: (transfer full): what a screen reader says of it
 */
char *
easel_block_row_describe (const EaselBlock *block, guint n_lines)
{
  if (n_lines == 0)
    for (const char *at = block->text; (at = strchr (at, '\n')) != NULL; at++)
      n_lines++;
  switch (block->kind)
    {
    case EASEL_BLOCK_HEADING:
      return g_strdup_printf (_ ("Heading: %s"), block->text);
    case EASEL_BLOCK_CODE:
      n_lines = MAX (n_lines, 1);
      return g_strdup_printf (ngettext ("Code, %u line", "Code, %u lines", n_lines), n_lines);
    case EASEL_BLOCK_TABLE:
      return g_strdup_printf (ngettext ("Table, %u row: %s", "Table, %u rows: %s", block->table->n_rows),
                              block->table->n_rows, block->text);
    case EASEL_BLOCK_IMAGE:
      return g_strdup_printf (_ ("Picture that was not loaded: %s"), block->text);
    case EASEL_BLOCK_RULE:
      return g_strdup (_ ("Line"));
    case EASEL_BLOCK_LIST_ITEM:
      if (block->marker == EASEL_BLOCK_MARKER_NUMBER)
        return g_strdup_printf (_ ("%u. %s"), block->number, block->text);
      if (block->marker == EASEL_BLOCK_MARKER_OPEN)
        return g_strdup_printf (_ ("To do: %s"), block->text);
      if (block->marker == EASEL_BLOCK_MARKER_DONE)
        return g_strdup_printf (_ ("Done: %s"), block->text);
      return g_strdup_printf (C_ ("item of a list", "• %s"), block->text);
    case EASEL_BLOCK_PARAGRAPH:
    case EASEL_BLOCK_MATH:
    default:
      return g_strdup (block->text);
    }
}

/**
 * easel_block_row_name:
 * @self: a row
 *
 * Tells screen readers what it shows. Not done while its text grows.
 */
void
easel_block_row_name (EaselBlockRow *self)
{
  g_autofree char *name = NULL;

  g_return_if_fail (EASEL_IS_BLOCK_ROW (self));

  if (self->block == NULL)
    {
      gtk_accessible_reset_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL);
      return;
    }
  name = easel_block_row_describe (self->block, 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
