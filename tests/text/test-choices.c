// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-choices.h"
#include "easel-error.h"

static GStrv
get_lines (const char *name, gpointer user_data)
{
  static const char *const colours[] = { "red", "green", "blue", NULL };
  static const char *const nested[] = { "{dark|light} __colour__", NULL };
  static const char *const endless[] = { "__endless__", NULL };

  if (g_str_equal (name, "colour"))
    return g_strdupv ((GStrv) colours);
  if (g_str_equal (name, "shade"))
    return g_strdupv ((GStrv) nested);
  if (g_str_equal (name, "endless"))
    return g_strdupv ((GStrv) endless);
  return NULL;
}

static char *
expand (const char *text, guint64 seed)
{
  g_autoptr (GError) error = NULL;
  char *expanded = easel_choices_expand (text, seed, get_lines, NULL, &error);

  g_assert_no_error (error);
  return expanded;
}

static void
test_plain (void)
{
  /* What holds no choice stays byte for byte. */
  static const char *const texts[] = { "",
                                       "a {single} brace, (weight:1.2), [a|b] and <lora:x:1>",
                                       "{{variable}} and {{a|b}}",
                                       "escaped \\{a|b\\} and a lone { or } or |",
                                       "snake_case and __ __ and a__b",
                                       "öffentlich 日本 {" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *expanded = expand (texts[i], i);

      g_assert_cmpstr (expanded, ==, texts[i]);
      g_assert_false (easel_choices_has_any (texts[i]));
    }
}

static void
test_choices (void)
{
  guint seen[3] = { 0 };

  g_assert_true (easel_choices_has_any ("a {red|green|blue} bird"));
  for (guint64 seed = 0; seed < 300; seed++)
    {
      g_autofree char *one = expand ("a {red|green|blue} bird", seed);
      g_autofree char *again = expand ("a {red|green|blue} bird", seed);

      g_assert_cmpstr (one, ==, again);
      seen[0] += strcmp (one, "a red bird") == 0;
      seen[1] += strcmp (one, "a green bird") == 0;
      seen[2] += strcmp (one, "a blue bird") == 0;
    }
  g_assert_cmpuint (seen[0] + seen[1] + seen[2], ==, 300);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (seen[i], >, 60);
}

static void
test_nested (void)
{
  guint heavy = 0;

  for (guint64 seed = 0; seed < 200; seed++)
    {
      g_autofree char *deep = expand ("{a|{b|{c|d}}e}", seed);
      g_autofree char *empty = expand ("x{|y}z", seed);
      g_autofree char *weighted = expand ("{9::often|1::seldom}", seed);
      g_autofree char *wildcard = expand ("__shade__!", seed);

      g_assert_true (g_str_equal (deep, "a") || g_str_equal (deep, "be") || g_str_equal (deep, "ce") ||
                     g_str_equal (deep, "de"));
      g_assert_true (g_str_equal (empty, "xz") || g_str_equal (empty, "xyz"));
      heavy += g_str_equal (weighted, "often");
      g_assert_true (g_str_has_prefix (wildcard, "dark ") || g_str_has_prefix (wildcard, "light "));
      g_assert_true (g_str_has_suffix (wildcard, "!"));
      g_assert_null (strstr (wildcard, "__"));
    }
  g_assert_cmpuint (heavy, >, 140);
  g_assert_cmpuint (heavy, <, 200);
}

static void
test_errors (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) deep = g_string_new (NULL);

  g_assert_null (easel_choices_expand ("a __missing__", 1, get_lines, NULL, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "missing"));
  g_clear_error (&error);
  g_assert_null (easel_choices_expand ("__colour__", 1, NULL, NULL, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (easel_choices_expand ("__endless__", 1, get_lines, NULL, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  for (guint i = 0; i < 5000; i++)
    g_string_append (deep, "{a|");
  for (guint i = 0; i < 5000; i++)
    g_string_append (deep, "}");
  for (guint64 seed = 0; seed < 50; seed++)
    {
      g_autofree char *any = easel_choices_expand (deep->str, seed, NULL, NULL, NULL);

      g_assert_true (any == NULL || strlen (any) <= deep->len);
    }
}

/* Cut at each byte it neither crashes nor reads beyond. */
static void
test_cuts (void)
{
  static const char text[] = "a {3::b|{c\\|d}|__colour__} {{v}} __shade__ \\";

  for (gsize length = 0; length <= strlen (text); length++)
    {
      g_autofree char *cut = g_strndup (text, length);
      g_autofree char *expanded = easel_choices_expand (cut, length, get_lines, NULL, NULL);

      g_assert_nonnull (expanded);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/choices/plain", test_plain);
  g_test_add_func ("/choices/choices", test_choices);
  g_test_add_func ("/choices/nested", test_nested);
  g_test_add_func ("/choices/errors", test_errors);
  g_test_add_func ("/choices/cuts", test_cuts);
  return g_test_run ();
}
