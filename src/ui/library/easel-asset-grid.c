// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-asset-grid-private.h"

#include <glib/gi18n.h>

#include "easel-format.h"
#include "easel-job-tile.h"

#define DEFAULT_TILE 160
#define HEADING_INSET 16
/* Tiles beyond the edge that are made ready, in rows of them. */
#define AHEAD 1

enum
{
  PROP_0,
  N_PROPS,
  PROP_HADJUSTMENT = N_PROPS,
  PROP_VADJUSTMENT,
  PROP_HSCROLL_POLICY,
  PROP_VSCROLL_POLICY,
};

enum
{
  SIGNAL_ACTIVATE,
  SIGNAL_MENU,
  SIGNAL_SELECTION_CHANGED,
  SIGNAL_JOBS_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/**
 * EaselAssetGrid:
 *
 * The library's pictures as tiles, a heading above those of a day. Only the
 * tiles in view are widgets: a list view keeps some 200 rows whatever its
 * height, and a grid view knows no headings.
 *
 * Signals: "activate" (position): the user wants to see one large; "menu" (x, y):
 * a menu about what is selected is wanted there; "selection-changed";
 * "jobs-changed": another number of jobs stands before the pictures.
 */
G_DEFINE_FINAL_TYPE_WITH_CODE (EaselAssetGrid,
                               easel_asset_grid,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SCROLLABLE, NULL))

double
_easel_asset_grid_get_scroll (EaselAssetGrid *self)
{
  GtkAdjustment *adjustment = self->adjustments[GTK_ORIENTATION_VERTICAL];

  return adjustment != NULL ? gtk_adjustment_get_value (adjustment) : 0;
}

/* ---- tiles and headings ---- */

static gboolean
has_headings (EaselAssetGrid *self)
{
  EaselAssetSort sort = easel_asset_list_get_filter (self->list)->sort;

  return sort == EASEL_ASSET_SORT_NEWEST || sort == EASEL_ASSET_SORT_OLDEST;
}

static guint
count_items (EaselAssetGrid *self)
{
  return self->list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->list)) : 0;
}

static EaselAssetCell *
take_cell (EaselAssetGrid *self)
{
  GtkWidget *cell;

  if (self->spare_cells->len > 0)
    {
      cell = g_ptr_array_steal_index_fast (self->spare_cells, self->spare_cells->len - 1);
      gtk_widget_set_child_visible (cell, TRUE);
    }
  else
    {
      cell = easel_asset_cell_new (self->thumbnails);
      gtk_widget_set_parent (cell, GTK_WIDGET (self));
    }
  return EASEL_ASSET_CELL (cell);
}

static GtkWidget *
take_heading (EaselAssetGrid *self)
{
  GtkWidget *label;

  if (self->spare_headings->len > 0)
    {
      label = g_ptr_array_steal_index_fast (self->spare_headings, self->spare_headings->len - 1);
      gtk_widget_set_child_visible (label, TRUE);
      return label;
    }
  label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, "xalign", 0.0,
                        "ellipsize", PANGO_ELLIPSIZE_END, NULL);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_set_parent (label, GTK_WIDGET (self));
  return label;
}

static void
spare_cell (EaselAssetGrid *self, GtkWidget *cell)
{
  easel_asset_cell_bind (EASEL_ASSET_CELL (cell), NULL, GTK_INVALID_LIST_POSITION, 0);
  gtk_widget_set_child_visible (cell, FALSE);
  g_ptr_array_add (self->spare_cells, cell);
}

static void
spare_heading (EaselAssetGrid *self, GtkWidget *label)
{
  gtk_widget_set_child_visible (label, FALSE);
  g_ptr_array_add (self->spare_headings, label);
}

static void
drop_cells (EaselAssetGrid *self, guint first, guint last)
{
  GHashTableIter iter;
  gpointer key, cell;

  g_hash_table_iter_init (&iter, self->cells);
  while (g_hash_table_iter_next (&iter, &key, &cell))
    {
      guint position = GPOINTER_TO_UINT (key);
      gboolean focused = gtk_widget_has_focus (cell);

      /* The one with the focus stays, or the keys would go elsewhere. */
      if ((position >= first && position <= last) || (focused && position < self->layout->n_items))
        continue;
      g_hash_table_iter_remove (&iter);
      spare_cell (self, cell);
    }
}

static void
drop_headings (EaselAssetGrid *self, guint first, guint last)
{
  GHashTableIter iter;
  gpointer key, label;

  g_hash_table_iter_init (&iter, self->headings);
  while (g_hash_table_iter_next (&iter, &key, &label))
    if (GPOINTER_TO_UINT (key) < first || GPOINTER_TO_UINT (key) > last)
      {
        g_hash_table_iter_remove (&iter);
        spare_heading (self, label);
      }
}

static void
update_cell (EaselAssetGrid *self, guint position)
{
  EaselAssetCell *cell = g_hash_table_lookup (self->cells, GUINT_TO_POINTER (position));
  g_autoptr (EaselAsset) asset = g_list_model_get_item (G_LIST_MODEL (self->list), position);

  if (cell == NULL)
    {
      cell = take_cell (self);
      g_hash_table_insert (self->cells, GUINT_TO_POINTER (position), cell);
    }
  easel_asset_cell_bind (cell, asset, position, self->layout->n_items);
  easel_asset_cell_set_selected (cell, gtk_selection_model_is_selected (self->selection, position));
}

static void
update_heading (EaselAssetGrid *self, guint index)
{
  EaselGridSection *section = &g_array_index (self->layout->sections, EaselGridSection, index);
  GtkWidget *label = g_hash_table_lookup (self->headings, GUINT_TO_POINTER (index));
  g_autofree char *day = section->time != 0 ? easel_format_day (section->time, g_get_real_time ())
                                            : g_strdup (_ ("In Progress"));
  g_autofree char *text = NULL;

  if (label == NULL)
    {
      label = take_heading (self);
      g_hash_table_insert (self->headings, GUINT_TO_POINTER (index), label);
    }
  /* Translators: a day, and how many pictures there are of it */
  text = section->count > 0 ? g_strdup_printf (C_ ("heading", "%s · %u"), day, section->count)
                            : g_steal_pointer (&day);
  gtk_label_set_label (GTK_LABEL (label), text);
}

/*
 * Makes the tiles and headings of what is in view, and puts the others aside.
 */
void
_easel_asset_grid_update_cells (EaselAssetGrid *self)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  int y = (int) _easel_asset_grid_get_scroll (self);
  int ahead = AHEAD * self->layout->tile_height;
  guint first, last, first_section, last_section;

  if (self->list == NULL ||
      !easel_grid_layout_find_visible (self->layout, y - ahead, height + 2 * ahead, &first, &last))
    drop_cells (self, 1, 0);
  else
    {
      drop_cells (self, first, last);
      for (guint i = first; i <= last; i++)
        update_cell (self, i);
    }
  if (self->layout->heading == 0 ||
      !easel_grid_layout_find_sections (self->layout, y - ahead, height + 2 * ahead, &first_section,
                                        &last_section))
    {
      drop_headings (self, 1, 0);
      return;
    }
  drop_headings (self, first_section, last_section);
  for (guint i = first_section; i <= last_section; i++)
    update_heading (self, i);
}

/* ---- layout ---- */

static int
measure_heading (EaselAssetGrid *self)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), "X");
  int height;

  if (!self->headed)
    return 0;
  pango_layout_get_pixel_size (layout, NULL, &height);
  return height + 2 * 10;
}

/* What is in the middle stays there when the tiles get another size. */
static void
update_layout (EaselAssetGrid *self, int width, int height)
{
  GtkAdjustment *vertical = self->adjustments[GTK_ORIENTATION_VERTICAL];
  GtkAdjustment *horizontal = self->adjustments[GTK_ORIENTATION_HORIZONTAL];
  gboolean same = self->layout->width == width;
  double value = _easel_asset_grid_get_scroll (self);
  gboolean following = FALSE;
  guint first = 0, last = 0;
  double above = 0;
  gboolean kept =
      !same && value > 0 && easel_grid_layout_find_visible (self->layout, (int) value, 1, &first, &last);

  if (kept)
    above = easel_grid_layout_get_rect (self->layout, first).y - value;
  easel_grid_layout_set_width (self->layout, width, self->tile_size, measure_heading (self));
  if (kept)
    value = easel_grid_layout_get_rect (self->layout, first).y - above;
  else if (self->keep_wanted != GTK_INVALID_LIST_POSITION && self->keep_wanted < self->layout->n_items)
    {
      value = easel_grid_layout_get_rect (self->layout, self->keep_wanted).y - self->anchor_y;
      following = TRUE;
    }
  if (!same)
    self->anchor_id = 0;
  self->keep_wanted = GTK_INVALID_LIST_POSITION;
  if (self->scroll_wanted != GTK_INVALID_LIST_POSITION && self->scroll_wanted < self->layout->n_items)
    {
      EaselGridRect rect = easel_grid_layout_get_rect (self->layout, self->scroll_wanted);

      value = rect.y + rect.height / 2.0 - height / 2.0;
      self->scroll_wanted = GTK_INVALID_LIST_POSITION;
    }
  if (vertical != NULL)
    gtk_adjustment_configure (vertical, value, 0, MAX (self->layout->height, height), height * 0.1,
                              height * 0.9, height);
  if (following)
    self->anchor_value = _easel_asset_grid_get_scroll (self);
  if (horizontal != NULL)
    gtk_adjustment_configure (horizontal, 0, 0, width, width * 0.1, width * 0.9, width);
}

/* What comes or goes above what is in view does not move it; at the top, what
 * comes is seen. */
static void
note_anchor (EaselAssetGrid *self)
{
  double value = _easel_asset_grid_get_scroll (self);
  guint first, last;

  /* As long as nobody scrolls it is the same one: others stand in its row when some
   * have come, and by and by all would move. */
  if (self->anchor_id != 0 && ABS (value - self->anchor_value) < 0.5)
    return;
  self->anchor_id = 0;
  self->anchor_value = value;
  if (value < 1 || self->list == NULL ||
      !easel_grid_layout_find_visible (self->layout, (int) value, 1, &first, &last))
    return;
  self->anchor_id = easel_asset_list_get_id (self->list, first);
  self->anchor_y = easel_grid_layout_get_rect (self->layout, first).y - value;
}

static void allocate_child (EaselAssetGrid *self, GtkWidget *child, int x, int y, int width, int height);

static void
allocate_tiles (EaselAssetGrid *self, double scroll)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self));

  for (guint i = 0; i < self->tiles->len; i++)
    {
      GtkWidget *tile = g_ptr_array_index (self->tiles, i);
      EaselGridRect rect = easel_grid_layout_get_lead_rect (self->layout, i);
      int least_width, least_height;

      gtk_widget_set_child_visible (tile, rect.y + rect.height > scroll && rect.y < scroll + height);
      if (!gtk_widget_get_child_visible (tile))
        continue;
      gtk_widget_measure (tile, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
      rect.width = MAX (rect.width, least_width);
      gtk_widget_measure (tile, GTK_ORIENTATION_VERTICAL, rect.width, &least_height, NULL, NULL, NULL);
      allocate_child (self, tile, rect.x, rect.y - (int) scroll, rect.width, MAX (rect.height, least_height));
    }
}

static void
allocate_child (EaselAssetGrid *self, GtkWidget *child, int x, int y, int width, int height)
{
  int all = gtk_widget_get_width (GTK_WIDGET (self));

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    x = all - x - width;
  gtk_widget_size_allocate (child, &(GtkAllocation) { x, y, MAX (width, 0), MAX (height, 0) }, -1);
}

static void
allocate_band (EaselAssetGrid *self, double scroll)
{
  double x = MIN (self->band_x, self->pointer_x);
  double y = MIN (self->band_y, self->pointer_y);

  gtk_widget_measure (self->rubberband, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
  gtk_widget_size_allocate (self->rubberband,
                            &(GtkAllocation) { (int) x, (int) (y - scroll),
                                               MAX ((int) ABS (self->band_x - self->pointer_x), 1),
                                               MAX ((int) ABS (self->band_y - self->pointer_y), 1) },
                            -1);
}

static void
easel_asset_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  EaselAssetGrid *self = EASEL_ASSET_GRID (widget);
  GHashTableIter iter;
  gpointer key, child;
  double scroll;

  update_layout (self, width, height);
  _easel_asset_grid_update_cells (self);
  scroll = _easel_asset_grid_get_scroll (self);

  g_hash_table_iter_init (&iter, self->cells);
  while (g_hash_table_iter_next (&iter, &key, &child))
    {
      EaselGridRect rect = easel_grid_layout_get_rect (self->layout, GPOINTER_TO_UINT (key));

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      allocate_child (self, child, rect.x, rect.y - (int) scroll, rect.width, rect.height);
    }
  g_hash_table_iter_init (&iter, self->headings);
  while (g_hash_table_iter_next (&iter, &key, &child))
    {
      EaselGridSection *section =
          &g_array_index (self->layout->sections, EaselGridSection, GPOINTER_TO_UINT (key));

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      allocate_child (self, child, HEADING_INSET, section->y - (int) scroll, width - 2 * HEADING_INSET,
                      self->layout->heading);
    }
  allocate_tiles (self, scroll);
  if (self->rubberband != NULL)
    allocate_band (self, scroll);
  note_anchor (self);
}

static void
easel_asset_grid_measure (
    GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *b, int *nb)
{
  EaselAssetGrid *self = EASEL_ASSET_GRID (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = easel_grid_layout_get_least_width (self->tile_size);
      *natural = MAX (*minimum, 4 * self->tile_size);
    }
  else
    *minimum = *natural = 1;
}

/* ---- following ---- */

static gint64
get_time (gpointer data, guint position)
{
  return easel_asset_list_get_time (data, position);
}

/* The tile with the focus is gone: the last one has it, or the keys would go elsewhere. */
static void
keep_focus (EaselAssetGrid *self)
{
  GtkWidget *focused = gtk_widget_get_focus_child (GTK_WIDGET (self));
  GtkWidget *cell = g_hash_table_lookup (self->cells, GUINT_TO_POINTER (self->cursor));

  if (focused != NULL && EASEL_IS_ASSET_CELL (focused) && cell != NULL)
    gtk_widget_grab_focus (cell);
}

/*
 * Places all anew, once the list or the jobs are others.
 */
void
_easel_asset_grid_relayout (EaselAssetGrid *self)
{
  guint n = count_items (self);
  gboolean newest = easel_asset_list_get_filter (self->list)->sort == EASEL_ASSET_SORT_NEWEST;

  easel_grid_layout_set_lead (self->layout, self->tiles->len, newest ? g_get_real_time () : 0);
  easel_grid_layout_set_items (self->layout, n, self->headed ? get_time : NULL, self->list);
  if (self->anchor_id == 0 || !easel_asset_list_find (self->list, self->anchor_id, &self->keep_wanted))
    self->keep_wanted = GTK_INVALID_LIST_POSITION;
  self->anchor = MIN (self->anchor, n > 0 ? n - 1 : 0);
  if (self->cursor >= n)
    {
      self->cursor = n > 0 ? n - 1 : 0;
      keep_focus (self);
    }
  /* The one with the focus may be another now. */
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* What a job made may be among what is new. */
static void
on_items_changed_cb (EaselAssetGrid *self)
{
  /* Its order may be another before what is in it is. */
  self->headed = has_headings (self);
  _easel_asset_grid_update_jobs (self);
  _easel_asset_grid_relayout (self);
  /* What was selected may be gone; the model does not say so. */
  g_signal_emit (self, signals[SIGNAL_SELECTION_CHANGED], 0);
}

static void
on_selection_changed_cb (EaselAssetGrid *self)
{
  GHashTableIter iter;
  gpointer key, cell;

  g_hash_table_iter_init (&iter, self->cells);
  while (g_hash_table_iter_next (&iter, &key, &cell))
    easel_asset_cell_set_selected (cell,
                                   gtk_selection_model_is_selected (self->selection, GPOINTER_TO_UINT (key)));
  g_signal_emit (self, signals[SIGNAL_SELECTION_CHANGED], 0);
}

static void
set_adjustment (EaselAssetGrid *self, GtkOrientation orientation, GtkAdjustment *adjustment)
{
  if (self->adjustments[orientation] == adjustment)
    return;
  if (self->adjustments[orientation] != NULL)
    g_signal_handlers_disconnect_by_data (self->adjustments[orientation], self);
  g_set_object (&self->adjustments[orientation], adjustment);
  if (adjustment != NULL)
    g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (gtk_widget_queue_allocate), self,
                             G_CONNECT_SWAPPED);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/* ---- the object ---- */

static void
easel_asset_grid_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EaselAssetGrid *self = EASEL_ASSET_GRID (object);

  switch (id)
    {
    case PROP_HADJUSTMENT:
      g_value_set_object (value, self->adjustments[GTK_ORIENTATION_HORIZONTAL]);
      break;
    case PROP_VADJUSTMENT:
      g_value_set_object (value, self->adjustments[GTK_ORIENTATION_VERTICAL]);
      break;
    case PROP_HSCROLL_POLICY:
      g_value_set_enum (value, self->policies[GTK_ORIENTATION_HORIZONTAL]);
      break;
    case PROP_VSCROLL_POLICY:
      g_value_set_enum (value, self->policies[GTK_ORIENTATION_VERTICAL]);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
easel_asset_grid_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  EaselAssetGrid *self = EASEL_ASSET_GRID (object);

  switch (id)
    {
    case PROP_HADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, g_value_get_object (value));
      break;
    case PROP_VADJUSTMENT:
      set_adjustment (self, GTK_ORIENTATION_VERTICAL, g_value_get_object (value));
      break;
    case PROP_HSCROLL_POLICY:
      self->policies[GTK_ORIENTATION_HORIZONTAL] = g_value_get_enum (value);
      break;
    case PROP_VSCROLL_POLICY:
      self->policies[GTK_ORIENTATION_VERTICAL] = g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static gboolean
easel_asset_grid_grab_focus (GtkWidget *widget)
{
  EaselAssetGrid *self = EASEL_ASSET_GRID (widget);
  GtkWidget *cell;

  if (self->layout->n_items == 0)
    return self->tiles->len > 0 &&
           gtk_widget_child_focus (g_ptr_array_index (self->tiles, 0), GTK_DIR_TAB_FORWARD);
  _easel_asset_grid_show (self, self->cursor);
  cell = g_hash_table_lookup (self->cells, GUINT_TO_POINTER (self->cursor));
  return cell != NULL && gtk_widget_grab_focus (cell);
}

/* The pictures are one stop of the Tab key, and within, the arrows move; before them
 * each button of a job is one. */
static gboolean
easel_asset_grid_focus (GtkWidget *widget, GtkDirectionType direction)
{
  GtkWidget *child = gtk_widget_get_focus_child (widget);
  gboolean in_tile = child != NULL && EASEL_IS_JOB_TILE (child);
  gboolean back = direction == GTK_DIR_TAB_BACKWARD;

  if (child != NULL && !in_tile)
    return back && _easel_asset_grid_focus_tile (EASEL_ASSET_GRID (widget), direction);
  if (child == NULL && back)
    return easel_asset_grid_grab_focus (widget);
  if (_easel_asset_grid_focus_tile (EASEL_ASSET_GRID (widget), direction))
    return TRUE;
  return !back && easel_asset_grid_grab_focus (widget);
}

static void
easel_asset_grid_dispose (GObject *object)
{
  EaselAssetGrid *self = EASEL_ASSET_GRID (object);
  GtkWidget *child;

  if (self->autoscroll != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->autoscroll);
  self->autoscroll = 0;
  set_adjustment (self, GTK_ORIENTATION_HORIZONTAL, NULL);
  set_adjustment (self, GTK_ORIENTATION_VERTICAL, NULL);
  g_hash_table_remove_all (self->cells);
  g_hash_table_remove_all (self->headings);
  g_ptr_array_set_size (self->spare_cells, 0);
  g_ptr_array_set_size (self->spare_headings, 0);
  self->rubberband = NULL;
  _easel_asset_grid_clear_jobs (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->banded, gtk_bitset_unref);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  g_clear_object (&self->thumbnails);

  G_OBJECT_CLASS (easel_asset_grid_parent_class)->dispose (object);
}

static void
easel_asset_grid_finalize (GObject *object)
{
  EaselAssetGrid *self = EASEL_ASSET_GRID (object);

  g_hash_table_unref (self->cells);
  g_hash_table_unref (self->headings);
  g_ptr_array_unref (self->spare_cells);
  g_ptr_array_unref (self->spare_headings);
  g_ptr_array_unref (self->tiles);
  g_hash_table_unref (self->dismissed);
  easel_grid_layout_free (self->layout);

  G_OBJECT_CLASS (easel_asset_grid_parent_class)->finalize (object);
}

static void
easel_asset_grid_class_init (EaselAssetGridClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = easel_asset_grid_get_property;
  object_class->set_property = easel_asset_grid_set_property;
  object_class->dispose = easel_asset_grid_dispose;
  object_class->finalize = easel_asset_grid_finalize;
  widget_class->measure = easel_asset_grid_measure;
  widget_class->size_allocate = easel_asset_grid_size_allocate;
  widget_class->focus = easel_asset_grid_focus;
  widget_class->grab_focus = easel_asset_grid_grab_focus;

  g_object_class_override_property (object_class, PROP_HADJUSTMENT, "hadjustment");
  g_object_class_override_property (object_class, PROP_VADJUSTMENT, "vadjustment");
  g_object_class_override_property (object_class, PROP_HSCROLL_POLICY, "hscroll-policy");
  g_object_class_override_property (object_class, PROP_VSCROLL_POLICY, "vscroll-policy");

  signals[SIGNAL_ACTIVATE] = g_signal_new ("activate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                           NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_MENU] = g_signal_new ("menu", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                       NULL, G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[SIGNAL_SELECTION_CHANGED] = g_signal_new ("selection-changed", G_TYPE_FROM_CLASS (klass),
                                                    G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  signals[SIGNAL_JOBS_CHANGED] = g_signal_new ("jobs-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                               0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  _easel_asset_grid_install_keys (widget_class);
  gtk_widget_class_set_css_name (widget_class, "easel-asset-grid");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST);
}

static void
easel_asset_grid_init (EaselAssetGrid *self)
{
  self->cells = g_hash_table_new (NULL, NULL);
  self->headings = g_hash_table_new (NULL, NULL);
  self->spare_cells = g_ptr_array_new ();
  self->spare_headings = g_ptr_array_new ();
  self->tiles = g_ptr_array_new ();
  self->dismissed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->layout = easel_grid_layout_new ();
  self->tile_size = DEFAULT_TILE;
  self->scroll_wanted = self->keep_wanted = GTK_INVALID_LIST_POSITION;
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Pictures"),
                                  GTK_ACCESSIBLE_PROPERTY_MULTI_SELECTABLE, TRUE, -1);
  _easel_asset_grid_add_controllers (self);
}

/**
 * easel_asset_grid_set_list:
 * @self: the grid
 * @list: what it shows
 * @thumbnails: where its pictures come from
 *
 * To be called once.
 */
void
easel_asset_grid_set_list (EaselAssetGrid *self, EaselAssetList *list, EaselThumbnails *thumbnails)
{
  g_return_if_fail (EASEL_IS_ASSET_GRID (self));
  g_return_if_fail (self->list == NULL);

  self->list = g_object_ref (list);
  self->thumbnails = g_object_ref (thumbnails);
  self->selection = GTK_SELECTION_MODEL (gtk_multi_selection_new (G_LIST_MODEL (g_object_ref (list))));
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (on_items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (on_selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
  on_items_changed_cb (self);
}

/**
 * easel_asset_grid_set_tile_size:
 * @self: the grid
 * @pixels: that a tile shall be wide at least
 */
void
easel_asset_grid_set_tile_size (EaselAssetGrid *self, int pixels)
{
  g_return_if_fail (EASEL_IS_ASSET_GRID (self));

  if (self->tile_size == pixels)
    return;
  self->tile_size = pixels;
  self->layout->width = 0;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

/**
 * easel_asset_grid_get_selection:
 * @self: the grid
 *
 * Returns: (transfer full): the selected positions
 */
GtkBitset *
easel_asset_grid_get_selection (EaselAssetGrid *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET_GRID (self), NULL);

  return self->selection != NULL ? gtk_selection_model_get_selection (self->selection)
                                 : gtk_bitset_new_empty ();
}

/**
 * easel_asset_grid_dup_selected_ids:
 * @self: the grid
 *
 * Returns: (transfer full) (element-type gint64): the ids of what is selected
 */
GArray *
easel_asset_grid_dup_selected_ids (EaselAssetGrid *self)
{
  g_autoptr (GtkBitset) selected = easel_asset_grid_get_selection (self);
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  GtkBitsetIter iter;
  guint position;

  for (gboolean more = gtk_bitset_iter_init_first (&iter, selected, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      gint64 id = easel_asset_list_get_id (self->list, position);

      g_array_append_val (ids, id);
    }
  return ids;
}

/**
 * easel_asset_grid_dup_current:
 * @self: the grid
 *
 * Returns: (transfer full) (nullable): the one that is selected, if it is one
 */
EaselAsset *
easel_asset_grid_dup_current (EaselAssetGrid *self)
{
  g_autoptr (GtkBitset) selected = easel_asset_grid_get_selection (self);

  return gtk_bitset_get_size (selected) == 1
             ? g_list_model_get_item (G_LIST_MODEL (self->list), gtk_bitset_get_minimum (selected))
             : NULL;
}

void
easel_asset_grid_select (EaselAssetGrid *self, guint position)
{
  g_return_if_fail (EASEL_IS_ASSET_GRID (self));

  if (position < count_items (self))
    _easel_asset_grid_move_cursor (self, position, FALSE, FALSE);
}

void
easel_asset_grid_select_all (EaselAssetGrid *self)
{
  g_return_if_fail (EASEL_IS_ASSET_GRID (self));

  if (self->selection != NULL)
    gtk_selection_model_select_all (self->selection);
}

void
easel_asset_grid_unselect_all (EaselAssetGrid *self)
{
  g_return_if_fail (EASEL_IS_ASSET_GRID (self));

  if (self->selection != NULL)
    gtk_selection_model_unselect_all (self->selection);
}

/**
 * easel_asset_grid_find:
 * @self: the grid
 * @x: in pixels of the grid
 * @y: in pixels of the grid
 * @position: (out): the tile there
 *
 * Returns: whether there is one
 */
gboolean
easel_asset_grid_find (EaselAssetGrid *self, double x, double y, guint *position)
{
  g_return_val_if_fail (EASEL_IS_ASSET_GRID (self), FALSE);

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    x = gtk_widget_get_width (GTK_WIDGET (self)) - x;
  return easel_grid_layout_find_at (self->layout, (int) x, (int) (y + _easel_asset_grid_get_scroll (self)),
                                    position);
}

/**
 * easel_asset_grid_scroll_to:
 * @self: the grid
 * @position: of a tile that shall be in the middle
 */
void
easel_asset_grid_scroll_to (EaselAssetGrid *self, guint position)
{
  g_return_if_fail (EASEL_IS_ASSET_GRID (self));

  self->scroll_wanted = position;
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}
