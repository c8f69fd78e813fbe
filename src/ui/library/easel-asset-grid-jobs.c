// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-asset-grid-private.h"

#include "easel-job-tile.h"

/* The pictures that are being made stand before the others, the newest first: the
 * one that was asked for first is done first, and its picture appears where its
 * tile was. Those of which nothing came stay until the user has seen why. */

/* A filter may keep out what a job made: its tile goes all the same. */
#define HANDING_MS 3000

/* ---- which ---- */

static void
dismiss (EaselAssetGrid *self, EaselJob *job)
{
  gint64 id = easel_job_get_id (job);

  g_hash_table_add (self->dismissed, g_memdup2 (&id, sizeof id));
}

/* What came of it is in the list, or never will be. */
static gboolean
is_handed_over (EaselAssetGrid *self, EaselJob *job)
{
  guint n = easel_job_get_n_assets (job);

  for (guint i = 0; i < n; i++)
    if (!easel_asset_list_find (self->list, easel_job_get_asset_id (job, i), NULL))
      return FALSE;
  return TRUE;
}

static gboolean
is_shown (EaselAssetGrid *self, EaselJob *job)
{
  gint64 id = easel_job_get_id (job);

  if (self->hides_jobs || g_hash_table_contains (self->dismissed, &id))
    return FALSE;
  if (easel_job_get_state (job) != EASEL_JOB_STATE_STORED || !is_handed_over (self, job))
    return TRUE;
  /* For good: a filter or the trash may take it out of the list later. */
  dismiss (self, job);
  return FALSE;
}

static int
compare_jobs (gconstpointer x, gconstpointer y)
{
  gint64 a = easel_job_get_id (*(EaselJob *const *) x), b = easel_job_get_id (*(EaselJob *const *) y);

  return (a < b) - (a > b);
}

static GPtrArray *
collect_jobs (EaselAssetGrid *self)
{
  GPtrArray *jobs = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (self->jobs); i++)
    {
      g_autoptr (EaselJob) job = g_list_model_get_item (self->jobs, i);

      if (is_shown (self, job))
        g_ptr_array_add (jobs, g_steal_pointer (&job));
    }
  g_ptr_array_sort (jobs, compare_jobs);
  return jobs;
}

/* ---- their tiles ---- */

static void
on_jobs_changed_cb (EaselAssetGrid *self)
{
  _easel_asset_grid_update_jobs (self);
}

static gboolean
on_handing_over_cb (gpointer user_data)
{
  EaselAssetGrid *self = user_data;

  self->handing = 0;
  /* Those too that have no tile, as in the trash. */
  for (guint i = 0; i < g_list_model_get_n_items (self->jobs); i++)
    {
      g_autoptr (EaselJob) job = g_list_model_get_item (self->jobs, i);

      if (easel_job_get_state (job) == EASEL_JOB_STATE_STORED)
        dismiss (self, job);
    }
  _easel_asset_grid_update_jobs (self);
  return G_SOURCE_REMOVE;
}

static void
on_state_changed_cb (EaselAssetGrid *self, GParamSpec *pspec, EaselJob *job)
{
  if (easel_job_get_state (job) == EASEL_JOB_STATE_STORED && self->handing == 0)
    self->handing = g_timeout_add (HANDING_MS, on_handing_over_cb, self);
  _easel_asset_grid_update_jobs (self);
}

static void
on_dismissed_cb (EaselAssetGrid *self, EaselJobTile *tile)
{
  dismiss (self, easel_job_tile_get_job (tile));
  _easel_asset_grid_update_jobs (self);
}

static GtkWidget *
find_tile (EaselAssetGrid *self, EaselJob *job)
{
  for (guint i = 0; i < self->tiles->len; i++)
    if (easel_job_tile_get_job (g_ptr_array_index (self->tiles, i)) == job)
      return g_ptr_array_index (self->tiles, i);
  return NULL;
}

static GtkWidget *
add_tile (EaselAssetGrid *self, EaselJob *job)
{
  GtkWidget *tile = easel_job_tile_new (self->context, job);

  g_signal_connect_object (tile, "dismissed", G_CALLBACK (on_dismissed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (job, "notify::state", G_CALLBACK (on_state_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_parent (tile, GTK_WIDGET (self));
  return tile;
}

static void
remove_tile (EaselAssetGrid *self, GtkWidget *tile)
{
  g_signal_handlers_disconnect_by_func (easel_job_tile_get_job (EASEL_JOB_TILE (tile)), on_state_changed_cb,
                                        self);
  gtk_widget_unparent (tile);
}

/* Where the focus was, it goes to what stands there now. */
static gboolean
has_focus (GtkWidget *tile)
{
  return gtk_widget_get_state_flags (tile) & GTK_STATE_FLAG_FOCUS_WITHIN;
}

/*
 * Makes the tiles of the jobs that are to be seen, and takes the others away.
 */
void
_easel_asset_grid_update_jobs (EaselAssetGrid *self)
{
  g_autoptr (GPtrArray) jobs = NULL;
  g_autoptr (GPtrArray) tiles = g_ptr_array_new ();
  gboolean changed, lost = FALSE;

  if (self->jobs == NULL)
    return;
  jobs = collect_jobs (self);
  changed = jobs->len != self->tiles->len;
  for (guint i = 0; i < jobs->len; i++)
    {
      GtkWidget *tile = find_tile (self, jobs->pdata[i]);

      changed = changed || tile != self->tiles->pdata[i];
      g_ptr_array_add (tiles, tile != NULL ? tile : add_tile (self, jobs->pdata[i]));
    }
  if (!changed)
    return;
  for (guint i = 0; i < self->tiles->len; i++)
    if (!g_ptr_array_find (tiles, self->tiles->pdata[i], NULL))
      {
        lost = lost || has_focus (self->tiles->pdata[i]);
        remove_tile (self, self->tiles->pdata[i]);
      }
  g_ptr_array_unref (self->tiles);
  self->tiles = g_steal_pointer (&tiles);
  _easel_asset_grid_relayout (self);
  if (lost)
    gtk_widget_grab_focus (GTK_WIDGET (self));
  g_signal_emit_by_name (self, "jobs-changed");
}

void
_easel_asset_grid_clear_jobs (EaselAssetGrid *self)
{
  g_clear_handle_id (&self->handing, g_source_remove);
  if (self->jobs != NULL)
    g_signal_handlers_disconnect_by_func (self->jobs, on_jobs_changed_cb, self);
  for (guint i = 0; i < self->tiles->len; i++)
    remove_tile (self, self->tiles->pdata[i]);
  g_ptr_array_set_size (self->tiles, 0);
  g_clear_object (&self->jobs);
  g_clear_object (&self->context);
}

/*
 * Moves the focus to the next button of the tiles in a direction of the Tab key.
 * FALSE if there is none.
 */
gboolean
_easel_asset_grid_focus_tile (EaselAssetGrid *self, GtkDirectionType direction)
{
  gboolean back = direction == GTK_DIR_TAB_BACKWARD;
  GtkWidget *child = gtk_widget_get_focus_child (GTK_WIDGET (self));
  guint at;

  if (child != NULL && EASEL_IS_JOB_TILE (child))
    {
      if (gtk_widget_child_focus (child, direction))
        return TRUE;
      if (!g_ptr_array_find (self->tiles, child, &at))
        return FALSE;
      at += back ? -1 : 1;
    }
  else
    at = back ? self->tiles->len - 1 : 0;
  for (; at < self->tiles->len; at += back ? -1 : 1)
    if (gtk_widget_child_focus (g_ptr_array_index (self->tiles, at), direction))
      return TRUE;
  return FALSE;
}

/* What was over before, and needs nothing of the user, is no news. */
static void
dismiss_old (EaselAssetGrid *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (self->jobs); i++)
    {
      g_autoptr (EaselJob) job = g_list_model_get_item (self->jobs, i);

      if (easel_job_is_final (job) && easel_job_get_state (job) != EASEL_JOB_STATE_UNCONFIRMED)
        dismiss (self, job);
    }
}

/**
 * easel_asset_grid_set_jobs:
 * @self: a grid that has its list
 * @context: whose jobs stand before the pictures
 *
 * To be called once.
 */
void
easel_asset_grid_set_jobs (EaselAssetGrid *self, EaselContext *context)
{
  g_return_if_fail (EASEL_IS_ASSET_GRID (self));
  g_return_if_fail (self->list != NULL && self->context == NULL);

  self->context = g_object_ref (context);
  self->jobs = g_object_ref (easel_generate_service_get_jobs (easel_context_get_generate (context)));
  dismiss_old (self);
  g_signal_connect_object (self->jobs, "items-changed", G_CALLBACK (on_jobs_changed_cb), self,
                           G_CONNECT_SWAPPED);
  _easel_asset_grid_update_jobs (self);
}

/**
 * easel_asset_grid_set_hides_jobs:
 * @self: the grid
 * @hides: whether it shows pictures alone, as of the trash
 */
void
easel_asset_grid_set_hides_jobs (EaselAssetGrid *self, gboolean hides)
{
  g_return_if_fail (EASEL_IS_ASSET_GRID (self));

  if (self->hides_jobs == hides)
    return;
  self->hides_jobs = hides;
  _easel_asset_grid_update_jobs (self);
}

/**
 * easel_asset_grid_get_n_jobs:
 * @self: the grid
 *
 * Returns: how many stand before the pictures
 */
guint
easel_asset_grid_get_n_jobs (EaselAssetGrid *self)
{
  g_return_val_if_fail (EASEL_IS_ASSET_GRID (self), 0);

  return self->tiles->len;
}
