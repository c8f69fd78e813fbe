// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-media-info.h"

G_BEGIN_DECLS

EaselMediaInfo *easel_media_read (const guint8 *data, gsize size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
char *easel_media_read_stealth (const guint8 *pixels, guint width, guint height, gsize stride)
    G_GNUC_WARN_UNUSED_RESULT;
void easel_media_info_add_stealth (EaselMediaInfo *info, const char *text);

G_END_DECLS
