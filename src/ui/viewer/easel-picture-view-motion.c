// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-picture-view-private.h"

/* A picture that moves. */

static void
on_frame_cb (EaselPictureView *self)
{
  gboolean first = self->pixels == NULL || self->pixels->delay == 0;

  g_clear_pointer (&self->pixels, easel_pixels_unref);
  g_clear_object (&self->texture);
  self->pixels = easel_pixels_ref (easel_motion_player_get_pixels (self->player));
  g_set_str (&self->problem, NULL);
  if (first)
    _easel_picture_view_emit_changed (self);
  else
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_failed_cb (EaselPictureView *self, const char *why)
{
  _easel_picture_view_emit_stopped (self, why);
}

void
_easel_picture_view_init_motion (EaselPictureView *self)
{
  self->player_signals = g_signal_group_new (EASEL_TYPE_MOTION_PLAYER);
  g_signal_group_connect_swapped (self->player_signals, "frame", G_CALLBACK (on_frame_cb), self);
  g_signal_group_connect_swapped (self->player_signals, "failed", G_CALLBACK (on_failed_cb), self);
  g_signal_group_connect_swapped (self->player_signals, "notify::playing",
                                  G_CALLBACK (_easel_picture_view_emit_changed), self);
}

/*
 * What is shown next is another picture.
 */
void
_easel_picture_view_drop_motion (EaselPictureView *self)
{
  g_signal_group_set_target (self->player_signals, NULL);
  g_clear_object (&self->player);
  self->rests = FALSE;
}

/*
 * Whether what is shown are the pictures of an animation.
 */
gboolean
_easel_picture_view_moves (EaselPictureView *self)
{
  return self->player != NULL && easel_motion_player_get_pixels (self->player) != NULL;
}

/* Who wants nothing to move by itself sees the first picture, and may play it. */
static gboolean
may_move (EaselPictureView *self)
{
  gboolean animations = TRUE;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &animations, NULL);
  return animations;
}

/*
 * The asset is loaded: if it is animated, it plays.
 */
void
_easel_picture_view_find_motion (EaselPictureView *self)
{
  if (self->player != NULL || self->library == NULL || !easel_asset_is_animated (self->asset))
    return;
  self->player = easel_motion_player_new (self->library, self->asset);
  g_signal_group_set_target (self->player_signals, self->player);
  if (!may_move (self))
    return;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    easel_motion_player_set_playing (self->player, TRUE);
  else
    self->rests = TRUE;
}

/*
 * Out of view it does not move; in view it does again.
 */
void
_easel_picture_view_rest (EaselPictureView *self, gboolean rest)
{
  if (self->player == NULL)
    return;
  if (rest && easel_motion_player_get_playing (self->player))
    {
      self->rests = TRUE;
      easel_motion_player_set_playing (self->player, FALSE);
    }
  else if (!rest && self->rests)
    {
      self->rests = FALSE;
      easel_motion_player_set_playing (self->player, TRUE);
    }
}

/**
 * easel_picture_view_set_library:
 * @self: the view
 * @library: where the pictures of animations come from; without it nothing moves
 */
void
easel_picture_view_set_library (EaselPictureView *self, EaselLibraryService *library)
{
  g_return_if_fail (EASEL_IS_PICTURE_VIEW (self));

  g_set_object (&self->library, library);
}

/**
 * easel_picture_view_is_animated:
 * @self: the view
 *
 * Returns: whether what it shows can be played
 */
gboolean
easel_picture_view_is_animated (EaselPictureView *self)
{
  g_return_val_if_fail (EASEL_IS_PICTURE_VIEW (self), FALSE);

  return self->player != NULL;
}

gboolean
easel_picture_view_get_playing (EaselPictureView *self)
{
  g_return_val_if_fail (EASEL_IS_PICTURE_VIEW (self), FALSE);

  return self->player != NULL && easel_motion_player_get_playing (self->player);
}

void
easel_picture_view_set_playing (EaselPictureView *self, gboolean playing)
{
  g_return_if_fail (EASEL_IS_PICTURE_VIEW (self));

  if (self->player != NULL)
    easel_motion_player_set_playing (self->player, playing);
}

/**
 * easel_picture_view_get_player:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): what plays in it
 */
EaselMotionPlayer *
easel_picture_view_get_player (EaselPictureView *self)
{
  g_return_val_if_fail (EASEL_IS_PICTURE_VIEW (self), NULL);

  return self->player;
}
