// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-address.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);
  return g_ascii_strcasecmp (host, "localhost") == 0;
}

static gboolean
has_space_or_control (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || g_unichar_iscntrl (c))
        return TRUE;
    }
  return FALSE;
}

/**
 * easel_address_check:
 * @address: what the user typed
 * @problem: (out) (optional) (transfer none): a sentence that says what is
 *   wrong, %NULL if nothing is
 *
 * Judges a provider's address before it is used. White space at its ends does
 * not count.
 *
 * Returns: what the address is worth
 */
EaselAddressState
easel_address_check (const char *address, const char **problem)
{
  g_autofree char *text = g_strstrip (g_strdup (address));
  g_autoptr (GUri) uri = NULL;
  const char *ignored;
  const char *scheme;

  g_return_val_if_fail (address != NULL, EASEL_ADDRESS_INVALID);

  if (problem == NULL)
    problem = &ignored;
  *problem = NULL;
  /* Nobody is told off for the first letters. */
  if (g_str_has_prefix ("https://", text) || g_str_has_prefix ("http://", text))
    return EASEL_ADDRESS_EMPTY;

  if (!has_space_or_control (text))
    uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  if (uri == NULL || (g_strcmp0 (scheme, "https") != 0 && g_strcmp0 (scheme, "http") != 0))
    *problem = _ ("This is no address. It begins with https:// and may end with a path, such as "
                  "https://example.com/v1.");
  else if (g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    *problem = _ ("The address names no computer. Write one after https://.");
  else if (g_uri_get_userinfo (uri) != NULL)
    *problem = _ ("The address holds a user name or a password. Leave them out; the key has its own field.");
  else if (g_uri_get_fragment (uri) != NULL)
    *problem = _ ("The address holds a “#”. Leave out what stands from there on.");
  if (*problem != NULL)
    return EASEL_ADDRESS_INVALID;

  if (is_loopback (g_uri_get_host (uri)))
    return EASEL_ADDRESS_LOCAL;
  if (g_str_equal (scheme, "https"))
    return EASEL_ADDRESS_SECURE;
  *problem =
      _ ("This connection is not encrypted: anyone on the way can read your prompts and the key. Begin "
         "the address with https://, or allow it below.");
  return EASEL_ADDRESS_PLAIN;
}

/**
 * easel_address_get_host:
 * @address: a provider's address
 *
 * Returns: (transfer full) (nullable): its host, with the port if it names one
 */
char *
easel_address_get_host (const char *address)
{
  g_autoptr (GUri) uri = address != NULL ? g_uri_parse (address, G_URI_FLAGS_NONE, NULL) : NULL;

  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return NULL;
  if (g_uri_get_port (uri) > 0)
    return g_strdup_printf ("%s:%d", g_uri_get_host (uri), g_uri_get_port (uri));
  return g_strdup (g_uri_get_host (uri));
}
