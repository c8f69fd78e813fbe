// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-sandbox-server.h"

#include "easel-error.h"
#include "easel-sandbox-chat-private.h"
#include "easel-sandbox-folder-private.h"
#include "easel-sandbox-studio-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <gio/gunixsocketaddress.h>
#include <libsoup/soup.h>
#include <string.h>

#define DEFAULT_DELAY 24
/* An answer comes in about so many steps at most, which takes six seconds. */
#define MOST_STEPS 250
#define LONGEST_BODY (16 * 1024 * 1024)
#define MOST_RUNNING 32
#define TOO_MANY_REQUESTS 429

struct _EaselSandboxServer
{
  GObject parent_instance;

  /* Owned */
  SoupServer *server;
  GHashTable *runs; /* (element-type Run) */
  EaselSandboxStudio *studio;
  char *path;
  char *folder; /* made for the socket, removed with it */

  /* State */
  guint delay; /* milliseconds between two events */
  guint n_made;
};

G_DEFINE_FINAL_TYPE (EaselSandboxServer, easel_sandbox_server, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_DELAY,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* One completion, from its request to its last byte. */
typedef struct
{
  EaselSandboxServer *server; /* borrowed; NULL once the server has let go */
  SoupServerMessage *message;
  EaselSandboxReply *reply;
  char *id;
  gint64 created;
  guint next;   /* event */
  guint source; /* that writes it */
  gboolean finished;
} Run;

static Run *
run_ref (Run *run)
{
  return g_rc_box_acquire (run);
}

static void
run_clear (gpointer data)
{
  Run *run = data;

  g_clear_object (&run->message);
  g_clear_pointer (&run->reply, _easel_sandbox_reply_free);
  g_free (run->id);
}

static void
run_unref (Run *run)
{
  g_rc_box_release_full (run, run_clear);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Run, run_unref)

/* Nothing more is written for it. The table's reference goes. */
static void
run_end (Run *run)
{
  run->finished = TRUE;
  g_clear_handle_id (&run->source, g_source_remove);
  g_signal_handlers_disconnect_by_data (run->message, run);
  if (run->server != NULL)
    g_hash_table_remove (run->server->runs, run);
}

static void
respond (SoupServerMessage *message, guint status, const char *json)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, json, strlen (json));
}

static void
respond_error (SoupServerMessage *message, guint status, const char *text, const char *code)
{
  g_autofree char *json = _easel_sandbox_get_error (text, code);

  respond (message, status, json);
}

/* ---------------------------------------------------------------- streams */

static gboolean
on_run_due_cb (gpointer user_data)
{
  Run *run = user_data;
  SoupMessageBody *body = soup_server_message_get_response_body (run->message);
  guint n_events = _easel_sandbox_reply_get_n_events (run->reply);
  /* A long answer comes in larger steps: nobody waits an hour for samples. */
  guint n_steps = n_events / MOST_STEPS + 1;
  g_autoptr (GString) events = g_string_new (NULL);

  run->source = 0;
  for (guint i = 0; (i < n_steps || events->len == 0) && run->next < n_events; i++)
    {
      g_autofree char *event =
          _easel_sandbox_reply_get_event (run->reply, run->id, run->created, run->next++);

      if (event != NULL)
        g_string_append (events, event);
    }
  if (events->len > 0)
    soup_message_body_append (body, SOUP_MEMORY_COPY, events->str, events->len);
  if (run->next >= n_events)
    soup_message_body_complete (body);
  soup_server_message_unpause (run->message);
  return G_SOURCE_REMOVE;
}

/* The next event is made only when the last has left: a slow reader keeps one
 * in memory. */
static void
on_message_wrote_chunk_cb (SoupServerMessage *message, gpointer user_data)
{
  Run *run = user_data;

  if (!run->finished && run->source == 0 && run->next < _easel_sandbox_reply_get_n_events (run->reply))
    run->source = g_timeout_add (run->server->delay, on_run_due_cb, run);
}

static void
begin_stream (Run *run)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (run->message);

  soup_server_message_set_status (run->message, SOUP_STATUS_OK, NULL);
  soup_message_headers_set_content_type (headers, "text/event-stream", NULL);
  soup_message_headers_replace (headers, "Cache-Control", "no-cache");
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (run->message), FALSE);
  g_signal_connect (run->message, "wrote-chunk", G_CALLBACK (on_message_wrote_chunk_cb), run);
  on_run_due_cb (run);
}

static void
on_message_finished_cb (SoupServerMessage *message, gpointer user_data)
{
  run_end (user_data);
}

static void
on_reply_made_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Run) run = user_data;

  run->reply = g_task_propagate_pointer (G_TASK (result), NULL);
  if (run->finished)
    return;

  if (run->reply->status != SOUP_STATUS_OK)
    respond (run->message, run->reply->status, run->reply->error);
  else if (!run->reply->stream)
    {
      g_autofree char *json = _easel_sandbox_reply_to_json (run->reply, run->id, run->created);

      respond (run->message, SOUP_STATUS_OK, json);
    }
  else
    {
      begin_stream (run);
      return;
    }
  soup_server_message_unpause (run->message);
}

/* A large request takes a while to read and to edit. */
static void
make_reply (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  gsize length;
  const char *body = g_bytes_get_data (task_data, &length);

  g_task_return_pointer (task, _easel_sandbox_reply_new (body != NULL ? body : "", length),
                         (GDestroyNotify) _easel_sandbox_reply_free);
}

static void
begin_run (EaselSandboxServer *self, SoupServerMessage *message)
{
  g_autoptr (GBytes) body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autoptr (GTask) task = NULL;
  Run *run;

  if (g_hash_table_size (self->runs) >= MOST_RUNNING)
    {
      soup_message_headers_replace (soup_server_message_get_response_headers (message), "Retry-After", "1");
      respond_error (message, TOO_MANY_REQUESTS, "Too many requests at once: try again in a second.",
                     "rate_limit_exceeded");
      return;
    }

  run = g_rc_box_new0 (Run);
  run->server = self;
  run->message = g_object_ref (message);
  run->id = g_strdup_printf ("chatcmpl-easel-%u", ++self->n_made);
  run->created = g_get_real_time () / G_USEC_PER_SEC;
  g_hash_table_add (self->runs, run);
  g_signal_connect (message, "finished", G_CALLBACK (on_message_finished_cb), run);
  g_signal_connect (message, "disconnected", G_CALLBACK (on_message_finished_cb), run);

  soup_server_message_pause (message);
  task = g_task_new (NULL, NULL, on_reply_made_cb, run_ref (run));
  g_task_set_task_data (task, g_bytes_ref (body), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (task, make_reply);
}

/* ---------------------------------------------------------------- requests */

static gboolean
is_own_host (SoupServerMessage *message)
{
  GSocketAddress *address = soup_server_message_get_local_address (message);
  const char *host = soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Host");
  g_autofree char *numeric = NULL;
  g_autofree char *named = NULL;
  guint port;

  /* Whoever can open the socket's folder is the user. */
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return TRUE;
  port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  numeric = g_strdup_printf ("127.0.0.1:%u", port);
  named = g_strdup_printf ("localhost:%u", port);
  return host != NULL && (g_str_equal (host, numeric) || g_ascii_strcasecmp (host, named) == 0);
}

static void
on_request_chunk_cb (SoupServerMessage *message, GBytes *chunk, gpointer user_data)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);

  if (body->length <= LONGEST_BODY)
    return;
  soup_message_body_set_accumulate (body, FALSE);
  soup_message_body_truncate (body);
  respond_error (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "The request is larger than 16 MB.", NULL);
}

/* Before the body is read: no page of a browser has any business here, under
 * its own name or by a name that was made to point here. */
static void
on_server_early_cb (
    SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  if (soup_message_headers_get_one (headers, "Origin") != NULL)
    respond_error (message, SOUP_STATUS_FORBIDDEN, "Requests from web pages are refused.", NULL);
  else if (!is_own_host (message))
    respond_error (message, SOUP_STATUS_FORBIDDEN, "Requests under another host name are refused.", NULL);
  else if (soup_message_headers_get_content_length (headers) > LONGEST_BODY)
    respond_error (message, SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE, "The request is larger than 16 MB.", NULL);
  else
    g_signal_connect (message, "got-chunk", G_CALLBACK (on_request_chunk_cb), NULL);
}

static void
on_server_request_cb (
    SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  static const struct
  {
    const char *path;
    const char *method;
  } routes[] = {
    { "/v1/models", "GET" },
    { "/v1/models/" EASEL_SANDBOX_MODEL, "GET" },
    { "/v1/chat/completions", "POST" },
    { "/v1/images/generations", "POST" },
  };
  EaselSandboxServer *self = EASEL_SANDBOX_SERVER (user_data);
  g_autofree char *json = NULL;
  guint route = 0;

  if (_easel_sandbox_studio_serve (self->studio, message, path, self->delay))
    return;
  while (route < G_N_ELEMENTS (routes) && !g_str_equal (path, routes[route].path))
    route++;
  if (route == G_N_ELEMENTS (routes))
    {
      respond_error (message, SOUP_STATUS_NOT_FOUND,
                     "This server has /v1/models, /v1/chat/completions, /v1/images/generations and "
                     "/v1/predictions.",
                     "unknown_url");
      return;
    }
  if (!g_str_equal (soup_server_message_get_method (message), routes[route].method))
    {
      soup_message_headers_replace (soup_server_message_get_response_headers (message), "Allow",
                                    routes[route].method);
      respond_error (message, SOUP_STATUS_METHOD_NOT_ALLOWED, "Not a method for this address.", NULL);
      return;
    }
  if (route == 2)
    {
      begin_run (self, message);
      return;
    }
  json = _easel_sandbox_get_models (route == 0);
  respond (message, SOUP_STATUS_OK, json);
}

static gboolean
listen_at (EaselSandboxServer *self, GSocketAddress *address, const char *name, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GSocket) socket = g_socket_new (g_socket_address_get_family (address), G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_DEFAULT, &local_error);

  if (socket != NULL)
    g_socket_set_listen_backlog (socket, 2 * MOST_RUNNING);
  if (socket != NULL && g_socket_bind (socket, address, TRUE, &local_error) &&
      g_socket_listen (socket, &local_error) &&
      soup_server_listen_socket (self->server, socket, 0, &local_error))
    return TRUE;
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_UNAVAILABLE,
               _ ("The offline samples could not listen on %s: %s."), name, local_error->message);
  return FALSE;
}

/* ---------------------------------------------------------------- object */

static void
easel_sandbox_server_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  EaselSandboxServer *self = EASEL_SANDBOX_SERVER (object);

  switch (id)
    {
    case PROP_DELAY:
      g_value_set_uint (value, self->delay);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
easel_sandbox_server_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  EaselSandboxServer *self = EASEL_SANDBOX_SERVER (object);

  switch (id)
    {
    case PROP_DELAY:
      easel_sandbox_server_set_delay (self, g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
easel_sandbox_server_dispose (GObject *object)
{
  EaselSandboxServer *self = EASEL_SANDBOX_SERVER (object);

  if (self->server != NULL)
    easel_sandbox_server_stop (self);
  g_clear_object (&self->server);

  G_OBJECT_CLASS (easel_sandbox_server_parent_class)->dispose (object);
}

static void
easel_sandbox_server_finalize (GObject *object)
{
  EaselSandboxServer *self = EASEL_SANDBOX_SERVER (object);

  g_clear_pointer (&self->runs, g_hash_table_unref);
  g_clear_pointer (&self->studio, _easel_sandbox_studio_free);
  g_free (self->path);
  g_free (self->folder);

  G_OBJECT_CLASS (easel_sandbox_server_parent_class)->finalize (object);
}

static void
easel_sandbox_server_class_init (EaselSandboxServerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = easel_sandbox_server_get_property;
  object_class->set_property = easel_sandbox_server_set_property;
  object_class->dispose = easel_sandbox_server_dispose;
  object_class->finalize = easel_sandbox_server_finalize;

  /**
   * EaselSandboxServer:delay:
   *
   * Milliseconds between two events of a stream.
   */
  properties[PROP_DELAY] =
      g_param_spec_uint ("delay", NULL, NULL, 0, 60 * 1000, DEFAULT_DELAY,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
easel_sandbox_server_init (EaselSandboxServer *self)
{
  self->delay = DEFAULT_DELAY;
  self->runs = g_hash_table_new_full (NULL, NULL, (GDestroyNotify) run_unref, NULL);
  self->studio = _easel_sandbox_studio_new ();
  self->server = soup_server_new ("server-header", "Easel offline samples", NULL);
  soup_server_add_early_handler (self->server, NULL, on_server_early_cb, self, NULL);
  soup_server_add_handler (self->server, NULL, on_server_request_cb, self, NULL);
}

/**
 * easel_sandbox_server_new:
 *
 * The server of the sample provider: OpenAI's Chat Completions with one model,
 * `editor`, which edits prompts by rules, and OpenAI's Images with one, `painter`,
 * which draws by rules, and Replicate's predictions with that one and `clip`, which
 * makes short clips. It serves from the thread-default
 * main context in which it begins to listen.
 *
 * Returns: (transfer full): a server that does not listen yet
 */
EaselSandboxServer *
easel_sandbox_server_new (void)
{
  return g_object_new (EASEL_TYPE_SANDBOX_SERVER, NULL);
}

/**
 * easel_sandbox_server_listen_unix:
 * @self: a server
 * @path: (nullable): where to put the socket; %NULL for one in a new folder of
 *   the user's alone
 * @error: return location of an error
 *
 * Begins to listen on a Unix socket. The socket, and a folder made for it, are
 * gone when the server stops; a folder that a killed process left is removed.
 *
 * Returns: whether it listens; else %EASEL_ERROR_STORAGE or
 *   %EASEL_ERROR_UNAVAILABLE
 */
gboolean
easel_sandbox_server_listen_unix (EaselSandboxServer *self, const char *path, GError **error)
{
  g_autoptr (GSocketAddress) address = NULL;

  g_return_val_if_fail (EASEL_IS_SANDBOX_SERVER (self), FALSE);
  g_return_val_if_fail (self->path == NULL, FALSE);

  if (path == NULL && (self->folder = _easel_sandbox_make_folder (error)) == NULL)
    return FALSE;
  self->path = path != NULL ? g_strdup (path) : g_build_filename (self->folder, "socket", NULL);
  if (strlen (self->path) >= EASEL_SANDBOX_LONGEST_PATH)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                   _ ("The path %s is too long for a socket: choose one of at most %u bytes."), path,
                   (guint) EASEL_SANDBOX_LONGEST_PATH - 1);
      g_clear_pointer (&self->path, g_free);
      return FALSE;
    }

  address = g_unix_socket_address_new (self->path);
  if (!listen_at (self, address, self->path, error))
    {
      g_clear_pointer (&self->path, g_free);
      if (self->folder != NULL)
        g_rmdir (self->folder);
      g_clear_pointer (&self->folder, g_free);
      return FALSE;
    }
  g_chmod (self->path, 0600);
  return TRUE;
}

/**
 * easel_sandbox_server_listen_port:
 * @self: a server
 * @port: the port, 0 for any that is free
 * @actual_port: (out) (optional): the port that it is
 * @error: return location of an error
 *
 * Begins to listen on 127.0.0.1 alone. Requests with an Origin, or under any
 * other name than 127.0.0.1 or localhost with this port, are refused, since
 * they come from a web page.
 *
 * Returns: whether it listens; else %EASEL_ERROR_INVALID_INPUT or
 *   %EASEL_ERROR_UNAVAILABLE
 */
gboolean
easel_sandbox_server_listen_port (EaselSandboxServer *self, guint port, guint *actual_port, GError **error)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autofree char *name = g_strdup_printf ("127.0.0.1:%u", port);

  g_return_val_if_fail (EASEL_IS_SANDBOX_SERVER (self), FALSE);

  if (port > G_MAXUINT16)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                   _ ("%u is no port: choose one from 1 to 65535."), port);
      return FALSE;
    }
  address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  if (!listen_at (self, address, name, error))
    return FALSE;

  if (actual_port != NULL)
    {
      GSList *listeners = soup_server_get_listeners (self->server);

      for (GSList *l = listeners; l != NULL; l = l->next)
        {
          g_autoptr (GSocketAddress) local = g_socket_get_local_address (l->data, NULL);

          if (G_IS_INET_SOCKET_ADDRESS (local) &&
              (port == 0 || g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local)) == port))
            *actual_port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (local));
        }
      g_slist_free (listeners);
    }
  return TRUE;
}

/**
 * easel_sandbox_server_stop:
 * @self: a server
 *
 * Ends all answers and stops to listen; the socket is removed.
 */
void
easel_sandbox_server_stop (EaselSandboxServer *self)
{
  GHashTableIter iter;
  gpointer key;

  g_return_if_fail (EASEL_IS_SANDBOX_SERVER (self));

  g_hash_table_iter_init (&iter, self->runs);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      Run *run = key;

      run->server = NULL;
      run_end (run);
      g_hash_table_iter_remove (&iter);
    }
  _easel_sandbox_studio_stop (self->studio);
  soup_server_disconnect (self->server);

  if (self->path != NULL)
    g_unlink (self->path);
  if (self->folder != NULL)
    g_rmdir (self->folder);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->folder, g_free);
}

/**
 * easel_sandbox_server_get_path:
 * @self: a server
 *
 * Returns: (nullable): where its Unix socket is, if it listens on one
 */
const char *
easel_sandbox_server_get_path (EaselSandboxServer *self)
{
  g_return_val_if_fail (EASEL_IS_SANDBOX_SERVER (self), NULL);

  return self->path;
}

/**
 * easel_sandbox_server_get_n_running:
 * @self: a server
 *
 * Returns: how many completions are under way
 */
guint
easel_sandbox_server_get_n_running (EaselSandboxServer *self)
{
  g_return_val_if_fail (EASEL_IS_SANDBOX_SERVER (self), 0);

  return g_hash_table_size (self->runs);
}

/**
 * easel_sandbox_server_set_delay:
 * @self: a server
 * @delay: milliseconds between two events of a stream
 *
 * Sets how fast answers come.
 */
void
easel_sandbox_server_set_delay (EaselSandboxServer *self, guint delay)
{
  g_return_if_fail (EASEL_IS_SANDBOX_SERVER (self));

  if (self->delay == delay)
    return;
  self->delay = delay;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DELAY]);
}
