// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-call-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "easel-dex-fiber.h"
#include "easel-error.h"
#include "easel-http-error.h"

static DexFuture *
pass_on (DexFuture *future, gpointer user_data)
{
  return dex_ref (future);
}

/* Runs @func on a fiber of this thread, with @data that stays valid until
 * @destroy. @dropped is called with @data at once when the future is given up,
 * at the latest when it has resolved; each wait of the fiber ends then. */
DexFuture *
_easel_call_spawn (DexFiberFunc func, gpointer data, GDestroyNotify destroy, GDestroyNotify dropped)
{
  return dex_future_finally (easel_dex_fiber_spawn_deep (func, data, destroy), pass_on, data, dropped);
}

/* A header takes no line break; one in a key is a slip of the clipboard. */
static gboolean
is_sendable (const char *key)
{
  for (; *key != '\0'; key++)
    if ((guchar) *key < 0x20 || (guchar) *key >= 0x7F)
      return FALSE;
  return TRUE;
}

/* Whether the key, if there is one, can go into a header. */
gboolean
_easel_call_check_key (const EaselAccount *account, const char *key, GError **error)
{
  if (key == NULL || is_sendable (key))
    return TRUE;
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
               _ ("The key of %s holds characters that no key has, such as a line break. Enter it again."),
               account->name != NULL ? account->name : account->slug);
  return FALSE;
}

EaselHttpRequest *
_easel_call_make_request (const EaselTextProtocol *protocol,
                          const EaselAccount *account,
                          const char *key,
                          const EaselTextWire *wire,
                          GError **error)
{
  EaselHttpRequest *request;

  if (!_easel_call_check_key (account, key, error))
    return NULL;

  request = easel_http_request_new (wire->body != NULL ? "POST" : "GET", wire->url);
  for (guint i = 0; wire->headers != NULL && wire->headers[i] != NULL; i += 2)
    easel_http_request_add_header (request, wire->headers[i], wire->headers[i + 1]);
  if (wire->body != NULL)
    easel_http_request_set_body (request, wire->body, "application/json");
  easel_http_request_set_auth (request, protocol->key_header, protocol->key_prefix, key);
  easel_http_request_set_base (request, account->base_url != NULL ? account->base_url : protocol->base_url);
  for (guint i = 0; protocol->hosts[i] != NULL; i++)
    easel_http_request_add_key_host (request, protocol->hosts[i]);
  easel_http_request_set_name (request, account->name);
  easel_http_request_set_socket_path (request, account->socket_path);
  easel_http_request_set_timeouts (request, account->connect_timeout, account->idle_timeout,
                                   account->idle_timeout);
  return request;
}

/* Takes @error and returns one of EASEL_ERROR that says whom it is about. */
GError *
_easel_call_error (GError *error, const EaselAccount *account, const char *model)
{
  if (error->domain == DEX_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_error_free (error);
      error = easel_http_error_new_for_transport (EASEL_TRANSPORT_CANCELLED, NULL, account->slug);
    }
  easel_error_set_provider (error, account->slug, model);
  easel_error_set_account (error, account->name);
  return error;
}
