// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-dex-fiber.h"
#include "easel-error.h"
#include "easel-media-call-private.h"

/**
 * easel_media_check_output:
 * @data: what came
 * @content_type: (nullable): what it was said to be
 * @kind: what may come
 * @from: who sent it, for a sentence
 *
 * Whether these bytes are a picture or a clip, by themselves and not by what
 * anybody says of them.
 *
 * Returns: (transfer full) (nullable): %NULL if they are; else
 *   %EASEL_ERROR_PROTOCOL with a sentence
 */
GError *
easel_media_check_output (GBytes *data, const char *content_type, EaselKinds kind, const char *from)
{
  const char *found = easel_media_find_type (data);
  EaselKinds is = found == NULL                        ? 0
                  : g_str_has_prefix (found, "video/") ? EASEL_KIND_VIDEO
                                                       : EASEL_KIND_IMAGE;
  gsize length;
  const char *bytes = g_bytes_get_data (data, &length);

  if ((is & kind) != 0)
    return NULL;
  if (length == 0)
    return g_error_new (EASEL_ERROR, EASEL_ERROR_PROTOCOL,
                        _ ("%s sent a file of 0 bytes instead of a picture. Fetch it again."), from);
  if (is != 0)
    return g_error_new (EASEL_ERROR, EASEL_ERROR_PROTOCOL,
                        is == EASEL_KIND_VIDEO ? _ ("%s sent a clip where a picture was asked for.")
                                               : _ ("%s sent a picture where a clip was asked for."),
                        from);
  if ((content_type != NULL && strcmp (content_type, "text/html") == 0) || bytes[0] == '<')
    return g_error_new (EASEL_ERROR, EASEL_ERROR_PROTOCOL,
                        _ ("%s sent a web page instead of a picture. Fetch it again, or look at the "
                           "provider’s own site."),
                        from);
  return g_error_new (EASEL_ERROR, EASEL_ERROR_PROTOCOL,
                      _ ("%s sent a file that is no picture and no clip that Easel knows (%s). Fetch it "
                         "again, or choose another format."),
                      from, content_type != NULL && *content_type != '\0' ? content_type : "?");
}

static DexFuture *
download_fiber (gpointer data)
{
  EaselMediaCall *call = data;
  g_autoptr (EaselMediaWire) wire = easel_media_wire_new ("GET", g_strdup (call->url));
  g_autoptr (EaselHttpRequest) request = NULL;
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (EaselMediaAnswer) answer = NULL;
  GError *error = NULL;
  GBytes *body;
  const char *type;

  wire->flags = EASEL_MEDIA_WIRE_FROM_ANSWER;
  request = _easel_media_call_make_request (call, wire, &error);
  if (request == NULL)
    return _easel_media_call_fail (call, error);
  easel_http_request_set_max_body (request, (call->kind & EASEL_KIND_VIDEO) != 0 ? EASEL_MEDIA_MOST_VIDEO
                                                                                 : EASEL_MEDIA_MOST_IMAGE);
  response = easel_dex_fiber_await_object (easel_http_client_fetch (call->client, request), &error);
  if (response == NULL)
    return _easel_media_call_fail (call, error);
  _easel_media_call_note (call, response);
  body = easel_http_response_get_body (response);
  call->n_received = g_bytes_get_size (body);
  type = easel_http_response_get_content_type (response);
  error = easel_media_check_output (body, type, call->kind, easel_http_response_get_name (response));
  if (error != NULL)
    return _easel_media_call_fail (call, error);
  answer = easel_media_answer_new (EASEL_MEDIA_DONE);
  easel_media_answer_add (answer, body, NULL, easel_media_find_type (body));
  _easel_media_call_log (call, NULL);
  return dex_future_new_take_boxed (EASEL_TYPE_MEDIA_ANSWER, g_steal_pointer (&answer));
}

/**
 * easel_media_call_download:
 * @client: the way out
 * @protocol: how the provider is spoken with
 * @account: where it is
 * @key: (nullable): its key, which goes to the provider's own hosts only
 * @url: an address that an answer gave
 * @kind: what may be there
 *
 * Fetches what was made, under the rules for addresses of others: https, nothing
 * on this computer or its network unless the provider itself lives there, a
 * largest size, and nothing but a picture or clip.
 *
 * Returns: (transfer full): resolves to an #EaselMediaAnswer with one output, or
 *   rejects with an error of %EASEL_ERROR
 */
DexFuture *
easel_media_call_download (EaselHttpClient *client,
                           const EaselMediaProtocol *protocol,
                           EaselAccount *account,
                           const char *key,
                           const char *url,
                           EaselKinds kind)
{
  EaselMediaCall *call;

  dex_return_error_if_fail (EASEL_IS_HTTP_CLIENT (client));
  dex_return_error_if_fail (protocol != NULL && account != NULL && url != NULL);

  call = _easel_media_call_new ("download", client, protocol, account, key);
  call->url = g_strdup (url);
  call->kind = kind;
  return _easel_media_call_start (call, download_fiber);
}
