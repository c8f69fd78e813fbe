// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-picture-view-private.h"

#include <glib/gi18n.h>

#include "easel-asset-words.h"

/* A point of a picture is never shown larger than this square. */
#define LARGEST_POINT 8.0
/* So long the zoom rests before more detail is asked for. */
#define DETAIL_MSEC 120
#define THUMBNAIL_SIDE 512

/**
 * EaselPictureView:
 *
 * One picture, as large as fits or larger: first its thumbnail, then as many
 * points as the screen has, then more where it is zoomed. What does not fit is
 * moved with the pointer.
 *
 * Signals: "changed": the picture, its problem or how it is shown is another now.
 * "stopped": why an animation does not play, a sentence.
 */
G_DEFINE_FINAL_TYPE (EaselPictureView, easel_picture_view, GTK_TYPE_WIDGET)

static guint changed_signal;
static guint stopped_signal;

void
_easel_picture_view_emit_changed (EaselPictureView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, changed_signal, 0);
}

void
_easel_picture_view_emit_stopped (EaselPictureView *self, const char *why)
{
  g_signal_emit (self, stopped_signal, 0, why);
}

/* ---- geometry ---- */

/* How many points of the screen a unit of the window has. */
static double
get_density (EaselPictureView *self)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));
  GdkSurface *surface = native != NULL ? gtk_native_get_surface (native) : NULL;

  return surface != NULL ? gdk_surface_get_scale (surface) : 1;
}

/* The points of the whole picture, as far as they are known. */
static gboolean
get_points (EaselPictureView *self, double *width, double *height)
{
  if (self->pixels != NULL)
    {
      *width = MAX (self->pixels->whole_width, self->pixels->width);
      *height = MAX (self->pixels->whole_height, self->pixels->height);
    }
  else if (self->asset != NULL && easel_asset_is_loaded (self->asset) &&
           easel_asset_get_width (self->asset) > 0 && easel_asset_get_height (self->asset) > 0)
    {
      *width = easel_asset_get_width (self->asset);
      *height = easel_asset_get_height (self->asset);
    }
  else if (self->thumbnail != NULL)
    {
      *width = gdk_texture_get_width (self->thumbnail);
      *height = gdk_texture_get_height (self->thumbnail);
    }
  else
    return FALSE;
  return TRUE;
}

/* By how much the picture is made smaller or larger to fit, in points of the screen
 * for one of it. */
static double
get_fit (EaselPictureView *self)
{
  double density = get_density (self);
  double width, height, fit;

  if (!get_points (self, &width, &height))
    return 1;
  fit = MIN (gtk_widget_get_width (GTK_WIDGET (self)) * density / width,
             gtk_widget_get_height (GTK_WIDGET (self)) * density / height);
  return fit > 1 && !self->enlarge ? 1 : MAX (fit, 0.000001);
}

/*
 * Where the whole picture is, in units of the widget, beyond its edges too.
 */
gboolean
_easel_picture_view_get_rect (EaselPictureView *self, EaselViewRect *rect)
{
  double all_width = gtk_widget_get_width (GTK_WIDGET (self));
  double all_height = gtk_widget_get_height (GTK_WIDGET (self));
  double scale = easel_picture_view_get_scale (self) / get_density (self);
  double width, height, x, y;

  if (!get_points (self, &width, &height) || all_width <= 0 || all_height <= 0)
    return FALSE;
  width *= scale;
  height *= scale;
  x = width <= all_width
          ? (all_width - width) / 2
          : CLAMP (all_width / 2 - easel_viewport_get_x (self->viewport) * width, all_width - width, 0);
  y = height <= all_height
          ? (all_height - height) / 2
          : CLAMP (all_height / 2 - easel_viewport_get_y (self->viewport) * height, all_height - height, 0);
  *rect = (EaselViewRect) { x, y, width, height };
  return TRUE;
}

/* The middle of what is seen, of a picture of that size with its corner there. */
static void
set_corner (EaselPictureView *self, double zoom, double x, double y, double width, double height)
{
  double all_width = gtk_widget_get_width (GTK_WIDGET (self));
  double all_height = gtk_widget_get_height (GTK_WIDGET (self));

  x = width <= all_width ? (all_width - width) / 2 : CLAMP (x, all_width - width, 0);
  y = height <= all_height ? (all_height - height) / 2 : CLAMP (y, all_height - height, 0);
  easel_viewport_set (self->viewport, zoom, (all_width / 2 - x) / width, (all_height / 2 - y) / height);
}

/*
 * Makes the picture larger or smaller; what is at that place stays there.
 */
void
_easel_picture_view_zoom_at (EaselPictureView *self, double factor, double x, double y)
{
  double fit = get_fit (self);
  double old = easel_viewport_get_zoom (self->viewport);
  double zoom = CLAMP (old * factor, MIN (1, 1 / fit), MAX (LARGEST_POINT / fit, 2));
  EaselViewRect rect;

  if (!_easel_picture_view_get_rect (self, &rect))
    return;
  factor = zoom / old;
  set_corner (self, zoom, x - (x - rect.x) * factor, y - (y - rect.y) * factor, rect.width * factor,
              rect.height * factor);
}

/* ---- loading ---- */

static void
set_problem (EaselPictureView *self, const char *problem)
{
  if (g_set_str (&self->problem, problem))
    _easel_picture_view_emit_changed (self);
}

static void
on_picture_cb (gpointer data, EaselPixels *pixels, const GError *error)
{
  EaselPictureView *self = data;

  if (pixels == NULL)
    {
      /* With less detail it can still be looked at. */
      self->denied = self->pixels != NULL;
      set_problem (self, self->pixels == NULL ? error->message : NULL);
      if (self->denied)
        _easel_picture_view_emit_changed (self);
      return;
    }
  if (self->pixels == pixels || _easel_picture_view_moves (self))
    return;
  g_clear_pointer (&self->pixels, easel_pixels_unref);
  g_clear_object (&self->texture);
  self->pixels = easel_pixels_ref (pixels);
  g_set_str (&self->problem, NULL);
  _easel_picture_view_emit_changed (self);
}

static gboolean
has_picture (EaselPictureView *self)
{
  return self->asset != NULL && easel_asset_is_loaded (self->asset);
}

static void
ask_for_picture (EaselPictureView *self)
{
  if (has_picture (self) && gtk_widget_get_width (GTK_WIDGET (self)) > 0 && !_easel_picture_view_moves (self))
    easel_pictures_request (self->pictures, self->asset, easel_picture_view_get_side (self), on_picture_cb,
                            self);
}

static gboolean
on_detail_timeout_cb (gpointer user_data)
{
  EaselPictureView *self = user_data;

  self->detail_source = 0;
  ask_for_picture (self);
  return G_SOURCE_REMOVE;
}

static void
ask_soon (EaselPictureView *self)
{
  g_clear_handle_id (&self->detail_source, g_source_remove);
  self->detail_source = g_timeout_add (DETAIL_MSEC, on_detail_timeout_cb, self);
}

static void
on_thumbnail_cb (gpointer data, GdkTexture *texture)
{
  EaselPictureView *self = data;

  if (texture != NULL && g_set_object (&self->thumbnail, texture))
    _easel_picture_view_emit_changed (self);
}

static void
on_asset_loaded_cb (EaselPictureView *self)
{
  g_autofree char *name = NULL;
  EaselPixels *ready;

  if (self->asset == NULL || !easel_asset_is_loaded (self->asset) || self->pixels != NULL)
    return;
  name = easel_asset_dup_description (self->asset);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_set_object (&self->thumbnail, easel_thumbnails_find (self->thumbnails, self->asset));
  if (self->thumbnail == NULL)
    easel_thumbnails_request (self->thumbnails, self->asset, THUMBNAIL_SIDE, on_thumbnail_cb, self);
  ready = easel_pictures_find (self->pictures, self->asset);
  if (ready != NULL)
    on_picture_cb (self, ready, NULL);
  ask_for_picture (self);
  _easel_picture_view_find_motion (self);
  _easel_picture_view_emit_changed (self);
}

/* The prompt, for who cannot see it. */
static void
on_asset_details_cb (EaselPictureView *self)
{
  const char *prompt = self->asset != NULL && easel_asset_has_details (self->asset)
                           ? easel_asset_get_prompt (self->asset)
                           : NULL;

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  prompt != NULL ? prompt : "", -1);
}

static void
on_viewport_changed_cb (EaselPictureView *self)
{
  if (has_picture (self))
    ask_soon (self);
  _easel_picture_view_emit_changed (self);
}

/* ---- widget ---- */

static void
easel_picture_view_measure (
    GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural, int *b, int *nb)
{
  *minimum = *natural = 1;
}

static void
easel_picture_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  EaselPictureView *self = EASEL_PICTURE_VIEW (widget);

  if (!has_picture (self))
    return;
  if (self->pixels == NULL)
    ask_for_picture (self);
  else
    ask_soon (self);
}

/* Nothing moves that nobody sees. */
static void
easel_picture_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (easel_picture_view_parent_class)->map (widget);
  _easel_picture_view_rest (EASEL_PICTURE_VIEW (widget), FALSE);
}

static void
easel_picture_view_unmap (GtkWidget *widget)
{
  _easel_picture_view_rest (EASEL_PICTURE_VIEW (widget), TRUE);
  GTK_WIDGET_CLASS (easel_picture_view_parent_class)->unmap (widget);
}

static void
easel_picture_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  _easel_picture_view_paint (EASEL_PICTURE_VIEW (widget), snapshot);
}

static void
easel_picture_view_dispose (GObject *object)
{
  EaselPictureView *self = EASEL_PICTURE_VIEW (object);

  g_clear_handle_id (&self->detail_source, g_source_remove);
  if (self->pictures != NULL)
    easel_pictures_cancel (self->pictures, self);
  if (self->thumbnails != NULL)
    easel_thumbnails_cancel (self->thumbnails, self);
  g_clear_object (&self->player);
  g_clear_object (&self->player_signals);
  g_clear_object (&self->library);
  g_clear_object (&self->asset_signals);
  g_clear_object (&self->viewport_signals);
  g_clear_object (&self->asset);
  g_clear_object (&self->thumbnail);
  g_clear_object (&self->texture);
  g_clear_pointer (&self->pixels, easel_pixels_unref);
  g_clear_object (&self->viewport);
  g_clear_object (&self->pictures);
  g_clear_object (&self->thumbnails);

  G_OBJECT_CLASS (easel_picture_view_parent_class)->dispose (object);
}

static void
easel_picture_view_finalize (GObject *object)
{
  g_free (EASEL_PICTURE_VIEW (object)->problem);

  G_OBJECT_CLASS (easel_picture_view_parent_class)->finalize (object);
}

static void
easel_picture_view_class_init (EaselPictureViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = easel_picture_view_dispose;
  object_class->finalize = easel_picture_view_finalize;
  widget_class->measure = easel_picture_view_measure;
  widget_class->size_allocate = easel_picture_view_size_allocate;
  widget_class->snapshot = easel_picture_view_snapshot;
  widget_class->map = easel_picture_view_map;
  widget_class->unmap = easel_picture_view_unmap;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  stopped_signal = g_signal_new ("stopped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);
  gtk_widget_class_set_css_name (widget_class, "easel-picture");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
easel_picture_view_init (EaselPictureView *self)
{
  self->to = 1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  self->asset_signals = g_signal_group_new (EASEL_TYPE_ASSET);
  g_signal_group_connect_swapped (self->asset_signals, "notify::loaded", G_CALLBACK (on_asset_loaded_cb),
                                  self);
  g_signal_group_connect_swapped (self->asset_signals, "notify::has-details",
                                  G_CALLBACK (on_asset_details_cb), self);
  self->viewport_signals = g_signal_group_new (EASEL_TYPE_VIEWPORT);
  g_signal_group_connect_swapped (self->viewport_signals, "changed", G_CALLBACK (on_viewport_changed_cb),
                                  self);
  self->viewport = easel_viewport_new ();
  g_signal_group_set_target (self->viewport_signals, self->viewport);
  _easel_picture_view_init_motion (self);
  _easel_picture_view_add_controllers (self);
}

/**
 * easel_picture_view_new:
 * @pictures: where pictures come from
 * @thumbnails: what is shown until then
 *
 * Returns: (transfer floating): a view without a picture
 */
GtkWidget *
easel_picture_view_new (EaselPictures *pictures, EaselThumbnails *thumbnails)
{
  EaselPictureView *self = g_object_new (EASEL_TYPE_PICTURE_VIEW, NULL);

  self->pictures = g_object_ref (pictures);
  self->thumbnails = g_object_ref (thumbnails);
  return GTK_WIDGET (self);
}

/**
 * easel_picture_view_set_asset:
 * @self: the view
 * @asset: (nullable): what it shows; of a clip its first picture
 *
 * How it is zoomed stays as it is.
 */
void
easel_picture_view_set_asset (EaselPictureView *self, EaselAsset *asset)
{
  g_return_if_fail (EASEL_IS_PICTURE_VIEW (self));

  if (self->asset == asset)
    return;
  g_clear_handle_id (&self->detail_source, g_source_remove);
  _easel_picture_view_drop_motion (self);
  easel_pictures_cancel (self->pictures, self);
  easel_thumbnails_cancel (self->thumbnails, self);
  g_clear_object (&self->thumbnail);
  g_clear_object (&self->texture);
  g_clear_pointer (&self->pixels, easel_pixels_unref);
  g_set_str (&self->problem, NULL);
  self->denied = FALSE;
  g_set_object (&self->asset, asset);
  g_signal_group_set_target (self->asset_signals, asset);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Loading"), -1);
  on_asset_loaded_cb (self);
  on_asset_details_cb (self);
  _easel_picture_view_emit_changed (self);
}

EaselAsset *
easel_picture_view_get_asset (EaselPictureView *self)
{
  g_return_val_if_fail (EASEL_IS_PICTURE_VIEW (self), NULL);

  return self->asset;
}

EaselViewport *
easel_picture_view_get_viewport (EaselPictureView *self)
{
  g_return_val_if_fail (EASEL_IS_PICTURE_VIEW (self), NULL);

  return self->viewport;
}

/**
 * easel_picture_view_set_viewport:
 * @self: the view
 * @viewport: its zoom and what part it shows from now on, perhaps another view's too
 */
void
easel_picture_view_set_viewport (EaselPictureView *self, EaselViewport *viewport)
{
  g_return_if_fail (EASEL_IS_PICTURE_VIEW (self));
  g_return_if_fail (EASEL_IS_VIEWPORT (viewport));

  if (!g_set_object (&self->viewport, viewport))
    return;
  g_signal_group_set_target (self->viewport_signals, viewport);
  on_viewport_changed_cb (self);
}

/**
 * easel_picture_view_set_enlarge:
 * @self: the view
 * @enlarge: whether a small picture is made as large as fits
 */
void
easel_picture_view_set_enlarge (EaselPictureView *self, gboolean enlarge)
{
  g_return_if_fail (EASEL_IS_PICTURE_VIEW (self));

  self->enlarge = enlarge;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * easel_picture_view_set_reveal:
 * @self: the view
 * @from: what is before this share of the widget's width is not painted
 * @to: what is behind this one is not
 */
void
easel_picture_view_set_reveal (EaselPictureView *self, double from, double to)
{
  g_return_if_fail (EASEL_IS_PICTURE_VIEW (self));

  self->from = from;
  self->to = to;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * easel_picture_view_get_scale:
 * @self: the view
 *
 * Returns: how many points of the screen one of the picture has in a row: 1 is its own size
 */
double
easel_picture_view_get_scale (EaselPictureView *self)
{
  g_return_val_if_fail (EASEL_IS_PICTURE_VIEW (self), 1);

  return get_fit (self) * easel_viewport_get_zoom (self->viewport);
}

/**
 * easel_picture_view_get_side:
 * @self: the view
 *
 * Returns: how many points the longer side of the picture is to have for the screen
 */
guint
easel_picture_view_get_side (EaselPictureView *self)
{
  double width, height;
  double screen;

  g_return_val_if_fail (EASEL_IS_PICTURE_VIEW (self), 1);

  screen = MAX (gtk_widget_get_width (GTK_WIDGET (self)), gtk_widget_get_height (GTK_WIDGET (self))) *
           get_density (self);
  if (!get_points (self, &width, &height))
    return easel_pictures_find_side (0, 0, screen);
  return easel_pictures_find_side ((int) width, (int) height,
                                   easel_picture_view_get_scale (self) * MAX (width, height));
}

/**
 * easel_picture_view_get_pixels:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): what is painted; %NULL while only a thumbnail is
 */
EaselPixels *
easel_picture_view_get_pixels (EaselPictureView *self)
{
  g_return_val_if_fail (EASEL_IS_PICTURE_VIEW (self), NULL);

  return self->pixels;
}

/**
 * easel_picture_view_get_problem:
 * @self: the view
 *
 * Returns: (nullable): why there is no picture, a sentence
 */
const char *
easel_picture_view_get_problem (EaselPictureView *self)
{
  g_return_val_if_fail (EASEL_IS_PICTURE_VIEW (self), NULL);

  return self->problem;
}

gboolean
easel_picture_view_is_empty (EaselPictureView *self)
{
  g_return_val_if_fail (EASEL_IS_PICTURE_VIEW (self), TRUE);

  return self->pixels == NULL && self->thumbnail == NULL;
}

/**
 * easel_picture_view_is_coarse:
 * @self: the view
 *
 * Returns: whether the picture is so large that it is shown with fewer points than it
 *   has, and than the screen has for it
 */
gboolean
easel_picture_view_is_coarse (EaselPictureView *self)
{
  double width, height;

  g_return_val_if_fail (EASEL_IS_PICTURE_VIEW (self), FALSE);

  if (self->pixels == NULL || !get_points (self, &width, &height) || self->pixels->width >= width)
    return FALSE;
  return easel_picture_view_get_scale (self) * width > self->pixels->width * 1.05 &&
         (self->denied || _easel_picture_view_moves (self) ||
          easel_picture_view_get_side (self) <= (guint) MAX (self->pixels->width, self->pixels->height));
}

/**
 * easel_picture_view_can_pan:
 * @self: the view
 *
 * Returns: whether there is more of the picture than is in view
 */
gboolean
easel_picture_view_can_pan (EaselPictureView *self)
{
  EaselViewRect rect;

  g_return_val_if_fail (EASEL_IS_PICTURE_VIEW (self), FALSE);

  return _easel_picture_view_get_rect (self, &rect) &&
         ((int) rect.width > gtk_widget_get_width (GTK_WIDGET (self)) ||
          (int) rect.height > gtk_widget_get_height (GTK_WIDGET (self)));
}

/**
 * easel_picture_view_zoom:
 * @self: the view
 * @factor: how much larger the picture shall be
 */
void
easel_picture_view_zoom (EaselPictureView *self, double factor)
{
  g_return_if_fail (EASEL_IS_PICTURE_VIEW (self));

  _easel_picture_view_zoom_at (self, factor, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
                               gtk_widget_get_height (GTK_WIDGET (self)) / 2.0);
}

void
easel_picture_view_zoom_fit (EaselPictureView *self)
{
  g_return_if_fail (EASEL_IS_PICTURE_VIEW (self));

  easel_viewport_reset (self->viewport);
}

/**
 * easel_picture_view_zoom_actual:
 * @self: the view
 *
 * A point of the picture is one of the screen.
 */
void
easel_picture_view_zoom_actual (EaselPictureView *self)
{
  g_return_if_fail (EASEL_IS_PICTURE_VIEW (self));

  easel_picture_view_zoom (self, 1 / easel_picture_view_get_scale (self));
}

/**
 * easel_picture_view_pan:
 * @self: the view
 * @dx: by how many units of the window the picture goes to the right
 * @dy: and down
 */
void
easel_picture_view_pan (EaselPictureView *self, double dx, double dy)
{
  EaselViewRect rect;

  g_return_if_fail (EASEL_IS_PICTURE_VIEW (self));

  if (_easel_picture_view_get_rect (self, &rect))
    set_corner (self, easel_viewport_get_zoom (self->viewport), rect.x + dx, rect.y + dy, rect.width,
                rect.height);
}
