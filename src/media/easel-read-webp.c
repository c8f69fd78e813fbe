// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-media-reading-private.h"

/* WebP: RFC 9649. */

static gint64
read_24 (const guint8 *p)
{
  return (gint64) p[0] | (gint64) p[1] << 8 | (gint64) p[2] << 16;
}

static void
read_picture (EaselReading *self, const char *type, EaselSlice chunk)
{
  EaselMediaInfo *info = self->info;

  if (strncmp (type, "VP8X", 4) == 0 && chunk.size >= 10)
    {
      info->has_alpha = (chunk.data[0] & 0x10) != 0;
      info->animated = (chunk.data[0] & 0x02) != 0;
      info->width = read_24 (chunk.data + 4) + 1;
      info->height = read_24 (chunk.data + 7) + 1;
    }
  else if (strncmp (type, "VP8L", 4) == 0 && chunk.size >= 5 && chunk.data[0] == 0x2f && info->width < 0)
    {
      guint32 bits = _easel_le32 (chunk.data + 1);

      info->width = (bits & 0x3fff) + 1;
      info->height = (bits >> 14 & 0x3fff) + 1;
      info->has_alpha = (bits >> 28 & 1) != 0;
    }
  else if (strncmp (type, "VP8 ", 4) == 0 && chunk.size >= 10 && info->width < 0 &&
           memcmp (chunk.data + 3, "\x9d\x01\x2a", 3) == 0)
    {
      info->width = _easel_le16 (chunk.data + 6) & 0x3fff;
      info->height = _easel_le16 (chunk.data + 8) & 0x3fff;
    }
}

static void
read_chunk (EaselReading *self, const char *type, EaselSlice chunk)
{
  read_picture (self, type, chunk);
  if (strncmp (type, "EXIF", 4) == 0)
    {
      /* Some programs put the head of JPEG's segment before it. */
      gsize skip = chunk.size >= 6 && memcmp (chunk.data, "Exif\0\0", 6) == 0 ? 6 : 0;

      _easel_read_exif (self, chunk.data + skip, chunk.size - skip);
    }
  else if (strncmp (type, "XMP ", 4) == 0)
    _easel_read_xmp (self, chunk.data, chunk.size);
  else if (strncmp (type, "C2PA", 4) == 0)
    self->info->has_credentials = TRUE;
  else if (strncmp (type, "ANMF", 4) == 0 && chunk.size >= 16)
    {
      gint64 passed = MAX (self->info->duration, 0);

      self->info->duration = MIN (passed + read_24 (chunk.data + 12) * 1000, G_MAXINT64 / 2);
    }
}

void
_easel_read_webp (EaselReading *self)
{
  gsize end = (gsize) _easel_le32 (self->data + 4) + 8;
  gsize at = 12;

  self->info->complete = end <= self->size && end > 12;
  for (guint n = 0; n < EASEL_READING_MOST_PARTS && at + 8 <= self->size; n++)
    {
      gsize length = _easel_le32 (self->data + at + 4);

      /* A picture that is cut still says how large it is. */
      read_chunk (self, (const char *) self->data + at,
                  (EaselSlice) { self->data + at + 8, MIN (length, self->size - at - 8) });
      if (length > self->size - at - 8)
        return;
      at += 8 + ((length + 1) & ~(gsize) 1);
    }
}
