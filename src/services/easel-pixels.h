// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselPixels:
 * @width: points in a row
 * @height: rows
 * @stride: bytes from a row to the next
 * @has_alpha: whether a point has four bytes, the last its opacity, not
 *   multiplied; else three
 * @whole_width: points in a row of the picture as it is in its file
 * @whole_height: rows of the picture as it is in its file
 * @delay: how long it is shown if it is one of several, milliseconds; else 0
 * @data: the points, red first
 *
 * A picture for the screen.
 */
typedef struct
{
  int width;
  int height;
  gsize stride;
  gboolean has_alpha;
  int whole_width;
  int whole_height;
  guint delay;
  GBytes *data;
} EaselPixels;

#define EASEL_TYPE_PIXELS (easel_pixels_get_type ())
GType easel_pixels_get_type (void) G_GNUC_CONST;

EaselPixels *easel_pixels_ref (EaselPixels *self);
void easel_pixels_unref (EaselPixels *self);

/**
 * EaselMotion:
 * @first: which picture of an animation the first of these is
 * @n_frames: how many it has in all
 * @plays: how often it is played, 0 for ever
 * @pictures: (element-type EaselPixels): one or more of them, all of one size
 *
 * Some pictures of an animation.
 */
typedef struct
{
  guint first;
  guint n_frames;
  guint plays;
  GPtrArray *pictures;
} EaselMotion;

#define EASEL_TYPE_MOTION (easel_motion_get_type ())
GType easel_motion_get_type (void) G_GNUC_CONST;

EaselMotion *easel_motion_ref (EaselMotion *self);
void easel_motion_unref (EaselMotion *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselMotion, easel_motion_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselPixels, easel_pixels_unref)

G_END_DECLS
