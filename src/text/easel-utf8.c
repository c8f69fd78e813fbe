// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-utf8.h"

#include <string.h>

/* Eight bytes at a time: GLib goes from character to character, which takes
 * milliseconds in a text of a megabyte. */
#define LOW_BITS G_GUINT64_CONSTANT (0x0101010101010101)

/* How many of eight bytes begin a character: all but those of the form 10xxxxxx. */
static guint
count_eight (const char *at)
{
  guint64 word, inner;

  memcpy (&word, at, sizeof word);
  inner = (word >> 7) & ~(word >> 6) & LOW_BITS;
  return 8 - (guint) ((inner * LOW_BITS) >> 56);
}

static gboolean
begins_character (char byte)
{
  return ((guchar) byte & 0xC0) != 0x80;
}

/**
 * easel_utf8_count:
 * @text: valid UTF-8
 * @length: bytes of it
 *
 * Returns: how many characters begin in the first @length bytes
 */
gsize
easel_utf8_count (const char *text, gsize length)
{
  gsize n = 0, at = 0;

  g_return_val_if_fail (text != NULL, 0);

  for (; at + 8 <= length; at += 8)
    n += count_eight (text + at);
  for (; at < length; at++)
    n += begins_character (text[at]);
  return n;
}

/**
 * easel_utf8_skip:
 * @text: valid UTF-8
 * @length: its length in bytes
 * @n_chars: how many characters to go over
 *
 * Returns: how many bytes they take; @length if there are fewer
 */
gsize
easel_utf8_skip (const char *text, gsize length, gsize n_chars)
{
  gsize at = 0;

  g_return_val_if_fail (text != NULL, 0);

  while (at + 8 <= length && n_chars >= 8)
    {
      n_chars -= count_eight (text + at);
      at += 8;
    }
  for (; at < length; at++)
    if (begins_character (text[at]) && n_chars-- == 0)
      break;
  return at;
}
