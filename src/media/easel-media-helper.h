// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

#include "easel-media-info.h"
#include "easel-media-write.h"

G_BEGIN_DECLS

/**
 * EaselPicture:
 * @width: points in a row
 * @height: rows
 * @stride: bytes from a row to the next
 * @has_alpha: whether a point has four bytes, the last its opacity, not multiplied;
 *   else three
 * @whole_width: of the whole picture
 * @whole_height: of the whole picture
 * @delay: how long it is shown if it is one of several, milliseconds; else 0
 * @pixels: the points, red first
 *
 * A picture, decoded.
 */
typedef struct
{
  guint width;
  guint height;
  guint stride;
  gboolean has_alpha;
  guint whole_width;
  guint whole_height;
  guint delay;
  GBytes *pixels;
} EaselPicture;

/**
 * EaselFilm:
 * @first: which picture of the animation the first of these is
 * @n_frames: how many it has in all
 * @plays: how often it is played, 0 for ever
 * @pictures: (element-type EaselPicture): one or more of them, all of one size
 *
 * Some pictures of an animation.
 */
typedef struct
{
  guint first;
  guint n_frames;
  guint plays;
  GPtrArray *pictures;
} EaselFilm;

/**
 * EaselPictureLimit:
 * @side: the most points that a side may have
 * @bytes: the most bytes that the file may have
 * @formats: bits, `1 << format`, of the formats that may stay; PNG and JPEG are
 *   what others become
 *
 * What a file may be where it is sent.
 */
typedef struct
{
  guint side;
  gint64 bytes;
  guint formats;
} EaselPictureLimit;

#define EASEL_TYPE_PICTURE (easel_picture_get_type ())
GType easel_picture_get_type (void) G_GNUC_CONST;

EaselPicture *easel_picture_new (void) G_GNUC_WARN_UNUSED_RESULT;
EaselPicture *easel_picture_ref (EaselPicture *self);
void easel_picture_unref (EaselPicture *self);

#define EASEL_TYPE_FILM (easel_film_get_type ())
GType easel_film_get_type (void) G_GNUC_CONST;

EaselFilm *easel_film_ref (EaselFilm *self);
void easel_film_unref (EaselFilm *self);

typedef struct _EaselMediaHelper EaselMediaHelper;

char *easel_media_helper_find (void) G_GNUC_WARN_UNUSED_RESULT;
EaselMediaHelper *easel_media_helper_new (const char *program) G_GNUC_WARN_UNUSED_RESULT;
void easel_media_helper_free (EaselMediaHelper *self);
void easel_media_helper_rest (EaselMediaHelper *self);

EaselMediaInfo *easel_media_helper_read (EaselMediaHelper *self,
                                         int fd,
                                         GCancellable *cancellable,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
EaselPicture *easel_media_helper_decode (EaselMediaHelper *self,
                                         int fd,
                                         guint side,
                                         GCancellable *cancellable,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
EaselFilm *easel_media_helper_animate (EaselMediaHelper *self,
                                       int fd,
                                       guint side,
                                       guint first,
                                       gsize most,
                                       GCancellable *cancellable,
                                       GError **error) G_GNUC_WARN_UNUSED_RESULT;

GBytes *easel_media_helper_shrink (EaselMediaHelper *self,
                                   int fd,
                                   const EaselPictureLimit *limit,
                                   GCancellable *cancellable,
                                   GError **error) G_GNUC_WARN_UNUSED_RESULT;
GBytes *easel_media_helper_write (EaselMediaHelper *self,
                                  int fd,
                                  EaselMediaKeep keep,
                                  const EaselMediaInfo *info,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselPicture, easel_picture_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselFilm, easel_film_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselMediaHelper, easel_media_helper_free)

G_END_DECLS
