// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * EaselUrlScope:
 * @EASEL_URL_SCOPE_ANY: whatever the name stands for
 * @EASEL_URL_SCOPE_LOOPBACK: this machine only
 * @EASEL_URL_SCOPE_PUBLIC: no loopback, private or link-local address
 *
 * Which addresses a connection may go to, once the name is resolved.
 */
typedef enum
{
  EASEL_URL_SCOPE_ANY,
  EASEL_URL_SCOPE_LOOPBACK,
  EASEL_URL_SCOPE_PUBLIC,
} EaselUrlScope;

/**
 * EaselUrlContext:
 * @base_url: the provider's base URL
 * @key_hosts: (nullable) (array zero-terminated=1): hosts of the protocol's own
 *   table, in lower case
 * @from_answer: the URL stood in an answer
 * @redirected: the URL is where a redirect leads
 * @allow_http: the user agreed to plain http for this provider
 * @unix_socket: the provider is reached through a Unix socket
 *
 * What a URL is judged by.
 */
typedef struct
{
  const char *base_url;
  const char *const *key_hosts;
  gboolean from_answer;
  gboolean redirected;
  gboolean allow_http;
  gboolean unix_socket;
} EaselUrlContext;

/**
 * EaselUrlVerdict:
 * @with_key: the key may go along
 * @own: the URL is of the provider's own origin
 * @scope: where the connection may go
 *
 * What may be done with a URL that was not refused.
 */
typedef struct
{
  gboolean with_key;
  gboolean own;
  EaselUrlScope scope;
} EaselUrlVerdict;

gboolean easel_url_policy_check (const EaselUrlContext *context,
                                 const char *url,
                                 EaselUrlVerdict *verdict,
                                 GError **error);
gboolean easel_url_policy_check_address (EaselUrlScope scope,
                                         GInetAddress *address,
                                         const char *host,
                                         GError **error);

GUri *easel_url_parse (const char *url, GError **error);
gboolean easel_url_is_same_origin (const char *url, const char *other);
gboolean easel_url_is_loopback (const char *url);
gboolean easel_url_is_plain_http (const char *url);
gboolean easel_url_address_is_loopback (GInetAddress *address);
gboolean easel_url_address_is_public (GInetAddress *address);

G_END_DECLS
