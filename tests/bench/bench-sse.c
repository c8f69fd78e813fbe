// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-http-client.h"
#include "easel-json.h"
#include "easel-sse-reader.h"
#include "easel-test-future.h"
#include "easel-test-server.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Events a second, read from a server, parsed and handed on, against the least
 * that libsoup and JSON-GLib can be made to do with the same stream; and the
 * memory that a stream of 100 MB takes. */

#define EVENTS 20000
#define ROUNDS 9
#define KEY "sk-proj-0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* The consumer's own processor time: the server runs beside it, and so may
 * other work of the machine. */
static gint64
get_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/* What the consumer is handed. */
typedef struct
{
  gsize n_events;
  gsize n_bytes;
} Delivered;

static void
deliver (Delivered *delivered, const char *text)
{
  delivered->n_events++;
  delivered->n_bytes += strlen (text);
}

static char *
make_stream (guint n)
{
  static const char *const words[] = { "a ",   "castle ", "at ",      "dawn, ",     "mist ",       "over ",
                                       "the ", "lake, ",  "\\\"oil ", "paint\\\" ", "caf\\u00e9 ", "\\n" };
  GString *stream = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (
        stream,
        "data: {\"id\":\"chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG\",\"object\":\"chat.completion.chunk\","
        "\"created\":1795000000,\"model\":\"gpt-6-luna\",\"service_tier\":\"default\","
        "\"system_fingerprint\":\"fp_44709d6fcb\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},"
        "\"logprobs\":null,\"finish_reason\":null}]}\n\n",
        words[i % G_N_ELEMENTS (words)]);
  return g_string_free (stream, FALSE);
}

/* ------------------------------------------------------------ the reference */

typedef struct
{
  GMainLoop *loop;
  GString *pending;
  JsonParser *parser;
  Delivered delivered;
} Reference;

static void
reference_take (Reference *self)
{
  gsize at = 0;
  char *end;

  while ((end = memchr (self->pending->str + at, '\n', self->pending->len - at)) != NULL)
    {
      const char *line = self->pending->str + at;
      gsize length = (gsize) (end - line);

      at += length + 1;
      if (length > 6 && memcmp (line, "data: ", 6) == 0 &&
          json_parser_load_from_data (self->parser, line + 6, (gssize) (length - 6), NULL))
        {
          JsonObject *root = json_node_get_object (json_parser_get_root (self->parser));
          JsonObject *choice =
              json_array_get_object_element (json_object_get_array_member (root, "choices"), 0);

          deliver (&self->delivered, json_object_get_string_member (
                                         json_object_get_object_member (choice, "delta"), "content"));
        }
    }
  g_string_erase (self->pending, 0, (gssize) at);
}

static void
on_reference_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reference *self = user_data;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);

  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    {
      g_main_loop_quit (self->loop);
      return;
    }
  g_string_append_len (self->pending, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
  reference_take (self);
  g_input_stream_read_bytes_async (G_INPUT_STREAM (source), 32 * 1024, G_PRIORITY_DEFAULT, NULL,
                                   on_reference_read_cb, self);
}

static void
on_reference_sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GInputStream) stream = soup_session_send_finish (SOUP_SESSION (source), result, NULL);

  g_assert_nonnull (stream);
  g_input_stream_read_bytes_async (stream, 32 * 1024, G_PRIORITY_DEFAULT, NULL, on_reference_read_cb,
                                   user_data);
}

static double
run_reference (SoupSession *session, const char *url, Delivered *delivered)
{
  g_autoptr (SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GString) pending = g_string_new (NULL);
  Reference self = { loop, pending, parser, { 0, 0 } };
  gint64 begin = get_time ();

  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, NULL, on_reference_sent_cb, &self);
  g_main_loop_run (loop);
  *delivered = self.delivered;
  return (double) self.delivered.n_events * G_USEC_PER_SEC / (double) (get_time () - begin);
}

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

      deliver (&run->delivered, easel_json_get_string (node, "choices.0.delta.content"));
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
  gint64 begin = get_time ();

  g_assert_true (easel_test_await (dex_scheduler_spawn (NULL, 0, run_fiber, &run, NULL), NULL));
  *delivered = run.delivered;
  return (double) run.delivered.n_events * G_USEC_PER_SEC / (double) (get_time () - begin);
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
  g_autofree char *stream = make_stream (EVENTS);
  g_autofree char *url = easel_test_server_dup_url (server, "/events");
  g_autoptr (SoupSession) session = soup_session_new ();
  EaselTestAnswer *answer = easel_test_server_add (server, "/events", 200, "text/event-stream", stream);
  double layer[ROUNDS], reference[ROUNDS];
  Delivered a, b;

  easel_test_answer_set_pieces (answer, 16 * 1024, 0);
  run_reference (session, url, &a);
  run_layer (client, url, &b);
  for (guint i = 0; i < ROUNDS; i++)
    {
      reference[i] = run_reference (session, url, &a);
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
  g_autofree char *stream = make_stream (3000);
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
