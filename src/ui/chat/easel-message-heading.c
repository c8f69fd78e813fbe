// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-message-heading.h"

#include <glib/gi18n.h>

/**
 * EaselMessageHeading:
 *
 * Says of an insight what it stands for.
 */
struct _EaselMessageHeading
{
  EaselMessageRow parent_instance;
};

G_DEFINE_FINAL_TYPE (EaselMessageHeading, easel_message_heading, EASEL_TYPE_MESSAGE_ROW)

static void
easel_message_heading_update (EaselMessageRow *row, EaselMessage *message)
{
}

static void
easel_message_heading_class_init (EaselMessageHeadingClass *klass)
{
  EASEL_MESSAGE_ROW_CLASS (klass)->update = easel_message_heading_update;
}

static void
easel_message_heading_init (EaselMessageHeading *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *title = gtk_label_new (_ ("Summary of what came before"));
  GtkWidget *caption = gtk_label_new (_ ("Models read this instead of the messages above. You can edit it."));

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_widget_add_css_class (title, "heading");
  gtk_label_set_xalign (GTK_LABEL (caption), 0);
  gtk_label_set_wrap (GTK_LABEL (caption), TRUE);
  gtk_widget_add_css_class (caption, "caption");
  gtk_widget_add_css_class (caption, "dimmed");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), caption);
  gtk_widget_set_margin_top (box, 12);
  adw_bin_set_child (ADW_BIN (self), box);
}
