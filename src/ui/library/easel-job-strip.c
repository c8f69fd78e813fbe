// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-job-strip.h"

#include <glib/gi18n.h>

#include "easel-job-tile.h"

/**
 * EaselJobStrip:
 *
 * The pictures that are being made, and those of which nothing came, until the
 * user has seen why.
 */
struct _EaselJobStrip
{
  AdwBin parent_instance;

  /* children */
  GtkBox *box;

  /* owned */
  EaselContext *context;
  GListModel *jobs;
  GHashTable *dismissed; /* gint64 */
};

G_DEFINE_FINAL_TYPE (EaselJobStrip, easel_job_strip, ADW_TYPE_BIN)

static void update (EaselJobStrip *self);

/* What is done is in the grid. What failed before this window was there is
 * history, but for what may have been paid for. */
static gboolean
is_shown (EaselJobStrip *self, EaselJob *job)
{
  gint64 id = easel_job_get_id (job);

  if (easel_job_get_state (job) == EASEL_JOB_STATE_STORED)
    return FALSE;
  return !g_hash_table_contains (self->dismissed, &id);
}

static EaselJobTile *
find_tile (EaselJobStrip *self, EaselJob *job)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->box)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (easel_job_tile_get_job (EASEL_JOB_TILE (child)) == job)
      return EASEL_JOB_TILE (child);
  return NULL;
}

static void
dismiss (EaselJobStrip *self, EaselJob *job)
{
  gint64 id = easel_job_get_id (job);

  g_hash_table_add (self->dismissed, g_memdup2 (&id, sizeof id));
}

static void
on_dismissed_cb (EaselJobStrip *self, EaselJobTile *tile)
{
  dismiss (self, easel_job_tile_get_job (tile));
  update (self);
}

static void
add_tile (EaselJobStrip *self, EaselJob *job)
{
  GtkWidget *tile = easel_job_tile_new (self->context, job);

  g_signal_connect_object (tile, "dismissed", G_CALLBACK (on_dismissed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->box, tile);
}

static void
remove_gone (EaselJobStrip *self)
{
  GtkWidget *next;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->box)); child != NULL; child = next)
    {
      EaselJob *job = easel_job_tile_get_job (EASEL_JOB_TILE (child));

      next = gtk_widget_get_next_sibling (child);
      if (is_shown (self, job))
        continue;
      g_signal_handlers_disconnect_by_func (job, update, self);
      gtk_box_remove (self->box, child);
    }
}

static void
update (EaselJobStrip *self)
{
  guint n = self->jobs != NULL ? g_list_model_get_n_items (self->jobs) : 0;

  remove_gone (self);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EaselJob) job = g_list_model_get_item (self->jobs, i);

      if (is_shown (self, job) && find_tile (self, job) == NULL)
        add_tile (self, job);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), gtk_widget_get_first_child (GTK_WIDGET (self->box)) != NULL);
}

static void
easel_job_strip_dispose (GObject *object)
{
  EaselJobStrip *self = EASEL_JOB_STRIP (object);

  g_clear_object (&self->jobs);
  g_clear_object (&self->context);

  G_OBJECT_CLASS (easel_job_strip_parent_class)->dispose (object);
}

static void
easel_job_strip_finalize (GObject *object)
{
  g_hash_table_unref (EASEL_JOB_STRIP (object)->dismissed);

  G_OBJECT_CLASS (easel_job_strip_parent_class)->finalize (object);
}

static void
easel_job_strip_class_init (EaselJobStripClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_job_strip_dispose;
  G_OBJECT_CLASS (klass)->finalize = easel_job_strip_finalize;
}

static void
easel_job_strip_init (EaselJobStrip *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->dismissed = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12));
  gtk_widget_set_margin_start (GTK_WIDGET (self->box), 16);
  gtk_widget_set_margin_end (GTK_WIDGET (self->box), 16);
  gtk_widget_set_margin_top (GTK_WIDGET (self->box), 6);
  gtk_widget_set_margin_bottom (GTK_WIDGET (self->box), 12);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC, GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->box));
  gtk_accessible_update_property (GTK_ACCESSIBLE (scrolled), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("In progress"),
                                  -1);
  adw_bin_set_child (ADW_BIN (self), scrolled);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* What was over before, and needs nothing of the user, is no news. */
static void
dismiss_old (EaselJobStrip *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->jobs); i++)
    {
      g_autoptr (EaselJob) job = g_list_model_get_item (self->jobs, i);

      if (easel_job_is_final (job) && easel_job_get_state (job) != EASEL_JOB_STATE_UNCONFIRMED)
        dismiss (self, job);
    }
}

/**
 * easel_job_strip_set_context:
 * @self: the strip
 * @context: whose jobs it shows
 *
 * To be called once.
 */
void
easel_job_strip_set_context (EaselJobStrip *self, EaselContext *context)
{
  g_return_if_fail (EASEL_IS_JOB_STRIP (self));
  g_return_if_fail (self->context == NULL);

  self->context = g_object_ref (context);
  self->jobs = g_object_ref (easel_generate_service_get_jobs (easel_context_get_generate (context)));
  dismiss_old (self);
  g_signal_connect_object (self->jobs, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
