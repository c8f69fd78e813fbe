// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-attachment-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-error.h"
#include "easel-library-service-private.h"
#include "easel-media-format.h"

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
  EaselLibraryService *library;
  gint64 asset_id;
  gint64 size;
  gint64 width;
  gint64 height;
  EaselAttachmentKind kind;
};

G_DEFINE_FINAL_TYPE (EaselAttachment, easel_attachment, G_TYPE_OBJECT)

enum
{
  MEASURED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
easel_attachment_finalize (GObject *object)
{
  EaselAttachment *self = EASEL_ATTACHMENT (object);

  g_free (self->name);
  g_free (self->mime_type);
  g_clear_pointer (&self->data, g_bytes_unref);
  g_clear_object (&self->library);

  G_OBJECT_CLASS (easel_attachment_parent_class)->finalize (object);
}

static void
easel_attachment_class_init (EaselAttachmentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = easel_attachment_finalize;

  /**
   * EaselAttachment::measured:
   *
   * It is known now how large the picture is.
   */
  signals[MEASURED] = g_signal_new ("measured", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 0);
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
  self->size = (gint64) g_bytes_get_size (data);
  return self;
}

/* One that a message has. */
EaselAttachment *
_easel_attachment_new_stored (EaselLibraryService *library, const EaselMessageFile *file)
{
  EaselAttachment *self = g_object_new (EASEL_TYPE_ATTACHMENT, NULL);

  self->kind = file->is_text ? EASEL_ATTACHMENT_TEXT : EASEL_ATTACHMENT_IMAGE;
  self->name = g_strdup (file->name);
  self->mime_type = g_strdup (file->mime);
  self->size = file->bytes;
  self->width = file->width;
  self->height = file->height;
  self->asset_id = file->asset_id;
  self->library = g_object_ref (library);
  return self;
}

/* Its bytes if they are here: before it was sent. */
GBytes *
_easel_attachment_get_data (EaselAttachment *self)
{
  return self->data;
}

static void
set_dimensions (EaselAttachment *self, gint64 width, gint64 height)
{
  if (width <= 0 || height <= 0 || (width == self->width && height == self->height))
    return;
  self->width = width;
  self->height = height;
  g_signal_emit (self, signals[MEASURED], 0);
}

/* The library keeps it now as @asset. */
void
_easel_attachment_set_asset (EaselAttachment *self, EaselLibraryService *library, EaselAsset *asset)
{
  g_set_object (&self->library, library);
  self->asset_id = easel_asset_get_id (asset);
  set_dimensions (self, easel_asset_get_width (asset), easel_asset_get_height (asset));
}

/**
 * easel_attachment_load:
 * @self: an attachment
 *
 * Returns: (transfer full): resolves to its #GBytes; rejects with
 *   %EASEL_ERROR_NOT_FOUND or %EASEL_ERROR_STORAGE if the library has them no
 *   longer
 */
DexFuture *
easel_attachment_load (EaselAttachment *self)
{
  dex_return_error_if_fail (EASEL_IS_ATTACHMENT (self));

  if (self->data != NULL)
    return dex_future_new_take_boxed (G_TYPE_BYTES, g_bytes_ref (self->data));
  return easel_library_service_load_file (self->library, self->asset_id);
}

static DexFuture *
on_decoded_cb (DexFuture *future, gpointer user_data)
{
  const EaselPixels *pixels = g_value_get_boxed (dex_future_get_value (future, NULL));

  set_dimensions (user_data, pixels->whole_width, pixels->whole_height);
  return dex_ref (future);
}

/**
 * easel_attachment_load_thumbnail:
 * @self: a picture
 * @library: (nullable): where pictures are read; %NULL for the one that has it
 * @side: how many points its longer side has on the screen
 *
 * Returns: (transfer full): resolves to its #EaselPixels; rejects with
 *   %EASEL_ERROR_INVALID_INPUT, or %EASEL_ERROR_NOT_FOUND if it was deleted since
 */
DexFuture *
easel_attachment_load_thumbnail (EaselAttachment *self, EaselLibraryService *library, guint side)
{
  dex_return_error_if_fail (EASEL_IS_ATTACHMENT (self));
  if (library == NULL)
    library = self->library;
  dex_return_error_if_fail (EASEL_IS_LIBRARY_SERVICE (library));

  if (self->data != NULL)
    return dex_future_then (_easel_library_service_decode (library, self->data, side), on_decoded_cb,
                            g_object_ref (self), g_object_unref);
  return easel_library_service_load_thumbnail_of (library, self->asset_id, side);
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

/* Whether the file is of a kind that models take, and no larger than they do. */
static gboolean
check_file (const char *name, EaselMediaFormat format, GBytes *data, GError **error)
{
  gsize most = format == EASEL_MEDIA_TEXT ? EASEL_ATTACHMENT_MOST_TEXT : EASEL_ATTACHMENT_MOST_IMAGE;
  gsize size;
  const char *bytes = g_bytes_get_data (data, &size);
  g_autofree char *limit = NULL;

  if ((format != EASEL_MEDIA_PNG && format != EASEL_MEDIA_JPEG && format != EASEL_MEDIA_WEBP &&
       format != EASEL_MEDIA_GIF && format != EASEL_MEDIA_TEXT) ||
      (format == EASEL_MEDIA_TEXT &&
       (memchr (bytes, '\0', size) != NULL || !g_utf8_validate_len (bytes, size, NULL))))
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
                   /* Translators: name of a file */
                   _ ("“%s” is no picture and no text. Attach a PNG, JPEG, WebP or GIF, or a text file."),
                   name);
      return FALSE;
    }
  if (size <= most)
    return TRUE;
  limit = g_format_size (most);
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_TOO_LONG,
               /* Translators: name of a file; a size such as “20 MB” */
               format == EASEL_MEDIA_TEXT ? _ ("“%s” is too large. A text may have %s.")
                                          : _ ("“%s” is too large. A picture may have %s."),
               name, limit);
  return FALSE;
}

/**
 * easel_attachment_new_for_bytes:
 * @name: the file's name
 * @data: the file
 * @error: return location of an error
 *
 * Returns: (transfer full) (nullable): what @data is by its content; %NULL with
 *   %EASEL_ERROR_UNSUPPORTED or %EASEL_ERROR_TOO_LONG if models take no such file
 */
EaselAttachment *
easel_attachment_new_for_bytes (const char *name, GBytes *data, GError **error)
{
  gsize size;
  const guint8 *bytes;
  EaselMediaFormat format;

  g_return_val_if_fail (name != NULL && data != NULL, NULL);

  bytes = g_bytes_get_data (data, &size);
  format = easel_media_format_sniff (bytes, MIN (size, EASEL_MEDIA_SNIFF_BYTES));
  if (!check_file (name, format, data, error))
    return NULL;
  return attachment_new (format == EASEL_MEDIA_TEXT ? EASEL_ATTACHMENT_TEXT : EASEL_ATTACHMENT_IMAGE, name,
                         easel_media_format_get_mime (format), data);
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

  return self->size;
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

/**
 * easel_attachment_get_dimensions:
 * @self: an attachment
 * @width: (out): points in a row
 * @height: (out): rows
 *
 * Returns: whether they are known, as they are of pictures that were sent, or
 *   whose thumbnail was loaded
 */
gboolean
easel_attachment_get_dimensions (EaselAttachment *self, int *width, int *height)
{
  g_return_val_if_fail (EASEL_IS_ATTACHMENT (self), FALSE);

  *width = (int) CLAMP (self->width, 0, G_MAXINT);
  *height = (int) CLAMP (self->height, 0, G_MAXINT);
  return *width > 0 && *height > 0;
}
