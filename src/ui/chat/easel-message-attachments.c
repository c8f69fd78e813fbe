// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-message-attachments.h"

#include "easel-attachment-chip.h"
#include "easel-wrap-box.h"

/**
 * EaselMessageAttachments:
 *
 * The pictures and files that go with a message.
 */
struct _EaselMessageAttachments
{
  EaselMessageRow parent_instance;

  /* borrowed: children */
  AdwWrapBox *box;

  /* owned: what it shows */
  GListModel *shown;
};

G_DEFINE_FINAL_TYPE (EaselMessageAttachments, easel_message_attachments, EASEL_TYPE_MESSAGE_ROW)

static void
easel_message_attachments_update (EaselMessageRow *row, EaselMessage *message)
{
  EaselMessageAttachments *self = EASEL_MESSAGE_ATTACHMENTS (row);
  GListModel *attachments = easel_message_get_attachments (message);
  guint n = attachments != NULL ? g_list_model_get_n_items (attachments) : 0;

  if (self->shown == attachments && n > 0 && gtk_widget_get_first_child (GTK_WIDGET (self->box)) != NULL)
    return;
  g_set_object (&self->shown, attachments);
  easel_wrap_box_clear (self->box);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EaselAttachment) attachment = g_list_model_get_item (attachments, i);

      adw_wrap_box_append (self->box, easel_attachment_chip_new (attachment, NULL, FALSE));
    }
  adw_wrap_box_set_align (self->box, easel_message_get_kind (message) == EASEL_MESSAGE_USER ? 1.0f : 0.0f);
}

static void
easel_message_attachments_unbind (EaselMessageRow *row)
{
  EaselMessageAttachments *self = EASEL_MESSAGE_ATTACHMENTS (row);

  easel_wrap_box_clear (self->box);
  g_clear_object (&self->shown);
}

static void
easel_message_attachments_dispose (GObject *object)
{
  g_clear_object (&EASEL_MESSAGE_ATTACHMENTS (object)->shown);

  G_OBJECT_CLASS (easel_message_attachments_parent_class)->dispose (object);
}

static void
easel_message_attachments_class_init (EaselMessageAttachmentsClass *klass)
{
  EaselMessageRowClass *row_class = EASEL_MESSAGE_ROW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_message_attachments_dispose;
  row_class->update = easel_message_attachments_update;
  row_class->unbind = easel_message_attachments_unbind;
}

static void
easel_message_attachments_init (EaselMessageAttachments *self)
{
  self->box = ADW_WRAP_BOX (adw_wrap_box_new ());
  adw_wrap_box_set_child_spacing (self->box, 6);
  adw_wrap_box_set_line_spacing (self->box, 6);
  gtk_widget_set_margin_top (GTK_WIDGET (self->box), 6);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->box), 6);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}
