// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-chat-composer-private.h"

#include <glib/gi18n.h>

#include "easel-attachment-chip.h"
#include "easel-attachment-loader.h"
#include "easel-fiber.h"
#include "easel-wrap-box.h"

/* What goes along with a message: from the button, the clipboard, or a drop. */

#define MOST_ATTACHMENTS 20

guint
_easel_chat_composer_count_images (EaselChatComposer *self)
{
  GListModel *list = G_LIST_MODEL (self->attachments);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (EaselAttachment) attachment = g_list_model_get_item (list, i);

      n += easel_attachment_get_kind (attachment) == EASEL_ATTACHMENT_IMAGE;
    }
  return n;
}

static void
on_remove_cb (EaselChatComposer *self, EaselAttachmentChip *chip)
{
  guint position;

  if (!g_list_store_find (self->attachments, easel_attachment_chip_get_attachment (chip), &position))
    return;
  g_list_store_remove (self->attachments, position);
  adw_wrap_box_remove (self->chips, GTK_WIDGET (chip));
  gtk_widget_set_visible (GTK_WIDGET (self->chips),
                          g_list_model_get_n_items (G_LIST_MODEL (self->attachments)) > 0);
  easel_chat_composer_focus (self);
  easel_chat_composer_update (self);
}

static void
add (EaselChatComposer *self, EaselAttachment *attachment)
{
  GtkWidget *chip;

  if (self->chips == NULL)
    {
      self->chips = ADW_WRAP_BOX (adw_wrap_box_new ());
      adw_wrap_box_set_child_spacing (self->chips, 6);
      adw_wrap_box_set_line_spacing (self->chips, 6);
      easel_composer_card_add_above (self->card, GTK_WIDGET (self->chips));
    }
  chip = easel_attachment_chip_new (attachment, easel_context_get_library (self->context), TRUE);
  g_signal_connect_object (chip, "remove", G_CALLBACK (on_remove_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (attachment, "measured", G_CALLBACK (easel_chat_composer_update), self,
                           G_CONNECT_SWAPPED);
  adw_wrap_box_append (self->chips, chip);
  gtk_widget_set_visible (GTK_WIDGET (self->chips), TRUE);
  g_list_store_append (self->attachments, attachment);
  easel_chat_composer_update (self);
}

void
_easel_chat_composer_clear_attachments (EaselChatComposer *self)
{
  g_list_store_remove_all (self->attachments);
  if (self->chips == NULL)
    return;
  easel_wrap_box_clear (self->chips);
  gtk_widget_set_visible (GTK_WIDGET (self->chips), FALSE);
}

/* Takes out some of them. */
void
_easel_chat_composer_remove_attachments (EaselChatComposer *self, GListModel *attachments)
{
  GtkWidget *next = self->chips != NULL ? gtk_widget_get_first_child (GTK_WIDGET (self->chips)) : NULL;
  guint position;

  for (guint i = 0; i < g_list_model_get_n_items (attachments); i++)
    {
      g_autoptr (EaselAttachment) attachment = g_list_model_get_item (attachments, i);

      if (g_list_store_find (self->attachments, attachment, &position))
        g_list_store_remove (self->attachments, position);
    }
  while (next != NULL)
    {
      EaselAttachmentChip *chip = EASEL_ATTACHMENT_CHIP (next);

      next = gtk_widget_get_next_sibling (next);
      if (!g_list_store_find (self->attachments, easel_attachment_chip_get_attachment (chip), NULL))
        adw_wrap_box_remove (self->chips, GTK_WIDGET (chip));
    }
  if (self->chips != NULL)
    gtk_widget_set_visible (GTK_WIDGET (self->chips),
                            g_list_model_get_n_items (G_LIST_MODEL (self->attachments)) > 0);
}

/* ---- loading ---- */

typedef struct
{
  EaselChatComposer *composer;
  EaselConversation *conversation;
  GListModel *files;
  GdkClipboard *clipboard;
  GdkTexture *texture;
} Task;

static Task *
task_new (EaselChatComposer *self)
{
  Task *task = g_new0 (Task, 1);

  task->composer = g_object_ref (self);
  task->conversation = self->conversation != NULL ? g_object_ref (self->conversation) : NULL;
  return task;
}

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->composer);
  g_clear_object (&task->conversation);
  g_clear_object (&task->files);
  g_clear_object (&task->clipboard);
  g_clear_object (&task->texture);
  g_free (task);
}

/* Whether it is still the same chat that it was meant for. */
static gboolean
take (Task *task, EaselAttachment *attachment, const GError *error)
{
  EaselChatComposer *self = task->composer;

  if (self->context == NULL || self->conversation != task->conversation)
    return FALSE;
  if (attachment == NULL)
    _easel_chat_composer_set_problem (self, error->message);
  else
    add (self, attachment);
  return TRUE;
}

static DexFuture *
add_files_fiber (gpointer data)
{
  Task *task = data;

  for (guint i = 0; i < g_list_model_get_n_items (task->files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (task->files, i);
      g_autoptr (EaselAttachment) attachment = NULL;
      g_autoptr (GError) error = NULL;

      if (task->composer->attachments != NULL &&
          g_list_model_get_n_items (G_LIST_MODEL (task->composer->attachments)) >= MOST_ATTACHMENTS)
        g_set_error (&error, G_IO_ERROR, G_IO_ERROR_FAILED,
                     ngettext ("At most %d file goes with a message.", "At most %d files go with a message.",
                               MOST_ATTACHMENTS),
                     MOST_ATTACHMENTS);
      else
        attachment = dex_await_object (easel_attachment_load_file (file), &error);
      if (!take (task, attachment, error) || attachment == NULL)
        break;
    }
  return NULL;
}

static DexFuture *
add_clipboard_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselAttachment) attachment =
      dex_await_object (easel_attachment_load_clipboard (task->clipboard), &error);

  take (task, attachment, error);
  return NULL;
}

static DexFuture *
add_texture_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselAttachment) attachment =
      dex_await_object (easel_attachment_load_texture (task->texture), &error);

  take (task, attachment, error);
  return NULL;
}

/**
 * easel_chat_composer_add_files:
 * @self: the composer
 * @files: a list of #GFile that shall go with the message
 */
void
easel_chat_composer_add_files (EaselChatComposer *self, GListModel *files)
{
  Task *task;

  g_return_if_fail (EASEL_IS_CHAT_COMPOSER (self));

  task = task_new (self);
  task->files = g_object_ref (files);
  dex_future_disown (easel_fiber_spawn (add_files_fiber, task, task_free));
}

/**
 * easel_chat_composer_add_texture:
 * @self: the composer
 * @texture: a picture that shall go with the message
 */
void
easel_chat_composer_add_texture (EaselChatComposer *self, GdkTexture *texture)
{
  Task *task;

  g_return_if_fail (EASEL_IS_CHAT_COMPOSER (self));

  task = task_new (self);
  task->texture = g_object_ref (texture);
  dex_future_disown (easel_fiber_spawn (add_texture_fiber, task, task_free));
}

static gboolean
on_paste_cb (EaselChatComposer *self)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  Task *task;

  if (!easel_attachment_is_in_clipboard (clipboard))
    return FALSE;
  task = task_new (self);
  task->clipboard = g_object_ref (clipboard);
  dex_future_disown (easel_fiber_spawn (add_clipboard_fiber, task, task_free));
  return TRUE;
}

/* ---- the button ---- */

static void
on_files_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EaselChatComposer) self = user_data;
  /* Nothing chosen is no error. */
  g_autoptr (GListModel) files =
      gtk_file_dialog_open_multiple_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (files != NULL && self->context != NULL)
    easel_chat_composer_add_files (self, files);
}

static void
on_attach_clicked_cb (EaselChatComposer *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Attach Pictures or Texts"));
  gtk_file_dialog_open_multiple (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL,
                                 on_files_chosen_cb, g_object_ref (self));
}

void
_easel_chat_composer_init_attachments (EaselChatComposer *self)
{
  g_signal_connect_object (self->attach_button, "clicked", G_CALLBACK (on_attach_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->card, "paste", G_CALLBACK (on_paste_cb), self, G_CONNECT_SWAPPED);
}
