// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EaselImageLimit:
 * @side: points that the longer side of a picture may have
 * @bytes: bytes that its file may have
 * @takes_webp: whether a WebP is taken
 * @takes_gif: whether a GIF is taken
 *
 * What pictures a model takes along with a question. PNG and JPEG are always
 * taken, other formats than these never.
 */
typedef struct
{
  guint side;
  gint64 bytes;
  gboolean takes_webp;
  gboolean takes_gif;
} EaselImageLimit;

void easel_image_limit_find (
    EaselImageLimit *limit, const char *protocol, const char *base_url, gboolean sees_fine, guint n_images);

G_END_DECLS
