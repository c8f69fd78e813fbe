// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-error.h"
#include "easel-http-client.h"
#include "easel-test-future.h"
#include "easel-test-server.h"

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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  g_test_add_func ("/http-client/fetch", test_fetch);
  return g_test_run ();
}
