// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-keys-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-error.h"

/* No service's key is nearly as long; a file pasted by mistake is. */
#define LONGEST_KEY 4096

static gboolean
is_space (gunichar c)
{
  return g_unichar_isspace (c) || c == 0xfeff || c == 0x200b;
}

/**
 * easel_keys_clean:
 * @key: a key as it was typed or pasted
 * @trimmed: (out) (optional): whether white space at its ends was left out
 * @error: return location of an error
 *
 * Returns: (transfer full) (nullable): @key without the white space at its
 *   ends; %NULL with %EASEL_ERROR_INVALID_INPUT if it can be no key
 */
EaselSecret *
easel_keys_clean (const char *key, gboolean *trimmed, GError **error)
{
  const char *start = key;
  const char *end = key + strlen (key);
  gboolean is_text = g_utf8_validate (key, -1, NULL);
  char *clean;
  EaselSecret *secret;

  while (is_text && *start != '\0' && is_space (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  while (is_text && end > start && is_space (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  if (trimmed != NULL)
    *trimmed = start != key || *end != '\0';
  if (end - start > LONGEST_KEY)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                   _ ("The key is longer than %d characters, so it is no key. Copy only the key."),
                   LONGEST_KEY);
      return NULL;
    }
  if (!easel_secret_check (start, (gssize) (end - start), error))
    return NULL;

  clean = g_strndup (start, (gsize) (end - start));
  secret = easel_secret_new (clean);
  easel_secret_free (clean);
  return secret;
}
