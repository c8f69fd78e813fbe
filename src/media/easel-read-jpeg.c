// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-media-reading-private.h"

/* JPEG: ITU-T T.81; its application segments by the programs that write them. */

#define EXIF "Exif\0\0"
#define XMP "http://ns.adobe.com/xap/1.0/\0"
#define PHOTOSHOP "Photoshop 3.0\0"

static gboolean
has_prefix (EaselSlice segment, const char *mark, gsize length)
{
  return segment.size >= length && memcmp (segment.data, mark, length) == 0;
}

#define HAS(mark) has_prefix (segment, mark, sizeof (mark) - 1)

/* Resource blocks of Photoshop's; number 0x0404 is IPTC. */
static void
read_resources (EaselReading *self, const guint8 *data, gsize size)
{
  gsize at = 0;

  while (at + 12 <= size && memcmp (data + at, "8BIM", 4) == 0)
    {
      guint id = _easel_be16 (data + at + 4);
      gsize name = ((gsize) data[at + 6] + 2) & ~(gsize) 1;
      gsize length;

      at += 6 + name;
      if (at + 4 > size)
        return;
      length = _easel_be32 (data + at);
      at += 4;
      if (length > size - at)
        return;
      if (id == 0x0404)
        _easel_read_iptc (self, data + at, length);
      at += (length + 1) & ~(gsize) 1;
    }
}

static void
read_segment (EaselReading *self, guint8 marker, EaselSlice segment)
{
  gboolean is_frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;

  if (is_frame && segment.size >= 5)
    {
      self->info->height = _easel_be16 (segment.data + 1);
      self->info->width = _easel_be16 (segment.data + 3);
    }
  else if (marker == 0xe1 && HAS (EXIF))
    _easel_read_exif (self, segment.data + 6, segment.size - 6);
  else if (marker == 0xe1 && HAS (XMP))
    _easel_read_xmp (self, segment.data + sizeof XMP - 1, segment.size - (sizeof XMP - 1));
  else if (marker == 0xed && HAS (PHOTOSHOP))
    read_resources (self, segment.data + sizeof PHOTOSHOP - 1, segment.size - (sizeof PHOTOSHOP - 1));
  else if (marker == 0xeb && HAS ("JP"))
    self->info->has_credentials =
        self->info->has_credentials || memmem (segment.data, segment.size, "c2pa", 4) != NULL;
  else if (marker == 0xfe)
    _easel_reading_add_latin1 (self, "comment", segment.data, segment.size);
}

/* The picture's end mark, which other data may follow. */
static gboolean
has_end (const guint8 *data, gsize size)
{
  for (gsize at = size; at >= 2; at--)
    if (data[at - 2] == 0xff && data[at - 1] == 0xd9)
      return TRUE;
  return FALSE;
}

void
_easel_read_jpeg (EaselReading *self)
{
  gsize at = 2;

  for (guint n = 0; n < EASEL_READING_MOST_PARTS && at + 4 <= self->size; n++)
    {
      guint8 marker;
      gsize length;

      if (self->data[at] != 0xff)
        return;
      marker = self->data[at + 1];
      if (marker == 0xff)
        {
          at++;
          continue;
        }
      if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8))
        {
          at += 2;
          continue;
        }
      if (marker == 0xd9)
        return;
      length = _easel_be16 (self->data + at + 2);
      if (length < 2 || length > self->size - at - 2)
        return;
      if (marker == 0xda)
        {
          self->info->complete = has_end (self->data + at, self->size - at);
          return;
        }
      read_segment (self, marker, (EaselSlice) { self->data + at + 4, length - 2 });
      at += length + 2;
    }
}
