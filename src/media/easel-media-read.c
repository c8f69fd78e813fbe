// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-media-read.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-error.h"
#include "easel-json.h"
#include "easel-media-reading-private.h"

/*
 * What files say of themselves: bytes in, a struct out; no I/O, all of it
 * bounded. First the container (PNG, JPEG, …) is taken apart into texts, then
 * the texts are understood.
 */

static void
free_text (gpointer data)
{
  EaselReadingText *text = data;

  g_free (text->key);
  g_free (text->value);
  g_free (text);
}

GPtrArray *
_easel_reading_texts_new (void)
{
  return g_ptr_array_new_with_free_func (free_text);
}

/*
 * Adds a text, made valid, up to its first zero and without blanks at its ends.
 * The first text of a key stands.
 */
void
_easel_reading_add_text (EaselReading *self, const char *key, const char *value, gssize length)
{
  gsize size = length < 0 ? strlen (value) : strnlen (value, (gsize) length);
  EaselReadingText *text;

  if (size == 0 || self->texts->len >= EASEL_READING_MOST_TEXTS ||
      size > EASEL_READING_MOST_TEXT - MIN (self->n_bytes, EASEL_READING_MOST_TEXT) ||
      _easel_reading_get_text (self, key) != NULL)
    return;
  self->n_bytes += size;
  text = g_new0 (EaselReadingText, 1);
  text->key = g_utf8_make_valid (key, -1);
  text->value = g_strstrip (g_utf8_make_valid (value, (gssize) size));
  g_ptr_array_add (self->texts, text);
}

/*
 * The same for a text that should be Latin-1; most programs write UTF-8 all the same.
 */
void
_easel_reading_add_latin1 (EaselReading *self, const char *key, const guint8 *value, gsize length)
{
  g_autofree char *converted = NULL;

  length = strnlen ((const char *) value, MIN (length, EASEL_READING_MOST_TEXT));
  if (!g_utf8_validate_len ((const char *) value, length, NULL))
    converted = g_convert ((const char *) value, (gssize) length, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
  if (converted != NULL)
    _easel_reading_add_text (self, key, converted, -1);
  else
    _easel_reading_add_text (self, key, (const char *) value, (gssize) length);
}

void
_easel_reading_add_utf16 (
    EaselReading *self, const char *key, const guint8 *value, gsize length, gboolean big_endian)
{
  g_autoptr (GString) text = NULL;

  length = MIN (length, EASEL_READING_MOST_TEXT) & ~(gsize) 1;
  if (length >= 2 && ((value[0] == 0xfe && value[1] == 0xff) || (value[0] == 0xff && value[1] == 0xfe)))
    {
      big_endian = value[0] == 0xfe;
      value += 2;
      length -= 2;
    }
  text = g_string_sized_new (length);
  for (gsize i = 0; i + 2 <= length; i += 2)
    {
      gunichar c = big_endian ? _easel_be16 (value + i) : _easel_le16 (value + i);

      if (c == 0)
        break;
      if (c >= 0xd800 && c < 0xdc00 && i + 4 <= length)
        {
          gunichar low = big_endian ? _easel_be16 (value + i + 2) : _easel_le16 (value + i + 2);

          if (low >= 0xdc00 && low < 0xe000)
            {
              c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
              i += 2;
            }
        }
      g_string_append_unichar (text, g_unichar_validate (c) ? c : 0xfffd);
    }
  _easel_reading_add_text (self, key, text->str, (gssize) text->len);
}

const char *
_easel_reading_get_text (EaselReading *self, const char *key)
{
  for (guint i = 0; i < self->texts->len; i++)
    {
      EaselReadingText *text = g_ptr_array_index (self->texts, i);

      if (g_str_equal (text->key, key))
        return text->value;
    }
  return NULL;
}

/*
 * What was packed by zlib or gzip, at most so many bytes of it; NULL if it is
 * broken or longer.
 */
GBytes *
_easel_inflate (const guint8 *data, gsize size, gboolean gzip, gsize most)
{
  g_autoptr (GZlibDecompressor) decompressor =
      g_zlib_decompressor_new (gzip ? G_ZLIB_COMPRESSOR_FORMAT_GZIP : G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  GConverterResult result = G_CONVERTER_CONVERTED;
  guint8 buffer[16384];

  while (result != G_CONVERTER_FINISHED)
    {
      gsize read = 0, written = 0;

      result = g_converter_convert (G_CONVERTER (decompressor), data, size, buffer, sizeof buffer,
                                    G_CONVERTER_INPUT_AT_END, &read, &written, NULL);
      if (result == G_CONVERTER_ERROR || out->len + written > most || (read == 0 && written == 0))
        return NULL;
      g_byte_array_append (out, buffer, (guint) written);
      data += read;
      size -= read;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

/*
 * Keeps the words that the fields were read from; the first ones stand.
 */
void
_easel_info_take_raw (EaselMediaInfo *info, const char *kind, const char *raw)
{
  if (info->raw != NULL || raw == NULL || strlen (raw) > EASEL_READING_MOST_RAW)
    return;
  info->raw_kind = g_strdup (kind);
  info->raw = g_strdup (raw);
}

static void
read_container (EaselReading *reading)
{
  switch (reading->info->format)
    {
    case EASEL_MEDIA_PNG:
      _easel_read_png (reading);
      break;
    case EASEL_MEDIA_JPEG:
      _easel_read_jpeg (reading);
      break;
    case EASEL_MEDIA_WEBP:
      _easel_read_webp (reading);
      break;
    case EASEL_MEDIA_GIF:
      _easel_read_gif (reading);
      break;
    case EASEL_MEDIA_AVIF:
    case EASEL_MEDIA_MP4:
      _easel_read_boxes (reading);
      break;
    case EASEL_MEDIA_WEBM:
      _easel_read_webm (reading);
      break;
    case EASEL_MEDIA_TEXT:
      reading->info->complete = TRUE;
      break;
    case EASEL_MEDIA_UNKNOWN:
    case EASEL_N_MEDIA_FORMATS:
    default:
      break;
    }
}

/*
 * How a picture lies, as EXIF counts it.
 */
guint
_easel_read_orientation (EaselMediaFormat format, const guint8 *data, gsize size)
{
  g_autoptr (EaselMediaInfo) info = easel_media_info_new ();
  EaselReading reading = { .data = data, .size = size, .info = info, .orientation = 1 };

  info->format = format;
  reading.texts = _easel_reading_texts_new ();
  read_container (&reading);
  g_ptr_array_unref (reading.texts);
  return reading.orientation;
}

/**
 * easel_media_read:
 * @data: (array length=size): a whole file
 * @size: its bytes
 * @error: return location for an error
 *
 * Reads what a file says of itself. Foreign files are to be read in a process
 * that may crash.
 *
 * Returns: (transfer full): what it says; %NULL with %EASEL_ERROR_UNSUPPORTED if
 *   it is no known format, %EASEL_ERROR_INVALID_INPUT if its head is broken
 */
EaselMediaInfo *
easel_media_read (const guint8 *data, gsize size, GError **error)
{
  g_autoptr (EaselMediaInfo) info = easel_media_info_new ();
  EaselReading reading = { .data = data, .size = size, .info = info, .orientation = 1 };

  info->format = easel_media_format_sniff (data, MIN (size, EASEL_MEDIA_SNIFF_BYTES));
  if (info->format == EASEL_MEDIA_UNKNOWN)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
                           _ ("This is none of the formats that Easel reads: PNG, JPEG, WebP, AVIF, GIF, "
                              "MP4, WebM."));
      return NULL;
    }
  reading.texts = _easel_reading_texts_new ();
  read_container (&reading);
  if (info->format != EASEL_MEDIA_TEXT && (info->width <= 0 || info->height <= 0))
    {
      g_ptr_array_unref (reading.texts);
      g_set_error_literal (
          error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
          _ ("The file is damaged: it does not say how large its picture is. Get it again."));
      return NULL;
    }
  if (reading.orientation >= 5)
    {
      gint64 width = info->width;

      info->width = info->height;
      info->height = width;
    }
  _easel_read_dialects (&reading);
  g_ptr_array_unref (reading.texts);
  return g_steal_pointer (&info);
}
