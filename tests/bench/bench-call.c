// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-provider-registry.h"
#include "easel-test-future.h"
#include "easel-test-server.h"
#include "easel-text-call.h"
#include "sse-reference.h"

#include <stdio.h>
#include <string.h>

/* The processor time that a provider call takes on the window's thread: until
 * the request has left, and for each 100 events of the answer; against libsoup
 * alone with the same bytes. */

#define ROUNDS 41
#define EVENTS 5000
#define KEY "sk-proj-0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static int
compare (gconstpointer a, gconstpointer b)
{
  const gint64 *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

static double
median_ms (gint64 *values, guint n)
{
  qsort (values, n, sizeof *values, compare);
  return (double) values[n / 2] / 1000.0;
}

static EaselTextRequest *
make_request (void)
{
  EaselTextRequest *request = easel_text_request_new ("test-model");
  g_autoptr (GString) prompt = g_string_new (NULL);

  for (guint i = 0; i < 400; i++)
    g_string_append (prompt, i % 7 == 0 ? "“crème” " : "castle ");
  easel_text_request_set_system (request, "You edit prompts for image models. Answer with the prompt only.");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_USER, prompt->str);
  return request;
}

/* Runs the loop until the server has the request: while it waits it takes no
 * processor time. */
static gint64
wait_until_received (EaselTestServer *server, guint before, gint64 begin)
{
  while (easel_test_server_get_n_requests (server) == before)
    {
      gint64 end = g_get_monotonic_time () + 300;

      while (g_main_context_iteration (NULL, FALSE))
        ;
      while (g_get_monotonic_time () < end && easel_test_server_get_n_requests (server) == before)
        g_usleep (50);
    }
  return sse_reference_get_time () - begin;
}

static gint64
send_layer (EaselTestServer *server, EaselHttpClient *client, EaselAccount *account)
{
  guint before = easel_test_server_get_n_requests (server);
  gint64 begin = sse_reference_get_time (), took;
  g_autoptr (EaselTextRequest) request = make_request ();
  DexFuture *future = easel_text_call_run (client, easel_provider_registry_find_protocol ("openai"), account,
                                           KEY, request, NULL, NULL, NULL);

  took = wait_until_received (server, before, begin);
  dex_unref (future);
  easel_test_settle ();
  return took;
}

static void
on_sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GInputStream) stream = soup_session_send_finish (SOUP_SESSION (source), result, NULL);
  gboolean *done = user_data;

  *done = TRUE;
}

static gint64
send_reference (EaselTestServer *server, SoupSession *session, const char *url, GBytes *body)
{
  guint before = easel_test_server_get_n_requests (server);
  gint64 begin = sse_reference_get_time (), took;
  g_autoptr (SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  gboolean done = FALSE;

  soup_message_set_request_body_from_bytes (message, "application/json", body);
  soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", "Bearer " KEY);
  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, cancellable, on_sent_cb, &done);
  took = wait_until_received (server, before, begin);
  g_cancellable_cancel (cancellable);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  return took;
}

static GBytes *
copy_body (EaselTestServer *server)
{
  return g_bytes_ref (easel_test_server_get_request (server, 0)->body);
}

static void
bench_first_byte (EaselTestServer *server, EaselHttpClient *client, EaselAccount *account)
{
  g_autofree char *url = easel_test_server_dup_url (server, "/v1/chat/completions");
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autoptr (GBytes) body = NULL;
  gint64 layer[ROUNDS], reference[ROUNDS];
  double ours, theirs;

  /* Nobody answers, so that nothing but the way out is measured. */
  easel_test_answer_set_fault (easel_test_server_add (server, NULL, 200, "text/event-stream", "data: x\n\n"),
                               EASEL_TEST_FAULT_STALL, EASEL_TEST_BEFORE_HEAD);
  send_layer (server, client, account);
  body = copy_body (server);
  send_reference (server, session, url, body);
  for (guint i = 0; i < ROUNDS; i++)
    {
      reference[i] = send_reference (server, session, url, body);
      layer[i] = send_layer (server, client, account);
    }
  ours = median_ms (layer, ROUNDS);
  theirs = median_ms (reference, ROUNDS);
  printf (
      "{\"name\": \"call-until-sent\", \"value\": %.3f, \"unit\": \"ms CPU\", \"limit\": 2, \"direction\": "
      "\"max\"}\n",
      ours);
  printf ("{\"name\": \"call-until-sent-ratio\", \"value\": %.3f, \"unit\": \"ms CPU\", \"reference\": %.3f, "
          "\"reference_name\": \"libsoup alone\", \"ratio\": %.2f, \"limit\": 2, \"direction\": \"max\"}\n",
          ours, theirs, ours / theirs);
}

static void
on_event_cb (const EaselTextEvent *event, gpointer user_data)
{
  if (event->kind == EASEL_TEXT_EVENT_TEXT)
    sse_reference_deliver (user_data, event->text);
}

static gint64
read_layer (EaselHttpClient *client, EaselAccount *account, Delivered *delivered)
{
  g_autoptr (EaselTextRequest) request = make_request ();
  g_autoptr (EaselTextResult) result = NULL;
  gint64 begin = sse_reference_get_time ();

  *delivered = (Delivered) { 0, 0 };
  result =
      easel_test_await_boxed (easel_text_call_run (client, easel_provider_registry_find_protocol ("openai"),
                                                   account, KEY, request, on_event_cb, delivered, NULL),
                              NULL);
  g_assert_nonnull (result);
  return sse_reference_get_time () - begin;
}

static void
bench_events (EaselTestServer *server, EaselHttpClient *client, EaselAccount *account)
{
  g_autofree char *url = easel_test_server_dup_url (server, "/v1/chat/completions");
  g_autofree char *deltas = sse_reference_make_stream (EVENTS);
  g_autofree char *stream = g_strconcat (
      deltas,
      "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]}\n\n"
      "data: [DONE]\n\n",
      NULL);
  g_autoptr (SoupSession) session = soup_session_new ();
  gint64 layer[ROUNDS], reference[ROUNDS];
  const guint rounds = 11;
  double ours, theirs;
  Delivered a, b;

  easel_test_server_clear (server);
  easel_test_answer_set_pieces (easel_test_server_add (server, NULL, 200, "text/event-stream", stream),
                                16 * 1024, 0);
  sse_reference_run (session, url, &a);
  read_layer (client, account, &b);
  for (guint i = 0; i < rounds; i++)
    {
      reference[i] = sse_reference_run (session, url, &a);
      layer[i] = read_layer (client, account, &b);
      g_assert_cmpuint (b.n_events, >=, EVENTS);
      g_assert_cmpuint (a.n_bytes, ==, b.n_bytes);
    }
  ours = median_ms (layer, rounds) * 100 / EVENTS;
  theirs = median_ms (reference, rounds) * 100 / EVENTS;
  printf (
      "{\"name\": \"call-100-events\", \"value\": %.3f, \"unit\": \"ms CPU\", \"limit\": 1, \"direction\": "
      "\"max\"}\n",
      ours);
  printf ("{\"name\": \"call-100-events-ratio\", \"value\": %.3f, \"unit\": \"ms CPU\", \"reference\": %.3f, "
          "\"reference_name\": \"libsoup and JSON-GLib alone\", \"ratio\": %.2f, \"limit\": 2, "
          "\"direction\": \"max\"}\n",
          ours, theirs, ours / theirs);
}

int
main (int argc, char *argv[])
{
  g_autoptr (EaselTestServer) server = NULL;
  g_autoptr (EaselHttpClient) client = NULL;
  g_autoptr (EaselAccount) account = NULL;
  g_autofree char *base = NULL;

  dex_init ();
  server = easel_test_server_new ();
  client = easel_http_client_new ();
  base = easel_test_server_dup_url (server, "/v1");
  account = easel_account_new ("mine", base);
  bench_first_byte (server, client, account);
  bench_events (server, client, account);
  return 0;
}
