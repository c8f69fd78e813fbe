// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-redact.h"

#define SECRET "sk-canary-0123456789abcdefghij"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* The key is gone wherever it stood, and a key that was found lies in the text. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *raw = size > 0 ? g_strndup ((const char *) data, size) : g_strdup ("");
  g_autofree char *text = g_utf8_make_valid (raw, -1);
  gsize length = strlen (text);
  g_autofree char *middle = g_strndup (text, length / 2);
  g_autofree char *planted = g_strconcat (middle, SECRET, text + length / 2, SECRET, NULL);
  g_autofree char *without = easel_redact_secret (planted, SECRET);
  g_autofree char *blanked = easel_redact_patterns (text);
  gsize start, key_length;

  g_assert_null (strstr (without, SECRET));
  g_assert_nonnull (blanked);
  if (easel_redact_find_key (text, &start, &key_length))
    g_assert_cmpuint (start + key_length, <=, length);
  return 0;
}
