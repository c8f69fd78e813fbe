// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-fiber.h"

/**
 * easel_fiber_spawn:
 * @func: what runs; it may wait
 * @data: what it works on
 * @destroy: (nullable): frees @data at the end
 *
 * Begins a fiber of the main loop that runs to its end, whoever drops the
 * future meanwhile: libdex 0.10 wakes a fiber that is cancelled without taking
 * it off what it waits for, which may wake it again after its end. What can be
 * stopped has a stop of its own, such as easel_edit_run_stop().
 *
 * Returns: (transfer full): resolves to what @func returns
 */
DexFuture *
easel_fiber_spawn (DexFiberFunc func, gpointer data, GDestroyNotify destroy)
{
  DexFuture *future = dex_scheduler_spawn (NULL, 0, func, data, destroy);

  dex_future_disown (dex_ref (future));
  return future;
}

typedef struct
{
  GFunc func;
  gpointer data;
  GDestroyNotify destroy;
  DexPromise *promise;
} Job;

static void
run_job (gpointer user_data)
{
  Job *job = user_data;

  job->func (job->data, NULL);
  if (job->destroy != NULL)
    job->destroy (job->data);
  dex_promise_resolve_boolean (job->promise, TRUE);
  dex_unref (job->promise);
  g_free (job);
}

/**
 * easel_thread_spawn:
 * @func: what is to be done; its second argument is %NULL
 * @data: what it works on, its own for so long: a reference that is atomic
 * @destroy: (nullable): frees @data at the end, in the thread
 *
 * Does work that would hold up the main loop, in a thread of a pool and to its
 * end, whoever drops the future meanwhile.
 *
 * Returns: (transfer full): resolves to %TRUE when it is done
 */
DexFuture *
easel_thread_spawn (GFunc func, gpointer data, GDestroyNotify destroy)
{
  Job *job = g_new0 (Job, 1);
  DexPromise *promise = dex_promise_new ();

  job->func = func;
  job->data = data;
  job->destroy = destroy;
  job->promise = dex_ref (promise);
  dex_scheduler_push (dex_thread_pool_scheduler_get_default (), run_job, job);
  return DEX_FUTURE (promise);
}
