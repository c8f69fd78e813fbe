// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-revision-pictures.h"

#include <glib/gi18n.h>

#define N_SHOWN 3
#define SIDE 40

/**
 * EaselRevisionPictures:
 *
 * The newest pictures that were made from a revision, small, and how many more
 * there are. It shows them in the library when it is pressed, by
 * "win.show-revision"; where there are none it is not seen.
 */
struct _EaselRevisionPictures
{
  AdwBin parent_instance;

  /* borrowed */
  GtkButton *button;
  GtkPicture *pictures[N_SHOWN];
  GtkLabel *more_label;

  /* owned */
  EaselLibraryService *library;
  EaselThumbnails *thumbnails;
  EaselAssetList *list;
  EaselAsset *assets[N_SHOWN];
  GSignalGroup *list_signals;
  GSignalGroup *asset_signals[N_SHOWN];

  /* state */
  guint number;
};

G_DEFINE_FINAL_TYPE (EaselRevisionPictures, easel_revision_pictures, ADW_TYPE_BIN)

static void
on_thumbnail_cb (gpointer data, GdkTexture *texture)
{
  gtk_picture_set_paintable (GTK_PICTURE (data), GDK_PAINTABLE (texture));
}

static void
ask_for_thumbnails (EaselRevisionPictures *self)
{
  for (guint i = 0; i < N_SHOWN; i++)
    if (self->assets[i] != NULL && easel_asset_is_loaded (self->assets[i]))
      easel_thumbnails_request (self->thumbnails, self->assets[i],
                                SIDE * gtk_widget_get_scale_factor (GTK_WIDGET (self)), on_thumbnail_cb,
                                self->pictures[i]);
}

static void
set_asset (EaselRevisionPictures *self, guint i, EaselAsset *asset)
{
  gtk_widget_set_visible (GTK_WIDGET (self->pictures[i]), asset != NULL);
  if (!g_set_object (&self->assets[i], asset))
    return;
  easel_thumbnails_cancel (self->thumbnails, self->pictures[i]);
  gtk_picture_set_paintable (self->pictures[i], NULL);
  g_signal_group_set_target (self->asset_signals[i], asset);
}

static void
update (EaselRevisionPictures *self)
{
  guint n = easel_revision_pictures_get_n_pictures (self);
  g_autofree char *name = g_strdup_printf (
      ngettext ("%u picture of revision %u", "%u pictures of revision %u", n), n, self->number);
  g_autofree char *more = g_strdup_printf (C_ ("so many more", "+%u"), n - MIN (n, N_SHOWN));

  for (guint i = 0; i < N_SHOWN; i++)
    {
      g_autoptr (EaselAsset) asset =
          self->list != NULL ? g_list_model_get_item (G_LIST_MODEL (self->list), i) : NULL;

      set_asset (self, i, asset);
    }
  gtk_label_set_label (self->more_label, more);
  gtk_widget_set_visible (GTK_WIDGET (self->more_label), n > N_SHOWN);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  ask_for_thumbnails (self);
}

/* ---- the object ---- */

static void
easel_revision_pictures_dispose (GObject *object)
{
  EaselRevisionPictures *self = EASEL_REVISION_PICTURES (object);

  for (guint i = 0; i < N_SHOWN; i++)
    {
      if (self->thumbnails != NULL)
        easel_thumbnails_cancel (self->thumbnails, self->pictures[i]);
      g_clear_object (&self->asset_signals[i]);
      g_clear_object (&self->assets[i]);
    }
  g_clear_object (&self->list_signals);
  g_clear_object (&self->list);
  g_clear_object (&self->thumbnails);
  g_clear_object (&self->library);

  G_OBJECT_CLASS (easel_revision_pictures_parent_class)->dispose (object);
}

static void
easel_revision_pictures_class_init (EaselRevisionPicturesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_revision_pictures_dispose;
}

static void
easel_revision_pictures_init (EaselRevisionPictures *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->button = GTK_BUTTON (gtk_button_new ());
  for (guint i = 0; i < N_SHOWN; i++)
    {
      self->pictures[i] = GTK_PICTURE (gtk_picture_new ());
      gtk_picture_set_content_fit (self->pictures[i], GTK_CONTENT_FIT_COVER);
      gtk_widget_set_size_request (GTK_WIDGET (self->pictures[i]), SIDE, SIDE);
      gtk_widget_set_overflow (GTK_WIDGET (self->pictures[i]), GTK_OVERFLOW_HIDDEN);
      gtk_widget_add_css_class (GTK_WIDGET (self->pictures[i]), "easel-revision-picture");
      gtk_accessible_update_state (GTK_ACCESSIBLE (self->pictures[i]), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
      gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->pictures[i]));
      self->asset_signals[i] = g_signal_group_new (EASEL_TYPE_ASSET);
      g_signal_group_connect_swapped (self->asset_signals[i], "notify::loaded",
                                      G_CALLBACK (ask_for_thumbnails), self);
    }
  self->more_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->more_label), "caption");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->more_label));
  gtk_button_set_child (self->button, box);
  gtk_widget_set_halign (GTK_WIDGET (self->button), GTK_ALIGN_START);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "easel-revision-pictures");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _ ("Show in the Library"));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  self->list_signals = g_signal_group_new (EASEL_TYPE_ASSET_LIST);
  g_signal_group_connect_swapped (self->list_signals, "items-changed", G_CALLBACK (update), self);
}

/**
 * easel_revision_pictures_new:
 * @library: where pictures are
 * @thumbnails: how they look
 *
 * Returns: (transfer floating): a widget for no revision
 */
GtkWidget *
easel_revision_pictures_new (EaselLibraryService *library, EaselThumbnails *thumbnails)
{
  EaselRevisionPictures *self = g_object_new (EASEL_TYPE_REVISION_PICTURES, NULL);

  self->library = g_object_ref (library);
  self->thumbnails = g_object_ref (thumbnails);
  return GTK_WIDGET (self);
}

/**
 * easel_revision_pictures_set_revision:
 * @self: the widget
 * @id: a revision; 0 for none
 * @number: its number in its prompt
 */
void
easel_revision_pictures_set_revision (EaselRevisionPictures *self, gint64 id, guint number)
{
  g_return_if_fail (EASEL_IS_REVISION_PICTURES (self));

  self->number = number;
  g_signal_group_set_target (self->list_signals, NULL);
  g_clear_object (&self->list);
  if (id != 0)
    {
      g_autoptr (EaselAssetFilter) filter = easel_asset_filter_new ();

      filter->revision = id;
      self->list = easel_library_service_list (self->library, filter);
      g_signal_group_set_target (self->list_signals, self->list);
      gtk_actionable_set_action_target (GTK_ACTIONABLE (self->button), "(xu)", id, number);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), "win.show-revision");
    }
  update (self);
}

/**
 * easel_revision_pictures_get_n_pictures:
 * @self: the widget
 *
 * Returns: how many pictures were made from the revision, those in the trash aside
 */
guint
easel_revision_pictures_get_n_pictures (EaselRevisionPictures *self)
{
  g_return_val_if_fail (EASEL_IS_REVISION_PICTURES (self), 0);

  return self->list != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->list)) : 0;
}
