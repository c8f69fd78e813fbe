// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-dex-fiber.h"

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
 * future cancels the fiber, and with it whatever it awaits, which
 * dex_scheduler_spawn() alone does not do: see easel_dex_cancel_on_drop().
 *
 * Returns: (transfer full): resolves to what @func's future resolves to
 */
DexFuture *
easel_dex_fiber_spawn (DexFiberFunc func, gpointer data, GDestroyNotify destroy)
{
  return easel_dex_cancel_on_drop (dex_scheduler_spawn (NULL, 0, func, data, destroy));
}
