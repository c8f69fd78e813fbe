// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-syntax.h"

#include <string.h>

static const char *const letters[] = {
  [EASEL_SYNTAX_WEIGHT] = "weight",      [EASEL_SYNTAX_EMPHASIS] = "emphasis",
  [EASEL_SYNTAX_DEEMPHASIS] = "less",    [EASEL_SYNTAX_LORA] = "lora",
  [EASEL_SYNTAX_ALTERNATION] = "either", [EASEL_SYNTAX_WILDCARD] = "wildcard",
  [EASEL_SYNTAX_VARIABLE] = "variable",  [EASEL_SYNTAX_PARAMETER] = "parameter",
  [EASEL_SYNTAX_ESCAPE] = "escape",      [EASEL_SYNTAX_BREAK] = "break",
};

static char *
describe (const char *text)
{
  GString *list = g_string_new (NULL);
  gsize n_spans;
  g_autofree EaselSyntaxSpan *spans = easel_syntax_scan (text, &n_spans);

  for (gsize i = 0; i < n_spans; i++)
    g_string_append_printf (list, "%s%s %.*s", i > 0 ? " / " : "", letters[spans[i].kind],
                            (int) spans[i].length, text + spans[i].start);
  return g_string_free (list, FALSE);
}

static const struct
{
  const char *text;
  const char *spans;
} table[] = {
  { "", "" },
  { "a plain text, with a comma", "" },
  { "(word:1.2)", "weight (word:1.2)" },
  { "a (two words : 1.2 ) b", "weight (two words : 1.2 )" },
  { "(word:.5)", "weight (word:.5)" },
  { "(a:b:0.5)", "weight (a:b:0.5)" },
  { "(word:)", "emphasis (word:)" },
  { "(:1.2)", "emphasis (:1.2)" },
  { "(word:-1)", "emphasis (word:-1)" },
  { "(word:1,2)", "emphasis (word:1,2)" },
  { "(word:1.2.3)", "emphasis (word:1.2.3)" },
  { "(word:12345678901234567890)", "emphasis (word:12345678901234567890)" },
  { "((x))", "emphasis ((x)) / emphasis (x)" },
  { "()", "" },
  { "[x]", "less [x]" },
  { "[a|b]", "either [a|b]" },
  { "{a|b}", "either {a|b}" },
  { "{a|{b|c}}", "either {a|{b|c}} / either {b|c}" },
  { "{{name}}", "variable {{name}}" },
  { "{{two words}} {{}}", "variable {{two words}} / emphasis {{}}" },
  { "<lora:name:0.8>", "lora <lora:name:0.8>" },
  { "<LoRA:name_v2.1>", "lora <LoRA:name_v2.1>" },
  { "<lora:>", "" },
  { "<b>a < b</b>", "" },
  { "(castle, <lora:x:1>, {a|b}:1.3)",
    "weight (castle, <lora:x:1>, {a|b}:1.3) / lora <lora:x:1> / either {a|b}" },
  { "__animal__", "wildcard __animal__" },
  { "__dir/na_me__,", "wildcard __dir/na_me__" },
  { "snake__case__name", "" },
  { "______", "" },
  { "__a b__", "" },
  { "a cat --ar 16:9 --v 6", "parameter --ar 16:9 / parameter --v 6" },
  { "a cat --tile --raw", "parameter --tile / parameter --raw" },
  { "a --no hands, text --ar 1:1", "parameter --no hands, text / parameter --ar 1:1" },
  { "a --no x\nb", "parameter --no x" },
  { "a--b c -- d --", "" },
  { "a --s 250, b", "parameter --s 250" },
  { "\\(not\\)", "escape \\( / escape \\)" },
  { "(a \\) b)", "emphasis (a \\) b) / escape \\)" },
  { "a BREAK b BREAKFAST", "break BREAK" },
  { "(a [b) c]", "emphasis (a [b)" },
  { ":) (a", "" },
  { "(a\n\nb)", "" },
  { "(a\nb)", "emphasis (a\nb)" },
  { "城 (城:1.2)", "weight (城:1.2)" },
};

static void
test_table (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *list = describe (table[i].text);

      g_assert_cmpstr (list, ==, table[i].spans);
    }
}

/* Spans lie in the text, in order, and inside one another or apart. */
static void
check_spans (const char *text)
{
  gsize length = strlen (text);
  gsize n_spans;
  g_autofree EaselSyntaxSpan *spans = easel_syntax_scan (text, &n_spans);
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (gsize));

  for (gsize i = 0; i < n_spans; i++)
    {
      gsize end = spans[i].start + spans[i].length;

      g_assert_cmpuint (spans[i].length, >, 0);
      g_assert_cmpuint (end, <=, length);
      g_assert_true (i == 0 || spans[i - 1].start <= spans[i].start);
      while (ends->len > 0 && g_array_index (ends, gsize, ends->len - 1) <= spans[i].start)
        g_array_set_size (ends, ends->len - 1);
      g_assert_true (ends->len == 0 || end <= g_array_index (ends, gsize, ends->len - 1));
      g_array_append_val (ends, end);
    }
}

static void
test_random (void)
{
  static const char *const pieces[] = { "(", ")",    "[",    "]",  "{",     "}",    "{{", "}}",
                                        "|", ":1.2", "word", ", ", "\n",    "\n\n", "__", "<lora:",
                                        ">", "--ar", " ",    "\\", "BREAK", "城" };

  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (gint n = g_test_rand_int_range (0, 24); n > 0; n--)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
      check_spans (text->str);
    }
}

/* A megabyte of anything costs what a megabyte costs. */
static void
test_large (void)
{
  static const char *const pieces[] = { "(",       ")",       "((",  "[(",  "{{", "__a",
                                        "<lora:a", "--no a ", "--a", "\\(", "(a)" };

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      gint64 begin = g_get_monotonic_time ();

      while (text->len < 1000 * 1000)
        g_string_append (text, pieces[i]);
      check_spans (text->str);
      g_assert_cmpint (g_get_monotonic_time () - begin, <, 5 * G_USEC_PER_SEC);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/syntax/table", test_table);
  g_test_add_func ("/syntax/random", test_random);
  g_test_add_func ("/syntax/large", test_large);
  return g_test_run ();
}
