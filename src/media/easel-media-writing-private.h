// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-media-reading-private.h"
#include "easel-media-write.h"

G_BEGIN_DECLS

/* What goes into a file. NULL: nothing of that kind. */
typedef struct
{
  EaselMediaKeep keep;
  guint orientation;
  char *parameters;
  char *own;
  char *prompt;
  char *xmp;
} EaselWriting;

GBytes *_easel_writing_make_exif (const EaselWriting *self);
gboolean _easel_write_png (const EaselWriting *self, const guint8 *data, gsize size, GByteArray *out);
gboolean _easel_write_jpeg (const EaselWriting *self, const guint8 *data, gsize size, GByteArray *out);
gboolean _easel_write_webp (const EaselWriting *self, const guint8 *data, gsize size, GByteArray *out);
gboolean _easel_write_gif (const EaselWriting *self, const guint8 *data, gsize size, GByteArray *out);
gboolean _easel_write_boxes (const EaselWriting *self, const guint8 *data, gsize size, GByteArray *out);
gboolean _easel_write_webm (const EaselWriting *self, const guint8 *data, gsize size, GByteArray *out);

static inline void
_easel_append_be32 (GByteArray *out, guint32 number)
{
  guint32 big = GUINT32_TO_BE (number);

  g_byte_array_append (out, (const guint8 *) &big, 4);
}

static inline void
_easel_append_be16 (GByteArray *out, guint number)
{
  guint16 big = GUINT16_TO_BE ((guint16) number);

  g_byte_array_append (out, (const guint8 *) &big, 2);
}

static inline void
_easel_append_le32 (GByteArray *out, guint32 number)
{
  guint32 little = GUINT32_TO_LE (number);

  g_byte_array_append (out, (const guint8 *) &little, 4);
}

G_END_DECLS
