// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-http-error.h"

#include "easel-error.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

/* The errors that no answer of the service speaks of. */

/**
 * easel_http_error_new_for_page:
 * @host: the host that sent it
 *
 * Returns: (transfer full): the error for a web page where an API was expected
 */
GError *
easel_http_error_new_for_page (const char *host)
{
  return g_error_new (EASEL_ERROR, EASEL_ERROR_PROTOCOL,
                      _ ("The address at %s answers a web page, not an API. Check the provider's address (it "
                         "often ends in /v1), and whether a proxy or a sign-in page stands in the way."),
                      host);
}

/**
 * easel_http_error_classify:
 * @cause: what libsoup or GIO reported
 * @connected: whether the connection stood
 *
 * Returns: which kind of failure it is
 */
EaselTransportFailure
easel_http_error_classify (const GError *cause, gboolean connected)
{
  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return EASEL_TRANSPORT_CANCELLED;
  if (cause->domain == G_TLS_ERROR && !g_error_matches (cause, G_TLS_ERROR, G_TLS_ERROR_EOF))
    return EASEL_TRANSPORT_TLS;
  if (cause->domain == G_RESOLVER_ERROR)
    return EASEL_TRANSPORT_RESOLVE;
  if (!connected && (cause->domain == G_IO_ERROR || cause->domain == G_TLS_ERROR))
    return EASEL_TRANSPORT_CONNECT;
  if (cause->domain == G_IO_ERROR || cause->domain == G_TLS_ERROR)
    return EASEL_TRANSPORT_RESET;
  return EASEL_TRANSPORT_OTHER;
}

static gboolean
is_proxy_failure (const GError *cause)
{
  return cause != NULL && (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED) ||
                           g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_AUTH_FAILED) ||
                           g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_NEED_AUTH) ||
                           g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PROXY_NOT_ALLOWED));
}

/**
 * easel_http_error_new_for_proxy:
 * @host: the host that was called
 *
 * Returns: (transfer full): the error for a proxy that stands in the way
 */
GError *
easel_http_error_new_for_proxy (const char *host)
{
  return g_error_new (EASEL_ERROR, EASEL_ERROR_NETWORK,
                      _ ("The proxy that this computer uses did not let the connection to %s through. Check "
                         "the proxy in the system's network settings."),
                      host);
}

static GError *
describe_unsent (EaselTransportFailure failure, const GError *cause, const char *host)
{
  if (failure == EASEL_TRANSPORT_RESOLVE)
    return g_error_new (
        EASEL_ERROR, EASEL_ERROR_NETWORK,
        _ ("The name %s was not found. Check the internet connection and the provider's address."), host);
  if (failure == EASEL_TRANSPORT_TLS)
    return g_error_new (
        EASEL_ERROR, EASEL_ERROR_NETWORK,
        _ ("The connection to %s is not secure: its certificate could not be verified. Nothing was sent. "
           "Check the provider's address and this computer's clock; a proxy may stand in the way."),
        host);
  if (is_proxy_failure (cause))
    return easel_http_error_new_for_proxy (host);
  if (cause != NULL && g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED))
    return g_error_new (
        EASEL_ERROR, EASEL_ERROR_NETWORK,
        _ ("%s refused the connection. Check that the server runs, and the port in the provider's address."),
        host);
  if (cause != NULL && g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    return g_error_new (
        EASEL_ERROR, EASEL_ERROR_TIMEOUT,
        _ ("%s could not be reached in time. Check the internet connection and the provider's address."),
        host);
  return g_error_new (EASEL_ERROR, EASEL_ERROR_NETWORK,
                      _ ("%s cannot be reached. Check the internet connection and the provider's address."),
                      host);
}

/**
 * easel_http_error_new_for_transport:
 * @failure: what went wrong below HTTP
 * @cause: (nullable): what libsoup or GIO reported; its text is not shown
 * @host: the host that was called
 *
 * Returns: (transfer full): an error of %EASEL_ERROR; may_have_billed is not
 *   set, easel_retry_decide() knows that
 */
GError *
easel_http_error_new_for_transport (EaselTransportFailure failure, const GError *cause, const char *host)
{
  switch (failure)
    {
    case EASEL_TRANSPORT_RESOLVE:
    case EASEL_TRANSPORT_CONNECT:
    case EASEL_TRANSPORT_TLS:
      return describe_unsent (failure, cause, host);
    case EASEL_TRANSPORT_TIMEOUT:
      return g_error_new (EASEL_ERROR, EASEL_ERROR_TIMEOUT,
                          _ ("%s did not answer in time. Try again, or choose another model."), host);
    case EASEL_TRANSPORT_RESET:
      return g_error_new (EASEL_ERROR, EASEL_ERROR_NETWORK,
                          _ ("%s closed the connection before it answered. Try again."), host);
    case EASEL_TRANSPORT_BROKEN:
      if (cause != NULL && g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
        return g_error_new (
            EASEL_ERROR, EASEL_ERROR_TIMEOUT,
            _ ("%s stopped in the middle of its answer. What came so far is kept; try again for the rest."),
            host);
      return g_error_new (EASEL_ERROR, EASEL_ERROR_NETWORK,
                          _ ("The connection to %s broke in the middle of its answer. What came so far is "
                             "kept; try again for the rest."),
                          host);
    case EASEL_TRANSPORT_CANCELLED:
      return g_error_new_literal (EASEL_ERROR, EASEL_ERROR_CANCELLED, _ ("The request was stopped."));
    case EASEL_TRANSPORT_NONE:
    case EASEL_TRANSPORT_OTHER:
    default:
      return g_error_new (EASEL_ERROR, EASEL_ERROR_PROTOCOL,
                          _ ("%s sent something that is not HTTP. Check the provider's address and port."),
                          host);
    }
}
