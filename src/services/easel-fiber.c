// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-fiber.h"

#include "easel-dex-fiber.h"

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
  return easel_dex_thread_spawn (func, data, destroy);
}
