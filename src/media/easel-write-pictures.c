// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-media-writing-private.h"
#include "easel-png-write.h"

/* PNG, JPEG, WebP and GIF with other metadata. */

/* A segment of JPEG's holds no more. */
#define MOST_SEGMENT 65533

static gboolean
is_one_of (const guint8 *type, const char *const *types)
{
  for (guint i = 0; types[i] != NULL; i++)
    if (memcmp (type, types[i], 4) == 0)
      return TRUE;
  return FALSE;
}

/* ---- PNG ---- */

/* Text as any program reads it: plain where Latin-1 will do. */
static void
append_text (GByteArray *out, const char *key, const char *text)
{
  g_autoptr (GByteArray) chunk = g_byte_array_new ();
  gboolean is_plain = g_str_is_ascii (text);

  g_byte_array_append (chunk, (const guint8 *) key, (guint) strlen (key) + 1);
  if (!is_plain)
    g_byte_array_append (chunk, (const guint8 *) "\0\0\0\0", 4);
  g_byte_array_append (chunk, (const guint8 *) text, (guint) strlen (text));
  easel_png_append_chunk (out, is_plain ? "tEXt" : "iTXt", chunk->data, chunk->len);
}

static gboolean
is_replaced (const guint8 *chunk, gsize length)
{
  static const char *const keys[] = { "parameters", "easel" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (length > strlen (keys[i]) && memcmp (chunk, keys[i], strlen (keys[i]) + 1) == 0)
      return TRUE;
  return FALSE;
}

gboolean
_easel_write_png (const EaselWriting *self, const guint8 *data, gsize size, GByteArray *out)
{
  static const char *const texts[] = { "tEXt", "zTXt", "iTXt", NULL };
  static const char *const said[] = { "tEXt", "zTXt", "iTXt", "tIME", "caBX", NULL };
  gsize at = 8;

  g_byte_array_append (out, data, 8);
  while (at + 12 <= size)
    {
      gsize length = _easel_be32 (data + at);
      const guint8 *type = data + at + 4;
      gboolean drop;

      if (length > size - at - 12)
        return FALSE;
      drop = self->keep == EASEL_MEDIA_KEEP_ALL
                 ? is_one_of (type, texts) && is_replaced (data + at + 8, length)
                 : is_one_of (type, said);
      if (memcmp (type, "eXIf", 4) == 0 && self->keep != EASEL_MEDIA_KEEP_ALL)
        drop = TRUE;
      if (!drop)
        g_byte_array_append (out, data + at, (guint) length + 12);
      if (memcmp (type, "IHDR", 4) == 0)
        {
          g_autoptr (GBytes) exif =
              self->keep == EASEL_MEDIA_KEEP_ALL ? NULL : _easel_writing_make_exif (self);

          /* How it lies stays as it is. */
          if (exif != NULL && self->orientation > 1)
            easel_png_append_chunk (out, "eXIf", g_bytes_get_data (exif, NULL), g_bytes_get_size (exif));
          if (self->parameters != NULL)
            append_text (out, "parameters", self->parameters);
          if (self->own != NULL)
            append_text (out, "easel", self->own);
          if (self->keep == EASEL_MEDIA_KEEP_PROMPT && self->prompt != NULL)
            append_text (out, "Description", self->prompt);
        }
      at += length + 12;
      if (memcmp (type, "IEND", 4) == 0)
        return TRUE;
    }
  return FALSE;
}

/* ---- JPEG ---- */

static void
append_segment (
    GByteArray *out, guint8 marker, const char *head, gsize head_size, const guint8 *data, gsize size)
{
  const guint8 mark[] = { 0xff, marker };

  if (head_size + size > MOST_SEGMENT)
    return;
  g_byte_array_append (out, mark, 2);
  _easel_append_be16 (out, (guint) (head_size + size + 2));
  g_byte_array_append (out, (const guint8 *) head, (guint) head_size);
  g_byte_array_append (out, data, (guint) size);
}

static gboolean
is_exif (guint8 marker, const guint8 *data, gsize length)
{
  return marker == 0xe1 && length >= 6 && memcmp (data, "Exif\0\0", 6) == 0;
}

static gboolean
is_xmp (guint8 marker, const guint8 *data, gsize length)
{
  return marker == 0xe1 && length >= 29 && memcmp (data, "http://ns.adobe.com/xap/1.0/\0", 29) == 0;
}

/* Colour and how it was packed are the picture; the rest is said of it. */
static gboolean
is_needed (guint8 marker, const guint8 *data, gsize length)
{
  if (marker == 0xe2)
    return length >= 12 && memcmp (data, "ICC_PROFILE\0", 12) == 0;
  if (marker == 0xe0 || marker == 0xee)
    return TRUE;
  return marker != 0xfe && (marker < 0xe0 || marker > 0xef);
}

static void
append_said (const EaselWriting *self, GByteArray *out, gboolean has_exif, gboolean has_xmp)
{
  g_autoptr (GBytes) exif = has_exif ? NULL : _easel_writing_make_exif (self);

  if (exif != NULL)
    append_segment (out, 0xe1, "Exif\0\0", 6, g_bytes_get_data (exif, NULL), g_bytes_get_size (exif));
  if (self->xmp != NULL && !has_xmp)
    append_segment (out, 0xe1, "http://ns.adobe.com/xap/1.0/\0", 29, (const guint8 *) self->xmp,
                    strlen (self->xmp));
}

/* What is there beside the picture, before anything is written. */
static void
look_at_jpeg (const guint8 *data, gsize size, gboolean *has_exif, gboolean *has_xmp)
{
  for (gsize at = 2; at + 4 <= size && data[at] == 0xff && data[at + 1] != 0xda;)
    {
      gsize length = _easel_be16 (data + at + 2);

      if (length < 2 || length > size - at - 2)
        return;
      *has_exif = *has_exif || is_exif (data[at + 1], data + at + 4, length - 2);
      *has_xmp = *has_xmp || is_xmp (data[at + 1], data + at + 4, length - 2);
      at += length + 2;
    }
}

gboolean
_easel_write_jpeg (const EaselWriting *self, const guint8 *data, gsize size, GByteArray *out)
{
  gboolean all = self->keep == EASEL_MEDIA_KEEP_ALL, has_exif = FALSE, has_xmp = FALSE, said = FALSE;
  gsize at = 2;

  if (all)
    look_at_jpeg (data, size, &has_exif, &has_xmp);
  g_byte_array_append (out, data, 2);
  while (at + 4 <= size && data[at] == 0xff)
    {
      guint8 marker = data[at + 1];
      gsize length = _easel_be16 (data + at + 2);

      if (length < 2 || length > size - at - 2)
        return FALSE;
      /* JFIF's own segment must be the first. */
      if (!said && marker != 0xe0)
        {
          append_said (self, out, has_exif, has_xmp);
          said = TRUE;
        }
      if (marker == 0xda)
        {
          const guint8 *end = data + size;

          /* What stands behind the picture is not the picture. */
          while (!all && end - data > (gssize) at + 2 && !(end[-2] == 0xff && end[-1] == 0xd9))
            end--;
          g_byte_array_append (out, data + at, (guint) (end - data - (gssize) at));
          return TRUE;
        }
      if (all || is_needed (marker, data + at + 4, length - 2))
        g_byte_array_append (out, data + at, (guint) length + 2);
      at += length + 2;
    }
  return FALSE;
}

/* ---- WebP ---- */

static void
append_chunk (GByteArray *out, const char *type, const guint8 *data, gsize size)
{
  g_byte_array_append (out, (const guint8 *) type, 4);
  _easel_append_le32 (out, (guint32) size);
  g_byte_array_append (out, data, (guint) size);
  if (size & 1)
    g_byte_array_append (out, (const guint8 *) "", 1);
}

/* The extended form has a head, which the simple one needs before it can say anything. */
static gboolean
append_extended_head (const guint8 *data, gsize size, GByteArray *out)
{
  g_autoptr (EaselMediaInfo) info = easel_media_info_new ();
  EaselReading reading = { .data = data, .size = size, .info = info, .orientation = 1 };
  guint8 head[10] = { 0 };

  reading.texts = _easel_reading_texts_new ();
  _easel_read_webp (&reading);
  g_ptr_array_unref (reading.texts);
  if (info->width < 1 || info->height < 1)
    return FALSE;
  head[0] = info->has_alpha ? 0x10 : 0;
  for (int i = 0; i < 3; i++)
    {
      head[4 + i] = (guint8) ((info->width - 1) >> (8 * i));
      head[7 + i] = (guint8) ((info->height - 1) >> (8 * i));
    }
  append_chunk (out, "VP8X", head, sizeof head);
  return TRUE;
}

gboolean
_easel_write_webp (const EaselWriting *self, const guint8 *data, gsize size, GByteArray *out)
{
  static const char *const said[] = { "EXIF", "XMP ", "C2PA", NULL };
  static const char *const shown[] = { "VP8 ", "VP8L", "ANMF", NULL };
  gboolean all = self->keep == EASEL_MEDIA_KEEP_ALL;
  gboolean is_simple = size < 30 || memcmp (data + 12, "VP8X", 4) != 0;
  gboolean has_exif = FALSE, has_xmp = FALSE, has_picture = FALSE;
  g_autoptr (GBytes) exif = NULL;
  gsize end = MIN (size, (gsize) _easel_le32 (data + 4) + 8);
  guint32 length;

  g_byte_array_append (out, data, 12);
  if (is_simple && self->keep != EASEL_MEDIA_KEEP_NONE && !append_extended_head (data, size, out))
    return FALSE;
  for (gsize at = 12; at + 8 <= end;)
    {
      gsize chunk = _easel_le32 (data + at + 4);

      if (chunk > end - at - 8)
        return FALSE;
      if (all || !is_one_of (data + at, said))
        {
          has_exif = has_exif || memcmp (data + at, "EXIF", 4) == 0;
          has_xmp = has_xmp || memcmp (data + at, "XMP ", 4) == 0;
          has_picture = has_picture || is_one_of (data + at, shown);
          append_chunk (out, (const char *) data + at, data + at + 8, chunk);
        }
      at += 8 + ((chunk + 1) & ~(gsize) 1);
    }
  /* A file that says it ends before its picture would go out without it. */
  if (!has_picture)
    return FALSE;
  exif = has_exif ? NULL : _easel_writing_make_exif (self);
  if (exif != NULL && (!is_simple || self->keep != EASEL_MEDIA_KEEP_NONE))
    {
      append_chunk (out, "EXIF", g_bytes_get_data (exif, NULL), g_bytes_get_size (exif));
      has_exif = TRUE;
    }
  if (self->xmp != NULL && !has_xmp)
    {
      append_chunk (out, "XMP ", (const guint8 *) self->xmp, strlen (self->xmp));
      has_xmp = TRUE;
    }
  if (out->len >= 30 && memcmp (out->data + 12, "VP8X", 4) == 0)
    out->data[20] = (guint8) ((out->data[20] & ~0x0c) | (has_exif ? 0x08 : 0) | (has_xmp ? 0x04 : 0));
  length = GUINT32_TO_LE (out->len - 8);
  memcpy (out->data + 4, &length, 4);
  return TRUE;
}

/* ---- GIF ---- */

/* Blocks of at most 255 bytes each. */
static void
append_comment (GByteArray *out, const char *text)
{
  gsize left = strlen (text);

  g_byte_array_append (out, (const guint8 *) "\x21\xfe", 2);
  while (left > 0)
    {
      guint8 n = (guint8) MIN (left, 255);

      g_byte_array_append (out, &n, 1);
      g_byte_array_append (out, (const guint8 *) text, n);
      text += n;
      left -= n;
    }
  g_byte_array_append (out, (const guint8 *) "", 1);
}

static gsize
find_end_of_blocks (const guint8 *data, gsize size, gsize at)
{
  while (at < size && data[at] != 0)
    at += (gsize) data[at] + 1;
  return at < size ? at + 1 : 0;
}

/* Where the part at @at ends; 0 if it does not. */
static gsize
find_end (const guint8 *data, gsize size, gsize at)
{
  if (data[at] == 0x21)
    return find_end_of_blocks (data, size, at + 2);
  if (data[at] != 0x2c || at + 11 > size)
    return 0;
  at += 10 + ((data[at + 9] & 0x80) != 0 ? (gsize) 3 << ((data[at + 9] & 7) + 1) : 0);
  return at + 1 < size ? find_end_of_blocks (data, size, at + 1) : 0;
}

gboolean
_easel_write_gif (const EaselWriting *self, const guint8 *data, gsize size, GByteArray *out)
{
  const char *text = self->keep == EASEL_MEDIA_KEEP_ALL ? self->parameters : self->prompt;
  gsize at = 13;

  if (size < 13)
    return FALSE;
  at += (data[10] & 0x80) != 0 ? (gsize) 3 << ((data[10] & 7) + 1) : 0;
  if (at >= size)
    return FALSE;
  g_byte_array_append (out, data, (guint) at);
  /* Comments came with the later version. */
  memcpy (out->data + 3, "89a", 3);
  if (text != NULL && *text != '\0')
    append_comment (out, text);
  while (at + 1 < size && data[at] != 0x3b)
    {
      gsize end = find_end (data, size, at);
      gboolean said = data[at] == 0x21 && (data[at + 1] == 0xfe || data[at + 1] == 0x01);

      if (end == 0)
        return FALSE;
      if (data[at] == 0x21 && data[at + 1] == 0xff)
        said = end - at < 14 || (memcmp (data + at + 3, "NETSCAPE2.0", 11) != 0 &&
                                 memcmp (data + at + 3, "ANIMEXTS1.0", 11) != 0);
      if (!said || self->keep == EASEL_MEDIA_KEEP_ALL)
        g_byte_array_append (out, data + at, (guint) (end - at));
      at = end;
    }
  if (at >= size || data[at] != 0x3b)
    return FALSE;
  g_byte_array_append (out, (const guint8 *) "\x3b", 1);
  return TRUE;
}
