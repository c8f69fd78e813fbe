// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-test-future.h"

/* Longer than any test waits on purpose. */
#define LONGEST_WAIT_SECONDS 30

static gboolean
on_time_up_cb (gpointer user_data)
{
  g_error ("the future did not resolve in %d seconds", LONGEST_WAIT_SECONDS);
  return G_SOURCE_REMOVE;
}

/**
 * easel_test_await:
 * @future: (transfer full): a future
 * @error: return location of an error
 *
 * Runs the main context until @future has resolved. Ends the test after half a
 * minute.
 *
 * Returns: whether it resolved, not rejected
 */
gboolean
easel_test_await (DexFuture *future, GError **error)
{
  guint timer = g_timeout_add_seconds (LONGEST_WAIT_SECONDS, on_time_up_cb, NULL);
  const GValue *value;

  while (dex_future_is_pending (future))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timer);
  value = dex_future_get_value (future, error);
  dex_unref (future);
  return value != NULL;
}

/**
 * easel_test_await_object:
 * @future: (transfer full): a future of an object
 * @error: return location of an error
 *
 * Returns: (transfer full) (nullable): what it resolved to
 */
gpointer
easel_test_await_object (DexFuture *future, GError **error)
{
  gpointer object = NULL;

  dex_ref (future);
  if (easel_test_await (future, error))
    object = g_value_dup_object (dex_future_get_value (future, NULL));
  dex_unref (future);
  return object;
}

/**
 * easel_test_await_boxed:
 * @future: (transfer full): a future of a boxed value
 * @error: return location of an error
 *
 * Returns: (transfer full) (nullable): what it resolved to
 */
gpointer
easel_test_await_boxed (DexFuture *future, GError **error)
{
  gpointer boxed = NULL;

  dex_ref (future);
  if (easel_test_await (future, error))
    boxed = g_value_dup_boxed (dex_future_get_value (future, NULL));
  dex_unref (future);
  return boxed;
}

/**
 * easel_test_settle:
 *
 * Runs what is due on the main context, so that fibers that ended let go of
 * what they held.
 */
void
easel_test_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}
