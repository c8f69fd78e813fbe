// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

G_BEGIN_DECLS

GdkPixbuf *easel_helper_decode_clip (int fd, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
