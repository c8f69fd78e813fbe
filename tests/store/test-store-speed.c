// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <sqlite3.h>

#include "easel-error.h"
#include "easel-store-prompts.h"
#include "easel-store-revisions.h"
#include "easel-store-settings.h"
#include "store-test-util.h"

/* A hundred thousand prompts. Bounds are wide: they catch a scan, not a slow machine. */

#define N_PROMPTS 100000
#define N_TEXTS 5000

typedef struct
{
  char *folder;
  EaselStore *store;
} Fixture;

static void
fill (const char *path)
{
  static const char *const words[] = { "castle", "river",  "portrait", "neon",      "fog",
                                       "forest", "城堡",   "golden",   "(oil:1.2)", "lantern",
                                       "market", "winter", "glass",    "tower" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autofree char **texts = g_new0 (char *, N_TEXTS);
  sqlite3 *db = NULL;
  sqlite3_stmt *prompt, *revision, *search;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, "PRAGMA synchronous = OFF; BEGIN", NULL, NULL, NULL);
  sqlite3_prepare_v2 (
      db,
      "INSERT INTO prompts (id, title, snippet, revision_id, revision_count, created_at, updated_at) "
      "VALUES (?1, 'Prompt ' || ?1, ?2, ?1, 1, ?1, ?1)",
      -1, &prompt, NULL);
  sqlite3_prepare_v2 (db,
                      "INSERT INTO revisions (id, prompt_id, number, text, origin, created_at) "
                      "VALUES (?1, ?1, 1, ?2, 'typed', ?1)",
                      -1, &revision, NULL);
  sqlite3_prepare_v2 (
      db,
      "INSERT INTO prompt_search (rowid, title, text, negative_text) VALUES (?1, 'Prompt ' || ?1, "
      "replace(replace(?2, '城堡', ' 城  堡 '), '独角', ' 独  角 '), '')",
      -1, &search, NULL);
  for (int i = 0; i < N_TEXTS; i++)
    {
      GString *text = g_string_new (NULL);

      for (int j = 0; j < 25; j++)
        g_string_append_printf (text, "%s%d ", words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))],
                                g_rand_int_range (rand, 0, 50));
      texts[i] = g_string_free (text, FALSE);
    }
  for (int i = 1; i <= N_PROMPTS; i++)
    {
      const char *text = i == 77777 ? "unicorn 独角 🦄" : texts[i % N_TEXTS];
      sqlite3_stmt *all[] = { prompt, revision, search };
      for (gsize k = 0; k < G_N_ELEMENTS (all); k++)
        {
          sqlite3_bind_int64 (all[k], 1, i);
          sqlite3_bind_text (all[k], 2, text, -1, SQLITE_TRANSIENT);
          g_assert_cmpint (sqlite3_step (all[k]), ==, SQLITE_DONE);
          sqlite3_reset (all[k]);
        }
    }
  for (int i = 0; i < N_TEXTS; i++)
    g_free (texts[i]);
  sqlite3_finalize (prompt);
  sqlite3_finalize (revision);
  sqlite3_finalize (search);
  g_assert_cmpint (sqlite3_exec (db, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autofree char *path = NULL;

  f->folder = test_make_folder ();
  path = g_build_filename (f->folder, "easel.db", NULL);
  test_close (test_open (path));
  fill (path);
  f->store = test_open (path);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  test_close (f->store);
  test_remove_folder (f->folder);
  g_free (f->folder);
}

static double
time_list (EaselStore *store, const char *search, guint limit, guint *found)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GPtrArray) list = test_wait_boxed (easel_store_prompts_list (store, search, limit, 0));

  *found = list->len;
  return (double) (g_get_monotonic_time () - start) / 1000;
}

static void
measure (EaselStore *store, const char *search, guint expected)
{
  guint found = 0;
  double best = G_MAXDOUBLE;

  for (int i = 0; i < 3; i++)
    best = MIN (best, time_list (store, search, 200, &found));
  g_test_message ("“%s”: %u rows in %.1f ms", search != NULL ? search : "", found, best);
  g_assert_cmpint (found, ==, expected);
  g_assert_cmpfloat (best, <, 3000);
}

static void
test_many (Fixture *f, gconstpointer data)
{
  double longest = 0;
  gboolean checked = FALSE;
  DexFuture *check;
  guint saves = 0;

  measure (f->store, NULL, 200);
  measure (f->store, "unicorn", 1);
  measure (f->store, "独角", 1);
  measure (f->store, "🦄", 1);
  measure (f->store, "castle1 tower2", 200);
  measure (f->store, "c", 200);
  measure (f->store, "城堡", 200);
  measure (f->store, "absent", 0);

  /* Searches that nobody waits for any more stop; the one behind them comes at once. */
  {
    guint found;
    double one = time_list (f->store, "🦕", 0, &found), many;
    gint64 start = g_get_monotonic_time ();
    g_autoptr (GPtrArray) list = NULL;

    for (int i = 0; i < 30; i++)
      dex_unref (easel_store_prompts_list (f->store, "🦕", 0, 0));
    list = test_wait_boxed (easel_store_prompts_list (f->store, "unicorn", 0, 0));
    many = (double) (g_get_monotonic_time () - start) / 1000;
    g_test_message ("A scan takes %.0f ms; after 30 dropped ones an answer came in %.0f ms", one, many);
    g_assert_cmpfloat (many, <, one * 10 + 200);
  }

  /* A check of the whole file holds up neither saves nor reads. */
  check = easel_store_check (f->store);
  while (!checked)
    {
      gint64 start = g_get_monotonic_time ();

      test_wait_true (easel_store_settings_set (f->store, "key", saves % 2 ? "a" : "b"));
      longest = MAX (longest, (double) (g_get_monotonic_time () - start) / 1000);
      saves++;
      checked = !dex_future_is_pending (check);
    }
  test_wait (check, NULL);
  g_test_message ("%u saves during a full check, the longest took %.1f ms", saves, longest);
  g_assert_cmpint (saves, >, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add ("/store/speed/many", Fixture, NULL, set_up, test_many, tear_down);

  return g_test_run ();
}
