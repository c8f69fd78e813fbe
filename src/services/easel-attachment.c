// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-attachment.h"

#include <string.h>

/**
 * EaselAttachment:
 *
 * A file that goes along with a message.
 */
struct _EaselAttachment
{
  GObject parent_instance;

  char *name;
  char *mime_type;
  GBytes *data;
  gint64 asset_id;
  EaselAttachmentKind kind;
};

G_DEFINE_FINAL_TYPE (EaselAttachment, easel_attachment, G_TYPE_OBJECT)

static void
easel_attachment_finalize (GObject *object)
{
  EaselAttachment *self = EASEL_ATTACHMENT (object);

  g_free (self->name);
  g_free (self->mime_type);
  g_clear_pointer (&self->data, g_bytes_unref);

  G_OBJECT_CLASS (easel_attachment_parent_class)->finalize (object);
}

static void
easel_attachment_class_init (EaselAttachmentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = easel_attachment_finalize;
}

static void
easel_attachment_init (EaselAttachment *self)
{
}

static EaselAttachment *
attachment_new (EaselAttachmentKind kind, const char *name, const char *mime_type, GBytes *data)
{
  EaselAttachment *self = g_object_new (EASEL_TYPE_ATTACHMENT, NULL);

  self->kind = kind;
  self->name = g_strdup (name);
  self->mime_type = g_strdup (mime_type);
  self->data = g_bytes_ref (data);
  return self;
}

/**
 * easel_attachment_new_text:
 * @name: the file's name
 * @text: what it says
 *
 * Returns: (transfer full): a text to go along with a message
 */
EaselAttachment *
easel_attachment_new_text (const char *name, const char *text)
{
  g_autoptr (GBytes) data = NULL;

  g_return_val_if_fail (name != NULL && text != NULL, NULL);

  data = g_bytes_new (text, strlen (text));
  return attachment_new (EASEL_ATTACHMENT_TEXT, name, "text/plain", data);
}

/**
 * easel_attachment_new_image:
 * @name: the file's name
 * @mime_type: such as "image/png"
 * @data: the file
 *
 * Returns: (transfer full): a picture to go along with a message
 */
EaselAttachment *
easel_attachment_new_image (const char *name, const char *mime_type, GBytes *data)
{
  g_return_val_if_fail (name != NULL && mime_type != NULL && data != NULL, NULL);

  return attachment_new (EASEL_ATTACHMENT_IMAGE, name, mime_type, data);
}

EaselAttachmentKind
easel_attachment_get_kind (EaselAttachment *self)
{
  g_return_val_if_fail (EASEL_IS_ATTACHMENT (self), EASEL_ATTACHMENT_TEXT);

  return self->kind;
}

const char *
easel_attachment_get_name (EaselAttachment *self)
{
  g_return_val_if_fail (EASEL_IS_ATTACHMENT (self), NULL);

  return self->name;
}

const char *
easel_attachment_get_mime_type (EaselAttachment *self)
{
  g_return_val_if_fail (EASEL_IS_ATTACHMENT (self), NULL);

  return self->mime_type;
}

/**
 * easel_attachment_get_size:
 * @self: an attachment
 *
 * Returns: bytes
 */
gint64
easel_attachment_get_size (EaselAttachment *self)
{
  g_return_val_if_fail (EASEL_IS_ATTACHMENT (self), 0);

  return self->data != NULL ? (gint64) g_bytes_get_size (self->data) : 0;
}

/**
 * easel_attachment_get_asset_id:
 * @self: an attachment
 *
 * Returns: what the library knows it as, 0 before it is sent
 */
gint64
easel_attachment_get_asset_id (EaselAttachment *self)
{
  g_return_val_if_fail (EASEL_IS_ATTACHMENT (self), 0);

  return self->asset_id;
}
