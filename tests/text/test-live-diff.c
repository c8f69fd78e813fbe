// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-live-diff.h"
#include "text-samples.h"

static void
assert_tiles (EaselLiveDiff *live)
{
  const char *before = easel_live_diff_get_before (live), *answer = easel_live_diff_get_answer (live);
  EaselSpan pending = easel_live_diff_get_pending (live);
  gsize x = 0, y = 0;

  for (guint i = 0; i < easel_live_diff_get_n_hunks (live); i++)
    {
      const EaselDiffHunk *hunk = easel_live_diff_get_hunk (live, i);

      g_assert_cmpuint (hunk->before.start, ==, x);
      g_assert_cmpuint (hunk->after.start, ==, y);
      x += hunk->before.length;
      y += hunk->after.length;
      if (hunk->kind == EASEL_DIFF_EQUAL)
        g_assert_cmpmem (before + hunk->before.start, hunk->before.length, answer + hunk->after.start,
                         hunk->after.length);
    }
  g_assert_cmpuint (pending.start, ==, x);
  g_assert_cmpuint (easel_span_end (pending), ==, strlen (before));
  if (!easel_live_diff_is_behind (live))
    g_assert_cmpuint (y, ==, strlen (answer));
}

static void
test_grows (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (int i = 0; i < 200; i++)
    {
      g_autofree char *before = text_samples_random (rand, (guint) g_rand_int_range (rand, 0, 60));
      g_autofree char *after = text_samples_edited (rand, before);
      g_autoptr (EaselLiveDiff) live = easel_live_diff_new (before);
      gsize length = strlen (after);

      for (gsize n = 0; n < length; n += (gsize) g_rand_int_range (rand, 1, 8))
        {
          g_autofree char *part = g_strndup (after, n);

          easel_live_diff_set_answer (live, part, FALSE);
          assert_tiles (live);
        }
      easel_live_diff_set_answer (live, after, TRUE);
      assert_tiles (live);
      g_assert_cmpstr (easel_live_diff_get_answer (live), ==, after);
      g_assert_cmpuint (easel_live_diff_get_pending (live).length, ==, 0);
    }
}

static guint
count_changes (EaselLiveDiff *live)
{
  guint n = 0;

  for (guint i = 0; i < easel_live_diff_get_n_hunks (live); i++)
    n += easel_live_diff_get_hunk (live, i)->kind != EASEL_DIFF_EQUAL;
  return n;
}

static const char prompt[] =
    "A {red|blue} castle on a hill, (dramatic clouds:1.2), wet stone, __season__ light,\n"
    "<lora:detail:0.8> masterpiece, ((best quality)), {{artist}} style, don't blur, 1.5 m tall "
    "[day:night:0.5] sky::1.5 rain::, a group (of people who talk about nothing at all) --ar 16:9 --style "
    "raw";

/* Half a word or half a unit is no change: while the same text comes back, nothing is ever marked. */
static void
test_same_text_is_never_marked (void)
{
  g_autoptr (EaselLiveDiff) live = easel_live_diff_new (prompt);

  for (gsize n = 0; n <= strlen (prompt); n++)
    {
      g_autofree char *part = g_strndup (prompt, n);

      easel_live_diff_set_answer (live, part, FALSE);
      assert_tiles (live);
      g_assert_cmpuint (count_changes (live), ==, 0);
      g_assert_cmpuint (easel_live_diff_get_pending (live).start, ==, n);
    }
  easel_live_diff_set_answer (live, prompt, TRUE);
  g_assert_cmpuint (count_changes (live), ==, 0);
}

static void
test_pending_is_not_deleted (void)
{
  g_autoptr (EaselLiveDiff) live = easel_live_diff_new ("a red cat sits on a mat by night");
  const EaselDiffHunk *hunk;

  easel_live_diff_set_answer (live, "a blue cat ", FALSE);
  g_assert_cmpuint (easel_live_diff_get_n_hunks (live), ==, 3);
  hunk = easel_live_diff_get_hunk (live, 1);
  g_assert_cmpint (hunk->kind, ==, EASEL_DIFF_REPLACE);
  g_assert_cmpuint (easel_live_diff_get_pending (live).start, ==, strlen ("a red cat "));
  easel_live_diff_set_answer (live, "a blue cat", TRUE);
  g_assert_cmpuint (easel_live_diff_get_pending (live).length, ==, 0);
  g_assert_cmpint (easel_live_diff_get_hunk (live, easel_live_diff_get_n_hunks (live) - 1)->kind, ==,
                   EASEL_DIFF_DELETE);
}

static void
test_answers_that_do_not_grow (void)
{
  g_autoptr (EaselLiveDiff) live = easel_live_diff_new ("caf\xc3\xa9 noir");
  g_autoptr (EaselLiveDiff) broken = easel_live_diff_new ("a\xff"
                                                          "b");

  easel_live_diff_set_answer (live, "caf\xc3", FALSE);
  g_assert_cmpstr (easel_live_diff_get_answer (live), ==, "caf");
  easel_live_diff_set_answer (live, "caf\xc3\xa9 ", FALSE);
  g_assert_cmpuint (count_changes (live), ==, 0);
  easel_live_diff_set_answer (live, "tea", FALSE);
  assert_tiles (live);
  g_assert_cmpstr (easel_live_diff_get_answer (live), ==, "tea");
  easel_live_diff_set_answer (live, "tea", TRUE);
  easel_live_diff_set_answer (live, "tea again", FALSE);
  assert_tiles (live);
  easel_live_diff_set_answer (live, "x\xff\xfe\xfd\xfcy", TRUE);
  assert_tiles (live);
  g_assert_true (g_utf8_validate (easel_live_diff_get_answer (live), -1, NULL));
  g_assert_true (g_utf8_validate (easel_live_diff_get_before (broken), -1, NULL));
}

static EaselDiffHunk *
copy_stable (EaselLiveDiff *live, guint *n)
{
  EaselDiffHunk *hunks;

  *n = easel_live_diff_get_n_stable (live);
  hunks = g_new (EaselDiffHunk, *n + 1);
  for (guint i = 0; i < *n; i++)
    hunks[i] = *easel_live_diff_get_hunk (live, i);
  return hunks;
}

/* What was settled stays, and the rest is short: an update costs what is new. */
static void
test_settles (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);

  for (int i = 0; i < 12; i++)
    {
      g_autofree char *before = text_samples_plain (rand, 3000, 400);
      g_autoptr (GString) after = g_string_new (before);
      g_autoptr (EaselLiveDiff) live = easel_live_diff_new (before);

      for (int e = 0; e < 60; e++)
        {
          gsize at = (gsize) g_rand_int_range (rand, 0, (gint32) after->len - 20);

          if (e % 2 == 0)
            g_string_erase (after, (gssize) at, g_rand_int_range (rand, 1, 20));
          else
            g_string_insert (after, (gssize) at, " brandnew ");
        }
      for (gsize n = 1; n < after->len; n += 40)
        {
          g_autofree char *part = g_strndup (after->str, n);
          g_autofree EaselDiffHunk *stable = NULL;
          guint n_stable;

          stable = copy_stable (live, &n_stable);
          easel_live_diff_set_answer (live, part, FALSE);
          g_assert_cmpuint (easel_live_diff_get_n_stable (live), >=, n_stable);
          for (guint h = 0; h < n_stable; h++)
            g_assert_cmpmem (&stable[h], sizeof *stable, easel_live_diff_get_hunk (live, h), sizeof *stable);
        }
      assert_tiles (live);
      g_assert_cmpuint (easel_live_diff_get_n_hunks (live) - easel_live_diff_get_n_stable (live), <, 60);
      g_assert_cmpuint (easel_live_diff_get_n_stable (live), >, 20);
    }
}

/* A passage that the answer leaves out is seen after a few words, not after as many as it had. */
static void
test_skips (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (10);
  g_autofree char *head = text_samples_plain (rand, 20, 5000);
  g_autofree char *passage = text_samples_plain (rand, 200, 5000);
  g_autofree char *tail = text_samples_plain (rand, 100, 5000);
  g_autofree char *before = g_strjoin (" ", head, passage, tail, NULL);
  g_autofree char *after = g_strjoin (" ", head, tail, NULL);
  gsize some_words = strlen (head) + 50;
  g_autoptr (EaselLiveDiff) live = easel_live_diff_new (before);

  for (gsize n = 1; n < strlen (after); n += 7)
    {
      g_autofree char *part = g_strndup (after, n);

      easel_live_diff_set_answer (live, part, FALSE);
      assert_tiles (live);
      if (n < some_words)
        continue;
      g_assert_cmpuint (count_changes (live), ==, 1);
      g_assert_cmpint (easel_live_diff_get_hunk (live, 1)->kind, ==, EASEL_DIFF_DELETE);
    }
}

/* A megabyte, given at once, in small pieces, and with nothing in common. */
static void
test_large (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  g_autofree char *before = text_samples_plain (rand, 180000, 60000);
  g_autofree char *other = text_samples_plain (rand, 180000, 60000);
  g_autofree char *one_word = g_strnfill (1 << 20, 'x');
  const char *const answers[] = { before, other, one_word, "", "short" };

  for (gsize i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autoptr (EaselLiveDiff) live = easel_live_diff_new (before);
      guint slices = 0;

      easel_live_diff_set_answer (live, answers[i], TRUE);
      for (; easel_live_diff_is_behind (live); slices++)
        {
          assert_tiles (live);
          easel_live_diff_advance (live);
        }
      g_assert_cmpuint (slices, <, 400);
      assert_tiles (live);
      g_assert_cmpuint (easel_live_diff_get_pending (live).length, ==, 0);
      g_assert_cmpint (count_changes (live) == 0, ==, i == 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/live-diff/grows", test_grows);
  g_test_add_func ("/live-diff/same-text-is-never-marked", test_same_text_is_never_marked);
  g_test_add_func ("/live-diff/pending-is-not-deleted", test_pending_is_not_deleted);
  g_test_add_func ("/live-diff/answers-that-do-not-grow", test_answers_that_do_not_grow);
  g_test_add_func ("/live-diff/settles", test_settles);
  g_test_add_func ("/live-diff/skips", test_skips);
  g_test_add_func ("/live-diff/large", test_large);
  return g_test_run ();
}
