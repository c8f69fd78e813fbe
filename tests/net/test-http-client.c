// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-error.h"
#include "easel-http-client.h"
#include "easel-test-future.h"
#include "easel-test-resolver.h"
#include "easel-test-server.h"

#include <glib/gstdio.h>
#include <string.h>

#define KEY "sk-test-0123456789abcdef"

static void
test_fetch (void)
{
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  g_autofree char *url = easel_test_server_dup_url (server, "/v1/chat?x=1");
  g_autoptr (EaselHttpRequest) request = easel_http_request_new ("POST", url);
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *header = NULL;
  EaselTestAnswer *answer =
      easel_test_server_add (server, "/v1/chat", 201, "Application/JSON; charset=utf-8", "{\"a\":1}");
  const EaselTestRequest *seen;

  easel_test_answer_add_header (answer, "X-Request-Id", "req-7");
  easel_http_request_set_auth (request, "Authorization", "Bearer ", KEY);
  easel_http_request_add_header (request, "X-More", "yes");
  easel_http_request_set_body_text (request, "{\"q\":2}", "application/json");
  response = easel_test_await_object (easel_http_client_fetch (client, request), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (easel_http_response_get_status (response), ==, 201);
  g_assert_cmpstr (easel_http_response_get_content_type (response), ==, "application/json");
  g_assert_cmpstr (easel_http_response_get_request_id (response), ==, "req-7");
  g_assert_cmpmem (g_bytes_get_data (easel_http_response_get_body (response), NULL),
                   g_bytes_get_size (easel_http_response_get_body (response)), "{\"a\":1}", 7);

  seen = easel_test_server_get_request (server, 0);
  g_assert_cmpstr (seen->method, ==, "POST");
  g_assert_cmpstr (seen->target, ==, "/v1/chat?x=1");
  g_assert_cmpmem (g_bytes_get_data (seen->body, NULL), g_bytes_get_size (seen->body), "{\"q\":2}", 7);
  header = easel_test_request_dup_header (seen, "Authorization");
  g_assert_cmpstr (header, ==, "Bearer " KEY);
}

static EaselHttpRequest *
make_request (EaselTestServer *server, const char *method, const char *path, EaselHttpFlags flags)
{
  g_autofree char *url = easel_test_server_dup_url (server, path);
  EaselHttpRequest *request = easel_http_request_new (method, url);

  easel_http_request_set_auth (request, "Authorization", "Bearer ", KEY);
  easel_http_request_set_flags (request, flags);
  return request;
}

static void
assert_body (EaselHttpResponse *response, const char *expected)
{
  GBytes *body = easel_http_response_get_body (response);

  g_assert_nonnull (body);
  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), expected, strlen (expected));
}

/* Reads to the end or to the error. */
static char *
read_stream (EaselHttpResponse *response, GError **error)
{
  GString *text = g_string_new (NULL);

  while (TRUE)
    {
      g_autoptr (GBytes) chunk = easel_test_await_boxed (easel_http_response_read (response), error);

      if (chunk == NULL || g_bytes_get_size (chunk) == 0)
        return g_string_free (text, FALSE);
      g_string_append_len (text, g_bytes_get_data (chunk, NULL), (gssize) g_bytes_get_size (chunk));
    }
}

static void
test_stream (void)
{
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  g_autoptr (EaselHttpRequest) request = make_request (server, "POST", "/x", EASEL_HTTP_STREAM);
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *encoding = NULL;
  EaselTestAnswer *answer =
      easel_test_server_add (server, NULL, 200, "text/event-stream", "data: 1\n\ndata: 2\n\ndata: 3\n\n");

  easel_test_answer_set_pieces (answer, 4, 2);
  response = easel_test_await_object (easel_http_client_send (client, request), &error);
  g_assert_no_error (error);
  g_assert_null (easel_http_response_get_body (response));
  text = read_stream (response, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "data: 1\n\ndata: 2\n\ndata: 3\n\n");
  encoding = easel_test_request_dup_header (easel_test_server_get_request (server, 0), "Accept-Encoding");
  g_assert_cmpstr (encoding, ==, "identity");
}

/* A whole answer may come compressed, and its size is that of what it holds. */
static void
test_compressed (void)
{
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  g_autoptr (EaselHttpRequest) request = make_request (server, "GET", "/x", EASEL_HTTP_NONE);
  g_autoptr (EaselHttpRequest) small = make_request (server, "GET", "/x", EASEL_HTTP_NONE);
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9);
  g_autofree char *zeros = g_strnfill (5 * 1024 * 1024, '0');
  g_autoptr (GBytes) plain = g_bytes_new (zeros, strlen (zeros));
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) small_error = NULL;
  g_autoptr (GBytes) packed = g_converter_convert_bytes (G_CONVERTER (compressor), plain, &error);
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autofree char *encoding = NULL;
  EaselTestAnswer *answer;

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (packed), <, 20000);
  answer = easel_test_server_add_bytes (server, NULL, 200, "text/plain", g_bytes_get_data (packed, NULL),
                                        g_bytes_get_size (packed));
  easel_test_answer_add_header (answer, "Content-Encoding", "gzip");
  response = easel_test_await_object (easel_http_client_fetch (client, request), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (easel_http_response_get_body (response)), ==, strlen (zeros));
  encoding = easel_test_request_dup_header (easel_test_server_get_request (server, 0), "Accept-Encoding");
  g_assert_nonnull (strstr (encoding, "gzip"));

  easel_http_request_set_max_body (small, 100000);
  g_assert_false (easel_test_await (easel_http_client_fetch (client, small), &small_error));
  g_assert_error (small_error, EASEL_ERROR, EASEL_ERROR_PROTOCOL);
}

static void
test_idle_timeout (void)
{
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  g_autoptr (EaselHttpRequest) request = make_request (server, "POST", "/x", EASEL_HTTP_STREAM);
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  EaselTestAnswer *answer =
      easel_test_server_add (server, NULL, 200, "text/event-stream", "data: 1\n\ndata: 2\n\n");

  easel_test_answer_set_fault (answer, EASEL_TEST_FAULT_STALL, 9);
  easel_http_request_set_timeouts (request, 0, 0, 200000);
  response = easel_test_await_object (easel_http_client_send (client, request), &error);
  g_assert_no_error (error);
  text = read_stream (response, &error);
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_TIMEOUT);
  g_assert_cmpstr (text, ==, "data: 1\n\n");
  g_assert_nonnull (strstr (error->message, "127.0.0.1"));
  g_assert_true (easel_test_server_wait_hangups (server, 1));
}

/* A comment line is a sign of life: the whole takes much longer than the limit. */
static void
test_comments_reset_idle (void)
{
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  g_autoptr (EaselHttpRequest) request = make_request (server, "POST", "/x", EASEL_HTTP_STREAM);
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  static const char body[] =
      ": a\n\n: b\n\n: c\n\n: d\n\n: e\n\n: f\n\n: g\n\n: h\n\n: i\n\n: j\n\ndata: 1\n\n";
  EaselTestAnswer *answer = easel_test_server_add (server, NULL, 200, "text/event-stream", body);
  gint64 begin = g_get_monotonic_time ();

  easel_test_answer_set_pieces (answer, 5, 100);
  easel_http_request_set_timeouts (request, 0, 0, 700000);
  response = easel_test_await_object (easel_http_client_send (client, request), &error);
  g_assert_no_error (error);
  text = read_stream (response, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, body);
  g_assert_cmpint (g_get_monotonic_time () - begin, >, 1000000);
}

typedef struct
{
  guint n;
  gint64 wait;
  EaselError code;
} Retries;

static void
on_retry_cb (gint64 wait, const GError *error, gpointer user_data)
{
  Retries *retries = user_data;

  retries->n++;
  retries->wait = wait;
  retries->code = (EaselError) error->code;
}

static void
test_first_byte_timeout (gconstpointer user_data)
{
  const char *method = user_data;
  gboolean is_post = strcmp (method, "POST") == 0;
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  g_autoptr (EaselHttpRequest) request = make_request (server, method, "/x", EASEL_HTTP_NONE);
  g_autoptr (GError) error = NULL;
  EaselTestAnswer *answer = easel_test_server_add (server, NULL, 200, "text/plain", "x");

  easel_test_answer_set_fault (answer, EASEL_TEST_FAULT_STALL, EASEL_TEST_BEFORE_HEAD);
  easel_http_request_set_timeouts (request, 0, 150000, 0);
  easel_http_request_set_attempts (request, 2);
  if (is_post)
    easel_http_request_set_body_text (request, "{}", "application/json");
  g_assert_false (easel_test_await (easel_http_client_send (client, request), &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_TIMEOUT);
  g_assert_cmpint (easel_error_get_details (error)->may_have_billed, ==, is_post);
  g_assert_cmpuint (easel_test_server_get_n_requests (server), ==, is_post ? 1 : 2);
  g_assert_true (easel_test_server_wait_hangups (server, is_post ? 1 : 2));
}

static void
test_connect_timeout (void)
{
  g_autoptr (EaselTestServer) server = easel_test_server_new_mute ();
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u/x", easel_test_server_get_port (server));
  g_autoptr (EaselHttpRequest) request = easel_http_request_new ("POST", url);
  g_autoptr (GError) error = NULL;

  easel_http_request_set_timeouts (request, 150000, 0, 0);
  easel_http_request_set_attempts (request, 1);
  g_assert_false (easel_test_await (easel_http_client_send (client, request), &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_TIMEOUT);
  g_assert_false (easel_error_get_details (error)->may_have_billed);
}

static void
test_retry (void)
{
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  g_autoptr (EaselHttpRequest) request = make_request (server, "POST", "/x", EASEL_HTTP_NONE);
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  EaselTestAnswer *answer = easel_test_server_add (server, NULL, 429, "application/json", "{}");
  Retries retries = { 0 };
  gint64 begin = g_get_monotonic_time ();

  easel_test_answer_add_header (answer, "Retry-After-Ms", "120");
  easel_test_answer_set_times (answer, 2);
  easel_test_server_add (server, NULL, 200, "application/json", "{}");
  easel_http_request_set_body_text (request, "{\"q\":1}", "application/json");
  easel_http_request_set_retry_func (request, on_retry_cb, &retries, NULL);
  response = easel_test_await_object (easel_http_client_fetch (client, request), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (easel_test_server_get_n_requests (server), ==, 3);
  g_assert_cmpuint (retries.n, ==, 2);
  g_assert_cmpint (retries.wait, ==, 120000);
  g_assert_cmpint (retries.code, ==, EASEL_ERROR_RATE_LIMIT);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=, 240000);
  for (guint i = 0; i < 3; i++)
    {
      GBytes *body = easel_test_server_get_request (server, i)->body;

      g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), "{\"q\":1}", 7);
    }
}

typedef struct
{
  const char *name;
  guint status;
  const char *header;
  const char *value;
  const char *body;
  EaselHttpFlags flags;
  EaselError code;
} OnceCase;

/* What is sent once and no more. */
static const OnceCase once_cases[] = {
  { "paid-429", 429, "Retry-After-Ms", "1", "{}", EASEL_HTTP_PAID_CREATE, EASEL_ERROR_RATE_LIMIT },
  { "paid-500", 500, "X-Should-Retry", "true", "{}", EASEL_HTTP_PAID_CREATE, EASEL_ERROR_PROVIDER_FAULT },
  { "401", 401, "X-Should-Retry", "true", "{}", EASEL_HTTP_NONE, EASEL_ERROR_AUTH },
  { "403", 403, NULL, NULL, "{}", EASEL_HTTP_NONE, EASEL_ERROR_PERMISSION },
  { "no-credit", 429, NULL, NULL, "{\"error\":{\"code\":\"insufficient_quota\"}}", EASEL_HTTP_NONE,
    EASEL_ERROR_QUOTA },
  { "long-wait", 429, "Retry-After", "3600", "{}", EASEL_HTTP_NONE, EASEL_ERROR_RATE_LIMIT },
  { "should-not", 503, "X-Should-Retry", "false", "{}", EASEL_HTTP_NONE, EASEL_ERROR_UNAVAILABLE },
  { "400", 400, NULL, NULL, "{}", EASEL_HTTP_NONE, EASEL_ERROR_INVALID_INPUT },
};

static void
test_once (gconstpointer user_data)
{
  const OnceCase *c = user_data;
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  g_autoptr (EaselHttpRequest) request = make_request (server, "POST", "/x", c->flags);
  g_autoptr (GError) error = NULL;
  EaselTestAnswer *answer = easel_test_server_add (server, NULL, c->status, "application/json", c->body);

  if (c->header != NULL)
    easel_test_answer_add_header (answer, c->header, c->value);
  g_assert_false (easel_test_await (easel_http_client_send (client, request), &error));
  g_assert_error (error, EASEL_ERROR, (int) c->code);
  g_assert_cmpuint (easel_error_get_details (error)->http_status, ==, c->status);
  g_assert_cmpuint (easel_test_server_get_n_requests (server), ==, 1);
}

static void
test_reset_after_body (void)
{
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  g_autoptr (EaselHttpRequest) request = make_request (server, "POST", "/x", EASEL_HTTP_NONE);
  g_autoptr (GError) error = NULL;
  EaselTestAnswer *answer = easel_test_server_add (server, NULL, 200, "text/plain", "x");

  easel_test_answer_set_fault (answer, EASEL_TEST_FAULT_RESET, EASEL_TEST_BEFORE_HEAD);
  easel_http_request_set_body_text (request, "{}", "application/json");
  g_assert_false (easel_test_await (easel_http_client_send (client, request), &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_NETWORK);
  g_assert_true (easel_error_get_details (error)->may_have_billed);
  g_assert_false (easel_error_is_retryable (error));
  g_assert_cmpuint (easel_test_server_get_n_requests (server), ==, 1);
}

/* What did not leave whole cannot have been carried out. */
static void
test_reset_in_body (void)
{
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  g_autoptr (EaselHttpRequest) request = make_request (server, "POST", "/x", EASEL_HTTP_NONE);
  g_autoptr (GBytes) body = g_bytes_new_take (g_malloc0 (32 * 1024 * 1024), 32 * 1024 * 1024);
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  EaselTestAnswer *answer = easel_test_server_add (server, NULL, 200, "text/plain", "x");

  easel_test_answer_set_fault (answer, EASEL_TEST_FAULT_RESET, EASEL_TEST_BEFORE_BODY_IS_READ);
  easel_test_answer_set_times (answer, 1);
  easel_test_server_add (server, NULL, 200, "text/plain", "done");
  easel_http_request_set_body (request, body, "application/octet-stream");
  response = easel_test_await_object (easel_http_client_fetch (client, request), &error);
  g_assert_no_error (error);
  assert_body (response, "done");
  g_assert_cmpuint (easel_test_server_get_n_connections (server), ==, 2);
}

/* An answer that breaks off is never a success. */
static void
test_broken_stream (gconstpointer user_data)
{
  EaselTestFault fault = (EaselTestFault) (GPOINTER_TO_INT (user_data) & 3);
  gboolean length_known = GPOINTER_TO_INT (user_data) > 3;
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  g_autoptr (EaselHttpRequest) request = make_request (server, "POST", "/x", EASEL_HTTP_STREAM);
  g_autoptr (EaselHttpRequest) whole = make_request (server, "POST", "/x", EASEL_HTTP_PAID_CREATE);
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) whole_error = NULL;
  g_autofree char *text = NULL;
  EaselTestAnswer *answer =
      easel_test_server_add (server, NULL, 200, "text/event-stream", "data: 1\n\ndata: 2\n\n");

  easel_test_answer_set_length_known (answer, length_known);
  easel_test_answer_set_pieces (answer, 9, 50);
  easel_test_answer_set_fault (answer, fault, fault == EASEL_TEST_FAULT_RESET ? 18 : 9);
  response = easel_test_await_object (easel_http_client_send (client, request), &error);
  g_assert_no_error (error);
  text = read_stream (response, &error);
  if (fault == EASEL_TEST_FAULT_RESET && length_known)
    {
      /* All of it was there before the reset. */
      g_assert_cmpstr (text, ==, "data: 1\n\ndata: 2\n\n");
      return;
    }
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_NETWORK);
  g_assert_true (g_str_has_prefix (text, "data: 1\n\n"));
  g_assert_false (easel_error_get_details (error)->may_have_billed);

  /* As a whole, its answer was not seen. */
  g_assert_false (easel_test_await (easel_http_client_fetch (client, whole), &whole_error));
  g_assert_error (whole_error, EASEL_ERROR, EASEL_ERROR_NETWORK);
  g_assert_true (easel_error_get_details (whole_error)->may_have_billed);
  g_assert_cmpuint (easel_test_server_get_n_requests (server), ==, 2);
}

static void
test_error_body_bounded (void)
{
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  g_autoptr (EaselHttpRequest) request = make_request (server, "POST", "/x", EASEL_HTTP_NONE);
  g_autoptr (GError) error = NULL;
  g_autofree char *body = g_strnfill (100000, 'e');
  EaselTestAnswer *answer = easel_test_server_add (server, NULL, 400, "text/plain", body);

  easel_test_answer_set_repeat (answer, 10000);
  g_assert_false (easel_test_await (easel_http_client_send (client, request), &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
  g_assert_cmpuint (strlen (error->message), <, 600);
  g_assert_true (easel_test_server_wait_hangups (server, 1));
}

static void
test_error_body_stalls (void)
{
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  g_autoptr (EaselHttpRequest) request = make_request (server, "POST", "/x", EASEL_HTTP_NONE);
  g_autoptr (GError) error = NULL;
  EaselTestAnswer *answer = easel_test_server_add (server, NULL, 401, "application/json",
                                                   "{\"error\":{\"message\":\"half of it\"}}");

  easel_test_answer_set_fault (answer, EASEL_TEST_FAULT_STALL, 25);
  easel_http_request_set_timeouts (request, 0, 0, 100000);
  g_assert_false (easel_test_await (easel_http_client_send (client, request), &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_AUTH);
}

static void
test_page (void)
{
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  g_autoptr (EaselHttpRequest) request = make_request (server, "GET", "/x", EASEL_HTTP_NONE);
  g_autoptr (EaselHttpRequest) any = make_request (server, "GET", "/x", EASEL_HTTP_ANY_TYPE);
  g_autoptr (GError) error = NULL;

  easel_test_server_add (server, NULL, 200, "text/html; charset=utf-8", "<!DOCTYPE html><p>Sign in");
  g_assert_false (easel_test_await (easel_http_client_send (client, request), &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (error->message, "a web page, not an API"));
  g_clear_error (&error);
  g_assert_true (easel_test_await (easel_http_client_send (client, any), &error));
}

static void
test_unix_socket (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("easel-test-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "socket", NULL);
  g_autoptr (EaselTestServer) server = easel_test_server_new_unix (path);
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  g_autoptr (EaselHttpRequest) request = easel_http_request_new ("POST", "http://sandbox/v1/chat");
  g_autoptr (EaselHttpRequest) missing = easel_http_request_new ("POST", "http://sandbox/v1/chat");
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autofree char *host = NULL;

  easel_test_server_add (server, "/v1/chat", 200, "application/json", "{}");
  easel_http_request_set_socket_path (request, path);
  response = easel_test_await_object (easel_http_client_fetch (client, request), &error);
  g_assert_no_error (error);
  assert_body (response, "{}");
  host = easel_test_request_dup_header (easel_test_server_get_request (server, 0), "Host");
  g_assert_cmpstr (host, ==, "sandbox");

  easel_http_request_set_socket_path (missing, "/nonexistent/socket");
  easel_http_request_set_attempts (missing, 1);
  g_assert_false (easel_test_await (easel_http_client_fetch (client, missing), &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_NETWORK);
  g_clear_pointer (&server, easel_test_server_free);
  g_rmdir (folder);
}

static void
test_unreachable (void)
{
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  g_autoptr (EaselTestServer) tls = easel_test_server_new_tls ();
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  g_autofree char *refused = easel_test_server_dup_url (server, "/x");
  g_autofree char *tls_as_plain = g_strdup_printf ("http://127.0.0.1:%u/", easel_test_server_get_port (tls));
  const struct
  {
    const char *url;
    const char *says;
  } cases[] = {
    { refused, "refused the connection" }, { "https://missing.test.example/", "was not found" },
    { "not a url", "not a web address" },  { "ftp://127.0.0.1/", "not a web address" },
    { "http://", "not a web address" },    { tls_as_plain, "127.0.0.1" },
  };

  g_clear_pointer (&server, easel_test_server_free);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EaselHttpRequest) request = easel_http_request_new ("GET", cases[i].url);
      g_autoptr (GError) error = NULL;

      easel_http_request_set_attempts (request, 1);
      g_assert_false (easel_test_await (easel_http_client_fetch (client, request), &error));
      g_assert_true (error->domain == EASEL_ERROR);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

static void
test_plain_as_tls (void)
{
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u/", easel_test_server_get_port (server));
  g_autoptr (EaselHttpRequest) request = easel_http_request_new ("GET", url);
  g_autoptr (GError) error = NULL;

  easel_http_request_set_attempts (request, 1);
  easel_http_request_set_timeouts (request, 300000, 0, 0);
  g_assert_false (easel_test_await (easel_http_client_fetch (client, request), &error));
  g_test_message ("%s", error->message);
  g_assert_true (error->domain == EASEL_ERROR);
  g_assert_true (error->code == EASEL_ERROR_NETWORK || error->code == EASEL_ERROR_TIMEOUT);
}

static void
test_no_body (void)
{
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  g_autoptr (EaselHttpRequest) first = make_request (server, "GET", "/a", EASEL_HTTP_NONE);
  g_autoptr (EaselHttpRequest) second = make_request (server, "DELETE", "/b", EASEL_HTTP_NONE);
  g_autoptr (EaselHttpResponse) empty = NULL;
  g_autoptr (EaselHttpResponse) none = NULL;
  g_autoptr (GError) error = NULL;
  EaselTestAnswer *answer = easel_test_server_add (server, "/a", 200, "text/plain", "");

  easel_test_answer_set_length_known (answer, TRUE);
  answer = easel_test_server_add (server, "/b", 200, NULL, "");
  easel_test_answer_set_length_known (answer, TRUE);
  empty = easel_test_await_object (easel_http_client_fetch (client, first), &error);
  g_assert_no_error (error);
  assert_body (empty, "");
  none = easel_test_await_object (easel_http_client_fetch (client, second), &error);
  g_assert_no_error (error);
  assert_body (none, "");
  g_assert_cmpstr (easel_http_response_get_content_type (none), ==, "");
}

/* An answer outlives the client that it came through. */
static void
test_client_goes (void)
{
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  g_autoptr (EaselHttpRequest) request = make_request (server, "POST", "/x", EASEL_HTTP_STREAM);
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  EaselTestAnswer *answer =
      easel_test_server_add (server, NULL, 200, "text/event-stream", "data: 1\n\ndata: 2\n\n");

  easel_test_answer_set_pieces (answer, 3, 20);
  response = easel_test_await_object (easel_http_client_send (client, request), &error);
  g_assert_no_error (error);
  easel_test_settle ();
  g_clear_object (&client);
  text = read_stream (response, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, "data: 1\n\ndata: 2\n\n");
}

/* Bodies that nest as deep as is read at all, on a fiber's stack. */
static void
test_deep_body (void)
{
  static const guint depths[] = { 100, 195, 199, 200, 10000 };
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();

  for (guint i = 0; i < G_N_ELEMENTS (depths); i++)
    {
      g_autoptr (EaselHttpRequest) request = make_request (server, "POST", "/x", EASEL_HTTP_NONE);
      g_autoptr (GString) body = g_string_new (NULL);
      g_autoptr (GError) error = NULL;

      for (guint k = 0; k < depths[i]; k++)
        g_string_append (body, k % 2 == 0 ? "{\"error\":" : "[");
      g_string_append (body, "1");
      for (guint k = depths[i]; k > 0; k--)
        g_string_append (body, k % 2 == 1 ? "}" : "]");
      easel_test_server_clear (server);
      easel_test_server_add (server, NULL, 400, "application/json", body->str);
      g_assert_false (easel_test_await (easel_http_client_send (client, request), &error));
      g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
    }
}

/* Whatever bytes come, the call ends, and a failure is a sentence. */
static void
test_garbage (void)
{
  static const char good[] = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-A: b\r\n"
                             "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n3\r\n12}\r\n0\r\n\r\n";
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  guint n_good = 0, n_bad = 0;

  for (guint round = 0; round < 400; round++)
    {
      g_autoptr (EaselHttpRequest) request = make_request (server, "POST", "/x", EASEL_HTTP_NONE);
      g_autoptr (EaselHttpResponse) response = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *bytes = g_memdup2 (good, sizeof good);
      gsize length = sizeof good - 1;

      if (round % 4 == 1)
        length = (gsize) g_test_rand_int_range (0, (gint32) length);
      for (guint i = 0; i < round % 7; i++)
        bytes[g_test_rand_int_range (0, (gint32) length + 1)] = (char) g_test_rand_int_range (0, 256);
      easel_test_server_clear (server);
      easel_test_answer_set_raw (easel_test_server_add_bytes (server, NULL, 200, NULL, bytes, length), TRUE);
      easel_http_request_set_attempts (request, 1);
      easel_http_request_set_timeouts (request, 0, 2000000, 2000000);
      response = easel_test_await_object (easel_http_client_fetch (client, request), &error);
      if (response == NULL)
        {
          g_assert_true (error->domain == EASEL_ERROR);
          g_assert_true (g_utf8_validate (error->message, -1, NULL));
          g_assert_nonnull (strstr (error->message, ". "));
        }
      *(response != NULL ? &n_good : &n_bad) += 1;
    }
  g_assert_cmpuint (n_good, >, 20);
  g_assert_cmpuint (n_bad, >, 20);
}

/* Many at once, each with its own answer. */
static void
test_many (void)
{
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  g_autoptr (GPtrArray) futures = g_ptr_array_new ();

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *path = g_strdup_printf ("/%u", i);
      g_autoptr (EaselHttpRequest) request = make_request (server, "POST", path, EASEL_HTTP_NONE);

      easel_test_server_add (server, path, 200, "text/plain", path);
      g_ptr_array_add (futures, easel_http_client_fetch (client, request));
    }
  for (guint i = 0; i < futures->len; i++)
    {
      g_autofree char *path = g_strdup_printf ("/%u", i);
      g_autoptr (GError) error = NULL;
      g_autoptr (EaselHttpResponse) response =
          easel_test_await_object (g_ptr_array_index (futures, i), &error);

      g_assert_no_error (error);
      assert_body (response, path);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  easel_test_resolver_install ();

  g_test_add_func ("/http-client/fetch", test_fetch);
  g_test_add_func ("/http-client/stream", test_stream);
  g_test_add_func ("/http-client/compressed", test_compressed);
  g_test_add_func ("/http-client/idle-timeout", test_idle_timeout);
  g_test_add_func ("/http-client/comments-reset-idle", test_comments_reset_idle);
  g_test_add_data_func ("/http-client/first-byte-timeout/post", "POST", test_first_byte_timeout);
  g_test_add_data_func ("/http-client/first-byte-timeout/get", "GET", test_first_byte_timeout);
  g_test_add_func ("/http-client/connect-timeout", test_connect_timeout);
  g_test_add_func ("/http-client/retry", test_retry);
  for (guint i = 0; i < G_N_ELEMENTS (once_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/http-client/once/", once_cases[i].name, NULL);

      g_test_add_data_func (path, &once_cases[i], test_once);
    }
  g_test_add_func ("/http-client/reset-after-body", test_reset_after_body);
  g_test_add_func ("/http-client/reset-in-body", test_reset_in_body);
  g_test_add_data_func ("/http-client/broken/reset", GINT_TO_POINTER (EASEL_TEST_FAULT_RESET),
                        test_broken_stream);
  g_test_add_data_func ("/http-client/broken/close", GINT_TO_POINTER (EASEL_TEST_FAULT_CLOSE),
                        test_broken_stream);
  g_test_add_data_func ("/http-client/broken/close-length-known",
                        GINT_TO_POINTER (EASEL_TEST_FAULT_CLOSE | 4), test_broken_stream);
  g_test_add_func ("/http-client/error-body-bounded", test_error_body_bounded);
  g_test_add_func ("/http-client/error-body-stalls", test_error_body_stalls);
  g_test_add_func ("/http-client/page", test_page);
  g_test_add_func ("/http-client/unix-socket", test_unix_socket);
  g_test_add_func ("/http-client/unreachable", test_unreachable);
  g_test_add_func ("/http-client/plain-as-tls", test_plain_as_tls);
  g_test_add_func ("/http-client/no-body", test_no_body);
  g_test_add_func ("/http-client/client-goes", test_client_goes);
  g_test_add_func ("/http-client/deep-body", test_deep_body);
  g_test_add_func ("/http-client/garbage", test_garbage);
  g_test_add_func ("/http-client/many", test_many);
  return g_test_run ();
}
