// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

/*
 * A fuzz target as an ordinary test: the whole corpus, each file cut at some
 * places, then seeded mutations of it for a bounded time. It needs no coverage
 * feedback and any compiler; `./dev fuzz NAME` is the real search.
 *
 * EASEL_FUZZ_SEED repeats a run, EASEL_FUZZ_SECONDS makes it longer. An input
 * is written to the file named by EASEL_FUZZ_LAST before it is tried, if that
 * is set, so that the one that crashed can be found.
 */

#define MAX_SIZE (64 * 1024)
#define DEFAULT_SECONDS 2.0
#define LONG_SECONDS 60.0

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

typedef struct
{
  GPtrArray *corpus; /* (element-type GBytes) */
  GRand *rand;
  const char *last;
  guint64 inputs;
} Fuzz;

/* What readers of text trip over: line ends, delimiters, bounds of integers, broken and long UTF-8. */
static const char *const dictionary[] = {
  "\n",
  "\r\n",
  "\r",
  "\n\n",
  "data: ",
  "data:",
  "event: ",
  ": ",
  "[DONE]",
  "\xef\xbb\xbf",
  "{",
  "}",
  "[",
  "]",
  "\"",
  "\\",
  "\\u0000",
  "\\ud83d\\ude00",
  "\\ud800",
  "null",
  "true",
  "-1",
  "1e999",
  "18446744073709551616",
  ",",
  ":",
  "(",
  ")",
  ":1.3)",
  "<lora:",
  ">",
  "|",
  "__",
  "{{",
  "}}",
  "--ar 16:9",
  " ",
  "\t",
  "\xc3",
  "\xe2\x80\x8d",
  "\xcc\x81",
  "\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x9a\x80",
  "\xe0\xb8\x81\xe0\xb8\xb3",
  "\xe6\x97\xa5\xe6\x9c\xac",
  "\xed\xa0\x80",
  "\xf4\x90\x80\x80",
  "\xff",
};

static void
try_input (Fuzz *fuzz, const guint8 *data, gsize size)
{
  /* An exact copy on the heap, so that one byte too far is seen. */
  g_autofree guint8 *copy = g_memdup2 (data, size);

  if (fuzz->last != NULL)
    g_file_set_contents (fuzz->last, (const char *) data, (gssize) size, NULL);
  LLVMFuzzerTestOneInput (copy, size);
  fuzz->inputs++;
}

static void
load_corpus (Fuzz *fuzz, const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *contents = NULL;
      gsize length;

      if (g_file_get_contents (path, &contents, &length, NULL))
        g_ptr_array_add (fuzz->corpus, g_bytes_new_take (g_steal_pointer (&contents), length));
    }
}

static void
mutate_once (Fuzz *fuzz, GByteArray *bytes)
{
  guint at = bytes->len > 0 ? (guint) g_rand_int_range (fuzz->rand, 0, (gint32) bytes->len) : 0;

  switch (g_rand_int_range (fuzz->rand, 0, 7))
    {
    case 0: /* one byte */
      if (bytes->len > 0)
        bytes->data[at] = (guint8) g_rand_int (fuzz->rand);
      break;
    case 1: /* one bit */
      if (bytes->len > 0)
        bytes->data[at] ^= (guint8) (1 << g_rand_int_range (fuzz->rand, 0, 8));
      break;
    case 2: /* cut off */
      g_byte_array_set_size (bytes, at);
      break;
    case 3: /* take out */
      if (bytes->len > 0)
        g_byte_array_remove_range (bytes, at,
                                   (guint) g_rand_int_range (fuzz->rand, 1, (gint32) (bytes->len - at) + 1));
      break;
    case 4: /* repeat a piece at the end */
      if (bytes->len > 0 && bytes->len < MAX_SIZE / 2)
        {
          guint length = (guint) g_rand_int_range (fuzz->rand, 1, (gint32) (bytes->len - at) + 1);
          g_autofree guint8 *piece = g_memdup2 (bytes->data + at, length);

          g_byte_array_append (bytes, piece, length);
        }
      break;
    default: /* a word of the dictionary, in between */
      {
        const char *word = dictionary[g_rand_int_range (fuzz->rand, 0, G_N_ELEMENTS (dictionary))];
        guint length = (guint) strlen (word);
        guint tail = bytes->len - at;

        if (bytes->len + length > MAX_SIZE)
          break;
        g_byte_array_set_size (bytes, bytes->len + length);
        memmove (bytes->data + at + length, bytes->data + at, tail);
        memcpy (bytes->data + at, word, length);
        break;
      }
    }
}

static void
try_corpus (Fuzz *fuzz)
{
  for (guint i = 0; i < fuzz->corpus->len; i++)
    {
      gsize size;
      const guint8 *data = g_bytes_get_data (g_ptr_array_index (fuzz->corpus, i), &size);

      try_input (fuzz, data, size);
      /* Every cut of a small file, about a hundred of a large one. */
      for (gsize cut = 0; cut < size; cut += MAX (1, size / 100))
        try_input (fuzz, data, cut);
    }
}

static void
try_mutations (Fuzz *fuzz, double seconds)
{
  g_autoptr (GTimer) timer = g_timer_new ();

  while (g_timer_elapsed (timer, NULL) < seconds)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();

      if (fuzz->corpus->len > 0)
        {
          guint index = (guint) g_rand_int_range (fuzz->rand, 0, (gint32) fuzz->corpus->len);
          gsize size;
          const guint8 *data = g_bytes_get_data (g_ptr_array_index (fuzz->corpus, index), &size);

          g_byte_array_append (bytes, data, (guint) MIN (size, MAX_SIZE));
        }
      for (int i = g_rand_int_range (fuzz->rand, 1, 9); i > 0; i--)
        mutate_once (fuzz, bytes);
      try_input (fuzz, bytes->data, bytes->len);
    }
}

int
main (int argc, char *argv[])
{
  const char *seconds_text = g_getenv ("EASEL_FUZZ_SECONDS");
  const char *seed_text = g_getenv ("EASEL_FUZZ_SEED");
  gboolean is_long = g_getenv ("EASEL_TEST_LONG") != NULL;
  double seconds = is_long ? LONG_SECONDS : DEFAULT_SECONDS;
  guint32 seed = 20261120;
  Fuzz fuzz = { 0 };

  if (seconds_text != NULL)
    seconds = g_ascii_strtod (seconds_text, NULL);
  if (seed_text != NULL)
    seed = (guint32) g_ascii_strtoull (seed_text, NULL, 10);
  else if (is_long)
    seed = g_random_int ();
  fuzz.corpus = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  fuzz.rand = g_rand_new_with_seed (seed);
  fuzz.last = g_getenv ("EASEL_FUZZ_LAST");
  for (int i = 1; i < argc; i++)
    load_corpus (&fuzz, argv[i]);

  g_print ("TAP version 13\n1..2\n# seed %u, %u files\n", seed, fuzz.corpus->len);
  try_input (&fuzz, (const guint8 *) "", 0);
  try_corpus (&fuzz);
  g_print ("ok 1 corpus, %" G_GUINT64_FORMAT " inputs\n", fuzz.inputs);
  fuzz.inputs = 0;
  try_mutations (&fuzz, seconds);
  g_print ("ok 2 mutations, %" G_GUINT64_FORMAT " inputs\n", fuzz.inputs);

  g_rand_free (fuzz.rand);
  g_ptr_array_unref (fuzz.corpus);
  return 0;
}
