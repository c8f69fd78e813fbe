// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "shrink.h"

#include <glib/gi18n.h>
#include <string.h>

#include "decode.h"
#include "easel-error.h"
#include "easel-media-read.h"

/* Drawings stay as sharp as they are as long as they take no more. */
#define MOST_PNG (3 * 1024 * 1024)
/* Each round takes less. */
#define MOST_ROUNDS 12

/* Whether the file can stay as it is. */
static gboolean
fits (const EaselMediaInfo *info, gsize size, const EaselHelperRequest *request)
{
  return info->width > 0 && info->height > 0 && MAX (info->width, info->height) <= request->side &&
         size <= request->most && (request->formats & (1u << info->format)) != 0;
}

static gboolean
is_opaque (GdkPixbuf *picture)
{
  int width = gdk_pixbuf_get_width (picture), height = gdk_pixbuf_get_height (picture);
  int stride = gdk_pixbuf_get_rowstride (picture);
  const guint8 *points = gdk_pixbuf_read_pixels (picture);

  if (!gdk_pixbuf_get_has_alpha (picture))
    return TRUE;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      if (points[(gsize) y * (gsize) stride + (gsize) x * 4 + 3] != 255)
        return FALSE;
  return TRUE;
}

static GBytes *
save (GdkPixbuf *picture, const char *type, const char *option, const char *value, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  char *data;
  gsize size;

  if (gdk_pixbuf_save_to_buffer (picture, &data, &size, type, &local_error, option, value, NULL))
    return g_bytes_new_take (data, size);
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, _ ("The picture cannot be made smaller: %s."),
               local_error->message);
  return NULL;
}

/* On white: there is nothing behind what is sent. */
static GdkPixbuf *
flatten (GdkPixbuf *picture)
{
  int width = gdk_pixbuf_get_width (picture), height = gdk_pixbuf_get_height (picture);

  return gdk_pixbuf_get_has_alpha (picture)
             ? gdk_pixbuf_composite_color_simple (picture, width, height, GDK_INTERP_NEAREST, 255, 64,
                                                  0xffffff, 0xffffff)
             : g_object_ref (picture);
}

static GdkPixbuf *
halve (GdkPixbuf *picture)
{
  return gdk_pixbuf_scale_simple (picture, MAX (1, gdk_pixbuf_get_width (picture) * 7 / 10),
                                  MAX (1, gdk_pixbuf_get_height (picture) * 7 / 10), GDK_INTERP_BILINEAR);
}

/* A JPEG that takes no more than most; coarser, then smaller. */
static GBytes *
save_jpeg (GdkPixbuf *picture, guint64 most, GError **error)
{
  static const char *const qualities[] = { "90", "80", "65" };
  g_autoptr (GdkPixbuf) now = flatten (picture);

  for (guint round = 0; now != NULL && round < MOST_ROUNDS; round++)
    {
      g_autoptr (GBytes) bytes =
          save (now, "jpeg", "quality", qualities[MIN (round, G_N_ELEMENTS (qualities) - 1)], error);

      if (bytes == NULL)
        return NULL;
      if (g_bytes_get_size (bytes) <= most)
        return g_steal_pointer (&bytes);
      if (round + 1 >= G_N_ELEMENTS (qualities))
        {
          g_autoptr (GdkPixbuf) before = g_steal_pointer (&now);

          now = halve (before);
        }
    }
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_TOO_LONG,
                       _ ("The picture cannot be made as small as it has to be."));
  return NULL;
}

/*
 * The picture of a file as request wants it: no more points a side, no more
 * bytes, in a format of those named; empty if the file is so already. The first
 * picture of an animation.
 */
GBytes *
easel_helper_shrink (
    int fd, const guint8 *data, gsize size, const EaselHelperRequest *request, GError **error)
{
  g_autoptr (EaselMediaInfo) info = easel_media_read (data, size, error);
  g_autoptr (GdkPixbuf) picture = NULL;
  g_autoptr (GBytes) png = NULL;
  guint32 width, height;
  gboolean opaque;

  if (info == NULL)
    return NULL;
  if (fits (info, size, request))
    return g_bytes_new_static ("", 0);
  picture = easel_helper_decode (fd, data, size, request->side, &width, &height, error);
  if (picture == NULL)
    return NULL;
  opaque = is_opaque (picture);
  if (!opaque || info->format == EASEL_MEDIA_PNG || info->format == EASEL_MEDIA_GIF)
    png = save (picture, "png", "compression", "6", error);
  if (png != NULL && g_bytes_get_size (png) <= MIN (request->most, MOST_PNG))
    return g_steal_pointer (&png);
  g_clear_error (error);
  return save_jpeg (picture, request->most, error);
}
