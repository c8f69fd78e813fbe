// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-clip-view.h"

#include <glib/gi18n.h>

#include "easel-announce.h"
#include "easel-asset-words.h"
#include "easel-picture-view.h"

/**
 * EaselClipView:
 *
 * A clip: its first picture with a button to play it, then the clip with what a
 * player has. Nothing that plays clips is loaded before the button is pressed.
 *
 * Signals: "problem" (sentence): it cannot be played.
 */
struct _EaselClipView
{
  AdwBin parent_instance;

  /* borrowed */
  GtkStack *stack;
  EaselPictureView *poster;
  GtkButton *play_button;
  GtkPicture *picture;
  GtkMediaControls *controls;

  /* owned */
  EaselLibraryService *library;
  EaselAsset *asset;
  GtkMediaStream *stream;
  GSignalGroup *stream_signals;
};

G_DEFINE_FINAL_TYPE (EaselClipView, easel_clip_view, ADW_TYPE_BIN)

static guint problem_signal;

static void
stop (EaselClipView *self)
{
  if (self->stream == NULL)
    return;
  g_signal_group_set_target (self->stream_signals, NULL);
  gtk_media_stream_pause (self->stream);
  if (self->picture != NULL)
    {
      gtk_picture_set_paintable (self->picture, NULL);
      gtk_media_controls_set_media_stream (self->controls, NULL);
    }
  gtk_media_file_clear (GTK_MEDIA_FILE (self->stream));
  g_clear_object (&self->stream);
}

static void
on_error_cb (EaselClipView *self)
{
  const GError *error = self->stream != NULL ? gtk_media_stream_get_error (self->stream) : NULL;
  g_autofree char *text = NULL;

  if (error == NULL)
    return;
  /* Translators: %s is what the player says, no sentence */
  text = g_strdup_printf (_ ("It cannot be decoded here (%s). Export the clip to play it elsewhere."),
                          error->message);
  stop (self);
  gtk_stack_set_visible_child_name (self->stack, "poster");
  g_signal_emit (self, problem_signal, 0, text);
}

static void
build_player (EaselClipView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->picture = GTK_PICTURE (gtk_picture_new ());
  gtk_picture_set_content_fit (self->picture, GTK_CONTENT_FIT_CONTAIN);
  gtk_widget_set_vexpand (GTK_WIDGET (self->picture), TRUE);
  self->controls = GTK_MEDIA_CONTROLS (gtk_media_controls_new (NULL));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->picture));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->controls));
  gtk_stack_add_named (self->stack, box, "player");
}

static void
play (EaselClipView *self)
{
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;

  if (self->asset == NULL || !easel_asset_is_loaded (self->asset))
    return;
  path = easel_library_service_get_path (self->library, self->asset);
  if (path == NULL)
    {
      g_signal_emit (self, problem_signal, 0, _ ("The file of this clip is gone."));
      return;
    }
  if (self->picture == NULL)
    build_player (self);
  name = easel_asset_dup_description (self->asset);
  gtk_picture_set_alternative_text (self->picture, name);
  self->stream = gtk_media_file_new_for_filename (path);
  g_signal_group_set_target (self->stream_signals, self->stream);
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (self->stream));
  gtk_media_controls_set_media_stream (self->controls, self->stream);
  gtk_stack_set_visible_child_name (self->stack, "player");
  gtk_media_stream_set_loop (self->stream, TRUE);
  gtk_media_stream_play (self->stream);
  gtk_widget_child_focus (GTK_WIDGET (self->controls), GTK_DIR_TAB_FORWARD);
  on_error_cb (self);
}

/* ---- the object ---- */

static gboolean
easel_clip_view_grab_focus (GtkWidget *widget)
{
  EaselClipView *self = EASEL_CLIP_VIEW (widget);

  if (self->stream != NULL)
    return gtk_widget_child_focus (GTK_WIDGET (self->controls), GTK_DIR_TAB_FORWARD);
  return gtk_widget_grab_focus (GTK_WIDGET (self->play_button));
}

static void
easel_clip_view_dispose (GObject *object)
{
  EaselClipView *self = EASEL_CLIP_VIEW (object);

  stop (self);
  g_clear_object (&self->stream_signals);
  self->poster = NULL;
  self->picture = NULL;
  self->controls = NULL;
  g_clear_object (&self->asset);
  g_clear_object (&self->library);

  G_OBJECT_CLASS (easel_clip_view_parent_class)->dispose (object);
}

static void
easel_clip_view_class_init (EaselClipViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_clip_view_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = easel_clip_view_grab_focus;
  problem_signal = g_signal_new ("problem", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
easel_clip_view_init (EaselClipView *self)
{
  self->stream_signals = g_signal_group_new (GTK_TYPE_MEDIA_STREAM);
  g_signal_group_connect_swapped (self->stream_signals, "notify::error", G_CALLBACK (on_error_cb), self);
}

/**
 * easel_clip_view_new:
 * @library: where the files are
 * @pictures: where the first picture comes from
 * @thumbnails: what is shown until then
 *
 * Returns: (transfer floating): a view without a clip
 */
GtkWidget *
easel_clip_view_new (EaselLibraryService *library, EaselPictures *pictures, EaselThumbnails *thumbnails)
{
  EaselClipView *self = g_object_new (EASEL_TYPE_CLIP_VIEW, NULL);
  GtkWidget *overlay = gtk_overlay_new ();

  self->library = g_object_ref (library);
  self->stack = GTK_STACK (gtk_stack_new ());
  self->poster = EASEL_PICTURE_VIEW (easel_picture_view_new (pictures, thumbnails));
  gtk_widget_set_focusable (GTK_WIDGET (self->poster), FALSE);
  easel_picture_view_set_enlarge (self->poster, TRUE);
  self->play_button = GTK_BUTTON (gtk_button_new_from_icon_name ("media-playback-start-symbolic"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->play_button), _ ("Play (Space)"));
  gtk_widget_add_css_class (GTK_WIDGET (self->play_button), "osd");
  gtk_widget_add_css_class (GTK_WIDGET (self->play_button), "circular");
  gtk_widget_add_css_class (GTK_WIDGET (self->play_button), "easel-play-button");
  gtk_widget_set_halign (GTK_WIDGET (self->play_button), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self->play_button), GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->play_button, "clicked", G_CALLBACK (play), self);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (self->poster));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), GTK_WIDGET (self->play_button));
  gtk_stack_add_named (self->stack, overlay, "poster");
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->stack));
  return GTK_WIDGET (self);
}

/**
 * easel_clip_view_set_asset:
 * @self: the view
 * @asset: (nullable): a clip; what plays is stopped
 */
void
easel_clip_view_set_asset (EaselClipView *self, EaselAsset *asset)
{
  g_return_if_fail (EASEL_IS_CLIP_VIEW (self));

  if (self->asset == asset)
    return;
  stop (self);
  easel_viewport_reset (easel_picture_view_get_viewport (self->poster));
  g_set_object (&self->asset, asset);
  easel_picture_view_set_asset (self->poster, asset);
  gtk_stack_set_visible_child_name (self->stack, "poster");
}

/**
 * easel_clip_view_toggle:
 * @self: the view
 *
 * Plays it, or pauses.
 */
void
easel_clip_view_toggle (EaselClipView *self)
{
  g_return_if_fail (EASEL_IS_CLIP_VIEW (self));

  if (self->stream == NULL)
    play (self);
  else
    gtk_media_stream_set_playing (self->stream, !gtk_media_stream_get_playing (self->stream));
}
