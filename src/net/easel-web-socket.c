// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-web-socket.h"

#include "easel-dex-fiber.h"
#include "easel-dex-soup.h"
#include "easel-error.h"
#include "easel-http-call-private.h"
#include "easel-http-client-private.h"
#include "easel-http-error.h"
#include "easel-http-request-private.h"
#include "easel-url-policy.h"

#include <glib/gi18n-lib.h>

/* A preview is a picture; libsoup's own limit would close the socket at it. */
#define LARGEST_MESSAGE ((guint64) 32 * 1024 * 1024)
#define ALIVE_SECONDS 30

typedef struct
{
  EaselHttpClient *client;
  EaselHttpRequest *request;
  EaselWebSocketFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
  SoupWebsocketConnection *connection;
  DexPromise *ended;
  GCancellable *cancellable; /* borrowed: while it connects */
  const char *host;          /* borrowed, as long */
  EaselUrlScope scope;
  GError *refusal;
} Listener;

static void
listener_free (gpointer data)
{
  Listener *self = data;

  if (self->connection != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->connection, self);
      if (soup_websocket_connection_get_state (self->connection) == SOUP_WEBSOCKET_STATE_OPEN)
        soup_websocket_connection_close (self->connection, SOUP_WEBSOCKET_CLOSE_GOING_AWAY, NULL);
      g_object_unref (self->connection);
    }
  dex_unref (self->ended);
  g_clear_error (&self->refusal);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  easel_http_request_unref (self->request);
  g_object_unref (self->client);
  g_free (self);
}

static void
on_message_cb (SoupWebsocketConnection *connection, int type, GBytes *message, gpointer user_data)
{
  Listener *self = user_data;

  self->func (type == SOUP_WEBSOCKET_DATA_BINARY, message, self->user_data);
}

static void
on_closed_cb (SoupWebsocketConnection *connection, gpointer user_data)
{
  Listener *self = user_data;

  if (dex_future_is_pending (DEX_FUTURE (self->ended)))
    dex_promise_resolve_boolean (self->ended, TRUE);
}

/* Only to the provider's own address, so that the key may go along. */
static gboolean
check (Listener *self, EaselUrlVerdict *verdict, GError **error)
{
  const EaselHttpRequest *request = self->request;
  const EaselUrlContext context = {
    .base_url = request->base != NULL ? request->base : request->url,
    .key_hosts = (const char *const *) request->key_hosts->pdata,
    .allow_http = (request->flags & EASEL_HTTP_ALLOW_HTTP) != 0,
    .unix_socket = request->socket_path != NULL,
  };

  if (!easel_url_policy_check (&context, request->url, verdict, error))
    return FALSE;
  if (verdict->own)
    return TRUE;
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_PERMISSION,
                       _ ("This address is not the provider’s own, so nothing is listened to there."));
  return FALSE;
}

static void
check_peer (Listener *self, GSocketAddress *address)
{
  if (self->refusal != NULL || !G_IS_INET_SOCKET_ADDRESS (address))
    return;
  if (!easel_url_policy_check_address (self->scope,
                                       g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)),
                                       self->host, &self->refusal))
    g_cancellable_cancel (self->cancellable);
}

static void
on_network_event_cb (SoupMessage *message,
                     GSocketClientEvent event,
                     GIOStream *connection,
                     gpointer user_data)
{
  /* Before a byte goes out: the name is resolved, the socket not yet connected. */
  if (event == G_SOCKET_CLIENT_CONNECTING && G_IS_SOCKET_CONNECTION (connection))
    {
      g_autoptr (GSocketAddress) address =
          g_socket_connection_get_remote_address (G_SOCKET_CONNECTION (connection), NULL);

      check_peer (user_data, address);
    }
}

static void
on_starting_cb (SoupMessage *message, gpointer user_data)
{
  check_peer (user_data, soup_message_get_remote_address (message));
}

/* Connects, with what the name stands for checked as for any other request. */
static gboolean
await_connection (Listener *self, const EaselUrlVerdict *verdict, GError **error)
{
  EaselHttpRequest *request = self->request;
  g_autoptr (GUri) uri = g_uri_parse (request->url, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr (SoupMessage) message = _easel_http_call_make_message (request, uri, verdict->with_key);
  g_autoptr (DexPromise) promise = NULL;
  g_autoptr (GError) cause = NULL;
  EaselTransportFailure failure;

  self->host = g_uri_get_host (uri);
  self->scope = verdict->scope;
  if (!_easel_http_call_await_addresses (self->scope, self->host, self->host, request->connect_timeout,
                                         &failure, error))
    return FALSE;
  g_signal_connect (message, "network-event", G_CALLBACK (on_network_event_cb), self);
  g_signal_connect (message, "starting", G_CALLBACK (on_starting_cb), self);
  promise = easel_dex_soup_connect_web_socket (
      _easel_http_client_get_session (self->client, request->url, request->socket_path), message);
  self->cancellable = dex_promise_get_cancellable (promise);
  self->connection = easel_dex_fiber_await_object (
      dex_future_first (dex_ref (promise), easel_dex_timeout_new (request->connect_timeout), NULL), &cause);
  g_signal_handlers_disconnect_by_data (message, self);
  self->cancellable = NULL;
  if (self->connection != NULL)
    return TRUE;
  g_propagate_error (error, self->refusal != NULL ? g_steal_pointer (&self->refusal)
                                                  : easel_http_error_new_for_transport (
                                                        EASEL_TRANSPORT_CONNECT, cause, self->host));
  return FALSE;
}

static DexFuture *
listen_fiber (gpointer data)
{
  Listener *self = data;
  EaselUrlVerdict verdict;
  GError *error = NULL;

  if (!check (self, &verdict, &error) || !await_connection (self, &verdict, &error))
    return dex_future_new_for_error (error);
  soup_websocket_connection_set_max_incoming_payload_size (self->connection, LARGEST_MESSAGE);
  soup_websocket_connection_set_keepalive_interval (self->connection, ALIVE_SECONDS);
  g_signal_connect (self->connection, "message", G_CALLBACK (on_message_cb), self);
  g_signal_connect (self->connection, "closed", G_CALLBACK (on_closed_cb), self);
  if (!easel_dex_fiber_await (dex_ref (self->ended), &error))
    return dex_future_new_for_error (error);
  return dex_future_new_true ();
}

/**
 * easel_http_client_listen:
 * @self: a client
 * @request: where to listen: an address of the provider's own
 * @func: (scope notified): told of each message
 * @user_data: given to @func
 * @destroy: (nullable): frees @user_data
 *
 * Opens a WebSocket (RFC 6455) and listens. Dropping the future closes it.
 *
 * Returns: (transfer full): resolves to %TRUE when the other side closes, or
 *   rejects with an error of %EASEL_ERROR if it could not be opened
 */
DexFuture *
easel_http_client_listen (EaselHttpClient *self,
                          EaselHttpRequest *request,
                          EaselWebSocketFunc func,
                          gpointer user_data,
                          GDestroyNotify destroy)
{
  Listener *listener;

  dex_return_error_if_fail (EASEL_IS_HTTP_CLIENT (self));
  dex_return_error_if_fail (request != NULL && func != NULL);

  listener = g_new0 (Listener, 1);
  listener->client = g_object_ref (self);
  listener->request = easel_http_request_ref (request);
  listener->func = func;
  listener->user_data = user_data;
  listener->destroy = destroy;
  listener->ended = dex_promise_new ();
  return easel_dex_fiber_spawn (listen_fiber, listener, listener_free);
}
