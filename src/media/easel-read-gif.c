// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-media-reading-private.h"

/* GIF89a. */

/* Where the blocks after at end; size if they do not. */
static gsize
skip_blocks (const guint8 *data, gsize size, gsize at)
{
  while (at < size && data[at] != 0)
    at += (gsize) data[at] + 1;
  return MIN (at + 1, size);
}

/* XMP lies there as one stretch, with a tail that makes blocks of it. */
static void
read_xmp (EaselReading *self, gsize at, gsize end)
{
  if (end - at > 258)
    _easel_read_xmp (self, self->data + at, end - at - 258);
}

static gsize
read_extension (EaselReading *self, gsize at)
{
  guint8 label = self->data[at];
  gsize blocks = at + 1;
  gsize end = skip_blocks (self->data, self->size, blocks);

  if (label == 0xfe && blocks < self->size && self->data[blocks] < self->size - blocks)
    _easel_reading_add_latin1 (self, "comment", self->data + blocks + 1, self->data[blocks]);
  else if (label == 0xff && blocks + 12 < self->size &&
           memcmp (self->data + blocks, "\x0bXMP DataXMP", 12) == 0)
    read_xmp (self, blocks + 12, end);
  else if (label == 0xf9 && blocks + 4 < self->size)
    {
      gint64 passed = MAX (self->info->duration, 0);

      self->info->duration = passed + (gint64) _easel_le16 (self->data + blocks + 2) * 10000;
    }
  return end;
}

static gsize
skip_image (EaselReading *self, gsize at)
{
  guint8 flags;

  if (at + 9 >= self->size)
    return self->size;
  flags = self->data[at + 8];
  at += 9;
  if (flags & 0x80)
    at += (gsize) 3 << ((flags & 7) + 1);
  return at < self->size ? skip_blocks (self->data, self->size, at + 1) : self->size;
}

void
_easel_read_gif (EaselReading *self)
{
  gsize at = 13;
  guint n_images = 0;

  if (self->size < 13)
    return;
  self->info->width = _easel_le16 (self->data + 6);
  self->info->height = _easel_le16 (self->data + 8);
  self->info->has_alpha = TRUE;
  if (self->data[10] & 0x80)
    at += (gsize) 3 << ((self->data[10] & 7) + 1);
  for (guint n = 0; n < EASEL_READING_MOST_PARTS && at + 1 < self->size; n++)
    {
      if (self->data[at] == 0x3b)
        break;
      if (self->data[at] == 0x21)
        at = read_extension (self, at + 1);
      else if (self->data[at] == 0x2c)
        {
          n_images++;
          at = skip_image (self, at + 1);
        }
      else
        return;
    }
  self->info->animated = n_images > 1;
  self->info->duration = self->info->animated ? MAX (self->info->duration, 0) : -1;
  self->info->complete = at < self->size && self->data[at] == 0x3b;
}
