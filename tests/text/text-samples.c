// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "text-samples.h"

#include <pango/pango.h>
#include <string.h>

/* What prompts are made of, and what breaks programs that read them. */
static const char *const pieces[] = {
  "a",
  "the",
  "red",
  "blue",
  "castle",
  "storm",
  "clouds",
  "neon",
  "wet",
  "stone",
  "masterpiece",
  "don't",
  "1girl",
  "8k",
  "1.5",
  "(castle:1.3)",
  "((castle))",
  "(a (b:1.2) c:0.9)",
  "(open",
  "close)",
  "\\(escaped\\)",
  "[day:night:0.5]",
  "[a|b]",
  "{red|blue}",
  "{a|{b|c}}",
  "{{name}}",
  "__colour__",
  "__a/b__",
  "<lora:detail:0.8>",
  "<",
  "--ar 16:9",
  "--style raw",
  "--tile",
  "::1.5",
  "::",
  "BREAK",
  ",",
  ",",
  ",",
  ".",
  "...",
  ";",
  "\n",
  "\n\n",
  "\r\n",
  "\t",
  "  ",
  "na\xc3\xafve",
  "cafe\xcc\x81",
  "\xc3\x9c"
  "ber",
  "\xe2\x80\x9cquoted\xe2\x80\x9d",
  "\xe2\x80\x94",
  "\xe8\xb5\xa4\xe3\x81\x84\xe5\x9f\x8e\xe3\x81\xa8\xe6\xb5\xb7",
  "\xe3\x82\xab\xe3\x83\xa1\xe3\x83\xa9",
  "\xe3\x80\x81",
  "\xe0\xb8\x9b\xe0\xb8\xa3\xe0\xb8\xb2\xe0\xb8\xaa\xe0\xb8\xb2\xe0\xb8\x97\xe0\xb8\xaa\xe0\xb8\xb5\xe0\xb9"
  "\x81\xe0\xb8\x94\xe0\xb8\x87",
  "\xed\x95\x9c\xea\xb5\xad\xec\x96\xb4",
  "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab",
  "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",
  "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd",
  "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa\xf0\x9f\x87\xaf\xf0\x9f\x87\xb5",
  "1\xef\xb8\x8f\xe2\x83\xa3",
  "\xcc\x81",
  "\xe2\x80\x8d",
  "\xd8\x80",
  "\xd7\xa9\xd6\xb8\xd7\x9c\xd7\x95\xd7\x9d",
  "\xd8\xa7\xd9\x84\xd9\x82\xd9\x84\xd8\xb9\xd8\xa9",
  "\xe0\xa4\x95\xe0\xa5\x8d\xe0\xa4\xb7\xe0\xa4\xbf",
  "\xc2\xa0",
  "\xe3\x80\x80",
  "\x01",
};

static void
append_piece (GRand *rand, GString *text)
{
  g_string_append (text, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
  /* Not always: pieces that touch make the hardest texts. */
  if (g_rand_int_range (rand, 0, 4) > 0)
    g_string_append_c (text, ' ');
}

/* A text of @n_pieces of all kinds. */
char *
text_samples_random (GRand *rand, guint n_pieces)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_pieces; i++)
    append_piece (rand, text);
  return g_string_free (text, FALSE);
}

/* @text with some pieces taken out, put in, or moved; cut between characters, not between words. */
char *
text_samples_edited (GRand *rand, const char *text)
{
  GString *result = g_string_new (text);
  int n_edits = g_rand_int_range (rand, 0, 6);

  for (int i = 0; i < n_edits; i++)
    {
      glong chars = g_utf8_strlen (result->str, -1);
      glong from = g_rand_int_range (rand, 0, (gint32) chars + 1);
      glong wanted = from + g_rand_int_range (rand, 0, 12), to = MIN (chars, wanted);
      gsize start = (gsize) (g_utf8_offset_to_pointer (result->str, from) - result->str);
      gsize end = (gsize) (g_utf8_offset_to_pointer (result->str, to) - result->str);
      g_autofree char *cut = g_strndup (result->str + start, end - start);
      g_autoptr (GString) piece = g_string_new (NULL);

      append_piece (rand, piece);
      switch (g_rand_int_range (rand, 0, 4))
        {
        case 0:
          g_string_erase (result, (gssize) start, (gssize) (end - start));
          break;
        case 1:
          g_string_insert (result, (gssize) start, piece->str);
          break;
        case 2:
          g_string_erase (result, (gssize) start, (gssize) (end - start));
          g_string_insert (result, (gssize) start, piece->str);
          break;
        default:
          g_string_erase (result, (gssize) start, (gssize) (end - start));
          g_string_append (result, cut);
          break;
        }
    }
  return g_string_free (result, FALSE);
}

/* One line of plain words from a small vocabulary. */
char *
text_samples_plain (GRand *rand, guint n_words, guint vocabulary)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_words; i++)
    {
      int word = g_rand_int_range (rand, 0, (gint32) vocabulary);

      if (i > 0)
        g_string_append_c (text, ' ');
      do
        g_string_append_c (text, (char) ('a' + word % 26));
      while ((word /= 26) > 0);
    }
  return g_string_free (text, FALSE);
}

static gboolean
pango_allows (const char *text, gsize length, gsize offset)
{
  glong n_chars = g_utf8_strlen (text, (gssize) length);
  g_autofree PangoLogAttr *attrs = g_new0 (PangoLogAttr, n_chars + 1);

  pango_get_log_attrs (text, (int) length, -1, pango_language_from_string ("en"), attrs, (int) n_chars + 1);
  return attrs[g_utf8_pointer_to_offset (text, text + offset)].is_cursor_position;
}

/* Whether a caret may stand at @offset. Pango is asked about the whole text and,
 * since it lets some characters join over white space and signs (a syllable of
 * Hindi or Korean, begun two words earlier), about the words there alone. */
gboolean
text_samples_is_boundary (const char *text, gsize offset)
{
  gsize length = strlen (text), start = offset, end = offset;

  if (offset == 0 || offset == length)
    return TRUE;
  if (((guchar) text[offset] & 0xc0) == 0x80)
    return FALSE;
  if (pango_allows (text, length, offset))
    return TRUE;
  do
    start--;
  while (start > 0 && ((guchar) text[start] >= 0x80 || g_ascii_isalnum (text[start])));
  while (end < length && !g_ascii_isspace (text[end]))
    end++;
  return pango_allows (text + start, MIN (end + 1, length) - start, offset - start);
}
