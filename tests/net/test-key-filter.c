// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-key-filter.h"

#include <string.h>

/* With characters that each encoding changes. */
#define KEY "sk-Test/0123+456=789:abcdef"
#define BLANK "[redacted]"

static char *
run (EaselKeyFilter *filter, const char *input, gsize cut, gsize step)
{
  GByteArray *result = g_byte_array_new ();
  gsize length = strlen (input);

  for (gsize at = 0; at < length;)
    {
      gsize n = at < cut ? MIN (cut - at, length - at) : MIN (step, length - at);
      g_autoptr (GBytes) piece = g_bytes_new (input + at, n);
      g_autoptr (GBytes) out = easel_key_filter_push (filter, piece);

      g_byte_array_append (result, g_bytes_get_data (out, NULL), (guint) g_bytes_get_size (out));
      at += n;
    }
  {
    g_autoptr (GBytes) rest = easel_key_filter_finish (filter);

    g_byte_array_append (result, g_bytes_get_data (rest, NULL), (guint) g_bytes_get_size (rest));
  }
  g_byte_array_append (result, (const guint8 *) "", 1);
  return (char *) g_byte_array_free (result, FALSE);
}

static void
check (const char *key, const char *input, const char *expected)
{
  static const gsize steps[] = { 1, 2, 3, 7, 16, 1 << 20 };
  g_autoptr (EaselKeyFilter) text_filter = easel_key_filter_new (key);
  g_autofree char *text = easel_key_filter_text (text_filter, input);

  g_assert_cmpstr (text, ==, expected);
  for (gsize cut = 0; cut <= strlen (input); cut++)
    for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
      {
        g_autoptr (EaselKeyFilter) filter = easel_key_filter_new (key);
        g_autofree char *result = run (filter, input, cut, steps[i]);

        g_assert_cmpstr (result, ==, expected);
      }
}

static void
test_raw (void)
{
  check (KEY, "", "");
  check (KEY, KEY, BLANK);
  check (KEY, "a" KEY "b", "a" BLANK "b");
  check (KEY, KEY KEY, BLANK BLANK);
  check (KEY, "sk-Test/0123+456=789:abcde" KEY, "sk-Test/0123+456=789:abcde" BLANK);
  check (KEY, "sk-sk-sk-Test/0123+456", "sk-sk-sk-Test/0123+456");
  check ("aaaaaaab", "aaaaaaaaaaaab", "aaaaa" BLANK);
}

static void
test_encoded (void)
{
  check (KEY, "?key=sk-Test%2F0123%2B456%3D789%3Aabcdef&", "?key=" BLANK "&");
  check (KEY, "?key=sk-Test%2f0123%2b456%3d789%3aabcdef&", "?key=" BLANK "&");
  check (KEY, "\"sk-Test\\/0123+456=789:abcdef\"", "\"" BLANK "\"");
}

/* Base64 of anything that holds the key hides it, wherever in the three-byte
 * groups it falls: no run of the key's own bits longer than one group is left. */
static void
test_base64 (void)
{
  for (gsize before = 0; before < 7; before++)
    for (gsize after = 0; after < 4; after++)
      {
        g_autofree char *plain =
            g_strdup_printf ("%.*s" KEY "%.*s", (int) before, "user:xx", (int) after, "zzzz");
        g_autofree char *encoded = g_base64_encode ((const guchar *) plain, strlen (plain));
        g_autoptr (EaselKeyFilter) filter = easel_key_filter_new (KEY);
        g_autofree char *result = easel_key_filter_text (filter, encoded);
        char *at = strstr (result, BLANK);

        g_assert_nonnull (at);
        g_assert_cmpuint (strlen (result), <=,
                          strlen (BLANK) + (before + 2) * 4 / 3 + 1 + (after + 2) * 4 / 3 + 4);
        g_strdelimit (g_strdelimit (encoded, "+", '-'), "/", '_');
        g_free (result);
        result = easel_key_filter_text (filter, encoded);
        g_assert_nonnull (strstr (result, BLANK));
      }
}

/* What cannot be the beginning of a key is not delayed. */
static void
test_no_delay (void)
{
  g_autoptr (EaselKeyFilter) filter = easel_key_filter_new (KEY);
  g_autoptr (GBytes) piece = g_bytes_new_static ("data: hello\n\n", 13);
  g_autoptr (GBytes) out = easel_key_filter_push (filter, piece);
  g_autoptr (GBytes) tail = g_bytes_new_static ("abc sk-T", 8);
  g_autoptr (GBytes) tail_out = easel_key_filter_push (filter, tail);

  g_assert_true (out == piece);
  g_assert_cmpmem (g_bytes_get_data (tail_out, NULL), g_bytes_get_size (tail_out), "abc ", 4);
}

static void
test_none (void)
{
  check (NULL, "sk-anything", "sk-anything");
  check ("", "sk-anything", "sk-anything");
  check ("short", "a short word", "a short word");
}

/* Against the simple way, on texts that are made of the key's own pieces. */
static void
test_random (void)
{
  static const char key[] = "abababac";
  g_autofree char *encoded = g_base64_encode ((const guchar *) key, strlen (key));

  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr (GString) input = g_string_new (NULL);
      g_auto (GStrv) parts = NULL;
      g_autofree char *expected = NULL;
      g_autofree char *result = NULL;
      g_autoptr (EaselKeyFilter) filter = easel_key_filter_new (key);
      guint n = (guint) g_test_rand_int_range (0, 60);

      for (guint i = 0; i < n; i++)
        g_string_append_c (input,
                           "abc"[g_test_rand_int_range (0, 12) % 3 * (g_test_rand_int_range (0, 3) > 0)]);
      if (round % 3 == 0)
        g_string_insert (input, g_test_rand_int_range (0, (gint32) input->len + 1), key);
      parts = g_strsplit (input->str, key, -1);
      expected = g_strjoinv (BLANK, parts);
      result = run (filter, input->str, (gsize) g_test_rand_int_range (0, 20),
                    (gsize) g_test_rand_int_range (1, 9));
      g_assert_cmpstr (result, ==, expected);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/key-filter/raw", test_raw);
  g_test_add_func ("/key-filter/encoded", test_encoded);
  g_test_add_func ("/key-filter/base64", test_base64);
  g_test_add_func ("/key-filter/no-delay", test_no_delay);
  g_test_add_func ("/key-filter/none", test_none);
  g_test_add_func ("/key-filter/random", test_random);
  return g_test_run ();
}
