// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "easel-store-chat-search.h"
#include "easel-store-imports.h"
#include "easel-store-messages.h"

/*
 * A database of 100,000 messages, made from a fixed seed: how long a search takes,
 * and how long until a thread is there to be shown, without its words.
 */

#define N_THREADS 10
#define N_MESSAGES 10000
#define BATCH 200
#define ROUNDS 15
#define VOCABULARY 20000
#define MOST_FOUND 50

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

/* Of all threads: nobody else's work is counted, and nothing here waits. */
static double
now_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static DexFuture *
on_done_cb (DexFuture *future, gpointer done)
{
  *(gboolean *) done = TRUE;
  return NULL;
}

/* Takes future. */
static const GValue *
wait_for (DexFuture *future, DexFuture **kept)
{
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;
  g_autoptr (DexFuture) waiting = dex_future_finally (dex_ref (future), on_done_cb, &done, NULL);
  const GValue *value;

  while (!done)
    g_main_context_iteration (NULL, TRUE);
  value = dex_future_get_value (future, &error);
  if (value == NULL)
    g_error ("%s", error->message);
  *kept = future;
  return value;
}

/* ---- the database ---- */

/* A word of a vocabulary in which, as in prose, few words are most of the text. */
static void
append_word (GRand *rand, GString *text)
{
  static const char syllables[] = "taneroliskamunde";
  double x = g_rand_double (rand);
  guint word = (guint) (x * x * x * VOCABULARY);

  do
    g_string_append_len (text, syllables + 2 * (word % 8), 2);
  while ((word /= 8) > 0);
}

static char *
make_text (GRand *rand, guint i)
{
  GString *text = g_string_new (i % 10 == 3 ? "# " : NULL);
  guint n_words = (guint) g_rand_int_range (rand, 5, 120);

  for (guint word = 0; word < n_words; word++)
    {
      append_word (rand, text);
      g_string_append (text, word % 40 == 39 ? ".\n\n" : word % 12 == 11 ? ", " : " ");
    }
  if (i % 7 == 0)
    g_string_append (text, "\n\n```c\nint main (void) { return 0; }\n```\n");
  return g_string_free (text, FALSE);
}

static EaselMessageRecord *
make_message (GRand *rand, guint i)
{
  EaselMessageRecord *row = easel_message_record_new ();

  row->head.kind = i % 2 == 0 ? EASEL_MESSAGE_RECORD_USER : EASEL_MESSAGE_RECORD_ASSISTANT;
  row->head.state = EASEL_MESSAGE_RECORD_DONE;
  row->head.parent_id = i;
  row->text = make_text (rand, i);
  row->head.block_count = 3;
  for (guint family = 0; family < EASEL_MESSAGE_N_TOKEN_COUNTS; family++)
    row->head.token_counts[family] = (gint32) strlen (row->text) / 4;
  row->created_at = 1795000000000000 + (gint64) i;
  return row;
}

static gint64
add_thread (EaselStore *store, GRand *rand, guint n_messages)
{
  g_autoptr (EaselThreadRow) thread = easel_thread_row_new ();
  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (DexFuture) begun = NULL;
  g_autoptr (DexFuture) finished = NULL;
  gint64 id;

  thread->title = g_strdup_printf ("Thread of %u", n_messages);
  thread->titled = TRUE;
  id = g_value_get_int64 (wait_for (easel_store_imports_begin (store, thread), &begun));
  while (known->len < n_messages)
    {
      g_autoptr (GPtrArray) rows =
          g_ptr_array_new_with_free_func ((GDestroyNotify) easel_message_record_unref);
      g_autoptr (DexFuture) added = NULL;
      GArray *ids;

      for (guint i = 0; i < BATCH && known->len + i < n_messages; i++)
        g_ptr_array_add (rows, make_message (rand, known->len + i));
      ids = g_value_get_boxed (wait_for (easel_store_imports_add (store, id, known, rows), &added));
      g_array_append_vals (known, ids->data, ids->len);
    }
  wait_for (easel_store_imports_finish (store, id, g_array_index (known, gint64, known->len - 1), NULL),
            &finished);
  return id;
}

/* ---- what is measured ---- */

static void
tell (const char *name, double value, double reference, const char *reference_name, double limit)
{
  printf ("{\"name\": \"%s\", \"value\": %.3f, \"unit\": \"ms\", ", name, value);
  if (reference > 0)
    printf ("\"reference\": %.3f, \"reference_name\": \"%s\", \"ratio\": %.3f, ", reference, reference_name,
            value / reference);
  printf ("\"limit\": %.2f}\n", limit);
}

static double
time_search (EaselStore *store, const char *query, guint *n_found)
{
  g_autoptr (DexFuture) future = NULL;
  double start = now_ms ();
  GPtrArray *hits =
      g_value_get_boxed (wait_for (easel_store_chat_search (store, query, MOST_FOUND), &future));

  *n_found += hits->len;
  return now_ms () - start;
}

/* Words as people look for them: some frequent, most not, one or two together. */
static void
bench_search (EaselStore *store)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  double times[64];
  double frequent[ROUNDS];
  guint n_found = 0;

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      g_autoptr (GString) query = g_string_new (NULL);

      append_word (rand, query);
      if (i % 3 == 0)
        {
          g_string_append_c (query, ' ');
          append_word (rand, query);
        }
      times[i] = time_search (store, query->str, &n_found);
    }
  g_assert_cmpuint (n_found, >, 0);
  tell ("chat-search-100000", median (times, G_N_ELEMENTS (times)), 0, NULL, 30);
  for (guint i = 0; i < ROUNDS; i++)
    frequent[i] = time_search (store, "main return", &n_found);
  tell ("chat-search-100000-in-every-7th", median (frequent, ROUNDS), 0, NULL, 30);
  /* The worst that one can type: nearly all of them. */
  for (guint i = 0; i < ROUNDS; i++)
    frequent[i] = time_search (store, "t", &n_found);
  printf ("{\"name\": \"chat-search-100000-one-letter\", \"value\": %.3f, \"unit\": \"ms\"}\n",
          median (frequent, ROUNDS));
}

static double
time_open (EaselStore *store, gint64 thread, guint n_messages)
{
  g_autoptr (DexFuture) future = NULL;
  double start = now_ms ();
  GArray *heads = g_value_get_boxed (wait_for (easel_store_messages_branch (store, thread, 0), &future));

  g_assert_cmpuint (heads->len, ==, n_messages);
  return now_ms () - start;
}

/* All rows of the thread without their words, by SQLite alone. */
static double
time_rows (sqlite3 *database, gint64 thread)
{
  double start = now_ms ();
  sqlite3_stmt *statement = NULL;
  guint n = 0;

  sqlite3_prepare_v2 (database,
                      "SELECT id, parent_id, kind, state, block_count, length, reasoning_length, "
                      "token_counts, attachment_count FROM messages WHERE thread_id = ? ORDER BY id",
                      -1, &statement, NULL);
  sqlite3_bind_int64 (statement, 1, thread);
  while (sqlite3_step (statement) == SQLITE_ROW)
    {
      for (int column = 0; column < 9; column++)
        n += sqlite3_column_bytes (statement, column) > 0;
    }
  sqlite3_finalize (statement);
  g_assert_cmpuint (n, >, 0);
  return now_ms () - start;
}

static void
bench_open (EaselStore *store, const char *path, gint64 large, gint64 small)
{
  sqlite3 *database = NULL;
  double opened[ROUNDS], rows[ROUNDS], few[ROUNDS];

  g_assert_cmpint (sqlite3_open_v2 (path, &database, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  for (guint i = 0; i < ROUNDS; i++)
    {
      opened[i] = time_open (store, large, N_MESSAGES);
      rows[i] = time_rows (database, large);
      few[i] = time_open (store, small, 200);
    }
  sqlite3_close (database);
  tell ("chat-open-10000", median (opened, ROUNDS), median (rows, ROUNDS), "the rows by SQLite alone", 5);
  tell ("chat-open-200", median (few, ROUNDS), 0, NULL, 3);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
}

int
main (void)
{
  g_autofree char *folder = g_dir_make_tmp ("easel-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "easel.db", NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (EaselStore) store = NULL;
  g_autoptr (DexFuture) opened = NULL;
  g_autoptr (DexFuture) closed = NULL;
  gint64 large = 0, small;

  dex_init ();
  store = easel_store_new (path);
  wait_for (easel_store_open (store), &opened);
  for (guint i = 0; i < N_THREADS; i++)
    large = add_thread (store, rand, N_MESSAGES);
  small = add_thread (store, rand, 200);
  bench_search (store);
  bench_open (store, path, large, small);
  wait_for (easel_store_close (store), &closed);
  remove_folder (folder);
  return 0;
}
