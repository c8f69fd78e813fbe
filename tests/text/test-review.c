// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-error.h"
#include "easel-review.h"
#include "text-samples.h"

static char *
apply (EaselReview *review)
{
  return easel_review_get_result (review);
}

static void
test_all_and_none (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);

  for (int i = 0; i < 800; i++)
    {
      g_autofree char *before = text_samples_random (rand, (guint) g_rand_int_range (rand, 0, 25));
      g_autofree char *after = text_samples_edited (rand, before);
      g_autoptr (EaselReview) review = easel_review_new (before, after, NULL, 0, NULL, NULL);
      g_autofree char *none = apply (review);
      g_autofree char *all = NULL;
      g_autofree char *left = NULL;

      g_assert_cmpstr (none, ==, before);
      easel_review_set_all (review, EASEL_CHANGE_TAKEN);
      all = apply (review);
      g_assert_cmpstr (all, ==, after);
      easel_review_set_all (review, EASEL_CHANGE_OPEN);
      easel_review_set_all (review, EASEL_CHANGE_LEFT);
      left = apply (review);
      g_assert_cmpstr (left, ==, before);
    }
}

/* What a subset must give, put together from the changes alone. */
static char *
expect (EaselReview *review, guint64 taken)
{
  const char *before = easel_review_get_before (review), *after = easel_review_get_after (review);
  GString *result = g_string_new (before);

  for (guint i = easel_review_get_n_changes (review); i > 0; i--)
    {
      const EaselChange *change = easel_review_get_change (review, i - 1);

      if ((taken >> ((i - 1) % 64) & 1) == 0 || change->locked || change->conflict)
        continue;
      g_string_erase (result, (gssize) change->before.start, (gssize) change->before.length);
      g_string_insert_len (result, (gssize) change->before.start, after + change->after.start,
                           (gssize) change->after.length);
    }
  return g_string_free (result, FALSE);
}

static void
test_subsets (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (43);

  for (int i = 0; i < 600; i++)
    {
      g_autofree char *before = text_samples_random (rand, (guint) g_rand_int_range (rand, 5, 40));
      g_autofree char *after = text_samples_edited (rand, before);
      g_autoptr (EaselReview) forwards = easel_review_new (before, after, NULL, 0, NULL, NULL);
      g_autoptr (EaselReview) backwards = easel_review_new (before, after, NULL, 0, NULL, NULL);
      guint n = easel_review_get_n_changes (forwards);
      guint64 taken = (guint64) g_rand_int (rand) << 32 | g_rand_int (rand);
      g_autofree char *expected = expect (forwards, taken);
      g_autofree char *one = NULL;
      g_autofree char *other = NULL;

      for (guint c = 0; c < n; c++)
        {
          guint d = n - 1 - c;

          g_assert_true (easel_review_set_state (
              forwards, c, taken >> (c % 64) & 1 ? EASEL_CHANGE_TAKEN : EASEL_CHANGE_LEFT));
          if (taken >> (d % 64) & 1)
            g_assert_true (easel_review_set_state (backwards, d, EASEL_CHANGE_TAKEN));
        }
      one = apply (forwards);
      other = apply (backwards);
      g_assert_cmpstr (one, ==, expected);
      g_assert_cmpstr (other, ==, expected);
      g_assert_true (g_utf8_validate (one, -1, NULL));
    }
}

static void
test_undo (void)
{
  g_autoptr (EaselReview) review =
      easel_review_new ("a red cat on a mat", "a blue cat on the mat", NULL, 0, NULL, NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  g_assert_cmpuint (easel_review_get_n_changes (review), ==, 2);
  g_assert_false (easel_review_can_undo (review));
  g_assert_false (easel_review_undo (review));
  g_assert_true (easel_review_set_state (review, 0, EASEL_CHANGE_LEFT));
  easel_review_set_all (review, EASEL_CHANGE_TAKEN);
  g_assert_cmpuint (easel_review_count (review, EASEL_CHANGE_TAKEN), ==, 1);
  first = apply (review);
  g_assert_cmpstr (first, ==, "a red cat on the mat");
  g_assert_true (easel_review_undo (review));
  g_assert_cmpuint (easel_review_count (review, EASEL_CHANGE_OPEN), ==, 1);
  g_assert_true (easel_review_undo (review));
  second = apply (review);
  g_assert_cmpstr (second, ==, "a red cat on a mat");
  g_assert_true (easel_review_redo (review));
  g_assert_true (easel_review_redo (review));
  g_assert_false (easel_review_redo (review));
  third = apply (review);
  g_assert_cmpstr (third, ==, first);
  g_assert_true (easel_review_undo (review));
  g_assert_true (easel_review_set_state (review, 1, EASEL_CHANGE_LEFT));
  g_assert_false (easel_review_can_redo (review));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/review/all-and-none", test_all_and_none);
  g_test_add_func ("/review/subsets", test_subsets);
  g_test_add_func ("/review/undo", test_undo);
  return g_test_run ();
}
