// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-interner.h"
#include "easel-tokens.h"
#include "easel-units.h"
#include "text-samples.h"

/* The tokens with a bar between them. */
static char *
draw (const char *text)
{
  g_autoptr (GArray) tokens = easel_tokens_new (text, strlen (text));
  GString *result = g_string_new (NULL);

  for (guint i = 0; i < tokens->len; i++)
    {
      const EaselToken *token = &g_array_index (tokens, EaselToken, i);

      if (i > 0)
        g_string_append (result, "\xc2\xa6");
      g_string_append_len (result, text + token->start, token->length);
    }
  return g_string_free (result, FALSE);
}

static void
test_cut (void)
{
  /* A broken bar stands between tokens. */
  static const char *const cases[] = {
    "",
    "a",
    "red¦ ¦castle¦,¦ ¦8k",
    "don't¦ ¦1.5¦ ¦blue_eyes¦ ¦wide¦-¦angle",
    "(castle:1.3)¦,¦ ¦((castle))¦ ¦((a (b:1.2) c:0.9))",
    "(a red car on a very long road to nowhere:1.2)",
    "(¦a¦ ¦red¦ ¦car¦ ¦on¦ ¦a¦ ¦very¦ ¦long¦ ¦road¦ ¦to¦ ¦nowhere¦)",
    "\\(¦a¦\\)¦ ¦(a\\)b)",
    "(¦open¦ ¦[¦close",
    "[day:night:0.5]¦ ¦[a|b]¦ ¦{a|{b|c}}¦ ¦{{name}}",
    "<lora:detail tweaker:0.8>¦ ¦<hypernet:x:1>¦ ¦a¦<¦b¦>¦c",
    "__colour__¦ ¦__a/b__¦ ¦__init",
    "--ar 16:9¦ ¦--style raw¦ ¦--tile¦ ¦--no¦ ¦hands¦ ¦--s 250¦,¦ ¦a",
    "castle¦::1.5¦ ¦rain¦::¦ ¦x¦::-.5",
    "wait¦...¦ ¦a¦--¦b",
    "one¦\n\n¦two¦\r\n¦three",
    "naïve¦ ¦Über¦-¦straße¦ ¦Привет¦,¦ ¦мир",
    "赤¦い¦城¦と¦カメラ¦、¦海",
    "ปราสาท¦สี¦แดง",
    "👩‍👩‍👧¦👍🏽¦ ¦🇩🇪¦🇯🇵¦ ¦1️⃣",
    "cafe\xcc\x81¦ ¦x¦)\xcc\x81",
    "“¦quoted¦”¦ ¦—¦ ¦don’t",
    "한국어¦ ¦שָׁלוֹם¦ ¦القلعة",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) pieces = g_strsplit (cases[i], "¦", -1);
      g_autofree char *text = g_strjoinv ("", pieces);
      g_autofree char *drawn = draw (text);

      g_assert_cmpstr (drawn, ==, cases[i]);
    }
}

static void
assert_tiles (const char *text, gboolean graphemes)
{
  gsize length = strlen (text), pos = 0;
  g_autoptr (GArray) tokens = easel_tokens_new (text, length);

  for (guint i = 0; i < tokens->len; i++)
    {
      const EaselToken *token = &g_array_index (tokens, EaselToken, i);

      g_assert_cmpuint (token->start, ==, pos);
      g_assert_cmpuint (token->length, >, 0);
      if (graphemes)
        g_assert_true (text_samples_is_boundary (text, pos));
      pos += token->length;
    }
  g_assert_cmpuint (pos, ==, length);
}

static void
test_graphemes (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (21);

  for (int i = 0; i < 3000; i++)
    {
      g_autofree char *text = text_samples_random (rand, 12);
      g_autofree char *edited = text_samples_edited (rand, text);

      assert_tiles (edited, TRUE);
    }
}

static char *
repeat (const char *piece, gsize size)
{
  gsize length = strlen (piece), n = size / length;
  char *text = g_malloc (n * length + 1);

  for (gsize i = 0; i < n; i++)
    memcpy (text + i * length, piece, length);
  text[n * length] = '\0';
  return text;
}

/* Each of these takes far more than its second if anything looks at the text again and again. */
static void
test_long (void)
{
  static const char *const piece[] = { "a",
                                       "a ",
                                       "(",
                                       "((a) ",
                                       "{a|",
                                       "__a",
                                       "<lora:",
                                       "--ar ",
                                       "::",
                                       "\\",
                                       "[a:b",
                                       "\n",
                                       ",",
                                       "\xcc\x81",
                                       "\xe8\xb5\xa4",
                                       "\xe0\xb8\x81",
                                       "\xf0\x9f\x87\xa9",
                                       "\xe2\x80\x8d",
                                       "\xd8\x80,",
                                       "(a:1.2",
                                       "\xc3\xa9" };

  for (gsize i = 0; i < G_N_ELEMENTS (piece); i++)
    {
      g_autofree char *text = repeat (piece[i], 1 << 20);
      gint64 start = g_get_monotonic_time ();

      assert_tiles (text, FALSE);
      g_test_message ("1 MB of '%s': %d ms", piece[i], (int) ((g_get_monotonic_time () - start) / 1000));
      g_assert_cmpint (g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
    }
}

static void
test_interner (void)
{
  g_autoptr (EaselInterner) interner = easel_interner_new (0);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (22);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GArray) tokens = NULL;
  g_autofree guint32 *ids = NULL;

  for (int i = 0; i < 20000; i++)
    {
      g_autofree char *word = text_samples_plain (rand, 1, 3000);
      g_autofree char *twice = g_strconcat (word, word, "stretched", word, NULL);

      g_string_append_printf (text, "%s ", i % 3 == 0 ? twice : word);
    }
  tokens = easel_tokens_new (text->str, text->len);
  ids = g_new (guint32, tokens->len);
  easel_interner_add (interner, text->str, (const EaselToken *) (gpointer) tokens->data, tokens->len, ids);
  for (guint i = 0; i < tokens->len; i++)
    {
      const EaselToken *token = &g_array_index (tokens, EaselToken, i);
      g_autofree char *word = g_strndup (text->str + token->start, token->length);
      gpointer id;

      if (g_hash_table_lookup_extended (known, word, NULL, &id))
        g_assert_cmpuint (ids[i], ==, GPOINTER_TO_UINT (id));
      else
        {
          g_assert_cmpuint (ids[i], ==, g_hash_table_size (known));
          g_hash_table_insert (known, g_steal_pointer (&word), GUINT_TO_POINTER (ids[i]));
        }
      g_assert_cmpuint (easel_interner_find (interner, text->str, token), ==, ids[i]);
    }
  g_assert_cmpuint (easel_interner_get_n_ids (interner), ==, g_hash_table_size (known));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tokens/cut", test_cut);
  g_test_add_func ("/tokens/graphemes", test_graphemes);
  g_test_add_func ("/tokens/long", test_long);
  g_test_add_func ("/tokens/interner", test_interner);
  return g_test_run ();
}
