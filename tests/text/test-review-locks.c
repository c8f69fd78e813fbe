// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-error.h"
#include "easel-review.h"
#include "text-samples.h"

/* Reads "a [locked] b": the text without brackets, and the spans. */
static char *
read_locks (const char *marked, GArray *locks)
{
  GString *text = g_string_new (NULL);
  EaselSpan span = { 0, 0 };

  for (const char *p = marked; *p != '\0'; p++)
    if (*p == '<')
      span.start = text->len;
    else if (*p == '>')
      {
        span.length = text->len - span.start;
        g_array_append_val (locks, span);
      }
    else
      g_string_append_c (text, *p);
  return g_string_free (text, FALSE);
}

static void
test_defined (void)
{
  static const struct
  {
    const char *what, *before, *after, *all_taken;
    guint n_locked;
  } cases[] = {
    { "kept", "a <red castle> by day", "a red castle by night", "a red castle by night", 0 },
    { "changed", "a <red castle> by day", "a blue castle by night", "a red castle by night", 1 },
    { "changed in part", "a <red castle> by day", "a red tower by night", "a red castle by night", 1 },
    { "deleted", "a <red castle>, fog, day", "a, fog, night", "a red castle, fog, night", 1 },
    { "all deleted", "<red castle>", "", "red castle", 1 },
    { "replaced altogether", "x <red castle> y", "something else", "x red castle y", 1 },
    { "moved", "a dog, <red castle>, fog at night", "red castle, a dog, fog at dawn",
      "a dog, red castle, fog at dawn", 2 },
    { "written twice", "a <red castle>, fog", "a red castle, red castle, fog",
      "a red castle, red castle, fog", 0 },
    { "at the edges", "<castle>", "big castle tall", "big castle tall", 0 },
    { "twice the same, one deleted", "<fog>, a cat, dew, <fog>", "fog, a dog, dew", "fog, a dog, dew, fog",
      1 },
    { "swapped", "<sun> over <sea> at noon", "sea over sun at night", "sun over sea at night", 2 },
    { "inside a unit", "(<castle>:1.3) fog", "(castle:1.5) rain", "(castle:1.5) rain", 0 },
    { "one letter, in words of the answer", "<a> cat", "a category of cats", "a category of cats", 0 },
    { "side by side", "<red ><castle>", "red old castle", "red old castle", 0 },
    { "among changes", "fog, <red castle>, rain, sun", "mist, blue tower, snow, sun",
      "mist, red castle, snow, sun", 1 },
    { "overlong", "<everything here>", "everything here and more", "everything here and more", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) locks = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
      g_autofree char *before = read_locks (cases[i].before, locks);
      g_autoptr (EaselReview) review = easel_review_new (
          before, cases[i].after, (const EaselSpan *) (gpointer) locks->data, locks->len, NULL, NULL);
      g_autofree char *result = NULL;

      g_test_message ("%s", cases[i].what);
      easel_review_set_all (review, EASEL_CHANGE_TAKEN);
      result = easel_review_get_result (review);
      g_assert_cmpstr (result, ==, cases[i].all_taken);
      g_assert_cmpuint (easel_review_count_locked (review), ==, cases[i].n_locked);
    }
}

static void
test_refused (void)
{
  const EaselSpan lock = { 2, 3 };
  g_autoptr (EaselReview) review = easel_review_new ("a red cat", "a blue dog", &lock, 1, NULL, NULL);
  g_autofree char *result = NULL;

  /* Words that change together with the lock are refused together with it. */
  g_assert_cmpuint (easel_review_get_n_changes (review), ==, 1);
  g_assert_true (easel_review_get_change (review, 0)->locked);
  g_assert_false (easel_review_set_state (review, 0, EASEL_CHANGE_TAKEN));
  g_assert_false (easel_review_set_state (review, 0, EASEL_CHANGE_OPEN));
  g_assert_true (easel_review_set_state (review, 0, EASEL_CHANGE_LEFT));
  easel_review_set_all (review, EASEL_CHANGE_TAKEN);
  g_assert_false (easel_review_can_undo (review));
  result = easel_review_get_result (review);
  g_assert_cmpstr (result, ==, "a red cat");
}

static void
test_bad_locks (void)
{
  const EaselSpan outside = { 3, 9 }, inside_character = { 1, 1 }, beyond = { G_MAXSIZE, 2 },
                  empty = { 2, 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselReview) review = NULL;

  g_assert_null (easel_review_new ("abcd", "", &outside, 1, NULL, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  g_assert_null (easel_review_new ("\xc3\xa9", "", &inside_character, 1, NULL, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  g_assert_null (easel_review_new ("abcd", "abcd", &beyond, 1, NULL, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
  g_clear_error (&error);
  review = easel_review_new ("abcd", "xyz", &empty, 1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (easel_review_count_locked (review), ==, 0);
}

static void
assert_locks_hold (EaselReview *review, const char *before, const EaselSpan *locks, gsize n_locks)
{
  g_autofree char *result = easel_review_get_result (review);
  g_autofree EaselSpan *mapped = NULL;
  gsize n, length = strlen (result);

  mapped = easel_review_map_locks (review, &n);
  g_assert_cmpuint (n, ==, n_locks);
  for (gsize i = 0; i < n; i++)
    {
      g_assert_cmpuint (easel_span_end (mapped[i]), <=, length);
      g_assert_cmpmem (result + mapped[i].start, mapped[i].length, before + locks[i].start, locks[i].length);
      /* In their order, and apart as they were. */
      if (i > 0 && locks[i - 1].length > 0 && locks[i].length > 0)
        g_assert_cmpuint (easel_span_end (mapped[i - 1]), <=, mapped[i].start);
    }
}

/* Whatever is taken, in any order, and undone: each lock stands once, whole, in order. */
static void
test_any_subset (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (31);

  for (int i = 0; i < 1500; i++)
    {
      g_autofree char *before = text_samples_random (rand, (guint) g_rand_int_range (rand, 3, 30));
      g_autofree char *after =
          i % 6 == 0 ? text_samples_random (rand, 20) : text_samples_edited (rand, before);
      gsize length = strlen (before), pos = 0;
      g_autoptr (GArray) locks = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
      g_autoptr (EaselReview) review = NULL;
      const EaselSpan *data;
      guint n;

      while (pos < length && locks->len < 5)
        {
          EaselSpan span;

          pos += (gsize) g_rand_int_range (rand, 0, 20);
          span.start = MIN (pos, length);
          while (((guchar) before[span.start] & 0xc0) == 0x80)
            span.start++;
          pos = span.start + (gsize) g_rand_int_range (rand, 0, 15);
          pos = MIN (pos, length);
          while (((guchar) before[pos] & 0xc0) == 0x80)
            pos++;
          span.length = pos - span.start;
          g_array_append_val (locks, span);
        }
      data = (const EaselSpan *) (gpointer) locks->data;
      review = easel_review_new (before, after, data, locks->len, NULL, NULL);
      assert_locks_hold (review, before, data, locks->len);
      n = easel_review_get_n_changes (review);
      for (guint c = 0; c < n; c++)
        {
          easel_review_set_state (review, (guint) g_rand_int_range (rand, 0, (gint32) n), EASEL_CHANGE_TAKEN);
          assert_locks_hold (review, before, data, locks->len);
        }
      while (easel_review_undo (review))
        assert_locks_hold (review, before, data, locks->len);
      easel_review_set_all (review, EASEL_CHANGE_TAKEN);
      assert_locks_hold (review, before, data, locks->len);
    }
}

/* A word locked wherever it stands, in a text of half a megabyte that is edited all over. */
static void
test_many (void)
{
  g_autoptr (GString) before = g_string_new (NULL);
  g_autoptr (GString) after = g_string_new (NULL);
  g_autoptr (GArray) locks = g_array_new (FALSE, FALSE, sizeof (EaselSpan));
  g_autoptr (EaselReview) review = NULL;
  gint64 start;

  for (int i = 0; i < 20000; i++)
    {
      EaselSpan span;

      g_string_append_printf (before, "word%d on the ", i % 7);
      span = (EaselSpan) { before->len, 6 };
      g_string_append (before, "castle, ");
      g_array_append_val (locks, span);
      g_string_append_printf (after, "word%d in the %s, ", i % 5, i % 3 == 0 ? "tower" : "castle");
    }
  start = g_get_monotonic_time ();
  review = easel_review_new (before->str, after->str, (const EaselSpan *) (gpointer) locks->data, locks->len,
                             NULL, NULL);
  easel_review_set_all (review, EASEL_CHANGE_TAKEN);
  assert_locks_hold (review, before->str, (const EaselSpan *) (gpointer) locks->data, locks->len);
  g_string_prepend (after, "typed ");
  g_assert_true (easel_review_rebase (review, after->str));
  g_test_message ("%u locks: %d ms", locks->len, (int) ((g_get_monotonic_time () - start) / 1000));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/review-locks/defined", test_defined);
  g_test_add_func ("/review-locks/refused", test_refused);
  g_test_add_func ("/review-locks/bad-locks", test_bad_locks);
  g_test_add_func ("/review-locks/any-subset", test_any_subset);
  g_test_add_func ("/review-locks/many", test_many);
  return g_test_run ();
}
