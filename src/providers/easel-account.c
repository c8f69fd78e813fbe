// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-account.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "easel-error.h"

/* What is quoted of an address, in bytes. */
#define LONGEST_QUOTE ((gsize) 200)

G_DEFINE_BOXED_TYPE (EaselAccount, easel_account, easel_account_ref, easel_account_unref)

static void
clear (gpointer data)
{
  EaselAccount *account = data;

  g_free (account->slug);
  g_free (account->name);
  g_free (account->base_url);
  g_free (account->service);
  g_free (account->socket_path);
}

/**
 * easel_account_new:
 * @slug: how the user's settings name it
 * @base_url: (nullable): where the provider answers
 *
 * Returns: (transfer full): an account with two retries and the client's timeouts
 */
EaselAccount *
easel_account_new (const char *slug, const char *base_url)
{
  EaselAccount *account;

  g_return_val_if_fail (slug != NULL, NULL);

  account = g_atomic_rc_box_new0 (EaselAccount);
  account->slug = g_strdup (slug);
  account->base_url = g_strdup (base_url);
  account->max_retries = 2;
  return account;
}

/**
 * easel_account_ref:
 * @account: an account
 *
 * Returns: (transfer full): @account
 */
EaselAccount *
easel_account_ref (EaselAccount *account)
{
  return g_atomic_rc_box_acquire (account);
}

/**
 * easel_account_unref:
 * @account: (transfer full): an account
 *
 * Gives back one reference.
 */
void
easel_account_unref (EaselAccount *account)
{
  g_atomic_rc_box_release_full (account, clear);
}

/* The parser lets these through; no address holds them. */
static gboolean
has_blank (const char *url)
{
  for (; *url != '\0'; url++)
    if ((guchar) *url <= 0x20 || *url == 0x7F)
      return TRUE;
  return FALSE;
}

/* People paste the whole address of the endpoint that an example shows. */
static void
strip_endpoint (GString *path)
{
  static const char *const endpoints[] = { "/chat/completions", "/responses", "/messages",
                                           "/models",           "/api/chat",  "/api/tags" };

  while (path->len > 0 && path->str[path->len - 1] == '/')
    g_string_truncate (path, path->len - 1);
  for (gsize i = 0; i < G_N_ELEMENTS (endpoints); i++)
    if (g_str_has_suffix (path->str, endpoints[i]))
      {
        g_string_truncate (path, path->len - strlen (endpoints[i]));
        return;
      }
}

/**
 * easel_account_check_query:
 * @base_url: (nullable): where a provider answers, as a user typed it
 * @error: return location of an error
 *
 * An address is kept and shown; a key in it would be too.
 *
 * Returns: whether @base_url holds no key in its query; else %FALSE with
 *   %EASEL_ERROR_INVALID_INPUT, which does not quote it
 */
gboolean
easel_account_check_query (const char *base_url, GError **error)
{
  static const char *const names[] = { "key=", "api_key=", "api-key=", "apikey=", "access_token=", "token=" };
  g_autoptr (GUri) uri = base_url != NULL ? g_uri_parse (base_url, G_URI_FLAGS_ENCODED, NULL) : NULL;
  const char *query = uri != NULL ? g_uri_get_query (uri) : NULL;
  g_auto (GStrv) pairs = g_strsplit (query != NULL ? query : "", "&", -1);

  for (guint i = 0; pairs[i] != NULL; i++)
    for (gsize k = 0; k < G_N_ELEMENTS (names); k++)
      if (g_ascii_strncasecmp (pairs[i], names[k], strlen (names[k])) == 0)
        {
          g_set_error_literal (
              error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
              _ ("The provider’s address holds a key. Remove it there and set it as the key instead."));
          return FALSE;
        }
  return TRUE;
}

/**
 * easel_account_build_url:
 * @base_url: where the provider answers
 * @default_path: path of the API if @base_url has none, such as "/v1"
 * @path: path below it, such as "/models"
 * @query: (nullable): query, already encoded
 * @error: return location of an error
 *
 * Joins an address that a user typed with the path of a call. A path that ends
 * with the name of an endpoint is cut there; a query in @base_url is kept.
 *
 * Returns: (transfer full) (nullable): the address; %NULL with
 *   %EASEL_ERROR_INVALID_INPUT if @base_url is no http or https address, or
 *   holds a user name, a password or a key
 */
char *
easel_account_build_url (
    const char *base_url, const char *default_path, const char *path, const char *query, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GUri) joined = NULL;
  g_autoptr (GString) whole_path = NULL;
  g_autofree char *trimmed = NULL;
  g_autofree char *whole_query = NULL;
  const char *scheme;

  g_return_val_if_fail (base_url != NULL, NULL);
  g_return_val_if_fail (path != NULL, NULL);

  trimmed = g_strstrip (g_strdup (base_url));
  if (!has_blank (trimmed))
    uri = g_uri_parse (trimmed, G_URI_FLAGS_ENCODED | G_URI_FLAGS_HAS_PASSWORD, NULL);
  scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  if ((!g_str_equal (scheme, "https") && !g_str_equal (scheme, "http")) || g_uri_get_host (uri) == NULL ||
      *g_uri_get_host (uri) == '\0')
    {
      g_autofree char *shown = g_utf8_make_valid (trimmed, (gssize) MIN (strlen (trimmed), LONGEST_QUOTE));

      g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                   _ ("“%s” is not the address of a provider. It begins with https:// or http://"), shown);
      return NULL;
    }
  if (g_uri_get_userinfo (uri) != NULL)
    {
      g_set_error_literal (
          error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
          _ ("The provider’s address holds a user name or password. Remove it and set the key instead"));
      return NULL;
    }

  if (!easel_account_check_query (trimmed, error))
    return NULL;

  whole_path = g_string_new (g_uri_get_path (uri));
  strip_endpoint (whole_path);
  if (whole_path->len == 0)
    g_string_append (whole_path, default_path);
  g_string_append (whole_path, path);
  if (g_uri_get_query (uri) != NULL && query != NULL)
    whole_query = g_strconcat (g_uri_get_query (uri), "&", query, NULL);
  else
    whole_query = g_strdup (query != NULL ? query : g_uri_get_query (uri));

  joined = g_uri_build (G_URI_FLAGS_ENCODED, scheme, NULL, g_uri_get_host (uri), g_uri_get_port (uri),
                        whole_path->str, whole_query, NULL);
  return g_uri_to_string (joined);
}
