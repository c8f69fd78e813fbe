// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-provider-error.h"

#include <string.h>

#include "easel-error.h"

static gboolean
is_word_byte (char c)
{
  return g_ascii_isalnum (c) || c == '_';
}

/* Ollama: "\"llama3\" does not support thinking". */
static gboolean
follows_support (const char *message, const char *at)
{
  static const char words[] = "support ";
  gsize length = strlen (words);

  return (gsize) (at - message) >= length && memcmp (at - length, words, length) == 0;
}

/* Whether @message speaks of the field @name. A name that is an ordinary word
 * too ("stop") has to be quoted or followed by a colon. */
static gboolean
names_field (const char *sentence, const char *parameter)
{
  g_autofree char *message = g_ascii_strdown (sentence, -1);
  g_autofree char *name = g_ascii_strdown (parameter, -1);
  gsize length = strlen (name);

  for (const char *at = strstr (message, name); at != NULL; at = strstr (at + 1, name))
    {
      char before = at > message ? at[-1] : ' ';
      char after = at[length];

      if (is_word_byte (before) || is_word_byte (after))
        continue;
      if (strchr (name, '_') != NULL || after == ':' || strchr ("'\"`", before) != NULL ||
          g_str_has_prefix (at + length, " is ") || g_str_has_prefix (at + length, " parameter") ||
          g_str_has_prefix (at + length, " value") || g_str_has_prefix (at + length, " not supported") ||
          follows_support (message, at))
        return TRUE;
    }
  return FALSE;
}

/**
 * easel_provider_error_find_parameter:
 * @error: why a request was refused
 * @sent: (element-type utf8): the optional parameters that it held
 *
 * Finds out which parameter @error is about: by the name that the provider
 * gave, else by a name in its sentence.
 *
 * Returns: (transfer none) (nullable): an element of @sent; %NULL if it is about
 *   something else
 */
const char *
easel_provider_error_find_parameter (const GError *error, GPtrArray *sent)
{
  const EaselErrorDetails *details = easel_error_get_details (error);

  if (details == NULL || (details->http_status != 400 && details->http_status != 422))
    return NULL;
  if (error->code != EASEL_ERROR_INVALID_INPUT && error->code != EASEL_ERROR_UNSUPPORTED &&
      error->code != EASEL_ERROR_PROTOCOL)
    return NULL;

  for (guint i = 0; i < sent->len; i++)
    {
      const char *name = g_ptr_array_index (sent, i);

      if (details->parameter != NULL && g_str_equal (details->parameter, name))
        return name;
    }
  if (details->parameter != NULL && *details->parameter != '\0')
    {
      /* "stream_options.include_usage" is about stream_options. */
      for (guint i = 0; i < sent->len; i++)
        {
          const char *name = g_ptr_array_index (sent, i);
          gsize length = strlen (name);

          if (strncmp (details->parameter, name, length) == 0 &&
              (details->parameter[length] == '.' || details->parameter[length] == '['))
            return name;
        }
      return NULL;
    }
  for (guint i = 0; i < sent->len; i++)
    {
      const char *name = g_ptr_array_index (sent, i);

      if (names_field (error->message, name))
        return name;
    }
  return NULL;
}
