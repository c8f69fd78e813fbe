// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-json.h"
#include "easel-retry.h"

#define MS (gint64) 1000
#define NOW (G_GINT64_CONSTANT (1795000000) * G_USEC_PER_SEC)

typedef struct
{
  const char *name;
  guint attempt;
  const char *method;
  guint status;
  EaselTransportFailure failure;
  const char *header;
  const char *value;
  const char *body;
  const char *flags; /* c: content shown, p: paid create, s: body sent */
  EaselRetryAction action;
  gint64 wait;
} Case;

#define STOP EASEL_RETRY_STOP
#define AFTER EASEL_RETRY_AFTER
#define BILLED EASEL_RETRY_STOP_MAY_HAVE_BILLED

static const Case cases[] = {
  { "first", 1, "POST", 500, 0, NULL, NULL, NULL, "s", AFTER, 500 * MS },
  { "second", 2, "POST", 500, 0, NULL, NULL, NULL, "s", AFTER, 1000 * MS },
  { "third", 3, "POST", 500, 0, NULL, NULL, NULL, "s", AFTER, 2000 * MS },
  { "sixth", 6, "POST", 500, 0, NULL, NULL, NULL, "s", AFTER, 8000 * MS },
  { "thirtieth", 30, "POST", 500, 0, NULL, NULL, NULL, "s", AFTER, 8000 * MS },
  { "no-more", 100, "POST", 500, 0, NULL, NULL, NULL, "s", STOP, -1 },
  { "408", 1, "POST", 408, 0, NULL, NULL, NULL, "s", AFTER, 500 * MS },
  { "409", 1, "POST", 409, 0, NULL, NULL, NULL, "s", AFTER, 500 * MS },
  { "429", 1, "POST", 429, 0, NULL, NULL, NULL, "s", AFTER, 500 * MS },
  { "502", 1, "POST", 502, 0, NULL, NULL, NULL, "s", AFTER, 500 * MS },
  { "503", 1, "POST", 503, 0, NULL, NULL, NULL, "s", AFTER, 500 * MS },
  { "504", 1, "POST", 504, 0, NULL, NULL, NULL, "s", AFTER, 500 * MS },
  { "529", 1, "POST", 529, 0, NULL, NULL, NULL, "s", AFTER, 500 * MS },
  { "400", 1, "POST", 400, 0, NULL, NULL, NULL, "s", STOP, -1 },
  { "401", 1, "GET", 401, 0, NULL, NULL, NULL, "s", STOP, -1 },
  { "402", 1, "POST", 402, 0, NULL, NULL, NULL, "s", STOP, -1 },
  { "403", 1, "POST", 403, 0, NULL, NULL, NULL, "s", STOP, -1 },
  { "404", 1, "POST", 404, 0, NULL, NULL, NULL, "s", STOP, -1 },
  { "501", 1, "POST", 501, 0, NULL, NULL, NULL, "s", STOP, -1 },
  { "302", 1, "POST", 302, 0, NULL, NULL, NULL, "s", STOP, -1 },
  { "should", 1, "POST", 400, 0, "X-Should-Retry", "true", NULL, "s", AFTER, 500 * MS },
  { "should-not", 1, "POST", 500, 0, "x-should-retry", "false", NULL, "s", STOP, -1 },
  { "should-401", 1, "POST", 401, 0, "x-should-retry", "true", NULL, "s", STOP, -1 },
  { "should-403", 1, "POST", 403, 0, "x-should-retry", "true", NULL, "s", STOP, -1 },
  { "no-credit", 1, "POST", 429, 0, NULL, NULL, "{\"error\":{\"code\":\"insufficient_quota\"}}", "s", STOP,
    -1 },
  { "no-credit-type", 1, "POST", 429, 0, "x-should-retry", "true",
    "{\"error\":{\"type\":\"insufficient_quota\"}}", "s", STOP, -1 },
  { "after-ms", 1, "POST", 429, 0, "Retry-After-Ms", "1234.5", NULL, "s", AFTER, 1234500 },
  { "after-seconds", 1, "POST", 429, 0, "Retry-After", "7", NULL, "s", AFTER, 7000 * MS },
  { "after-fraction", 1, "POST", 429, 0, "Retry-After", "0.25", NULL, "s", AFTER, 250 * MS },
  { "after-zero", 1, "POST", 429, 0, "Retry-After", "0", NULL, "s", AFTER, 500 * MS },
  { "after-date", 1, "POST", 503, 0, "Retry-After", "Wed, 18 Nov 2026 11:07:10 GMT", NULL, "s", AFTER,
    30000 * MS },
  { "after-past-date", 1, "POST", 503, 0, "Retry-After", "Wed, 18 Nov 2020 09:47:10 GMT", NULL, "s", AFTER,
    500 * MS },
  { "after-nonsense", 1, "POST", 503, 0, "Retry-After", "soon", NULL, "s", AFTER, 500 * MS },
  { "after-negative", 1, "POST", 503, 0, "Retry-After", "-5", NULL, "s", AFTER, 500 * MS },
  { "after-infinite", 1, "POST", 503, 0, "Retry-After", "1e400", NULL, "s", AFTER, 500 * MS },
  { "after-minute", 1, "POST", 429, 0, "Retry-After", "60", NULL, "s", AFTER, 60000 * MS },
  { "after-longer", 1, "POST", 429, 0, "Retry-After", "61", NULL, "s", STOP, 61000 * MS },
  { "gemini-delay", 1, "POST", 429, 0, NULL, NULL,
    "{\"error\":{\"code\":429,\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.Help\"},"
    "{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"34.4s\"}]}}",
    "s", AFTER, 34400 * MS },
  { "gemini-array", 1, "POST", 429, 0, NULL, NULL,
    "[{\"error\":{\"code\":429,\"details\":[{\"retryDelay\":\"48s\"}]}}]", "s", AFTER, 48000 * MS },
  { "gemini-long", 1, "POST", 429, 0, NULL, NULL,
    "{\"error\":{\"code\":429,\"details\":[{\"retryDelay\":\"3600s\"}]}}", "s", STOP, 3600000 * MS },
  { "replicate-body", 1, "GET", 429, 0, NULL, NULL, "{\"detail\":\"x\",\"retry_after\":4}", "s", AFTER,
    4000 * MS },
  { "fal-user-timeout", 1, "POST", 504, 0, "x-fal-request-timeout-type", "user", NULL, "s", STOP, -1 },
  { "content-shown", 1, "POST", 500, 0, NULL, NULL, NULL, "sc", STOP, -1 },
  { "content-shown-broken", 1, "GET", 0, EASEL_TRANSPORT_BROKEN, NULL, NULL, NULL, "sc", STOP, -1 },
  { "paid-500", 1, "POST", 500, 0, NULL, NULL, NULL, "sp", STOP, -1 },
  { "paid-429", 1, "POST", 429, 0, "Retry-After", "1", NULL, "sp", STOP, 1000 * MS },
  { "paid-should", 1, "POST", 500, 0, "x-should-retry", "true", NULL, "sp", STOP, -1 },
  { "paid-refused", 1, "POST", 0, EASEL_TRANSPORT_CONNECT, NULL, NULL, NULL, "p", STOP, -1 },
  { "paid-reset", 1, "POST", 0, EASEL_TRANSPORT_RESET, NULL, NULL, NULL, "sp", BILLED, -1 },
  { "paid-timeout", 1, "POST", 0, EASEL_TRANSPORT_TIMEOUT, NULL, NULL, NULL, "sp", BILLED, -1 },
  { "paid-broken", 1, "POST", 0, EASEL_TRANSPORT_BROKEN, NULL, NULL, NULL, "sp", BILLED, -1 },
  { "timeout-sent", 1, "POST", 0, EASEL_TRANSPORT_TIMEOUT, NULL, NULL, NULL, "s", BILLED, -1 },
  { "timeout-unsent", 1, "POST", 0, EASEL_TRANSPORT_TIMEOUT, NULL, NULL, NULL, "", AFTER, 500 * MS },
  { "timeout-get", 1, "GET", 0, EASEL_TRANSPORT_TIMEOUT, NULL, NULL, NULL, "s", AFTER, 500 * MS },
  { "reset-sent", 1, "POST", 0, EASEL_TRANSPORT_RESET, NULL, NULL, NULL, "s", BILLED, -1 },
  { "reset-unsent", 1, "POST", 0, EASEL_TRANSPORT_RESET, NULL, NULL, NULL, "", AFTER, 500 * MS },
  { "reset-get", 1, "GET", 0, EASEL_TRANSPORT_RESET, NULL, NULL, NULL, "s", AFTER, 500 * MS },
  { "reset-last", 100, "POST", 0, EASEL_TRANSPORT_RESET, NULL, NULL, NULL, "s", BILLED, -1 },
  { "refused", 1, "POST", 0, EASEL_TRANSPORT_CONNECT, NULL, NULL, NULL, "", AFTER, 500 * MS },
  { "unknown-name", 1, "POST", 0, EASEL_TRANSPORT_RESOLVE, NULL, NULL, NULL, "", STOP, -1 },
  { "tls", 1, "POST", 0, EASEL_TRANSPORT_TLS, NULL, NULL, NULL, "", STOP, -1 },
  { "cancelled", 1, "POST", 0, EASEL_TRANSPORT_CANCELLED, NULL, NULL, NULL, "s", STOP, -1 },
  { "no-http", 1, "GET", 0, EASEL_TRANSPORT_OTHER, NULL, NULL, NULL, "s", STOP, -1 },
};

static EaselRetryAction
decide (const Case *c, double random, gint64 *wait)
{
  g_autoptr (EaselHttpHeaders) headers = easel_http_headers_new ();
  g_autoptr (JsonNode) body = c->body != NULL ? easel_json_parse (c->body, -1, NULL) : NULL;
  const EaselRetryInput input = {
    .attempt = c->attempt,
    .max_attempts = 100,
    .method = c->method,
    .status = c->status,
    .failure = c->failure,
    .headers = headers,
    .body = body,
    .content_shown = strchr (c->flags, 'c') != NULL,
    .paid_create = strchr (c->flags, 'p') != NULL,
    .body_sent = strchr (c->flags, 's') != NULL,
    .now = NOW,
    .random = random,
  };

  g_assert_true (c->body == NULL || body != NULL);
  if (c->header != NULL)
    easel_http_headers_add (headers, c->header, c->value);
  return easel_retry_decide (&input, wait);
}

static void
test_case (gconstpointer user_data)
{
  const Case *c = user_data;
  gint64 wait, least;

  g_assert_cmpint (decide (c, 0, &wait), ==, c->action);
  g_assert_cmpint (wait, ==, c->wait);

  /* The jitter shortens a wait of our own by at most a quarter, and never one
   * that was asked for. */
  g_assert_cmpint (decide (c, 0.999999, &least), ==, c->action);
  g_assert_cmpint (least, <=, wait);
  g_assert_cmpint (least, >=, wait > 0 ? wait * 3 / 4 : wait);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/retry/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  return g_test_run ();
}
