// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-error.h"
#include "easel-http-client.h"
#include "easel-test-future.h"
#include "easel-test-resolver.h"
#include "easel-test-server.h"

/* A connection that was used before, and is reset when it is used again. */

static EaselHttpRequest *
make_request (EaselTestServer *server, const char *method, const char *path)
{
  g_autofree char *url = easel_test_server_dup_url (server, path);
  EaselHttpRequest *request = easel_http_request_new (method, url);

  easel_http_request_set_attempts (request, 1);
  return request;
}

static void
fetch_good (EaselTestServer *server, EaselHttpClient *client)
{
  g_autoptr (EaselHttpRequest) request = make_request (server, "GET", "/good");
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselHttpResponse) response =
      easel_test_await_object (easel_http_client_fetch (client, request), &error);

  g_assert_no_error (error);
}

static void
add_reset (EaselTestServer *server, const char *path)
{
  EaselTestAnswer *answer = easel_test_server_add (server, path, 200, "text/plain", "x");

  easel_test_answer_set_fault (answer, EASEL_TEST_FAULT_RESET, EASEL_TEST_BEFORE_HEAD);
}

/* What costs money leaves once, also on a connection that was used before. */
static void
test_paid (void)
{
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  g_autoptr (EaselHttpClient) client = easel_http_client_new ();
  g_autoptr (EaselHttpRequest) request = make_request (server, "POST", "/paid");
  g_autoptr (GError) error = NULL;
  guint before;

  easel_test_server_add (server, "/good", 200, "text/plain", "good");
  add_reset (server, "/paid");
  fetch_good (server, client);
  before = easel_test_server_get_n_requests (server);
  easel_http_request_set_flags (request, EASEL_HTTP_PAID_CREATE);
  easel_http_request_set_body_text (request, "{}", "application/json");
  g_assert_false (easel_test_await (easel_http_client_fetch (client, request), &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_NETWORK);
  g_assert_true (easel_error_get_details (error)->may_have_billed);
  g_assert_cmpuint (easel_test_server_get_n_requests (server) - before, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  easel_test_resolver_install ();

  g_test_add_func ("/http-reset/paid", test_paid);
  return g_test_run ();
}
