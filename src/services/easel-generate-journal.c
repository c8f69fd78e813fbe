// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-generate-service-private.h"

#include <glib/gi18n-lib.h>

#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-job-private.h"
#include "easel-store-assets.h"
#include "easel-store-jobs.h"

/* What was begun before: seen, gone on with, stopped. */

/* Lets a job be worked on again; one on which this program works goes on as it is. */
static void
reopen (EaselGenerateService *self, EaselJob *job)
{
  if (!g_ptr_array_find (self->running, job, NULL))
    _easel_job_reopen (job);
}

/* What a fiber of this file works on. */
typedef struct
{
  EaselGenerateService *self;
  EaselJob *job;
  gint64 id;
  guint limit;
  gboolean flag;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->self);
  g_clear_object (&task->job);
  g_free (task);
}

static Task *
task_new (EaselGenerateService *self)
{
  Task *task = g_new0 (Task, 1);

  task->self = g_object_ref (self);
  return task;
}

static DexFuture *
load_fiber (gpointer data)
{
  Task *task = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) rows =
      dex_await_boxed (easel_store_jobs_list (task->self->store, 0, task->limit), &error);

  if (rows == NULL)
    return dex_future_new_for_error (error);
  for (guint i = 0; i < rows->len; i++)
    g_object_unref (_easel_generate_service_show (task->self, g_ptr_array_index (rows, i)));
  return dex_future_new_true ();
}

/**
 * easel_generate_service_load:
 * @self: the service
 * @limit: most jobs
 *
 * Brings the newest jobs of the journal into the list, without working on them.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_generate_service_load (EaselGenerateService *self, guint limit)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_GENERATE_SERVICE (self));

  task = task_new (self);
  task->limit = limit;
  return easel_fiber_spawn (load_fiber, task, task_free);
}

static DexFuture *
resume_fiber (gpointer data)
{
  Task *task = data;
  GError *error = NULL;
  g_autoptr (GPtrArray) rows = dex_await_boxed (easel_store_jobs_list_open (task->self->store), &error);
  guint n = 0;

  if (rows == NULL)
    return dex_future_new_for_error (error);
  for (guint i = 0; i < rows->len; i++)
    {
      EaselJobRow *row = g_ptr_array_index (rows, i);
      g_autoptr (EaselJob) job = _easel_generate_service_show (task->self, row);

      if (row->stage == EASEL_JOB_QUEUED && !task->flag && row->cancel_asked_at == 0)
        continue;
      reopen (task->self, job);
      _easel_job_work_start (task->self, job);
      n++;
    }
  return dex_future_new_for_uint (n);
}

/**
 * easel_generate_service_resume:
 * @self: the service
 * @unsent: also begin with those that wait and were never sent
 *
 * Goes on with what a program began that is gone: what a provider has is asked
 * after, what is made is fetched, what may have been sent is marked so and not sent
 * again. Jobs that another program works on stay with it.
 *
 * Returns: (transfer full): resolves to how many that may be, a #guint
 */
DexFuture *
easel_generate_service_resume (EaselGenerateService *self, gboolean unsent)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_GENERATE_SERVICE (self));

  task = task_new (self);
  task->flag = unsent;
  return easel_fiber_spawn (resume_fiber, task, task_free);
}

static DexFuture *
resume_job_fiber (gpointer data)
{
  Task *task = data;
  EaselGenerateService *self = task->self;
  GError *error = NULL;
  g_autoptr (EaselJobRow) row = dex_await_boxed (easel_store_jobs_get (self->store, task->id), &error);
  g_autoptr (EaselJob) job = NULL;

  if (row == NULL)
    return dex_future_new_for_error (error);
  if (easel_job_stage_is_final (row->stage))
    {
      g_autoptr (EaselJobLock) lock = easel_store_jobs_lock (self->store, task->id, &error);

      if (error != NULL ||
          (lock != NULL && !dex_await (easel_store_jobs_requeue (self->store, task->id), &error)))
        return dex_future_new_for_error (error);
      /* Who holds it goes on with it: only what it wrote of it is seen. */
      easel_job_row_unref (row);
      row = dex_await_boxed (easel_store_jobs_get (self->store, task->id), &error);
      if (row == NULL)
        return dex_future_new_for_error (error);
    }
  job = _easel_generate_service_show (self, row);
  reopen (self, job);
  _easel_job_work_start (self, job);
  return dex_future_new_take_object (g_steal_pointer (&job));
}

/**
 * easel_generate_service_resume_job:
 * @self: the service
 * @id: a job's number
 *
 * Goes on with one job, also with one that failed after it was made: what was made
 * is fetched once more. Nothing is submitted twice.
 *
 * Returns: (transfer full): resolves to the #EaselJob, or rejects with
 *   %EASEL_ERROR_NOT_FOUND, or %EASEL_ERROR_INVALID_INPUT if there is nothing to go
 *   on with
 */
DexFuture *
easel_generate_service_resume_job (EaselGenerateService *self, gint64 id)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_GENERATE_SERVICE (self));

  task = task_new (self);
  task->id = id;
  return easel_fiber_spawn (resume_job_fiber, task, task_free);
}

static DexFuture *
cancel_fiber (gpointer data)
{
  Task *task = data;
  EaselGenerateService *self = task->self;
  GError *error = NULL;
  g_autoptr (EaselJobRow) row = NULL;
  g_autoptr (EaselJob) job = NULL;

  /* The journal first: another program may be the one that works on it. */
  if (!dex_await (easel_store_jobs_ask_cancel (self->store, task->id), &error))
    return dex_future_new_for_error (error);
  row = dex_await_boxed (easel_store_jobs_get (self->store, task->id), &error);
  if (row == NULL)
    return dex_future_new_for_error (error);
  job = _easel_generate_service_show (self, row);
  if (!easel_job_stage_is_final (row->stage))
    {
      reopen (self, job);
      _easel_job_cancel (job);
      _easel_job_work_start (self, job);
    }
  return dex_future_new_take_object (g_steal_pointer (&job));
}

/**
 * easel_generate_service_cancel:
 * @self: the service
 * @id: a job's number
 *
 * Wants a job to end, whoever works on it. Wait for it to learn what became of that,
 * see easel_job_get_cancel().
 *
 * Returns: (transfer full): resolves to the #EaselJob, or rejects with
 *   %EASEL_ERROR_NOT_FOUND
 */
DexFuture *
easel_generate_service_cancel (EaselGenerateService *self, gint64 id)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_GENERATE_SERVICE (self));

  task = task_new (self);
  task->id = id;
  return easel_fiber_spawn (cancel_fiber, task, task_free);
}

static DexFuture *
load_assets_fiber (gpointer data)
{
  Task *task = data;
  GError *error = NULL;
  g_autoptr (GArray) ids = dex_await_boxed (
      easel_store_jobs_list_assets (task->self->store, easel_job_get_id (task->job)), &error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_asset_row_unref);

  if (ids == NULL)
    return dex_future_new_for_error (error);
  for (guint i = 0; i < ids->len; i++)
    {
      EaselAssetRow *row = dex_await_boxed (
          easel_store_assets_get (task->self->store, g_array_index (ids, gint64, i)), &error);

      if (row == NULL)
        return dex_future_new_for_error (error);
      g_ptr_array_add (rows, row);
    }
  /* Another call may have loaded them meanwhile. */
  for (guint i = easel_job_get_n_assets (task->job) == 0 ? 0 : rows->len; i < rows->len; i++)
    {
      const EaselAssetRow *row = g_ptr_array_index (rows, i);

      _easel_job_add_asset (task->job, row->id, easel_file_store_get_path (task->self->files, row->hash),
                            row->mime);
    }
  return dex_future_new_true ();
}

/**
 * easel_generate_service_load_cost:
 * @self: the service
 * @job_id: a job's number, in the list or not
 *
 * Returns: (transfer full): resolves to what one of the pictures cost that came of
 *   it, in millionths of a US dollar, a #gint64; -1 unknown
 */
DexFuture *
easel_generate_service_load_cost (EaselGenerateService *self, gint64 job_id)
{
  dex_return_error_if_fail (EASEL_IS_GENERATE_SERVICE (self));

  return easel_store_jobs_get_share (self->store, job_id);
}

/**
 * easel_generate_service_load_assets:
 * @self: the service
 * @job: a job
 *
 * Loads what came of a job that ended before, as far as it is in the library.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_generate_service_load_assets (EaselGenerateService *self, EaselJob *job)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_GENERATE_SERVICE (self));
  dex_return_error_if_fail (EASEL_IS_JOB (job));

  if (easel_job_get_n_assets (job) > 0 || !easel_job_is_final (job))
    return dex_future_new_true ();
  task = task_new (self);
  task->job = g_object_ref (job);
  return easel_fiber_spawn (load_assets_fiber, task, task_free);
}

/**
 * easel_generate_service_load_preview:
 * @self: the service
 * @job: a job
 * @side: the most points that a side may have
 *
 * Reads what easel_job_get_preview() holds, in the process that reads foreign files.
 *
 * Returns: (transfer full): resolves to #EaselPixels; rejects with
 *   %EASEL_ERROR_NOT_FOUND if there is no preview, or an error of %EASEL_ERROR if it
 *   is no picture
 */
DexFuture *
easel_generate_service_load_preview (EaselGenerateService *self, EaselJob *job, guint side)
{
  dex_return_error_if_fail (EASEL_IS_GENERATE_SERVICE (self));
  dex_return_error_if_fail (EASEL_IS_JOB (job));

  if (easel_job_get_preview (job) == NULL)
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_NOT_FOUND, "%s", _ ("There is no preview yet."));
  return _easel_library_service_decode (self->library, easel_job_get_preview (job), side);
}
