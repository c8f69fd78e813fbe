// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-dex-fiber.h"

#include <gio/gio.h>

/* JSON-GLib's parser recurses, which the usual stack is too small for.
 * Untouched pages cost nothing. */
#define DEEP_STACK ((gsize) 1024 * 1024)

/* A fiber that ends early by a promise of its own.
 *
 * libdex 0.10 wakes a fiber that is cancelled without taking it off what it
 * awaits. If that completes before the fiber has run, the fiber is woken twice
 * and runs on after its end. So no fiber here is cancelled by libdex: it is
 * held until its end, and each wait races with the promise. */
typedef struct
{
  DexPromise *stop;
  DexFuture *keep;
  DexFiberFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Fiber;

/* The fiber that runs; each sets it anew when it comes back from a wait. */
static _Thread_local Fiber *current;

static void
fiber_clear (gpointer data)
{
  Fiber *fiber = data;

  dex_unref (fiber->stop);
  dex_clear (&fiber->keep);
}

static void
fiber_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, fiber_clear);
}

static DexFuture *
run_fiber (gpointer data)
{
  Fiber *fiber = data;
  DexFuture *result;

  current = fiber;
  result = fiber->func (fiber->data);
  current = NULL;
  return result;
}

static void
end_fiber (gpointer data)
{
  Fiber *fiber = data;

  if (fiber->destroy != NULL)
    fiber->destroy (fiber->data);
  fiber_unref (fiber);
}

static DexFuture *
pass_on (DexFuture *future, gpointer user_data)
{
  return dex_ref (future);
}

static void
on_dropped (gpointer data)
{
  Fiber *fiber = data;

  if (dex_future_is_pending (DEX_FUTURE (fiber->stop)))
    dex_promise_reject (fiber->stop, g_error_new_literal (DEX_ERROR, DEX_ERROR_FIBER_CANCELLED, "dropped"));
  fiber_unref (fiber);
}

static DexFuture *
spawn (gsize stack_size, DexFiberFunc func, gpointer data, GDestroyNotify destroy)
{
  Fiber *fiber = g_atomic_rc_box_new0 (Fiber);
  DexFuture *future;

  fiber->stop = dex_promise_new ();
  fiber->func = func;
  fiber->data = data;
  fiber->destroy = destroy;
  g_atomic_rc_box_acquire (fiber);
  future = dex_scheduler_spawn (NULL, stack_size, run_fiber, fiber, end_fiber);
  fiber->keep = dex_future_finally (dex_ref (future), pass_on, NULL, NULL);
  return dex_future_finally (future, pass_on, fiber, on_dropped);
}

static DexFuture *
until_dropped (DexFuture *future)
{
  return dex_future_first (future, dex_ref (current->stop), NULL);
}

/**
 * easel_dex_cancel_on_drop:
 * @future: (transfer full): a fiber, or a promise with a cancellable
 *
 * A future is cancelled when the last one that depends on it goes, not when
 * the last reference goes, of which whoever works on it holds one. So what is
 * handed out is a future that depends on it.
 *
 * Returns: (transfer full): resolves as @future does; whoever drops it cancels
 *   @future
 */
DexFuture *
easel_dex_cancel_on_drop (DexFuture *future)
{
  return dex_future_first (future, NULL);
}

/**
 * easel_dex_fiber_spawn:
 * @func: (scope async): what to run
 * @data: given to @func
 * @destroy: (nullable): frees @data
 *
 * Runs @func on a fiber of the calling thread's scheduler. Whoever drops the
 * future ends each wait of the fiber, which are those of
 * easel_dex_fiber_await() and its kin, and with it whatever it awaits.
 *
 * Returns: (transfer full): resolves to what @func's future resolves to
 */
DexFuture *
easel_dex_fiber_spawn (DexFiberFunc func, gpointer data, GDestroyNotify destroy)
{
  return spawn (0, func, data, destroy);
}

/**
 * easel_dex_fiber_spawn_deep:
 * @func: (scope async): what to run
 * @data: given to @func
 * @destroy: (nullable): frees @data
 *
 * As easel_dex_fiber_spawn(), with a stack on which JSON may be parsed and a
 * listener called.
 *
 * Returns: (transfer full): resolves to what @func's future resolves to
 */
DexFuture *
easel_dex_fiber_spawn_deep (DexFiberFunc func, gpointer data, GDestroyNotify destroy)
{
  return spawn (DEEP_STACK, func, data, destroy);
}

/**
 * easel_dex_fiber_await:
 * @future: (transfer full): what to wait for
 * @error: return location of an error
 *
 * Waits on a fiber of easel_dex_fiber_spawn() until @future is there, or nobody
 * waits for the fiber any more: then @error is %DEX_ERROR_FIBER_CANCELLED.
 *
 * Returns: whether @future resolved
 */
gboolean
easel_dex_fiber_await (DexFuture *future, GError **error)
{
  Fiber *fiber = current;
  gboolean resolved = dex_await (until_dropped (future), error);

  current = fiber;
  return resolved;
}

/**
 * easel_dex_fiber_await_boxed:
 * @future: (transfer full): what to wait for
 * @error: return location of an error
 *
 * As easel_dex_fiber_await().
 *
 * Returns: (transfer full) (nullable): what @future resolved to
 */
gpointer
easel_dex_fiber_await_boxed (DexFuture *future, GError **error)
{
  Fiber *fiber = current;
  gpointer boxed = dex_await_boxed (until_dropped (future), error);

  current = fiber;
  return boxed;
}

/**
 * easel_dex_fiber_await_object:
 * @future: (transfer full): what to wait for
 * @error: return location of an error
 *
 * As easel_dex_fiber_await().
 *
 * Returns: (transfer full) (nullable): what @future resolved to
 */
gpointer
easel_dex_fiber_await_object (DexFuture *future, GError **error)
{
  Fiber *fiber = current;
  gpointer object = dex_await_object (until_dropped (future), error);

  current = fiber;
  return object;
}

static gboolean
on_time_up_cb (GCancellable *cancellable, gpointer user_data)
{
  dex_promise_reject (user_data, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The time is up"));
  return G_SOURCE_REMOVE;
}

/**
 * easel_dex_timeout_new:
 * @timeout: microseconds from now
 *
 * A wait that may be dropped. DexTimeout of libdex 0.10 is not: it complains,
 * now and then, when the fiber that awaits it is cancelled.
 *
 * Returns: (transfer full): never resolves; rejects with %G_IO_ERROR_TIMED_OUT
 *   when the time is up
 */
DexFuture *
easel_dex_timeout_new (gint64 timeout)
{
  DexPromise *promise = dex_promise_new_cancellable ();
  g_autoptr (GSource) source = g_cancellable_source_new (dex_promise_get_cancellable (promise));
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  g_source_set_ready_time (source, g_get_monotonic_time () + timeout);
  g_source_set_static_name (source, "easel-dex-timeout");
  g_source_set_callback (source, G_SOURCE_FUNC (on_time_up_cb), dex_ref (promise), dex_unref);
  g_source_attach (source, context);
  return DEX_FUTURE (promise);
}

/* Work on its way to a thread of the pool. */
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
 * easel_dex_thread_spawn:
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
easel_dex_thread_spawn (GFunc func, gpointer data, GDestroyNotify destroy)
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
