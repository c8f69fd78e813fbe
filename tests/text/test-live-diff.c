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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/live-diff/grows", test_grows);
  return g_test_run ();
}
