// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-key.h"

#include <glib/gi18n.h>
#include <string.h>

static gboolean
is_space (gunichar c)
{
  return g_unichar_isspace (c) || c == 0xfeff || c == 0x200b;
}

/**
 * easel_key_clean:
 * @typed: what was typed or pasted as a key
 * @trimmed: (out): whether white space at its ends was left out
 * @problem: (out) (transfer none): a sentence that says why this is no key,
 *   %NULL if it may be one
 *
 * Keys are pasted, often with a line end. None holds a space or a control
 * character inside.
 *
 * Returns: (transfer full) (nullable): the key, %NULL if it cannot be one
 */
char *
easel_key_clean (const char *typed, gboolean *trimmed, const char **problem)
{
  const char *start = typed;
  const char *end = typed + strlen (typed);

  *problem = NULL;
  while (*start != '\0' && is_space (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  while (end > start && is_space (g_utf8_get_char (g_utf8_prev_char (end))))
    end = g_utf8_prev_char (end);
  *trimmed = start != typed || *end != '\0';

  for (const char *p = start; p < end; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!is_space (c) && !g_unichar_iscntrl (c))
        continue;
      *problem = _ ("A key holds no spaces or line ends inside. Copy it again, and nothing else.");
      return NULL;
    }
  return g_strndup (start, (gsize) (end - start));
}
