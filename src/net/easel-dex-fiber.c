// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-dex-fiber.h"

static DexFuture *
pass_on (DexFuture *future, gpointer user_data)
{
  return dex_ref (future);
}

/**
 * easel_dex_fiber_spawn:
 * @func: (scope async): what to run
 * @data: given to @func
 * @destroy: (nullable): frees @data
 *
 * Runs @func on a fiber of the calling thread's scheduler. Whoever drops the
 * future cancels the fiber, and with it whatever it awaits: dex_scheduler_spawn()
 * alone does not do that, since the scheduler holds a reference of its own and
 * a fiber is only cancelled when nothing depends on it any more.
 *
 * Returns: (transfer full): resolves to what @func's future resolves to
 */
DexFuture *
easel_dex_fiber_spawn (DexFiberFunc func, gpointer data, GDestroyNotify destroy)
{
  return dex_future_finally (dex_scheduler_spawn (NULL, 0, func, data, destroy), pass_on, NULL, NULL);
}
