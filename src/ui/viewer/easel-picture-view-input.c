// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-picture-view-private.h"

#include <math.h>

/* What the pointer and the fingers do to a picture. */

#define SCROLL_FACTOR 1.2
/* A wheel's step moves it so far, in units of the window. */
#define SCROLL_STEP 60

static void
on_motion_cb (EaselPictureView *self, double x, double y)
{
  self->pointer_x = x;
  self->pointer_y = y;
}

static gboolean
on_scroll_cb (EaselPictureView *self, double dx, double dy, GtkEventControllerScroll *scroll)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));
  double step = gtk_event_controller_scroll_get_unit (scroll) == GDK_SCROLL_UNIT_WHEEL ? SCROLL_STEP : 1;

  if ((state & GDK_CONTROL_MASK) != 0)
    {
      double steps = step > 1 ? dy : dy / SCROLL_STEP;

      _easel_picture_view_zoom_at (self, pow (SCROLL_FACTOR, -steps), self->pointer_x, self->pointer_y);
      return GDK_EVENT_STOP;
    }
  if (!easel_picture_view_can_pan (self))
    return GDK_EVENT_PROPAGATE;
  if ((state & GDK_SHIFT_MASK) != 0 && dx == 0)
    easel_picture_view_pan (self, -dy * step, 0);
  else
    easel_picture_view_pan (self, -dx * step, -dy * step);
  return GDK_EVENT_STOP;
}

static void
on_pinch_begin_cb (EaselPictureView *self)
{
  self->pinch_zoom = easel_viewport_get_zoom (self->viewport);
}

static void
on_pinch_changed_cb (EaselPictureView *self, double scale, GtkGesture *gesture)
{
  double x, y;

  if (gtk_gesture_get_bounding_box_center (gesture, &x, &y) && self->pinch_zoom > 0)
    _easel_picture_view_zoom_at (self, self->pinch_zoom * scale / easel_viewport_get_zoom (self->viewport), x,
                                 y);
}

static void
on_drag_begin_cb (EaselPictureView *self, double x, double y, GtkGesture *gesture)
{
  self->drag_x = self->drag_y = 0;
  if (!easel_picture_view_can_pan (self))
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
}

static void
on_drag_update_cb (EaselPictureView *self, double dx, double dy, GtkGesture *gesture)
{
  if (hypot (dx, dy) > 4)
    {
      gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
      gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "grabbing");
    }
  easel_picture_view_pan (self, dx - self->drag_x, dy - self->drag_y);
  self->drag_x = dx;
  self->drag_y = dy;
}

static void
on_drag_end_cb (EaselPictureView *self)
{
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
}

/* Twice: as large as it is, and back. */
static void
on_pressed_cb (EaselPictureView *self, int n_press, double x, double y)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (n_press != 2)
    return;
  if (easel_viewport_get_zoom (self->viewport) != 1)
    easel_picture_view_zoom_fit (self);
  else
    _easel_picture_view_zoom_at (self, 1 / easel_picture_view_get_scale (self), x, y);
}

/*
 * All that the view listens to. To be called once.
 */
void
_easel_picture_view_add_controllers (EaselPictureView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion_cb), self);
  gtk_widget_add_controller (widget, motion);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (on_scroll_cb), self);
  gtk_widget_add_controller (widget, scroll);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (on_pinch_begin_cb), self);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (on_pinch_changed_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (on_drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (on_drag_end_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
}
