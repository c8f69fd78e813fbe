// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-test-server-private.h"

#include <string.h>
#include <sys/socket.h>

/* The TLS backend leaks an error for each read or write that fails below it.
 * Only this server's own threads look away from that. */
extern void __lsan_disable (void) __attribute__ ((weak));
extern void __lsan_enable (void) __attribute__ ((weak));

#define LARGEST_HEAD ((gsize) 256 * 1024)

static gboolean
fill (EaselTestConnection *self)
{
  char buffer[16384];
  gssize n = g_input_stream_read (g_io_stream_get_input_stream (self->stream), buffer, sizeof buffer,
                                  self->server->cancellable, NULL);

  if (n <= 0)
    return FALSE;
  g_string_append_len (self->unread, buffer, n);
  return TRUE;
}

static gboolean
send_bytes (EaselTestConnection *self, gconstpointer data, gsize length)
{
  return g_output_stream_write_all (g_io_stream_get_output_stream (self->stream), data, length, NULL,
                                    self->server->cancellable, NULL);
}

static void
note_hangup (EaselTestConnection *self)
{
  if (g_cancellable_is_cancelled (self->server->cancellable))
    return;
  g_mutex_lock (&self->server->mutex);
  self->server->n_hangups++;
  g_mutex_unlock (&self->server->mutex);
}

/* The client sends nothing while it waits, so a socket that can be read is a
 * socket that was closed. */
static gboolean
has_hung_up (EaselTestConnection *self, gint64 timeout)
{
  char byte;

  if (!g_socket_condition_timed_wait (self->socket, G_IO_IN | G_IO_HUP | G_IO_ERR, timeout,
                                      self->server->cancellable, NULL))
    return FALSE;
  if (self->server->certificate != NULL)
    return TRUE;
  return recv (g_socket_get_fd (self->socket), &byte, 1, MSG_PEEK | MSG_DONTWAIT) <= 0;
}

static void
stall (EaselTestConnection *self)
{
  while (!g_cancellable_is_cancelled (self->server->cancellable))
    if (has_hung_up (self, G_USEC_PER_SEC / 10))
      {
        note_hangup (self);
        return;
      }
}

static void
reset (EaselTestConnection *self)
{
  const struct linger now = { 1, 0 };

  setsockopt (g_socket_get_fd (self->socket), SOL_SOCKET, SO_LINGER, &now, sizeof now);
  g_socket_close (self->socket, NULL);
}

static void
strike (EaselTestConnection *self, EaselTestFault fault)
{
  if (fault == EASEL_TEST_FAULT_STALL)
    stall (self);
  else if (fault == EASEL_TEST_FAULT_RESET)
    reset (self);
  else
    g_socket_close (self->socket, NULL);
}

/* ------------------------------------------------------------- the request */

static char *
dup_key (const EaselTestRequest *request)
{
  static const char *const names[] = { "authorization", "x-api-key", "x-goog-api-key" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *value = easel_test_request_dup_header (request, names[i]);

      if (value != NULL)
        return g_strdup (strrchr (value, ' ') != NULL ? strrchr (value, ' ') + 1 : value);
    }
  return NULL;
}

static EaselTestRequest *
read_head (EaselTestConnection *self)
{
  const char *end;
  EaselTestRequest *request;
  g_auto (GStrv) words = NULL;
  gsize length;

  while ((end = strstr (self->unread->str, "\r\n\r\n")) == NULL)
    if (self->unread->len > LARGEST_HEAD || !fill (self))
      return NULL;

  length = (gsize) (end - self->unread->str) + 4;
  request = g_new0 (EaselTestRequest, 1);
  request->connection = self->number;
  request->head = g_strndup (self->unread->str, length);
  g_string_erase (self->unread, 0, (gssize) length);
  words = g_strsplit (request->head, " ", 3);
  request->method = g_strdup (words[0]);
  request->target = g_strdup (words[0] != NULL && words[1] != NULL ? words[1] : "");
  return request;
}

static gboolean
read_body (EaselTestConnection *self, EaselTestRequest *request)
{
  g_autofree char *value = easel_test_request_dup_header (request, "content-length");
  gsize length = value != NULL ? (gsize) g_ascii_strtoull (value, NULL, 10) : 0;

  while (self->unread->len < length)
    if (!fill (self))
      return FALSE;
  request->body = g_bytes_new (self->unread->str, length);
  g_string_erase (self->unread, 0, (gssize) length);
  return TRUE;
}

static void
request_clear (EaselTestRequest *request)
{
  g_free (request->method);
  g_free (request->target);
  g_free (request->head);
  g_free (request);
}

/* -------------------------------------------------------------- the answer */

static void
put_key (GString *text, const EaselTestRequest *request)
{
  g_autofree char *key = dup_key (request);
  g_autofree char *base64 = key != NULL ? g_base64_encode ((const guchar *) key, strlen (key)) : NULL;
  g_autofree char *escaped = key != NULL ? g_uri_escape_string (key, NULL, FALSE) : NULL;

  g_string_replace (text, "@KEY@", key != NULL ? key : "", 0);
  g_string_replace (text, "@KEY64@", base64 != NULL ? base64 : "", 0);
  g_string_replace (text, "@KEYPCT@", escaped != NULL ? escaped : "", 0);
}

static gboolean
send_head (EaselTestConnection *self, EaselTestAnswer *answer, const EaselTestRequest *request, gsize length)
{
  g_autoptr (GString) head = g_string_new (NULL);

  g_string_printf (head, "HTTP/1.1 %u Answer\r\n", answer->status);
  if (answer->type != NULL)
    g_string_append_printf (head, "Content-Type: %s\r\n", answer->type);
  g_string_append (head, answer->headers->str);
  if (self->server->echo)
    g_string_append (head, "X-Request-Id: @KEY@\r\nX-Echo: @KEY@ @KEY64@ @KEYPCT@\r\n");
  if (answer->length_known)
    g_string_append_printf (head, "Content-Length: %" G_GSIZE_FORMAT "\r\n", length * answer->repeat);
  else
    g_string_append (head, "Transfer-Encoding: chunked\r\n");
  g_string_append (head, "\r\n");
  put_key (head, request);
  return send_bytes (self, head->str, head->len);
}

static gboolean
send_piece (EaselTestConnection *self, EaselTestAnswer *answer, const char *data, gsize length)
{
  g_autofree char *size = NULL;

  if (length == 0)
    return TRUE;
  if (answer->length_known)
    return send_bytes (self, data, length);
  size = g_strdup_printf ("%" G_GSIZE_MODIFIER "x\r\n", length);
  return send_bytes (self, size, strlen (size)) && send_bytes (self, data, length) &&
         send_bytes (self, "\r\n", 2);
}

/* Returns FALSE once the connection is of no more use. */
static gboolean
send_body (EaselTestConnection *self, EaselTestAnswer *answer, GString *body)
{
  gboolean faulty = answer->fault != EASEL_TEST_FAULT_NONE;
  gsize end = faulty ? MIN (body->len, (gsize) answer->fault_at) : body->len;
  gsize piece = answer->piece > 0 ? answer->piece : MAX (body->len, 1);

  for (guint i = 0; i < answer->repeat; i++)
    for (gsize at = 0; at < end; at += piece)
      {
        if (at > 0 && answer->delay_ms > 0 && has_hung_up (self, answer->delay_ms * (gint64) 1000))
          {
            note_hangup (self);
            return FALSE;
          }
        if (!send_piece (self, answer, body->str + at, MIN (piece, end - at)))
          {
            note_hangup (self);
            return FALSE;
          }
      }
  if (faulty)
    {
      strike (self, answer->fault);
      return FALSE;
    }
  return answer->length_known || send_bytes (self, "0\r\n\r\n", 5);
}

static gboolean
send_answer (EaselTestConnection *self, EaselTestAnswer *answer, const EaselTestRequest *request)
{
  gsize length;
  const char *data = g_bytes_get_data (answer->body, &length);
  g_autoptr (GString) body = g_string_new_len (data, (gssize) length);

  if (answer->raw)
    {
      send_bytes (self, data, length);
      return FALSE;
    }
  if (answer->fault != EASEL_TEST_FAULT_NONE && answer->fault_at < 0)
    {
      strike (self, answer->fault);
      return FALSE;
    }
  if (answer->head_delay_ms > 0 && has_hung_up (self, answer->head_delay_ms * (gint64) 1000))
    {
      note_hangup (self);
      return FALSE;
    }

  if (memchr (body->str, '@', body->len) != NULL && memchr (body->str, '\0', body->len) == NULL)
    put_key (body, request);
  if (!send_head (self, answer, request, body->len))
    {
      note_hangup (self);
      return FALSE;
    }
  if (strcmp (request->method, "HEAD") == 0 || answer->status == 204 || answer->status == 304)
    return TRUE;
  return send_body (self, answer, body);
}

static gboolean
serve_one (EaselTestConnection *self)
{
  static const char nothing[] = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
  EaselTestRequest *request = read_head (self);
  EaselTestAnswer *answer;
  gboolean alive;

  if (request == NULL)
    return FALSE;
  answer = _easel_test_server_take_answer (self->server, request->target);
  if (answer != NULL && answer->fault != EASEL_TEST_FAULT_NONE &&
      answer->fault_at == EASEL_TEST_BEFORE_BODY_IS_READ)
    {
      strike (self, answer->fault);
      _easel_test_answer_unref (answer);
      request_clear (request);
      return FALSE;
    }
  if (!read_body (self, request))
    {
      g_clear_pointer (&answer, _easel_test_answer_unref);
      request_clear (request);
      return FALSE;
    }

  g_mutex_lock (&self->server->mutex);
  g_ptr_array_add (self->server->requests, request);
  g_mutex_unlock (&self->server->mutex);
  if (answer == NULL)
    return send_bytes (self, nothing, strlen (nothing));
  alive = send_answer (self, answer, request);
  _easel_test_answer_unref (answer);
  return alive;
}

gpointer
_easel_test_connection_serve (gpointer user_data)
{
  EaselTestConnection *self = user_data;
  gboolean tls = self->server->certificate != NULL;
  g_autoptr (GSocketConnection) plain = g_socket_connection_factory_create_connection (self->socket);

  self->unread = g_string_new (NULL);
  if (tls && __lsan_disable != NULL)
    __lsan_disable ();
  if (tls)
    self->stream = g_tls_server_connection_new (G_IO_STREAM (plain), self->server->certificate, NULL);
  else
    self->stream = g_object_ref (G_IO_STREAM (plain));

  while (self->stream != NULL && serve_one (self))
    ;

  if (self->stream != NULL && !g_socket_is_closed (self->socket))
    g_io_stream_close (self->stream, self->server->cancellable, NULL);
  g_clear_object (&self->stream);
  g_object_unref (self->socket);
  g_string_free (self->unread, TRUE);
  g_free (self);
  if (tls && __lsan_enable != NULL)
    __lsan_enable ();
  return NULL;
}
