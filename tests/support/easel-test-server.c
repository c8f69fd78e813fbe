// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-test-server.h"

#include "easel-test-server-private.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>

/* A server for tests that misbehaves to the byte: it frames answers itself on
 * bare sockets, since a library's server neither resets a connection nor cuts
 * an answer where it is told to. Blocking, a thread a connection. */

/* Longer than any condition takes, shorter than a test's own limit. */
#define LONGEST_WAIT (20 * G_USEC_PER_SEC)

void
_easel_test_answer_unref (EaselTestAnswer *answer)
{
  if (!g_atomic_int_dec_and_test (&answer->ref_count))
    return;
  g_free (answer->path);
  g_free (answer->type);
  g_string_free (answer->headers, TRUE);
  g_bytes_unref (answer->body);
  g_free (answer);
}

static void
answer_unref (gpointer data)
{
  _easel_test_answer_unref (data);
}

static void
request_free (gpointer data)
{
  EaselTestRequest *request = data;

  g_free (request->method);
  g_free (request->target);
  g_free (request->head);
  g_bytes_unref (request->body);
  g_free (request);
}

static gpointer
accept_thread (gpointer user_data)
{
  EaselTestServer *self = user_data;

  while (!g_cancellable_is_cancelled (self->cancellable))
    {
      g_autoptr (GSocket) socket = g_socket_accept (self->socket, self->cancellable, NULL);
      EaselTestConnection *connection;

      if (socket == NULL)
        continue;
      g_mutex_lock (&self->mutex);
      g_ptr_array_add (self->sockets, g_object_ref (socket));
      self->n_connections++;
      if (!self->mute)
        {
          connection = g_new0 (EaselTestConnection, 1);
          connection->server = self;
          connection->number = self->n_connections;
          connection->socket = g_object_ref (socket);
          g_ptr_array_add (self->threads,
                           g_thread_new ("test-connection", _easel_test_connection_serve, connection));
        }
      g_mutex_unlock (&self->mutex);
    }
  return NULL;
}

static EaselTestServer *
start (GSocketAddress *address)
{
  EaselTestServer *self = g_new0 (EaselTestServer, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) bound = NULL;

  g_mutex_init (&self->mutex);
  self->cancellable = g_cancellable_new ();
  self->answers = g_ptr_array_new_with_free_func (answer_unref);
  self->requests = g_ptr_array_new_with_free_func (request_free);
  self->threads = g_ptr_array_new ();
  self->sockets = g_ptr_array_new_with_free_func (g_object_unref);

  self->socket = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM,
                               G_SOCKET_PROTOCOL_DEFAULT, &error);
  g_assert_no_error (error);
  g_socket_bind (self->socket, address, TRUE, &error);
  g_assert_no_error (error);
  g_socket_set_listen_backlog (self->socket, 64);
  g_socket_listen (self->socket, &error);
  g_assert_no_error (error);
  bound = g_socket_get_local_address (self->socket, &error);
  g_assert_no_error (error);
  if (G_IS_INET_SOCKET_ADDRESS (bound))
    self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return self;
}

static EaselTestServer *
start_tcp (void)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", 0);

  return start (address);
}

static EaselTestServer *
listen (EaselTestServer *self)
{
  self->thread = g_thread_new ("test-server", accept_thread, self);
  return self;
}

/**
 * easel_test_server_new:
 *
 * Returns: (transfer full): a server of plain HTTP/1.1 on a free port of
 *   127.0.0.1, which answers 404 until told otherwise
 */
EaselTestServer *
easel_test_server_new (void)
{
  return listen (start_tcp ());
}

/**
 * easel_test_server_new_unix:
 * @path: where the socket is made
 *
 * Returns: (transfer full): a server of plain HTTP/1.1 on a Unix socket
 */
EaselTestServer *
easel_test_server_new_unix (const char *path)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  EaselTestServer *self = start (address);

  self->unix_path = g_strdup (path);
  return listen (self);
}

/**
 * easel_test_server_new_mute:
 *
 * Returns: (transfer full): a server that takes connections and neither reads
 *   nor writes a byte, so that a TLS handshake with it never ends
 */
EaselTestServer *
easel_test_server_new_mute (void)
{
  EaselTestServer *self = start_tcp ();

  self->mute = TRUE;
  return listen (self);
}

/**
 * easel_test_server_new_tls:
 *
 * Returns: (transfer full): a server of HTTP/1.1 over TLS with a certificate of
 *   its own making for localhost, 127.0.0.1 and names under test.example, which
 *   only easel_test_server_make_trust() trusts
 */
EaselTestServer *
easel_test_server_new_tls (void)
{
  static const char *const command[] = { "openssl",
                                         "req",
                                         "-x509",
                                         "-newkey",
                                         "ec",
                                         "-pkeyopt",
                                         "ec_paramgen_curve:prime256v1",
                                         "-nodes",
                                         "-days",
                                         "2",
                                         "-subj",
                                         "/CN=Easel test server",
                                         "-addext",
                                         "subjectAltName=DNS:localhost,IP:127.0.0.1,DNS:*.test.example",
                                         "-keyout",
                                         "-",
                                         NULL };
  EaselTestServer *self = start_tcp ();
  g_autoptr (GError) error = NULL;
  g_autofree char *pem = NULL;
  int status, file;

  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                &pem, NULL, &status, &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);
  self->certificate = g_tls_certificate_new_from_pem (pem, -1, &error);
  g_assert_no_error (error);

  file = g_file_open_tmp ("easel-test-XXXXXX.pem", &self->certificate_path, &error);
  g_assert_no_error (error);
  g_close (file, NULL);
  {
    g_autofree char *public = NULL;

    g_object_get (self->certificate, "certificate-pem", &public, NULL);
    g_file_set_contents (self->certificate_path, public, -1, &error);
    g_assert_no_error (error);
  }
  return listen (self);
}

/**
 * easel_test_server_new_tls_like:
 * @other: a server with TLS
 *
 * Returns: (transfer full): another one on another port with the same
 *   certificate, so that whoever trusts @other trusts it
 */
EaselTestServer *
easel_test_server_new_tls_like (EaselTestServer *other)
{
  EaselTestServer *self = start_tcp ();

  self->certificate = g_object_ref (other->certificate);
  return listen (self);
}

/**
 * easel_test_server_free:
 * @self: (transfer full): a server
 *
 * Ends all connections and waits for their threads.
 */
void
easel_test_server_free (EaselTestServer *self)
{
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->thread);
  for (guint i = 0; i < self->sockets->len; i++)
    g_socket_shutdown (g_ptr_array_index (self->sockets, i), TRUE, TRUE, NULL);
  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (g_ptr_array_index (self->threads, i));

  if (self->unix_path != NULL)
    g_unlink (self->unix_path);
  if (self->certificate_path != NULL)
    g_unlink (self->certificate_path);
  g_free (self->unix_path);
  g_free (self->certificate_path);
  g_clear_object (&self->certificate);
  g_object_unref (self->socket);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->answers);
  g_ptr_array_unref (self->requests);
  g_ptr_array_unref (self->threads);
  g_ptr_array_unref (self->sockets);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/**
 * easel_test_server_get_port:
 * @self: a server
 *
 * Returns: its port, 0 on a Unix socket
 */
guint
easel_test_server_get_port (EaselTestServer *self)
{
  return self->port;
}

/**
 * easel_test_server_dup_url:
 * @self: a server
 * @path: begins with "/"
 *
 * Returns: (transfer full): the URL of @path at 127.0.0.1
 */
char *
easel_test_server_dup_url (EaselTestServer *self, const char *path)
{
  return easel_test_server_dup_url_for (self, "127.0.0.1", path);
}

/**
 * easel_test_server_dup_url_for:
 * @self: a server
 * @host: a name that stands for this machine
 * @path: begins with "/"
 *
 * Returns: (transfer full): the URL of @path at @host
 */
char *
easel_test_server_dup_url_for (EaselTestServer *self, const char *host, const char *path)
{
  return g_strdup_printf ("%s://%s:%u%s", self->certificate != NULL ? "https" : "http", host, self->port,
                          path);
}

/**
 * easel_test_server_dup_certificate:
 * @self: a server with TLS
 *
 * Returns: (transfer full): its certificate with the private key, for a server
 *   of another make
 */
GTlsCertificate *
easel_test_server_dup_certificate (EaselTestServer *self)
{
  return g_object_ref (self->certificate);
}

/**
 * easel_test_server_make_trust:
 * @self: a server with TLS
 *
 * Returns: (transfer full): a database that trusts its certificate and no other
 */
GTlsDatabase *
easel_test_server_make_trust (EaselTestServer *self)
{
  g_autoptr (GError) error = NULL;
  GTlsDatabase *database = g_tls_file_database_new (self->certificate_path, &error);

  g_assert_no_error (error);
  return database;
}

/**
 * easel_test_server_add_bytes:
 * @self: a server
 * @path: (nullable): path, without query, that it is for; %NULL for any
 * @status: its status
 * @type: (nullable): its content type
 * @body: (array length=length): its body; see easel_test_server_add()
 * @length: bytes in @body
 *
 * Returns: (transfer none): an answer, to be told more about before the first
 *   request
 */
EaselTestAnswer *
easel_test_server_add_bytes (
    EaselTestServer *self, const char *path, guint status, const char *type, gconstpointer body, gsize length)
{
  EaselTestAnswer *answer = g_new0 (EaselTestAnswer, 1);

  answer->ref_count = 1;
  answer->path = g_strdup (path);
  answer->status = status;
  answer->type = g_strdup (type);
  answer->body = g_bytes_new (body, length);
  answer->headers = g_string_new (NULL);
  answer->repeat = 1;
  answer->times = -1;
  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->answers, answer);
  g_mutex_unlock (&self->mutex);
  return answer;
}

/**
 * easel_test_server_add:
 * @self: a server
 * @path: (nullable): path, without query, that it is for; %NULL for any
 * @status: its status
 * @type: (nullable): its content type
 * @body: its body. In it and in headers, "@KEY@" becomes the request's key,
 *   "@KEY64@" and "@KEYPCT@" the key in base64 and percent-encoded.
 *
 * Adds an answer after those that are there already; the first that fits and is
 * not used up is given.
 *
 * Returns: (transfer none): it, to be told more about before the first request
 */
EaselTestAnswer *
easel_test_server_add (
    EaselTestServer *self, const char *path, guint status, const char *type, const char *body)
{
  return easel_test_server_add_bytes (self, path, status, type, body, strlen (body));
}

/**
 * easel_test_server_clear:
 * @self: a server
 *
 * Forgets all answers, but not what came and happened.
 */
void
easel_test_server_clear (EaselTestServer *self)
{
  g_mutex_lock (&self->mutex);
  g_ptr_array_set_size (self->answers, 0);
  g_mutex_unlock (&self->mutex);
}

/**
 * easel_test_server_set_echo:
 * @self: a server
 * @echo: whether each answer's head says the request's key, as it is, in base64
 *   and percent-encoded; for bodies see easel_test_server_add()
 */
void
easel_test_server_set_echo (EaselTestServer *self, gboolean echo)
{
  self->echo = echo;
}

/**
 * easel_test_answer_set_times:
 * @answer: an answer
 * @times: how many requests it is for; for all by default
 */
void
easel_test_answer_set_times (EaselTestAnswer *answer, guint times)
{
  answer->times = (int) times;
}

/**
 * easel_test_answer_add_header:
 * @answer: an answer
 * @name: a field's name
 * @value: its value
 */
void
easel_test_answer_add_header (EaselTestAnswer *answer, const char *name, const char *value)
{
  g_string_append_printf (answer->headers, "%s: %s\r\n", name, value);
}

/**
 * easel_test_answer_set_pieces:
 * @answer: an answer
 * @size: bytes of the body that are sent at once
 * @delay_ms: milliseconds between them
 */
void
easel_test_answer_set_pieces (EaselTestAnswer *answer, gsize size, guint delay_ms)
{
  answer->piece = size;
  answer->delay_ms = delay_ms;
}

/**
 * easel_test_answer_set_fault:
 * @answer: an answer
 * @fault: what goes wrong
 * @at: after how many bytes of the body, or %EASEL_TEST_BEFORE_HEAD, or
 *   %EASEL_TEST_BEFORE_BODY_IS_READ
 */
void
easel_test_answer_set_fault (EaselTestAnswer *answer, EaselTestFault fault, int at)
{
  answer->fault = fault;
  answer->fault_at = at;
}

/**
 * easel_test_answer_set_head_delay:
 * @answer: an answer
 * @delay_ms: milliseconds between the request and the answer's head
 */
void
easel_test_answer_set_head_delay (EaselTestAnswer *answer, guint delay_ms)
{
  answer->head_delay_ms = delay_ms;
}

/**
 * easel_test_answer_set_length_known:
 * @answer: an answer
 * @known: whether it has a Content-Length; by default it is chunked
 */
void
easel_test_answer_set_length_known (EaselTestAnswer *answer, gboolean known)
{
  answer->length_known = known;
}

/**
 * easel_test_answer_set_raw:
 * @answer: an answer
 * @raw: whether its body is all that is sent, head and framing included; the
 *   connection is closed after it
 */
void
easel_test_answer_set_raw (EaselTestAnswer *answer, gboolean raw)
{
  answer->raw = raw;
}

/**
 * easel_test_answer_set_repeat:
 * @answer: an answer
 * @times: how often the body is sent in a row, for answers larger than memory
 */
void
easel_test_answer_set_repeat (EaselTestAnswer *answer, guint times)
{
  answer->repeat = times;
}

EaselTestAnswer *
_easel_test_server_take_answer (EaselTestServer *self, const char *target)
{
  gsize length = strcspn (target, "?");
  EaselTestAnswer *found = NULL;

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->answers->len && found == NULL; i++)
    {
      EaselTestAnswer *answer = g_ptr_array_index (self->answers, i);

      if (answer->times != 0 && (answer->path == NULL || (strlen (answer->path) == length &&
                                                          strncmp (answer->path, target, length) == 0)))
        found = answer;
    }
  if (found != NULL)
    {
      if (found->times > 0)
        found->times--;
      g_atomic_int_inc (&found->ref_count);
    }
  g_mutex_unlock (&self->mutex);
  return found;
}

static guint
read_locked (EaselTestServer *self, const guint *number)
{
  guint value;

  g_mutex_lock (&self->mutex);
  value = *number;
  g_mutex_unlock (&self->mutex);
  return value;
}

/**
 * easel_test_server_get_n_requests:
 * @self: a server
 *
 * Returns: how many requests came whole
 */
guint
easel_test_server_get_n_requests (EaselTestServer *self)
{
  return read_locked (self, &self->requests->len);
}

/**
 * easel_test_server_get_n_connections:
 * @self: a server
 *
 * Returns: how many connections were made to it
 */
guint
easel_test_server_get_n_connections (EaselTestServer *self)
{
  return read_locked (self, &self->n_connections);
}

/**
 * easel_test_server_get_n_hangups:
 * @self: a server
 *
 * Returns: how many answers were not finished because the other side was gone
 */
guint
easel_test_server_get_n_hangups (EaselTestServer *self)
{
  return read_locked (self, &self->n_hangups);
}

/**
 * easel_test_server_get_request:
 * @self: a server
 * @position: which, from 0
 *
 * Returns: (transfer none): a request that came
 */
const EaselTestRequest *
easel_test_server_get_request (EaselTestServer *self, guint position)
{
  const EaselTestRequest *request;

  g_mutex_lock (&self->mutex);
  g_assert_cmpuint (position, <, self->requests->len);
  request = g_ptr_array_index (self->requests, position);
  g_mutex_unlock (&self->mutex);
  return request;
}

/**
 * easel_test_request_dup_header:
 * @request: a request
 * @name: a field's name, in any case
 *
 * Returns: (transfer full) (nullable): its value
 */
char *
easel_test_request_dup_header (const EaselTestRequest *request, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (request->head, "\r\n", -1);
  gsize length = strlen (name);

  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    if (g_ascii_strncasecmp (lines[i], name, length) == 0 && lines[i][length] == ':')
      return g_strdup (g_strstrip (lines[i] + length + 1));
  return NULL;
}

static gboolean
wait_for (EaselTestServer *self, const guint *number, guint n)
{
  gint64 end = g_get_monotonic_time () + LONGEST_WAIT;

  while (read_locked (self, number) < n)
    {
      if (g_get_monotonic_time () > end)
        return FALSE;
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_usleep (500);
    }
  return TRUE;
}

/**
 * easel_test_server_wait_requests:
 * @self: a server
 * @n: how many
 *
 * Runs the main context until @n requests came.
 *
 * Returns: %FALSE if they did not in 20 seconds
 */
gboolean
easel_test_server_wait_requests (EaselTestServer *self, guint n)
{
  return wait_for (self, &self->requests->len, n);
}

/**
 * easel_test_server_wait_connections:
 * @self: a server
 * @n: how many
 *
 * Runs the main context until @n connections were made.
 *
 * Returns: %FALSE if they were not in 20 seconds
 */
gboolean
easel_test_server_wait_connections (EaselTestServer *self, guint n)
{
  return wait_for (self, &self->n_connections, n);
}

/**
 * easel_test_server_wait_hangups:
 * @self: a server
 * @n: how many
 *
 * Runs the main context until @n answers were left by the other side.
 *
 * Returns: %FALSE if they were not in 20 seconds
 */
gboolean
easel_test_server_wait_hangups (EaselTestServer *self, guint n)
{
  return wait_for (self, &self->n_hangups, n);
}
