// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-picture-view.h"

G_BEGIN_DECLS

typedef struct
{
  double x;
  double y;
  double width;
  double height;
} EaselViewRect;

struct _EaselPictureView
{
  GtkWidget parent_instance;

  /* owned */
  EaselPictures *pictures;
  EaselThumbnails *thumbnails;
  EaselViewport *viewport;
  EaselAsset *asset;
  GSignalGroup *asset_signals;
  GSignalGroup *viewport_signals;
  GdkTexture *thumbnail;
  EaselPixels *pixels;
  GdkTexture *texture; /* of a part of the pixels */
  char *problem;

  /* state */
  EaselViewRect part; /* which part, in points of the pixels */
  gboolean enlarge;
  double from;
  double to;
  guint detail_source;
  double pointer_x;
  double pointer_y;
  double pinch_zoom;
  double drag_x;
  double drag_y;
};

gboolean _easel_picture_view_get_rect (EaselPictureView *self, EaselViewRect *rect);
void _easel_picture_view_zoom_at (EaselPictureView *self, double factor, double x, double y);
void _easel_picture_view_add_controllers (EaselPictureView *self);
void _easel_picture_view_paint (EaselPictureView *self, GtkSnapshot *snapshot);

G_END_DECLS
