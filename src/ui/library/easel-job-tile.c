// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-job-tile.h"

#include <glib/gi18n.h>

#include "easel-announce.h"
#include "easel-error.h"
#include "easel-fiber.h"

/* Points of a preview's longer side: a tile at twice the scale. */
#define PREVIEW_SIDE 512

/**
 * EaselJobTile:
 *
 * A picture that is being made: how far it is, and the button that stops it; or
 * what became of it, and what can be done about that.
 *
 * Signals: "dismissed": the user has seen what became of it.
 */
struct _EaselJobTile
{
  AdwBin parent_instance;

  /* template */
  GtkPicture *preview;
  GtkLabel *title_label;
  GtkLabel *caption_label;
  GtkProgressBar *progress_bar;
  GtkButton *stop_button;
  GtkButton *again_button;

  /* owned */
  EaselContext *context;
  EaselJob *job;
  GBytes *shown; /* the preview that was read last, or is being read */

  /* state */
  gboolean reading;
};

G_DEFINE_FINAL_TYPE (EaselJobTile, easel_job_tile, ADW_TYPE_BIN)

enum
{
  DISMISSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
dup_stage (EaselJob *job)
{
  double progress = easel_job_get_progress (job);
  int place = easel_job_get_queue_position (job);

  switch (easel_job_get_state (job))
    {
    case EASEL_JOB_STATE_QUEUED:
      return place > 0 ? g_strdup_printf (_ ("Waiting, %d ahead"), place) : g_strdup (_ ("Waiting"));
    case EASEL_JOB_STATE_SUBMITTING:
      return g_strdup (_ ("Sending"));
    case EASEL_JOB_STATE_SUBMITTED:
    case EASEL_JOB_STATE_RUNNING:
      return progress > 0 ? g_strdup_printf (_ ("Making, %d %%"), (int) (progress * 100))
                          : g_strdup (_ ("Making"));
    case EASEL_JOB_STATE_DOWNLOADING:
      return g_strdup (_ ("Fetching"));
    case EASEL_JOB_STATE_STORED:
      return g_strdup (_ ("Done"));
    case EASEL_JOB_STATE_CANCELLING:
      return g_strdup (_ ("Stopping"));
    case EASEL_JOB_STATE_CANCELLED:
      return g_strdup (_ ("Stopped"));
    case EASEL_JOB_STATE_EXPIRED:
      return g_strdup (_ ("Expired"));
    case EASEL_JOB_STATE_UNCONFIRMED:
      return g_strdup (_ ("May have been billed"));
    case EASEL_JOB_STATE_FAILED:
    default:
      return g_strdup (g_error_matches (easel_job_get_error (job), EASEL_ERROR, EASEL_ERROR_REFUSED)
                           ? _ ("Refused by the provider")
                           : _ ("Failed"));
    }
}

/* Reads the newest preview until there is no newer one: one at a time, so that what
 * comes faster than it is read is passed over. */
static DexFuture *
preview_fiber (gpointer data)
{
  EaselJobTile *self = data;

  while (self->context != NULL && easel_job_get_preview (self->job) != NULL &&
         easel_job_get_preview (self->job) != self->shown)
    {
      EaselGenerateService *service = easel_context_get_generate (self->context);
      g_autoptr (EaselPixels) pixels = NULL;
      g_autoptr (GdkTexture) texture = NULL;

      g_clear_pointer (&self->shown, g_bytes_unref);
      self->shown = g_bytes_ref (easel_job_get_preview (self->job));
      pixels = dex_await_boxed (easel_generate_service_load_preview (service, self->job, PREVIEW_SIDE), NULL);
      if (pixels == NULL || self->context == NULL)
        continue;
      texture = gdk_memory_texture_new (pixels->width, pixels->height,
                                        pixels->has_alpha ? GDK_MEMORY_R8G8B8A8 : GDK_MEMORY_R8G8B8,
                                        pixels->data, pixels->stride);
      gtk_picture_set_paintable (self->preview, GDK_PAINTABLE (texture));
    }
  self->reading = FALSE;
  return NULL;
}

static void
show_preview (EaselJobTile *self)
{
  if (self->reading || easel_job_get_preview (self->job) == NULL ||
      easel_job_get_preview (self->job) == self->shown)
    return;
  self->reading = TRUE;
  dex_future_disown (easel_fiber_spawn (preview_fiber, g_object_ref (self), g_object_unref));
}

static void
update (EaselJobTile *self)
{
  EaselJobState state = easel_job_get_state (self->job);
  gboolean final = easel_job_is_final (self->job);
  double progress = easel_job_get_progress (self->job);
  g_autofree char *stage = dup_stage (self->job);
  g_autofree char *sentence = easel_job_describe (self->job);
  g_autofree char *name = NULL;

  gtk_label_set_label (self->title_label, stage);
  gtk_label_set_label (self->caption_label,
                       final || easel_job_get_cancel (self->job) == EASEL_JOB_CANCEL_FAILED
                           ? sentence
                           : easel_job_get_provider_name (self->job));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), sentence);
  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), !final && progress > 0);
  gtk_progress_bar_set_fraction (self->progress_bar, CLAMP (progress, 0, 1));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->stop_button), final ? _ ("Dismiss") : _ ("Stop"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->stop_button), state != EASEL_JOB_STATE_CANCELLING);
  gtk_widget_set_visible (GTK_WIDGET (self->again_button), state == EASEL_JOB_STATE_FAILED ||
                                                               state == EASEL_JOB_STATE_CANCELLED ||
                                                               state == EASEL_JOB_STATE_EXPIRED);
  gtk_button_set_label (self->again_button,
                        easel_job_can_fetch (self->job) ? _ ("Fetch Again") : _ ("Try Again…"));
  show_preview (self);
  name = g_strdup_printf ("%s. %s", stage, easel_job_get_prompt (self->job));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
on_state_changed_cb (EaselJobTile *self)
{
  g_autofree char *stage = dup_stage (self->job);

  update (self);
  if (easel_job_is_final (self->job) && gtk_widget_get_mapped (GTK_WIDGET (self)))
    easel_announce (GTK_WIDGET (self), stage);
}

static DexFuture *
cancel_fiber (gpointer data)
{
  EaselJobTile *self = data;
  g_autoptr (GError) error = NULL;

  if (self->context != NULL &&
      !dex_await (easel_generate_service_cancel (easel_context_get_generate (self->context),
                                                 easel_job_get_id (self->job)),
                  &error) &&
      self->context != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.notice", "s", error->message);
  return NULL;
}

static void
on_stop_clicked_cb (EaselJobTile *self)
{
  if (easel_job_is_final (self->job))
    g_signal_emit (self, signals[DISMISSED], 0);
  else
    dex_future_disown (easel_fiber_spawn (cancel_fiber, g_object_ref (self), g_object_unref));
}

static DexFuture *
fetch_fiber (gpointer data)
{
  EaselJobTile *self = data;
  g_autoptr (EaselJob) job = NULL;
  g_autoptr (GError) error = NULL;

  if (self->context != NULL)
    job = dex_await_object (easel_generate_service_resume_job (easel_context_get_generate (self->context),
                                                               easel_job_get_id (self->job)),
                            &error);
  if (error != NULL && self->context != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.notice", "s", error->message);
  return NULL;
}

/* What the provider may have is fetched; else the words go back into the panel:
 * nothing is paid for by one click here. */
static void
on_again_clicked_cb (EaselJobTile *self)
{
  if (easel_job_can_fetch (self->job))
    {
      dex_future_disown (easel_fiber_spawn (fetch_fiber, g_object_ref (self), g_object_unref));
      return;
    }
  gtk_widget_activate_action (GTK_WIDGET (self), "page.generate-text", "(ssx)",
                              easel_job_get_written_prompt (self->job), easel_job_get_negative (self->job),
                              easel_job_get_revision_id (self->job));
  g_signal_emit (self, signals[DISMISSED], 0);
}

static void
easel_job_tile_dispose (GObject *object)
{
  EaselJobTile *self = EASEL_JOB_TILE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_JOB_TILE);
  g_clear_object (&self->context);
  g_clear_object (&self->job);
  g_clear_pointer (&self->shown, g_bytes_unref);

  G_OBJECT_CLASS (easel_job_tile_parent_class)->dispose (object);
}

static void
easel_job_tile_class_init (EaselJobTileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_job_tile_dispose;

  signals[DISMISSED] = g_signal_new ("dismissed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                     NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/library/easel-job-tile.ui");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, EaselJobTile, preview);
  gtk_widget_class_bind_template_child (widget_class, EaselJobTile, title_label);
  gtk_widget_class_bind_template_child (widget_class, EaselJobTile, caption_label);
  gtk_widget_class_bind_template_child (widget_class, EaselJobTile, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, EaselJobTile, stop_button);
  gtk_widget_class_bind_template_child (widget_class, EaselJobTile, again_button);
  gtk_widget_class_bind_template_callback (widget_class, on_again_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_clicked_cb);
}

static void
easel_job_tile_init (EaselJobTile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
easel_job_tile_new (EaselContext *context, EaselJob *job)
{
  EaselJobTile *self = g_object_new (EASEL_TYPE_JOB_TILE, NULL);

  self->context = g_object_ref (context);
  self->job = g_object_ref (job);
  g_signal_connect_object (job, "notify::state", G_CALLBACK (on_state_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "notify::progress", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "notify::preview", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

EaselJob *
easel_job_tile_get_job (EaselJobTile *self)
{
  g_return_val_if_fail (EASEL_IS_JOB_TILE (self), NULL);

  return self->job;
}
