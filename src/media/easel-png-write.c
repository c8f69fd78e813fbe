// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-png-write.h"

#include <string.h>

#include "easel-media-reading-private.h"

/* PNG, third edition: https://www.w3.org/TR/png-3/ */

/* Small pictures that are read more often than sent: speed before size. */
#define LEVEL 3

static guint32
compute_crc (guint32 crc, const guint8 *data, gsize size)
{
  static gsize made = 0;
  static guint32 table[256];

  if (g_once_init_enter (&made))
    {
      for (guint32 n = 0; n < 256; n++)
        {
          guint32 c = n;

          for (int k = 0; k < 8; k++)
            c = (c & 1) != 0 ? 0xedb88320u ^ (c >> 1) : c >> 1;
          table[n] = c;
        }
      g_once_init_leave (&made, 1);
    }
  for (gsize i = 0; i < size; i++)
    crc = table[(crc ^ data[i]) & 0xff] ^ (crc >> 8);
  return crc;
}

static void
append_32 (GByteArray *png, guint32 number)
{
  guint32 big = GUINT32_TO_BE (number);

  g_byte_array_append (png, (const guint8 *) &big, 4);
}

/**
 * easel_png_append_chunk:
 * @png: a file that is being written
 * @type: four letters
 * @data: (array length=size) (nullable): what is in it
 * @size: bytes of @data
 *
 * Adds a chunk.
 */
void
easel_png_append_chunk (GByteArray *png, const char *type, const guint8 *data, gsize size)
{
  guint32 crc = compute_crc (0xffffffffu, (const guint8 *) type, 4);

  append_32 (png, (guint32) size);
  g_byte_array_append (png, (const guint8 *) type, 4);
  if (size > 0)
    g_byte_array_append (png, data, (guint) size);
  append_32 (png, compute_crc (crc, data, size) ^ 0xffffffffu);
}

static guint8
paeth (int left, int up, int corner)
{
  int guess = left + up - corner;
  int a = ABS (guess - left), b = ABS (guess - up), c = ABS (guess - corner);

  return (guint8) (a <= b && a <= c ? left : b <= c ? up : corner);
}

/* Each row by the filter that leaves the smallest numbers. */
static void
filter_row (const guint8 *row, const guint8 *above, gsize size, guint step, guint8 *out)
{
  guint64 sums[3] = { 0 };
  guint best;

  for (gsize i = 0; i < size; i++)
    {
      guint8 left = i >= step ? row[i - step] : 0;
      guint8 up = above != NULL ? above[i] : 0;
      guint8 corner = above != NULL && i >= step ? above[i - step] : 0;

      sums[0] += (guint) ABS ((gint8) (row[i] - left));
      sums[1] += (guint) ABS ((gint8) (row[i] - up));
      sums[2] += (guint) ABS ((gint8) (row[i] - paeth (left, up, corner)));
    }
  best = sums[0] <= sums[1] && sums[0] <= sums[2] ? 0 : sums[1] <= sums[2] ? 1 : 2;
  out[0] = best == 2 ? 4 : (guint8) (best + 1);
  for (gsize i = 0; i < size; i++)
    {
      guint8 left = i >= step ? row[i - step] : 0;
      guint8 up = above != NULL ? above[i] : 0;
      guint8 corner = above != NULL && i >= step ? above[i - step] : 0;

      out[i + 1] = (guint8) (row[i] - (best == 0 ? left : best == 1 ? up : paeth (left, up, corner)));
    }
}

static void
append_packed (GByteArray *out, const guint8 *data, gsize size)
{
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, LEVEL);
  GConverterResult result = G_CONVERTER_CONVERTED;
  guint8 buffer[32768];

  while (result != G_CONVERTER_FINISHED)
    {
      gsize read = 0, written = 0;

      result = g_converter_convert (G_CONVERTER (compressor), data, size, buffer, sizeof buffer,
                                    G_CONVERTER_INPUT_AT_END, &read, &written, NULL);
      g_return_if_fail (result != G_CONVERTER_ERROR);
      g_byte_array_append (out, buffer, (guint) written);
      data += read;
      size -= read;
    }
}

static void
append_pixels (GByteArray *png, const EaselPicture *picture)
{
  const guint step = picture->has_alpha ? 4 : 3;
  const gsize row_bytes = (gsize) picture->width * step;
  const guint8 *pixels = g_bytes_get_data (picture->pixels, NULL);
  g_autofree guint8 *filtered = g_malloc ((row_bytes + 1) * picture->height);
  g_autoptr (GByteArray) packed = g_byte_array_new ();

  for (guint y = 0; y < picture->height; y++)
    {
      const guint8 *row = pixels + (gsize) y * picture->stride;

      filter_row (row, y > 0 ? row - picture->stride : NULL, row_bytes, step, filtered + (row_bytes + 1) * y);
    }
  append_packed (packed, filtered, (row_bytes + 1) * picture->height);
  easel_png_append_chunk (png, "IDAT", packed->data, packed->len);
}

/**
 * easel_png_write:
 * @picture: a picture
 * @texts: (nullable) (array zero-terminated=1): keys and values in turn, Latin-1
 *
 * Returns: (transfer full): it as a PNG file
 */
GBytes *
easel_png_write (const EaselPicture *picture, const char *const *texts)
{
  g_autoptr (GByteArray) png = g_byte_array_new ();
  guint8 head[13] = { 0 };
  const guint32 width = GUINT32_TO_BE (picture->width), height = GUINT32_TO_BE (picture->height);

  memcpy (head, &width, 4);
  memcpy (head + 4, &height, 4);
  head[8] = 8;
  head[9] = picture->has_alpha ? 6 : 2;
  g_byte_array_append (png, (const guint8 *) "\x89PNG\r\n\x1a\n", 8);
  easel_png_append_chunk (png, "IHDR", head, sizeof head);
  for (guint i = 0; texts != NULL && texts[i] != NULL && texts[i + 1] != NULL; i += 2)
    {
      g_autoptr (GByteArray) text = g_byte_array_new ();

      g_byte_array_append (text, (const guint8 *) texts[i], (guint) strlen (texts[i]) + 1);
      g_byte_array_append (text, (const guint8 *) texts[i + 1], (guint) strlen (texts[i + 1]));
      easel_png_append_chunk (png, "tEXt", text->data, text->len);
    }
  append_pixels (png, picture);
  easel_png_append_chunk (png, "IEND", NULL, 0);
  return g_byte_array_free_to_bytes (g_steal_pointer (&png));
}

/**
 * easel_png_find_text:
 * @data: (array length=size): a PNG file
 * @size: its bytes
 * @key: the key of a text
 *
 * Returns: (transfer full) (nullable): the plain text of that key that stands
 *   before the picture
 */
char *
easel_png_find_text (const guint8 *data, gsize size, const char *key)
{
  gsize at = 8, key_size = strlen (key) + 1;

  while (at + 12 <= size)
    {
      gsize length = _easel_be32 (data + at);

      if (length > size - at - 12 || memcmp (data + at + 4, "IDAT", 4) == 0)
        return NULL;
      if (memcmp (data + at + 4, "tEXt", 4) == 0 && length >= key_size &&
          memcmp (data + at + 8, key, key_size) == 0)
        return g_strndup ((const char *) data + at + 8 + key_size, length - key_size);
      at += length + 12;
    }
  return NULL;
}
