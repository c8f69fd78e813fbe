// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "easel-media-info.h"

G_BEGIN_DECLS

GdkPixbuf *easel_helper_decode (int fd,
                                const guint8 *data,
                                gsize size,
                                guint side,
                                guint32 *whole_width,
                                guint32 *whole_height,
                                GError **error) G_GNUC_WARN_UNUSED_RESULT;
void easel_helper_find_stealth (EaselMediaInfo *info, const guint8 *data, gsize size);

G_END_DECLS
