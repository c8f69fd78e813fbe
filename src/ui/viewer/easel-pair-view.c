// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-pair-view.h"

#include <glib/gi18n.h>

/* What of the boundary can be taken hold of, in units of the window. */
#define HANDLE_WIDTH 24
#define GAP 12

/**
 * EaselPairView:
 *
 * Two pictures that are zoomed and moved as one: beside each other, or on each
 * other with a boundary that is moved between them.
 */
struct _EaselPairView
{
  AdwBin parent_instance;

  /* borrowed */
  GtkBox *beside;
  GtkOverlay *overlay;
  GtkWidget *column;
  GtkWidget *line;
  GtkScale *scale;
  EaselPictureView *views[2];

  /* state */
  gboolean slider;
};

G_DEFINE_FINAL_TYPE (EaselPairView, easel_pair_view, ADW_TYPE_BIN)

static void
update_reveal (EaselPairView *self)
{
  double share = self->slider ? easel_pair_view_get_boundary (self) : 0;

  easel_picture_view_set_reveal (self->views[0], 0, self->slider ? share : 1);
  easel_picture_view_set_reveal (self->views[1], share, 1);
  gtk_widget_queue_allocate (GTK_WIDGET (self->overlay));
}

/* The line is where the boundary is. */
static gboolean
on_child_position_cb (EaselPairView *self, GtkWidget *child, GdkRectangle *where)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self->overlay));

  if (child != self->line)
    return FALSE;
  *where = (GdkRectangle) { (int) (easel_pair_view_get_boundary (self) * width) - HANDLE_WIDTH / 2, 0,
                            HANDLE_WIDTH, gtk_widget_get_height (GTK_WIDGET (self->overlay)) };
  return TRUE;
}

static void
on_drag_update_cb (EaselPairView *self, double dx, double dy, GtkGestureDrag *gesture)
{
  double x, y, at;
  graphene_point_t start;
  int width = gtk_widget_get_width (GTK_WIDGET (self->overlay));

  /* The line moves beneath the pointer: where that is counts in the overlay. */
  if (width <= 0 || !gtk_gesture_drag_get_start_point (gesture, &x, &y) ||
      !gtk_widget_compute_point (self->line, GTK_WIDGET (self->overlay),
                                 &GRAPHENE_POINT_INIT ((float) (x + dx), (float) y), &start))
    return;
  at = (double) start.x;
  easel_pair_view_set_boundary (self, at / width);
}

static GtkWidget *
make_line (EaselPairView *self)
{
  GtkWidget *line = gtk_center_box_new ();
  GtkWidget *stroke = gtk_separator_new (GTK_ORIENTATION_VERTICAL);
  GtkGesture *drag = gtk_gesture_drag_new ();

  gtk_center_box_set_center_widget (GTK_CENTER_BOX (line), stroke);
  gtk_widget_add_css_class (stroke, "easel-pair-line");
  gtk_widget_set_cursor_from_name (line, "col-resize");
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (on_drag_update_cb), self);
  gtk_widget_add_controller (line, GTK_EVENT_CONTROLLER (drag));
  return line;
}

/* ---- the object ---- */

static gboolean
easel_pair_view_grab_focus (GtkWidget *widget)
{
  EaselPairView *self = EASEL_PAIR_VIEW (widget);

  return self->slider ? gtk_widget_grab_focus (GTK_WIDGET (self->scale))
                      : gtk_widget_grab_focus (GTK_WIDGET (self->views[0]));
}

/* Both ways show the same two views. */
static void
take_views (EaselPairView *self)
{
  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *view = GTK_WIDGET (self->views[i]);
      GtkWidget *parent = gtk_widget_get_parent (view);

      g_object_ref (view);
      if (parent == GTK_WIDGET (self->beside))
        gtk_box_remove (self->beside, view);
      else if (parent == GTK_WIDGET (self->overlay) && i == 0)
        gtk_overlay_set_child (self->overlay, NULL);
      else if (parent != NULL)
        gtk_overlay_remove_overlay (self->overlay, view);
    }
  if (gtk_widget_get_parent (self->line) != NULL)
    gtk_overlay_remove_overlay (self->overlay, self->line);
}

static void
place_views (EaselPairView *self)
{
  if (self->slider)
    {
      gtk_overlay_set_child (self->overlay, GTK_WIDGET (self->views[0]));
      gtk_overlay_add_overlay (self->overlay, GTK_WIDGET (self->views[1]));
      gtk_overlay_add_overlay (self->overlay, self->line);
    }
  else
    for (guint i = 0; i < 2; i++)
      gtk_box_append (self->beside, GTK_WIDGET (self->views[i]));
  for (guint i = 0; i < 2; i++)
    g_object_unref (self->views[i]);
  adw_bin_set_child (ADW_BIN (self), self->slider ? self->column : GTK_WIDGET (self->beside));
  update_reveal (self);
}

static void
easel_pair_view_dispose (GObject *object)
{
  EaselPairView *self = EASEL_PAIR_VIEW (object);

  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->line);
  g_clear_object (&self->column);
  g_clear_object (&self->beside);

  G_OBJECT_CLASS (easel_pair_view_parent_class)->dispose (object);
}

static void
easel_pair_view_class_init (EaselPairViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_pair_view_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = easel_pair_view_grab_focus;
}

static void
easel_pair_view_init (EaselPairView *self)
{
}

static void
build (EaselPairView *self)
{
  self->beside = g_object_ref_sink (GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, GAP)));
  gtk_box_set_homogeneous (self->beside, TRUE);
  self->column = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
  self->overlay = GTK_OVERLAY (gtk_overlay_new ());
  gtk_widget_set_vexpand (GTK_WIDGET (self->overlay), TRUE);
  self->scale = GTK_SCALE (gtk_scale_new_with_range (GTK_ORIENTATION_HORIZONTAL, 0, 1, 0.02));
  gtk_scale_set_draw_value (self->scale, FALSE);
  gtk_range_set_value (GTK_RANGE (self->scale), 0.5);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Boundary between the pictures"), -1);
  g_signal_connect_swapped (self->scale, "value-changed", G_CALLBACK (update_reveal), self);
  gtk_box_append (GTK_BOX (self->column), GTK_WIDGET (self->overlay));
  gtk_box_append (GTK_BOX (self->column), GTK_WIDGET (self->scale));
  self->line = g_object_ref_sink (make_line (self));
  g_signal_connect_swapped (self->overlay, "get-child-position", G_CALLBACK (on_child_position_cb), self);
}

/**
 * easel_pair_view_new:
 * @pictures: where pictures come from
 * @thumbnails: what is shown until then
 *
 * Returns: (transfer floating): a view without pictures
 */
GtkWidget *
easel_pair_view_new (EaselPictures *pictures, EaselThumbnails *thumbnails)
{
  EaselPairView *self = g_object_new (EASEL_TYPE_PAIR_VIEW, NULL);

  build (self);
  for (guint i = 0; i < 2; i++)
    {
      self->views[i] = EASEL_PICTURE_VIEW (g_object_ref_sink (easel_picture_view_new (pictures, thumbnails)));
      easel_picture_view_set_enlarge (self->views[i], TRUE);
    }
  easel_picture_view_set_viewport (self->views[1], easel_picture_view_get_viewport (self->views[0]));
  place_views (self);
  return GTK_WIDGET (self);
}

void
easel_pair_view_set_assets (EaselPairView *self, EaselAsset *a, EaselAsset *b)
{
  g_return_if_fail (EASEL_IS_PAIR_VIEW (self));

  easel_picture_view_set_asset (self->views[0], a);
  easel_picture_view_set_asset (self->views[1], b);
}

/**
 * easel_pair_view_set_slider:
 * @self: the view
 * @slider: whether the pictures lie on each other, a boundary between them
 */
void
easel_pair_view_set_slider (EaselPairView *self, gboolean slider)
{
  g_return_if_fail (EASEL_IS_PAIR_VIEW (self));

  if (self->slider == slider)
    return;
  take_views (self);
  self->slider = slider;
  place_views (self);
}

/**
 * easel_pair_view_get_view:
 * @self: the view
 * @which: 0 or 1
 *
 * Returns: (transfer none): what shows one of them
 */
EaselPictureView *
easel_pair_view_get_view (EaselPairView *self, guint which)
{
  g_return_val_if_fail (EASEL_IS_PAIR_VIEW (self) && which < 2, NULL);

  return self->views[which];
}

/**
 * easel_pair_view_set_boundary:
 * @self: the view
 * @share: where the second picture begins, 0 left, 1 right
 */
void
easel_pair_view_set_boundary (EaselPairView *self, double share)
{
  g_return_if_fail (EASEL_IS_PAIR_VIEW (self));

  gtk_range_set_value (GTK_RANGE (self->scale), CLAMP (share, 0, 1));
}

double
easel_pair_view_get_boundary (EaselPairView *self)
{
  g_return_val_if_fail (EASEL_IS_PAIR_VIEW (self), 0);

  return gtk_range_get_value (GTK_RANGE (self->scale));
}
