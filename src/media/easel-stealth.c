// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-media-read.h"
#include "easel-media-reading-private.h"

/*
 * "Stealth" text: the lowest bit of each point's opacity, column by column, or of
 * its red, green and blue. First a signature of 15 bytes, then the number of bits
 * that follow, then the text, plain or packed by gzip. NovelAI writes it, so that
 * it survives services that drop a file's texts.
 */

#define SIGNATURE 15
#define MOST_BYTES (4 * 1024 * 1024)

typedef struct
{
  const guint8 *pixels;
  guint width;
  guint height;
  gsize stride;
  gboolean in_colours;
  guint64 at;
} Bits;

static gboolean
take_byte (Bits *bits, guint8 *byte)
{
  guint per_point = bits->in_colours ? 3 : 1;

  if (bits->at + 8 > (guint64) bits->width * bits->height * per_point)
    return FALSE;
  *byte = 0;
  for (int i = 0; i < 8; i++, bits->at++)
    {
      guint64 point = bits->at / per_point;
      const guint8 *pixel = bits->pixels + (point % bits->height) * bits->stride + point / bits->height * 4;

      *byte = (guint8) (*byte << 1 | (pixel[bits->in_colours ? bits->at % 3 : 3] & 1));
    }
  return TRUE;
}

static char *
take_text (Bits *bits, gboolean packed)
{
  guint8 head[4];
  g_autofree guint8 *data = NULL;
  g_autoptr (GBytes) text = NULL;
  gsize size;
  const char *words;

  for (int i = 0; i < 4; i++)
    if (!take_byte (bits, head + i))
      return NULL;
  size = _easel_be32 (head) / 8;
  if (size == 0 || size > MOST_BYTES)
    return NULL;
  data = g_malloc (size);
  for (gsize i = 0; i < size; i++)
    if (!take_byte (bits, data + i))
      return NULL;
  text = packed ? _easel_inflate (data, size, TRUE, MOST_BYTES) : g_bytes_new (data, size);
  words = text != NULL ? g_bytes_get_data (text, &size) : NULL;
  return words != NULL ? g_utf8_make_valid (words, (gssize) strnlen (words, size)) : NULL;
}

/**
 * easel_media_read_stealth:
 * @pixels: (array): points of four bytes, red, green, blue and opacity as they
 *   stand in the file, not multiplied
 * @width: points in a row
 * @height: rows
 * @stride: bytes from a row to the next
 *
 * Returns: (transfer full) (nullable): the text that is hidden in them, for
 *   easel_media_info_add_stealth(); %NULL if there is none
 */
char *
easel_media_read_stealth (const guint8 *pixels, guint width, guint height, gsize stride)
{
  static const struct
  {
    const char *signature;
    gboolean in_colours;
    gboolean packed;
  } forms[] = {
    { "stealth_pnginfo", FALSE, FALSE },
    { "stealth_pngcomp", FALSE, TRUE },
    { "stealth_rgbinfo", TRUE, FALSE },
    { "stealth_rgbcomp", TRUE, TRUE },
  };

  g_return_val_if_fail (stride >= (gsize) width * 4, NULL);

  for (guint i = 0; width > 0 && height > 0 && i < G_N_ELEMENTS (forms); i++)
    {
      Bits bits = { pixels, width, height, stride, forms[i].in_colours, 0 };
      guint8 signature[SIGNATURE];
      guint n = 0;

      while (n < SIGNATURE && take_byte (&bits, signature + n))
        n++;
      if (n == SIGNATURE && memcmp (signature, forms[i].signature, SIGNATURE) == 0)
        return take_text (&bits, forms[i].packed);
    }
  return NULL;
}
