// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-media-helper.h"

G_BEGIN_DECLS

typedef enum
{
  EASEL_THUMBNAIL_NONE,
  EASEL_THUMBNAIL_THERE,
  EASEL_THUMBNAIL_FAILED,
} EaselThumbnailState;

/* Where the thumbnail of one file is, and what it must say. */
typedef struct
{
  char *cache;
  char *uri;
  char *mtime;
  guint side;
} EaselThumbnailFile;

guint _easel_thumbnail_find_side (guint side);
void _easel_thumbnail_file_init (
    EaselThumbnailFile *self, const char *cache, const char *path, gint64 modified, guint side);
void _easel_thumbnail_file_clear (EaselThumbnailFile *self);
EaselThumbnailState _easel_thumbnail_file_look (EaselThumbnailFile *self, int *fd);
gboolean _easel_thumbnail_file_write (EaselThumbnailFile *self,
                                      const EaselPicture *picture,
                                      const char *mime,
                                      gint64 bytes);
gboolean _easel_thumbnail_file_write_failed (EaselThumbnailFile *self);
void _easel_thumbnail_file_remove (const char *cache, const char *path);

G_END_DECLS
