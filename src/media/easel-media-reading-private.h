// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-media-info.h"

G_BEGIN_DECLS

/* Bounds of what is believed, in bytes and counts. */
#define EASEL_READING_MOST_TEXT (8 * 1024 * 1024)
#define EASEL_READING_MOST_TEXTS 256
#define EASEL_READING_MOST_TAGS 256
#define EASEL_READING_MOST_RAW (4 * 1024 * 1024)
#define EASEL_READING_MOST_PARTS 200000

/* One text of a file: "parameters", "exif:UserComment", "xmp:dc:description", … */
typedef struct
{
  char *key;
  char *value;
} EaselReadingText;

/* A file being read. data is never written to and never kept. */
typedef struct
{
  const guint8 *data;
  gsize size;
  EaselMediaInfo *info;
  GPtrArray *texts; /* (element-type EaselReadingText) */
  gsize n_bytes;
  /* From 1 to 8, as EXIF counts them; 5 and more lie on their side. */
  guint orientation;
} EaselReading;

typedef struct
{
  const guint8 *data;
  gsize size;
} EaselSlice;

static inline guint32
_easel_be32 (const guint8 *p)
{
  return (guint32) p[0] << 24 | (guint32) p[1] << 16 | (guint32) p[2] << 8 | p[3];
}

static inline guint32
_easel_be16 (const guint8 *p)
{
  return (guint32) p[0] << 8 | p[1];
}

static inline guint32
_easel_le32 (const guint8 *p)
{
  return (guint32) p[3] << 24 | (guint32) p[2] << 16 | (guint32) p[1] << 8 | p[0];
}

static inline guint32
_easel_le16 (const guint8 *p)
{
  return (guint32) p[1] << 8 | p[0];
}

static inline guint64
_easel_be64 (const guint8 *p)
{
  return (guint64) _easel_be32 (p) << 32 | _easel_be32 (p + 4);
}

GPtrArray *_easel_reading_texts_new (void);
void _easel_reading_add_text (EaselReading *self, const char *key, const char *value, gssize length);
void _easel_reading_add_latin1 (EaselReading *self, const char *key, const guint8 *value, gsize length);
void _easel_reading_add_utf16 (
    EaselReading *self, const char *key, const guint8 *value, gsize length, gboolean big_endian);
const char *_easel_reading_get_text (EaselReading *self, const char *key);
GBytes *_easel_inflate (const guint8 *data, gsize size, gboolean gzip, gsize most);

guint _easel_read_orientation (EaselMediaFormat format, const guint8 *data, gsize size);
void _easel_read_png (EaselReading *self);
void _easel_read_jpeg (EaselReading *self);
void _easel_read_webp (EaselReading *self);
void _easel_read_gif (EaselReading *self);
void _easel_read_boxes (EaselReading *self);
void _easel_read_webm (EaselReading *self);

void _easel_read_exif (EaselReading *self, const guint8 *data, gsize size);
void _easel_read_xmp (EaselReading *self, const guint8 *data, gsize size);
void _easel_read_iptc (EaselReading *self, const guint8 *data, gsize size);

/* Each of these answers whether it understood the text. */
void _easel_read_dialects (EaselReading *self);
gboolean _easel_read_a1111 (EaselMediaInfo *info, const char *text);
gboolean _easel_read_comfyui (EaselMediaInfo *info, const char *prompt, const char *workflow);
gboolean _easel_read_json_fields (EaselMediaInfo *info, JsonObject *object);
gboolean _easel_read_dream (EaselMediaInfo *info, const char *text);
gboolean _easel_read_midjourney (EaselMediaInfo *info, const char *text);
gint64 _easel_read_time (const char *text);
void _easel_info_take_raw (EaselMediaInfo *info, const char *kind, const char *raw);
char *_easel_json_value_to_text (JsonNode *node);
gboolean _easel_json_value_to_number (JsonNode *node, double *number);

G_END_DECLS
