// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-http-call-private.h"

#include "easel-dex-fiber.h"
#include "easel-dex-soup.h"
#include "easel-error.h"
#include "easel-http-error.h"
#include "easel-http-request-private.h"
#include "easel-http-response-private.h"
#include "easel-json.h"
#include "easel-key-filter.h"
#include "easel-url-policy.h"
#include "easel-watchdog.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MOST_REDIRECTS 5

/* An error's body is worth no long wait. */
#define ERROR_BODY_TIMEOUT (10 * G_USEC_PER_SEC)

/* One message on its way. */
typedef struct
{
  EaselHttpCall *call;
  SoupMessage *message;
  EaselWatchdog *watchdog;
  GCancellable *cancellable;
  GError *refusal;
  const char *host;
  char *name;
  EaselUrlScope scope;
  gboolean check_address;
  gboolean connected;
} Hop;

static gboolean
is_clean (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    if ((guint8) *c < 0x20 || (guint8) *c >= 0x7F)
      return FALSE;
  return TRUE;
}

static gboolean
check_request (EaselHttpRequest *request, GError **error)
{
  if (request->key != NULL && !is_clean (request->key))
    {
      g_set_error_literal (
          error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
          _ ("Nothing was sent, because the key holds a line break or another character that no key has. "
             "Copy the key once more and enter it in Preferences, under Providers."));
      return FALSE;
    }
  for (guint i = 0; i < easel_http_headers_get_n (request->headers); i++)
    {
      const char *value;
      const char *name = easel_http_headers_get_nth (request->headers, i, &value);

      if (is_clean (name) && is_clean (value) && *name != '\0' && strpbrk (name, " :") == NULL)
        continue;
      g_set_error_literal (
          error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
          _ ("Nothing was sent, because one of the provider's additional headers holds a line break or "
             "another character that no header may have. Correct it in Preferences, under Providers."));
      return FALSE;
    }
  return TRUE;
}

/* ------------------------------------------------------------ one message */

static void
check_peer (Hop *hop, GSocketAddress *address)
{
  if (!hop->check_address || hop->refusal != NULL || !G_IS_INET_SOCKET_ADDRESS (address))
    return;
  if (!easel_url_policy_check_address (hop->scope,
                                       g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)),
                                       hop->host, &hop->refusal))
    g_cancellable_cancel (hop->cancellable);
}

static void
on_network_event_cb (SoupMessage *message,
                     GSocketClientEvent event,
                     GIOStream *connection,
                     gpointer user_data)
{
  Hop *hop = user_data;

  /* Before a byte goes out: the name is resolved, the socket not yet connected. */
  if (event == G_SOCKET_CLIENT_CONNECTING && G_IS_SOCKET_CONNECTION (connection))
    {
      g_autoptr (GSocketAddress) address =
          g_socket_connection_get_remote_address (G_SOCKET_CONNECTION (connection), NULL);

      check_peer (hop, address);
    }
}

static void
on_starting_cb (SoupMessage *message, gpointer user_data)
{
  Hop *hop = user_data;

  /* Once more for a connection that stood already. */
  check_peer (hop, soup_message_get_remote_address (message));
  hop->connected = TRUE;
  easel_watchdog_extend (hop->watchdog, hop->call->request->first_byte_timeout);
}

static void
on_wrote_body_data_cb (SoupMessage *message, guint size, gpointer user_data)
{
  Hop *hop = user_data;

  easel_watchdog_extend (hop->watchdog, hop->call->request->first_byte_timeout);
}

static void
on_wrote_body_cb (SoupMessage *message, gpointer user_data)
{
  Hop *hop = user_data;

  hop->call->body_sent = TRUE;
  easel_watchdog_extend (hop->watchdog, hop->call->request->first_byte_timeout);
}

SoupMessage *
_easel_http_call_make_message (EaselHttpRequest *request, GUri *uri, gboolean with_key)
{
  g_autoptr (SoupMessage) message = soup_message_new_from_uri (request->method, uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  /* Over HTTP/2 libsoup 3.6 takes no notice of a cancellable while it waits for
   * the answer's head: no time limit would hold, and a request that the user
   * stopped would be carried out, and billed, to its end. */
  soup_message_set_force_http1 (message, TRUE);
  /* A password dialogue or one remembered from elsewhere is no answer to 401. */
  soup_message_disable_feature (message, SOUP_TYPE_AUTH_MANAGER);
  if ((request->flags & EASEL_HTTP_STREAM) != 0)
    soup_message_headers_replace (headers, "Accept-Encoding", "identity");
  for (guint i = 0; i < easel_http_headers_get_n (request->headers); i++)
    {
      const char *value;
      const char *name = easel_http_headers_get_nth (request->headers, i, &value);

      /* What a header says of an account goes no further than a key does. */
      if (with_key || g_ascii_strcasecmp (name, "accept") == 0)
        soup_message_headers_replace (headers, name, value);
    }
  if (request->body != NULL)
    soup_message_set_request_body_from_bytes (message, request->content_type, request->body);

  if (with_key && request->key != NULL)
    {
      char *value =
          g_strconcat (request->auth_prefix != NULL ? request->auth_prefix : "", request->key, NULL);

      soup_message_headers_replace (headers, request->auth_header, value);
      explicit_bzero (value, strlen (value));
      g_free (value);
    }
  return g_steal_pointer (&message);
}

static GInputStream *
await_message (Hop *hop, SoupSession *session, GError **error)
{
  EaselHttpCall *self = hop->call;
  g_autoptr (DexPromise) promise = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GError) late = NULL;

  hop->watchdog = easel_watchdog_new ();
  g_signal_connect (hop->message, "network-event", G_CALLBACK (on_network_event_cb), hop);
  g_signal_connect (hop->message, "starting", G_CALLBACK (on_starting_cb), hop);
  g_signal_connect (hop->message, "wrote-body-data", G_CALLBACK (on_wrote_body_data_cb), hop);
  g_signal_connect (hop->message, "wrote-body", G_CALLBACK (on_wrote_body_cb), hop);

  promise = easel_dex_soup_send (session, hop->message);
  hop->cancellable = dex_promise_get_cancellable (promise);
  easel_watchdog_start (hop->watchdog, hop->cancellable, self->request->connect_timeout);
  stream = easel_dex_fiber_await_object (dex_ref (promise), &local_error);
  g_signal_handlers_disconnect_by_data (hop->message, hop);
  easel_watchdog_stop (hop->watchdog);
  hop->cancellable = NULL;

  if (hop->refusal != NULL)
    {
      self->failure = EASEL_TRANSPORT_OTHER;
      self->body_sent = FALSE;
      g_propagate_error (error, g_steal_pointer (&hop->refusal));
      return NULL;
    }
  if (stream != NULL)
    return g_steal_pointer (&stream);

  if (local_error->domain == DEX_ERROR)
    self->failure = EASEL_TRANSPORT_CANCELLED;
  else if (easel_watchdog_has_fired (hop->watchdog))
    {
      self->failure = hop->connected ? EASEL_TRANSPORT_TIMEOUT : EASEL_TRANSPORT_CONNECT;
      late = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "");
    }
  else
    self->failure = easel_http_error_classify (local_error, hop->connected);
  g_propagate_error (error, easel_http_error_new_for_transport (
                                self->failure, late != NULL ? late : local_error, hop->name));
  return NULL;
}

static void
clear_hop (Hop *hop)
{
  g_clear_object (&hop->message);
  g_clear_pointer (&hop->watchdog, easel_watchdog_free);
  g_clear_error (&hop->refusal);
  g_free (hop->name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Hop, clear_hop)

/* -------------------------------------------------------------- the answer */

static EaselHttpHeaders *
copy_headers (SoupMessage *message, EaselKeyFilter *filter)
{
  EaselHttpHeaders *headers = easel_http_headers_new ();
  SoupMessageHeadersIter iter;
  const char *name, *value;

  soup_message_headers_iter_init (&iter, soup_message_get_response_headers (message));
  while (soup_message_headers_iter_next (&iter, &name, &value))
    {
      g_autofree char *valid = g_utf8_make_valid (value, -1);
      g_autofree char *clean = easel_key_filter_text (filter, valid);
      g_autofree char *clean_name = easel_key_filter_text (filter, name);

      easel_http_headers_add (headers, clean_name, clean);
    }
  return headers;
}

static gboolean
await_error_answer (EaselHttpCall *self, EaselHttpResponse *response, GError **error)
{
  const char *name = easel_http_response_get_name (response);
  const char *data;
  gsize size;

  _easel_http_response_set_idle_timeout (response, MIN (self->request->idle_timeout, ERROR_BODY_TIMEOUT));
  if (!_easel_http_response_await_body (response, EASEL_HTTP_MAX_ERROR_BODY, TRUE, error))
    return FALSE;
  data = g_bytes_get_data (easel_http_response_get_body (response), &size);
  self->body = size > 0 ? easel_json_parse (data, (gssize) size, NULL) : NULL;
  g_propagate_error (error, easel_http_error_new (self->status, self->headers, data != NULL ? data : "",
                                                  (gssize) size, name, g_get_real_time ()));
  return FALSE;
}

static gboolean
is_redirect (guint status)
{
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static gboolean
is_safe (EaselHttpRequest *request)
{
  return strcmp (request->method, "GET") == 0 || strcmp (request->method, "HEAD") == 0;
}

/* A redirect that carries the key in its address leads nowhere. */
static char *
resolve_redirect (SoupMessage *message, EaselKeyFilter *filter)
{
  g_autofree char *url = g_uri_to_string (soup_message_get_uri (message));
  const char *location =
      soup_message_headers_get_one (soup_message_get_response_headers (message), "Location");
  g_autofree char *clean = location != NULL ? easel_key_filter_text (filter, location) : NULL;

  if (clean == NULL || strcmp (clean, location) != 0)
    return NULL;
  return g_uri_resolve_relative (url, location, G_URI_FLAGS_ENCODED, NULL);
}

static gboolean
finish_answer (EaselHttpCall *self, EaselHttpResponse *response, GError **error)
{
  const EaselHttpFlags any = EASEL_HTTP_FROM_ANSWER | EASEL_HTTP_ANY_TYPE;

  if (self->status < 200 || self->status >= 300)
    return await_error_answer (self, response, error);

  if (strcmp (easel_http_response_get_content_type (response), "text/html") == 0 &&
      (self->request->flags & any) == 0)
    {
      self->failure = EASEL_TRANSPORT_NONE;
      g_propagate_error (error, easel_http_error_new_for_page (easel_http_response_get_name (response)));
      easel_error_get_details (*error)->http_status = self->status;
      return FALSE;
    }
  if (self->whole && !_easel_http_response_await_body (response, self->request->max_body, FALSE, error))
    {
      self->failure = (*error)->code == EASEL_ERROR_PROTOCOL ? EASEL_TRANSPORT_NONE : EASEL_TRANSPORT_BROKEN;
      return FALSE;
    }
  return TRUE;
}

/* --------------------------------------------------------------- the route */

static gboolean
await_proxy_use (EaselHttpCall *self, const char *url, gboolean *used)
{
  g_autoptr (DexPromise) promise = easel_dex_soup_lookup_proxy (self->proxies, url);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) proxies = easel_dex_fiber_await_boxed (dex_ref (promise), &error);

  if (error != NULL && error->domain == DEX_ERROR)
    return FALSE;
  *used = proxies != NULL && proxies[0] != NULL && strcmp (proxies[0], "direct://") != 0;
  return TRUE;
}

static SoupSession *
await_session (EaselHttpCall *self, Hop *hop, const EaselUrlVerdict *verdict, const char *url)
{
  gboolean proxied = FALSE;

  if (verdict->own && self->request->socket_path != NULL)
    return self->get_session (self->user_data, EASEL_SESSION_DIRECT, self->request->socket_path);
  hop->check_address = TRUE;
  if (easel_url_is_plain_http (url) || easel_url_is_loopback (url))
    return self->get_session (self->user_data, EASEL_SESSION_DIRECT, NULL);
  if (verdict->own || verdict->with_key)
    {
      hop->check_address = FALSE;
      return self->get_session (self->user_data, EASEL_SESSION_OWN, NULL);
    }

  /* Behind a proxy the name is resolved there: only what it says can be judged. */
  if (self->proxies != NULL && !await_proxy_use (self, url, &proxied))
    return NULL;
  hop->check_address = !proxied;
  return self->get_session (self->user_data, proxied ? EASEL_SESSION_FOREIGN : EASEL_SESSION_FOREIGN_DIRECT,
                            NULL);
}

/* Asks for the name's addresses before the first packet. What the connection
 * then goes to is to be checked once more, since a name may change in between. */
gboolean
_easel_http_call_await_addresses (EaselUrlScope scope,
                                  const char *host,
                                  const char *name,
                                  gint64 timeout,
                                  EaselTransportFailure *failure,
                                  GError **error)
{
  g_autoptr (GInetAddress) literal = g_inet_address_new_from_string (host);
  g_autoptr (GError) local_error = NULL;
  gboolean good = TRUE;
  GList *addresses;

  if (scope == EASEL_URL_SCOPE_ANY)
    return TRUE;
  if (literal != NULL)
    return easel_url_policy_check_address (scope, literal, host, error);

  addresses = easel_dex_fiber_await_boxed (
      dex_future_first (dex_resolver_lookup_by_name (g_resolver_get_default (), host),
                        easel_dex_timeout_new (timeout), NULL),
      &local_error);
  if (addresses == NULL)
    {
      *failure = EASEL_TRANSPORT_RESOLVE;
      if (g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
        *failure = EASEL_TRANSPORT_CONNECT;
      else if (g_error_matches (local_error, DEX_ERROR, DEX_ERROR_FIBER_CANCELLED))
        *failure = EASEL_TRANSPORT_CANCELLED;
      g_propagate_error (error, easel_http_error_new_for_transport (*failure, local_error, name));
      return FALSE;
    }
  for (const GList *l = addresses; l != NULL && good; l = l->next)
    good = easel_url_policy_check_address (scope, l->data, host, error);
  g_boxed_free (DEX_TYPE_INET_ADDRESS_LIST, addresses);
  return good;
}

static void
forget_answer (EaselHttpCall *self)
{
  self->status = 0;
  self->failure = EASEL_TRANSPORT_NONE;
  self->body_sent = FALSE;
  g_clear_pointer (&self->headers, easel_http_headers_unref);
  g_clear_pointer (&self->body, json_node_unref);
}

static const char *
get_base (EaselHttpRequest *request)
{
  if (request->base != NULL)
    return request->base;
  /* RFC 6761: a name that nobody has, so that such a URL is nobody's own. */
  return (request->flags & EASEL_HTTP_FROM_ANSWER) != 0 ? "https://invalid" : request->url;
}

/* The user knows the account; where it is helps to find out what is wrong. */
static char *
dup_name (EaselHttpRequest *request, const char *host, gboolean own)
{
  if (request->name == NULL || !own)
    return g_strdup (host);
  if (request->socket_path != NULL || strcmp (request->name, host) == 0)
    return g_strdup (request->name);
  return g_strdup_printf ("%s (%s)", request->name, host);
}

/* Sends to @url. Where a redirect may be followed, says so in @next. */
static EaselHttpResponse *
await_hop (
    EaselHttpCall *self, const char *url, gboolean redirected, gboolean *away, char **next, GError **error)
{
  EaselHttpRequest *request = self->request;
  const EaselUrlContext context = {
    .base_url = get_base (request),
    .key_hosts = (const char *const *) request->key_hosts->pdata,
    .from_answer = (request->flags & EASEL_HTTP_FROM_ANSWER) != 0,
    .redirected = redirected,
    .allow_http = (request->flags & EASEL_HTTP_ALLOW_HTTP) != 0,
    .unix_socket = request->socket_path != NULL,
  };
  EaselUrlVerdict verdict;
  g_auto (Hop) hop = { .call = self };
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (EaselKeyFilter) filter = NULL;
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (SoupSession) session = NULL;

  self->failure = EASEL_TRANSPORT_OTHER;
  if (!easel_url_policy_check (&context, url, &verdict, error))
    return NULL;
  /* Where another origin leads, no key goes, not even back home. */
  *away = *away || (redirected && !verdict.own);
  verdict.with_key = verdict.with_key && !*away;
  uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);
  g_assert (uri != NULL);
  hop.message = _easel_http_call_make_message (request, uri, verdict.with_key);
  hop.host = g_uri_get_host (uri);
  hop.name = dup_name (request, hop.host, verdict.own);
  hop.scope = verdict.scope;
  /* Another call may let the client forget it meanwhile. */
  g_set_object (&session, await_session (self, &hop, &verdict, url));
  if (session == NULL)
    {
      self->failure = EASEL_TRANSPORT_CANCELLED;
      g_propagate_error (error, easel_http_error_new_for_transport (self->failure, NULL, hop.name));
      return NULL;
    }

  if (hop.check_address &&
      !_easel_http_call_await_addresses (hop.scope, hop.host, hop.name, request->connect_timeout,
                                         &self->failure, error))
    return NULL;

  forget_answer (self);
  stream = await_message (&hop, session, error);
  if (stream == NULL)
    {
      /* See hold_features(): nothing more is sent by what was left in disorder. */
      if (self->failure == EASEL_TRANSPORT_RESET)
        self->drop_session (self->user_data, session);
      return NULL;
    }

  filter = easel_key_filter_new (request->key);
  self->status = soup_message_get_status (hop.message);
  self->headers = copy_headers (hop.message, filter);
  if (is_redirect (self->status) && is_safe (request))
    {
      *next = resolve_redirect (hop.message, filter);
      if (*next != NULL)
        return NULL;
    }
  response = _easel_http_response_new (self->status, self->headers, url, stream, g_steal_pointer (&filter),
                                       request->idle_timeout, request->max_body);
  _easel_http_response_set_name (response, hop.name);
  return finish_answer (self, response, error) ? g_steal_pointer (&response) : NULL;
}

static EaselHttpResponse *
await_route (EaselHttpCall *self, GError **error)
{
  g_autofree char *url = g_strdup (self->request->url);
  gboolean away = FALSE;

  forget_answer (self);
  if (!check_request (self->request, error))
    {
      self->failure = EASEL_TRANSPORT_OTHER;
      return NULL;
    }

  for (guint hop = 0; hop <= MOST_REDIRECTS; hop++)
    {
      g_autofree char *next = NULL;
      EaselHttpResponse *response = await_hop (self, url, hop > 0, &away, &next, error);

      if (response != NULL || next == NULL)
        return response;
      g_free (url);
      url = g_steal_pointer (&next);
    }

  self->failure = EASEL_TRANSPORT_OTHER;
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL,
                       _ ("The server redirects this request in a circle. Check the provider's address."));
  return NULL;
}

EaselHttpResponse *
_easel_http_call_await (EaselHttpCall *self, GError **error)
{
  EaselHttpResponse *response = await_route (self, error);

  /* Whatever found its way into a sentence, such as a host's name. */
  if (response == NULL && self->request->key != NULL)
    {
      g_autoptr (EaselKeyFilter) filter = easel_key_filter_new (self->request->key);
      char *clean = easel_key_filter_text (filter, (*error)->message);

      g_free ((*error)->message);
      (*error)->message = clean;
    }
  return response;
}

void
_easel_http_call_clear (EaselHttpCall *self)
{
  g_clear_pointer (&self->request, easel_http_request_unref);
  g_clear_pointer (&self->headers, easel_http_headers_unref);
  g_clear_pointer (&self->body, json_node_unref);
}
