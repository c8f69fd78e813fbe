// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-wait-words.h"

#include <glib/gi18n.h>

#include "easel-format.h"

/**
 * easel_wait_words:
 * @state: how far a call came
 *
 * Returns: (transfer full): that in a few words, with the seconds
 */
char *
easel_wait_words (const EaselWaitState *state)
{
  g_autofree char *duration = easel_format_duration (state->duration);
  gint64 left = state->retry_at - g_get_monotonic_time ();

  if (state->wait == EASEL_WAIT_END)
    /* Translators: name of a model · a duration such as "1.4 s" */
    return g_strdup_printf (_ ("%s is writing · %s"), state->model, duration);
  if (state->wait == EASEL_WAIT_THOUGHT)
    /* Translators: name of a model · a duration such as "1.4 s" */
    return g_strdup_printf (_ ("%s is thinking · %s"), state->model, duration);
  if (state->wait == EASEL_WAIT_RETRY && left > 0)
    /* Translators: name of a provider; seconds */
    return g_strdup_printf (_ ("%s is busy, trying again in %d s"), state->provider,
                            (int) (left / G_USEC_PER_SEC + 1));
  if (state->wait == EASEL_WAIT_QUEUE)
    /* Translators: name of a provider · a duration such as "1.4 s" */
    return g_strdup_printf (_ ("Queued: other calls to %s go first · %s"), state->provider, duration);
  if (state->wait == EASEL_WAIT_ANSWER && state->fallback_for != NULL)
    /* Translators: names of two providers · a duration such as "1.4 s" */
    return g_strdup_printf (_ ("%s did not answer, asking %s · %s"), state->fallback_for, state->provider,
                            duration);
  /* Translators: name of a model · a duration such as "1.4 s" */
  return g_strdup_printf (_ ("Waiting for %s · %s"), state->model, duration);
}
