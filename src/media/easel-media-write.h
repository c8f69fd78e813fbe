// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-media-info.h"

G_BEGIN_DECLS

/**
 * EaselMediaKeep:
 * @EASEL_MEDIA_KEEP_ALL: what is in it, and what Easel knows, in the form of
 *   AUTOMATIC1111 and in Easel's own
 * @EASEL_MEDIA_KEEP_PROMPT: the prompt and nothing else
 * @EASEL_MEDIA_KEEP_NONE: nothing but the picture
 *
 * What a file says when it goes out.
 */
typedef enum
{
  EASEL_MEDIA_KEEP_ALL,
  EASEL_MEDIA_KEEP_PROMPT,
  EASEL_MEDIA_KEEP_NONE,
} EaselMediaKeep;

GBytes *easel_media_write (const guint8 *data,
                           gsize size,
                           EaselMediaKeep keep,
                           const EaselMediaInfo *info,
                           GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *easel_media_info_to_parameters (const EaselMediaInfo *info) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
