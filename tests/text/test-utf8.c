// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-utf8.h"

/* One to four bytes each, some of them alone in their block of eight. */
static const char *const characters[] = { "a", "é", "日", "🏰", " ", "\u0301", "z" };

static char *
make_text (guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append (text, characters[g_test_rand_int_range (0, G_N_ELEMENTS (characters))]);
  return g_string_free (text, FALSE);
}

/* As GLib does it, from each character to each other one. */
static void
test_as_glib (void)
{
  for (guint n = 0; n < 40; n++)
    for (guint round = 0; round < 20; round++)
      {
        g_autofree char *text = make_text (n);
        gsize length = strlen (text);
        gsize from = 0;

        for (const char *start = text; from <= n; start = g_utf8_next_char (start), from++)
          {
            gsize left = length - (gsize) (start - text);

            for (gsize chars = 0; chars <= n - from; chars++)
              {
                gsize bytes = easel_utf8_skip (start, left, chars);

                g_assert_cmpuint (bytes, ==, g_utf8_offset_to_pointer (start, (glong) chars) - start);
                g_assert_cmpuint (easel_utf8_count (start, bytes), ==, chars);
              }
          }
      }
}

/* There is nothing behind the end to go over. */
static void
test_beyond_end (void)
{
  g_assert_cmpuint (easel_utf8_skip ("", 0, 5), ==, 0);
  g_assert_cmpuint (easel_utf8_skip ("日本語", 9, 3), ==, 9);
  g_assert_cmpuint (easel_utf8_skip ("日本語", 9, 100), ==, 9);
  g_assert_cmpuint (easel_utf8_skip ("abcdefghij", 10, 11), ==, 10);
  g_assert_cmpuint (easel_utf8_count ("", 0), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/utf8/as-glib", test_as_glib);
  g_test_add_func ("/utf8/beyond-end", test_beyond_end);
  return g_test_run ();
}
