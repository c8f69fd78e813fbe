// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-attachment-chip.h"

#include <glib/gi18n.h>

#include "easel-pixels.h"

#define THUMBNAIL_SIZE 36
/* A picture that was sent or drawn is no larger than that. */
#define TILE_WIDTH 260
#define TILE_HEIGHT 220
/* Of the thumbnails that are kept on the disk. */
#define TILE_SIDE 512

/**
 * EaselAttachmentChip:
 *
 * A picture or a file that goes with a message: what it looks like, its name and
 * its size. A picture of a message stands alone, larger.
 */
struct _EaselAttachmentChip
{
  AdwBin parent_instance;

  /* owned */
  EaselAttachment *attachment;
  DexFuture *loading;

  /* borrowed: children */
  GtkImage *image;
  GtkPicture *picture;
};

G_DEFINE_FINAL_TYPE (EaselAttachmentChip, easel_attachment_chip, ADW_TYPE_BIN)

enum
{
  REMOVE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_remove_clicked_cb (EaselAttachmentChip *self)
{
  g_signal_emit (self, signals[REMOVE], 0);
}

static void
easel_attachment_chip_dispose (GObject *object)
{
  EaselAttachmentChip *self = EASEL_ATTACHMENT_CHIP (object);

  dex_clear (&self->loading);
  g_clear_object (&self->attachment);

  G_OBJECT_CLASS (easel_attachment_chip_parent_class)->dispose (object);
}

static void
easel_attachment_chip_class_init (EaselAttachmentChipClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_attachment_chip_dispose;

  /**
   * EaselAttachmentChip::remove:
   *
   * The user wants to send it no more.
   */
  signals[REMOVE] = g_signal_new ("remove", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);
}

static void
easel_attachment_chip_init (EaselAttachmentChip *self)
{
}

static GtkWidget *
make_words (EaselAttachment *attachment)
{
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *name = gtk_label_new (easel_attachment_get_name (attachment));
  g_autofree char *size = g_format_size ((guint64) MAX (easel_attachment_get_size (attachment), 0));
  GtkWidget *caption = gtk_label_new (size);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (name), 18);
  gtk_widget_add_css_class (name, "caption");
  gtk_label_set_xalign (GTK_LABEL (caption), 0);
  gtk_widget_add_css_class (caption, "caption");
  gtk_widget_add_css_class (caption, "dimmed");
  gtk_widget_add_css_class (caption, "numeric");
  gtk_box_append (GTK_BOX (words), name);
  gtk_box_append (GTK_BOX (words), caption);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  return words;
}

static GtkWidget *
make_remove_button (EaselAttachmentChip *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  /* Translators: %s is the name of a file */
  g_autofree char *tooltip = g_strdup_printf (_ ("Remove %s"), easel_attachment_get_name (self->attachment));

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "easel-row-button");
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_remove_clicked_cb), self, G_CONNECT_SWAPPED);
  return button;
}

/* ---- what it looks like ---- */

static void
show_texture (EaselAttachmentChip *self, GdkTexture *texture)
{
  if (self->picture != NULL)
    {
      gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
      return;
    }
  gtk_image_set_from_paintable (self->image, GDK_PAINTABLE (texture));
  gtk_image_set_pixel_size (self->image, THUMBNAIL_SIZE);
}

static DexFuture *
on_thumbnail_cb (DexFuture *future, gpointer user_data)
{
  GWeakRef *ref = user_data;
  g_autoptr (EaselAttachmentChip) self = g_weak_ref_get (ref);
  const GValue *value = dex_future_get_value (future, NULL);
  const EaselPixels *pixels = value != NULL ? g_value_get_boxed (value) : NULL;
  g_autoptr (GdkTexture) texture = NULL;

  if (self == NULL || self->attachment == NULL)
    return dex_future_new_true ();
  /* What cannot be shown keeps its icon, or an empty place with its name. */
  if (pixels == NULL)
    return dex_future_new_true ();
  texture = gdk_memory_texture_new (pixels->width, pixels->height,
                                    pixels->has_alpha ? GDK_MEMORY_R8G8B8A8 : GDK_MEMORY_R8G8B8, pixels->data,
                                    pixels->stride);
  show_texture (self, texture);
  return dex_future_new_true ();
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static void
load_thumbnail (EaselAttachmentChip *self, EaselLibraryService *library, guint side)
{
  GWeakRef *ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (ref, self);
  self->loading = dex_future_finally (easel_attachment_load_thumbnail (self->attachment, library, side),
                                      on_thumbnail_cb, ref, free_weak_ref);
}

/* Its room is known before it is. */
static GtkWidget *
make_tile (EaselAttachmentChip *self)
{
  int width, height;
  GtkWidget *clamp = adw_clamp_new ();
  double scale = 1;

  self->picture = GTK_PICTURE (gtk_picture_new ());
  gtk_picture_set_can_shrink (self->picture, TRUE);
  gtk_picture_set_alternative_text (self->picture, easel_attachment_get_name (self->attachment));
  if (easel_attachment_get_dimensions (self->attachment, &width, &height))
    scale = MIN (1, MIN ((double) TILE_WIDTH / width, (double) TILE_HEIGHT / height));
  else
    width = height = TILE_HEIGHT;
  gtk_widget_set_size_request (GTK_WIDGET (self->picture), MAX ((int) (width * scale), THUMBNAIL_SIZE),
                               MAX ((int) (height * scale), THUMBNAIL_SIZE));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->picture), easel_attachment_get_name (self->attachment));
  gtk_widget_set_overflow (GTK_WIDGET (self->picture), GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (GTK_WIDGET (self->picture), "easel-tile");
  gtk_widget_set_valign (GTK_WIDGET (self->picture), GTK_ALIGN_END);
  /* A picture would be as wide as its thumbnail. */
  adw_clamp_set_unit (ADW_CLAMP (clamp), ADW_LENGTH_UNIT_PX);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), MAX ((int) (width * scale), THUMBNAIL_SIZE));
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), THUMBNAIL_SIZE);
  adw_clamp_set_child (ADW_CLAMP (clamp), GTK_WIDGET (self->picture));
  return clamp;
}

/**
 * easel_attachment_chip_new:
 * @attachment: what it shows
 * @library: (nullable): where pictures are read; %NULL if a message has it
 * @removable: whether it has a button to remove it
 *
 * Returns: (transfer floating): a chip
 */
GtkWidget *
easel_attachment_chip_new (EaselAttachment *attachment, EaselLibraryService *library, gboolean removable)
{
  EaselAttachmentChip *self = g_object_new (EASEL_TYPE_ATTACHMENT_CHIP, NULL);
  GtkWidget *box;
  gboolean text = easel_attachment_get_kind (attachment) == EASEL_ATTACHMENT_TEXT;

  self->attachment = g_object_ref (attachment);
  if (!text && !removable)
    {
      adw_bin_set_child (ADW_BIN (self), make_tile (self));
      load_thumbnail (self, library, TILE_SIDE);
      return GTK_WIDGET (self);
    }
  box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  self->image = GTK_IMAGE (
      gtk_image_new_from_icon_name (text ? "text-x-generic-symbolic" : "image-x-generic-symbolic"));
  gtk_image_set_pixel_size (self->image, text ? 16 : 24);
  gtk_widget_set_size_request (GTK_WIDGET (self->image), text ? -1 : THUMBNAIL_SIZE, THUMBNAIL_SIZE);
  gtk_widget_set_overflow (GTK_WIDGET (self->image), GTK_OVERFLOW_HIDDEN);
  gtk_widget_add_css_class (GTK_WIDGET (self->image), "easel-thumbnail");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->image));
  gtk_box_append (GTK_BOX (box), make_words (attachment));
  if (removable)
    gtk_box_append (GTK_BOX (box), make_remove_button (self));
  gtk_widget_add_css_class (box, "easel-chip");
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_END);
  adw_bin_set_child (ADW_BIN (self), box);
  if (!text)
    load_thumbnail (self, library, 2 * THUMBNAIL_SIZE);
  return GTK_WIDGET (self);
}

/**
 * easel_attachment_chip_get_attachment:
 * @self: a chip
 *
 * Returns: (transfer none): what it shows
 */
EaselAttachment *
easel_attachment_chip_get_attachment (EaselAttachmentChip *self)
{
  g_return_val_if_fail (EASEL_IS_ATTACHMENT_CHIP (self), NULL);

  return self->attachment;
}
