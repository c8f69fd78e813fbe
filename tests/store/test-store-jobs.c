// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <gio/gio.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#include "easel-asset-row.h"
#include "easel-error.h"
#include "easel-store-jobs.h"
#include "store-test-util.h"

/*
 * The journal of work that is paid for: its stages, who may work on a job, and three
 * programs on one queue. Those are this program anew.
 */

#define N_PROCESSES 3
#define N_JOBS 60

static EaselJobRow *
make_row (const char *prompt)
{
  EaselJobRow *row = easel_job_row_new ();

  row->kind = g_strdup ("image");
  row->provider_slug = g_strdup ("mine");
  row->provider_name = g_strdup ("Mine");
  row->model_id = g_strdup ("model");
  row->protocol = g_strdup ("openai");
  row->written = g_strdup (prompt);
  row->prompt = g_strdup (prompt);
  row->negative = g_strdup ("");
  row->seed = -1;
  row->own_id = g_uuid_string_random ();
  return row;
}

static gint64
add_jobs (EaselStore *store, guint n)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_job_row_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (rows, make_row ("a boat"));
  return test_wait_int64 (easel_store_jobs_add (store, rows));
}

static gint64
ask (const char *path, const char *sql)
{
  sqlite3 *db = NULL;
  sqlite3_stmt *s = NULL;
  gint64 answer = -1;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  sqlite3_busy_timeout (db, 10000);
  g_assert_cmpint (sqlite3_prepare_v2 (db, sql, -1, &s, NULL), ==, SQLITE_OK);
  if (sqlite3_step (s) == SQLITE_ROW)
    answer = sqlite3_column_int64 (s, 0);
  sqlite3_finalize (s);
  sqlite3_close (db);
  return answer;
}

static EaselJobRow *
get_job (EaselStore *store, gint64 id)
{
  return test_wait_boxed (easel_store_jobs_get (store, id));
}

static void
set_stage (EaselStore *store, gint64 id, EaselJobStage stage)
{
  g_autoptr (EaselJobRow) got = get_job (store, id);
  g_autoptr (EaselJobRow) row = easel_job_row_copy (got);

  row->stage = stage;
  test_wait_true (easel_store_jobs_update (store, row, NULL));
}

/* ---- the tests ---- */

static void
test_batch (TestStore *f, gconstpointer data)
{
  gint64 first = add_jobs (f->store, 3), other = add_jobs (f->store, 2);
  g_autoptr (GPtrArray) all = test_wait_boxed (easel_store_jobs_list (f->store, 0, 100));
  g_autoptr (GPtrArray) before = test_wait_boxed (easel_store_jobs_list (f->store, other, 2));
  g_autoptr (GPtrArray) batch = test_wait_boxed (easel_store_jobs_list_batch (f->store, first + 2));
  g_autoptr (GPtrArray) none = test_wait_boxed (easel_store_jobs_list_batch (f->store, 999));

  g_assert_cmpuint (all->len, ==, 5);
  g_assert_cmpint (((EaselJobRow *) all->pdata[0])->id, ==, other + 1);
  g_assert_cmpuint (before->len, ==, 2);
  g_assert_cmpint (((EaselJobRow *) before->pdata[0])->id, ==, first + 2);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (batch->len, ==, 3);
  for (guint i = 0; i < batch->len; i++)
    {
      const EaselJobRow *row = batch->pdata[i];

      g_assert_cmpint (row->id, ==, first + i);
      g_assert_cmpint (row->batch_id, ==, first);
      g_assert_cmpint (row->position, ==, i);
      g_assert_cmpint (row->stage, ==, EASEL_JOB_QUEUED);
      g_assert_cmpint (row->seed, ==, -1);
      g_assert_cmpint (row->sent_at, ==, 0);
      g_assert_cmpstr (row->parameters, ==, "{}");
      g_assert_null (row->ticket);
    }
  test_wait_error (easel_store_jobs_get (f->store, 999), EASEL_ERROR_NOT_FOUND, "999");
}

/* Each stage is what it was written as; those that are over are not open, and only
 * they have an end. */
static void
test_stages (TestStore *f, gconstpointer data)
{
  gint64 id = add_jobs (f->store, EASEL_N_JOB_STAGES);
  guint n_open = 0;
  g_autoptr (GPtrArray) open = NULL;

  for (int stage = 0; stage < EASEL_N_JOB_STAGES; stage++)
    {
      gboolean final = easel_job_stage_is_final ((EaselJobStage) stage);
      g_autoptr (EaselJobRow) row = NULL;

      set_stage (f->store, id + stage, (EaselJobStage) stage);
      row = get_job (f->store, id + stage);
      g_assert_cmpint (row->stage, ==, stage);
      g_assert_cmpint (row->finished_at != 0, ==, final);
      g_assert_cmpint (row->updated_at, >=, row->created_at);
      n_open += !final;
    }
  open = test_wait_boxed (easel_store_jobs_list_open (f->store));
  g_assert_cmpuint (open->len, ==, n_open);
  for (guint i = 0; i < open->len; i++)
    g_assert_false (easel_job_stage_is_final (((EaselJobRow *) open->pdata[i])->stage));
}

/* That it is sent stands with its call in the ledger, or not at all. */
static void
test_submit (TestStore *f, gconstpointer data)
{
  gint64 id = add_jobs (f->store, 1);
  g_autoptr (EaselJobRow) got = get_job (f->store, id);
  g_autoptr (EaselJobRow) row = easel_job_row_copy (got);
  g_autoptr (EaselJobRow) after = NULL;
  g_autoptr (EaselUsageRow) usage = easel_usage_row_new ();
  g_autoptr (GError) error = NULL;
  gint64 usage_id;

  usage->state = EASEL_USAGE_RESERVED;
  usage->kind = g_strdup ("image");
  usage->provider_slug = g_strdup ("mine");
  usage->model_id = g_strdup ("model");
  row->stage = EASEL_JOB_SUBMITTING;
  row->sent_at = 5;
  row->id = id + 1;
  g_assert_false (
      test_wait (easel_store_jobs_submit (f->store, row, usage, 0, EASEL_RESERVE_UNKNOWN_PRICE), &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND);
  g_assert_cmpint (ask (f->path, "SELECT count(*) FROM usage"), ==, 0);

  row->id = id;
  usage_id = test_wait_int64 (easel_store_jobs_submit (f->store, row, usage, 0, EASEL_RESERVE_UNKNOWN_PRICE));
  after = get_job (f->store, id);
  g_assert_cmpint (after->stage, ==, EASEL_JOB_SUBMITTING);
  g_assert_cmpint (after->usage_id, ==, usage_id);
  g_assert_cmpint (ask (f->path, "SELECT sent_at FROM usage WHERE state = 'reserved'"), ==, 5);

  /* And so does how it ended. */
  usage->id = usage_id + 1;
  usage->state = EASEL_USAGE_DONE;
  row->usage_id = usage_id;
  row->stage = EASEL_JOB_FAILED;
  g_clear_error (&error);
  g_assert_false (test_wait (easel_store_jobs_update (f->store, row, usage), &error));
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND);
  g_clear_pointer (&after, easel_job_row_unref);
  after = get_job (f->store, id);
  g_assert_cmpint (after->stage, ==, EASEL_JOB_SUBMITTING);
}

/* What came of it stands with its last stage, or not at all. */
static void
test_finish (TestStore *f, gconstpointer data)
{
  gint64 id = add_jobs (f->store, 1);
  g_autoptr (EaselJobRow) got = get_job (f->store, id);
  g_autoptr (EaselJobRow) row = easel_job_row_copy (got);
  g_autoptr (GPtrArray) assets = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_asset_row_unref);
  g_autoptr (EaselJobRow) between = NULL;
  g_autoptr (EaselJobRow) after = NULL;
  g_autoptr (GArray) ids = NULL;
  g_autoptr (GArray) listed = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    {
      EaselAssetRow *asset = easel_asset_row_new ();

      g_set_str (&asset->source, "ai");
      g_set_str (&asset->kind, "image");
      g_set_str (&asset->mime, "image/png");
      g_free (asset->hash);
      /* The second is no hash, at first. */
      asset->hash = g_strnfill (i == 0 ? 64 : 63, 'a');
      asset->job_id = id;
      asset->ordinal = i;
      g_ptr_array_add (assets, asset);
    }
  row->stage = EASEL_JOB_STORED;
  g_assert_false (test_wait (easel_store_jobs_finish (f->store, row, assets), &error));
  between = get_job (f->store, id);
  g_assert_cmpint (between->stage, ==, EASEL_JOB_QUEUED);
  listed = test_wait_boxed (easel_store_jobs_list_assets (f->store, id));
  g_assert_cmpuint (listed->len, ==, 0);
  g_clear_pointer (&listed, g_array_unref);

  g_free (((EaselAssetRow *) assets->pdata[1])->hash);
  ((EaselAssetRow *) assets->pdata[1])->hash = g_strnfill (64, 'a');
  ids = test_wait_boxed (easel_store_jobs_finish (f->store, row, assets));
  g_assert_cmpuint (ids->len, ==, 2);
  after = get_job (f->store, id);
  g_assert_cmpint (after->stage, ==, EASEL_JOB_STORED);
  listed = test_wait_boxed (easel_store_jobs_list_assets (f->store, id));
  g_assert_cmpuint (listed->len, ==, 2);
  g_assert_cmpint (g_array_index (listed, gint64, 0), ==, g_array_index (ids, gint64, 0));
}

/* It is asked for once, and not of what is over; what can be fetched again is only
 * what a provider has. */
static void
test_cancel_and_requeue (TestStore *f, gconstpointer data)
{
  gint64 id = add_jobs (f->store, 3), asked;
  g_autoptr (EaselJobRow) first = NULL;
  g_autoptr (EaselJobRow) second = NULL;
  g_autoptr (EaselJobRow) over = NULL;
  g_autoptr (EaselJobRow) ticket = NULL;
  g_autoptr (EaselJobRow) again = NULL;

  test_wait_true (easel_store_jobs_ask_cancel (f->store, id));
  first = get_job (f->store, id);
  asked = first->cancel_asked_at;
  g_assert_cmpint (asked, >, 0);
  test_wait_true (easel_store_jobs_ask_cancel (f->store, id));
  second = get_job (f->store, id);
  g_assert_cmpint (second->cancel_asked_at, ==, asked);
  set_stage (f->store, id + 1, EASEL_JOB_FAILED);
  test_wait_true (easel_store_jobs_ask_cancel (f->store, id + 1));
  over = get_job (f->store, id + 1);
  g_assert_cmpint (over->cancel_asked_at, ==, 0);

  test_wait_error (easel_store_jobs_requeue (f->store, id + 1), EASEL_ERROR_INVALID_INPUT, "once more");
  test_wait_error (easel_store_jobs_requeue (f->store, id + 2), EASEL_ERROR_INVALID_INPUT, "once more");
  ticket = easel_job_row_copy (over);
  g_set_str (&ticket->ticket, "{\"id\":\"x\"}");
  ticket->tries = 5;
  test_wait_true (easel_store_jobs_update (f->store, ticket, NULL));
  test_wait_true (easel_store_jobs_requeue (f->store, id + 1));
  again = get_job (f->store, id + 1);
  g_assert_cmpint (again->stage, ==, EASEL_JOB_SUBMITTED);
  g_assert_cmpint (again->tries, ==, 0);
  g_assert_cmpint (again->finished_at, ==, 0);
}

/* What SQLite would take and JSON or UTF-8 is not. */
static void
test_bad_texts (TestStore *f, gconstpointer data)
{
  gint64 id = add_jobs (f->store, 1);
  g_autoptr (EaselJobRow) got = get_job (f->store, id);
  const char *const bad[] = { "{", "\xff", "" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (EaselJobRow) row = easel_job_row_copy (got);
      g_autoptr (GError) error = NULL;

      g_set_str (&row->ticket, bad[i]);
      g_assert_false (test_wait (easel_store_jobs_update (f->store, row, NULL), &error));
      g_assert_nonnull (error);
    }
}

/* One has a job, nobody else; others are free. */
static void
test_lock (TestStore *f, gconstpointer data)
{
  gint64 id = add_jobs (f->store, 2);
  g_autoptr (GError) error = NULL;
  EaselJobLock *one = easel_store_jobs_lock (f->store, id, &error), *other;

  g_assert_nonnull (one);
  g_assert_null (easel_store_jobs_lock (f->store, id, &error));
  g_assert_no_error (error);
  other = easel_store_jobs_lock (f->store, id + 1, &error);
  g_assert_nonnull (other);
  easel_job_lock_release (one);
  one = easel_store_jobs_lock (f->store, id, &error);
  g_assert_nonnull (one);
  easel_job_lock_release (one);
  easel_job_lock_release (other);
}

/* ---- several programs ---- */

/* Goes through the queue and takes each job that nobody has and nobody had; tells
 * how many those were. */
static int
work (const char *path)
{
  EaselStore *store = test_open (path);
  int n = 0;

  for (gint64 id = 1; id <= N_JOBS; id++)
    {
      EaselJobLock *lock = easel_store_jobs_lock (store, id, NULL);
      g_autoptr (EaselJobRow) got = NULL;

      if (lock == NULL)
        continue;
      got = get_job (store, id);
      if (got->stage == EASEL_JOB_QUEUED)
        {
          g_autoptr (EaselJobRow) row = easel_job_row_copy (got);

          row->tries++;
          row->stage = EASEL_JOB_RUNNING;
          test_wait_true (easel_store_jobs_update (store, row, NULL));
          row->stage = EASEL_JOB_FAILED;
          test_wait_true (easel_store_jobs_update (store, row, NULL));
          n++;
        }
      easel_job_lock_release (lock);
    }
  test_close (store);
  g_print ("%d\n", n);
  return 0;
}

static void
test_three (TestStore *f, gconstpointer data)
{
  GSubprocess *processes[N_PROCESSES];
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GPtrArray) rows = NULL;
  int sum = 0;

  add_jobs (f->store, N_JOBS);
  for (int i = 0; i < N_PROCESSES; i++)
    {
      processes[i] =
          g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, program, "--work", f->path, NULL);
      g_assert_nonnull (processes[i]);
    }
  for (int i = 0; i < N_PROCESSES; i++)
    {
      g_autofree char *said = NULL;

      g_assert_true (g_subprocess_communicate_utf8 (processes[i], NULL, NULL, &said, NULL, NULL));
      g_assert_true (g_subprocess_get_successful (processes[i]));
      g_test_message ("program %d had %d jobs", i + 1, atoi (said));
      sum += atoi (said);
      g_object_unref (processes[i]);
    }
  g_assert_cmpint (sum, ==, N_JOBS);
  rows = test_wait_boxed (easel_store_jobs_list (f->store, 0, 1000));
  g_assert_cmpuint (rows->len, ==, N_JOBS);
  for (guint i = 0; i < rows->len; i++)
    {
      g_assert_cmpint (((EaselJobRow *) rows->pdata[i])->stage, ==, EASEL_JOB_FAILED);
      g_assert_cmpint (((EaselJobRow *) rows->pdata[i])->tries, ==, 1);
    }
}

/* A program that is killed lets go of its job at once. */
static void
test_killed (TestStore *f, gconstpointer data)
{
  gint64 id = add_jobs (f->store, 1);
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, program, "--hold", f->path, NULL);
  EaselJobLock *lock;
  char byte;

  g_assert_cmpint (g_input_stream_read (g_subprocess_get_stdout_pipe (process), &byte, 1, NULL, NULL), ==, 1);
  g_assert_null (easel_store_jobs_lock (f->store, id, NULL));
  g_subprocess_force_exit (process);
  g_subprocess_wait (process, NULL, NULL);
  lock = easel_store_jobs_lock (f->store, id, NULL);
  g_assert_nonnull (lock);
  easel_job_lock_release (lock);
}

static G_NORETURN void
hold (const char *path)
{
  EaselStore *store = test_open (path);
  EaselJobLock *lock = easel_store_jobs_lock (store, 1, NULL);

  g_assert_nonnull (lock);
  g_print ("x");
  fflush (stdout);
  for (;;)
    g_usleep (G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && (g_str_equal (argv[1], "--work") || g_str_equal (argv[1], "--hold")))
    {
      dex_init ();
      if (g_str_equal (argv[1], "--work"))
        return work (argv[2]);
      hold (argv[2]);
    }
  g_test_init (&argc, &argv, NULL);
#define ADD(name)                                                                                            \
  g_test_add ("/store/jobs/" #name, TestStore, NULL, test_store_set_up, test_##name, test_store_tear_down)
  ADD (batch);
  ADD (stages);
  ADD (submit);
  ADD (finish);
  ADD (cancel_and_requeue);
  ADD (bad_texts);
  ADD (lock);
  ADD (three);
  ADD (killed);
#undef ADD
  return g_test_run ();
}
