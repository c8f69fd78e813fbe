// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "decode.h"

#include <glib/gi18n.h>

#include "clip.h"
#include "easel-error.h"
#include "easel-media-read.h"

/* Points of a picture that is decoded whole, and of one that is made smaller on the way. */
#define MOST_POINTS (G_GINT64_CONSTANT (120) * 1000 * 1000)
#define MOST_JPEG_POINTS (G_GINT64_CONSTANT (600) * 1000 * 1000)
/* Hidden text is looked for in pictures of such a size; those that have it are smaller. */
#define MOST_STEALTH_POINTS (G_GINT64_CONSTANT (24) * 1000 * 1000)
#define CHUNK (128 * 1024)

typedef struct
{
  guint side;
  gint64 most;
  int width;
  int height;
  gboolean too_large;
} Sizing;

/* Before anything is decoded: a picture that is larger than its head said ends here. */
static void
on_size_prepared (GdkPixbufLoader *loader, int width, int height, gpointer user_data)
{
  Sizing *sizing = user_data;
  double factor;

  sizing->width = width;
  sizing->height = height;
  if ((gint64) width * height > sizing->most)
    {
      sizing->too_large = TRUE;
      gdk_pixbuf_loader_set_size (loader, 0, 0);
      return;
    }
  factor = (double) sizing->side / MAX (width, height);
  if (factor < 1)
    gdk_pixbuf_loader_set_size (loader, MAX (1, (int) (width * factor + 0.5)),
                                MAX (1, (int) (height * factor + 0.5)));
}

static gboolean
fail_too_large (gint64 width, gint64 height, GError **error)
{
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_TOO_LONG,
               _ ("The picture of %d × %d points is too large to be shown. Make it smaller."), (int) width,
               (int) height);
  return FALSE;
}

static gboolean
feed (GdkPixbufLoader *loader, const guint8 *data, gsize size, Sizing *sizing, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gboolean good = TRUE;

  for (gsize at = 0; good && at < size && !sizing->too_large; at += CHUNK)
    good = gdk_pixbuf_loader_write (loader, data + at, MIN (CHUNK, size - at), &local_error);
  good = gdk_pixbuf_loader_close (loader, good ? &local_error : NULL) && good;
  if (sizing->too_large)
    return fail_too_large (sizing->width, sizing->height, error);
  /* Of a file that is cut, what is there is shown. */
  if (!good && gdk_pixbuf_loader_get_pixbuf (loader) == NULL)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                 _ ("The picture is damaged and cannot be shown: %s."), local_error->message);
  return gdk_pixbuf_loader_get_pixbuf (loader) != NULL;
}

static GdkPixbuf *
load (const guint8 *data, gsize size, const EaselMediaInfo *info, Sizing *sizing, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = NULL;
  g_autoptr (GError) local_error = NULL;
  GdkPixbuf *upright;

  loader = gdk_pixbuf_loader_new_with_mime_type (easel_media_format_get_mime (info->format), &local_error);
  if (loader == NULL)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
                   _ ("Pictures of this kind (%s) cannot be shown, since no loader for them is installed."),
                   easel_media_format_get_mime (info->format));
      return NULL;
    }
  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size_prepared), sizing);
  if (!feed (loader, data, size, sizing, error))
    return NULL;
  upright = gdk_pixbuf_apply_embedded_orientation (gdk_pixbuf_loader_get_pixbuf (loader));
  if (upright == NULL)
    g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                         _ ("There is not enough memory to show the picture."));
  return upright;
}

/* Some loaders do not ask for a size. */
static GdkPixbuf *
fit (GdkPixbuf *taken, guint side)
{
  g_autoptr (GdkPixbuf) picture = taken;
  int width = gdk_pixbuf_get_width (picture), height = gdk_pixbuf_get_height (picture);
  double factor = (double) side / MAX (width, height);

  if (factor >= 1)
    return g_steal_pointer (&picture);
  return gdk_pixbuf_scale_simple (picture, CLAMP ((int) (width * factor + 0.5), 1, (int) side),
                                  CLAMP ((int) (height * factor + 0.5), 1, (int) side), GDK_INTERP_BILINEAR);
}

/*
 * The picture of a file, upright, both sides at most side.
 */
GdkPixbuf *
easel_helper_decode (int fd,
                     const guint8 *data,
                     gsize size,
                     guint side,
                     guint32 *whole_width,
                     guint32 *whole_height,
                     GError **error)
{
  g_autoptr (EaselMediaInfo) info = easel_media_read (data, size, error);
  GdkPixbuf *picture;
  Sizing sizing = { .side = side };

  if (info == NULL)
    return NULL;
  *whole_width = (guint32) CLAMP (info->width, 0, G_MAXINT32);
  *whole_height = (guint32) CLAMP (info->height, 0, G_MAXINT32);
  if (easel_media_format_get_kind (info->format) == EASEL_MEDIA_VIDEOS)
    {
      picture = easel_helper_decode_clip (fd, error);
      return picture != NULL ? fit (picture, side) : NULL;
    }
  if (easel_media_format_get_kind (info->format) != EASEL_MEDIA_IMAGES)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
                           _ ("This file has no picture to show."));
      return NULL;
    }
  sizing.most = info->format == EASEL_MEDIA_JPEG && side <= 2048 ? MOST_JPEG_POINTS : MOST_POINTS;
  if (info->width > G_MAXINT32 / 4 || info->height > G_MAXINT32 / 4 ||
      info->width * info->height > sizing.most)
    {
      fail_too_large (info->width, info->height, error);
      return NULL;
    }
  picture = load (data, size, info, &sizing, error);
  return picture != NULL ? fit (picture, side) : NULL;
}

/*
 * Looks for text in the points of a picture.
 */
void
easel_helper_find_stealth (EaselMediaInfo *info, const guint8 *data, gsize size)
{
  g_autoptr (GdkPixbuf) picture = NULL;
  g_autofree char *text = NULL;
  Sizing sizing = { .side = G_MAXINT32, .most = MOST_STEALTH_POINTS };

  if (info->format != EASEL_MEDIA_PNG && info->format != EASEL_MEDIA_WEBP)
    return;
  if (info->width > 16384 || info->height > 16384 || info->width * info->height > MOST_STEALTH_POINTS)
    return;
  picture = load (data, size, info, &sizing, NULL);
  if (picture == NULL || gdk_pixbuf_get_n_channels (picture) != 4)
    return;
  text = easel_media_read_stealth (gdk_pixbuf_read_pixels (picture), (guint) gdk_pixbuf_get_width (picture),
                                   (guint) gdk_pixbuf_get_height (picture),
                                   (gsize) gdk_pixbuf_get_rowstride (picture));
  if (text != NULL)
    easel_media_info_add_stealth (info, text);
}
