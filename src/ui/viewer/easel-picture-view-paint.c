// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-picture-view-private.h"

#include <math.h>

/* A picture of so many points goes to the screen whole; of a larger one what is in
 * view, and half as much on each side of it. */
#define WHOLE_POINTS (4 * 1024 * 1024)
#define AHEAD 0.5

/* The part of the pixels that is in view, in their points. */
static gboolean
find_part (EaselPictureView *self, const EaselViewRect *rect, EaselViewRect *part)
{
  double scale = self->pixels->width / rect->width;
  double left = MAX (0, rect->x), top = MAX (0, rect->y);
  double right = MIN (gtk_widget_get_width (GTK_WIDGET (self)), rect->x + rect->width);
  double bottom = MIN (gtk_widget_get_height (GTK_WIDGET (self)), rect->y + rect->height);

  *part = (EaselViewRect) { (left - rect->x) * scale, (top - rect->y) * scale, (right - left) * scale,
                            (bottom - top) * scale };
  return right > left && bottom > top;
}

/* No point is copied: a part of a picture is the same bytes from another place. */
static GdkTexture *
make_texture (const EaselPixels *pixels, int x, int y, int width, int height)
{
  gsize bytes = pixels->has_alpha ? 4 : 3;
  gsize start = (gsize) y * pixels->stride + (gsize) x * bytes;
  gsize length = (gsize) (height - 1) * pixels->stride + (gsize) width * bytes;
  g_autoptr (GBytes) part = g_bytes_new_from_bytes (pixels->data, start, length);

  return gdk_memory_texture_new (width, height, pixels->has_alpha ? GDK_MEMORY_R8G8B8A8 : GDK_MEMORY_R8G8B8,
                                 part, pixels->stride);
}

static gboolean
contains (const EaselViewRect *rect, const EaselViewRect *part)
{
  return part->x >= rect->x && part->y >= rect->y && part->x + part->width <= rect->x + rect->width &&
         part->y + part->height <= rect->y + rect->height;
}

static void
update_texture (EaselPictureView *self, const EaselViewRect *seen)
{
  const EaselPixels *pixels = self->pixels;
  int left = 0, top = 0, right = pixels->width, bottom = pixels->height;

  if ((gint64) pixels->width * pixels->height > WHOLE_POINTS)
    {
      gboolean reached = self->texture != NULL && contains (&self->part, seen);

      /* Of one that is zoomed out of a part would be too small, zoomed in too large. */
      if (reached && self->part.width < seen->width * 4)
        return;
      left = MAX (0, (int) floor (seen->x - seen->width * AHEAD));
      top = MAX (0, (int) floor (seen->y - seen->height * AHEAD));
      right = MIN (right, (int) ceil (seen->x + seen->width * (1 + AHEAD)));
      bottom = MIN (bottom, (int) ceil (seen->y + seen->height * (1 + AHEAD)));
    }
  else if (self->texture != NULL)
    return;
  g_clear_object (&self->texture);
  if (right <= left || bottom <= top)
    return;
  self->texture = make_texture (pixels, left, top, right - left, bottom - top);
  self->part = (EaselViewRect) { left, top, right - left, bottom - top };
}

static void
paint_pixels (EaselPictureView *self, GtkSnapshot *snapshot, const EaselViewRect *rect)
{
  double scale = rect->width / self->pixels->width;
  EaselViewRect seen;
  graphene_rect_t where;
  GskScalingFilter filter = scale > 2   ? GSK_SCALING_FILTER_NEAREST
                            : scale < 1 ? GSK_SCALING_FILTER_TRILINEAR
                                        : GSK_SCALING_FILTER_LINEAR;

  if (!find_part (self, rect, &seen))
    return;
  update_texture (self, &seen);
  if (self->texture == NULL)
    return;
  graphene_rect_init (&where, (float) (rect->x + self->part.x * scale),
                      (float) (rect->y + self->part.y * scale), (float) (self->part.width * scale),
                      (float) (self->part.height * scale));
  gtk_snapshot_append_scaled_texture (snapshot, self->texture, filter, &where);
}

/*
 * Paints what there is of the picture.
 */
void
_easel_picture_view_paint (EaselPictureView *self, GtkSnapshot *snapshot)
{
  float width = (float) gtk_widget_get_width (GTK_WIDGET (self));
  float height = (float) gtk_widget_get_height (GTK_WIDGET (self));
  EaselViewRect rect;

  if (!_easel_picture_view_get_rect (self, &rect) || self->to <= self->from)
    return;
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT ((float) self->from * width, 0,
                                                         (float) (self->to - self->from) * width, height));
  if (self->pixels != NULL)
    paint_pixels (self, snapshot, &rect);
  else if (self->thumbnail != NULL)
    gtk_snapshot_append_scaled_texture (
        snapshot, self->thumbnail, GSK_SCALING_FILTER_LINEAR,
        &GRAPHENE_RECT_INIT ((float) rect.x, (float) rect.y, (float) rect.width, (float) rect.height));
  gtk_snapshot_pop (snapshot);
}
