// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-keys-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-error.h"

/* No service's key is nearly as long; a file pasted by mistake is. */
#define LONGEST_KEY 4096

/**
 * easel_keys_clean:
 * @key: a key as it was typed or pasted
 * @error: return location of an error
 *
 * Returns: (transfer full) (nullable): @key without the white space at its
 *   ends; %NULL with %EASEL_ERROR_INVALID_INPUT if it can be no key
 */
EaselSecret *
easel_keys_clean (const char *key, GError **error)
{
  gsize length;
  char *clean;
  EaselSecret *secret;

  while (g_ascii_isspace (*key))
    key++;
  length = strlen (key);
  while (length > 0 && g_ascii_isspace (key[length - 1]))
    length--;
  if (length > LONGEST_KEY)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                   _ ("The key is longer than %d characters, so it is no key. Copy only the key."),
                   LONGEST_KEY);
      return NULL;
    }
  if (!easel_secret_check (key, (gssize) length, error))
    return NULL;

  clean = g_strndup (key, length);
  secret = easel_secret_new (clean);
  easel_secret_free (clean);
  return secret;
}
