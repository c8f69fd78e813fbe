// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-media-reading-private.h"

/*
 * The ISO base media file format (ISO/IEC 14496-12): MP4 with its tags, and AVIF
 * with its items (ISO/IEC 23008-12).
 */

#define MOST_DEPTH 8
#define MOST_ITEMS 64
/* Seconds between 1904 and 1970. */
#define EPOCH G_GINT64_CONSTANT (2082844800)

typedef struct
{
  guint id;
  char type[5];
  gboolean is_xmp;
} Item;

typedef struct
{
  EaselReading *reading;
  GArray *items; /* (element-type Item) */
  EaselSlice locations;
  char tag[128];
  guint n_boxes;
} Boxes;

static const guint8 xmp_uuid[16] = { 0xbe, 0x7a, 0xcf, 0xcb, 0x97, 0xa9, 0x42, 0xe8,
                                     0x9c, 0x71, 0x99, 0x94, 0x91, 0xe3, 0xaf, 0xac };
static const guint8 c2pa_uuid[16] = { 0xd8, 0xfe, 0xc3, 0xd6, 0x1b, 0x0e, 0x48, 0x3c,
                                      0x92, 0x97, 0x58, 0x28, 0x87, 0x7e, 0xc4, 0x81 };

static gboolean read_all (Boxes *boxes, EaselSlice inside, guint depth);

static void
read_movie_header (Boxes *boxes, EaselSlice box)
{
  EaselMediaInfo *info = boxes->reading->info;
  gboolean is_long = box.size > 0 && box.data[0] == 1;
  guint64 created, duration;
  guint32 scale;

  if (box.size < (is_long ? 32 : 20))
    return;
  created = is_long ? _easel_be64 (box.data + 4) : _easel_be32 (box.data + 4);
  scale = _easel_be32 (box.data + (is_long ? 20 : 12));
  duration = is_long ? _easel_be64 (box.data + 24) : _easel_be32 (box.data + 16);
  if (scale > 0 && duration < G_MAXINT32 * (guint64) scale)
    info->duration = (gint64) ((double) duration * G_USEC_PER_SEC / scale);
  if (created > (guint64) EPOCH && created < (guint64) EPOCH + G_MAXUINT32)
    info->taken_at = ((gint64) created - EPOCH) * G_USEC_PER_SEC;
}

/* Width and height stand at its end; a track of sound has none. */
static void
read_track_header (Boxes *boxes, EaselSlice box)
{
  EaselMediaInfo *info = boxes->reading->info;
  gsize least = box.size > 0 && box.data[0] == 1 ? 96 : 84;
  gint64 width, height;
  gint32 b;

  if (box.size < least)
    return;
  width = _easel_be32 (box.data + least - 8) >> 16;
  height = _easel_be32 (box.data + least - 4) >> 16;
  /* The matrix turns it: its second number is not zero then. */
  b = (gint32) _easel_be32 (box.data + least - 44 + 4);
  if (width <= 0 || height <= 0 || info->width > 0)
    return;
  info->width = b != 0 ? height : width;
  info->height = b != 0 ? width : height;
}

static void
read_sizes (Boxes *boxes, EaselSlice box)
{
  EaselMediaInfo *info = boxes->reading->info;
  gint64 width, height;

  if (box.size < 12)
    return;
  width = _easel_be32 (box.data + 4);
  height = _easel_be32 (box.data + 8);
  /* Of several, such as tiles and the whole, the largest. */
  if (width > 0 && height > 0 && width <= G_MAXINT32 && height <= G_MAXINT32 &&
      (info->width < 0 || width * height > info->width * info->height))
    {
      info->width = width;
      info->height = height;
    }
}

static void
read_rotation (Boxes *boxes, EaselSlice box)
{
  if (box.size >= 1 && (box.data[0] & 1) != 0)
    boxes->reading->orientation = 6;
}

static void
read_item (Boxes *boxes, EaselSlice box)
{
  Item item = { 0 };
  gsize at = 4;

  if (box.size < 12 || box.data[0] < 2 || boxes->items->len >= MOST_ITEMS)
    return;
  item.id = box.data[0] == 2 ? _easel_be16 (box.data + at) : _easel_be32 (box.data + at);
  at += (box.data[0] == 2 ? 2 : 4) + 2;
  if (at + 4 > box.size)
    return;
  memcpy (item.type, box.data + at, 4);
  at += 4;
  item.is_xmp = strncmp (item.type, "mime", 4) == 0 &&
                memmem (box.data + at, box.size - at, "application/rdf+xml", 19) != NULL;
  if (item.is_xmp || strcmp (item.type, "Exif") == 0)
    g_array_append_val (boxes->items, item);
}

/* A tag of iTunes' form: its name is the box's type, or stands in "mean" and "name". */
static void
read_tag_value (Boxes *boxes, EaselSlice box)
{
  if (box.size > 8 && boxes->tag[0] != '\0' && _easel_be32 (box.data) == 1)
    _easel_reading_add_latin1 (boxes->reading, boxes->tag, box.data + 8, box.size - 8);
}

static void
read_tag_name (Boxes *boxes, EaselSlice box)
{
  gsize length = MIN (box.size - MIN (box.size, 4), sizeof boxes->tag - 5);

  if (box.size <= 4)
    return;
  memcpy (boxes->tag, "mp4:", 4);
  memcpy (boxes->tag + 4, box.data + 4, length);
  boxes->tag[4 + length] = '\0';
}

static void
read_tags (Boxes *boxes, EaselSlice list, guint depth)
{
  static const struct
  {
    const char *type;
    const char *key;
  } names[] = {
    { "\xa9"
      "nam",
      "mp4:title" },
    { "\xa9"
      "cmt",
      "mp4:comment" },
    { "desc", "mp4:description" },
    { "\xa9"
      "des",
      "mp4:description" },
    { "\xa9"
      "too",
      "mp4:encoder" },
    { "ldes", "mp4:long" },
  };
  gsize at = 0;

  for (guint n = 0; n < EASEL_READING_MOST_TEXTS && at + 8 <= list.size; n++)
    {
      gsize length = _easel_be32 (list.data + at);

      if (length < 8 || length > list.size - at)
        return;
      boxes->tag[0] = '\0';
      for (guint i = 0; i < G_N_ELEMENTS (names); i++)
        if (memcmp (list.data + at + 4, names[i].type, 4) == 0)
          g_strlcpy (boxes->tag, names[i].key, sizeof boxes->tag);
      read_all (boxes, (EaselSlice) { list.data + at + 8, length - 8 }, depth);
      boxes->tag[0] = '\0';
      at += length;
    }
}

static void
read_uuid (Boxes *boxes, EaselSlice box)
{
  if (box.size > 16 && memcmp (box.data, xmp_uuid, 16) == 0)
    _easel_read_xmp (boxes->reading, box.data + 16, box.size - 16);
  else if (box.size > 16 && memcmp (box.data, c2pa_uuid, 16) == 0)
    boxes->reading->info->has_credentials = TRUE;
}

/* Boxes that hold others: so many bytes come before these. */
static const struct
{
  const char *type;
  gsize skip;
} folders[] = {
  { "moov", 0 }, { "trak", 0 }, { "udta", 0 }, { "meta", 4 }, { "iprp", 0 }, { "ipco", 0 },
};
static const struct
{
  const char *type;
  void (*read) (Boxes *boxes, EaselSlice box);
} leaves[] = {
  { "mvhd", read_movie_header }, { "tkhd", read_track_header }, { "ispe", read_sizes },
  { "irot", read_rotation },     { "infe", read_item },         { "data", read_tag_value },
  { "name", read_tag_name },     { "uuid", read_uuid },
};

static void
read_box (Boxes *boxes, const char *type, EaselSlice box, guint depth)
{
  for (guint i = 0; i < G_N_ELEMENTS (leaves); i++)
    if (strncmp (type, leaves[i].type, 4) == 0)
      leaves[i].read (boxes, box);
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    if (strncmp (type, folders[i].type, 4) == 0 && box.size >= folders[i].skip)
      {
        gsize skip = folders[i].skip;

        /* QuickTime's has no version before its boxes. */
        if (skip > 0 && box.size >= 8 && memcmp (box.data + 4, "hdlr", 4) == 0)
          skip = 0;
        read_all (boxes, (EaselSlice) { box.data + skip, box.size - skip }, depth + 1);
      }
  if (strncmp (type, "iinf", 4) == 0 && box.size >= 6)
    {
      gsize skip = box.data[0] == 0 ? 6 : 8;

      if (box.size >= skip)
        read_all (boxes, (EaselSlice) { box.data + skip, box.size - skip }, depth + 1);
    }
  else if (strncmp (type, "ilst", 4) == 0)
    read_tags (boxes, box, depth + 1);
  else if (strncmp (type, "iloc", 4) == 0 && boxes->locations.size == 0)
    boxes->locations = box;
  else if (strncmp (type, "XMP_", 4) == 0)
    _easel_read_xmp (boxes->reading, box.data, box.size);
  else if (strncmp (type, "avis", 4) == 0)
    boxes->reading->info->animated = TRUE;
}

/* Whether they end where they should. */
static gboolean
read_all (Boxes *boxes, EaselSlice inside, guint depth)
{
  gsize at = 0;

  if (depth > MOST_DEPTH)
    return FALSE;
  while (at + 8 <= inside.size && boxes->n_boxes++ < EASEL_READING_MOST_PARTS)
    {
      guint64 length = _easel_be32 (inside.data + at);
      gsize head = 8;

      if (length == 1 && at + 16 <= inside.size)
        {
          length = _easel_be64 (inside.data + at + 8);
          head = 16;
        }
      else if (length == 0)
        length = inside.size - at;
      if (length < head || length > inside.size - at)
        return FALSE;
      read_box (boxes, (const char *) inside.data + at + 4,
                (EaselSlice) { inside.data + at + head, (gsize) length - head }, depth);
      at += (gsize) length;
    }
  return at == inside.size;
}

/* ---- where an item's bytes are ---- */

static gboolean
take_number (EaselSlice *rest, guint bytes, guint64 *number)
{
  *number = 0;
  if (rest->size < bytes)
    return FALSE;
  for (guint i = 0; i < bytes; i++)
    *number = *number << 8 | rest->data[i];
  rest->data += bytes;
  rest->size -= bytes;
  return TRUE;
}

static void
use_item (Boxes *boxes, guint id, guint64 offset, guint64 length)
{
  EaselReading *self = boxes->reading;

  /* A file may be cut right between two boxes. */
  if (offset > self->size || length > self->size - offset)
    self->info->complete = FALSE;
  if (offset >= self->size || length == 0 || length > self->size - offset)
    return;
  for (guint i = 0; i < boxes->items->len; i++)
    {
      const Item *item = &g_array_index (boxes->items, Item, i);
      const guint8 *data = self->data + offset;

      if (item->id != id)
        continue;
      if (item->is_xmp)
        _easel_read_xmp (self, data, (gsize) length);
      /* The first four bytes say how far the TIFF is from there. */
      else if (length > 4 && _easel_be32 (data) < length - 4)
        {
          gsize skip = 4 + (gsize) _easel_be32 (data);
          guint orientation = self->orientation;

          _easel_read_exif (self, data + skip, (gsize) length - skip);
          /* Its own properties say how it lies. */
          self->orientation = orientation;
        }
    }
}

static void
read_locations (Boxes *boxes)
{
  EaselSlice rest = boxes->locations;
  guint version, offset_size, length_size, base_size, index_size;
  guint64 n, sizes;

  if (!take_number (&rest, 4, &n))
    return;
  version = (guint) (n >> 24);
  if (version > 2 || !take_number (&rest, 2, &sizes) || !take_number (&rest, version < 2 ? 2 : 4, &n))
    return;
  offset_size = sizes >> 12 & 15;
  length_size = sizes >> 8 & 15;
  base_size = sizes >> 4 & 15;
  index_size = version > 0 ? sizes & 15 : 0;
  if (offset_size > 8 || length_size > 8 || base_size > 8 || index_size > 8)
    return;
  for (guint64 i = 0; i < MIN (n, 4096); i++)
    {
      guint64 id, where, skipped, base, n_extents, offset, length;
      gboolean is_in_file;

      if (!take_number (&rest, version < 2 ? 2 : 4, &id) ||
          !take_number (&rest, version > 0 ? 4 : 2, &where) || !take_number (&rest, base_size, &base) ||
          !take_number (&rest, 2, &n_extents))
        return;
      /* Else in a box of small data. */
      is_in_file = version == 0 || (where >> 16 & 15) == 0;
      for (guint64 j = 0; j < n_extents; j++)
        {
          if (boxes->n_boxes++ > EASEL_READING_MOST_PARTS || !take_number (&rest, index_size, &skipped) ||
              !take_number (&rest, offset_size, &offset) || !take_number (&rest, length_size, &length))
            return;
          /* Metadata in several pieces is not put together. */
          if (is_in_file && n_extents == 1 && offset <= G_MAXSIZE / 2 && base <= G_MAXSIZE / 2)
            use_item (boxes, (guint) id, base + offset, length);
        }
    }
}

void
_easel_read_boxes (EaselReading *self)
{
  Boxes boxes = { .reading = self };

  boxes.items = g_array_new (FALSE, TRUE, sizeof (Item));
  self->info->complete = read_all (&boxes, (EaselSlice) { self->data, self->size }, 0);
  if (boxes.locations.size > 0)
    read_locations (&boxes);
  if (self->info->width <= 0)
    self->info->complete = FALSE;
  g_array_unref (boxes.items);
}
