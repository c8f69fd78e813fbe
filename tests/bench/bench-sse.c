// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-http-client.h"
#include "easel-json.h"
#include "easel-sse-reader.h"
#include "easel-test-future.h"
#include "easel-test-server.h"
#include "sse-reference.h"

#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Events a second, read from a server, parsed and handed on, against the least
 * that libsoup and JSON-GLib can be made to do with the same stream; and the
 * memory that a stream of 100 MB takes. */

#define EVENTS 20000
#define ROUNDS 9
#define KEY "sk-proj-0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* -------------------------------------------------------------- the layer */

typedef struct
{
  EaselHttpClient *client;
  const char *url;
  Delivered delivered;
  gsize n_bytes;
  gsize early_memory;
} Run;

static gsize
get_resident (void)
{
  g_autofree char *text = NULL;
  unsigned long total = 0, resident = 0;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  g_assert_cmpint (sscanf (text, "%lu %lu", &total, &resident), ==, 2);
  return resident * (gsize) sysconf (_SC_PAGESIZE);
}

static void
take_events (Run *run, EaselSseReader *reader)
{
  const EaselSseEvent *event;

  while ((event = easel_sse_reader_next (reader)) != NULL)
    {
      g_autoptr (JsonNode) node = easel_json_parse (event->data, (gssize) event->data_length, NULL);

      sse_reference_deliver (&run->delivered, easel_json_get_string (node, "choices.0.delta.content"));
    }
}

static DexFuture *
run_fiber (gpointer user_data)
{
  Run *run = user_data;
  g_autoptr (EaselHttpRequest) request = easel_http_request_new ("POST", run->url);
  g_autoptr (EaselSseReader) reader = easel_sse_reader_new (0);
  g_autoptr (EaselHttpResponse) response = NULL;

  easel_http_request_set_flags (request, EASEL_HTTP_STREAM);
  easel_http_request_set_auth (request, "Authorization", "Bearer ", KEY);
  response = dex_await_object (easel_http_client_send (run->client, request), NULL);
  g_assert_nonnull (response);

  while (TRUE)
    {
      g_autoptr (GBytes) chunk = dex_await_boxed (easel_http_response_read (response), NULL);
      gsize size;
      const guint8 *data;

      g_assert_nonnull (chunk);
      data = g_bytes_get_data (chunk, &size);
      if (size == 0)
        break;
      g_assert_true (easel_sse_reader_push (reader, data, size, NULL));
      take_events (run, reader);
      run->n_bytes += size;
      if (run->early_memory == 0 && run->n_bytes > 20 * 1024 * 1024)
        run->early_memory = get_resident ();
    }
  g_assert_true (easel_sse_reader_finish (reader, NULL));
  take_events (run, reader);
  return dex_future_new_true ();
}

static double
run_layer (EaselHttpClient *client, const char *url, Delivered *delivered)
{
  Run run = { .client = client, .url = url };
  gint64 begin = sse_reference_get_time ();

  g_assert_true (easel_test_await (dex_scheduler_spawn (NULL, 0, run_fiber, &run, NULL), NULL));
  *delivered = run.delivered;
  return (double) run.delivered.n_events * G_USEC_PER_SEC / (double) (sse_reference_get_time () - begin);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const double *x = a, *y = b;

  return (*x > *y) - (*x < *y);
}

static double
median (double *values)
{
  qsort (values, ROUNDS, sizeof *values, compare);
  return values[ROUNDS / 2];
}

static void
bench_events (EaselTestServer *server, EaselHttpClient *client)
{
  g_autofree char *stream = sse_reference_make_stream (EVENTS);
  g_autofree char *url = easel_test_server_dup_url (server, "/events");
  g_autoptr (SoupSession) session = soup_session_new ();
  EaselTestAnswer *answer = easel_test_server_add (server, "/events", 200, "text/event-stream", stream);
  double layer[ROUNDS], reference[ROUNDS];
  Delivered a, b;

  easel_test_answer_set_pieces (answer, 16 * 1024, 0);
  sse_reference_run (session, url, &a);
  run_layer (client, url, &b);
  for (guint i = 0; i < ROUNDS; i++)
    {
      reference[i] = EVENTS * (double) G_USEC_PER_SEC / (double) sse_reference_run (session, url, &a);
      layer[i] = run_layer (client, url, &b);
      g_assert_cmpuint (a.n_events, ==, EVENTS);
      g_assert_cmpuint (b.n_events, ==, EVENTS);
      g_assert_cmpuint (a.n_bytes, ==, b.n_bytes);
    }
  printf (
      "{\"name\": \"sse-events\", \"value\": %.0f, \"unit\": \"events per CPU second\", \"reference\": %.0f, "
      "\"reference_name\": \"libsoup and JSON-GLib alone\", \"ratio\": %.3f, \"limit\": 0.8, "
      "\"direction\": \"min\"}\n",
      median (layer), median (reference), median (layer) / median (reference));
}

static void
bench_memory (EaselTestServer *server, EaselHttpClient *client)
{
  g_autofree char *stream = sse_reference_make_stream (3000);
  g_autofree char *url = easel_test_server_dup_url (server, "/long");
  EaselTestAnswer *answer = easel_test_server_add (server, "/long", 200, "text/event-stream", stream);
  Run run = { .client = client, .url = url };
  double growth;

  easel_test_answer_set_repeat (answer, (guint) (100 * 1024 * 1024 / strlen (stream)) + 1);
  g_assert_true (easel_test_await (dex_scheduler_spawn (NULL, 0, run_fiber, &run, NULL), NULL));
  g_assert_cmpuint (run.n_bytes, >, 100 * 1024 * 1024);
  growth = ((double) get_resident () - (double) run.early_memory) / (1024 * 1024);
  printf ("{\"name\": \"sse-100-mb-growth\", \"value\": %.2f, \"unit\": \"MiB\", \"limit\": 2, "
          "\"direction\": \"max\"}\n",
          growth);
}

int
main (int argc, char *argv[])
{
  g_autoptr (EaselTestServer) server = NULL;
  g_autoptr (EaselHttpClient) client = NULL;

  dex_init ();
  server = easel_test_server_new ();
  client = easel_http_client_new ();
  bench_events (server, client);
  bench_memory (server, client);
  return 0;
}
