// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-asset-cell.h"

#include <glib/gi18n.h>

#include "easel-asset-words.h"

/* Pixels; the same as in style.css. */
#define RADIUS 8
#define INSET 6

/**
 * EaselAssetCell:
 *
 * A tile of the library's grid. It draws its picture itself and has other
 * widgets only where there is something to say, since a grid has hundreds.
 */
struct _EaselAssetCell
{
  GtkWidget parent_instance;

  /* children, made when they are first needed */
  GtkWidget *check;
  GtkWidget *badge;

  /* owned */
  EaselThumbnails *thumbnails;
  EaselAsset *asset;
  GdkTexture *texture;
  GSignalGroup *signals;

  /* state */
  guint position;
  guint n_items;
  gboolean selected;
};

G_DEFINE_FINAL_TYPE (EaselAssetCell, easel_asset_cell, GTK_TYPE_WIDGET)

static void
set_texture (EaselAssetCell *self, GdkTexture *texture)
{
  if (g_set_object (&self->texture, texture))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_thumbnail_cb (gpointer data, GdkTexture *texture)
{
  set_texture (data, texture);
}

static void
ask_for_thumbnail (EaselAssetCell *self)
{
  if (self->asset != NULL && easel_asset_is_loaded (self->asset) &&
      gtk_widget_get_width (GTK_WIDGET (self)) > 0)
    easel_thumbnails_request (self->thumbnails, self->asset,
                              gtk_widget_get_width (GTK_WIDGET (self)) *
                                  gtk_widget_get_scale_factor (GTK_WIDGET (self)),
                              on_thumbnail_cb, self);
}

/* ---- what it says ---- */

static void
show_badge (EaselAssetCell *self, const char *text)
{
  if (text == NULL)
    {
      g_clear_pointer (&self->badge, gtk_widget_unparent);
      return;
    }
  if (self->badge == NULL)
    {
      self->badge = gtk_label_new (NULL);
      gtk_widget_add_css_class (self->badge, "easel-asset-badge");
      gtk_widget_add_css_class (self->badge, "numeric");
      /* The cell's own name says it. */
      gtk_accessible_update_state (GTK_ACCESSIBLE (self->badge), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
      gtk_widget_set_parent (self->badge, GTK_WIDGET (self));
    }
  gtk_label_set_label (GTK_LABEL (self->badge), text);
}

static void
update_words (EaselAssetCell *self)
{
  g_autofree char *badge = NULL;
  g_autofree char *name = NULL;

  if (self->asset != NULL && easel_asset_is_loaded (self->asset))
    {
      badge = easel_asset_dup_badge (self->asset);
      name = easel_asset_dup_description (self->asset);
    }
  show_badge (self, badge);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  name != NULL ? name : _ ("Loading"), -1);
}

static void
on_asset_changed_cb (EaselAssetCell *self)
{
  update_words (self);
  ask_for_thumbnail (self);
}

/* ---- widget ---- */

static void
easel_asset_cell_measure (
    GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *b, int *nb)
{
  *minimum = *natural = 1;
}

static void
allocate_at (GtkWidget *child, int x, int y, int width, int height)
{
  gtk_widget_size_allocate (child, &(GtkAllocation) { x, y, width, height }, -1);
}

static void
easel_asset_cell_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  EaselAssetCell *self = EASEL_ASSET_CELL (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkRequisition size;

  if (self->check != NULL)
    {
      gtk_widget_get_preferred_size (self->check, NULL, &size);
      allocate_at (self->check, rtl ? INSET : MAX (width - size.width - INSET, 0), INSET, size.width,
                   size.height);
    }
  if (self->badge != NULL)
    {
      gtk_widget_get_preferred_size (self->badge, NULL, &size);
      size.width = MIN (size.width, MAX (width - 2 * INSET, 1));
      allocate_at (self->badge, rtl ? MAX (width - size.width - INSET, 0) : INSET,
                   MAX (height - size.height - INSET, 0), size.width, size.height);
    }
  ask_for_thumbnail (self);
}

/* Where the picture goes so that it fills the cell: cut at the sides, or more
 * below than above, since most that matters is in the upper third. */
static void
find_picture (GdkTexture *texture, int width, int height, graphene_rect_t *rect)
{
  float across = (float) gdk_texture_get_width (texture);
  float down = (float) gdk_texture_get_height (texture);
  float scale = MAX ((float) width / across, (float) height / down);

  graphene_rect_init (rect, ((float) width - across * scale) / 2, ((float) height - down * scale) / 3,
                      across * scale, down * scale);
}

static void
easel_asset_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  EaselAssetCell *self = EASEL_ASSET_CELL (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);

  if (self->texture != NULL && width > 0 && height > 0)
    {
      graphene_rect_t rect;
      GskRoundedRect clip;

      gsk_rounded_rect_init_from_rect (&clip, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height),
                                       RADIUS);
      find_picture (self->texture, width, height, &rect);
      gtk_snapshot_push_rounded_clip (snapshot, &clip);
      gtk_snapshot_append_scaled_texture (snapshot, self->texture, GSK_SCALING_FILTER_LINEAR, &rect);
      gtk_snapshot_pop (snapshot);
    }
  GTK_WIDGET_CLASS (easel_asset_cell_parent_class)->snapshot (widget, snapshot);
}

static void
easel_asset_cell_dispose (GObject *object)
{
  EaselAssetCell *self = EASEL_ASSET_CELL (object);

  if (self->thumbnails != NULL)
    easel_thumbnails_cancel (self->thumbnails, self);
  g_clear_pointer (&self->check, gtk_widget_unparent);
  g_clear_pointer (&self->badge, gtk_widget_unparent);
  g_clear_object (&self->signals);
  g_clear_object (&self->texture);
  g_clear_object (&self->asset);
  g_clear_object (&self->thumbnails);

  G_OBJECT_CLASS (easel_asset_cell_parent_class)->dispose (object);
}

static void
easel_asset_cell_class_init (EaselAssetCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_asset_cell_dispose;
  widget_class->measure = easel_asset_cell_measure;
  widget_class->size_allocate = easel_asset_cell_size_allocate;
  widget_class->snapshot = easel_asset_cell_snapshot;
  gtk_widget_class_set_css_name (widget_class, "easel-asset-cell");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

static void
easel_asset_cell_init (EaselAssetCell *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_VISIBLE);
  self->signals = g_signal_group_new (EASEL_TYPE_ASSET);
  g_signal_group_connect_swapped (self->signals, "notify::loaded", G_CALLBACK (on_asset_changed_cb), self);
  g_signal_group_connect_swapped (self->signals, "notify::rating", G_CALLBACK (update_words), self);
}

GtkWidget *
easel_asset_cell_new (EaselThumbnails *thumbnails)
{
  EaselAssetCell *self = g_object_new (EASEL_TYPE_ASSET_CELL, NULL);

  self->thumbnails = g_object_ref (thumbnails);
  return GTK_WIDGET (self);
}

/**
 * easel_asset_cell_bind:
 * @self: a cell
 * @asset: (nullable): what it shows from now on, %NULL nothing
 * @position: where that is in the list
 * @n_items: of how many
 */
void
easel_asset_cell_bind (EaselAssetCell *self, EaselAsset *asset, guint position, guint n_items)
{
  g_return_if_fail (EASEL_IS_ASSET_CELL (self));

  if (self->position != position || self->n_items != n_items)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_POS_IN_SET,
                                    (int) position + 1, GTK_ACCESSIBLE_RELATION_SET_SIZE, (int) n_items, -1);
  self->position = position;
  self->n_items = n_items;
  if (self->asset == asset)
    return;
  easel_thumbnails_cancel (self->thumbnails, self);
  set_texture (self, NULL);
  g_set_object (&self->asset, asset);
  g_signal_group_set_target (self->signals, asset);
  if (asset != NULL)
    on_asset_changed_cb (self);
}

EaselAsset *
easel_asset_cell_get_asset (EaselAssetCell *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET_CELL (self), NULL);

  return self->asset;
}

guint
easel_asset_cell_get_position (EaselAssetCell *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET_CELL (self), GTK_INVALID_LIST_POSITION);

  return self->position;
}

/**
 * easel_asset_cell_set_selected:
 * @self: a cell
 * @selected: whether what it shows is selected: a ring and a sign
 */
void
easel_asset_cell_set_selected (EaselAssetCell *self, gboolean selected)
{
  g_return_if_fail (EASEL_IS_ASSET_CELL (self));

  if (self->selected == selected)
    return;
  self->selected = selected;
  if (selected)
    {
      self->check = gtk_image_new_from_icon_name ("object-select-symbolic");
      gtk_widget_add_css_class (self->check, "easel-asset-check");
      gtk_accessible_update_state (GTK_ACCESSIBLE (self->check), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
      gtk_widget_set_parent (self->check, GTK_WIDGET (self));
      gtk_widget_set_state_flags (GTK_WIDGET (self), GTK_STATE_FLAG_SELECTED, FALSE);
    }
  else
    {
      g_clear_pointer (&self->check, gtk_widget_unparent);
      gtk_widget_unset_state_flags (GTK_WIDGET (self), GTK_STATE_FLAG_SELECTED);
    }
  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_SELECTED, selected, -1);
}
