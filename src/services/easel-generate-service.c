// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-generate-service-private.h"

#include "easel-fiber.h"
#include "easel-job-private.h"
#include "easel-store-jobs.h"

/**
 * EaselGenerateService:
 *
 * Has pictures and clips made. What it does is in the journal on the disk before it
 * happens, so that nothing that was paid for is lost and nothing is paid for twice,
 * however a program ends; several programs work on one journal.
 */

G_DEFINE_FINAL_TYPE (EaselGenerateService, easel_generate_service, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_N_RUNNING,
  N_PROPS
};

enum
{
  BATCH_ENDED,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
on_store_changed_cb (EaselStore *store, guint groups, EaselGenerateService *self)
{
  if ((groups & EASEL_STORE_JOBS) != 0 && (g_hash_table_size (self->by_id) > 0 || self->keeps_up))
    _easel_generate_service_look (self);
}

static void
easel_generate_service_dispose (GObject *object)
{
  EaselGenerateService *self = EASEL_GENERATE_SERVICE (object);

  g_clear_handle_id (&self->keep_source, g_source_remove);
  g_clear_object (&self->jobs);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->schemas, g_hash_table_unref);
  g_clear_pointer (&self->running, g_ptr_array_unref);
  g_clear_pointer (&self->queue, _easel_call_queue_unref);
  g_clear_pointer (&self->files, easel_file_store_unref);
  dex_clear (&self->closing);
  g_clear_object (&self->library);
  g_clear_object (&self->prompts);
  g_clear_object (&self->providers);
  g_clear_object (&self->store);
  g_clear_pointer (&self->spool, g_free);

  G_OBJECT_CLASS (easel_generate_service_parent_class)->dispose (object);
}

static void
easel_generate_service_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  EaselGenerateService *self = EASEL_GENERATE_SERVICE (object);

  switch (prop_id)
    {
    case PROP_N_RUNNING:
      g_value_set_uint (value, easel_generate_service_count_running (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
easel_generate_service_class_init (EaselGenerateServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = easel_generate_service_dispose;
  object_class->get_property = easel_generate_service_get_property;

  /**
   * EaselGenerateService:n-running:
   *
   * On how many jobs this program works.
   */
  properties[PROP_N_RUNNING] =
      g_param_spec_uint ("n-running", NULL, NULL, 0, G_MAXUINT, 0,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * EaselGenerateService::batch-ended:
   * @self: the service
   * @batch_id: the batch
   * @n_stored: how many of it are in the library
   * @n_all: how many were asked for and not cancelled, at least one
   *
   * This program works on none of a batch any more, and all of it has ended.
   */
  signals[BATCH_ENDED] = g_signal_new ("batch-ended", EASEL_TYPE_GENERATE_SERVICE, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 3, G_TYPE_INT64, G_TYPE_UINT, G_TYPE_UINT);
}

static void
easel_generate_service_init (EaselGenerateService *self)
{
  self->jobs = g_list_store_new (EASEL_TYPE_JOB);
  self->by_id = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->schemas =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) easel_media_schema_unref);
  self->running = g_ptr_array_new_with_free_func (g_object_unref);
  self->closing = dex_promise_new ();
  self->seen_at = g_get_real_time ();
}

EaselGenerateService *
_easel_generate_service_new (EaselStore *store,
                             EaselProviderService *providers,
                             EaselPromptService *prompts,
                             EaselLibraryService *library)
{
  EaselGenerateService *self = g_object_new (EASEL_TYPE_GENERATE_SERVICE, NULL);
  g_autofree char *folder = g_path_get_dirname (easel_store_get_path (store));
  g_autofree char *places = g_strconcat (easel_store_get_path (store), ".places", NULL);

  self->store = g_object_ref (store);
  self->queue = _easel_call_queue_new (places);
  self->providers = g_object_ref (providers);
  self->prompts = g_object_ref (prompts);
  self->library = g_object_ref (library);
  self->files = easel_file_store_ref (_easel_library_service_get_files (library));
  self->spool = g_build_filename (folder, "jobs", NULL);
  g_signal_connect_object (store, "changed", G_CALLBACK (on_store_changed_cb), self, G_CONNECT_DEFAULT);
  return self;
}

static DexFuture *
stop_fiber (gpointer data)
{
  EaselGenerateService *self = data;

  g_clear_handle_id (&self->keep_source, g_source_remove);
  if (dex_future_is_pending (DEX_FUTURE (self->closing)))
    dex_promise_resolve_boolean (self->closing, TRUE);
  while (self->running->len > 0)
    {
      g_autoptr (EaselJob) job = g_object_ref (g_ptr_array_index (self->running, 0));

      dex_await (easel_job_wait (job), NULL);
    }
  return dex_future_new_true ();
}

/* Resolves when nobody works on a job any more. What a provider has goes on there,
 * and is found by the journal the next time. */
DexFuture *
_easel_generate_service_stop (EaselGenerateService *self)
{
  return easel_fiber_spawn (stop_fiber, g_object_ref (self), g_object_unref);
}

/* ---- what runs ---- */

void
_easel_generate_service_begin (EaselGenerateService *self, EaselJob *job)
{
  g_ptr_array_add (self->running, g_object_ref (job));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_RUNNING]);
}

static void
tell_batch (EaselGenerateService *self, gint64 batch_id)
{
  guint n_stored = 0, n_all = 0;

  for (guint i = 0; i < self->running->len; i++)
    if (easel_job_get_batch_id (g_ptr_array_index (self->running, i)) == batch_id)
      return;
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->jobs)); i++)
    {
      g_autoptr (EaselJob) job = g_list_model_get_item (G_LIST_MODEL (self->jobs), i);

      if (easel_job_get_batch_id (job) != batch_id)
        continue;
      if (!easel_job_is_final (job))
        return;
      n_stored += easel_job_get_state (job) == EASEL_JOB_STATE_STORED;
      n_all += easel_job_get_state (job) != EASEL_JOB_STATE_CANCELLED;
    }
  if (n_all > 0)
    g_signal_emit (self, signals[BATCH_ENDED], 0, batch_id, n_stored, n_all);
}

void
_easel_generate_service_end (EaselGenerateService *self, EaselJob *job)
{
  g_ptr_array_remove (self->running, job);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_RUNNING]);
  if (!dex_future_is_pending (DEX_FUTURE (self->closing)))
    return;
  tell_batch (self, easel_job_get_batch_id (job));
  if (!easel_job_is_final (job))
    _easel_generate_service_leave_for_later (self, job);
}

/* ---- the list ---- */

/* The job of a row, in the list from now on, the newest first. */
EaselJob *
_easel_generate_service_show (EaselGenerateService *self, EaselJobRow *row)
{
  EaselJob *job = g_hash_table_lookup (self->by_id, &row->id);
  guint n, low = 0;

  if (job != NULL)
    {
      if (!g_ptr_array_find (self->running, job, NULL))
        _easel_job_set_row (job, row);
      return g_object_ref (job);
    }
  job = _easel_job_new (row);
  n = g_list_model_get_n_items (G_LIST_MODEL (self->jobs));
  for (guint high = n; low < high;)
    {
      guint middle = low + (high - low) / 2;
      g_autoptr (EaselJob) other = g_list_model_get_item (G_LIST_MODEL (self->jobs), middle);

      if (easel_job_get_id (other) > row->id)
        low = middle + 1;
      else
        high = middle;
    }
  g_list_store_insert (self->jobs, low, job);
  g_hash_table_insert (self->by_id, g_memdup2 (&row->id, sizeof row->id), job);
  return job;
}

/**
 * easel_generate_service_get_jobs:
 * @self: the service
 *
 * Returns: (transfer none): a list of #EaselJob, the newest first: what was begun
 *   here, and what was loaded
 */
GListModel *
easel_generate_service_get_jobs (EaselGenerateService *self)
{
  g_return_val_if_fail (EASEL_IS_GENERATE_SERVICE (self), NULL);

  return G_LIST_MODEL (self->jobs);
}

/**
 * easel_generate_service_find_job:
 * @self: the service
 * @id: a job's number
 *
 * Returns: (transfer full) (nullable): the job, if it is in the list
 */
EaselJob *
easel_generate_service_find_job (EaselGenerateService *self, gint64 id)
{
  EaselJob *job;

  g_return_val_if_fail (EASEL_IS_GENERATE_SERVICE (self), NULL);

  job = g_hash_table_lookup (self->by_id, &id);
  return job != NULL ? g_object_ref (job) : NULL;
}

/**
 * easel_generate_service_count_running:
 * @self: the service
 *
 * Returns: on how many jobs this program works
 */
guint
easel_generate_service_count_running (EaselGenerateService *self)
{
  g_return_val_if_fail (EASEL_IS_GENERATE_SERVICE (self), 0);

  return self->running->len;
}

/**
 * easel_generate_service_dup_wildcard_folder:
 * @self: the service
 *
 * Returns: (transfer full): where the files of wildcards are looked for: "NAME.txt"
 *   for `__NAME__`, one entry a line
 */
char *
easel_generate_service_dup_wildcard_folder (EaselGenerateService *self)
{
  g_autofree char *folder = NULL;

  g_return_val_if_fail (EASEL_IS_GENERATE_SERVICE (self), NULL);

  folder = g_path_get_dirname (easel_store_get_path (self->store));
  return g_build_filename (folder, "wildcards", NULL);
}
