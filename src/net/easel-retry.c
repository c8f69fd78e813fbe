// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-retry.h"

#include "easel-http-error-private.h"
#include "easel-json.h"

#include <libsoup/soup.h>
#include <math.h>
#include <string.h>

#define FIRST_WAIT (G_USEC_PER_SEC / 2)
#define LONGEST_OWN_WAIT (8 * G_USEC_PER_SEC)

/* Beyond this a number of seconds means nothing. */
#define MOST_SECONDS 1e9

static gint64
from_seconds (double seconds)
{
  if (!isfinite (seconds) || seconds < 0 || seconds > MOST_SECONDS)
    return -1;
  return (gint64) ceil (seconds * G_USEC_PER_SEC);
}

static gboolean
parse_number (const char *text, double *number)
{
  char *end;

  while (g_ascii_isspace (*text))
    text++;
  if (!g_ascii_isdigit (*text) && *text != '.')
    return FALSE;
  *number = g_ascii_strtod (text, &end);
  while (g_ascii_isspace (*end))
    end++;
  return *end == '\0';
}

static gint64
read_retry_after (const char *text, gint64 now)
{
  g_autoptr (GDateTime) date = NULL;
  double seconds;

  if (parse_number (text, &seconds))
    return from_seconds (seconds);
  date = soup_date_time_new_from_http_string (text);
  if (date == NULL)
    return -1;
  return MAX (g_date_time_to_unix (date) * G_USEC_PER_SEC - now, 0);
}

/* Gemini gives its wait in the body only: google.rpc.RetryInfo with a duration
 * such as "34.4s". */
static gint64
read_retry_delay (JsonNode *body)
{
  JsonNode *root = body;
  JsonArray *details;

  if (root != NULL && JSON_NODE_HOLDS_ARRAY (root) && json_array_get_length (json_node_get_array (root)) > 0)
    root = json_array_get_element (json_node_get_array (root), 0);
  details = easel_json_get_array (root, "error.details");
  if (details == NULL)
    return -1;

  for (guint i = 0; i < json_array_get_length (details); i++)
    {
      const char *delay = easel_json_get_string (json_array_get_element (details, i), "retryDelay");
      gsize length = delay != NULL ? strlen (delay) : 0;

      if (length > 1 && delay[length - 1] == 's')
        {
          g_autofree char *number = g_strndup (delay, length - 1);
          double seconds;

          if (parse_number (number, &seconds))
            return from_seconds (seconds);
        }
    }
  return -1;
}

/**
 * easel_retry_get_wait_asked:
 * @headers: (nullable): the answer's fields
 * @body: (nullable): the answer's body, if it is JSON
 * @now: the time, microseconds since the epoch
 *
 * Reads how long the provider asks to wait: "retry-after-ms" (milliseconds, may
 * have a fraction), "retry-after" (seconds, may have a fraction, or an HTTP
 * date), Gemini's retryDelay in the body, or "retry_after" there (seconds).
 *
 * Returns: microseconds, -1 if it does not say
 */
gint64
easel_retry_get_wait_asked (EaselHttpHeaders *headers, JsonNode *body, gint64 now)
{
  const char *value;
  double number;
  gint64 wait;

  value = headers != NULL ? easel_http_headers_get (headers, "retry-after-ms") : NULL;
  if (value != NULL && parse_number (value, &number))
    return from_seconds (number / 1000);

  value = headers != NULL ? easel_http_headers_get (headers, "retry-after") : NULL;
  if (value != NULL && (wait = read_retry_after (value, now)) >= 0)
    return wait;

  wait = read_retry_delay (body);
  if (wait < 0 && easel_json_get_double (body, "retry_after", &number))
    wait = from_seconds (number);
  return wait;
}

/* Not even x-should-retry: it changes nothing until the user does. */
static gboolean
needs_user (const EaselRetryInput *input)
{
  switch ((int) _easel_http_error_choose_code (input->status, _easel_http_error_unwrap (input->body), NULL))
    {
    case EASEL_ERROR_AUTH:
    case EASEL_ERROR_PERMISSION:
    case EASEL_ERROR_QUOTA:
    case EASEL_ERROR_REFUSED:
    case EASEL_ERROR_TOO_LONG:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
is_status_retryable (const EaselRetryInput *input)
{
  const char *should = NULL;
  const char *timeout_type = NULL;

  if (input->headers != NULL)
    {
      should = easel_http_headers_get (input->headers, "x-should-retry");
      timeout_type = easel_http_headers_get (input->headers, "x-fal-request-timeout-type");
    }

  if (needs_user (input))
    return FALSE;
  if (g_strcmp0 (should, "true") == 0)
    return TRUE;
  if (g_strcmp0 (should, "false") == 0 || g_strcmp0 (timeout_type, "user") == 0)
    return FALSE;

  switch (input->status)
    {
    case 408:
    case 409:
    case 429:
    case 500:
    case 502:
    case 503:
    case 504:
    case 529:
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
is_safe_method (const char *method)
{
  return g_strcmp0 (method, "GET") == 0 || g_strcmp0 (method, "HEAD") == 0;
}

/* An answer that was never seen may have been made, and billed. */
static gboolean
may_have_billed (const EaselRetryInput *input)
{
  return !is_safe_method (input->method) && input->body_sent &&
         (input->failure == EASEL_TRANSPORT_RESET || input->failure == EASEL_TRANSPORT_TIMEOUT ||
          input->failure == EASEL_TRANSPORT_BROKEN || input->failure == EASEL_TRANSPORT_OTHER);
}

static gboolean
is_failure_retryable (const EaselRetryInput *input)
{
  switch (input->failure)
    {
    case EASEL_TRANSPORT_CONNECT:
    case EASEL_TRANSPORT_RESET:
    case EASEL_TRANSPORT_TIMEOUT:
      return TRUE;
    case EASEL_TRANSPORT_BROKEN:
      return is_safe_method (input->method);
    case EASEL_TRANSPORT_NONE:
    case EASEL_TRANSPORT_RESOLVE:
    case EASEL_TRANSPORT_TLS:
    case EASEL_TRANSPORT_OTHER:
    case EASEL_TRANSPORT_CANCELLED:
    default:
      return FALSE;
    }
}

static gint64
get_own_wait (const EaselRetryInput *input)
{
  guint doublings = MIN (input->attempt > 0 ? input->attempt - 1 : 0, 10);
  gint64 wait = MIN (FIRST_WAIT << doublings, LONGEST_OWN_WAIT);

  /* Up to a quarter less, so that many clients do not come back together. */
  return wait - (gint64) ((double) wait * 0.25 * CLAMP (input->random, 0.0, 1.0));
}

/**
 * easel_retry_decide:
 * @input: what happened
 * @wait: (out): microseconds to wait; what the provider asked for, or -1, if
 *   the action is not %EASEL_RETRY_AFTER
 *
 * Decides whether a call that failed is sent once more by itself. Statuses and
 * waits are those of the services' own clients: 408, 409, 429, 500, 502, 503,
 * 504 and 529, unless "x-should-retry" says otherwise; 0.5 s doubled each time
 * up to 8 s, less a jitter, or what the provider asks for. More than a minute
 * is refused and told. Never after content was shown, never what costs money
 * on arrival, never what only the user can change (the key, the credit, the
 * text), and never a call whose request left whole while no answer was seen.
 *
 * Returns: what to do
 */
EaselRetryAction
easel_retry_decide (const EaselRetryInput *input, gint64 *wait)
{
  g_return_val_if_fail (input != NULL && wait != NULL, EASEL_RETRY_STOP);

  *wait = easel_retry_get_wait_asked (input->headers, input->body, input->now);

  if (input->failure != EASEL_TRANSPORT_NONE && may_have_billed (input))
    return EASEL_RETRY_STOP_MAY_HAVE_BILLED;
  if (input->content_shown || input->paid_create || input->attempt >= input->max_attempts)
    return EASEL_RETRY_STOP;
  if (input->failure != EASEL_TRANSPORT_NONE ? !is_failure_retryable (input) : !is_status_retryable (input))
    return EASEL_RETRY_STOP;
  if (*wait > EASEL_RETRY_LONGEST_WAIT)
    return EASEL_RETRY_STOP;

  *wait = MAX (*wait, 0) > 0 ? *wait : get_own_wait (input);
  return EASEL_RETRY_AFTER;
}
