// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-error.h"
#include "easel-review.h"
#include "text-samples.h"

static void
test_examples (void)
{
  static const struct
  {
    const char *before, *after, *typed, *all_taken;
    guint n_conflicts;
  } cases[] = {
    /* typed elsewhere */
    { "a red cat on a mat", "a blue cat on a mat", "a red cat on a mat today", "a blue cat on a mat today",
      0 },
    { "a red cat on a mat", "a blue cat on a mat", "today a red cat on a mat", "today a blue cat on a mat",
      0 },
    { "a red cat on a mat", "a blue cat on the mat", "a red dog on a mat", "a blue dog on the mat", 0 },
    { "cobbles, neon", "cobbles, wet stone, neon", "old cobbles, neon", "old cobbles, wet stone, neon", 0 },
    /* typed in what changes */
    { "a red cat on a mat", "a blue cat on the mat", "a redder cat on a mat", "a redder cat on the mat", 1 },
    { "a big red cat", "a cat", "a big old red cat", "a big old red cat", 1 },
    { "a red cat", "a blue cat", "a cat", "a cat", 1 },
    { "a cat", "a blue cat", "a green cat", "a green cat", 1 },
    { "a red cat", "a blue cat", "", "", 1 },
    { "a red cat", "a blue cat", "a red cat", "a blue cat", 0 },
    { "", "a cat", "a dog", "a dog", 1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EaselReview) review =
          easel_review_new (cases[i].before, cases[i].after, NULL, 0, NULL, NULL);
      g_autofree char *untouched = NULL;
      g_autofree char *result = NULL;

      g_assert_true (easel_review_rebase (review, cases[i].typed));
      untouched = easel_review_get_result (review);
      g_assert_cmpstr (untouched, ==, cases[i].typed);
      easel_review_set_all (review, EASEL_CHANGE_TAKEN);
      result = easel_review_get_result (review);
      g_assert_cmpstr (result, ==, cases[i].all_taken);
      g_assert_cmpuint (easel_review_count_conflicts (review), ==, cases[i].n_conflicts);
    }
}

static void
test_keeps_states (void)
{
  g_autoptr (EaselReview) review =
      easel_review_new ("a red cat on a mat by day", "a blue cat on the mat by night", NULL, 0, NULL, NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  g_assert_cmpuint (easel_review_get_n_changes (review), ==, 3);
  easel_review_set_state (review, 0, EASEL_CHANGE_TAKEN);
  easel_review_set_state (review, 1, EASEL_CHANGE_TAKEN);
  g_assert_true (easel_review_rebase (review, "one redder cat on a mat by day"));
  first = easel_review_get_result (review);
  g_assert_cmpstr (first, ==, "one redder cat on the mat by day");
  g_assert_true (easel_review_get_change (review, 0)->conflict);
  g_assert_false (easel_review_set_state (review, 0, EASEL_CHANGE_TAKEN));
  /* The decision about the conflict is gone from undo, the other is there. */
  g_assert_true (easel_review_undo (review));
  g_assert_false (easel_review_undo (review));
  second = easel_review_get_result (review);
  g_assert_cmpstr (second, ==, "one redder cat on a mat by day");
  g_assert_false (easel_review_rebase (review, "\xff"));
  g_assert_cmpstr (easel_review_get_before (review), ==, "one redder cat on a mat by day");
}

static void
test_locks_move_along (void)
{
  const EaselSpan lock = { 2, 3 };
  g_autoptr (EaselReview) review = easel_review_new ("a red cat", "a red dog", &lock, 1, NULL, NULL);
  g_autofree EaselSpan *mapped = NULL;
  gsize n;

  g_assert_true (easel_review_rebase (review, "here is a red cat"));
  easel_review_set_all (review, EASEL_CHANGE_TAKEN);
  mapped = easel_review_map_locks (review, &n);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (mapped[0].start, ==, 10);
  g_assert_cmpuint (mapped[0].length, ==, 3);
}

/* Every word that was typed is in the result, whatever is taken; nothing taken gives what was typed. */
static void
test_typing_survives (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (51);

  for (int i = 0; i < 1500; i++)
    {
      g_autofree char *before = text_samples_random (rand, (guint) g_rand_int_range (rand, 1, 30));
      g_autofree char *after = text_samples_edited (rand, before);
      g_autofree char *typed = i % 3 == 0 ? text_samples_edited (rand, before) : NULL;
      g_autoptr (EaselReview) review = easel_review_new (before, after, NULL, 0, NULL, NULL);
      g_autofree char *none = NULL;
      g_autofree char *all = NULL;
      gsize end = 0;

      if (typed == NULL)
        {
          glong where = g_rand_int_range (rand, 0, (gint32) g_utf8_strlen (before, -1) + 1);
          const char *p = g_utf8_offset_to_pointer (before, where);
          g_autofree char *head = g_strndup (before, (gsize) (p - before));

          typed = g_strconcat (head, " qqtypedqq ", p, NULL);
        }
      if (i % 2 == 0)
        easel_review_set_all (review, EASEL_CHANGE_TAKEN);
      g_assert_true (easel_review_rebase (review, typed));
      for (guint c = 0; c < easel_review_get_n_changes (review); c++)
        {
          const EaselChange *change = easel_review_get_change (review, c);

          g_assert_cmpuint (change->before.start, >=, end);
          end = easel_span_end (change->before);
          g_assert_cmpuint (end, <=, strlen (typed));
          g_assert_true (!change->conflict || change->state == EASEL_CHANGE_LEFT);
        }
      easel_review_set_all (review, EASEL_CHANGE_TAKEN);
      all = easel_review_get_result (review);
      g_assert_true (g_utf8_validate (all, -1, NULL));
      if (strstr (typed, "qqtypedqq") != NULL)
        g_assert_nonnull (strstr (all, "qqtypedqq"));
      easel_review_set_all (review, EASEL_CHANGE_OPEN);
      none = easel_review_get_result (review);
      g_assert_cmpstr (none, ==, typed);
    }
}

/* Words that are locked while the model writes are not changed by its answer. */
static void
test_locks_set_later (void)
{
  const char *before = "a red castle, a blue sea", *current = "a red castle, a blue sea, fog";
  const EaselSpan locks[] = { { 2, 3 }, { 14, 10 } };
  const EaselSpan outside = { 20, 100 };
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselReview) review =
      easel_review_new (before, "a green castle, a deep blue ocean", NULL, 0, NULL, &error);
  g_autofree char *result = NULL;
  g_autofree EaselSpan *mapped = NULL;
  gsize n_mapped;

  g_assert_no_error (error);
  easel_review_set_all (review, EASEL_CHANGE_TAKEN);
  g_assert_true (easel_review_rebase (review, current));
  g_assert_false (easel_review_set_locks (review, &outside, 1, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  g_assert_true (easel_review_set_locks (review, locks, 1, &error));
  easel_review_undo (review);
  easel_review_redo (review);
  result = easel_review_get_result (review);
  g_assert_cmpstr (result, ==, "a red castle, a deep blue ocean, fog");
  g_assert_cmpuint (easel_review_count_locked (review), ==, 1);

  g_assert_true (easel_review_set_locks (review, locks, 2, &error));
  g_free (result);
  result = easel_review_get_result (review);
  g_assert_cmpstr (result, ==, current);
  mapped = easel_review_map_locks (review, &n_mapped);
  g_assert_cmpuint (n_mapped, ==, 2);
  g_assert_cmpmem (mapped, sizeof locks, locks, sizeof locks);
  g_assert_false (easel_review_can_undo (review));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/review-rebase/examples", test_examples);
  g_test_add_func ("/review-rebase/keeps-states", test_keeps_states);
  g_test_add_func ("/review-rebase/locks-move-along", test_locks_move_along);
  g_test_add_func ("/review-rebase/locks-set-later", test_locks_set_later);
  g_test_add_func ("/review-rebase/typing-survives", test_typing_survives);
  return g_test_run ();
}
