// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "sse-reference.h"

#include <json-glib/json-glib.h>
#include <string.h>
#include <time.h>

/* The consumer's own processor time: the server runs beside it, and so may
 * other work of the machine. */
gint64
sse_reference_get_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

void
sse_reference_deliver (Delivered *delivered, const char *text)
{
  delivered->n_events++;
  delivered->n_bytes += strlen (text);
}

char *
sse_reference_make_stream (guint n)
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

          sse_reference_deliver (
              &self->delivered,
              json_object_get_string_member (json_object_get_object_member (choice, "delta"), "content"));
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

/* Microseconds of processor time that one stream took. */
gint64
sse_reference_run (SoupSession *session, const char *url, Delivered *delivered)
{
  g_autoptr (SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GString) pending = g_string_new (NULL);
  Reference self = { loop, pending, parser, { 0, 0 } };
  gint64 begin = sse_reference_get_time ();

  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, NULL, on_reference_sent_cb, &self);
  g_main_loop_run (loop);
  *delivered = self.delivered;
  return sse_reference_get_time () - begin;
}
