// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sandbox-clip-private.h"

#include <string.h>

/* MP4 (ISO/IEC 14496-12, 14496-14) whose frames are PNGs, as QuickTime names them
 * ("png "): whatever shows pictures can show it, so that a clip needs no codec. */

static void
put (GByteArray *bytes, guint64 number, guint n)
{
  for (guint i = n; i > 0; i--)
    {
      guint8 byte = (guint8) (number >> 8 * (i - 1));

      g_byte_array_append (bytes, &byte, 1);
    }
}

static void
put_zeros (GByteArray *bytes, guint n)
{
  for (guint i = 0; i < n; i++)
    put (bytes, 0, 1);
}

static guint
begin (GByteArray *bytes, const char *type)
{
  guint at = bytes->len;

  put (bytes, 0, 4);
  g_byte_array_append (bytes, (const guint8 *) type, 4);
  return at;
}

static void
end (GByteArray *bytes, guint at)
{
  guint32 length = GUINT32_TO_BE (bytes->len - at);

  memcpy (bytes->data + at, &length, 4);
}

/* One with a version and flags. */
static guint
begin_full (GByteArray *bytes, const char *type, guint flags)
{
  guint at = begin (bytes, type);

  put (bytes, flags, 4);
  return at;
}

static void
put_matrix (GByteArray *bytes)
{
  static const guint32 numbers[9] = { 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000 };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    put (bytes, numbers[i], 4);
}

static void
put_movie_header (GByteArray *bytes, guint rate, guint n)
{
  guint at = begin_full (bytes, "mvhd", 0);

  put_zeros (bytes, 8);
  put (bytes, rate, 4);
  put (bytes, n, 4);
  put (bytes, 0x10000, 4);
  put (bytes, 0x100, 2);
  put_zeros (bytes, 10);
  put_matrix (bytes);
  put_zeros (bytes, 24);
  put (bytes, 2, 4);
  end (bytes, at);
}

static void
put_track_header (GByteArray *bytes, int width, int height, guint n)
{
  guint at = begin_full (bytes, "tkhd", 3);

  put_zeros (bytes, 8);
  put (bytes, 1, 4);
  put_zeros (bytes, 4);
  put (bytes, n, 4);
  put_zeros (bytes, 16);
  put_matrix (bytes);
  put (bytes, (guint64) width << 16, 4);
  put (bytes, (guint64) height << 16, 4);
  end (bytes, at);
}

static void
put_description (GByteArray *bytes, int width, int height)
{
  guint at = begin_full (bytes, "stsd", 0), entry;

  put (bytes, 1, 4);
  entry = begin (bytes, "png ");
  put_zeros (bytes, 6);
  put (bytes, 1, 2);
  put_zeros (bytes, 16);
  put (bytes, (guint64) width, 2);
  put (bytes, (guint64) height, 2);
  put (bytes, 72 << 16, 4);
  put (bytes, 72 << 16, 4);
  put_zeros (bytes, 4);
  put (bytes, 1, 2);
  put_zeros (bytes, 32);
  put (bytes, 24, 2);
  put (bytes, 0xffff, 2);
  end (bytes, entry);
  end (bytes, at);
}

/* One chunk holds all frames; where it begins is put in when that is known. */
static guint
put_samples (GByteArray *bytes, GPtrArray *frames, int width, int height)
{
  guint table = begin (bytes, "stbl"), at, offset;

  put_description (bytes, width, height);
  at = begin_full (bytes, "stts", 0);
  put (bytes, 1, 4);
  put (bytes, frames->len, 4);
  put (bytes, 1, 4);
  end (bytes, at);
  at = begin_full (bytes, "stsc", 0);
  put (bytes, 1, 4);
  put (bytes, 1, 4);
  put (bytes, frames->len, 4);
  put (bytes, 1, 4);
  end (bytes, at);
  at = begin_full (bytes, "stsz", 0);
  put (bytes, 0, 4);
  put (bytes, frames->len, 4);
  for (guint i = 0; i < frames->len; i++)
    put (bytes, g_bytes_get_size (g_ptr_array_index (frames, i)), 4);
  end (bytes, at);
  at = begin_full (bytes, "stco", 0);
  put (bytes, 1, 4);
  offset = bytes->len;
  put (bytes, 0, 4);
  end (bytes, at);
  end (bytes, table);
  return offset;
}

static guint
put_media (GByteArray *bytes, GPtrArray *frames, int width, int height, guint rate)
{
  guint media = begin (bytes, "mdia"), at, information, offset;

  at = begin_full (bytes, "mdhd", 0);
  put_zeros (bytes, 8);
  put (bytes, rate, 4);
  put (bytes, frames->len, 4);
  /* No language: "und", five bits a letter. */
  put (bytes, 0x55c4, 2);
  put (bytes, 0, 2);
  end (bytes, at);
  at = begin_full (bytes, "hdlr", 0);
  put (bytes, 0, 4);
  g_byte_array_append (bytes, (const guint8 *) "vide", 4);
  put_zeros (bytes, 13);
  end (bytes, at);
  information = begin (bytes, "minf");
  at = begin_full (bytes, "vmhd", 1);
  put_zeros (bytes, 8);
  end (bytes, at);
  at = begin (bytes, "dinf");
  {
    guint list = begin_full (bytes, "dref", 0), place;

    put (bytes, 1, 4);
    place = begin_full (bytes, "url ", 1);
    end (bytes, place);
    end (bytes, list);
  }
  end (bytes, at);
  offset = put_samples (bytes, frames, width, height);
  end (bytes, information);
  end (bytes, media);
  return offset;
}

/*
 * _easel_sandbox_clip_to_mp4:
 * @frames: (element-type GBytes): PNGs of one size
 * @rate: frames a second
 *
 * What says how to play it stands before the frames.
 */
GBytes *
_easel_sandbox_clip_to_mp4 (GPtrArray *frames, int width, int height, guint rate)
{
  GByteArray *bytes = g_byte_array_new ();
  guint at = begin (bytes, "ftyp"), movie, track, offset;
  guint32 start;

  g_byte_array_append (bytes, (const guint8 *) "isom\0\0\2\0isommp41qt  ", 20);
  end (bytes, at);
  movie = begin (bytes, "moov");
  put_movie_header (bytes, rate, frames->len);
  track = begin (bytes, "trak");
  put_track_header (bytes, width, height, frames->len);
  offset = put_media (bytes, frames, width, height, rate);
  end (bytes, track);
  end (bytes, movie);
  at = begin (bytes, "mdat");
  start = GUINT32_TO_BE (bytes->len);
  memcpy (bytes->data + offset, &start, 4);
  for (guint i = 0; i < frames->len; i++)
    {
      gsize length;
      const guint8 *data = g_bytes_get_data (g_ptr_array_index (frames, i), &length);

      g_byte_array_append (bytes, data, (guint) length);
    }
  end (bytes, at);
  return g_byte_array_free_to_bytes (bytes);
}
