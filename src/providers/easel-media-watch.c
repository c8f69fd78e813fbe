// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <gio/gio.h>

#include "easel-dex-fiber.h"
#include "easel-error.h"
#include "easel-media-call-private.h"
#include "easel-web-socket.h"

static void
on_message (gboolean binary, GBytes *message, gpointer user_data)
{
  EaselMediaCall *call = user_data;
  g_autoptr (EaselMediaAnswer) answer = NULL;

  if (call->dropped)
    return;
  call->n_received += g_bytes_get_size (message);
  answer = easel_media_answer_new (EASEL_MEDIA_RUNNING);
  if (call->protocol->read_watch (answer, call->url, binary, message))
    call->func (answer, call->user_data);
}

static DexFuture *
watch_fiber (gpointer data)
{
  EaselMediaCall *call = data;
  GError *error = NULL;
  g_autoptr (EaselMediaWire) wire = call->protocol->build_watch (call->url, call->account, &error);
  g_autoptr (EaselHttpRequest) request =
      wire != NULL ? _easel_media_call_make_request (call, wire, &error) : NULL;

  if (request == NULL)
    return dex_future_new_for_error (error);
  if (!easel_dex_fiber_await (easel_http_client_listen (call->client, request, on_message,
                                                        _easel_media_call_ref (call),
                                                        _easel_media_call_unref),
                              &error))
    return dex_future_new_for_error (error);
  return dex_future_new_true ();
}

/**
 * easel_media_call_watch:
 * @client: the way out
 * @protocol: one that tells of its own accord
 * @account: where it is
 * @key: (nullable): its key
 * @own_id: the caller's id of a submission
 * @func: (scope notified): told what is said of it, in the calling thread's main
 *   context
 * @user_data: given to @func
 * @destroy: (nullable): frees @user_data
 *
 * Listens to how far a submission is. It never says that one is done: that is asked.
 * Dropping the future ends it.
 *
 * Returns: (transfer full): resolves to %TRUE when the other side ends it, or rejects
 *   with an error of %EASEL_ERROR
 */
DexFuture *
easel_media_call_watch (EaselHttpClient *client,
                        const EaselMediaProtocol *protocol,
                        EaselAccount *account,
                        const char *key,
                        const char *own_id,
                        EaselMediaFunc func,
                        gpointer user_data,
                        GDestroyNotify destroy)
{
  EaselMediaCall *call;

  dex_return_error_if_fail (EASEL_IS_HTTP_CLIENT (client));
  dex_return_error_if_fail (protocol != NULL && protocol->build_watch != NULL && account != NULL);
  dex_return_error_if_fail (own_id != NULL && func != NULL);

  call = _easel_media_call_new ("watch", client, protocol, account, key);
  call->url = g_strdup (own_id);
  call->func = func;
  call->user_data = user_data;
  call->destroy = destroy;
  return _easel_media_call_start (call, watch_fiber);
}
