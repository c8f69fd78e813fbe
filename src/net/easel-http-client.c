// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-http-client.h"

#include "easel-dex-fiber.h"
#include "easel-error.h"
#include "easel-http-call-private.h"
#include "easel-http-client-private.h"
#include "easel-http-error.h"
#include "easel-http-request-private.h"
#include "easel-url-policy.h"

#include <gio/gunixsocketaddress.h>

/* libsoup's own ten and two would let a stream wait behind others, which looks
 * like a host that cannot be reached. */
#define MOST_CONNECTIONS 256
#define MOST_CONNECTIONS_PER_HOST 64
#define KEEP_CONNECTION_SECONDS 60

/* More messages than are under way in a session when it is let go. */
#define SPARE_REFERENCES 1000

struct _EaselHttpClient
{
  GObject parent_instance;

  SoupSession *sessions[EASEL_N_SESSIONS];
  GHashTable *socket_sessions;
  GProxyResolver *proxy_resolver;
  GTlsDatabase *tls_database;
};

G_DEFINE_FINAL_TYPE (EaselHttpClient, easel_http_client, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_PROXY_RESOLVER,
  PROP_TLS_DATABASE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* One call with its repetitions. */
typedef struct
{
  EaselHttpClient *client;
  EaselHttpCall call;
} Run;

static void
run_free (gpointer data)
{
  Run *run = data;

  _easel_http_call_clear (&run->call);
  g_object_unref (run->client);
  g_free (run);
}

/* Only at the first call: the system's own may load a module and ask D-Bus. */
static GProxyResolver *
get_proxy_resolver (EaselHttpClient *self)
{
  if (self->proxy_resolver == NULL)
    self->proxy_resolver = g_object_ref (g_proxy_resolver_get_default ());
  return self->proxy_resolver;
}

/* Whoever is left has nothing but the spare ones. */
static void
let_go (gpointer data)
{
  gpointer feature = data;

  g_object_add_weak_pointer (data, &feature);
  while (feature != NULL)
    g_object_unref (data);
}

/* Where a connection is reset before the answer's head came, libsoup 3.6 may take the
 * message out of its queue twice, and lets go of each of the session's features twice,
 * which it holds once: they would be freed while it has them. */
static void
hold_features (SoupSession *session)
{
  const GType types[] = { SOUP_TYPE_AUTH_MANAGER, SOUP_TYPE_CONTENT_DECODER,
                          SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      SoupSessionFeature *feature = soup_session_get_feature (session, types[i]);

      if (feature == NULL)
        continue;
      for (guint n = 0; n < SPARE_REFERENCES; n++)
        g_object_ref (feature);
      g_object_set_data_full (G_OBJECT (session), g_type_name (types[i]), feature, let_go);
    }
}

static SoupSession *
make_session (EaselHttpClient *self, gboolean proxied, const char *socket_path)
{
  g_autoptr (GSocketAddress) socket = socket_path != NULL ? g_unix_socket_address_new (socket_path) : NULL;
  g_autofree char *agent = g_strdup_printf ("%s/%s", APPLICATION_NAME, PACKAGE_VERSION);
  SoupSession *session = g_object_new (
      SOUP_TYPE_SESSION, "user-agent", agent, "timeout", 0, "idle-timeout", KEEP_CONNECTION_SECONDS,
      "max-conns", MOST_CONNECTIONS, "max-conns-per-host", MOST_CONNECTIONS_PER_HOST, "remote-connectable",
      socket, "proxy-resolver", proxied ? get_proxy_resolver (self) : NULL, NULL);

  hold_features (session);
  if (self->tls_database != NULL)
    soup_session_set_tls_database (session, self->tls_database);
  return session;
}

static SoupSession *
get_session (gpointer user_data, EaselSessionKind kind, const char *socket_path)
{
  EaselHttpClient *self = user_data;
  SoupSession *session;

  if (socket_path == NULL)
    {
      if (self->sessions[kind] == NULL)
        self->sessions[kind] =
            make_session (self, kind == EASEL_SESSION_OWN || kind == EASEL_SESSION_FOREIGN, NULL);
      return self->sessions[kind];
    }

  session = g_hash_table_lookup (self->socket_sessions, socket_path);
  if (session == NULL)
    {
      session = make_session (self, FALSE, socket_path);
      g_hash_table_insert (self->socket_sessions, g_strdup (socket_path), session);
    }
  return session;
}

static gboolean
is_session (gpointer path, gpointer session, gpointer user_data)
{
  return session == user_data;
}

/* What is under way in it holds it; the next call begins another. */
static void
drop_session (gpointer user_data, SoupSession *session)
{
  EaselHttpClient *self = user_data;

  for (guint i = 0; i < EASEL_N_SESSIONS; i++)
    if (self->sessions[i] == session)
      g_clear_object (&self->sessions[i]);
  g_hash_table_foreach_remove (self->socket_sessions, is_session, session);
}

static void
easel_http_client_dispose (GObject *object)
{
  EaselHttpClient *self = EASEL_HTTP_CLIENT (object);

  for (guint i = 0; i < EASEL_N_SESSIONS; i++)
    g_clear_object (&self->sessions[i]);
  g_clear_pointer (&self->socket_sessions, g_hash_table_unref);
  g_clear_object (&self->proxy_resolver);
  g_clear_object (&self->tls_database);

  G_OBJECT_CLASS (easel_http_client_parent_class)->dispose (object);
}

static void
easel_http_client_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  EaselHttpClient *self = EASEL_HTTP_CLIENT (object);

  switch (prop_id)
    {
    case PROP_PROXY_RESOLVER:
      self->proxy_resolver = g_value_dup_object (value);
      break;
    case PROP_TLS_DATABASE:
      self->tls_database = g_value_dup_object (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
easel_http_client_class_init (EaselHttpClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = easel_http_client_dispose;
  object_class->set_property = easel_http_client_set_property;

  /**
   * EaselHttpClient:proxy-resolver:
   *
   * Who knows the proxies; the system's by default.
   */
  properties[PROP_PROXY_RESOLVER] =
      g_param_spec_object ("proxy-resolver", NULL, NULL, G_TYPE_PROXY_RESOLVER,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /**
   * EaselHttpClient:tls-database:
   *
   * Which certificates are trusted; the system's by default. There is no way
   * to trust one that is not in it.
   */
  properties[PROP_TLS_DATABASE] =
      g_param_spec_object ("tls-database", NULL, NULL, G_TYPE_TLS_DATABASE,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
easel_http_client_init (EaselHttpClient *self)
{
  self->socket_sessions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

static EaselRetryAction
decide (const Run *run, guint attempt, gint64 *wait)
{
  const EaselHttpCall *call = &run->call;
  const EaselRetryInput input = {
    .attempt = attempt,
    .max_attempts = call->request->attempts,
    .method = call->request->method,
    .status = call->status,
    .failure = call->failure,
    .headers = call->headers,
    .body = call->body,
    .paid_create = (call->request->flags & EASEL_HTTP_PAID_CREATE) != 0,
    .body_sent = call->body_sent,
    .now = g_get_real_time (),
    .random = g_random_double (),
  };

  return easel_retry_decide (&input, wait);
}

static DexFuture *
run_fiber (gpointer user_data)
{
  Run *run = user_data;
  EaselHttpRequest *request = run->call.request;

  for (guint attempt = 1;; attempt++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) interrupted = NULL;
      EaselHttpResponse *response = _easel_http_call_await (&run->call, &error);
      EaselRetryAction action;
      gint64 wait;

      if (response != NULL)
        {
          g_debug ("%s %s: %u", request->method, easel_http_response_get_host (response),
                   easel_http_response_get_status (response));
          return dex_future_new_take_object (response);
        }

      action = decide (run, attempt, &wait);
      if (action == EASEL_RETRY_STOP_MAY_HAVE_BILLED)
        easel_error_get_details (error)->may_have_billed = TRUE;
      if (action != EASEL_RETRY_AFTER)
        return dex_future_new_for_error (g_steal_pointer (&error));

      g_debug ("attempt %u failed (%s), next in %" G_GINT64_FORMAT " ms", attempt,
               easel_error_get_name (error), wait / 1000);
      if (request->retry_func != NULL)
        request->retry_func (wait, error, request->retry_data);
      easel_dex_fiber_await (easel_dex_timeout_new (wait), &interrupted);
      if (g_error_matches (interrupted, DEX_ERROR, DEX_ERROR_FIBER_CANCELLED))
        return dex_future_new_for_error (
            easel_http_error_new_for_transport (EASEL_TRANSPORT_CANCELLED, NULL, ""));
    }
}

static DexFuture *
start (EaselHttpClient *self, EaselHttpRequest *request, gboolean whole)
{
  Run *run;

  g_return_val_if_fail (EASEL_IS_HTTP_CLIENT (self), NULL);
  g_return_val_if_fail (request != NULL, NULL);

  run = g_new0 (Run, 1);
  run->client = g_object_ref (self);
  run->call = (EaselHttpCall) { .request = easel_http_request_ref (request),
                                .get_session = get_session,
                                .drop_session = drop_session,
                                .proxies = get_proxy_resolver (self),
                                .user_data = self,
                                .whole = whole };
  return easel_dex_fiber_spawn (run_fiber, run, run_free);
}

/* The session for an address of a provider's own. */
SoupSession *
_easel_http_client_get_session (EaselHttpClient *self, const char *url, const char *socket_path)
{
  gboolean direct = socket_path != NULL || easel_url_is_plain_http (url) || easel_url_is_loopback (url);

  return get_session (self, direct ? EASEL_SESSION_DIRECT : EASEL_SESSION_OWN, socket_path);
}

/**
 * easel_http_client_new:
 *
 * Makes the one way out to the network: it verifies TLS always, keeps keys to
 * where they belong, waits no longer than it was told, and repeats what may be
 * repeated. To be used from the thread that made it.
 *
 * Returns: (transfer full): a new client
 */
EaselHttpClient *
easel_http_client_new (void)
{
  return g_object_new (EASEL_TYPE_HTTP_CLIENT, NULL);
}

/**
 * easel_http_client_send:
 * @self: a client
 * @request: what to send; not to be changed any more
 *
 * Sends @request, again if easel_retry_decide() allows it, until an answer's
 * head is there. Dropping the future cancels the request.
 *
 * Returns: (transfer full): resolves to an #EaselHttpResponse of a status from
 *   200 to 299 whose body is still to be read, or rejects with an error of
 *   %EASEL_ERROR that carries status, wait, parameter and request id, and
 *   whether the call may have been billed
 */
DexFuture *
easel_http_client_send (EaselHttpClient *self, EaselHttpRequest *request)
{
  return start (self, request, FALSE);
}

/**
 * easel_http_client_fetch:
 * @self: a client
 * @request: what to send; not to be changed any more
 *
 * As easel_http_client_send(), and reads the whole body.
 *
 * Returns: (transfer full): resolves to an #EaselHttpResponse with a body, or
 *   rejects as easel_http_client_send() and easel_http_response_read_all() do
 */
DexFuture *
easel_http_client_fetch (EaselHttpClient *self, EaselHttpRequest *request)
{
  return start (self, request, TRUE);
}
