// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define EASEL_TYPE_VIEWPORT (easel_viewport_get_type ())
G_DECLARE_FINAL_TYPE (EaselViewport, easel_viewport, EASEL, VIEWPORT, GObject)

EaselViewport *easel_viewport_new (void) G_GNUC_WARN_UNUSED_RESULT;
double easel_viewport_get_zoom (EaselViewport *self);
double easel_viewport_get_x (EaselViewport *self);
double easel_viewport_get_y (EaselViewport *self);
void easel_viewport_set (EaselViewport *self, double zoom, double x, double y);
void easel_viewport_reset (EaselViewport *self);

G_END_DECLS
