// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "easel-align.h"
#include "easel-diff.h"
#include "easel-error.h"
#include "text-samples.h"

static guint32 *
random_ids (GRand *rand, gsize n, guint32 n_ids)
{
  guint32 *ids = g_new (guint32, n + 1);

  for (gsize i = 0; i < n; i++)
    ids[i] = (guint32) g_rand_int_range (rand, 0, (gint32) n_ids);
  return ids;
}

/* The length of the longest common subsequence, by the table of the textbook. */
static gsize
table_lcs (const guint32 *a, gsize n, const guint32 *b, gsize m)
{
  g_autofree gsize *above = g_new0 (gsize, m + 1);
  g_autofree gsize *row = g_new0 (gsize, m + 1);

  for (gsize i = 0; i < n; i++)
    {
      for (gsize j = 0; j < m; j++)
        row[j + 1] = a[i] == b[j] ? above[j] + 1 : MAX (above[j + 1], row[j]);
      memcpy (above, row, (m + 1) * sizeof *row);
    }
  return above[m];
}

/* How many tokens are matched; that the matches are equal and in order is asserted. */
static gsize
count_matches (const guint32 *a, gsize n, const guint32 *b, gsize m, const guint32 *partners)
{
  gsize count = 0, next = 0;

  for (gsize i = 0; i < n; i++)
    if (partners[i] != EASEL_ALIGN_NONE)
      {
        g_assert_cmpuint (partners[i], >=, next);
        g_assert_cmpuint (partners[i], <, m);
        g_assert_cmpuint (a[i], ==, b[partners[i]]);
        next = (gsize) partners[i] + 1;
        count++;
      }
  return count;
}

static gsize
align (const guint32 *a, gsize n, const guint32 *b, gsize m, guint32 n_ids)
{
  g_autofree guint32 *partners = g_new (guint32, n + 1);

  g_assert_true (easel_align (a, n, b, m, NULL, n_ids, partners, NULL, NULL));
  return count_matches (a, n, b, m, partners);
}

static void
test_minimal (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (int i = 0; i < 6000; i++)
    {
      gsize most = i % 20 == 0 ? 400 : 40;
      guint32 n_ids = (guint32) g_rand_int_range (rand, 1, i % 3 == 0 ? 4 : 60);
      gsize n = (gsize) g_rand_int_range (rand, 0, (gint32) most),
            m = (gsize) g_rand_int_range (rand, 0, (gint32) most);
      g_autofree guint32 *a = random_ids (rand, n, n_ids);
      g_autofree guint32 *b = random_ids (rand, m, n_ids);

      /* Half of them alike, as edits are. */
      for (gsize j = 0; i % 2 == 0 && j < MIN (n, m); j++)
        if (g_rand_int_range (rand, 0, 5) > 0)
          b[j] = a[j];
      g_assert_cmpuint (align (a, n, b, m, n_ids), ==, table_lcs (a, n, b, m));
    }
}

/* Beyond the size up to which it is exact: still correct, and near what is known to be possible. */
static void
test_beyond (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (12);
  gsize n = 30000, m = 0, kept = 0;
  g_autofree guint32 *a = random_ids (rand, n, 500);
  g_autofree guint32 *b = g_new (guint32, 2 * n);
  g_autofree guint32 *other = random_ids (rand, n, 500);
  gsize matches;

  for (gsize i = 0; i < n; i++)
    {
      int how = g_rand_int_range (rand, 0, 60);

      if (how == 0)
        b[m++] = (guint32) g_rand_int_range (rand, 0, 500);
      if (how == 1)
        continue;
      b[m++] = how == 2 ? (guint32) g_rand_int_range (rand, 0, 500) : a[i];
      kept += how != 2;
    }
  matches = align (a, n, b, m, 500);
  g_assert_cmpuint (matches, >=, kept - kept / 1000);
  /* Nothing planted: whatever is found must be in order. */
  g_assert_cmpuint (align (a, n, other, n, 500), >, n / 50);
}

static void
test_same_token (void)
{
  gsize n = 400000;
  g_autofree guint32 *a = g_new0 (guint32, n);
  g_autofree guint32 *b = g_new0 (guint32, n);

  g_assert_cmpuint (align (a, n, b, n, 1), ==, n);
  g_assert_cmpuint (align (a, n, b, n / 3, 1), ==, n / 3);
  b[n / 2] = 1;
  g_assert_cmpuint (align (a, n, b, n, 2), ==, n - 1);
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (20000);
  g_cancellable_cancel (data);
  return NULL;
}

static void
test_cancel (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (13);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  gsize n = 4000000;
  g_autofree guint32 *a = random_ids (rand, n, 1000);
  g_autofree guint32 *b = random_ids (rand, n, 1000);
  g_autofree guint32 *partners = g_new (guint32, n);
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);

  g_assert_false (easel_align (a, n, b, n, NULL, 1000, partners, cancellable, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_CANCELLED);
  g_thread_join (thread);
}

static void
test_prefix (void)
{
  const guint32 a[] = { 1, 2, 3, 4, 5, 6, 7, 8 };
  const guint32 same[] = { 1, 2, 3 };
  const guint32 skipped[] = { 1, 4, 5 };
  const guint32 added[] = { 1, 9, 9, 2 };
  guint32 partners[8];

  g_assert_cmpuint (easel_align_prefix (a, 8, same, 3, partners), ==, 3);
  g_assert_cmpuint (easel_align_prefix (a, 8, same, 0, partners), ==, 0);
  g_assert_cmpuint (easel_align_prefix (a, 8, skipped, 3, partners), ==, 5);
  g_assert_cmpuint (partners[3], ==, 1);
  g_assert_cmpuint (easel_align_prefix (a, 8, added, 4, partners), ==, 2);
  g_assert_cmpuint (partners[1], ==, 3);
  g_assert_cmpuint (easel_align_prefix (a, 0, added, 4, partners), ==, 0);
}

#define N_PAIRS 2400

/* How many words each file's part of git's answer adds and removes. */
static void
count_git_words (const char *answer, gsize *counts)
{
  g_auto (GStrv) lines = g_strsplit (answer, "\n", -1);
  gsize file = N_PAIRS;

  for (gsize i = 0; lines[i] != NULL; i++)
    {
      if (g_str_has_prefix (lines[i], "diff --git "))
        file = (gsize) g_ascii_strtoull (strrchr (lines[i], '/') + 1, NULL, 10);
      else if ((*lines[i] == '+' || *lines[i] == '-') && !g_str_has_prefix (lines[i], "+++ ") &&
               !g_str_has_prefix (lines[i], "--- "))
        {
          g_auto (GStrv) words = g_strsplit (lines[i] + 1, " ", -1);

          for (gsize w = 0; words[w] != NULL; w++)
            counts[file] += *words[w] != '\0';
        }
    }
}

static void
write_pair (const char *folder, guint index, char **texts)
{
  for (int side = 0; side < 2; side++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%c/%u", folder, side == 0 ? 'a' : 'b', index);
      FILE *file = g_fopen (path, "w");

      /* Not g_file_set_contents(): thousands of files need no care. */
      g_assert_nonnull (file);
      g_assert_cmpint (fprintf (file, "%s\n", texts[side]), >, 0);
      g_assert_cmpint (fclose (file), ==, 0);
    }
}

static char *
edit_plain (GRand *rand, const char *text, guint vocabulary)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  int rate = g_rand_int_range (rand, 2, 30);
  GString *result = g_string_new (NULL);

  for (gsize i = 0; words[i] != NULL; i++)
    {
      int how = g_rand_int_range (rand, 0, rate);
      g_autofree char *other = text_samples_plain (rand, 1, vocabulary);

      if (how == 0)
        continue;
      g_string_append_printf (result, "%s%s", result->len > 0 ? " " : "", how == 1 ? other : words[i]);
      if (how == 2)
        g_string_append_printf (result, " %s", other);
    }
  return g_string_free (result, FALSE);
}

static void
clean_up (const char *folder)
{
  for (int side = 0; side < 2; side++)
    {
      g_autofree char *inner = g_strdup_printf ("%s/%c", folder, side == 0 ? 'a' : 'b');

      for (guint i = 0; i < N_PAIRS; i++)
        {
          g_autofree char *path = g_strdup_printf ("%s/%u", inner, i);

          g_remove (path);
        }
      g_rmdir (inner);
    }
  g_rmdir (folder);
}

static void
test_git (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (14);
  g_autofree char *folder = g_dir_make_tmp ("easel-git-XXXXXX", NULL);
  g_autofree char *a = g_build_filename (folder, "a", NULL);
  g_autofree char *b = g_build_filename (folder, "b", NULL);
  g_autofree char *answer = NULL;
  g_autofree char *program = g_find_program_in_path ("git");
  g_autofree gsize *mine = g_new0 (gsize, N_PAIRS + 1);
  g_autofree gsize *theirs = g_new0 (gsize, N_PAIRS + 1);
  const char *argv[] = { "git", "diff", "--no-index", "--no-color", "--no-renames", "--word-diff=porcelain",
                         "a",   "b",    NULL };
  guint shorter = 0;

  if (program == NULL)
    {
      g_test_skip ("git is not installed");
      return;
    }
  g_assert_no_errno (g_mkdir (a, 0700));
  g_assert_no_errno (g_mkdir (b, 0700));
  for (guint i = 0; i < N_PAIRS; i++)
    {
      guint vocabulary = (guint) g_rand_int_range (rand, 2, i % 2 == 0 ? 12 : 300);
      guint n = (guint) g_rand_int_range (rand, 0, i % 40 == 0 ? 1500 : 80);
      g_autofree char *before = text_samples_plain (rand, n, vocabulary);
      g_autofree char *after =
          i % 4 == 0 ? text_samples_plain (rand, n, vocabulary) : edit_plain (rand, before, vocabulary);
      g_autoptr (EaselDiff) diff = easel_diff_new_raw (before, after, NULL, NULL);

      mine[i] = easel_diff_get_distance (diff);
      write_pair (folder, i, (char *[]) { before, after });
    }
  g_assert_true (g_spawn_sync (folder, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &answer, NULL,
                               NULL, NULL));
  count_git_words (answer, theirs);
  clean_up (folder);
  for (guint i = 0; i < N_PAIRS; i++)
    {
      g_assert_cmpuint (mine[i], <=, theirs[i]);
      g_assert_cmpint (mine[i] == 0, ==, theirs[i] == 0);
      shorter += mine[i] < theirs[i];
    }
  g_test_message ("of %d scripts %u are shorter than git's, none is longer", N_PAIRS, shorter);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/align/minimal", test_minimal);
  g_test_add_func ("/align/beyond", test_beyond);
  g_test_add_func ("/align/same-token", test_same_token);
  g_test_add_func ("/align/cancel", test_cancel);
  g_test_add_func ("/align/prefix", test_prefix);
  g_test_add_func ("/align/git", test_git);
  return g_test_run ();
}
