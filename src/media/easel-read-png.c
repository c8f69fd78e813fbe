// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-media-reading-private.h"

/* PNG, third edition: https://www.w3.org/TR/png-3/ */

#define MOST_KEY 79

/* The key of a text chunk, which ends with a zero; NULL if there is none. */
static const char *
get_key (EaselSlice chunk)
{
  gsize length = strnlen ((const char *) chunk.data, MIN (chunk.size, MOST_KEY + 1));

  return length > 0 && length <= MOST_KEY && length < chunk.size ? (const char *) chunk.data : NULL;
}

static void
read_plain (EaselReading *self, EaselSlice chunk)
{
  const char *key = get_key (chunk);

  if (key != NULL)
    _easel_reading_add_latin1 (self, key, chunk.data + strlen (key) + 1, chunk.size - strlen (key) - 1);
}

static void
read_packed (EaselReading *self, EaselSlice chunk)
{
  const char *key = get_key (chunk);
  g_autoptr (GBytes) text = NULL;
  gsize at, size;
  const guint8 *data;

  if (key == NULL)
    return;
  at = strlen (key) + 2;
  if (at > chunk.size || chunk.data[at - 1] != 0)
    return;
  text = _easel_inflate (chunk.data + at, chunk.size - at, FALSE, EASEL_READING_MOST_TEXT);
  if (text == NULL)
    return;
  data = g_bytes_get_data (text, &size);
  if (size > 0)
    _easel_reading_add_latin1 (self, key, data, size);
}

static void
add_unicode (EaselReading *self, const char *key, const guint8 *text, gsize size)
{
  if (g_str_equal (key, "XML:com.adobe.xmp"))
    _easel_read_xmp (self, text, size);
  else if (size > 0)
    _easel_reading_add_text (self, key, (const char *) text, (gssize) MIN (size, EASEL_READING_MOST_TEXT));
}

static void
read_unicode (EaselReading *self, EaselSlice chunk)
{
  const char *key = get_key (chunk);
  gsize at;
  gboolean packed;

  if (key == NULL)
    return;
  at = strlen (key) + 1;
  if (at + 2 > chunk.size)
    return;
  packed = chunk.data[at] == 1;
  at += 2;
  /* The language and the translated key. */
  for (int i = 0; i < 2; i++)
    {
      const guint8 *end = memchr (chunk.data + at, 0, chunk.size - at);

      if (end == NULL)
        return;
      at = (gsize) (end - chunk.data) + 1;
    }
  if (packed)
    {
      g_autoptr (GBytes) text =
          _easel_inflate (chunk.data + at, chunk.size - at, FALSE, EASEL_READING_MOST_TEXT);

      if (text != NULL)
        add_unicode (self, key, g_bytes_get_data (text, NULL), g_bytes_get_size (text));
    }
  else
    add_unicode (self, key, chunk.data + at, chunk.size - at);
}

static void
read_header (EaselReading *self, EaselSlice chunk)
{
  if (chunk.size < 13)
    return;
  self->info->width = _easel_be32 (chunk.data) & G_MAXINT32;
  self->info->height = _easel_be32 (chunk.data + 4) & G_MAXINT32;
  self->info->has_alpha = chunk.data[9] == 6 || chunk.data[9] == 4;
}

static void
read_chunk (EaselReading *self, const char *type, EaselSlice chunk)
{
  if (strncmp (type, "IHDR", 4) == 0)
    read_header (self, chunk);
  else if (strncmp (type, "tEXt", 4) == 0)
    read_plain (self, chunk);
  else if (strncmp (type, "zTXt", 4) == 0)
    read_packed (self, chunk);
  else if (strncmp (type, "iTXt", 4) == 0)
    read_unicode (self, chunk);
  else if (strncmp (type, "eXIf", 4) == 0)
    _easel_read_exif (self, chunk.data, chunk.size);
  else if (strncmp (type, "acTL", 4) == 0)
    self->info->animated = TRUE;
  else if (strncmp (type, "caBX", 4) == 0)
    self->info->has_credentials = TRUE;
}

void
_easel_read_png (EaselReading *self)
{
  gsize at = 8;

  for (guint n = 0; n < EASEL_READING_MOST_PARTS && at + 12 <= self->size; n++)
    {
      gsize length = _easel_be32 (self->data + at);
      const char *type = (const char *) self->data + at + 4;

      if (length > self->size - at - 12)
        return;
      if (strncmp (type, "IEND", 4) == 0)
        {
          self->info->complete = TRUE;
          return;
        }
      read_chunk (self, type, (EaselSlice) { self->data + at + 8, length });
      at += length + 12;
    }
}
