// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-dex-fiber.h"
#include "easel-error.h"
#include "easel-http-client.h"
#include "easel-test-future.h"
#include "easel-test-server.h"

/* Where a request is when its future is dropped. */
typedef enum
{
  AT_ONCE,
  WAITING_FOR_HEAD,
  SENDING_BODY,
  WAITING_TO_RETRY,
  READING_WHOLE_BODY,
  N_STAGES,
} Stage;

static const char *const stage_names[] = { "at-once", "waiting-for-head", "sending-body", "waiting-to-retry",
                                           "reading-whole-body" };

static EaselHttpRequest *
make_request (EaselTestServer *server, const char *method)
{
  g_autofree char *url = easel_test_server_dup_url (server, "/v1/x");
  EaselHttpRequest *request = easel_http_request_new (method, url);

  easel_http_request_set_auth (request, "Authorization", "Bearer ", "sk-test-0123456789abcdef");
  return request;
}

static void
check_gone (EaselHttpClient *client)
{
  easel_test_settle ();
  /* Whatever held the client is gone with the request. */
  g_assert_finalize_object (client);
}

static void
on_retry_cb (gint64 wait, const GError *error, gpointer user_data)
{
  gboolean *told = user_data;

  *told = TRUE;
}

static void
test_drop (gconstpointer user_data)
{
  Stage stage = (Stage) GPOINTER_TO_INT (user_data);
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  g_autoptr (EaselHttpRequest) request = make_request (server, stage == READING_WHOLE_BODY ? "GET" : "POST");
  EaselHttpClient *client = easel_http_client_new ();
  EaselTestAnswer *answer = easel_test_server_add (server, NULL, 200, "text/plain", "0123456789");
  gboolean told = FALSE;
  DexFuture *future;

  if (stage == WAITING_FOR_HEAD)
    easel_test_answer_set_fault (answer, EASEL_TEST_FAULT_STALL, EASEL_TEST_BEFORE_HEAD);
  if (stage == SENDING_BODY)
    {
      g_autofree guint8 *zeros = g_malloc0 (32 * 1024 * 1024);
      g_autoptr (GBytes) body = g_bytes_new_take (g_steal_pointer (&zeros), 32 * 1024 * 1024);

      easel_http_request_set_body (request, body, "application/octet-stream");
      easel_test_answer_set_fault (answer, EASEL_TEST_FAULT_STALL, EASEL_TEST_BEFORE_BODY_IS_READ);
    }
  if (stage == READING_WHOLE_BODY)
    easel_test_answer_set_fault (answer, EASEL_TEST_FAULT_STALL, 5);
  if (stage == WAITING_TO_RETRY)
    {
      easel_test_server_clear (server);
      answer = easel_test_server_add (server, NULL, 503, "text/plain", "later");
      easel_test_answer_add_header (answer, "Retry-After", "20");
      easel_http_request_set_retry_func (request, on_retry_cb, &told, NULL);
    }

  future = easel_http_client_fetch (client, request);
  switch (stage)
    {
    case AT_ONCE:
      break;
    case WAITING_FOR_HEAD:
    case READING_WHOLE_BODY:
      g_assert_true (easel_test_server_wait_requests (server, 1));
      break;
    case SENDING_BODY:
      g_assert_true (easel_test_server_wait_connections (server, 1));
      break;
    case WAITING_TO_RETRY:
      while (!told)
        g_main_context_iteration (NULL, TRUE);
      break;
    case N_STAGES:
    default:
      g_assert_not_reached ();
    }
  g_assert_true (dex_future_is_pending (future));
  dex_unref (future);

  if (stage == WAITING_FOR_HEAD || stage == READING_WHOLE_BODY)
    g_assert_true (easel_test_server_wait_hangups (server, 1));
  check_gone (client);
  g_assert_cmpuint (easel_test_server_get_n_requests (server), <=, 1);
}

static void
test_drop_while_connecting (void)
{
  g_autoptr (EaselTestServer) server = easel_test_server_new_mute ();
  g_autofree char *url = g_strdup_printf ("https://127.0.0.1:%u/v1", easel_test_server_get_port (server));
  g_autoptr (EaselHttpRequest) request = easel_http_request_new ("GET", url);
  EaselHttpClient *client = easel_http_client_new ();
  DexFuture *future = easel_http_client_send (client, request);

  g_assert_true (easel_test_server_wait_connections (server, 1));
  g_assert_true (dex_future_is_pending (future));
  dex_unref (future);
  check_gone (client);
}

static EaselHttpResponse *
open_stream (EaselTestServer *server, EaselHttpClient *client)
{
  g_autoptr (EaselHttpRequest) request = make_request (server, "POST");
  g_autoptr (GError) error = NULL;
  EaselHttpResponse *response;

  easel_http_request_set_flags (request, EASEL_HTTP_STREAM);
  response = easel_test_await_object (easel_http_client_send (client, request), &error);
  g_assert_no_error (error);
  g_assert_nonnull (response);
  return response;
}

static void
test_drop_read (void)
{
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  EaselHttpClient *client = easel_http_client_new ();
  EaselTestAnswer *answer =
      easel_test_server_add (server, NULL, 200, "text/event-stream", "data: 1\n\ndata: 2\n\n");
  EaselHttpResponse *response;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  DexFuture *future;

  easel_test_answer_set_fault (answer, EASEL_TEST_FAULT_STALL, 9);
  response = open_stream (server, client);
  bytes = easel_test_await_boxed (easel_http_response_read (response), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 9);

  future = easel_http_response_read (response);
  easel_test_settle ();
  g_assert_true (dex_future_is_pending (future));
  dex_unref (future);
  /* The answer itself is still held. */
  g_assert_true (easel_test_server_wait_hangups (server, 1));

  g_assert_false (easel_test_await (easel_http_response_read (response), &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_CANCELLED);
  g_assert_finalize_object (response);
  check_gone (client);
}

static void
test_drop_response (void)
{
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  EaselHttpClient *client = easel_http_client_new ();
  EaselTestAnswer *answer =
      easel_test_server_add (server, NULL, 200, "text/event-stream", "data: 1\n\ndata: 2\n\n");
  EaselHttpResponse *response;

  easel_test_answer_set_fault (answer, EASEL_TEST_FAULT_STALL, 9);
  response = open_stream (server, client);
  easel_test_settle ();
  g_assert_finalize_object (response);
  g_assert_true (easel_test_server_wait_hangups (server, 1));
  check_gone (client);
}

static DexFuture *
outer_fiber (gpointer user_data)
{
  gpointer *pair = user_data;
  GError *error = NULL;
  g_autoptr (EaselHttpResponse) response =
      easel_dex_fiber_await_object (easel_http_client_send (pair[0], pair[1]), &error);

  if (response == NULL)
    return dex_future_new_for_error (error);
  return dex_future_new_true ();
}

static void
test_drop_outer_fiber (void)
{
  g_autoptr (EaselTestServer) server = easel_test_server_new ();
  EaselHttpClient *client = easel_http_client_new ();
  EaselTestAnswer *answer = easel_test_server_add (server, NULL, 200, "text/plain", "x");
  g_autoptr (EaselHttpRequest) request = make_request (server, "POST");
  gpointer pair[2] = { client, request };
  DexFuture *future;

  easel_test_answer_set_fault (answer, EASEL_TEST_FAULT_STALL, EASEL_TEST_BEFORE_HEAD);
  future = easel_dex_fiber_spawn (outer_fiber, pair, NULL);
  g_assert_true (easel_test_server_wait_requests (server, 1));
  dex_unref (future);
  g_assert_true (easel_test_server_wait_hangups (server, 1));
  check_gone (client);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  for (int stage = 0; stage < N_STAGES; stage++)
    {
      g_autofree char *path = g_strconcat ("/http-cancel/", stage_names[stage], NULL);

      g_test_add_data_func (path, GINT_TO_POINTER (stage), test_drop);
    }
  g_test_add_func ("/http-cancel/connecting", test_drop_while_connecting);
  g_test_add_func ("/http-cancel/read", test_drop_read);
  g_test_add_func ("/http-cancel/response", test_drop_response);
  g_test_add_func ("/http-cancel/outer-fiber", test_drop_outer_fiber);
  return g_test_run ();
}
