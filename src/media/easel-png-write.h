// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-media-helper.h"

G_BEGIN_DECLS

GBytes *easel_png_write (const EaselPicture *picture, const char *const *texts) G_GNUC_WARN_UNUSED_RESULT;
char *easel_png_find_text (const guint8 *data, gsize size, const char *key) G_GNUC_WARN_UNUSED_RESULT;
void easel_png_append_chunk (GByteArray *png, const char *type, const guint8 *data, gsize size);

G_END_DECLS
