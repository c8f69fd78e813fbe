// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-attachment-loader.h"

#include <glib/gi18n.h>

#include "easel-dex-clipboard.h"
#include "easel-error.h"
#include "easel-fiber.h"

/* What goes along with a message, from a file, the clipboard or a drop. No
 * picture is decoded here. */

#define READ_SIZE (256 * 1024)

static const char *const image_types[] = { "image/png", "image/jpeg", "image/webp", "image/gif", NULL };

static gboolean
check_size (const char *name, gboolean image, gint64 size, GError **error)
{
  const gint64 largest = image ? EASEL_ATTACHMENT_MOST_IMAGE : EASEL_ATTACHMENT_MOST_TEXT;
  g_autofree char *limit = NULL;

  if (size <= largest)
    return TRUE;
  limit = g_format_size ((guint64) largest);
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_TOO_LONG,
               /* Translators: name of a file; a size such as "20 MB" */
               image ? _ ("“%s” is too large. A picture may have %s.")
                     : _ ("“%s” is too large. A text may have %s."),
               name, limit);
  return FALSE;
}

/* Never more than what is allowed, whatever the file said of its size. */
static GBytes *
read_all (GInputStream *stream, const char *name, gboolean image, GError **error)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();

  for (;;)
    {
      g_autoptr (GBytes) piece =
          dex_await_boxed (dex_input_stream_read_bytes (stream, READ_SIZE, G_PRIORITY_DEFAULT), error);

      if (piece == NULL)
        return NULL;
      if (g_bytes_get_size (piece) == 0)
        return g_byte_array_free_to_bytes (g_steal_pointer (&all));
      g_byte_array_append (all, g_bytes_get_data (piece, NULL), (guint) g_bytes_get_size (piece));
      if (!check_size (name, image, all->len, error))
        return NULL;
    }
}

static DexFuture *
load_file_fiber (gpointer data)
{
  GFile *file = data;
  g_autoptr (GFileInfo) info = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (EaselAttachment) attachment = NULL;
  g_autofree char *mime = NULL;
  g_autoptr (GError) error = NULL;
  const char *name;
  gboolean image;

  info = dex_await_object (dex_file_query_info (file,
                                                G_FILE_ATTRIBUTE_STANDARD_SIZE
                                                "," G_FILE_ATTRIBUTE_STANDARD_TYPE
                                                "," G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE
                                                "," G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME,
                                                G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT),
                           &error);
  if (info == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  name = g_file_info_get_display_name (info);
  /* A pipe or a device never ends. */
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_UNSUPPORTED, _ ("“%s” is no file."), name);
  mime = g_content_type_get_mime_type (g_file_info_get_content_type (info));
  image = mime != NULL && g_str_has_prefix (mime, "image/");
  if (!check_size (name, image, g_file_info_get_size (info), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  stream = dex_await_object (dex_file_read (file, G_PRIORITY_DEFAULT), &error);
  if (stream != NULL)
    bytes = read_all (stream, name, image, &error);
  if (bytes != NULL)
    attachment = easel_attachment_new_for_bytes (name, bytes, &error);
  if (attachment == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_take_object (g_steal_pointer (&attachment));
}

/**
 * easel_attachment_load_file:
 * @file: a picture or a text
 *
 * Returns: (transfer full): resolves to an #EaselAttachment; rejects with
 *   %EASEL_ERROR_TOO_LONG, %EASEL_ERROR_UNSUPPORTED, or why it cannot be read
 */
DexFuture *
easel_attachment_load_file (GFile *file)
{
  dex_return_error_if_fail (G_IS_FILE (file));

  return easel_fiber_spawn (load_file_fiber, g_object_ref (file), g_object_unref);
}

static DexFuture *
load_clipboard_fiber (gpointer data)
{
  GdkClipboard *clipboard = data;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  const char *type = "image/png";
  const char *wanted[] = { NULL, NULL };

  for (guint i = 0; image_types[i] != NULL && wanted[0] == NULL; i++)
    if (gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard), image_types[i]))
      wanted[0] = type = image_types[i];
  if (wanted[0] == NULL)
    {
      g_autoptr (GdkTexture) texture =
          dex_await_object (easel_dex_clipboard_read_value (clipboard, GDK_TYPE_TEXTURE), &error);

      if (texture == NULL)
        return dex_future_new_for_error (g_steal_pointer (&error));
      return easel_attachment_load_texture (texture);
    }
  stream = dex_await_object (easel_dex_clipboard_read (clipboard, wanted), &error);
  if (stream != NULL)
    bytes = read_all (stream, _ ("Pasted picture"), TRUE, &error);
  if (bytes == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_take_object (easel_attachment_new_image (_ ("Pasted picture"), type, bytes));
}

/**
 * easel_attachment_is_in_clipboard:
 * @clipboard: a clipboard
 *
 * Returns: whether there is a picture in it, and no text
 */
gboolean
easel_attachment_is_in_clipboard (GdkClipboard *clipboard)
{
  GdkContentFormats *formats;

  g_return_val_if_fail (GDK_IS_CLIPBOARD (clipboard), FALSE);

  formats = gdk_clipboard_get_formats (clipboard);
  if (gdk_content_formats_contain_gtype (formats, G_TYPE_STRING))
    return FALSE;
  for (guint i = 0; image_types[i] != NULL; i++)
    if (gdk_content_formats_contain_mime_type (formats, image_types[i]))
      return TRUE;
  return gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE);
}

/**
 * easel_attachment_load_clipboard:
 * @clipboard: a clipboard with a picture
 *
 * Returns: (transfer full): resolves to an #EaselAttachment
 */
DexFuture *
easel_attachment_load_clipboard (GdkClipboard *clipboard)
{
  dex_return_error_if_fail (GDK_IS_CLIPBOARD (clipboard));

  return easel_fiber_spawn (load_clipboard_fiber, g_object_ref (clipboard), g_object_unref);
}

/* What a thread encodes. */
typedef struct
{
  gatomicrefcount ref_count;
  GdkTexture *texture;
  GBytes *bytes;
} Encoding;

static void
encoding_unref (gpointer data)
{
  Encoding *encoding = data;

  if (!g_atomic_ref_count_dec (&encoding->ref_count))
    return;
  g_object_unref (encoding->texture);
  g_clear_pointer (&encoding->bytes, g_bytes_unref);
  g_free (encoding);
}

static void
encode (gpointer data, gpointer user_data)
{
  Encoding *encoding = data;

  encoding->bytes = gdk_texture_save_to_png_bytes (encoding->texture);
}

static DexFuture *
load_texture_fiber (gpointer data)
{
  Encoding *encoding = data;
  g_autoptr (GError) error = NULL;

  g_atomic_ref_count_inc (&encoding->ref_count);
  dex_await (easel_thread_spawn (encode, encoding, encoding_unref), NULL);
  if (!check_size (_ ("Pasted picture"), TRUE, (gint64) g_bytes_get_size (encoding->bytes), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_take_object (
      easel_attachment_new_image (_ ("Pasted picture"), "image/png", encoding->bytes));
}

/**
 * easel_attachment_load_texture:
 * @texture: a picture
 *
 * Returns: (transfer full): resolves to an #EaselAttachment
 */
DexFuture *
easel_attachment_load_texture (GdkTexture *texture)
{
  Encoding *encoding;

  dex_return_error_if_fail (GDK_IS_TEXTURE (texture));

  encoding = g_new0 (Encoding, 1);
  g_atomic_ref_count_init (&encoding->ref_count);
  encoding->texture = g_object_ref (texture);
  return easel_fiber_spawn (load_texture_fiber, encoding, encoding_unref);
}
