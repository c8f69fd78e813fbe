// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-generate-service-private.h"

#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-job-private.h"
#include "easel-store-jobs.h"

/*
 * What other programs do with the jobs, and what they leave behind when they end in
 * the middle; and what could not go on here for a while.
 */

/* How soon it is seen what another program did, in microseconds. */
#define LOOK_INTERVAL (250 * 1000)
/* Two programs write at the same time, and clocks are set. */
#define OVERLAP (2 * (gint64) G_USEC_PER_SEC)

/* How soon it is seen that a program has ended, in seconds. */
#define KEEP_INTERVAL 2
/* Until what could not go on is tried again: doubled each time. */
#define FIRST_PAUSE (5 * (gint64) G_USEC_PER_SEC)
#define LONGEST_PAUSE (5 * 60 * (gint64) G_USEC_PER_SEC)
/* Somebody may be asked for the keyring's password each time. */
#define KEYRING_PAUSE (10 * 60 * (gint64) G_USEC_PER_SEC)

static void arm (EaselGenerateService *self);

/* ---- seeing ---- */

/* The reason why a job does not go on here is not in the journal. */
static void
take_row (EaselJob *job, EaselJobRow *row)
{
  gboolean same = row->error == NULL && row->stage == _easel_job_get_row (job)->stage;
  const GError *error = easel_job_get_error (job);
  g_autoptr (GError) failure = same && error != NULL ? g_error_copy (error) : NULL;

  _easel_job_set_row (job, row);
  if (failure != NULL)
    _easel_job_set_failure (job, failure);
}

static void
take_news (EaselGenerateService *self, EaselJobRow *row)
{
  EaselJob *job = g_hash_table_lookup (self->by_id, &row->id);
  gboolean final = easel_job_stage_is_final (row->stage);

  if (job == NULL)
    {
      if (self->keeps_up && !final)
        g_object_unref (_easel_generate_service_show (self, row));
      return;
    }
  if (job->held)
    {
      if (row->cancel_asked_at != 0)
        _easel_job_cancel (job);
      return;
    }
  if (row->updated_at != _easel_job_get_row (job)->updated_at)
    take_row (job, row);
  /* Nobody waits any longer for the turn of what is over. */
  if ((final || row->cancel_asked_at != 0) && g_ptr_array_find (self->running, job, NULL))
    _easel_job_cancel (job);
}

static void
read_news (EaselGenerateService *self)
{
  g_autoptr (GPtrArray) rows = NULL;

  /* A clock that was set back hides nothing for long. */
  self->seen_at = MIN (self->seen_at, g_get_real_time ());
  rows = dex_await_boxed (easel_store_jobs_list_changed (self->store, self->seen_at - OVERLAP), NULL);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      EaselJobRow *row = g_ptr_array_index (rows, i);

      take_news (self, row);
      self->seen_at = MAX (self->seen_at, row->updated_at);
    }
  arm (self);
}

static DexFuture *
look_fiber (gpointer data)
{
  EaselGenerateService *self = data;

  while (self->look_again && dex_future_is_pending (DEX_FUTURE (self->closing)))
    {
      /* Each step of each job is a change: many are seen at once. */
      dex_await (
          dex_future_first (dex_timeout_new_usec (LOOK_INTERVAL), dex_ref (DEX_FUTURE (self->closing)), NULL),
          NULL);
      self->look_again = FALSE;
      read_news (self);
    }
  self->looking = FALSE;
  return dex_future_new_true ();
}

/* Sees what other programs wrote. */
void
_easel_generate_service_look (EaselGenerateService *self)
{
  self->look_again = TRUE;
  if (self->looking)
    return;
  self->looking = TRUE;
  dex_future_disown (easel_fiber_spawn (look_fiber, g_object_ref (self), g_object_unref));
}

/* ---- going on ---- */

/* Nobody here works on it and it has not ended. What was never sent is begun by who
 * wants it, not by itself. */
static gboolean
is_left (EaselGenerateService *self, EaselJob *job)
{
  const EaselJobRow *row = _easel_job_get_row (job);

  return !easel_job_stage_is_final (row->stage) && !g_ptr_array_find (self->running, job, NULL) &&
         (row->stage != EASEL_JOB_QUEUED || row->cancel_asked_at != 0);
}

/* Those whose time has come and which no other program has. */
static GArray *
find_free (EaselGenerateService *self, guint *n_left)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 now = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer job;

  *n_left = 0;
  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &job))
    {
      gint64 id = easel_job_get_id (job);

      if (!is_left (self, job))
        continue;
      *n_left += 1;
      if (((EaselJob *) job)->retry_at <= now)
        g_array_append_val (ids, id);
    }
  easel_store_jobs_drop_locked (self->store, ids);
  return ids;
}

static gboolean
on_keep_cb (gpointer user_data)
{
  EaselGenerateService *self = user_data;
  guint n_left;
  g_autoptr (GArray) ids = find_free (self, &n_left);

  for (guint i = 0; i < ids->len; i++)
    {
      EaselJob *job = g_hash_table_lookup (self->by_id, &g_array_index (ids, gint64, i));

      _easel_job_reopen (job);
      _easel_job_work_start (self, job);
    }
  if (n_left > ids->len)
    return G_SOURCE_CONTINUE;
  self->keep_source = 0;
  return G_SOURCE_REMOVE;
}

static void
arm (EaselGenerateService *self)
{
  GHashTableIter iter;
  gpointer job;

  if (!self->keeps_up || self->keep_source != 0 || !dex_future_is_pending (DEX_FUTURE (self->closing)))
    return;
  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, NULL, &job))
    if (is_left (self, job))
      {
        self->keep_source = g_timeout_add_seconds (KEEP_INTERVAL, on_keep_cb, self);
        return;
      }
}

/* Work on a job ended before it did: it is tried again in a while. */
void
_easel_generate_service_leave_for_later (EaselGenerateService *self, EaselJob *job)
{
  const GError *error = easel_job_get_error (job);
  gint64 pause = MIN (FIRST_PAUSE << MIN (job->n_left, 8), LONGEST_PAUSE);

  if (g_error_matches (error, EASEL_ERROR, EASEL_ERROR_KEYRING))
    pause = KEYRING_PAUSE;
  if (easel_job_is_elsewhere (job))
    pause = 0;
  else
    job->n_left++;
  job->retry_at = g_get_monotonic_time () + pause;
  arm (self);
}

static DexFuture *
keep_up_fiber (gpointer data)
{
  EaselGenerateService *self = data;
  GError *error = NULL;

  self->keeps_up = TRUE;
  if (!dex_await (easel_generate_service_resume (self, FALSE), &error))
    return dex_future_new_for_error (error);
  arm (self);
  return dex_future_new_true ();
}

/**
 * easel_generate_service_keep_up:
 * @self: the service
 *
 * Goes on with what programs left behind that are gone, as
 * easel_generate_service_resume() does; and from now on until it is closed shows
 * what other programs begin, goes on within seconds with what one leaves behind
 * that ends in the middle, and tries again what could not go on, such as for want
 * of a key. What was never sent stays so.
 *
 * Returns: (transfer full): resolves to %TRUE once the first is begun
 */
DexFuture *
easel_generate_service_keep_up (EaselGenerateService *self)
{
  dex_return_error_if_fail (EASEL_IS_GENERATE_SERVICE (self));

  return easel_fiber_spawn (keep_up_fiber, g_object_ref (self), g_object_unref);
}
