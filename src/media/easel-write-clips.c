// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-media-writing-private.h"

/*
 * MP4, AVIF and WebM with other metadata. Such files hold positions of their own
 * bytes, so nothing is moved: what is not to be said is blanked where it stands,
 * what is to be said comes at the end.
 */

#define MOST_DEPTH 8

typedef struct
{
  guint8 *data;
  gsize size;
  gboolean is_avif;
  GArray *items; /* (element-type guint64), of those with words in them */
  gsize locations;
  gsize locations_size;
  guint n_boxes;
} Boxes;

static gboolean
is_type (const guint8 *box, const char *type)
{
  return memcmp (box + 4, type, 4) == 0;
}

static gboolean
holds_words (const guint8 *box, gboolean is_avif)
{
  static const char *const types[] = { "udta", "uuid", "XMP_", "jumb" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (is_type (box, types[i]))
      return TRUE;
  return !is_avif && is_type (box, "meta");
}

/* A box of nothing, of the same size. */
static void
blank (guint8 *box, gsize head, gsize length)
{
  memcpy (box + 4, "free", 4);
  memset (box + head, 0, length - head);
}

static void
blank_times (guint8 *content, gsize length)
{
  gsize bytes = length > 0 && content[0] == 1 ? 16 : 8;

  if (length >= 4 + bytes)
    memset (content + 4, 0, bytes);
}

static void
note_item (Boxes *self, const guint8 *content, gsize length)
{
  gsize at = 4;
  guint64 id;

  if (length < 12 || content[0] < 2)
    return;
  id = content[0] == 2 ? _easel_be16 (content + at) : _easel_be32 (content + at);
  at += content[0] == 2 ? 4 : 6;
  if (at + 4 <= length && (memcmp (content + at, "Exif", 4) == 0 || memcmp (content + at, "mime", 4) == 0))
    g_array_append_val (self->items, id);
}

static gboolean
walk (Boxes *self, gsize at, gsize end, guint depth)
{
  while (at + 8 <= end && self->n_boxes++ < EASEL_READING_MOST_PARTS)
    {
      guint8 *box = self->data + at;
      guint64 length = _easel_be32 (box);
      gsize head = 8, skip;

      if (length == 1 && at + 16 <= end)
        {
          length = _easel_be64 (box + 8);
          head = 16;
        }
      else if (length == 0)
        length = end - at;
      if (length < head || length > end - at)
        return FALSE;
      skip = is_type (box, "meta") ? 4 : is_type (box, "iinf") ? (box[head] == 0 ? 6 : 8) : 0;
      if (holds_words (box, self->is_avif))
        blank (box, head, (gsize) length);
      else if (is_type (box, "mvhd") || is_type (box, "tkhd") || is_type (box, "mdhd"))
        blank_times (box + head, (gsize) length - head);
      else if (is_type (box, "infe"))
        note_item (self, box + head, (gsize) length - head);
      else if (is_type (box, "iloc"))
        {
          self->locations = at + head;
          self->locations_size = (gsize) length - head;
        }
      else if (depth < MOST_DEPTH &&
               (is_type (box, "moov") || is_type (box, "trak") || is_type (box, "mdia") ||
                is_type (box, "meta") || is_type (box, "iinf")))
        if (length < head + skip || !walk (self, at + head + skip, at + (gsize) length, depth + 1))
          return FALSE;
      at += (gsize) length;
    }
  return at == end;
}

static gboolean
take (const Boxes *self, gsize *at, guint bytes, guint64 *number)
{
  *number = 0;
  if (*at + bytes > self->locations + self->locations_size)
    return FALSE;
  for (guint i = 0; i < bytes; i++)
    *number = *number << 8 | self->data[(*at)++];
  return TRUE;
}

static gboolean
is_noted (const Boxes *self, guint64 id)
{
  for (guint i = 0; i < self->items->len; i++)
    if (g_array_index (self->items, guint64, i) == id)
      return TRUE;
  return FALSE;
}

static gboolean
blank_item (Boxes *self, guint64 offset, guint64 length)
{
  if (offset > self->size || length > self->size - offset)
    return FALSE;
  memset (self->data + offset, 0, (gsize) length);
  /* An empty TIFF is one that no program complains of. */
  if (length >= 18)
    memcpy (self->data + offset + 4, "II*\0\x08\0\0\0", 8);
  return TRUE;
}

/* Blanks what the items hold; their places are in a table of varying widths. */
static gboolean
blank_items (Boxes *self)
{
  gsize at = self->locations;
  guint64 version, sizes, n, id, ignored, base, n_extents, offset, length;

  if (!take (self, &at, 4, &version) || !take (self, &at, 2, &sizes))
    return FALSE;
  version >>= 24;
  if (version > 2 || !take (self, &at, version < 2 ? 2 : 4, &n))
    return FALSE;
  for (guint64 i = 0; i < n; i++)
    {
      guint64 method = 0;

      if (!take (self, &at, version < 2 ? 2 : 4, &id) || (version > 0 && !take (self, &at, 2, &method)) ||
          !take (self, &at, 2, &ignored) || !take (self, &at, sizes >> 4 & 15, &base) ||
          !take (self, &at, 2, &n_extents))
        return FALSE;
      for (guint64 j = 0; j < n_extents; j++)
        {
          if ((version > 0 && !take (self, &at, sizes & 15, &ignored)) ||
              !take (self, &at, sizes >> 12 & 15, &offset) || !take (self, &at, sizes >> 8 & 15, &length))
            return FALSE;
          if (self->n_boxes++ > EASEL_READING_MOST_PARTS)
            return FALSE;
          if (!is_noted (self, id))
            continue;
          /* In another place than the file itself nobody looks. */
          if ((method & 15) != 0 || base + offset < base || !blank_item (self, base + offset, length))
            return FALSE;
        }
    }
  return TRUE;
}

static gboolean
blank_words (guint8 *data, gsize size, gboolean is_avif)
{
  Boxes boxes = { .data = data, .size = size, .is_avif = is_avif };
  gboolean good;

  boxes.items = g_array_new (FALSE, FALSE, sizeof (guint64));
  good =
      walk (&boxes, 0, size, 0) && (boxes.items->len == 0 || (boxes.locations != 0 && blank_items (&boxes)));
  g_array_unref (boxes.items);
  return good;
}

/* Whether the last box says where it ends: else something behind it is in it. */
static gboolean
ends_openly (const guint8 *data, gsize size)
{
  gsize at = 0;

  while (at + 8 <= size)
    {
      guint64 length = _easel_be32 (data + at);

      if (length == 1 && at + 16 <= size)
        length = _easel_be64 (data + at + 8);
      if (length < 8 || length > size - at)
        return TRUE;
      at += (gsize) length;
    }
  return FALSE;
}

gboolean
_easel_write_boxes (const EaselWriting *self, const guint8 *data, gsize size, GByteArray *out)
{
  static const guint8 uuid[16] = { 0xbe, 0x7a, 0xcf, 0xcb, 0x97, 0xa9, 0x42, 0xe8,
                                   0x9c, 0x71, 0x99, 0x94, 0x91, 0xe3, 0xaf, 0xac };
  gboolean is_avif = easel_media_format_sniff (data, MIN (size, EASEL_MEDIA_SNIFF_BYTES)) == EASEL_MEDIA_AVIF;

  g_byte_array_append (out, data, (guint) size);
  if (self->keep != EASEL_MEDIA_KEEP_ALL && !blank_words (out->data, size, is_avif))
    return FALSE;
  if (self->xmp == NULL || is_avif)
    return TRUE;
  if (ends_openly (data, size))
    return FALSE;
  _easel_append_be32 (out, (guint32) (strlen (self->xmp) + 24));
  g_byte_array_append (out, (const guint8 *) "uuid", 4);
  g_byte_array_append (out, uuid, 16);
  g_byte_array_append (out, (const guint8 *) self->xmp, (guint) strlen (self->xmp));
  return TRUE;
}

/* ---- WebM ---- */

static gboolean
take_vint (const guint8 *data, gsize size, gsize *at, gboolean keep_mark, guint64 *number)
{
  guint length = 1;

  if (*at >= size || data[*at] == 0)
    return FALSE;
  while ((data[*at] & (0x80 >> (length - 1))) == 0)
    length++;
  if (size - *at < length)
    return FALSE;
  *number = keep_mark ? data[*at] : data[*at] & (0xff >> length);
  for (guint i = 1; i < length; i++)
    *number = *number << 8 | data[*at + i];
  /* All ones stand for "until the end". */
  if (!keep_mark && *number == (G_GUINT64_CONSTANT (1) << (7 * length)) - 1)
    *number = G_MAXUINT64;
  *at += length;
  return TRUE;
}

/* An element of nothing (Void), which keeps the others where they are. */
static gboolean
void_element (guint8 *data, gsize start, gsize end)
{
  gsize left = end - start;

  if (left < 9)
    return FALSE;
  memset (data + start, 0, left);
  data[start] = 0xec;
  data[start + 1] = 0x01;
  for (int i = 0; i < 7; i++)
    data[start + 8 - (gsize) i] = (guint8) ((guint64) (left - 9) >> (8 * i));
  return TRUE;
}

static gboolean
blank_title (guint8 *data, gsize at, gsize end)
{
  while (at < end)
    {
      guint64 id, size;

      if (!take_vint (data, end, &at, TRUE, &id) || !take_vint (data, end, &at, FALSE, &size) ||
          size > end - at)
        return FALSE;
      if (id == 0x7ba9)
        memset (data + at, 0, (gsize) size);
      at += (gsize) size;
    }
  return TRUE;
}

static gboolean
void_words (guint8 *data, gsize at, gsize end)
{
  while (at < end)
    {
      gsize start = at, inside;
      guint64 id, size;

      if (!take_vint (data, end, &at, TRUE, &id) || !take_vint (data, end, &at, FALSE, &size))
        return FALSE;
      inside = at;
      if (size == G_MAXUINT64)
        /* Behind a cluster of open length its end would have to be searched for. */
        return id == 0x18538067 && void_words (data, inside, end);
      if (size > end - at)
        return FALSE;
      at += (gsize) size;
      if (id == 0x18538067 && !void_words (data, inside, at))
        return FALSE;
      if (id == 0x1254c367 && !void_element (data, start, at))
        return FALSE;
      if (id == 0x1549a966 && !blank_title (data, inside, at))
        return FALSE;
    }
  return TRUE;
}

gboolean
_easel_write_webm (const EaselWriting *self, const guint8 *data, gsize size, GByteArray *out)
{
  g_byte_array_append (out, data, (guint) size);
  return self->keep == EASEL_MEDIA_KEEP_ALL || void_words (out->data, 0, size);
}
