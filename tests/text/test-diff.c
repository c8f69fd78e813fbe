// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-diff.h"
#include "easel-error.h"
#include "text-samples.h"

/* "a [-old-]{+new+} b" */
static char *
draw (const char *before, const char *after)
{
  g_autoptr (EaselDiff) diff = easel_diff_new (before, after, NULL, NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < easel_diff_get_n_hunks (diff); i++)
    {
      const EaselDiffHunk *hunk = easel_diff_get_hunk (diff, i);
      g_autofree char *old = g_strndup (before + hunk->before.start, hunk->before.length);
      g_autofree char *new = g_strndup (after + hunk->after.start, hunk->after.length);

      if (hunk->kind == EASEL_DIFF_EQUAL)
        g_string_append (text, new);
      if (hunk->kind == EASEL_DIFF_DELETE || hunk->kind == EASEL_DIFF_REPLACE)
        g_string_append_printf (text, "[-%s-]", old);
      if (hunk->kind == EASEL_DIFF_INSERT || hunk->kind == EASEL_DIFF_REPLACE)
        g_string_append_printf (text, "{+%s+}", new);
    }
  return g_string_free (text, FALSE);
}

static void
test_readable (void)
{
  static const struct
  {
    const char *before, *after, *drawn;
  } cases[] = {
    { "", "", "" },
    { "same", "same", "same" },
    { "", "new words", "{+new words+}" },
    { "old words", "", "[-old words-]" },
    { "a big castle", "a big red castle", "a big {+red +}castle" },
    { "a big red castle", "a big castle", "a big [-red -]castle" },
    { "cobbles, neon", "cobbles, wet stone, neon", "cobbles{+, wet stone+}, neon" },
    { "a, b", "a, b, c", "a, b{+, c+}" },
    { "b, c", "a, b, c", "{+a, +}b, c" },
    { "red, castle", "blue, tower", "[-red, castle-]{+blue, tower+}" },
    { "wide-angle lens", "tele-photo lens", "[-wide-angle-]{+tele-photo+} lens" },
    { "(dramatic clouds:1.2) over sea", "(towering storm clouds:1.3) over sea",
      "[-(dramatic clouds:1.2)-]{+(towering storm clouds:1.3)+} over sea" },
    { "x <lora:a:0.8> y", "x <lora:a:0.9> y", "x [-<lora:a:0.8>-]{+<lora:a:0.9>+} y" },
    { "cat --ar 16:9", "cat --ar 3:4", "cat [---ar 16:9-]{+--ar 3:4+}" },
    { "A cat. A dog.", "A cat. It runs. A dog.", "A cat. {+It runs. +}A dog." },
    { "one\nthree\n", "one\ntwo\nthree\n", "one\n{+two\n+}three\n" },
    { "a b", "a, b", "a{+,+} b" },
    { "a  b", "a b", "a[-  -]{+ +}b" },
    { "cafe\xcc\x81 x", "cafe x", "[-cafe\xcc\x81-]{+cafe+} x" },
    { "\xe8\xb5\xa4\xe3\x81\x84\xe5\x9f\x8e", "\xe9\x9d\x92\xe3\x81\x84\xe5\x9f\x8e",
      "[-\xe8\xb5\xa4-]{+\xe9\x9d\x92+}\xe3\x81\x84\xe5\x9f\x8e" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *drawn = draw (cases[i].before, cases[i].after);

      g_assert_cmpstr (drawn, ==, cases[i].drawn);
    }
}

static void
assert_tiles (EaselDiff *diff, const char *before, const char *after)
{
  gsize x = 0, y = 0;
  gboolean was_change = FALSE;

  for (guint i = 0; i < easel_diff_get_n_hunks (diff); i++)
    {
      const EaselDiffHunk *hunk = easel_diff_get_hunk (diff, i);

      g_assert_cmpuint (hunk->before.start, ==, x);
      g_assert_cmpuint (hunk->after.start, ==, y);
      x += hunk->before.length;
      y += hunk->after.length;
      g_assert_true (text_samples_is_boundary (before, x));
      g_assert_true (text_samples_is_boundary (after, y));
      switch (hunk->kind)
        {
        case EASEL_DIFF_EQUAL:
          g_assert_true (i == 0 || was_change);
          g_assert_cmpmem (before + hunk->before.start, hunk->before.length, after + hunk->after.start,
                           hunk->after.length);
          break;
        case EASEL_DIFF_DELETE:
          g_assert_true (hunk->before.length > 0 && hunk->after.length == 0);
          break;
        case EASEL_DIFF_INSERT:
          g_assert_true (hunk->before.length == 0 && hunk->after.length > 0);
          break;
        case EASEL_DIFF_REPLACE:
        default:
          g_assert_true (hunk->before.length > 0 && hunk->after.length > 0);
          break;
        }
      if (hunk->kind != EASEL_DIFF_EQUAL)
        g_assert_false (was_change);
      was_change = hunk->kind != EASEL_DIFF_EQUAL;
      if (hunk->moved >= 0)
        g_assert_cmpint (easel_diff_get_hunk (diff, (guint) hunk->moved)->moved, ==, (int) i);
    }
  g_assert_cmpuint (x, ==, strlen (before));
  g_assert_cmpuint (y, ==, strlen (after));
}

static void
test_tiles (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20250101);

  for (int i = 0; i < 1500; i++)
    {
      g_autofree char *before = text_samples_random (rand, (guint) g_rand_int_range (rand, 0, 30));
      g_autofree char *after = i % 5 == 0 ? text_samples_random (rand, (guint) g_rand_int_range (rand, 0, 30))
                                          : text_samples_edited (rand, before);
      g_autoptr (EaselDiff) diff = easel_diff_new (before, after, NULL, NULL);
      g_autoptr (EaselDiff) raw = easel_diff_new_raw (before, after, NULL, NULL);
      g_autoptr (EaselDiff) same = easel_diff_new (before, before, NULL, NULL);

      assert_tiles (diff, before, after);
      assert_tiles (raw, before, after);
      g_assert_true (easel_diff_is_empty (same));
      g_assert_cmpint (easel_diff_is_empty (diff), ==, strcmp (before, after) == 0);
    }
}

static void
test_bad_input (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_assert_null (easel_diff_new ("a\xff", "b", NULL, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  g_assert_null (easel_diff_new ("a", "b\xe2\x82", NULL, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_null (easel_diff_new ("a", "b", cancellable, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_CANCELLED);
}

/* Words that went elsewhere know where, in both directions; others do not. */
static void
test_moved (void)
{
  const char *before = "a red castle, fog over the sea, neon signs, rain";
  const char *after = "fog over the sea, a red castle, neon signs, snow";
  g_autoptr (EaselDiff) diff = easel_diff_new (before, after, NULL, NULL);
  guint n_moved = 0;

  for (guint i = 0; i < easel_diff_get_n_hunks (diff); i++)
    {
      const EaselDiffHunk *hunk = easel_diff_get_hunk (diff, i);

      if (hunk->moved < 0)
        continue;
      n_moved++;
      g_assert_cmpint (hunk->kind, !=, EASEL_DIFF_REPLACE);
      g_assert_cmpint (easel_diff_get_hunk (diff, (guint) hunk->moved)->moved, ==, (int) i);
    }
  g_assert_cmpuint (n_moved, ==, 2);
}

static char *
repeat (const char *piece, gsize size)
{
  GString *text = g_string_sized_new (size);

  while (text->len < size)
    g_string_append (text, piece);
  return g_string_free (text, FALSE);
}

/* One token millions of times, another one in the middle, nothing in common, no end of a word. */
static void
test_large (void)
{
  g_autofree char *same = repeat ("a ", 10 << 20);
  g_autofree char *half = repeat ("a ", 5 << 20);
  g_autofree char *changed = g_strconcat (half, "b ", half, NULL);
  g_autofree char *other = repeat ("b, ", 1 << 20);
  g_autofree char *brackets = repeat ("((", 1 << 20);
  g_autofree char *word = repeat ("x", 10 << 20);
  g_autofree char *kana = repeat ("\xe3\x81\x82\xe3\x81\x84", 1 << 20);
  const char *const texts[] = { same, half, changed, other, brackets, word, kana, "", "a" };

  for (gsize i = 0; i + 1 < G_N_ELEMENTS (texts); i++)
    {
      gint64 start = g_get_monotonic_time ();
      g_autoptr (EaselDiff) diff = easel_diff_new (texts[i], texts[i + 1], NULL, NULL);
      gsize x = 0, y = 0;

      g_assert_nonnull (diff);
      for (guint h = 0; h < easel_diff_get_n_hunks (diff); h++)
        {
          x += easel_diff_get_hunk (diff, h)->before.length;
          y += easel_diff_get_hunk (diff, h)->after.length;
        }
      g_assert_cmpuint (x, ==, strlen (texts[i]));
      g_assert_cmpuint (y, ==, strlen (texts[i + 1]));
      g_test_message ("%zu: %d ms", i, (int) ((g_get_monotonic_time () - start) / 1000));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/diff/readable", test_readable);
  g_test_add_func ("/diff/tiles", test_tiles);
  g_test_add_func ("/diff/moved", test_moved);
  g_test_add_func ("/diff/large", test_large);
  g_test_add_func ("/diff/bad-input", test_bad_input);
  return g_test_run ();
}
