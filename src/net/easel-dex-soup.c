// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-dex-soup.h"

/* The only place of this layer with callbacks of GAsyncResult. */

static void
on_sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);

  if (stream != NULL)
    dex_promise_resolve_object (promise, g_steal_pointer (&stream));
  else
    dex_promise_reject (promise, g_steal_pointer (&error));
}

/**
 * easel_dex_soup_send:
 * @session: a session
 * @message: what to send
 *
 * Returns: (transfer full): resolves to the #GInputStream of the answer's body
 *   once its head came; dropped, or through its cancellable, it ends the
 *   request
 */
DexPromise *
easel_dex_soup_send (SoupSession *session, SoupMessage *message)
{
  DexPromise *promise = dex_promise_new_cancellable ();

  soup_session_send_async (session, message, G_PRIORITY_DEFAULT, dex_promise_get_cancellable (promise),
                           on_sent_cb, dex_ref (promise));
  return promise;
}

typedef struct
{
  DexPromise *promise;
  EaselDexReadFunc func;
  GObject *user_data;
  gsize count;
} Read;

static void
read_free (Read *read)
{
  dex_unref (read->promise);
  g_object_unref (read->user_data);
  g_free (read);
}

static void start_read (GInputStream *stream, Read *read);

static void
on_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Read *read = user_data;
  g_autoptr (GError) cause = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &cause);
  GBytes *passed = read->func (bytes, cause, read->user_data, &error);

  if (passed == NULL && error == NULL)
    {
      start_read (G_INPUT_STREAM (source), read);
      return;
    }
  if (passed != NULL)
    dex_promise_resolve_boxed (read->promise, G_TYPE_BYTES, passed);
  else
    dex_promise_reject (read->promise, g_steal_pointer (&error));
  read_free (read);
}

static void
start_read (GInputStream *stream, Read *read)
{
  g_input_stream_read_bytes_async (stream, read->count, G_PRIORITY_DEFAULT,
                                   dex_promise_get_cancellable (read->promise), on_read_cb, read);
}

/**
 * easel_dex_soup_read:
 * @stream: the body of an answer
 * @count: the most bytes to read at once
 * @func: what looks at them first; always called, whatever becomes of the read
 * @user_data: given to @func, and held until then
 *
 * A stream is read thousands of times, so this is one promise and no fiber.
 *
 * Returns: (transfer full): resolves to the #GBytes that @func passed; dropped,
 *   or through its cancellable, it ends the read
 */
DexPromise *
easel_dex_soup_read (GInputStream *stream, gsize count, EaselDexReadFunc func, GObject *user_data)
{
  DexPromise *promise = dex_promise_new_cancellable ();
  Read *read = g_new0 (Read, 1);

  read->promise = dex_ref (promise);
  read->func = func;
  read->user_data = g_object_ref (user_data);
  read->count = count;
  start_read (stream, read);
  return promise;
}

static void
on_proxy_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) proxies = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (source), result, &error);

  if (proxies != NULL)
    dex_promise_resolve_boxed (promise, G_TYPE_STRV, g_steal_pointer (&proxies));
  else
    dex_promise_reject (promise, g_steal_pointer (&error));
}

/**
 * easel_dex_soup_lookup_proxy:
 * @resolver: who knows the proxies
 * @url: where a request goes
 *
 * Returns: (transfer full): resolves to the #GStrv of proxies to try in turn,
 *   "direct://" for none
 */
DexPromise *
easel_dex_soup_lookup_proxy (GProxyResolver *resolver, const char *url)
{
  DexPromise *promise = dex_promise_new_cancellable ();

  g_proxy_resolver_lookup_async (resolver, url, dex_promise_get_cancellable (promise), on_proxy_found_cb,
                                 dex_ref (promise));
  return promise;
}

static void
on_web_socket_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (DexPromise) promise = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SoupWebsocketConnection) connection =
      soup_session_websocket_connect_finish (SOUP_SESSION (source), result, &error);

  if (connection != NULL)
    dex_promise_resolve_object (promise, g_steal_pointer (&connection));
  else
    dex_promise_reject (promise, g_steal_pointer (&error));
}

/**
 * easel_dex_soup_connect_web_socket:
 * @session: a session
 * @message: the request for a WebSocket
 *
 * Returns: (transfer full): resolves to the #SoupWebsocketConnection; dropped, it
 *   ends the request
 */
DexPromise *
easel_dex_soup_connect_web_socket (SoupSession *session, SoupMessage *message)
{
  DexPromise *promise = dex_promise_new_cancellable ();

  soup_session_websocket_connect_async (session, message, NULL, NULL, G_PRIORITY_DEFAULT,
                                        dex_promise_get_cancellable (promise), on_web_socket_cb,
                                        dex_ref (promise));
  return promise;
}
