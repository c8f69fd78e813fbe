// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EaselMediaFormat:
 * @EASEL_MEDIA_UNKNOWN: none of these
 * @EASEL_MEDIA_PNG: PNG, also animated
 * @EASEL_MEDIA_JPEG: JPEG
 * @EASEL_MEDIA_WEBP: WebP, also animated
 * @EASEL_MEDIA_AVIF: AVIF
 * @EASEL_MEDIA_GIF: GIF
 * @EASEL_MEDIA_MP4: MP4 and its kin of the ISO base media file format
 * @EASEL_MEDIA_WEBM: WebM
 * @EASEL_MEDIA_TEXT: text in UTF-8
 *
 * What a file is, by its content.
 */
typedef enum
{
  EASEL_MEDIA_UNKNOWN,
  EASEL_MEDIA_PNG,
  EASEL_MEDIA_JPEG,
  EASEL_MEDIA_WEBP,
  EASEL_MEDIA_AVIF,
  EASEL_MEDIA_GIF,
  EASEL_MEDIA_MP4,
  EASEL_MEDIA_WEBM,
  EASEL_MEDIA_TEXT,
  EASEL_N_MEDIA_FORMATS,
} EaselMediaFormat;

/**
 * EaselMediaKinds:
 * @EASEL_MEDIA_IMAGES: pictures
 * @EASEL_MEDIA_VIDEOS: clips
 * @EASEL_MEDIA_TEXTS: text
 *
 * What a place takes.
 */
typedef enum
{
  EASEL_MEDIA_IMAGES = 1 << 0,
  EASEL_MEDIA_VIDEOS = 1 << 1,
  EASEL_MEDIA_TEXTS = 1 << 2,
} EaselMediaKinds;

/* So many of a file's first bytes tell what it is. */
#define EASEL_MEDIA_SNIFF_BYTES 4096

EaselMediaFormat easel_media_format_sniff (const guint8 *data, gsize size);
EaselMediaFormat easel_media_format_find (const char *mime);
EaselMediaKinds easel_media_format_get_kind (EaselMediaFormat format);
const char *easel_media_format_get_kind_name (EaselMediaFormat format);
const char *easel_media_format_get_mime (EaselMediaFormat format);
const char *easel_media_format_get_extension (EaselMediaFormat format);
const char *easel_media_name_foreign (const guint8 *data, gsize size);
gboolean easel_media_check_accepted (
    const guint8 *data, gsize size, EaselMediaKinds accept, const char *name, GError **error);

G_END_DECLS
