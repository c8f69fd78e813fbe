// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "easel-diff.h"
#include "easel-live-diff.h"

/* The diff beside what people would use otherwise, on texts made from a fixed
 * seed: Python's difflib in its own process, git as a process. */

#define ROUNDS 15
#define FRAME_MS 16.0

static const char difflib_program[] = "import difflib, sys, time\n"
                                      "a = open(sys.argv[1]).read().split()\n"
                                      "b = open(sys.argv[2]).read().split()\n"
                                      "for line in sys.stdin:\n"
                                      "    start = time.perf_counter()\n"
                                      "    difflib.SequenceMatcher(None, a, b).get_opcodes()\n"
                                      "    print((time.perf_counter() - start) * 1000, flush=True)\n";

static int
compare_doubles (gconstpointer x, gconstpointer y)
{
  const double *a = x, *b = y;

  return (*a > *b) - (*a < *b);
}

static double
median (double *values, gsize n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return values[n / 2];
}

static double
clock_ms (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static double
now_ms (void)
{
  return clock_ms (CLOCK_MONOTONIC);
}

/* For the longest of many short times: what other programs do in between would
 * be the longest. */
static double
cpu_ms (void)
{
  return clock_ms (CLOCK_THREAD_CPUTIME_ID);
}

/* A word of a vocabulary in which, as in prose, few words are most of the text,
 * and those are short. */
static void
append_word (GRand *rand, GString *text, guint vocabulary, char first)
{
  static const char syllables[] = "taneroliskamunde";
  double x = g_rand_double (rand);
  guint word = (guint) (x * x * x * vocabulary);

  g_string_append_c (text, first);
  do
    g_string_append_len (text, syllables + 2 * (word % 8), 2);
  while ((word /= 8) > 0);
}

/* Paragraphs of some sentences. */
static char *
make_text (GRand *rand, guint n_words, guint vocabulary, char first)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_words; i++)
    {
      append_word (rand, text, vocabulary, first);
      g_string_append (text, i % 75 == 74 ? ".\n" : i % 10 == 9 ? ", " : " ");
    }
  return g_string_free (text, FALSE);
}

/* @text with one in @every words replaced, removed, or followed by a new one. */
static char *
edit_text (GRand *rand, const char *text, guint every, guint vocabulary)
{
  GString *result = g_string_new (NULL);

  for (const char *p = text; *p != '\0';)
    {
      gsize n = strcspn (p, " ,.\n");
      gsize gap = strspn (p + n, " ,.\n");
      gboolean edit = g_rand_int_range (rand, 0, (gint32) every) == 0;
      int how = g_rand_int_range (rand, 0, 3);

      if (!edit || how == 0)
        g_string_append_len (result, p, (gssize) n);
      if (edit && how == 0)
        g_string_append_c (result, ' ');
      if (edit && how != 1)
        append_word (rand, result, vocabulary, 'n');
      g_string_append_len (result, p + n, (gssize) gap);
      p += n + gap;
    }
  return g_string_free (result, FALSE);
}

static double
time_diff (const char *before, const char *after)
{
  double start = now_ms ();
  g_autoptr (EaselDiff) diff = easel_diff_new (before, after, NULL, NULL);
  double taken = now_ms () - start;

  g_assert_nonnull (diff);
  return taken;
}

static char *
save (const char *folder, const char *name, const char *text)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, name, NULL);

  if (!g_file_set_contents (path, text, -1, &error))
    g_error ("%s", error->message);
  return path;
}

static void
tell (const char *name, double value, double reference, const char *reference_name, double limit)
{
  printf ("{\"name\": \"%s\", \"value\": %.4f, \"unit\": \"ms\", \"reference\": %.4f, \"reference_name\": "
          "\"%s\", "
          "\"ratio\": %.4f, \"limit\": %g, \"direction\": \"max\"}\n",
          name, value, reference, reference_name, value / reference, limit);
}

static void
tell_alone (const char *name, double value, const char *unit, double limit)
{
  printf ("{\"name\": \"%s\", \"value\": %.4f, \"unit\": \"%s\", \"limit\": %g, \"direction\": \"max\"}\n",
          name, value, unit, limit);
}

static void
bench_difflib (const char *folder)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autofree char *before = make_text (rand, 2000, 800, 'w');
  g_autofree char *after = edit_text (rand, before, 20, 800);
  g_autofree char *a = save (folder, "a", before);
  g_autofree char *b = save (folder, "b", after);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) python =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "python3",
                        "-c", difflib_program, a, b, NULL);
  g_autoptr (GDataInputStream) lines = NULL;
  double mine[ROUNDS], theirs[ROUNDS];

  if (python == NULL)
    g_error ("%s", error->message);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (python));
  for (int i = 0; i < ROUNDS; i++)
    {
      g_autofree char *line = NULL;

      if (!g_output_stream_write_all (g_subprocess_get_stdin_pipe (python), "\n", 1, NULL, NULL, &error) ||
          (line = g_data_input_stream_read_line (lines, NULL, NULL, &error)) == NULL)
        g_error ("python3: %s", error != NULL ? error->message : "no answer");
      theirs[i] = g_ascii_strtod (line, NULL);
      mine[i] = time_diff (before, after);
    }
  tell ("diff-2000-words", median (mine, ROUNDS), median (theirs, ROUNDS), "difflib", 0.25);
}

static void
bench_git (const char *folder)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  g_autofree char *before = make_text (rand, 100000, 8000, 'w');
  g_autofree char *after = edit_text (rand, before, 20, 8000);
  g_autofree char *a = save (folder, "a", before);
  g_autofree char *b = save (folder, "b", after);
  double mine[ROUNDS], theirs[ROUNDS];

  for (int i = 0; i < ROUNDS; i++)
    {
      g_autoptr (GError) error = NULL;
      double start = now_ms ();
      g_autoptr (GSubprocess) git = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE, &error, "git",
                                                      "diff", "--no-index", "--word-diff", a, b, NULL);

      if (git == NULL || !g_subprocess_wait (git, NULL, &error))
        g_error ("git: %s", error->message);
      theirs[i] = now_ms () - start;
      mine[i] = time_diff (before, after);
    }
  tell ("diff-100000-words", median (mine, ROUNDS), median (theirs, ROUNDS), "git diff --word-diff", 0.5);
}

static double
peak_mb (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) usage.ru_maxrss / 1024;
}

/* The slowest texts: other words altogether, and the same words in another order. */
static void
bench_worst (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autofree char *text = make_text (rand, 100000, 8000, 'w');
  g_autofree char *stranger = make_text (rand, 100000, 8000, 'z');
  g_autofree char *shuffled = make_text (rand, 100000, 8000, 'w');
  g_autofree char *few = make_text (rand, 100000, 30, 'w');
  g_autofree char *few_shuffled = make_text (rand, 100000, 30, 'w');
  double base = peak_mb ();

  tell_alone ("diff-worst-nothing-in-common", time_diff (text, stranger), "ms", 1000);
  tell_alone ("diff-worst-same-words-shuffled", time_diff (text, shuffled), "ms", 1000);
  tell_alone ("diff-worst-30-words-shuffled", time_diff (few, few_shuffled), "ms", 1000);
  tell_alone ("diff-worst-memory", peak_mb () - base, "MB", 200);
}

/* The longest time that one update takes while an answer comes in, some bytes a frame. */
static double
longest_update (const char *before, const char *answer, gsize step)
{
  g_autoptr (EaselLiveDiff) live = easel_live_diff_new (before);
  gsize length = strlen (answer);
  double longest = 0;

  for (gsize n = 0; n <= length; n += MIN (step, MAX (length - n, 1)))
    {
      g_autofree char *part = g_strndup (answer, n);
      double start = cpu_ms ();

      easel_live_diff_set_answer (live, part, n == length);
      longest = MAX (longest, cpu_ms () - start);
      while (easel_live_diff_is_behind (live))
        {
          start = cpu_ms ();
          easel_live_diff_advance (live);
          longest = MAX (longest, cpu_ms () - start);
        }
    }
  return longest;
}

static void
bench_live (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  g_autofree char *prompt = make_text (rand, 2000, 800, 'w');
  g_autofree char *edited = edit_text (rand, prompt, 20, 800);
  g_autofree char *other = make_text (rand, 2000, 800, 'w');
  g_autofree char *big = make_text (rand, 220000, 8000, 'w');
  g_autofree char *big_edited = edit_text (rand, big, 20, 8000);
  g_autofree char *big_other = make_text (rand, 220000, 8000, 'w');

  tell_alone ("live-diff-2000-words", longest_update (prompt, edited, 40), "ms", FRAME_MS);
  tell_alone ("live-diff-2000-words-rewritten", longest_update (prompt, other, 40), "ms", FRAME_MS);
  tell_alone ("live-diff-1-mb", longest_update (big, big_edited, 4000), "ms", FRAME_MS);
  tell_alone ("live-diff-1-mb-at-once", longest_update (big, big_edited, G_MAXSIZE), "ms", FRAME_MS);
  tell_alone ("live-diff-1-mb-rewritten", longest_update (big, big_other, 4000), "ms", FRAME_MS);
}

int
main (void)
{
  g_autofree char *folder = g_dir_make_tmp ("easel-bench-XXXXXX", NULL);
  g_autofree char *a = g_build_filename (folder, "a", NULL);
  g_autofree char *b = g_build_filename (folder, "b", NULL);

  /* First, while the peak of memory is its own. */
  bench_worst ();
  bench_difflib (folder);
  bench_git (folder);
  bench_live ();
  g_remove (a);
  g_remove (b);
  g_remove (folder);
  return 0;
}
