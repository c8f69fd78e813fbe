// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-url-policy.h"

#include "easel-error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define URL_FLAGS (G_URI_FLAGS_ENCODED | G_URI_FLAGS_ENCODED_FRAGMENT | G_URI_FLAGS_SCHEME_NORMALIZE)

typedef struct
{
  guint8 prefix[4];
  guint bits;
} Network4;

/* What is not reached through the internet: RFC 6890 and its registry. */
static const Network4 special4[] = {
  { { 0, 0, 0, 0 }, 8 },     { { 10, 0, 0, 0 }, 8 },      { { 100, 64, 0, 0 }, 10 },
  { { 127, 0, 0, 0 }, 8 },   { { 169, 254, 0, 0 }, 16 },  { { 172, 16, 0, 0 }, 12 },
  { { 192, 0, 0, 0 }, 24 },  { { 192, 0, 2, 0 }, 24 },    { { 192, 168, 0, 0 }, 16 },
  { { 198, 18, 0, 0 }, 15 }, { { 198, 51, 100, 0 }, 24 }, { { 203, 0, 113, 0 }, 24 },
  { { 224, 0, 0, 0 }, 4 },   { { 240, 0, 0, 0 }, 4 },
};

static gboolean
is_in (const guint8 *bytes, const Network4 *network)
{
  guint32 address = (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
  guint32 prefix = (guint32) network->prefix[0] << 24 | (guint32) network->prefix[1] << 16 |
                   (guint32) network->prefix[2] << 8 | network->prefix[3];
  guint32 mask = 0xFFFFFFFFu << (32 - network->bits);

  return (address & mask) == (prefix & mask);
}

static gboolean
is_public4 (const guint8 *bytes)
{
  for (gsize i = 0; i < G_N_ELEMENTS (special4); i++)
    if (is_in (bytes, &special4[i]))
      return FALSE;
  return TRUE;
}

/* The IPv4 address that an IPv6 address stands for: mapped, compatible,
 * translated (NAT64) or 6to4; NULL if it stands for none. */
static const guint8 *
embedded4 (const guint8 *bytes)
{
  static const guint8 zeros[12];
  static const guint8 mapped[12] = { [10] = 0xFF, [11] = 0xFF };
  static const guint8 nat64[12] = { 0x00, 0x64, 0xFF, 0x9B };

  if (memcmp (bytes, mapped, 12) == 0 || memcmp (bytes, nat64, 12) == 0)
    return bytes + 12;
  if (memcmp (bytes, zeros, 12) == 0 && (bytes[12] != 0 || bytes[13] != 0 || bytes[14] != 0))
    return bytes + 12;
  if (bytes[0] == 0x20 && bytes[1] == 0x02)
    return bytes + 2;
  return NULL;
}

/**
 * easel_url_address_is_loopback:
 * @address: an address
 *
 * Returns: whether it is this machine's own, in whatever form
 */
gboolean
easel_url_address_is_loopback (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);
  const guint8 *inner;

  if (g_inet_address_get_is_loopback (address))
    return TRUE;
  if (g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV6)
    return FALSE;
  inner = embedded4 (bytes);
  return inner != NULL && inner[0] == 127;
}

/**
 * easel_url_address_is_public:
 * @address: an address
 *
 * Returns: whether it is one of the internet's: not loopback, private,
 *   link-local, multicast, reserved, nor an IPv6 form of such
 */
gboolean
easel_url_address_is_public (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);
  const guint8 *inner;

  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4)
    return is_public4 (bytes);

  if (g_inet_address_get_is_loopback (address) || g_inet_address_get_is_any (address) ||
      g_inet_address_get_is_link_local (address) || g_inet_address_get_is_site_local (address) ||
      g_inet_address_get_is_multicast (address) || (bytes[0] & 0xFE) == 0xFC)
    return FALSE;
  inner = embedded4 (bytes);
  return inner == NULL || is_public4 (inner);
}

/**
 * easel_url_parse:
 * @url: text that should be an http or https URL
 * @error: return location of an error
 *
 * Returns: (transfer full) (nullable): @url; %NULL with
 *   %EASEL_ERROR_INVALID_INPUT if it is none, has no host, or carries a user's
 *   name or a password
 */
GUri *
easel_url_parse (const char *url, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GError) local_error = NULL;
  const char *host;

  g_return_val_if_fail (url != NULL, NULL);

  uri = g_uri_parse (url, URL_FLAGS, &local_error);
  host = uri != NULL ? g_uri_get_host (uri) : NULL;
  if (uri == NULL || host == NULL || *host == '\0' ||
      (strcmp (g_uri_get_scheme (uri), "https") != 0 && strcmp (g_uri_get_scheme (uri), "http") != 0) ||
      strpbrk (url, " \t\r\n") != NULL)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("The address of the service is not a web address. Give one that begins with "
                              "https://, such as https://api.example.com/v1."));
      return NULL;
    }
  if (g_uri_get_userinfo (uri) != NULL)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("The address of the service holds a user name or a password. Remove it from "
                              "the address and enter it as the key."));
      return NULL;
    }
  return g_steal_pointer (&uri);
}

static int
get_port (GUri *uri)
{
  int port = g_uri_get_port (uri);

  if (port > 0)
    return port;
  return strcmp (g_uri_get_scheme (uri), "https") == 0 ? 443 : 80;
}

/* Names are compared without case and without the root's dot. */
static char *
dup_host (GUri *uri)
{
  g_autofree char *host = g_ascii_strdown (g_uri_get_host (uri), -1);
  gsize length = strlen (host);

  if (length > 1 && host[length - 1] == '.')
    host[length - 1] = '\0';
  return g_steal_pointer (&host);
}

static gboolean
is_same_host (GUri *uri, GUri *other)
{
  g_autofree char *host = dup_host (uri);
  g_autofree char *other_host = dup_host (other);

  return strcmp (host, other_host) == 0;
}

static gboolean
is_same_origin (GUri *uri, GUri *other)
{
  return strcmp (g_uri_get_scheme (uri), g_uri_get_scheme (other)) == 0 &&
         get_port (uri) == get_port (other) && is_same_host (uri, other);
}

/**
 * easel_url_is_same_origin:
 * @url: a URL
 * @other: a URL
 *
 * Returns: whether scheme, host and port are the same (RFC 6454); %FALSE if one
 *   of them is no URL
 */
gboolean
easel_url_is_same_origin (const char *url, const char *other)
{
  g_autoptr (GUri) a = easel_url_parse (url, NULL);
  g_autoptr (GUri) b = easel_url_parse (other, NULL);

  return a != NULL && b != NULL && is_same_origin (a, b);
}

/* RFC 6761: localhost and the names below it never leave the machine. */
static gboolean
is_loopback_host (GUri *uri)
{
  g_autofree char *host = dup_host (uri);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return easel_url_address_is_loopback (address);
  return strcmp (host, "localhost") == 0 || g_str_has_suffix (host, ".localhost");
}

/**
 * easel_url_is_loopback:
 * @url: a URL
 *
 * Returns: whether its host is this machine by name or by number
 */
gboolean
easel_url_is_loopback (const char *url)
{
  g_autoptr (GUri) uri = easel_url_parse (url, NULL);

  return uri != NULL && is_loopback_host (uri);
}

/**
 * easel_url_is_plain_http:
 * @url: a URL
 *
 * Returns: whether it is reached without encryption
 */
gboolean
easel_url_is_plain_http (const char *url)
{
  g_autoptr (GUri) uri = easel_url_parse (url, NULL);

  return uri != NULL && strcmp (g_uri_get_scheme (uri), "http") == 0;
}

/* A host whose last label is a number is an IPv4 address in one of inet_aton's
 * forms ("127.1", "0x7f000001"); a resolver or a proxy would take it as such. */
static gboolean
is_odd_number (const char *host)
{
  const char *label = strrchr (host, '.');

  label = label != NULL ? label + 1 : host;
  if (strchr (host, ':') != NULL || *label == '\0')
    return FALSE;
  if (g_ascii_strncasecmp (label, "0x", 2) == 0)
    return strspn (label + 2, "0123456789abcdefABCDEF") == strlen (label + 2);
  return strspn (label, "0123456789") == strlen (label);
}

static gboolean
is_named_private (GUri *uri)
{
  g_autofree char *host = dup_host (uri);
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return !easel_url_address_is_public (address);
  return is_loopback_host (uri) || is_odd_number (host) || g_str_has_suffix (host, ".local") ||
         g_str_has_suffix (host, ".internal");
}

static gboolean
check_own (const EaselUrlContext *context, GUri *uri, EaselUrlVerdict *verdict, GError **error)
{
  verdict->own = TRUE;
  verdict->with_key = TRUE;
  verdict->scope = EASEL_URL_SCOPE_ANY;
  if (context->unix_socket || strcmp (g_uri_get_scheme (uri), "https") == 0)
    return TRUE;
  if (is_loopback_host (uri))
    {
      verdict->scope = context->allow_http ? EASEL_URL_SCOPE_ANY : EASEL_URL_SCOPE_LOOPBACK;
      return TRUE;
    }
  if (context->allow_http)
    return TRUE;

  g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
               _ ("Nothing was sent to %s, because its address begins with http:// and whoever is on the way "
                  "could read the key and the prompts. Use https://, or allow plain http for this provider."),
               g_uri_get_host (uri));
  return FALSE;
}

static gboolean
check_foreign (GUri *base, GUri *uri, EaselUrlVerdict *verdict, GError **error)
{
  gboolean same_host = is_same_host (base, uri);

  verdict->scope = same_host ? EASEL_URL_SCOPE_ANY : EASEL_URL_SCOPE_PUBLIC;
  if (strcmp (g_uri_get_scheme (uri), "https") != 0)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL,
                   _ ("The answer points to %s without encryption (http://), so it was not followed. Ask the "
                      "provider for an https:// address."),
                   g_uri_get_host (uri));
      return FALSE;
    }
  if (!same_host && is_named_private (uri))
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL,
                   _ ("The answer points to %s, an address inside this machine or its network, so it was not "
                      "followed. Only a provider that lives there itself may do that."),
                   g_uri_get_host (uri));
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_key_host (const EaselUrlContext *context, GUri *uri)
{
  g_autofree char *host = dup_host (uri);

  return context->key_hosts != NULL && g_strv_contains (context->key_hosts, host) && get_port (uri) == 443 &&
         strcmp (g_uri_get_scheme (uri), "https") == 0;
}

/**
 * easel_url_policy_check:
 * @context: what the URL is judged by
 * @url: the URL
 * @verdict: (out caller-allocates): what may be done with it
 * @error: return location of an error
 *
 * Decides whether a URL may be asked, and whether the key may go along:
 * only to the origin of the provider's base URL, or by https to a host of the
 * protocol's own table. Any other URL that stood in an answer, or that a
 * redirect leads to, must be https and must not name a loopback, private or
 * link-local address unless the provider's own host is the same. What the name
 * stands for is checked again, by easel_url_policy_check_address(), once it is
 * resolved.
 *
 * Returns: %TRUE, or %FALSE with %EASEL_ERROR_INVALID_INPUT if the provider's
 *   settings are at fault, %EASEL_ERROR_PROTOCOL if an answer is
 */
gboolean
easel_url_policy_check (const EaselUrlContext *context,
                        const char *url,
                        EaselUrlVerdict *verdict,
                        GError **error)
{
  g_autoptr (GUri) base = NULL;
  g_autoptr (GUri) uri = NULL;
  gboolean given = context->from_answer || context->redirected;

  *verdict = (EaselUrlVerdict) { FALSE, FALSE, EASEL_URL_SCOPE_PUBLIC };
  base = easel_url_parse (context->base_url, error);
  if (base == NULL)
    return FALSE;
  uri = easel_url_parse (url, NULL);
  if (uri == NULL)
    {
      g_set_error_literal (error, EASEL_ERROR, given ? EASEL_ERROR_PROTOCOL : EASEL_ERROR_INVALID_INPUT,
                           given ? _ ("The answer holds an address that is not a web address, so it was not "
                                      "followed. Try again, or tell the provider.")
                                 : _ ("The address of the service is not a web address. Give one that begins "
                                      "with https://, such as https://api.example.com/v1."));
      return FALSE;
    }

  if (is_same_origin (base, uri))
    return check_own (context, uri, verdict, error);
  if (!context->redirected && is_key_host (context, uri))
    {
      verdict->with_key = TRUE;
      return TRUE;
    }
  if (given)
    return check_foreign (base, uri, verdict, error);

  g_set_error (
      error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
      _ ("Nothing was sent to %s, because the provider lives at %s. Correct the provider's address."),
      g_uri_get_host (uri), g_uri_get_host (base));
  return FALSE;
}

/**
 * easel_url_policy_check_address:
 * @scope: where the connection may go
 * @address: what the host's name stands for
 * @host: the name, for the message
 * @error: return location of an error
 *
 * Returns: %TRUE, or %FALSE with %EASEL_ERROR_PROTOCOL
 */
gboolean
easel_url_policy_check_address (EaselUrlScope scope, GInetAddress *address, const char *host, GError **error)
{
  if (scope == EASEL_URL_SCOPE_ANY ||
      (scope == EASEL_URL_SCOPE_LOOPBACK && easel_url_address_is_loopback (address)) ||
      (scope == EASEL_URL_SCOPE_PUBLIC && easel_url_address_is_public (address)))
    return TRUE;

  if (scope == EASEL_URL_SCOPE_LOOPBACK)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL,
                 _ ("Nothing was sent to %s, because that name leads out of this machine and its address "
                    "begins with http://. Use https://, or allow plain http for this provider."),
                 host);
  else
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL,
                 _ ("The answer points to %s, which leads to an address inside this machine or its network, "
                    "so it was not followed. Only a provider that lives there itself may do that."),
                 host);
  return FALSE;
}
