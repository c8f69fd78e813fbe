// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-error.h"
#include "easel-http-client.h"
#include "easel-test-future.h"
#include "easel-test-resolver.h"
#include "easel-test-server.h"

#include <string.h>

/* Each sentence of what keys, addresses and answers may do, against a server
 * that tries it. */

#define KEY "sk-test/0123+456789abcdef"

typedef struct
{
  EaselTestServer *own;
  EaselTestServer *other;
  EaselTestServer *plain;
  EaselHttpClient *client;
  GTlsDatabase *trust;
} Fixture;

static void
set_up (Fixture *f, gconstpointer user_data)
{
  f->own = easel_test_server_new_tls ();
  f->other = easel_test_server_new_tls_like (f->own);
  f->plain = easel_test_server_new ();
  f->trust = easel_test_server_make_trust (f->own);
  f->client = g_object_new (EASEL_TYPE_HTTP_CLIENT, "tls-database", f->trust, NULL);
}

static void
tear_down (Fixture *f, gconstpointer user_data)
{
  easel_test_settle ();
  g_assert_finalize_object (f->client);
  g_object_unref (f->trust);
  easel_test_server_free (f->own);
  easel_test_server_free (f->other);
  easel_test_server_free (f->plain);
}

static EaselHttpRequest *
make_request (const char *method, const char *url, const char *base, EaselHttpFlags flags)
{
  EaselHttpRequest *request = easel_http_request_new (method, url);

  easel_http_request_set_auth (request, "Authorization", "Bearer ", KEY);
  easel_http_request_set_flags (request, flags);
  easel_http_request_set_attempts (request, 1);
  if (base != NULL)
    easel_http_request_set_base (request, base);
  return request;
}

static EaselHttpResponse *
fetch (
    Fixture *f, const char *method, const char *url, const char *base, EaselHttpFlags flags, GError **error)
{
  g_autoptr (EaselHttpRequest) request = make_request (method, url, base, flags);

  return easel_test_await_object (easel_http_client_fetch (f->client, request), error);
}

static void
assert_key (EaselTestServer *server, guint position, gboolean expected)
{
  const EaselTestRequest *request = easel_test_server_get_request (server, position);

  g_assert_cmpint (strstr (request->head, KEY) != NULL, ==, expected);
}

static void
add_redirect (EaselTestServer *server, const char *path, guint status, const char *location)
{
  EaselTestAnswer *answer = easel_test_server_add (server, path, status, "text/plain", "moved");

  easel_test_answer_add_header (answer, "Location", location);
}

/* "A key goes only to the origin of its provider's base URL" */
static void
test_redirect_across (Fixture *f, gconstpointer user_data)
{
  guint status = GPOINTER_TO_UINT (user_data);
  g_autofree char *url = easel_test_server_dup_url (f->own, "/a");
  g_autofree char *target = easel_test_server_dup_url (f->other, "/b");
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  add_redirect (f->own, "/a", status, target);
  easel_test_server_add (f->other, "/b", 200, "text/plain", "here");
  response = fetch (f, "GET", url, NULL, EASEL_HTTP_NONE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (easel_http_response_get_url (response), ==, target);
  assert_key (f->own, 0, TRUE);
  assert_key (f->other, 0, FALSE);
}

static void
test_redirect_within (Fixture *f, gconstpointer user_data)
{
  g_autofree char *url = easel_test_server_dup_url (f->own, "/a");
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  add_redirect (f->own, "/a", 307, "/b?x=1");
  easel_test_server_add (f->own, "/b", 200, "text/plain", "here");
  response = fetch (f, "GET", url, NULL, EASEL_HTTP_NONE, &error);
  g_assert_no_error (error);
  assert_key (f->own, 0, TRUE);
  assert_key (f->own, 1, TRUE);
  g_assert_cmpstr (easel_test_server_get_request (f->own, 1)->target, ==, "/b?x=1");
}

/* Away and back again: what a foreign server says gets no key. */
static void
test_redirect_back (Fixture *f, gconstpointer user_data)
{
  g_autofree char *url = easel_test_server_dup_url (f->own, "/a");
  g_autofree char *away = easel_test_server_dup_url (f->other, "/b");
  g_autofree char *back = easel_test_server_dup_url (f->own, "/c");
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  add_redirect (f->own, "/a", 302, away);
  add_redirect (f->other, "/b", 302, back);
  easel_test_server_add (f->own, "/c", 200, "text/plain", "here");
  response = fetch (f, "GET", url, NULL, EASEL_HTTP_NONE, &error);
  g_assert_no_error (error);
  assert_key (f->other, 0, FALSE);
  assert_key (f->own, 1, FALSE);
}

static void
test_redirect_post (Fixture *f, gconstpointer user_data)
{
  guint status = GPOINTER_TO_UINT (user_data);
  g_autofree char *url = easel_test_server_dup_url (f->own, "/a");
  g_autofree char *target = easel_test_server_dup_url (f->other, "/b");
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  add_redirect (f->own, "/a", status, target);
  response = fetch (f, "POST", url, NULL, EASEL_HTTP_NONE, &error);
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL);
  g_assert_cmpuint (easel_test_server_get_n_requests (f->own), ==, 1);
  g_assert_cmpuint (easel_test_server_get_n_connections (f->other), ==, 0);
}

static void
test_redirect_circle (Fixture *f, gconstpointer user_data)
{
  g_autofree char *url = easel_test_server_dup_url (f->own, "/a");
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  add_redirect (f->own, "/a", 302, "/a");
  response = fetch (f, "GET", url, NULL, EASEL_HTTP_NONE, &error);
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (error->message, "circle"));
  g_assert_cmpuint (easel_test_server_get_n_requests (f->own), ==, 6);
}

/* "Other URLs from an answer: no key" */
static void
test_answer_url (Fixture *f, gconstpointer user_data)
{
  g_autofree char *base = easel_test_server_dup_url (f->own, "/v1");
  g_autofree char *own = easel_test_server_dup_url (f->own, "/poll");
  g_autofree char *other = easel_test_server_dup_url (f->other, "/file");
  g_autoptr (EaselHttpResponse) poll = NULL;
  g_autoptr (EaselHttpResponse) file = NULL;
  g_autoptr (GError) error = NULL;

  easel_test_server_add (f->own, NULL, 200, "text/plain", "own");
  easel_test_server_add (f->other, NULL, 200, "text/plain", "other");
  poll = fetch (f, "GET", own, base, EASEL_HTTP_FROM_ANSWER, &error);
  g_assert_no_error (error);
  file = fetch (f, "GET", other, base, EASEL_HTTP_FROM_ANSWER, &error);
  g_assert_no_error (error);
  assert_key (f->own, 0, TRUE);
  assert_key (f->other, 0, FALSE);
}

/* An additional header may hold something of the account as well, be there a
 * key or not. */
static void
test_answer_url_headers (Fixture *f, gconstpointer user_data)
{
  g_autofree char *base = easel_test_server_dup_url (f->own, "/v1");
  g_autofree char *url = easel_test_server_dup_url (f->other, "/file");

  easel_test_server_add (f->other, NULL, 200, "text/plain", "other");
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (EaselHttpRequest) request = make_request ("GET", url, base, EASEL_HTTP_FROM_ANSWER);
      g_autoptr (GError) error = NULL;

      if (i == 1)
        easel_http_request_set_auth (request, "Authorization", "Bearer ", NULL);
      easel_http_request_add_header (request, "X-Organisation", "org-77");
      easel_http_request_add_header (request, "Accept", "image/*");
      g_assert_true (easel_test_await (easel_http_client_fetch (f->client, request), &error));
      g_assert_no_error (error);
      g_assert_null (strstr (easel_test_server_get_request (f->other, i)->head, "org-77"));
      g_assert_nonnull (strstr (easel_test_server_get_request (f->other, i)->head, "image/*"));
    }
}

/* A request that names another origin than its provider's is a mistake. */
static void
test_wrong_origin (Fixture *f, gconstpointer user_data)
{
  g_autofree char *base = easel_test_server_dup_url (f->own, "/v1");
  g_autofree char *url = easel_test_server_dup_url (f->other, "/v1/chat");
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  response = fetch (f, "POST", url, base, EASEL_HTTP_NONE, &error);
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
  g_assert_cmpuint (easel_test_server_get_n_connections (f->other), ==, 0);
}

/* "https" */
static void
test_downgrade (Fixture *f, gconstpointer user_data)
{
  g_autofree char *url = easel_test_server_dup_url (f->own, "/a");
  g_autofree char *target = easel_test_server_dup_url (f->plain, "/b");
  g_autoptr (EaselHttpResponse) redirected = NULL;
  g_autoptr (EaselHttpResponse) given = NULL;
  g_autoptr (GError) redirect_error = NULL;
  g_autoptr (GError) given_error = NULL;

  add_redirect (f->own, "/a", 302, target);
  redirected = fetch (f, "GET", url, NULL, EASEL_HTTP_NONE, &redirect_error);
  g_assert_error (redirect_error, EASEL_ERROR, EASEL_ERROR_PROTOCOL);
  given = fetch (f, "GET", target, url, EASEL_HTTP_FROM_ANSWER, &given_error);
  g_assert_error (given_error, EASEL_ERROR, EASEL_ERROR_PROTOCOL);
  g_assert_cmpuint (easel_test_server_get_n_connections (f->plain), ==, 0);
}

/* "no loopback, private or link-local address …, checked after resolution and
 * at each hop": the name looks public and stands for this machine. */
static void
test_rebinding (Fixture *f, gconstpointer user_data)
{
  g_autofree char *base = easel_test_server_dup_url_for (f->own, "api.test.example", "/v1");
  g_autofree char *url = easel_test_server_dup_url_for (f->own, "api.test.example", "/a");
  g_autofree char *target = easel_test_server_dup_url_for (f->other, "cdn.test.example", "/b");
  g_autofree char *allowed = easel_test_server_dup_url_for (f->other, "api.test.example", "/b");
  g_autoptr (EaselHttpResponse) given = NULL;
  g_autoptr (EaselHttpResponse) redirected = NULL;
  g_autoptr (EaselHttpResponse) good = NULL;
  g_autoptr (GError) given_error = NULL;
  g_autoptr (GError) redirect_error = NULL;
  g_autoptr (GError) error = NULL;

  easel_test_server_add (f->other, NULL, 200, "text/plain", "inside");
  given = fetch (f, "GET", target, base, EASEL_HTTP_FROM_ANSWER, &given_error);
  g_assert_error (given_error, EASEL_ERROR, EASEL_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (given_error->message, "cdn.test.example"));

  add_redirect (f->own, "/a", 302, target);
  redirected = fetch (f, "GET", url, base, EASEL_HTTP_NONE, &redirect_error);
  g_assert_error (redirect_error, EASEL_ERROR, EASEL_ERROR_PROTOCOL);
  g_assert_cmpuint (easel_test_server_get_n_requests (f->own), ==, 1);
  g_assert_cmpuint (easel_test_server_get_n_connections (f->other), ==, 0);

  /* "unless the provider itself lives there" - and the check above was not
   * for want of a way there. */
  good = fetch (f, "GET", allowed, base, EASEL_HTTP_FROM_ANSWER, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (easel_test_server_get_n_requests (f->other), ==, 1);
}

/* The name stands for a public address until it has been checked. */
static void
test_rebinding_late (Fixture *f, gconstpointer user_data)
{
  g_autofree char *base = easel_test_server_dup_url_for (f->own, "api.test.example", "/v1");
  g_autofree char *target = easel_test_server_dup_url_for (f->other, "rebind.test.example", "/b");
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;

  response = fetch (f, "GET", target, base, EASEL_HTTP_FROM_ANSWER, &error);
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (error->message, "rebind.test.example"));
  g_assert_cmpuint (easel_test_server_get_n_requests (f->other), ==, 0);
}

/* "sizes capped" */
static void
test_size (Fixture *f, gconstpointer user_data)
{
  g_autofree char *base = easel_test_server_dup_url (f->own, "/v1");
  g_autofree char *url = easel_test_server_dup_url (f->other, "/file");
  g_autoptr (EaselHttpRequest) request = make_request ("GET", url, base, EASEL_HTTP_FROM_ANSWER);
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  EaselTestAnswer *answer = easel_test_server_add (f->other, NULL, 200, "image/png", "0123456789abcdef");

  easel_test_answer_set_repeat (answer, 1000000);
  easel_http_request_set_max_body (request, 100000);
  response = easel_test_await_object (easel_http_client_fetch (f->client, request), &error);
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL);
  g_assert_true (easel_test_server_wait_hangups (f->other, 1));
}

/* "Loopback and plain http never use a proxy" */
static void
test_no_proxy (Fixture *f, gconstpointer user_data)
{
  g_autoptr (EaselTestServer) proxy = easel_test_server_new ();
  g_autofree char *proxy_url = easel_test_server_dup_url (proxy, "");
  g_autoptr (GProxyResolver) resolver = g_simple_proxy_resolver_new (proxy_url, NULL);
  g_autoptr (EaselHttpClient) client =
      g_object_new (EASEL_TYPE_HTTP_CLIENT, "tls-database", f->trust, "proxy-resolver", resolver, NULL);
  g_autofree char *urls[] = { easel_test_server_dup_url (f->plain, "/x"),
                              easel_test_server_dup_url_for (f->plain, "localhost", "/x"),
                              easel_test_server_dup_url_for (f->plain, "api.test.example", "/x"),
                              easel_test_server_dup_url (f->own, "/x"), NULL };
  g_autofree char *far = easel_test_server_dup_url_for (f->own, "api.test.example", "/x");
  g_autoptr (EaselHttpRequest) far_request = make_request ("GET", far, NULL, EASEL_HTTP_NONE);
  g_autoptr (GError) error = NULL;

  easel_test_server_add (f->plain, NULL, 200, "text/plain", "x");
  easel_test_server_add (f->own, NULL, 200, "text/plain", "x");
  for (guint i = 0; urls[i] != NULL; i++)
    {
      g_autoptr (EaselHttpRequest) request = make_request ("GET", urls[i], NULL, EASEL_HTTP_ALLOW_HTTP);

      g_assert_true (easel_test_await (easel_http_client_fetch (client, request), &error));
      g_assert_no_error (error);
      g_assert_cmpuint (easel_test_server_get_n_connections (proxy), ==, 0);
    }
  for (guint i = 1; i < 3; i++)
    g_free (urls[i]);
  g_free (urls[3]);

  /* The proxy is used where it may be. */
  g_assert_false (easel_test_await (easel_http_client_fetch (client, far_request), &error));
  g_assert_cmpuint (easel_test_server_get_n_requests (proxy), ==, 1);
  g_assert_cmpstr (easel_test_server_get_request (proxy, 0)->method, ==, "CONNECT");
  assert_key (proxy, 0, FALSE);
}

/* "Plain http only to loopback or after the user agreed" */
static void
test_plain_http (Fixture *f, gconstpointer user_data)
{
  g_autofree char *far = easel_test_server_dup_url_for (f->plain, "api.test.example", "/x");
  g_autofree char *near = easel_test_server_dup_url_for (f->plain, "localhost", "/x");
  g_autoptr (EaselHttpResponse) refused = NULL;
  g_autoptr (EaselHttpResponse) local = NULL;
  g_autoptr (EaselHttpResponse) agreed = NULL;
  g_autoptr (GError) refusal = NULL;
  g_autoptr (GError) error = NULL;

  easel_test_server_add (f->plain, NULL, 200, "text/plain", "x");
  refused = fetch (f, "GET", far, NULL, EASEL_HTTP_NONE, &refusal);
  g_assert_error (refusal, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
  g_assert_cmpuint (easel_test_server_get_n_connections (f->plain), ==, 0);
  local = fetch (f, "GET", near, NULL, EASEL_HTTP_NONE, &error);
  g_assert_no_error (error);
  agreed = fetch (f, "GET", far, NULL, EASEL_HTTP_ALLOW_HTTP, &error);
  g_assert_no_error (error);
}

/* "TLS is always verified" */
static void
test_certificate (Fixture *f, gconstpointer user_data)
{
  g_autoptr (EaselHttpClient) stranger = easel_http_client_new ();
  g_autofree char *url = easel_test_server_dup_url (f->own, "/x");
  g_autofree char *wrong_name = easel_test_server_dup_url_for (f->own, "api.other.example", "/x");
  g_autoptr (EaselHttpRequest) request = make_request ("GET", url, NULL, EASEL_HTTP_ALLOW_HTTP);
  g_autoptr (EaselHttpResponse) good = NULL;
  g_autoptr (EaselHttpResponse) misnamed = NULL;
  g_autoptr (GError) self_signed = NULL;
  g_autoptr (GError) name_error = NULL;
  g_autoptr (GError) error = NULL;

  easel_test_server_add (f->own, NULL, 200, "text/plain", "x");
  g_assert_false (easel_test_await (easel_http_client_fetch (stranger, request), &self_signed));
  g_assert_error (self_signed, EASEL_ERROR, EASEL_ERROR_NETWORK);
  g_assert_nonnull (strstr (self_signed->message, "certificate"));
  misnamed = fetch (f, "GET", wrong_name, NULL, EASEL_HTTP_NONE, &name_error);
  g_assert_error (name_error, EASEL_ERROR, EASEL_ERROR_NETWORK);
  g_assert_nonnull (strstr (name_error->message, "certificate"));
  g_assert_cmpuint (easel_test_server_get_n_requests (f->own), ==, 0);

  good = fetch (f, "GET", url, NULL, EASEL_HTTP_NONE, &error);
  g_assert_no_error (error);
}

/* A server cannot ask for the password that is remembered, nor leave a cookie. */
static void
test_no_state (Fixture *f, gconstpointer user_data)
{
  g_autofree char *url = easel_test_server_dup_url (f->own, "/x");
  g_autoptr (EaselHttpResponse) first = NULL;
  g_autoptr (EaselHttpResponse) second = NULL;
  g_autoptr (GError) first_error = NULL;
  g_autoptr (GError) error = NULL;
  EaselTestAnswer *answer = easel_test_server_add (f->own, NULL, 401, "text/plain", "who?");

  easel_test_answer_set_times (answer, 1);
  easel_test_answer_add_header (answer, "WWW-Authenticate", "Basic realm=\"x\"");
  easel_test_answer_add_header (answer, "Set-Cookie", "id=1; Path=/");
  easel_test_server_add (f->own, NULL, 200, "text/plain", "x");
  first = fetch (f, "GET", url, NULL, EASEL_HTTP_NONE, &first_error);
  g_assert_error (first_error, EASEL_ERROR, EASEL_ERROR_AUTH);
  g_assert_cmpuint (easel_test_server_get_n_requests (f->own), ==, 1);
  second = fetch (f, "GET", url, NULL, EASEL_HTTP_NONE, &error);
  g_assert_no_error (error);
  g_assert_null (strstr (easel_test_server_get_request (f->own, 1)->head, "Cookie"));
}

/* ------------------------------------- "What comes back is … blanked" */

static gboolean
holds_key (gconstpointer data, gsize length)
{
  g_autofree char *base64 = g_base64_encode ((const guchar *) KEY, strlen (KEY));
  g_autofree char *escaped = g_uri_escape_string (KEY, NULL, FALSE);

  return memmem (data, length, KEY, strlen (KEY)) != NULL ||
         memmem (data, length, base64, strlen (base64) - 4) != NULL ||
         memmem (data, length, escaped, strlen (escaped)) != NULL;
}

static void
collect (GString *all, EaselHttpResponse *response)
{
  EaselHttpHeaders *headers = easel_http_response_get_headers (response);

  for (guint i = 0; i < easel_http_headers_get_n (headers); i++)
    {
      const char *value;
      const char *name = easel_http_headers_get_nth (headers, i, &value);

      g_string_append_printf (all, "%s: %s\n", name, value);
    }
  while (TRUE)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) chunk = easel_test_await_boxed (easel_http_response_read (response), &error);

      g_assert_no_error (error);
      if (g_bytes_get_size (chunk) == 0)
        return;
      g_string_append_len (all, g_bytes_get_data (chunk, NULL), (gssize) g_bytes_get_size (chunk));
    }
}

#define ECHO "data: {\"k\":\"@KEY@\",\"b\":\"@KEY64@\",\"u\":\"@KEYPCT@\"}\n\n"

static void
test_echo_stream (Fixture *f, gconstpointer user_data)
{
  g_autofree char *url = easel_test_server_dup_url (f->plain, "/x");

  for (gsize piece = 1; piece < 40; piece += 3)
    {
      g_autoptr (EaselHttpRequest) request = make_request ("POST", url, NULL, EASEL_HTTP_STREAM);
      g_autoptr (EaselHttpRequest) planted = easel_http_request_new ("POST", url);
      g_autoptr (EaselHttpResponse) response = NULL;
      g_autoptr (EaselHttpResponse) planted_response = NULL;
      g_autoptr (GString) seen = g_string_new (NULL);
      g_autoptr (GString) planted_seen = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      EaselTestAnswer *answer;

      easel_test_server_clear (f->plain);
      answer = easel_test_server_add (f->plain, NULL, 200, "text/event-stream", ECHO ECHO);
      easel_test_answer_add_header (answer, "X-Echo", "Bearer @KEY@; @KEY64@ @KEYPCT@");
      easel_test_answer_set_pieces (answer, piece, piece < 5 ? 1 : 0);
      response = easel_test_await_object (easel_http_client_send (f->client, request), &error);
      g_assert_no_error (error);
      collect (seen, response);
      g_assert_false (holds_key (seen->str, seen->len));
      g_assert_nonnull (strstr (seen->str, "data: {\"k\":\"[redacted]\",\"b\":\"[redacted]"));
      g_assert_nonnull (strstr (seen->str, "Bearer [redacted]; "));

      /* The search finds a key that nobody asked to blank. */
      easel_http_request_add_header (planted, "Authorization", "Bearer " KEY);
      easel_http_request_set_flags (planted, EASEL_HTTP_STREAM);
      planted_response = easel_test_await_object (easel_http_client_send (f->client, planted), &error);
      g_assert_no_error (error);
      collect (planted_seen, planted_response);
      g_assert_true (holds_key (planted_seen->str, planted_seen->len));
    }
}

static void
test_echo_error (Fixture *f, gconstpointer user_data)
{
  static const char *const bodies[] = {
    "{\"error\":{\"message\":\"bad key @KEY@ (@KEY64@, @KEYPCT@)\",\"param\":\"@KEY@\"}}",
    "@KEY@ @KEY64@ @KEYPCT@", "{\"detail\":[{\"loc\":[\"@KEY@\"],\"msg\":\"@KEY@\"}]}"
  };
  g_autofree char *url = easel_test_server_dup_url (f->plain, "/x");

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_autoptr (EaselHttpResponse) response = NULL;
      g_autoptr (GError) error = NULL;
      const EaselErrorDetails *details;
      easel_test_server_clear (f->plain);
      easel_test_server_set_echo (f->plain, TRUE);
      easel_test_server_add (f->plain, NULL, 400, "application/json", bodies[i]);
      response = fetch (f, "POST", url, NULL, EASEL_HTTP_NONE, &error);
      g_assert_null (response);
      details = easel_error_get_details (error);
      g_assert_nonnull (strstr (error->message, "[redacted]"));
      g_assert_false (holds_key (error->message, strlen (error->message)));
      g_assert_false (holds_key (details->request_id, strlen (details->request_id)));
      g_assert_true (details->parameter == NULL ||
                     !holds_key (details->parameter, strlen (details->parameter)));
    }
}

/* Nor does it go where a redirect would take it, nor into a host's name. */
static void
test_echo_redirect (Fixture *f, gconstpointer user_data)
{
  static const char *const locations[] = { "/b?key=@KEYPCT@", "https://cdn.test.example/?k=@KEY64@",
                                           "http://sk-test-plain-0123456789.test.example/" };
  g_autofree char *url = easel_test_server_dup_url (f->plain, "/a");

  for (guint i = 0; i < G_N_ELEMENTS (locations); i++)
    {
      g_autoptr (EaselHttpRequest) request = make_request ("GET", url, NULL, EASEL_HTTP_NONE);
      g_autoptr (GError) error = NULL;

      easel_test_server_clear (f->plain);
      add_redirect (f->plain, "/a", 302, locations[i]);
      if (i == 2)
        easel_http_request_set_auth (request, "Authorization", "Bearer ", "sk-test-plain-0123456789");
      g_assert_false (easel_test_await (easel_http_client_fetch (f->client, request), &error));
      g_assert_error (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL);
      g_assert_cmpuint (easel_test_server_get_n_requests (f->plain), ==, i + 1);
      g_assert_null (strstr (error->message, "0123456789"));
    }
}

/* A sentence names the host, which may be the key. */
static void
test_echo_host (Fixture *f, gconstpointer user_data)
{
  g_autofree char *base = easel_test_server_dup_url (f->own, "/v1");
  g_autoptr (EaselHttpRequest) request =
      make_request ("GET", "http://sk-test-plain-0123456789.test.example/", base, EASEL_HTTP_FROM_ANSWER);
  g_autoptr (GError) error = NULL;

  easel_http_request_set_auth (request, "Authorization", "Bearer ", "sk-test-plain-0123456789");
  g_assert_false (easel_test_await (easel_http_client_fetch (f->client, request), &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (error->message, "[redacted].test.example"));
}

/* The key's own place is its header: never the URL, never the body. */
static void
test_place_of_key (Fixture *f, gconstpointer user_data)
{
  g_autofree char *url = easel_test_server_dup_url (f->own, "/x");
  g_autoptr (EaselHttpRequest) request = easel_http_request_new ("POST", url);
  g_autofree char *header = NULL;
  g_autoptr (GError) error = NULL;
  const EaselTestRequest *seen;

  easel_test_server_add (f->own, NULL, 200, "text/plain", "x");
  easel_http_request_set_auth (request, "x-goog-api-key", "", KEY);
  easel_http_request_set_body_text (request, "{}", "application/json");
  g_assert_true (easel_test_await (easel_http_client_fetch (f->client, request), &error));
  seen = easel_test_server_get_request (f->own, 0);
  header = easel_test_request_dup_header (seen, "x-goog-api-key");
  g_assert_cmpstr (header, ==, KEY);
  g_assert_null (strstr (seen->target, KEY));
}

static void
test_bad_key (Fixture *f, gconstpointer user_data)
{
  static const char *const keys[] = { "sk-line\nX-Evil: 1", "sk-tab\there", "sk-end\r", "sk-\x01",
                                      "sk-\xC3\xA9" };
  g_autofree char *url = easel_test_server_dup_url (f->plain, "/x");

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr (EaselHttpRequest) request = easel_http_request_new ("GET", url);
      g_autoptr (EaselHttpRequest) header_request = easel_http_request_new ("GET", url);
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) header_error = NULL;

      easel_http_request_set_auth (request, "Authorization", "Bearer ", keys[i]);
      g_assert_false (easel_test_await (easel_http_client_fetch (f->client, request), &error));
      g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
      g_assert_null (strstr (error->message, "sk-"));
      easel_http_request_add_header (header_request, "X-A", keys[i]);
      g_assert_false (easel_test_await (easel_http_client_fetch (f->client, header_request), &header_error));
      g_assert_error (header_error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
    }
  g_assert_cmpuint (easel_test_server_get_n_connections (f->plain), ==, 0);
}

#define ADD(name, function, data)                                                                            \
  g_test_add ("/http-trust/" name, Fixture, GUINT_TO_POINTER (data), set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  easel_test_resolver_install ();

  ADD ("redirect-across/301", test_redirect_across, 301);
  ADD ("redirect-across/302", test_redirect_across, 302);
  ADD ("redirect-across/303", test_redirect_across, 303);
  ADD ("redirect-across/307", test_redirect_across, 307);
  ADD ("redirect-across/308", test_redirect_across, 308);
  ADD ("redirect-within", test_redirect_within, 0);
  ADD ("redirect-back", test_redirect_back, 0);
  ADD ("redirect-post/302", test_redirect_post, 302);
  ADD ("redirect-post/303", test_redirect_post, 303);
  ADD ("redirect-post/307", test_redirect_post, 307);
  ADD ("redirect-post/308", test_redirect_post, 308);
  ADD ("redirect-circle", test_redirect_circle, 0);
  ADD ("answer-url", test_answer_url, 0);
  ADD ("answer-url-headers", test_answer_url_headers, 0);
  ADD ("wrong-origin", test_wrong_origin, 0);
  ADD ("downgrade", test_downgrade, 0);
  ADD ("rebinding", test_rebinding, 0);
  ADD ("rebinding-late", test_rebinding_late, 0);
  ADD ("size", test_size, 0);
  ADD ("no-proxy", test_no_proxy, 0);
  ADD ("plain-http", test_plain_http, 0);
  ADD ("certificate", test_certificate, 0);
  ADD ("no-state", test_no_state, 0);
  ADD ("echo-stream", test_echo_stream, 0);
  ADD ("echo-error", test_echo_error, 0);
  ADD ("echo-redirect", test_echo_redirect, 0);
  ADD ("echo-host", test_echo_host, 0);
  ADD ("place-of-key", test_place_of_key, 0);
  ADD ("bad-key", test_bad_key, 0);
  return g_test_run ();
}
