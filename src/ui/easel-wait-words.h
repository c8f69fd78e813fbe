// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EaselWait:
 * @EASEL_WAIT_ANSWER: for a model's answer
 * @EASEL_WAIT_QUEUE: for other calls of the provider
 * @EASEL_WAIT_RETRY: for a busy provider
 * @EASEL_WAIT_THOUGHT: the model reasons
 * @EASEL_WAIT_END: text arrives
 *
 * What somebody who asked a model waits for.
 */
typedef enum
{
  EASEL_WAIT_ANSWER,
  EASEL_WAIT_QUEUE,
  EASEL_WAIT_RETRY,
  EASEL_WAIT_THOUGHT,
  EASEL_WAIT_END,
} EaselWait;

/**
 * EaselWaitState:
 * @wait: what is waited for
 * @model: name of the model
 * @provider: name of the provider
 * @fallback_for: (nullable): name of the provider that did not answer
 * @retry_at: when it is tried again, as g_get_monotonic_time() counts
 * @duration: how long it takes so far, in microseconds
 *
 * How far a call came. Only read while it is passed.
 */
typedef struct
{
  EaselWait wait;
  const char *model;
  const char *provider;
  const char *fallback_for;
  gint64 retry_at;
  gint64 duration;
} EaselWaitState;

char *easel_wait_words (const EaselWaitState *state);

G_END_DECLS
