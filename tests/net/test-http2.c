// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-error.h"
#include "easel-http-client.h"
#include "easel-test-future.h"
#include "easel-test-server.h"

#include <libsoup/soup.h>

/* The services offer HTTP/2. Over it libsoup 3.6 does not end a request that
 * is cancelled before its answer's head came, so neither would a time limit;
 * HTTP/1.1 is asked for instead. This is libsoup's server, which offers both. */

#define KEY "sk-test-0123456789abcdef"

typedef struct
{
  EaselTestServer *certified;
  SoupServer *server;
  GTlsDatabase *trust;
  EaselHttpClient *client;
  char *base;
  guint n_requests;
  guint n_http2;
} Fixture;

static void
on_request_cb (
    SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  Fixture *f = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  SoupMessageBody *body = soup_server_message_get_response_body (message);

  f->n_requests++;
  f->n_http2 += soup_server_message_get_http_version (message) == SOUP_HTTP_2_0;
  if (g_str_equal (path, "/silent"))
    {
      soup_server_message_pause (message);
      return;
    }
  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_set_content_type (headers, "text/event-stream", NULL);
  if (g_str_equal (path, "/stall"))
    {
      soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
      soup_message_body_append (body, SOUP_MEMORY_STATIC, "data: 1\n\n", 9);
      return; /* and no soup_message_body_complete() */
    }
  soup_server_message_set_response (message, "text/plain", SOUP_MEMORY_STATIC, "whole " KEY, 30);
}

static void
set_up (Fixture *f, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoslist (GUri) uris = NULL;

  f->certified = easel_test_server_new_tls ();
  f->trust = easel_test_server_make_trust (f->certified);
  certificate = easel_test_server_dup_certificate (f->certified);
  f->server = soup_server_new ("tls-certificate", certificate, NULL);
  soup_server_add_handler (f->server, NULL, on_request_cb, f, NULL);
  g_assert_true (soup_server_listen_local (f->server, 0,
                                           SOUP_SERVER_LISTEN_HTTPS | SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  g_assert_no_error (error);
  uris = soup_server_get_uris (f->server);
  f->base = g_strdup_printf ("https://127.0.0.1:%d", g_uri_get_port (uris->data));
  f->client = g_object_new (EASEL_TYPE_HTTP_CLIENT, "tls-database", f->trust, NULL);
}

static void
tear_down (Fixture *f, gconstpointer user_data)
{
  easel_test_settle ();
  g_assert_finalize_object (f->client);
  soup_server_disconnect (f->server);
  g_object_unref (f->server);
  g_object_unref (f->trust);
  easel_test_server_free (f->certified);
  g_free (f->base);
}

static EaselHttpRequest *
make_request (Fixture *f, const char *path, EaselHttpFlags flags)
{
  g_autofree char *url = g_strconcat (f->base, path, NULL);
  EaselHttpRequest *request = easel_http_request_new ("POST", url);

  easel_http_request_set_auth (request, "Authorization", "Bearer ", KEY);
  easel_http_request_set_body_text (request, "{}", "application/json");
  easel_http_request_set_flags (request, flags);
  return request;
}

static void
on_offered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  gboolean *done = user_data;
  g_autoptr (GBytes) body = soup_session_send_and_read_finish (SOUP_SESSION (source), result, NULL);

  g_assert_nonnull (body);
  *done = TRUE;
}

/* The server does offer HTTP/2, to whoever does not ask for less. */
static void
test_offered (Fixture *f, gconstpointer user_data)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *url = g_strconcat (f->base, "/whole", NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("GET", url);
  gboolean done = FALSE;

  soup_session_set_tls_database (session, f->trust);
  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, on_offered_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (f->n_http2, ==, 1);
}

static void
test_fetch (Fixture *f, gconstpointer user_data)
{
  g_autoptr (EaselHttpRequest) request = make_request (f, "/whole", EASEL_HTTP_NONE);
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselHttpResponse) response =
      easel_test_await_object (easel_http_client_fetch (f->client, request), &error);
  GBytes *body;

  g_assert_no_error (error);
  body = easel_http_response_get_body (response);
  g_assert_cmpmem (g_bytes_get_data (body, NULL), g_bytes_get_size (body), "whole [redacted]", 16);
  g_assert_cmpuint (f->n_http2, ==, 0);
}

static void
test_timeouts (Fixture *f, gconstpointer user_data)
{
  g_autoptr (EaselHttpRequest) silent = make_request (f, "/silent", EASEL_HTTP_NONE);
  g_autoptr (EaselHttpRequest) stall = make_request (f, "/stall", EASEL_HTTP_STREAM);
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) idle_error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  easel_http_request_set_timeouts (silent, 0, 300000, 0);
  g_assert_false (easel_test_await (easel_http_client_send (f->client, silent), &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_TIMEOUT);
  g_assert_true (easel_error_get_details (error)->may_have_billed);
  g_assert_cmpuint (f->n_requests, ==, 1);

  easel_http_request_set_timeouts (stall, 0, 0, 300000);
  response = easel_test_await_object (easel_http_client_send (f->client, stall), &idle_error);
  g_assert_no_error (idle_error);
  bytes = easel_test_await_boxed (easel_http_response_read (response), &idle_error);
  g_assert_no_error (idle_error);
  g_assert_false (easel_test_await (easel_http_response_read (response), &idle_error));
  g_assert_error (idle_error, EASEL_ERROR, EASEL_ERROR_TIMEOUT);
}

int
main (int argc, char *argv[])
{
  /* libsoup's server offers HTTP/2 only to those who ask for it in this way. */
  g_setenv ("SOUP_SERVER_HTTP2", "1", TRUE);
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  g_test_add ("/http2/offered", Fixture, NULL, set_up, test_offered, tear_down);
  g_test_add ("/http2/fetch", Fixture, NULL, set_up, test_fetch, tear_down);
  g_test_add ("/http2/timeouts", Fixture, NULL, set_up, test_timeouts, tear_down);
  return g_test_run ();
}
