// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-thumbnail-file-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "easel-png-write.h"

/*
 * Thumbnails as all programs share them: the Thumbnail Managing Standard of
 * freedesktop.org, version 0.9. What cannot be written is no fault: a picture
 * is shown without it.
 */

#define FAILED "fail/easel-" PACKAGE_VERSION
#define MOST_BYTES (8 * 1024 * 1024)

static const struct
{
  guint side;
  const char *folder;
} sizes[] = { { 128, "normal" }, { 256, "large" }, { 512, "x-large" }, { 1024, "xx-large" } };

/*
 * The side that is kept for one that is wanted.
 */
guint
_easel_thumbnail_find_side (guint side)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (side <= sizes[i].side)
      return sizes[i].side;
  return sizes[G_N_ELEMENTS (sizes) - 1].side;
}

void
_easel_thumbnail_file_init (
    EaselThumbnailFile *self, const char *cache, const char *path, gint64 modified, guint side)
{
  self->cache = g_strdup (cache);
  self->uri = g_filename_to_uri (path, NULL, NULL);
  self->mtime = g_strdup_printf ("%" G_GINT64_FORMAT, modified / G_USEC_PER_SEC);
  self->side = side;
}

void
_easel_thumbnail_file_clear (EaselThumbnailFile *self)
{
  g_free (self->cache);
  g_free (self->uri);
  g_free (self->mtime);
}

static char *
get_path (const char *cache, const char *uri, const char *folder)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_MD5, uri, -1);
  g_autofree char *name = g_strconcat (sum, ".png", NULL);

  return g_build_filename (cache, folder, name, NULL);
}

static const char *
get_folder (guint side)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (sizes[i].side == side)
      return sizes[i].folder;
  return sizes[0].folder;
}

/* A thumbnail of this file as it is now, open for reading; -1 if there is none. */
static int
open_valid (EaselThumbnailFile *self, const char *folder)
{
  g_autofree char *path = get_path (self->cache, self->uri, folder);
  g_autofree char *uri = NULL;
  g_autofree char *mtime = NULL;
  struct stat status;
  guint8 head[4096];
  int fd = g_open (path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0);
  gssize n;

  if (fd < 0)
    return -1;
  n = fstat (fd, &status) == 0 && S_ISREG (status.st_mode) && status.st_size < MOST_BYTES
          ? pread (fd, head, sizeof head, 0)
          : -1;
  if (n > 0)
    {
      uri = easel_png_find_text (head, (gsize) n, "Thumb::URI");
      mtime = easel_png_find_text (head, (gsize) n, "Thumb::MTime");
    }
  if (g_strcmp0 (uri, self->uri) == 0 && g_strcmp0 (mtime, self->mtime) == 0)
    return fd;
  close (fd);
  return -1;
}

/*
 * Is there one? If so, *fd reads it.
 */
EaselThumbnailState
_easel_thumbnail_file_look (EaselThumbnailFile *self, int *fd)
{
  int failed;

  *fd = open_valid (self, get_folder (self->side));
  if (*fd >= 0)
    return EASEL_THUMBNAIL_THERE;
  failed = open_valid (self, FAILED);
  if (failed < 0)
    return EASEL_THUMBNAIL_NONE;
  close (failed);
  return EASEL_THUMBNAIL_FAILED;
}

static gboolean
write_all (int fd, GBytes *bytes)
{
  gsize left;
  const guint8 *at = g_bytes_get_data (bytes, &left);

  while (left > 0)
    {
      gssize n = write (fd, at, left);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      at += n;
      left -= (gsize) n;
    }
  return TRUE;
}

/* In one step: another program sees all of it or nothing. */
static gboolean
write_png (EaselThumbnailFile *self, const char *folder, GBytes *png)
{
  g_autofree char *path = get_path (self->cache, self->uri, folder);
  g_autofree char *parent = g_path_get_dirname (path);
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
  gboolean good;
  int fd;

  if (g_mkdir_with_parents (parent, 0700) != 0)
    return FALSE;
  fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0600);
  if (fd < 0)
    return FALSE;
  good = write_all (fd, png);
  good = close (fd) == 0 && good && g_rename (temporary, path) == 0;
  if (!good)
    g_unlink (temporary);
  return good;
}

/*
 * Keeps a picture as the thumbnail. Returns whether it could.
 */
gboolean
_easel_thumbnail_file_write (EaselThumbnailFile *self,
                             const EaselPicture *picture,
                             const char *mime,
                             gint64 bytes)
{
  g_autofree char *size = g_strdup_printf ("%" G_GINT64_FORMAT, bytes);
  g_autofree char *width = g_strdup_printf ("%u", picture->whole_width);
  g_autofree char *height = g_strdup_printf ("%u", picture->whole_height);
  const char *texts[] = { "Thumb::URI",
                          self->uri,
                          "Thumb::MTime",
                          self->mtime,
                          "Thumb::Size",
                          size,
                          "Thumb::Image::Width",
                          width,
                          "Thumb::Image::Height",
                          height,
                          "Software",
                          "Easel",
                          mime != NULL ? "Thumb::Mimetype" : NULL,
                          mime,
                          NULL };
  g_autoptr (GBytes) png = easel_png_write (picture, texts);

  return write_png (self, get_folder (self->side), png);
}

/*
 * Remembers that there can be none, so that it is not tried again.
 */
gboolean
_easel_thumbnail_file_write_failed (EaselThumbnailFile *self)
{
  const char *texts[] = { "Thumb::URI", self->uri, "Thumb::MTime", self->mtime, "Software", "Easel", NULL };
  g_autoptr (EaselPicture) empty = easel_picture_new ();
  g_autoptr (GBytes) png = NULL;

  empty->width = empty->height = 1;
  empty->stride = 4;
  empty->has_alpha = TRUE;
  empty->pixels = g_bytes_new_static ("\0\0\0\0", 4);
  png = easel_png_write (empty, texts);
  return write_png (self, FAILED, png);
}

/*
 * Removes all thumbnails of a file.
 */
void
_easel_thumbnail_file_remove (const char *cache, const char *path)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  for (guint i = 0; i <= G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *thumbnail = get_path (cache, uri, i < G_N_ELEMENTS (sizes) ? sizes[i].folder : FAILED);

      g_unlink (thumbnail);
    }
}
