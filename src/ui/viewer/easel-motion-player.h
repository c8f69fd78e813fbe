// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-library-service.h"

G_BEGIN_DECLS

#define EASEL_TYPE_MOTION_PLAYER (easel_motion_player_get_type ())
G_DECLARE_FINAL_TYPE (EaselMotionPlayer, easel_motion_player, EASEL, MOTION_PLAYER, GObject)

EaselMotionPlayer *easel_motion_player_new (EaselLibraryService *service,
                                            EaselAsset *asset) G_GNUC_WARN_UNUSED_RESULT;
void easel_motion_player_set_playing (EaselMotionPlayer *self, gboolean playing);
gboolean easel_motion_player_get_playing (EaselMotionPlayer *self);
EaselPixels *easel_motion_player_get_pixels (EaselMotionPlayer *self);
guint easel_motion_player_get_position (EaselMotionPlayer *self);
guint easel_motion_player_get_n_frames (EaselMotionPlayer *self);
gsize easel_motion_player_get_bytes (EaselMotionPlayer *self);

G_END_DECLS
