// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-media-write.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "easel-error.h"
#include "easel-json.h"
#include "easel-media-writing-private.h"

/*
 * A file with other metadata: its picture stays as it is, byte for byte; what is
 * said of it is taken out or put in.
 */

/* ---- the words ---- */

static void
append_value (GString *text, const char *name, const char *value)
{
  gboolean quote = strpbrk (value, ",:\"\n") != NULL;

  g_string_append_printf (text, "%s%s: ", text->len > 0 ? ", " : "", name);
  if (quote)
    {
      g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), value);
      g_autofree char *quoted = easel_json_to_string (node);

      g_string_append (text, quoted);
    }
  else
    g_string_append (text, value);
}

static void
append_number (GString *text, const char *name, gint64 number)
{
  g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  if (number >= 0)
    append_value (text, name, value);
}

/* "schedule_type" is "Schedule type". */
static char *
make_title (const char *name)
{
  char *title = g_strdelimit (g_strdup (name), "_", ' ');

  title[0] = g_ascii_toupper (title[0]);
  return title;
}

static void
append_rest (GString *text, const EaselMediaInfo *info)
{
  static const char *const own[] = { "sampler", "model_hash", "title", "author", "software", "description" };
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init_ordered (&iter, info->parameters);
  while (json_object_iter_next_ordered (&iter, &name, NULL))
    {
      g_autofree char *title = make_title (name);
      const char *value = easel_media_info_get_parameter (info, name);
      gboolean skip = value == NULL || strchr (name, ':') != NULL || *name == '\0';

      for (guint i = 0; i < G_N_ELEMENTS (own); i++)
        skip = skip || g_str_equal (own[i], name);
      if (!skip)
        append_value (text, title, value);
    }
}

/**
 * easel_media_info_to_parameters:
 * @info: what is known of a picture
 *
 * Returns: (transfer full): the same in the form of AUTOMATIC1111's "parameters",
 *   which most other programs read
 */
char *
easel_media_info_to_parameters (const EaselMediaInfo *info)
{
  g_autoptr (GString) values = g_string_new (NULL);
  GString *text = g_string_new (info->prompt);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (info->negative != NULL && *info->negative != '\0')
    g_string_append_printf (text, "%sNegative prompt: %s", text->len > 0 ? "\n" : "", info->negative);
  /* Readers know the line by its first word. */
  append_number (values, "Steps", MAX (info->steps, 0));
  if (easel_media_info_get_parameter (info, "sampler") != NULL)
    append_value (values, "Sampler", easel_media_info_get_parameter (info, "sampler"));
  if (info->guidance >= 0)
    append_value (values, "CFG scale",
                  g_ascii_formatd (number, sizeof number, "%.6g", (double) info->guidance / 1000));
  append_number (values, "Seed", info->seed);
  if (info->asked_width > 0 && info->asked_height > 0)
    {
      g_autofree char *size =
          g_strdup_printf ("%" G_GINT64_FORMAT "x%" G_GINT64_FORMAT, info->asked_width, info->asked_height);

      append_value (values, "Size", size);
    }
  if (easel_media_info_get_parameter (info, "model_hash") != NULL)
    append_value (values, "Model hash", easel_media_info_get_parameter (info, "model_hash"));
  if (info->model != NULL)
    append_value (values, "Model", info->model);
  append_rest (values, info);
  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", values->str);
  return g_string_free (text, FALSE);
}

/* Easel's own: nothing is lost, and no other form's limits apply. */
static char *
make_own (const EaselMediaInfo *info, EaselMediaKeep keep)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonObjectIter iter;
  const char *name;

  if (keep == EASEL_MEDIA_KEEP_ALL)
    {
      json_object_iter_init_ordered (&iter, info->parameters);
      while (json_object_iter_next_ordered (&iter, &name, NULL))
        json_object_set_string_member (object, name, easel_media_info_get_parameter (info, name));
    }
  if (info->prompt != NULL)
    json_object_set_string_member (object, "prompt", info->prompt);
  if (keep == EASEL_MEDIA_KEEP_PROMPT)
    return easel_json_object_to_string (object);
  if (info->negative != NULL)
    json_object_set_string_member (object, "negative_prompt", info->negative);
  if (info->model != NULL)
    json_object_set_string_member (object, "model", info->model);
  if (info->seed >= 0)
    json_object_set_int_member (object, "seed", info->seed);
  if (info->steps >= 0)
    json_object_set_int_member (object, "steps", info->steps);
  if (info->guidance >= 0)
    json_object_set_double_member (object, "guidance", (double) info->guidance / 1000);
  if (info->asked_width > 0)
    json_object_set_int_member (object, "width", info->asked_width);
  if (info->asked_height > 0)
    json_object_set_int_member (object, "height", info->asked_height);
  return easel_json_object_to_string (object);
}

static void
append_element (GString *xmp, const char *before, const char *text, const char *after)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append_printf (xmp, "%s%s%s", before, escaped, after);
}

static char *
make_xmp (const EaselMediaInfo *info, const EaselWriting *writing)
{
  GString *xmp =
      g_string_new ("<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"
                    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
                    "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
                    "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                    "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" "
                    "xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\" "
                    "xmlns:easel=\"http://" APPLICATION_ID "/ns/1.0/\">");

  if (info->prompt != NULL)
    {
      append_element (xmp, "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">", info->prompt,
                      "</rdf:li></rdf:Alt></dc:description>");
      append_element (xmp, "<Iptc4xmpExt:AIPromptInformation>", info->prompt,
                      "</Iptc4xmpExt:AIPromptInformation>");
    }
  if (writing->keep == EASEL_MEDIA_KEEP_ALL && info->model != NULL)
    append_element (xmp, "<Iptc4xmpExt:AISystemUsed>", info->model, "</Iptc4xmpExt:AISystemUsed>");
  if (writing->keep == EASEL_MEDIA_KEEP_ALL && info->rating > 0)
    g_string_append_printf (xmp, "<xmp:Rating>%d</xmp:Rating>", (int) info->rating);
  if (writing->keep == EASEL_MEDIA_KEEP_ALL && info->tags->len > 0)
    {
      g_string_append (xmp, "<dc:subject><rdf:Bag>");
      for (guint i = 0; i < info->tags->len; i++)
        append_element (xmp, "<rdf:li>", g_ptr_array_index (info->tags, i), "</rdf:li>");
      g_string_append (xmp, "</rdf:Bag></dc:subject>");
    }
  append_element (xmp, "<easel:Parameters>", writing->own, "</easel:Parameters>");
  g_string_append (xmp, "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end=\"w\"?>");
  return g_string_free (xmp, FALSE);
}

/* ---- EXIF ---- */

/* One entry of a folder: tag, type, count, then the value or where it is. */
static void
append_entry (GByteArray *tiff, guint tag, guint type, guint32 count, guint32 value)
{
  _easel_append_be16 (tiff, tag);
  _easel_append_be16 (tiff, type);
  _easel_append_be32 (tiff, count);
  _easel_append_be32 (tiff, value);
}

static void
append_utf16 (GByteArray *tiff, const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c >= 0x10000)
        {
          _easel_append_be16 (tiff, 0xd800 + ((c - 0x10000) >> 10));
          c = 0xdc00 + ((c - 0x10000) & 0x3ff);
        }
      _easel_append_be16 (tiff, c);
    }
}

/*
 * A TIFF with how the picture lies and a comment; NULL if there is nothing to say.
 */
GBytes *
_easel_writing_make_exif (const EaselWriting *self)
{
  g_autoptr (GByteArray) tiff = g_byte_array_new ();
  g_autoptr (GByteArray) comment = g_byte_array_new ();
  const char *text = self->keep == EASEL_MEDIA_KEEP_ALL ? self->parameters : self->prompt;
  gboolean turned = self->orientation > 1;
  guint n = (turned ? 1 : 0) + (text != NULL ? 1 : 0);

  if (n == 0)
    return NULL;
  if (text != NULL)
    {
      g_byte_array_append (comment, (const guint8 *) "UNICODE\0", 8);
      append_utf16 (comment, text);
    }
  g_byte_array_append (tiff, (const guint8 *) "MM\0*", 4);
  _easel_append_be32 (tiff, 8);
  _easel_append_be16 (tiff, n);
  if (turned)
    append_entry (tiff, 0x0112, 3, 1, (guint32) self->orientation << 16);
  if (text != NULL)
    append_entry (tiff, 0x8769, 4, 1, 8 + 2 + n * 12 + 4);
  _easel_append_be32 (tiff, 0);
  if (text != NULL)
    {
      _easel_append_be16 (tiff, 1);
      append_entry (tiff, 0x9286, 7, comment->len, tiff->len + 12 + 4);
      _easel_append_be32 (tiff, 0);
      g_byte_array_append (tiff, comment->data, comment->len);
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&tiff));
}

/* ---- the file ---- */

static gboolean
write_format (
    EaselMediaFormat format, const EaselWriting *writing, const guint8 *data, gsize size, GByteArray *out)
{
  switch (format)
    {
    case EASEL_MEDIA_PNG:
      return _easel_write_png (writing, data, size, out);
    case EASEL_MEDIA_JPEG:
      return _easel_write_jpeg (writing, data, size, out);
    case EASEL_MEDIA_WEBP:
      return _easel_write_webp (writing, data, size, out);
    case EASEL_MEDIA_GIF:
      return _easel_write_gif (writing, data, size, out);
    case EASEL_MEDIA_AVIF:
    case EASEL_MEDIA_MP4:
      return _easel_write_boxes (writing, data, size, out);
    case EASEL_MEDIA_WEBM:
      return _easel_write_webm (writing, data, size, out);
    case EASEL_MEDIA_UNKNOWN:
    case EASEL_MEDIA_TEXT:
    case EASEL_N_MEDIA_FORMATS:
    default:
      return FALSE;
    }
}

static gboolean
can_hold (EaselMediaFormat format, EaselMediaKeep keep)
{
  return keep != EASEL_MEDIA_KEEP_PROMPT || (format != EASEL_MEDIA_AVIF && format != EASEL_MEDIA_WEBM);
}

/**
 * easel_media_write:
 * @data: (array length=size): a whole file
 * @size: its bytes
 * @keep: what is to be said
 * @info: what is known of it
 * @error: return location for an error
 *
 * Returns: (transfer full): the file with these metadata; %NULL with
 *   %EASEL_ERROR_UNSUPPORTED if its format does not hold them,
 *   %EASEL_ERROR_INVALID_INPUT if it is damaged, so that nobody knows what is
 *   still in it
 */
GBytes *
easel_media_write (
    const guint8 *data, gsize size, EaselMediaKeep keep, const EaselMediaInfo *info, GError **error)
{
  EaselMediaFormat format = easel_media_format_sniff (data, MIN (size, EASEL_MEDIA_SNIFF_BYTES));
  g_autoptr (GByteArray) out = NULL;
  EaselWriting writing = { .keep = keep, .orientation = 1 };
  gboolean good;

  if (format == EASEL_MEDIA_TEXT || format == EASEL_MEDIA_UNKNOWN || !can_hold (format, keep))
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
                   _ ("A file of this kind (%s) cannot be written with the prompt alone. Take all of it, or "
                      "nothing."),
                   easel_media_format_get_mime (format));
      return NULL;
    }
  writing.orientation = _easel_read_orientation (format, data, size);
  if (keep != EASEL_MEDIA_KEEP_NONE)
    {
      writing.own = make_own (info, keep);
      writing.prompt = g_strdup (info->prompt);
      writing.xmp = make_xmp (info, &writing);
    }
  if (keep == EASEL_MEDIA_KEEP_ALL)
    writing.parameters = easel_media_info_to_parameters (info);
  out = g_byte_array_sized_new ((guint) MIN (size + 65536, G_MAXUINT / 2));
  good = size < G_MAXUINT / 2 && write_format (format, &writing, data, size, out);
  g_free (writing.parameters);
  g_free (writing.own);
  g_free (writing.prompt);
  g_free (writing.xmp);
  if (good)
    return g_byte_array_free_to_bytes (g_steal_pointer (&out));
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                       _ ("The file is damaged, so its metadata cannot be changed. Export it as it is."));
  return NULL;
}
