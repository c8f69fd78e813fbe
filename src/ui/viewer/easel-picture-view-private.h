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
  EaselLibraryService *library; /* NULL where nothing moves */
  EaselMotionPlayer *player;
  GSignalGroup *player_signals;

  /* state */
  EaselViewRect part; /* which part, in points of the pixels */
  gboolean enlarge;
  gboolean denied; /* there is no more of it to be had */
  gboolean rests;  /* it would play, were it in view */
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
void _easel_picture_view_emit_changed (EaselPictureView *self);
void _easel_picture_view_emit_stopped (EaselPictureView *self, const char *why);
void _easel_picture_view_init_motion (EaselPictureView *self);
void _easel_picture_view_drop_motion (EaselPictureView *self);
void _easel_picture_view_find_motion (EaselPictureView *self);
gboolean _easel_picture_view_moves (EaselPictureView *self);
void _easel_picture_view_rest (EaselPictureView *self, gboolean rest);
void _easel_picture_view_add_controllers (EaselPictureView *self);
void _easel_picture_view_paint (EaselPictureView *self, GtkSnapshot *snapshot);

G_END_DECLS
