// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-text-protocol.h"

/**
 * easel_text_wire_free:
 * @wire: (transfer full): a request as it goes over the wire
 *
 * Frees @wire.
 */
void
easel_text_wire_free (EaselTextWire *wire)
{
  g_free (wire->url);
  g_strfreev (wire->headers);
  g_clear_pointer (&wire->body, g_bytes_unref);
  g_clear_pointer (&wire->sent, g_ptr_array_unref);
  g_clear_pointer (&wire->left_out, g_ptr_array_unref);
  g_free (wire);
}

/**
 * easel_text_protocol_build_body:
 * @protocol: a protocol
 * @request: a request
 * @account: where it goes
 * @error: return location of an error
 *
 * Returns: (transfer full) (nullable): the JSON that would be sent, for a user
 *   to look at; %NULL with %EASEL_ERROR_INVALID_INPUT
 */
GBytes *
easel_text_protocol_build_body (const EaselTextProtocol *protocol,
                                const EaselTextRequest *request,
                                const EaselAccount *account,
                                GError **error)
{
  g_autoptr (EaselTextWire) wire = NULL;

  g_return_val_if_fail (protocol != NULL, NULL);
  g_return_val_if_fail (request != NULL, NULL);
  g_return_val_if_fail (account != NULL, NULL);

  wire = protocol->build_request (request, account, error);
  return wire != NULL ? g_bytes_ref (wire->body) : NULL;
}
