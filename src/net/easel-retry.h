// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

#include "easel-http-headers.h"

G_BEGIN_DECLS

/**
 * EaselTransportFailure:
 * @EASEL_TRANSPORT_NONE: an answer came, see its status
 * @EASEL_TRANSPORT_RESOLVE: the host's name is not known
 * @EASEL_TRANSPORT_CONNECT: no connection: refused, unreachable, not in time
 * @EASEL_TRANSPORT_TLS: the connection could not be secured
 * @EASEL_TRANSPORT_RESET: the connection broke before the answer's head came
 * @EASEL_TRANSPORT_TIMEOUT: the answer's head did not come in time
 * @EASEL_TRANSPORT_BROKEN: the connection broke, or fell silent, inside the answer
 * @EASEL_TRANSPORT_OTHER: anything else, such as an answer that is not HTTP
 * @EASEL_TRANSPORT_CANCELLED: the user stopped it
 *
 * How a call failed below HTTP.
 */
typedef enum
{
  EASEL_TRANSPORT_NONE,
  EASEL_TRANSPORT_RESOLVE,
  EASEL_TRANSPORT_CONNECT,
  EASEL_TRANSPORT_TLS,
  EASEL_TRANSPORT_RESET,
  EASEL_TRANSPORT_TIMEOUT,
  EASEL_TRANSPORT_BROKEN,
  EASEL_TRANSPORT_OTHER,
  EASEL_TRANSPORT_CANCELLED,
} EaselTransportFailure;

/**
 * EaselRetryAction:
 * @EASEL_RETRY_STOP: tell the user
 * @EASEL_RETRY_AFTER: send it again after the wait
 * @EASEL_RETRY_STOP_MAY_HAVE_BILLED: tell the user, and that the call may have
 *   been carried out; only the user repeats it
 */
typedef enum
{
  EASEL_RETRY_STOP,
  EASEL_RETRY_AFTER,
  EASEL_RETRY_STOP_MAY_HAVE_BILLED,
} EaselRetryAction;

/**
 * EaselRetryInput:
 * @attempt: how often it was sent so far, from 1
 * @max_attempts: how often it may be sent in all
 * @method: the HTTP method
 * @status: the answer's status, 0 if there was none
 * @failure: what went wrong below HTTP
 * @headers: (nullable): the answer's fields
 * @body: (nullable): the answer's body, if it is JSON
 * @content_shown: whether the user has seen a part of the answer
 * @paid_create: whether each arrival costs money
 * @body_sent: whether the request left whole
 * @now: the time, microseconds since the epoch
 * @random: a number from 0 to below 1, for the jitter
 *
 * What the decision stands on.
 */
typedef struct
{
  guint attempt;
  guint max_attempts;
  const char *method;
  guint status;
  EaselTransportFailure failure;
  EaselHttpHeaders *headers;
  JsonNode *body;
  gboolean content_shown;
  gboolean paid_create;
  gboolean body_sent;
  gint64 now;
  double random;
} EaselRetryInput;

#define EASEL_RETRY_LONGEST_WAIT (60 * G_USEC_PER_SEC)

EaselRetryAction easel_retry_decide (const EaselRetryInput *input, gint64 *wait);
gint64 easel_retry_get_wait_asked (EaselHttpHeaders *headers, JsonNode *body, gint64 now);

G_END_DECLS
