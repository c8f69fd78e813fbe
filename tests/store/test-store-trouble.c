// SPDX-License-Identifier: GPL-3.0-or-later
#define _GNU_SOURCE
#include "config.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "easel-error.h"
#include "easel-store-interactions.h"
#include "easel-store-models.h"
#include "easel-store-private.h"
#include "easel-store-prompts.h"
#include "easel-store-revisions.h"
#include "easel-store-settings.h"
#include "store-test-util.h"

/* What happens when the disk, the folder, the file or its format are not right. */

static void
run_sql (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  char *message = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  if (sqlite3_exec (db, sql, NULL, NULL, &message) != SQLITE_OK)
    g_error ("%s: %s", sql, message);
  sqlite3_close (db);
}

static gint64
ask (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *s = NULL;
  gint64 answer;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  if (sqlite3_prepare_v2 (db, sql, -1, &s, NULL) != SQLITE_OK)
    g_error ("%s: %s", sql, sqlite3_errmsg (db));
  g_assert_cmpint (sqlite3_step (s), ==, SQLITE_ROW);
  answer = sqlite3_column_int64 (s, 0);
  sqlite3_finalize (s);
  sqlite3_close (db);
  return answer;
}

static char *
hash_file (const char *path)
{
  g_autofree char *content = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &content, &length, NULL) || length == 0)
    return g_strdup ("no file, or an empty one");
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guchar *) content, length);
}

/* Opening path fails so, and its bytes stay. */
static void
refuse (const char *path, const char *part)
{
  EaselStore *store = easel_store_new (path);
  g_autofree char *before = hash_file (path);
  g_autofree char *after = NULL;

  test_wait_error (easel_store_open (store), EASEL_ERROR_STORAGE, part);
  test_wait_error (easel_store_prompts_create (store, "x", 0), EASEL_ERROR_STORAGE, part);
  test_wait_error (easel_store_prompts_list (store, NULL, 0, 0), EASEL_ERROR_STORAGE, part);
  test_close (store);
  after = hash_file (path);
  g_assert_cmpstr (before, ==, after);
}

static void
make_database (const char *path, guint n_prompts)
{
  EaselStore *store = test_open (path);

  for (guint i = 0; i < n_prompts; i++)
    {
      gint64 id = test_wait_int64 (easel_store_prompts_create (store, "a title", 0));

      test_add_revision (store, id, 0, "some text of a prompt that fills a page of the file after a while");
    }
  test_close (store);
}

/* ------------------------------------------------------------------ folders */

static void
test_file_in_the_way (void)
{
  g_autofree char *folder = test_make_folder ();
  g_autofree char *file = g_build_filename (folder, "file", NULL);
  g_autofree char *path = g_build_filename (file, "easel", "easel.db", NULL);

  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  refuse (path, file);
  g_unlink (file);
  /* The same path works when the file is gone: nothing was remembered. */
  make_database (path, 1);
  test_remove_folder (folder);
}

static void
test_folder_as_file (void)
{
  g_autofree char *folder = test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "easel.db", NULL);

  g_mkdir (path, 0700);
  refuse (path, path);
  test_remove_folder (folder);
}

/* In a process of its own, since it needs mounts or limits; 77: not permitted. What it mounts
 * is seen by it alone. */
static void
in_child (int (*func) (const char *folder))
{
  g_autofree char *folder = NULL;
  g_autofree char *skipped = NULL;

  if (g_test_subprocess ())
    {
      folder = g_strdup (g_getenv ("EASEL_TEST_FOLDER"));
      if (func (folder) == 77)
        {
          skipped = g_build_filename (folder, "skipped", NULL);
          g_assert_true (g_file_set_contents (skipped, "", 0, NULL));
        }
      return;
    }
  folder = test_make_folder ();
  skipped = g_build_filename (folder, "skipped", NULL);
  g_setenv ("EASEL_TEST_FOLDER", folder, TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
  g_test_trap_assert_passed ();
  if (g_file_test (skipped, G_FILE_TEST_EXISTS))
    g_test_skip ("This process may not mount");
  test_remove_folder (folder);
}

static gboolean
mount_small (const char *folder)
{
  return unshare (CLONE_NEWNS) == 0 && mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
         mount ("tmpfs", folder, "tmpfs", 0, "size=1200k,mode=700") == 0;
}

static int
read_only_child (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "easel", "easel.db", NULL);
  g_autofree char *other = g_build_filename (folder, "new", "easel.db", NULL);

  if (geteuid () == 0)
    {
      if (!mount_small (folder))
        return 77;
      make_database (path, 1);
      if (mount (NULL, folder, NULL, MS_REMOUNT | MS_RDONLY, NULL) != 0)
        return 77;
    }
  else
    {
      g_autofree char *parent = g_path_get_dirname (path);

      make_database (path, 1);
      g_chmod (path, 0400);
      g_chmod (parent, 0500);
      g_chmod (folder, 0500);
    }
  refuse (path, path);
  refuse (path, "writable");
  refuse (other, "new");
  return 0;
}

static void
test_read_only (void)
{
  in_child (read_only_child);
}

/* --------------------------------------------------------------- full disks */

/* Writes until it fails; all that was saved before is there, and it goes on when there is space. */
static void
fill_up (const char *path, void (*make_space) (gpointer data), gpointer data)
{
  EaselStore *store = test_open (path);
  gint64 prompt = test_wait_int64 (easel_store_prompts_create (store, "full", 0));
  g_autofree char *text = g_strnfill (40000, 'x');
  g_autoptr (EaselRevisionRow) row = easel_revision_row_new ();
  g_autoptr (GPtrArray) list = NULL;
  g_auto (GStrv) problems = NULL;
  guint saved = 0, failures = 0, saved_before;
  DexFuture *futures[4];

  row->prompt_id = prompt;
  row->text = g_strdup (text);
  /* Tidying the log away may make room once more. */
  while (failures < 2)
    {
      g_autoptr (GError) error = NULL;

      /* Several wait together and share a transaction; each answer must be true for itself. */
      for (gsize i = 0; i < G_N_ELEMENTS (futures); i++)
        futures[i] = easel_store_revisions_add (store, row);
      saved_before = saved;
      for (gsize i = 0; i < G_N_ELEMENTS (futures); i++)
        {
          g_clear_error (&error);
          saved += test_wait (futures[i], &error);
        }
      g_assert_cmpint (saved, <, 1000);
      if (saved > saved_before)
        {
          failures = 0;
          continue;
        }
      failures++;
      g_assert_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE);
      g_assert_nonnull (strstr (error->message, "no space"));
      g_assert_nonnull (strstr (error->message, path));
    }
  g_assert_cmpint (saved, >, 0);
  list = test_wait_boxed (easel_store_revisions_list (store, prompt));
  g_assert_cmpint (list->len, ==, saved);
  g_assert_false (easel_store_get_read_only (store));

  make_space (data);
  test_add_revision (store, prompt, 0, text);
  problems = test_wait_boxed (easel_store_check (store));
  g_assert_cmpint (g_strv_length (problems), ==, 0);
  test_close (store);
  store = test_open (path);
  g_clear_pointer (&list, g_ptr_array_unref);
  list = test_wait_boxed (easel_store_revisions_list (store, prompt));
  g_assert_cmpint (list->len, ==, saved + 1);
  test_close (store);
  g_test_message ("%u revisions of 40 kB were saved before the disk was full", saved);
}

/* Leaves room for an empty database with its log and a few revisions. */
#define FILLER 300000

static void
remove_filler (gpointer data)
{
  g_unlink (data);
}

static int
full_disk_child (const char *folder)
{
  g_autofree char *filler = g_build_filename (folder, "filler", NULL);
  g_autofree char *path = g_build_filename (folder, "easel.db", NULL);
  g_autofree char *zeros = g_malloc0 (FILLER);
  int fd;

  if (!mount_small (folder))
    return 77;
  g_assert_true (g_file_set_contents (filler, zeros, FILLER, NULL));
  fill_up (path, remove_filler, filler);

  /* No room for even an empty database. The other one's log stays: it holds what found no room. */
  g_free (path);
  path = g_build_filename (folder, "other.db", NULL);
  fd = g_open (filler, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  while (write (fd, zeros, 4096) > 0)
    ;
  close (fd);
  refuse (path, path);
  return 0;
}

static void
test_full_disk (void)
{
  in_child (full_disk_child);
}

static void
raise_limit (gpointer data)
{
  struct rlimit limit;

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

static int
full_limit_child (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "easel.db", NULL);
  struct rlimit limit;

  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = 700000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  fill_up (path, raise_limit, NULL);
  return 0;
}

static void
test_full_limit (void)
{
  in_child (full_limit_child);
}

/* ------------------------------------------------------------ damaged files */

static void
overwrite (const char *path, goffset offset, gsize length)
{
  g_autofree char *noise = g_malloc (length);
  FILE *file = g_fopen (path, "r+");

  for (gsize i = 0; i < length; i++)
    noise[i] = (char) (0xa5 ^ i);
  g_assert_nonnull (file);
  g_assert_cmpint (fseek (file, offset, SEEK_SET), ==, 0);
  g_assert_cmpint (fwrite (noise, 1, length, file), ==, length);
  fclose (file);
}

static void
test_damaged (void)
{
  g_autofree char *folder = test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "easel.db", NULL);
  g_autofree char *copy = g_strconcat (path, ".before-7", NULL);
  g_autofree char *good = NULL;
  gsize length = 0;

  make_database (path, 300);
  g_assert_true (g_file_get_contents (path, &good, &length, NULL));
  g_assert_cmpint (length, >, 100000);

  overwrite (path, 0, 64);
  refuse (path, path);
  refuse (path, "no copy");
  g_assert_true (g_file_set_contents (copy, good, (gssize) length, NULL));
  refuse (path, copy);

  /* Each page of it, one after the other: found, or harmless (a free page). */
  for (gsize page = 0; page < length / 4096; page += 5)
    {
      EaselStore *store = easel_store_new (path);
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (path, good, (gssize) length, NULL));
      overwrite (path, (goffset) page * 4096 + (page == 0 ? 100 : 0), 3000);
      g_assert_false (test_wait (easel_store_open (store), &error));
      g_assert_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE);
      if (strstr (error->message, "damaged") == NULL || strstr (error->message, copy) == NULL)
        g_error ("Page %d: %s", (int) page, error->message);
      test_close (store);
    }

  /* Cut at the end, cut to almost nothing, cut to nothing. */
  g_assert_true (g_file_set_contents (path, good, (gssize) length / 2, NULL));
  refuse (path, "damaged");
  g_assert_true (g_file_set_contents (path, good, 50, NULL));
  refuse (path, "damaged");
  g_assert_true (g_file_set_contents (path, good, 0, NULL));
  refuse (path, "damaged");
  g_assert_true (g_file_set_contents (path,
                                      "This is no database, but it is long enough to have a header of that "
                                      "size, so it is read and looked at as one.",
                                      -1, NULL));
  refuse (path, "damaged");
  test_remove_folder (folder);
}

static gboolean
has_problem (gpointer data)
{
  return easel_store_get_problem (data) != NULL;
}

/* A large one opens at once; what is wrong with it is found behind, and nothing more is written. */
static void
test_damaged_large (void)
{
  g_autofree char *folder = test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "easel.db", NULL);
  g_auto (GStrv) problems = NULL;
  EaselStore *store;

  make_database (path, 1);
  run_sql (path, "CREATE TABLE large (a); INSERT INTO large "
                 "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
                 "SELECT hex(randomblob(1000)) FROM n;");
  store = test_open (path);
  test_wait_true (easel_store_settings_set (store, "a", "b"));
  problems = test_wait_boxed (easel_store_check (store));
  g_assert_cmpint (g_strv_length (problems), ==, 0);
  g_assert_null (easel_store_get_problem (store));
  test_close (store);

  for (int page = 300; page < 320; page++)
    overwrite (path, page * 4096, 100);
  store = test_open (path);
  test_iterate_until (has_problem, store, 20);
  g_assert_nonnull (strstr (easel_store_get_problem (store), path));
  g_assert_true (easel_store_get_read_only (store));
  test_wait_error (easel_store_settings_set (store, "a", "c"), EASEL_ERROR_STORAGE, "damaged");
  g_clear_pointer (&problems, g_strfreev);
  problems = test_wait_boxed (easel_store_check (store));
  g_assert_cmpint (g_strv_length (problems), >, 0);
  test_close (store);

  /* Closed at once, while it is still looked through. */
  test_close (test_open (path));
  test_remove_folder (folder);
}

/* The check on demand finds what a quick look at the start leaves out. */
static void
test_check_finds (void)
{
  g_autofree char *folder = test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "easel.db", NULL);
  EaselStore *store;
  g_auto (GStrv) problems = NULL;

  make_database (path, 3);
  run_sql (path, "PRAGMA foreign_keys = OFF; UPDATE revisions SET parent_id = 12345 WHERE id = 2;");
  store = test_open (path);
  problems = test_wait_boxed (easel_store_check (store));
  g_assert_cmpint (g_strv_length (problems), ==, 1);
  g_assert_nonnull (strstr (problems[0], "revisions"));
  test_close (store);
  test_remove_folder (folder);
}

static void
test_foreign (void)
{
  g_autofree char *folder = test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "easel.db", NULL);

  run_sql (path, "PRAGMA application_id = 77; CREATE TABLE t (a);");
  refuse (path, "another program");
  test_remove_folder (folder);
}

/* --------------------------------------------------------- newer and older */

static void
test_newer (void)
{
  g_autofree char *folder = test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "easel.db", NULL);
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autofree char *path_copy = g_build_filename (folder, "logged.db", NULL);
  g_autofree char *wal_copy = g_strconcat (path_copy, "-wal", NULL);
  g_autofree char *wal_hash = NULL;
  g_autofree char *wal_hash_after = NULL;
  g_autoptr (GFile) from = g_file_new_for_path (path);
  g_autoptr (GFile) to = g_file_new_for_path (path_copy);
  g_autoptr (GFile) wal_from = g_file_new_for_path (wal);
  g_autoptr (GFile) wal_to = g_file_new_for_path (wal_copy);
  sqlite3 *db = NULL;

  make_database (path, 2);

  /* The newer version stands in the log only, as after a kill. */
  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "PRAGMA user_version = 99", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_true (g_file_copy (from, to, 0, NULL, NULL, NULL, NULL));
  g_assert_true (g_file_copy (wal_from, wal_to, 0, NULL, NULL, NULL, NULL));
  sqlite3_close (db);
  wal_hash = hash_file (wal_copy);
  refuse (path_copy, "newer");
  wal_hash_after = hash_file (wal_copy);
  g_assert_cmpstr (wal_hash, ==, wal_hash_after);

  refuse (path, "newer");
  refuse (path, "Update Easel");
  g_assert_false (g_file_test (wal, G_FILE_TEST_EXISTS));
  test_remove_folder (folder);
}

static gboolean
is_read_only (gpointer data)
{
  return easel_store_get_read_only (data);
}

/* A newer program upgrades the database while this one has it open. */
static void
test_overtaken (gconstpointer data)
{
  gboolean by_write = GPOINTER_TO_INT (data);
  g_autofree char *folder = test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "easel.db", NULL);
  EaselStore *store = test_open (path);
  g_autoptr (GPtrArray) list = NULL;

  test_wait_int64 (easel_store_prompts_create (store, "before", 0));
  run_sql (path, "PRAGMA user_version = 1000");
  if (by_write)
    test_wait_error (easel_store_prompts_create (store, "after", 0), EASEL_ERROR_STORAGE, "newer Easel");
  test_iterate_until (is_read_only, store, 20);
  g_assert_nonnull (strstr (easel_store_get_problem (store), "newer Easel"));
  test_wait_error (easel_store_prompts_create (store, "after", 0), EASEL_ERROR_STORAGE, "newer Easel");
  list = test_wait_boxed (easel_store_prompts_list (store, NULL, 0, 0));
  g_assert_cmpint (list->len, ==, 1);
  test_close (store);
  g_assert_cmpint (ask (path, "SELECT count(*) FROM prompts"), ==, 1);
  test_remove_folder (folder);
}

/* The file is moved away, or deleted, while it is open: nothing is written to where nobody
 * finds it; put back, it is written again. */
static void
test_moved (void)
{
  g_autofree char *folder = test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "easel.db", NULL);
  g_autofree char *away = g_build_filename (folder, "elsewhere.db", NULL);
  EaselStore *store = test_open (path);
  g_autoptr (GPtrArray) list = NULL;

  test_wait_int64 (easel_store_prompts_create (store, "before", 0));
  g_assert_cmpint (g_rename (path, away), ==, 0);
  for (guint i = 0; i < 3; i++)
    test_wait_error (easel_store_prompts_create (store, "lost", 0), EASEL_ERROR_STORAGE, "moved or deleted");
  list = test_wait_boxed (easel_store_prompts_list (store, NULL, 0, 0));
  g_assert_cmpint (list->len, ==, 1);
  g_assert_cmpint (g_rename (away, path), ==, 0);
  test_wait_int64 (easel_store_prompts_create (store, "after", 0));
  test_close (store);
  g_assert_cmpint (ask (path, "SELECT count(*) FROM prompts"), ==, 2);
  test_remove_folder (folder);
}

static EaselStore *
open_with (const char *path, const EaselMigrations *migrations, GError **error)
{
  EaselStore *store = easel_store_new (path);

  _easel_store_set_migrations (store, migrations);
  test_wait (easel_store_open (store), error);
  return store;
}

static void
test_migrations (void)
{
  static const char *const sqls[] = {
    "CREATE TABLE t (a INTEGER PRIMARY KEY); INSERT INTO t VALUES (1), (2);",
    "CREATE TABLE u (b REFERENCES t (a)); INSERT INTO u VALUES (1);",
    "CREATE TABLE v (c); INSERT INTO t VALUES (3); INSERT INTO missing VALUES (1);",
  };
  static const char *const dangling[] = { NULL, NULL, "DELETE FROM t WHERE a = 1;" };
  static const char *const good[] = { NULL, NULL, "ALTER TABLE u ADD COLUMN d;", "CREATE TABLE w (x);" };
  const EaselMigrations one = { sqls, 1 }, two = { sqls, 2 }, bad = { sqls, 3 }, loose = { dangling, 3 },
                        four = { good, 4 };
  g_autofree char *folder = test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "easel.db", NULL);
  g_autofree char *copy2 = g_strconcat (path, ".before-2", NULL);
  g_autofree char *copy3 = g_strconcat (path, ".before-3", NULL);
  g_autofree char *copy4 = g_strconcat (path, ".before-4", NULL);
  g_autoptr (GError) error = NULL;
  struct stat status;

  test_close (open_with (path, &one, &error));
  g_assert_no_error (error);
  g_assert_false (g_file_test (copy2, G_FILE_TEST_EXISTS));

  test_close (open_with (path, &two, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ask (path, "PRAGMA user_version"), ==, 2);
  g_assert_cmpint (ask (copy2, "PRAGMA user_version"), ==, 1);
  g_assert_cmpint (ask (copy2, "SELECT count(*) FROM t"), ==, 2);
  g_assert_cmpint (ask (copy2, "SELECT count(*) FROM sqlite_schema WHERE name = 'u'"), ==, 0);
  g_assert_cmpint (g_stat (copy2, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);

  /* One that fails half way, and one that leaves a row pointing at nothing. */
  test_close (open_with (path, &bad, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE);
  g_assert_nonnull (strstr (error->message, path));
  g_clear_error (&error);
  test_close (open_with (path, &loose, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE);
  g_clear_error (&error);
  g_assert_cmpint (ask (path, "PRAGMA user_version"), ==, 2);
  g_assert_cmpint (ask (path, "SELECT count(*) FROM t"), ==, 2);
  g_assert_cmpint (ask (path, "SELECT count(*) FROM sqlite_schema WHERE name = 'v'"), ==, 0);
  g_assert_cmpint (ask (copy3, "PRAGMA user_version"), ==, 2);

  /* A new one is made at once, and leaves no copies. */
  {
    g_autofree char *fresh = g_build_filename (folder, "fresh.db", NULL);
    g_autofree char *fresh_copy = g_strconcat (fresh, ".before-2", NULL);

    test_close (open_with (fresh, &two, &error));
    g_assert_no_error (error);
    g_assert_cmpint (ask (fresh, "PRAGMA user_version"), ==, 2);
    g_assert_false (g_file_test (fresh_copy, G_FILE_TEST_EXISTS));
  }

  /* Both that are missing, in order; the older program then refuses it. */
  test_close (open_with (path, &four, &error));
  g_assert_no_error (error);
  g_assert_cmpint (ask (path, "PRAGMA user_version"), ==, 4);
  g_assert_cmpint (ask (copy4, "PRAGMA user_version"), ==, 3);
  test_close (open_with (path, &two, &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_STORAGE);
  test_remove_folder (folder);
}

/* A database of each released schema opens with all that is in it. */
static void
test_fixture (void)
{
  g_autofree char *folder = test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "easel.db", NULL);
  g_autofree char *dump = g_test_build_filename (G_TEST_DIST, "schema-1.sql", NULL);
  g_autofree char *sql = NULL;
  g_autoptr (GPtrArray) prompts = NULL;
  g_autoptr (GPtrArray) edits = NULL;
  g_autoptr (GPtrArray) models = NULL;
  EaselModelRow *model;
  g_auto (GStrv) problems = NULL;
  g_autoptr (EaselRevisionRow) revision = NULL;
  EaselStore *store;

  g_assert_true (g_file_get_contents (dump, &sql, NULL, NULL));
  run_sql (path, sql);
  store = test_open (path);
  prompts = test_wait_boxed (easel_store_prompts_list (store, "城堡", 0, 0));
  g_assert_cmpint (prompts->len, ==, 1);
  revision =
      test_wait_boxed (easel_store_revisions_get_current (store, ((EaselPromptRow *) prompts->pdata[0])->id));
  g_assert_cmpstr (revision->text, ==, "a vivid castle, 夜の城堡 🏰");
  g_assert_cmpint (revision->number, ==, 2);
  edits = test_wait_boxed (easel_store_interactions_list (store, 0, "vivid", 0, 0));
  g_assert_cmpint (edits->len, ==, 1);
  /* What the user had said of a model is still the user's, and can be reset. */
  models = test_wait_boxed (easel_store_models_list (store, NULL));
  g_assert_cmpint (models->len, ==, 1);
  model = models->pdata[0];
  g_assert_cmpint (model->price_input, ==, 150000);
  g_assert_cmpint (model->user_fields, ==, EASEL_MODEL_FIELD_PRICE_INPUT);
  test_wait_true (easel_store_models_edit (store, model->id, model, 0, EASEL_MODEL_FIELD_PRICE_INPUT));
  g_clear_pointer (&models, g_ptr_array_unref);
  models = test_wait_boxed (easel_store_models_list (store, NULL));
  model = models->pdata[0];
  g_assert_cmpint (model->price_input, ==, -1);
  g_assert_null (model->price_source);
  problems = test_wait_boxed (easel_store_check (store));
  g_assert_cmpint (g_strv_length (problems), ==, 0);
  test_close (store);
  /* The ledger knows whose calls they were. */
  g_assert_cmpint (ask (path, "SELECT count(*) FROM usage"), >, 0);
  g_assert_cmpint (ask (path, "SELECT count(*) FROM usage u LEFT JOIN providers p ON p.id = u.provider_id "
                              "WHERE p.slug IS NOT u.provider_slug"),
                   ==, 0);
  test_remove_folder (folder);
}

/* Two hundred kilobytes of settings do not make a batch fail for one bad member. */
static void
test_batch (void)
{
  g_autofree char *folder = test_make_folder ();
  g_autofree char *path = g_build_filename (folder, "easel.db", NULL);
  EaselStore *store = test_open (path);
  DexFuture *futures[300];

  for (int i = 0; i < 300; i++)
    {
      g_autofree char *title = g_strdup_printf ("title %d", i);

      futures[i] = i % 3 == 0 ? easel_store_prompts_rename (store, 100000 + i, title)
                              : easel_store_prompts_create (store, title, i % 3 == 1 ? 0 : 4711);
    }
  for (int i = 0; i < 300; i++)
    {
      if (i % 3 == 0)
        test_wait_error (futures[i], EASEL_ERROR_NOT_FOUND, NULL);
      else if (i % 3 == 1)
        g_assert_cmpint (test_wait_int64 (futures[i]), >, 0);
      else
        test_wait_error (futures[i], EASEL_ERROR_INVALID_INPUT, NULL);
    }
  test_close (store);
  g_assert_cmpint (ask (path, "SELECT count(*) FROM prompts"), ==, 100);
  test_remove_folder (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  g_test_add_func ("/store/trouble/file-in-the-way", test_file_in_the_way);
  g_test_add_func ("/store/trouble/folder-as-file", test_folder_as_file);
  g_test_add_func ("/store/trouble/read-only", test_read_only);
  g_test_add_func ("/store/trouble/full-disk", test_full_disk);
  g_test_add_func ("/store/trouble/full-limit", test_full_limit);
  g_test_add_func ("/store/trouble/damaged", test_damaged);
  g_test_add_func ("/store/trouble/damaged-large", test_damaged_large);
  g_test_add_func ("/store/trouble/check-finds", test_check_finds);
  g_test_add_func ("/store/trouble/foreign", test_foreign);
  g_test_add_func ("/store/trouble/newer", test_newer);
  g_test_add_data_func ("/store/trouble/overtaken/seen", GINT_TO_POINTER (FALSE), test_overtaken);
  g_test_add_data_func ("/store/trouble/overtaken/writing", GINT_TO_POINTER (TRUE), test_overtaken);
  g_test_add_func ("/store/trouble/moved", test_moved);
  g_test_add_func ("/store/trouble/migrations", test_migrations);
  g_test_add_func ("/store/trouble/fixture", test_fixture);
  g_test_add_func ("/store/trouble/batch", test_batch);

  return g_test_run ();
}
