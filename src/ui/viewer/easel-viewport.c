// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-viewport.h"

/**
 * EaselViewport:
 *
 * How large a picture is shown and which part of it. Several views may share
 * one: then they show the same part of theirs.
 *
 * Signals: "changed".
 */
struct _EaselViewport
{
  GObject parent_instance;

  double zoom;
  double x;
  double y;
};

G_DEFINE_FINAL_TYPE (EaselViewport, easel_viewport, G_TYPE_OBJECT)

static guint changed_signal;

static void
easel_viewport_class_init (EaselViewportClass *klass)
{
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
easel_viewport_init (EaselViewport *self)
{
  self->zoom = 1;
  self->x = self->y = 0.5;
}

EaselViewport *
easel_viewport_new (void)
{
  return g_object_new (EASEL_TYPE_VIEWPORT, NULL);
}

/**
 * easel_viewport_get_zoom:
 * @self: the viewport
 *
 * Returns: how many times larger than fits the picture is shown
 */
double
easel_viewport_get_zoom (EaselViewport *self)
{
  g_return_val_if_fail (EASEL_IS_VIEWPORT (self), 1);

  return self->zoom;
}

/**
 * easel_viewport_get_x:
 * @self: the viewport
 *
 * Returns: which point of the picture is in the middle, 0 its left edge, 1 its right one
 */
double
easel_viewport_get_x (EaselViewport *self)
{
  g_return_val_if_fail (EASEL_IS_VIEWPORT (self), 0.5);

  return self->x;
}

double
easel_viewport_get_y (EaselViewport *self)
{
  g_return_val_if_fail (EASEL_IS_VIEWPORT (self), 0.5);

  return self->y;
}

void
easel_viewport_set (EaselViewport *self, double zoom, double x, double y)
{
  g_return_if_fail (EASEL_IS_VIEWPORT (self));

  x = CLAMP (x, 0, 1);
  y = CLAMP (y, 0, 1);
  if (self->zoom == zoom && self->x == x && self->y == y)
    return;
  self->zoom = zoom;
  self->x = x;
  self->y = y;
  g_signal_emit (self, changed_signal, 0);
}

/**
 * easel_viewport_reset:
 * @self: the viewport
 *
 * Shows the whole picture again.
 */
void
easel_viewport_reset (EaselViewport *self)
{
  easel_viewport_set (self, 1, 0.5, 0.5);
}
