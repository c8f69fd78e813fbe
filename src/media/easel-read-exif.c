// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-media-reading-private.h"

/* EXIF (CIPA DC-008): a TIFF with the few tags that say something here. */

#define MOST_ENTRIES 1000
#define MOST_FOLDERS 8
#define TAG_EXIF 0x8769
#define TAG_USER_COMMENT 0x9286
#define TAG_ORIENTATION 0x0112
#define TAG_RATING 0x4746
#define TAG_XP_FIRST 0x9c9b

typedef struct
{
  EaselReading *reading;
  const guint8 *data;
  gsize size;
  gboolean big_endian;
} Exif;

static guint32
get16 (const Exif *exif, gsize at)
{
  return exif->big_endian ? _easel_be16 (exif->data + at) : _easel_le16 (exif->data + at);
}

static guint32
get32 (const Exif *exif, gsize at)
{
  return exif->big_endian ? _easel_be32 (exif->data + at) : _easel_le32 (exif->data + at);
}

/* Tags that hold plain text. */
static const struct
{
  guint tag;
  const char *key;
} texts[] = {
  { 0x010e, "exif:ImageDescription" },
  { 0x010f, "exif:Make" },
  { 0x0110, "exif:Model" },
  { 0x0131, "exif:Software" },
  { 0x0132, "exif:DateTime" },
  { 0x013b, "exif:Artist" },
  { 0x9003, "exif:DateTimeOriginal" },
  { 0x9004, "exif:DateTimeDigitized" },
};

static gboolean
looks_big_endian (const guint8 *text, gsize size)
{
  gsize high = 0, low = 0;

  for (gsize i = 0; i + 2 <= MIN (size, 512); i += 2)
    {
      high += text[i] == 0;
      low += text[i + 1] == 0;
    }
  return high > low;
}

/* The first eight bytes name the encoding; not all programs keep to what they say. */
static void
read_comment (Exif *exif, const guint8 *value, gsize size)
{
  const guint8 *text = value + 8;
  gsize length = size - MIN (size, 8);

  if (size < 8)
    return;
  if (memcmp (value, "UNICODE\0", 8) == 0)
    {
      gboolean is_utf8 = length >= 2 && text[0] != 0 && text[1] != 0 && text[0] < 0x80 && text[1] < 0x80;

      if (is_utf8)
        _easel_reading_add_latin1 (exif->reading, "exif:UserComment", text, length);
      else
        _easel_reading_add_utf16 (exif->reading, "exif:UserComment", text, length,
                                  looks_big_endian (text, length));
    }
  else if (memcmp (value, "ASCII\0\0\0", 8) == 0 || memcmp (value, "\0\0\0\0\0\0\0\0", 8) == 0)
    _easel_reading_add_latin1 (exif->reading, "exif:UserComment", text, length);
  else if (memcmp (value, "JIS\0\0\0\0\0", 8) == 0)
    {
      g_autofree char *converted =
          g_convert ((const char *) text, (gssize) strnlen ((const char *) text, MIN (length, 65536)),
                     "UTF-8", "ISO-2022-JP", NULL, NULL, NULL);

      if (converted != NULL)
        _easel_reading_add_text (exif->reading, "exif:UserComment", converted, -1);
    }
  else
    _easel_reading_add_latin1 (exif->reading, "exif:UserComment", value, size);
}

static void
read_value (Exif *exif, guint tag, guint type, const guint8 *value, gsize size)
{
  static const char *const windows[] = { "exif:XPTitle", "exif:XPComment", "exif:XPAuthor", "exif:XPKeywords",
                                         "exif:XPSubject" };

  if (tag == TAG_USER_COMMENT)
    read_comment (exif, value, size);
  else if (tag >= TAG_XP_FIRST && tag < TAG_XP_FIRST + G_N_ELEMENTS (windows))
    _easel_reading_add_utf16 (exif->reading, windows[tag - TAG_XP_FIRST], value, size, FALSE);
  else if (tag == TAG_ORIENTATION && type == 3 && size >= 2)
    {
      guint orientation = get16 (exif, (gsize) (value - exif->data));

      if (orientation >= 1 && orientation <= 8)
        exif->reading->orientation = orientation;
    }
  else if (tag == TAG_RATING && type == 3 && size >= 2)
    exif->reading->info->rating = CLAMP ((gint64) get16 (exif, (gsize) (value - exif->data)), 0, 5);
  else
    for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
      if (texts[i].tag == tag && (type == 2 || type == 7 || type == 1))
        _easel_reading_add_latin1 (exif->reading, texts[i].key, value, size);
}

/* One folder of entries; answers where the folder of EXIF's own begins, 0 nowhere. */
static gsize
read_folder (Exif *exif, gsize at)
{
  static const guint sizes[] = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4 };
  gsize inner = 0;
  guint n;

  if (at + 2 > exif->size)
    return 0;
  n = MIN (get16 (exif, at), MOST_ENTRIES);
  at += 2;
  for (guint i = 0; i < n && at + 12 <= exif->size; i++, at += 12)
    {
      guint tag = get16 (exif, at), type = get16 (exif, at + 2);
      guint64 size = type < G_N_ELEMENTS (sizes) ? (guint64) get32 (exif, at + 4) * sizes[type] : 0;
      gsize where = size <= 4 ? at + 8 : get32 (exif, at + 8);

      if (tag == TAG_EXIF)
        inner = get32 (exif, at + 8);
      else if (size > 0 && where < exif->size && size <= exif->size - where)
        read_value (exif, tag, type, exif->data + where, (gsize) size);
    }
  return inner;
}

void
_easel_read_exif (EaselReading *self, const guint8 *data, gsize size)
{
  Exif exif = { self, data, size, FALSE };
  gsize at;

  if (size < 8 || (memcmp (data, "II*\0", 4) != 0 && memcmp (data, "MM\0*", 4) != 0))
    return;
  exif.big_endian = data[0] == 'M';
  at = get32 (&exif, 4);
  for (guint n = 0; n < MOST_FOLDERS && at != 0; n++)
    at = read_folder (&exif, at);
}
