// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-media-reading-private.h"

/* WebM: EBML (RFC 8794) and Matroska (RFC 9559). */

#define MOST_DEPTH 6
#define UNKNOWN_SIZE G_MAXUINT64

enum
{
  ID_SEGMENT = 0x18538067,
  ID_INFO = 0x1549a966,
  ID_SCALE = 0x2ad7b1,
  ID_DURATION = 0x4489,
  ID_DATE = 0x4461,
  ID_TITLE = 0x7ba9,
  ID_TRACKS = 0x1654ae6b,
  ID_TRACK = 0xae,
  ID_VIDEO = 0xe0,
  ID_WIDTH = 0xb0,
  ID_HEIGHT = 0xba,
  ID_TAGS = 0x1254c367,
  ID_TAG = 0x7373,
  ID_SIMPLE = 0x67c8,
  ID_TAG_NAME = 0x45a3,
  ID_TAG_TEXT = 0x4487,
};

typedef struct
{
  EaselReading *reading;
  double duration;
  guint64 scale;
  char tag[64];
  guint n_elements;
} Webm;

static gboolean
take_id (EaselSlice *rest, guint32 *id)
{
  guint length = 1;

  if (rest->size == 0 || rest->data[0] < 0x10)
    return FALSE;
  while ((rest->data[0] & (0x80 >> (length - 1))) == 0)
    length++;
  if (rest->size < length)
    return FALSE;
  *id = 0;
  for (guint i = 0; i < length; i++)
    *id = *id << 8 | rest->data[i];
  rest->data += length;
  rest->size -= length;
  return TRUE;
}

static gboolean
take_size (EaselSlice *rest, guint64 *size)
{
  guint length = 1;
  gboolean all_ones;

  if (rest->size == 0 || rest->data[0] == 0)
    return FALSE;
  while ((rest->data[0] & (0x80 >> (length - 1))) == 0)
    length++;
  if (rest->size < length)
    return FALSE;
  *size = rest->data[0] & (0xff >> length);
  all_ones = *size == (0xffu >> length);
  for (guint i = 1; i < length; i++)
    {
      *size = *size << 8 | rest->data[i];
      all_ones = all_ones && rest->data[i] == 0xff;
    }
  if (all_ones)
    *size = UNKNOWN_SIZE;
  rest->data += length;
  rest->size -= length;
  return TRUE;
}

static guint64
get_number (EaselSlice value)
{
  guint64 number = 0;

  for (gsize i = 0; i < MIN (value.size, 8); i++)
    number = number << 8 | value.data[i];
  return number;
}

static double
get_double (EaselSlice value)
{
  guint64 bits = get_number (value);
  guint32 short_bits = (guint32) bits;
  float small;
  double number;

  if (value.size == 4)
    {
      memcpy (&small, &short_bits, 4);
      return (double) small;
    }
  memcpy (&number, &bits, 8);
  return value.size == 8 ? number : -1;
}

static void
read_value (Webm *webm, guint32 id, EaselSlice value)
{
  EaselMediaInfo *info = webm->reading->info;

  if (id == ID_SCALE)
    webm->scale = get_number (value);
  else if (id == ID_DURATION)
    webm->duration = get_double (value);
  else if (id == ID_WIDTH && info->width < 0)
    info->width = (gint64) MIN (get_number (value), G_MAXINT32);
  else if (id == ID_HEIGHT && info->height < 0)
    info->height = (gint64) MIN (get_number (value), G_MAXINT32);
  else if (id == ID_TITLE)
    _easel_reading_add_latin1 (webm->reading, "webm:title", value.data, value.size);
  else if (id == ID_DATE && value.size == 8)
    /* Nanoseconds since 2001. */
    info->taken_at = (gint64) get_number (value) / 1000 + G_GINT64_CONSTANT (978307200) * G_USEC_PER_SEC;
  else if (id == ID_TAG_NAME)
    g_snprintf (webm->tag, sizeof webm->tag, "webm:%.*s", (int) MIN (value.size, 50),
                (const char *) value.data);
  else if (id == ID_TAG_TEXT && webm->tag[0] != '\0')
    {
      _easel_reading_add_latin1 (webm->reading, webm->tag, value.data, value.size);
      webm->tag[0] = '\0';
    }
}

static gboolean
is_folder (guint32 id)
{
  return id == ID_SEGMENT || id == ID_INFO || id == ID_TRACKS || id == ID_TRACK || id == ID_VIDEO ||
         id == ID_TAGS || id == ID_TAG || id == ID_SIMPLE;
}

/* Whether its elements end where they should. */
static gboolean
read_all (Webm *webm, EaselSlice rest, guint depth)
{
  gboolean whole = TRUE;

  while (rest.size > 0 && depth <= MOST_DEPTH && webm->n_elements++ < EASEL_READING_MOST_PARTS)
    {
      guint32 id;
      guint64 size;
      EaselSlice value;

      if (!take_id (&rest, &id) || !take_size (&rest, &size))
        return FALSE;
      /* A stream that was written as it went: it ends with the file. */
      if (size == UNKNOWN_SIZE)
        return id != ID_SEGMENT || read_all (webm, rest, depth + 1);
      value = (EaselSlice) { rest.data, (gsize) MIN (size, rest.size) };
      if (is_folder (id))
        whole = read_all (webm, value, depth + 1) && whole;
      else if (size <= rest.size)
        read_value (webm, id, value);
      if (size > rest.size)
        return FALSE;
      rest.data += size;
      rest.size -= size;
    }
  return whole && rest.size == 0;
}

void
_easel_read_webm (EaselReading *self)
{
  Webm webm = { .reading = self, .duration = -1, .scale = 1000000 };
  double usec;

  self->info->complete = read_all (&webm, (EaselSlice) { self->data, self->size }, 0);
  usec = webm.duration * (double) webm.scale / 1000;
  if (usec > 0 && usec < 1e15)
    self->info->duration = (gint64) usec;
}
