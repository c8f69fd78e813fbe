// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-error.h"
#include "easel-locks.h"

#include <string.h>

static void
assert_locks (const EaselSpan *locks, gsize n_locks, const char *json)
{
  g_autofree char *now = easel_locks_to_json (locks, n_locks);

  g_assert_cmpstr (now, ==, json);
}

static void
test_merge (void)
{
  EaselSpan locks[] = { { 9, 2 }, { 0, 3 }, { 2, 2 }, { 4, 1 }, { 7, 0 }, { 9, 1 }, { 0, 3 } };

  assert_locks (locks, easel_locks_merge (locks, G_N_ELEMENTS (locks)), "[[0,4],[4,1],[9,2]]");
  g_assert_cmpuint (easel_locks_merge (NULL, 0), ==, 0);
}

static void
test_adjust (void)
{
  static const EaselSpan locks[] = { { 4, 4 }, { 12, 4 } };
  static const struct
  {
    gsize offset, deleted, inserted;
    const char *json;
    gboolean touches;
  } table[] = {
    { 0, 0, 2, "[[6,4],[14,4]]", FALSE },  { 4, 0, 2, "[[6,4],[14,4]]", FALSE },
    { 8, 0, 2, "[[4,4],[14,4]]", FALSE },  { 6, 0, 2, "[[4,6],[14,4]]", TRUE },
    { 20, 0, 2, "[[4,4],[12,4]]", FALSE }, { 16, 0, 2, "[[4,4],[12,4]]", FALSE },
    { 0, 4, 0, "[[0,4],[8,4]]", FALSE },   { 2, 4, 0, "[[2,2],[8,4]]", TRUE },
    { 6, 4, 0, "[[4,2],[8,4]]", TRUE },    { 5, 2, 0, "[[4,2],[10,4]]", TRUE },
    { 5, 2, 3, "[[4,5],[13,4]]", TRUE },   { 4, 4, 0, "[[8,4]]", TRUE },
    { 4, 4, 5, "[[13,4]]", TRUE },         { 2, 4, 3, "[[5,2],[11,4]]", TRUE },
    { 6, 8, 1, "[[4,2],[7,2]]", TRUE },    { 0, 20, 0, "[]", TRUE },
    { 8, 4, 0, "[[4,4],[8,4]]", FALSE },   { 0, 0, 0, "[[4,4],[12,4]]", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      gsize n;
      g_autofree EaselSpan *now =
          easel_locks_adjust (locks, 2, table[i].offset, table[i].deleted, table[i].inserted, &n);

      assert_locks (now, n, table[i].json);
      g_assert_cmpint (easel_locks_touch (locks, 2, table[i].offset, table[i].deleted), ==, table[i].touches);
    }
}

/* Edits that touch no lock leave the locked bytes as they were. */
static void
test_adjust_random (void)
{
  guint untouched = 0;

  for (guint round = 0; round < 5000; round++)
    {
      g_autoptr (GString) text = g_string_new ("abcdefghijklmnopqrstuvwxyz");
      g_autofree char *before = NULL;
      g_autofree EaselSpan *now = NULL;
      EaselSpan locks[4];
      gsize offset = (gsize) g_test_rand_int_range (0, 27);
      gsize deleted = (gsize) g_test_rand_int_range (0, (gint32) (27 - offset));
      gsize inserted = (gsize) g_test_rand_int_range (0, 5);
      gsize n_locks;
      gsize n_now;

      for (guint i = 0; i < 4; i++)
        {
          locks[i].start = (gsize) g_test_rand_int_range (0, 26);
          locks[i].length = (gsize) g_test_rand_int_range (0, (gint32) (27 - locks[i].start));
          locks[i].length = MIN (locks[i].length, 3);
        }
      n_locks = easel_locks_merge (locks, 4);
      before = g_strdup (text->str);
      now = easel_locks_adjust (locks, n_locks, offset, deleted, inserted, &n_now);
      g_string_erase (text, (gssize) offset, (gssize) deleted);
      g_string_insert (text, (gssize) offset, "0123" + 4 - inserted);

      for (gsize i = 0; i < n_now; i++)
        g_assert_cmpuint (now[i].start + now[i].length, <=, text->len);
      if (easel_locks_touch (locks, n_locks, offset, deleted))
        continue;
      untouched++;
      g_assert_cmpuint (n_now, ==, n_locks);
      for (gsize i = 0; i < n_now; i++)
        g_assert_cmpmem (text->str + now[i].start, now[i].length, before + locks[i].start, locks[i].length);
    }
  g_assert_cmpuint (untouched, >, 100);
}

static void
test_add_text (void)
{
  g_autofree EaselSpan *locks = NULL;
  gsize n = 0;

  g_assert_false (easel_locks_add_text ("a red fox", "blue", &locks, &n));
  g_assert_false (easel_locks_add_text ("a red fox", "", &locks, &n));
  g_assert_cmpuint (n, ==, 0);
  g_assert_true (easel_locks_add_text ("red fox, red hat", "red", &locks, &n));
  assert_locks (locks, n, "[[0,3],[9,3]]");
  g_assert_true (easel_locks_add_text ("red fox, red hat", "d f", &locks, &n));
  assert_locks (locks, n, "[[0,5],[9,3]]");
  g_assert_false (easel_locks_add_text ("red fox, red hat", "cat", &locks, &n));
  assert_locks (locks, n, "[[0,5],[9,3]]");
}

static void
test_add_overlapping (void)
{
  g_autofree EaselSpan *locks = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *needle = NULL;
  gsize n = 0;

  g_assert_true (easel_locks_add_text ("xaaaax", "aa", &locks, &n));
  assert_locks (locks, n, "[[1,4]]");

  for (guint i = 0; i < 1000 * 1000; i++)
    g_string_append_c (text, 'a');
  needle = g_strndup (text->str, 500 * 1000);
  n = 0;
  g_assert_true (easel_locks_add_text (text->str, needle, &locks, &n));
  assert_locks (locks, n, "[[0,1000000]]");
}

static void
test_json (void)
{
  static const char *const wrong[] = {
    "{}",
    "[[0]]",
    "[[0,1,2]]",
    "[0,1]",
    "[[0,0]]",
    "[[-1,2]]",
    "[[0,-1]]",
    "[[0,9]]",
    "[[8,1]]",
    "[[1,1]]",
    "[[0,1]]",
    "[[\"0\",3]]",
    "nonsense",
    "[[0,3]",
    "[[9223372036854775807,9223372036854775807]]",
    "[[3,9223372036854775807]]",
  };
  static const char text[] = "城 abcd";

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree EaselSpan *locks = NULL;
      g_autoptr (GError) error = NULL;
      gsize n = 99;

      g_assert_false (easel_locks_from_json (wrong[i], text, &locks, &n, &error));
      g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
      g_assert_cmpuint (n, ==, 0);
      g_assert_null (locks);
    }
  for (guint i = 0; i < 4; i++)
    {
      static const char *const right[] = { NULL, "", "[]", " [ [ 4 , 2 ] , [0,3] ] " };
      g_autofree EaselSpan *locks = NULL;
      g_autoptr (GError) error = NULL;
      gsize n;

      g_assert_true (easel_locks_from_json (right[i], text, &locks, &n, &error));
      g_assert_no_error (error);
      assert_locks (locks, n, i == 3 ? "[[0,3],[4,2]]" : "[]");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/locks/merge", test_merge);
  g_test_add_func ("/locks/adjust", test_adjust);
  g_test_add_func ("/locks/adjust-random", test_adjust_random);
  g_test_add_func ("/locks/add-text", test_add_text);
  g_test_add_func ("/locks/add-overlapping", test_add_overlapping);
  g_test_add_func ("/locks/json", test_json);
  return g_test_run ();
}
