// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-media-format.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-error.h"

static const struct
{
  EaselMediaKinds kind;
  const char *mime;
  const char *extension;
} formats[EASEL_N_MEDIA_FORMATS] = {
  [EASEL_MEDIA_UNKNOWN] = { 0, "application/octet-stream", "bin" },
  [EASEL_MEDIA_PNG] = { EASEL_MEDIA_IMAGES, "image/png", "png" },
  [EASEL_MEDIA_JPEG] = { EASEL_MEDIA_IMAGES, "image/jpeg", "jpg" },
  [EASEL_MEDIA_WEBP] = { EASEL_MEDIA_IMAGES, "image/webp", "webp" },
  [EASEL_MEDIA_AVIF] = { EASEL_MEDIA_IMAGES, "image/avif", "avif" },
  [EASEL_MEDIA_GIF] = { EASEL_MEDIA_IMAGES, "image/gif", "gif" },
  [EASEL_MEDIA_MP4] = { EASEL_MEDIA_VIDEOS, "video/mp4", "mp4" },
  [EASEL_MEDIA_WEBM] = { EASEL_MEDIA_VIDEOS, "video/webm", "webm" },
  [EASEL_MEDIA_TEXT] = { EASEL_MEDIA_TEXTS, "text/plain", "txt" },
};

static gboolean
starts (const guint8 *data, gsize size, gsize at, const char *mark, gsize length)
{
  return size >= at + length && memcmp (data + at, mark, length) == 0;
}

#define STARTS(at, mark) starts (data, size, at, mark, sizeof mark - 1)

/* The brands of an ISO base media file: its first one, then those it is compatible with. */
static EaselMediaFormat
sniff_brands (const guint8 *data, gsize size)
{
  static const char *const clips[] = { "isom", "iso2", "iso4", "iso5", "iso6", "mp41",
                                       "mp42", "avc1", "M4V ", "MSNV", "dash", "qt  " };
  gsize end = MIN (size, (gsize) data[0] << 24 | (gsize) data[1] << 16 | (gsize) data[2] << 8 | data[3]);

  for (gsize at = 8; at + 4 <= end; at += at == 8 ? 8 : 4)
    {
      if (STARTS (at, "avif") || STARTS (at, "avis"))
        return EASEL_MEDIA_AVIF;
      for (guint i = 0; i < G_N_ELEMENTS (clips); i++)
        if (memcmp (data + at, clips[i], 4) == 0)
          return EASEL_MEDIA_MP4;
    }
  return EASEL_MEDIA_UNKNOWN;
}

/* The name of its document type stands near the start of a Matroska file. */
static EaselMediaFormat
sniff_matroska (const guint8 *data, gsize size)
{
  for (gsize at = 4; at + 7 <= MIN (size, 64); at++)
    if (STARTS (at, "\x42\x82"))
      {
        /* Its length takes one byte or up to eight. */
        gsize skip = 3 + (data[at + 2] == 1 ? 7 : 0);

        return STARTS (at + skip, "webm") ? EASEL_MEDIA_WEBM : EASEL_MEDIA_UNKNOWN;
      }
  return EASEL_MEDIA_UNKNOWN;
}

/* Text may be cut within a sign at the end of what was read. */
static gboolean
looks_like_text (const guint8 *data, gsize size)
{
  const char *end;

  if (size == 0)
    return FALSE;
  for (gsize i = 0; i < size; i++)
    if (data[i] < 0x20 && data[i] != '\n' && data[i] != '\r' && data[i] != '\t' && data[i] != '\f')
      return FALSE;
  if (g_utf8_validate_len ((const char *) data, size, &end))
    return TRUE;
  return size >= EASEL_MEDIA_SNIFF_BYTES && (gsize) (end - (const char *) data) + 4 > size &&
         g_utf8_get_char_validated (end, (gssize) size - (end - (const char *) data)) == (gunichar) -2;
}

/**
 * easel_media_format_sniff:
 * @data: (array length=size): a file's first bytes, up to
 *   %EASEL_MEDIA_SNIFF_BYTES of them
 * @size: how many
 *
 * Returns: what the file is; its name is never asked
 */
EaselMediaFormat
easel_media_format_sniff (const guint8 *data, gsize size)
{
  if (STARTS (0, "\x89PNG\r\n\x1a\n"))
    return EASEL_MEDIA_PNG;
  if (STARTS (0, "\xff\xd8\xff"))
    return EASEL_MEDIA_JPEG;
  if (STARTS (0, "RIFF") && STARTS (8, "WEBP"))
    return EASEL_MEDIA_WEBP;
  if (STARTS (0, "GIF87a") || STARTS (0, "GIF89a"))
    return EASEL_MEDIA_GIF;
  if (STARTS (4, "ftyp"))
    return sniff_brands (data, size);
  if (STARTS (0, "\x1a\x45\xdf\xa3"))
    return sniff_matroska (data, size);
  return looks_like_text (data, size) ? EASEL_MEDIA_TEXT : EASEL_MEDIA_UNKNOWN;
}

/**
 * easel_media_format_find:
 * @mime: (nullable): a media type
 *
 * Returns: the format that has it
 */
EaselMediaFormat
easel_media_format_find (const char *mime)
{
  for (int i = 1; i < EASEL_N_MEDIA_FORMATS; i++)
    if (g_strcmp0 (formats[i].mime, mime) == 0)
      return (EaselMediaFormat) i;
  return EASEL_MEDIA_UNKNOWN;
}

EaselMediaKinds
easel_media_format_get_kind (EaselMediaFormat format)
{
  return formats[format].kind;
}

/**
 * easel_media_format_get_kind_name:
 * @format: a format
 *
 * Returns: "image", "video", "text" or "other"
 */
const char *
easel_media_format_get_kind_name (EaselMediaFormat format)
{
  switch (formats[format].kind)
    {
    case EASEL_MEDIA_IMAGES:
      return "image";
    case EASEL_MEDIA_VIDEOS:
      return "video";
    case EASEL_MEDIA_TEXTS:
      return "text";
    default:
      return "other";
    }
}

const char *
easel_media_format_get_mime (EaselMediaFormat format)
{
  return formats[format].mime;
}

/**
 * easel_media_format_get_extension:
 * @format: a format
 *
 * Returns: how names of such files end, without the dot
 */
const char *
easel_media_format_get_extension (EaselMediaFormat format)
{
  return formats[format].extension;
}

/**
 * easel_media_name_foreign:
 * @data: (array length=size): a file's first bytes
 * @size: how many
 *
 * Returns: (nullable): what the file is, if that is known but no format of Easel's
 */
const char *
easel_media_name_foreign (const guint8 *data, gsize size)
{
  if (STARTS (0, "BM"))
    return "BMP";
  if (STARTS (0, "II*\0") || STARTS (0, "MM\0*"))
    return "TIFF";
  if (STARTS (0, "\xff\x0a") || STARTS (0, "\0\0\0\x0cJXL "))
    return "JPEG XL";
  if (STARTS (4, "ftypheic") || STARTS (4, "ftypmif1") || STARTS (4, "ftypheix"))
    return "HEIC";
  if (STARTS (0, "8BPS"))
    return "Photoshop";
  if (STARTS (0, "\x1a\x45\xdf\xa3"))
    return "Matroska";
  if (STARTS (0, "%PDF-"))
    return "PDF";
  if (STARTS (0, "PK\x03\x04"))
    return "ZIP";
  return NULL;
}

static gboolean
looks_like_html (const guint8 *data, gsize size)
{
  gsize at = 0;

  while (at < size && g_ascii_isspace (data[at]))
    at++;
  return (size - at >= 5 && g_ascii_strncasecmp ((const char *) data + at, "<html", 5) == 0) ||
         (size - at >= 9 && g_ascii_strncasecmp ((const char *) data + at, "<!doctype", 9) == 0);
}

/**
 * easel_media_check_accepted:
 * @data: (array length=size): a file's first bytes
 * @size: how many; none if the file is empty
 * @accept: what the place takes
 * @name: what to call the file
 * @error: return location for an error
 *
 * Returns: whether the file is of a kind that @accept has; else @error is
 *   %EASEL_ERROR_UNSUPPORTED, or %EASEL_ERROR_INVALID_INPUT for an empty file
 */
gboolean
easel_media_check_accepted (
    const guint8 *data, gsize size, EaselMediaKinds accept, const char *name, GError **error)
{
  EaselMediaFormat format = easel_media_format_sniff (data, size);
  const char *foreign;

  if ((formats[format].kind & accept) != 0)
    return TRUE;
  foreign = easel_media_name_foreign (data, size);
  if (size == 0)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, _ ("“%s” is empty. Get the file again."),
                 name);
  else if (format == EASEL_MEDIA_TEXT && looks_like_html (data, size))
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
                 _ ("“%s” is a web page, not a picture or a clip. Save the picture itself."), name);
  else if (format != EASEL_MEDIA_UNKNOWN)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
                 _ ("“%s” is of a kind (%s) that has no use here. Choose another file."), name,
                 formats[format].mime);
  else if (foreign != NULL)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
                 _ ("“%s” is a %s file, which Easel cannot read. Convert it to PNG, JPEG, WebP, AVIF, GIF, "
                    "MP4 or WebM."),
                 name, foreign);
  else
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
                 _ ("“%s” is none of the formats that Easel reads: PNG, JPEG, WebP, AVIF, GIF, MP4, WebM."),
                 name);
  return FALSE;
}
