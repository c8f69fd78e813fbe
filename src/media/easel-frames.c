// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-frames.h"

#include <string.h>

#include "easel-media-reading-private.h"

/*
 * Animated GIF (GIF89a, with the looping extension of Netscape 2.0) and WebP
 * (RFC 9649): where their pictures are, and when.
 */

/* What is shorter was meant as "as fast as you can", and is shown as browsers do. */
#define SHORTEST_MSEC 20
#define UNTOLD_MSEC 100

static guint
make_delay (guint msec)
{
  return msec < SHORTEST_MSEC ? UNTOLD_MSEC : msec;
}

static guint32
read_24 (const guint8 *p)
{
  return (guint32) p[0] | (guint32) p[1] << 8 | (guint32) p[2] << 16;
}

/* ---- GIF ---- */

/* Where the blocks after at end; size if they do not. */
static gsize
skip_blocks (const EaselFrames *self, gsize at)
{
  while (at < self->size && self->data[at] != 0)
    at += (gsize) self->data[at] + 1;
  return MIN (at + 1, self->size);
}

/* How often: once where it does not say; said n times more, else for ever. */
static void
find_plays (EaselFrames *self)
{
  gsize at = self->start;

  self->plays = 1;
  while (at + 1 < self->size && self->data[at] == 0x21)
    {
      if (self->data[at + 1] == 0xff && at + 18 < self->size &&
          (memcmp (self->data + at + 2, "\x0bNETSCAPE2.0", 12) == 0 ||
           memcmp (self->data + at + 2, "\x0b\x41NIMEXTS1.0", 12) == 0) &&
          self->data[at + 14] >= 3 && self->data[at + 15] == 1)
        {
          guint more = _easel_le16 (self->data + at + 16);

          self->plays = more == 0 ? 0 : more + 1;
        }
      at = skip_blocks (self, at + 2);
    }
}

static gboolean
init_gif (EaselFrames *self)
{
  if (self->size < 13)
    return FALSE;
  self->width = _easel_le16 (self->data + 6);
  self->height = _easel_le16 (self->data + 8);
  self->start = 13;
  if (self->data[10] & 0x80)
    {
      self->palette = 13;
      self->n_colors = 2u << (self->data[10] & 7);
      self->start += (gsize) 3 * self->n_colors;
    }
  find_plays (self);
  return self->start < self->size;
}

/* The graphic control extension at @at, which holds for the next picture. */
static void
read_control (const EaselFrames *self, gsize at, EaselFrame *frame)
{
  static const EaselFrameEnd ends[] = { EASEL_FRAME_STAYS, EASEL_FRAME_STAYS, EASEL_FRAME_CLEARED,
                                        EASEL_FRAME_UNDONE };
  const guint8 *control = self->data + at;

  if (at + 5 > self->size || control[0] < 4)
    return;
  frame->end = ends[MIN (control[1] >> 2 & 7, 3)];
  frame->delay = make_delay (_easel_le16 (control + 2) * 10);
  frame->transparent = (control[1] & 1) != 0 ? control[4] : -1;
}

/* The descriptor after at; FALSE if the file is cut in it. */
static gboolean
read_descriptor (EaselFrames *self, gsize at, EaselFrame *frame)
{
  const guint8 *head = self->data + at;

  if (at + 9 >= self->size)
    return FALSE;
  frame->x = _easel_le16 (head);
  frame->y = _easel_le16 (head + 2);
  frame->width = _easel_le16 (head + 4);
  frame->height = _easel_le16 (head + 6);
  frame->interlaced = (head[8] & 0x40) != 0;
  frame->palette = self->palette;
  frame->n_colors = self->n_colors;
  at += 9;
  if (head[8] & 0x80)
    {
      frame->palette = at;
      frame->n_colors = 2u << (head[8] & 7);
      at += (gsize) 3 * frame->n_colors;
    }
  if (at >= self->size)
    return FALSE;
  frame->at = at;
  self->at = skip_blocks (self, at + 1);
  frame->size = self->at - at;
  return TRUE;
}

static gboolean
next_gif (EaselFrames *self, EaselFrame *frame)
{
  *frame = (EaselFrame) { .delay = UNTOLD_MSEC, .transparent = -1, .blend = TRUE };
  while (self->at + 1 < self->size)
    {
      guint8 label = self->data[self->at + 1];

      if (self->data[self->at] == 0x2c)
        return read_descriptor (self, self->at + 1, frame);
      if (self->data[self->at] != 0x21)
        return FALSE;
      if (label == 0xf9)
        read_control (self, self->at + 2, frame);
      self->at = skip_blocks (self, self->at + 2);
    }
  return FALSE;
}

/* ---- its packing ---- */

/* Codes of a growing width out of blocks of at most 255 bytes. */
typedef struct
{
  const guint8 *data;
  gsize at;
  gsize end;
  gsize block_end;
  guint32 bits;
  guint n_bits;
} Codes;

static int
read_code (Codes *codes, guint width)
{
  int code;

  while (codes->n_bits < width)
    {
      if (codes->at >= codes->block_end)
        {
          if (codes->at >= codes->end || codes->data[codes->at] == 0)
            return -1;
          codes->block_end = MIN (codes->at + 1 + codes->data[codes->at], codes->end);
          codes->at++;
          continue;
        }
      codes->bits |= (guint32) codes->data[codes->at++] << codes->n_bits;
      codes->n_bits += 8;
    }
  code = (int) (codes->bits & ((1u << width) - 1));
  codes->bits >>= width;
  codes->n_bits -= width;
  return code;
}

/* Where the points of a picture go, one after the other. */
typedef struct
{
  const EaselFrames *frames;
  const EaselFrame *frame;
  guint8 *canvas;
  gsize stride;
  guint x;
  guint y;
  guint pass;
  gboolean full;
} Pen;

static const guint first_rows[] = { 0, 4, 2, 1 };
static const guint row_steps[] = { 8, 8, 4, 2 };

static void
end_row (Pen *pen)
{
  pen->x = 0;
  if (!pen->frame->interlaced)
    pen->y++;
  else
    {
      pen->y += row_steps[pen->pass];
      while (pen->y >= pen->frame->height && pen->pass < 3)
        pen->y = first_rows[++pen->pass];
    }
  /* What is below the canvas is not unpacked. */
  pen->full = pen->y >= pen->frame->height ||
              (!pen->frame->interlaced && (guint64) pen->frame->y + pen->y >= pen->frames->height);
}

static void
put_point (Pen *pen, guint color)
{
  const EaselFrame *frame = pen->frame;
  guint64 x = (guint64) frame->x + pen->x, y = (guint64) frame->y + pen->y;
  gsize from = frame->palette + (gsize) 3 * color;

  if (x < pen->frames->width && y < pen->frames->height && (int) color != frame->transparent &&
      color < frame->n_colors && from + 3 <= pen->frames->size)
    {
      guint8 *point = pen->canvas + y * pen->stride + x * 4;

      memcpy (point, pen->frames->data + from, 3);
      point[3] = 255;
    }
  if (++pen->x >= frame->width)
    end_row (pen);
}

#define MOST_CODES 4096

typedef struct
{
  guint16 before[MOST_CODES];
  guint8 last[MOST_CODES];
  guint8 word[MOST_CODES + 1];
} Table;

/* Puts the points of a code; returns its first one. */
static guint8
put_code (Pen *pen, Table *table, guint code, guint clear, int extra)
{
  guint n = 0;

  if (extra >= 0)
    table->word[n++] = (guint8) extra;
  while (code >= clear && n < MOST_CODES)
    {
      table->word[n++] = table->last[code];
      code = table->before[code];
    }
  table->word[n++] = (guint8) code;
  for (guint i = n; i > 0 && !pen->full; i--)
    put_point (pen, table->word[i - 1]);
  return (guint8) code;
}

/* The first point of a code. */
static guint8
find_first (const Table *table, guint code, guint clear)
{
  for (guint n = 0; code >= clear && n < MOST_CODES; n++)
    code = table->before[code];
  return (guint8) code;
}

static void
unpack (Pen *pen, Codes *codes, guint least)
{
  Table table;
  guint clear = 1u << least;
  guint next = clear + 2, width = least + 1;
  int code, old = -1;

  while (!pen->full && (code = read_code (codes, width)) >= 0)
    {
      guint8 first;

      if (code == (int) clear)
        {
          next = clear + 2;
          width = least + 1;
          old = -1;
          continue;
        }
      /* Its end, or one that cannot be. */
      if (code == (int) clear + 1 || code > (int) next || (code == (int) next && old < 0))
        return;
      if (code == (int) next)
        first = put_code (pen, &table, (guint) old, clear, find_first (&table, (guint) old, clear));
      else
        first = put_code (pen, &table, (guint) code, clear, -1);
      if (old >= 0 && next < MOST_CODES)
        {
          table.before[next] = (guint16) old;
          table.last[next++] = first;
          if (next == 1u << width && width < 12)
            width++;
        }
      old = code;
    }
}

/**
 * easel_frames_draw_gif:
 * @self: the pictures of a GIF
 * @frame: one of them
 * @canvas: points of four bytes, red first, as many as the canvas has
 * @stride: bytes from a row of it to the next
 *
 * Unpacks it onto the canvas (LZW, as in appendix F of GIF89a), as far as it goes.
 */
void
easel_frames_draw_gif (const EaselFrames *self, const EaselFrame *frame, guint8 *canvas, gsize stride)
{
  guint least = self->data[frame->at];
  Codes codes = {
    .data = self->data, .at = frame->at + 1, .end = frame->at + frame->size, .block_end = frame->at + 1
  };
  Pen pen = { .frames = self, .frame = frame, .canvas = canvas, .stride = stride };

  if (least < 1 || least > 8 || frame->width == 0 || frame->height == 0 || frame->palette == 0)
    return;
  unpack (&pen, &codes, least);
}

/* ---- WebP ---- */

static gboolean
init_webp (EaselFrames *self)
{
  gsize at = 12;

  while (at + 8 <= self->size)
    {
      gsize length = _easel_le32 (self->data + at + 4);
      const guint8 *chunk = self->data + at + 8;

      if (length > self->size - at - 8)
        return FALSE;
      if (memcmp (self->data + at, "VP8X", 4) == 0 && length >= 10)
        {
          if ((chunk[0] & 0x02) == 0)
            return FALSE;
          self->width = read_24 (chunk + 4) + 1;
          self->height = read_24 (chunk + 7) + 1;
        }
      at += 8 + ((length + 1) & ~(gsize) 1);
      if (memcmp (chunk - 8, "ANIM", 4) == 0 && length >= 6)
        {
          self->plays = _easel_le16 (chunk + 4);
          self->start = at;
          return self->width > 0;
        }
    }
  return FALSE;
}

static gboolean
next_webp (EaselFrames *self, EaselFrame *frame)
{
  while (self->at + 8 <= self->size)
    {
      const guint8 *chunk = self->data + self->at + 8;
      gsize length = _easel_le32 (self->data + self->at + 4);
      gboolean found = memcmp (self->data + self->at, "ANMF", 4) == 0;
      gsize at = self->at + 8;

      if (length > self->size - at)
        return FALSE;
      self->at = at + ((length + 1) & ~(gsize) 1);
      if (!found || length < 16)
        continue;
      *frame = (EaselFrame) {
        .x = read_24 (chunk) * 2,
        .y = read_24 (chunk + 3) * 2,
        .width = read_24 (chunk + 6) + 1,
        .height = read_24 (chunk + 9) + 1,
        .delay = make_delay (read_24 (chunk + 12)),
        .blend = (chunk[15] & 2) == 0,
        .end = (chunk[15] & 1) != 0 ? EASEL_FRAME_CLEARED : EASEL_FRAME_STAYS,
        .at = at + 16,
        .size = length - 16,
        .transparent = -1,
      };
      return TRUE;
    }
  return FALSE;
}

/* ---- both ---- */

/**
 * easel_frames_init:
 * @self: the pictures, to be set up
 * @format: what the file is
 * @data: its bytes, which must outlast @self
 * @size: how many
 *
 * Returns: whether it is a file of a kind whose pictures can be had one by one,
 *   and says how large they are; how many there are, easel_frames_count() says
 */
gboolean
easel_frames_init (EaselFrames *self, EaselMediaFormat format, const guint8 *data, gsize size)
{
  gboolean good;

  *self = (EaselFrames) { .data = data, .size = size, .format = format };
  good = format == EASEL_MEDIA_GIF ? init_gif (self) : format == EASEL_MEDIA_WEBP ? init_webp (self) : FALSE;
  self->at = self->start;
  return good && self->width > 0 && self->height > 0;
}

/**
 * easel_frames_next:
 * @self: the pictures
 * @frame: return location for the next one
 *
 * Returns: whether there was one
 */
gboolean
easel_frames_next (EaselFrames *self, EaselFrame *frame)
{
  return self->format == EASEL_MEDIA_GIF ? next_gif (self, frame) : next_webp (self, frame);
}

void
easel_frames_rewind (EaselFrames *self)
{
  self->at = self->start;
}

/**
 * easel_frames_count:
 * @self: the pictures
 *
 * Returns: how many there are in all, %EASEL_READING_MOST_PARTS at most
 */
guint
easel_frames_count (const EaselFrames *self)
{
  EaselFrames walk = *self;
  EaselFrame frame;
  guint n = 0;

  easel_frames_rewind (&walk);
  while (n < EASEL_READING_MOST_PARTS && easel_frames_next (&walk, &frame))
    n++;
  return n;
}
