// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-media-format.h"

G_BEGIN_DECLS

/**
 * EaselFrameEnd:
 * @EASEL_FRAME_STAYS: the next picture is laid over it
 * @EASEL_FRAME_CLEARED: its place is empty before the next one
 * @EASEL_FRAME_UNDONE: its place is as it was before it
 *
 * What becomes of a picture of an animation when its time is over.
 */
typedef enum
{
  EASEL_FRAME_STAYS,
  EASEL_FRAME_CLEARED,
  EASEL_FRAME_UNDONE,
} EaselFrameEnd;

/**
 * EaselFrame:
 * @x: where on the canvas its left edge is
 * @y: where its upper edge is
 * @width: points in a row
 * @height: rows
 * @delay: how long it is shown, milliseconds
 * @blend: whether what is behind it is seen through it
 * @end: what becomes of it
 * @at: where in the file its data begin
 * @size: how many bytes these are
 * @palette: GIF: where its colours are, 0 nowhere
 * @n_colors: GIF: how many of them
 * @transparent: GIF: the colour that is none, -1 all are colours
 * @interlaced: GIF: whether its rows are in another order
 *
 * One picture of an animation, still packed.
 */
typedef struct
{
  guint x;
  guint y;
  guint width;
  guint height;
  guint delay;
  gboolean blend;
  EaselFrameEnd end;
  gsize at;
  gsize size;
  gsize palette;
  guint n_colors;
  int transparent;
  gboolean interlaced;
} EaselFrame;

/**
 * EaselFrames:
 * @data: the file
 * @size: its bytes
 * @format: GIF or WebP
 * @width: of the canvas
 * @height: of the canvas
 * @plays: how often it is played, 0 for ever
 * @start: where its first picture may be
 * @at: where the next one may be
 * @palette: GIF: where the colours of all are, 0 nowhere
 * @n_colors: GIF: how many of them
 *
 * The pictures of an animated file, one after the other. Nothing is allocated.
 */
typedef struct
{
  const guint8 *data;
  gsize size;
  EaselMediaFormat format;
  guint width;
  guint height;
  guint plays;
  gsize start;
  gsize at;
  gsize palette;
  guint n_colors;
} EaselFrames;

gboolean easel_frames_init (EaselFrames *self, EaselMediaFormat format, const guint8 *data, gsize size);
gboolean easel_frames_next (EaselFrames *self, EaselFrame *frame);
void easel_frames_rewind (EaselFrames *self);
guint easel_frames_count (const EaselFrames *self);
void easel_frames_draw_gif (const EaselFrames *self, const EaselFrame *frame, guint8 *canvas, gsize stride);

G_END_DECLS
