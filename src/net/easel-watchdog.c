// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-watchdog.h"

struct _EaselWatchdog
{
  GSource *source;
  GCancellable *cancellable;

  /* Moved with each sign of life; the source is only moved when it is too
   * late, since that wakes the main loop. */
  gint64 deadline;
  gboolean fired;
};

static gboolean
on_time_up_cb (gpointer user_data)
{
  EaselWatchdog *self = user_data;
  g_autoptr (GCancellable) cancellable = NULL;

  if (self->cancellable != NULL && g_get_monotonic_time () < self->deadline)
    {
      g_source_set_ready_time (self->source, self->deadline);
      return G_SOURCE_CONTINUE;
    }

  g_source_set_ready_time (self->source, -1);
  if (self->cancellable == NULL)
    return G_SOURCE_CONTINUE;
  cancellable = g_steal_pointer (&self->cancellable);
  self->fired = TRUE;
  g_cancellable_cancel (cancellable);
  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static GSourceFuncs source_funcs = { .dispatch = dispatch };

/**
 * easel_watchdog_new:
 *
 * Makes a time limit that can be moved without making a new timer, for waits
 * that begin again with each piece of an answer. It lives on the calling
 * thread's main context.
 *
 * Returns: (transfer full): a watchdog that sleeps
 */
EaselWatchdog *
easel_watchdog_new (void)
{
  EaselWatchdog *self = g_new0 (EaselWatchdog, 1);
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  self->source = g_source_new (&source_funcs, sizeof (GSource));
  g_source_set_static_name (self->source, "easel-watchdog");
  g_source_set_callback (self->source, on_time_up_cb, self, NULL);
  g_source_attach (self->source, context);
  return self;
}

/**
 * easel_watchdog_free:
 * @self: (transfer full): a watchdog
 */
void
easel_watchdog_free (EaselWatchdog *self)
{
  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_clear_object (&self->cancellable);
  g_free (self);
}

/**
 * easel_watchdog_start:
 * @self: a watchdog
 * @cancellable: what to cancel when the time is up
 * @timeout: microseconds from now
 */
void
easel_watchdog_start (EaselWatchdog *self, GCancellable *cancellable, gint64 timeout)
{
  g_set_object (&self->cancellable, cancellable);
  self->fired = FALSE;
  easel_watchdog_extend (self, timeout);
}

/**
 * easel_watchdog_extend:
 * @self: a watchdog that was started
 * @timeout: microseconds from now
 */
void
easel_watchdog_extend (EaselWatchdog *self, gint64 timeout)
{
  gint64 ready = g_source_get_ready_time (self->source);

  self->deadline = g_get_monotonic_time () + timeout;
  if (self->cancellable != NULL && (ready < 0 || ready > self->deadline))
    g_source_set_ready_time (self->source, self->deadline);
}

/**
 * easel_watchdog_stop:
 * @self: a watchdog
 */
void
easel_watchdog_stop (EaselWatchdog *self)
{
  g_clear_object (&self->cancellable);
}

/**
 * easel_watchdog_has_fired:
 * @self: a watchdog
 *
 * Returns: whether the time was up since the last start
 */
gboolean
easel_watchdog_has_fired (EaselWatchdog *self)
{
  return self->fired;
}
