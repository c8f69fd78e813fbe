// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-job-private.h"
#include "maker-test.h"

/* Jobs that somebody began and another goes on with, whatever happens between. */

/* Closed while the provider works: asked after the next time, not made again. */
static void
test_replicate_resume (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) png = maker_make_png (f);
  g_autofree char *get = maker_url_of (f, "/v1/predictions/p1");
  g_autofree char *file = maker_url_of (f, "/out.png");
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselJob) job = NULL;

  maker_add_replicate (f);
  maker_add_json (f, "/v1/predictions", 0,
                  "{\"id\":\"p1\",\"status\":\"starting\",\"urls\":{\"get\":\"%s\"}}", get);
  maker_add_json (f, "/v1/predictions/p1", 0, "{\"id\":\"p1\",\"status\":\"processing\"}");
  jobs = maker_start (f, &request, "owner/name");
  job = g_list_model_get_item (jobs, 0);
  service_wait_until (easel_job_get_state (job) == EASEL_JOB_STATE_RUNNING);
  g_clear_object (&job);
  g_clear_object (&jobs);
  service_restart (f);
  easel_test_server_clear (f->server);
  maker_add_json (f, "/v1/predictions/p1", 0, "{\"id\":\"p1\",\"status\":\"succeeded\",\"output\":\"%s\"}",
                  file);
  easel_test_server_add_bytes (f->server, "/out.png", 200, "image/png", g_bytes_get_data (png, NULL),
                               g_bytes_get_size (png));
  service_await (easel_generate_service_resume (easel_context_get_generate (f->context), FALSE));
  job = g_list_model_get_item (easel_generate_service_get_jobs (easel_context_get_generate (f->context)), 0);
  service_await (easel_job_wait (job));
  g_assert_cmpint (easel_job_get_state (job), ==, EASEL_JOB_STATE_STORED);
  g_assert_cmpuint (maker_count_requests (f, "POST", "/v1/predictions"), ==, 1);
}

/* One 404 among the answers loses nothing that was paid for; a 410 is believed. */
static void
test_missing (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) png = maker_make_png (f);
  g_autofree char *file = maker_url_of (f, "/out.png");
  g_autofree char *output = g_strdup_printf ("\"%s\"", file);

  g_object_unref (maker_start_running (f));
  service_restart (f);
  easel_test_server_clear (f->server);
  easel_test_answer_set_times (
      easel_test_server_add (f->server, "/v1/predictions/p1", 404, "application/json", "{}"), 1);
  maker_add_done (f, png, output);
  g_object_unref (maker_resume (f, EASEL_JOB_STATE_STORED));
  g_assert_cmpuint (maker_count_requests (f, "POST", "/v1/predictions"), ==, 1);

  service_sql_run (f->dir, "UPDATE jobs SET state = 'running', finished_at = NULL WHERE ticket IS NOT NULL");
  service_restart (f);
  easel_test_server_clear (f->server);
  easel_test_server_add (f->server, "/v1/predictions/p1", 410, "application/json", "{}");
  g_object_unref (maker_resume (f, EASEL_JOB_STATE_EXPIRED));
}

/* However long it was not asked after, it is asked before it counts as lost. */
static void
test_old (ServiceFixture *f, gconstpointer data)
{
  const char *age = "UPDATE jobs SET state = 'running', finished_at = NULL, sent_at = sent_at - 30 * 86400 * "
                    "1000000 WHERE ticket IS NOT NULL";
  g_autoptr (GBytes) png = maker_make_png (f);
  g_autofree char *file = maker_url_of (f, "/out.png");
  g_autofree char *output = g_strdup_printf ("\"%s\"", file);

  g_object_unref (maker_start_running (f));
  service_restart (f);
  service_sql_run (f->dir, age);
  easel_test_server_clear (f->server);
  maker_add_done (f, png, output);
  g_object_unref (maker_resume (f, EASEL_JOB_STATE_STORED));

  /* A provider that never comes to an end. */
  service_sql_run (f->dir, age);
  service_restart (f);
  easel_test_server_clear (f->server);
  maker_add_json (f, "/v1/predictions/p1", 0, "{\"id\":\"p1\",\"status\":\"processing\"}");
  g_object_unref (maker_resume (f, EASEL_JOB_STATE_EXPIRED));
}

/* What is no picture beside one that is, and one that is gone, lose nobody the picture. */
static void
test_mixed (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) png = maker_make_png (f);
  g_autofree char *file = maker_url_of (f, "/out.png");
  g_autofree char *notes = maker_url_of (f, "/notes.json");
  g_autofree char *gone = maker_url_of (f, "/gone.png");
  g_autofree char *output =
      g_strdup_printf ("{\"notes\":\"%s\",\"picture\":\"%s\",\"mask\":\"%s\"}", notes, file, gone);
  g_autoptr (EaselJob) job = NULL;

  g_object_unref (maker_start_running (f));
  service_restart (f);
  easel_test_server_clear (f->server);
  maker_add_done (f, png, output);
  maker_add_json (f, "/notes.json", 0, "{\"seed\":5}");
  easel_test_server_add (f->server, "/gone.png", 404, "text/plain", "gone");
  job = maker_resume (f, EASEL_JOB_STATE_STORED);
  g_assert_cmpuint (easel_job_get_n_assets (job), ==, 1);
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM assets JOIN jobs ON jobs.id = job_id WHERE "
                                            "ticket IS NOT NULL"),
                   ==, 1);
}

/* A network that is away for long: what is paid for is fetched when it is back. */
static void
test_patience (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) png = maker_make_png (f);
  g_autofree char *file = maker_url_of (f, "/out.png");
  g_autofree char *output = g_strdup_printf ("\"%s\"", file);
  g_autoptr (EaselJob) job = maker_start_running (f);

  easel_test_server_clear (f->server);
  easel_test_answer_set_fault (easel_test_server_add (f->server, "/out.png", 200, "image/png", ""),
                               EASEL_TEST_FAULT_STALL, EASEL_TEST_BEFORE_HEAD);
  maker_add_done (f, NULL, output);
  service_wait_until (easel_job_get_state (job) == EASEL_JOB_STATE_DOWNLOADING);
  g_clear_object (&job);
  service_restart (f);
  service_sql_run (f->dir, "UPDATE jobs SET tries = 5 WHERE state = 'downloading'");
  easel_test_server_clear (f->server);
  /* As often as the way out tries by itself. */
  for (guint i = 0; i < 3; i++)
    {
      EaselTestAnswer *broken = easel_test_server_add (f->server, "/out.png", 200, "image/png", "");

      easel_test_answer_set_times (broken, 1);
      easel_test_answer_set_fault (broken, EASEL_TEST_FAULT_RESET, EASEL_TEST_BEFORE_HEAD);
    }
  easel_test_server_add_bytes (f->server, "/out.png", 200, "image/png", g_bytes_get_data (png, NULL),
                               g_bytes_get_size (png));
  g_object_unref (maker_resume (f, EASEL_JOB_STATE_STORED));
  g_assert_cmpint (service_sql_int (f->dir, "SELECT tries FROM jobs WHERE ticket IS NOT NULL"), ==, 6);
}

/* A cancellation that is on its way is not forgotten when the others are gone on with,
 * holds up nobody who closes, and is told once more the next time. */
static void
test_cancel_resumed (ServiceFixture *f, gconstpointer data)
{
  EaselGenerateService *service = easel_context_get_generate (f->context);
  g_autoptr (EaselJob) job = maker_start_running (f);
  g_autoptr (EaselJob) again = NULL;
  gint64 begun;

  easel_test_answer_set_fault (
      easel_test_server_add (f->server, "/v1/predictions/p1/cancel", 200, "application/json", "{}"),
      EASEL_TEST_FAULT_STALL, EASEL_TEST_BEFORE_HEAD);
  g_object_unref (service_await_object (easel_generate_service_cancel (service, easel_job_get_id (job))));
  service_wait_until (maker_count_requests (f, "POST", "/v1/predictions/p1/cancel") == 1);
  service_await (easel_generate_service_resume (service, FALSE));
  g_object_unref (service_await_object (easel_generate_service_resume_job (service, easel_job_get_id (job))));
  g_assert_true (_easel_job_is_cancelled (job));
  g_clear_object (&job);

  begun = g_get_monotonic_time ();
  service_restart (f);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 15 * G_USEC_PER_SEC);
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM jobs WHERE state = 'cancelling'"), ==, 1);
  easel_test_server_clear (f->server);
  maker_add_json (f, "/v1/predictions/p1/cancel", 0, "{\"id\":\"p1\",\"status\":\"canceled\"}");
  again = maker_resume (f, EASEL_JOB_STATE_CANCELLED);
  g_assert_cmpint (easel_job_get_cancel (again), ==, EASEL_JOB_CANCEL_DONE);
}

static EaselJob *
find_job (EaselContext *context, gint64 id)
{
  return easel_generate_service_find_job (easel_context_get_generate (context), id);
}

/* An account that refuses at first and then does not: nobody has to do anything. */
static void
test_comes_back (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) png = maker_make_png (f);
  g_autofree char *file = maker_url_of (f, "/out.png");
  g_autofree char *output = g_strdup_printf ("\"%s\"", file);
  gint64 id;
  g_autoptr (EaselJob) job = maker_start_running (f);

  id = easel_job_get_id (job);
  g_clear_object (&job);
  service_restart (f);
  easel_test_server_clear (f->server);
  easel_test_answer_set_times (
      easel_test_server_add (f->server, "/v1/predictions/p1", 401, "application/json", "{}"), 1);
  maker_add_done (f, png, output);
  service_await (easel_generate_service_keep_up (easel_context_get_generate (f->context)));
  job = find_job (f->context, id);
  service_wait_until (easel_job_get_error (job) != NULL);
  g_assert_error (easel_job_get_error (job), EASEL_ERROR, EASEL_ERROR_AUTH);
  g_assert_false (easel_job_is_final (job));
  service_wait_until (easel_job_get_state (job) == EASEL_JOB_STATE_STORED);
  g_assert_no_error (easel_job_get_error (job));
  g_assert_cmpuint (maker_count_requests (f, "POST", "/v1/predictions"), ==, 1);
}

/* What another program works on is seen, is left alone while it lives, and is gone on
 * with within seconds when it does not any more. */
static void
test_left_behind (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) png = maker_make_png (f);
  g_autofree char *file = maker_url_of (f, "/out.png");
  g_autofree char *output = g_strdup_printf ("\"%s\"", file);
  EaselContext *other = service_open (f->dir);
  g_autoptr (EaselJob) job = NULL;
  g_autoptr (EaselJob) seen = NULL;
  gint64 begun;

  service_await (easel_generate_service_keep_up (easel_context_get_generate (other)));
  job = maker_start_running (f);
  service_wait_until ((seen = find_job (other, easel_job_get_id (job))) != NULL);
  service_wait_until (easel_job_get_state (seen) == EASEL_JOB_STATE_RUNNING);
  /* Twice as long as it takes to see that nobody has it. */
  begun = g_get_monotonic_time ();
  service_wait_until (g_get_monotonic_time () - begun > 4 * G_USEC_PER_SEC);
  g_assert_cmpuint (easel_generate_service_count_running (easel_context_get_generate (other)), ==, 0);

  g_clear_object (&job);
  service_restart (f);
  begun = g_get_monotonic_time ();
  service_wait_until (easel_generate_service_count_running (easel_context_get_generate (other)) == 1);
  g_test_message ("gone on with after %" G_GINT64_FORMAT " ms", (g_get_monotonic_time () - begun) / 1000);
  easel_test_server_clear (f->server);
  maker_add_done (f, png, output);
  service_wait_until (easel_job_get_state (seen) == EASEL_JOB_STATE_STORED);
  g_assert_cmpuint (maker_count_requests (f, "POST", "/v1/predictions"), ==, 1);
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM assets WHERE job_id IS NOT NULL"), ==, 2);
  g_clear_object (&seen);
  service_close (other);
}

/* What another program began is cancelled from here. */
static void
test_cancel_elsewhere (ServiceFixture *f, gconstpointer data)
{
  EaselContext *other = service_open (f->dir);
  g_autoptr (EaselJob) job = NULL;
  g_autoptr (EaselJob) seen = NULL;

  service_await (easel_generate_service_keep_up (easel_context_get_generate (other)));
  job = maker_start_running (f);
  maker_add_json (f, "/v1/predictions/p1/cancel", 0, "{\"id\":\"p1\",\"status\":\"canceled\"}");
  service_wait_until ((seen = find_job (other, easel_job_get_id (job))) != NULL);
  g_object_unref (service_await_object (
      easel_generate_service_cancel (easel_context_get_generate (other), easel_job_get_id (seen))));
  service_wait_until (easel_job_get_state (job) == EASEL_JOB_STATE_CANCELLED);
  service_wait_until (easel_job_get_state (seen) == EASEL_JOB_STATE_CANCELLED);
  g_assert_cmpint (easel_job_get_cancel (seen), ==, EASEL_JOB_CANCEL_DONE);
  g_assert_cmpuint (maker_count_requests (f, "POST", "/v1/predictions/p1/cancel"), ==, 1);
  g_clear_object (&seen);
  service_close (other);
}

/* Where telling a provider to stop takes away what is done, that is fetched instead. */
static void
test_cancel_late (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) png = maker_make_png (f);
  g_autofree char *file = maker_url_of (f, "/out.png");
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselJob) job = NULL;
  g_autofree char *says = NULL;

  maker_add_account (f, "runway", "/v1", "gen4_image");
  maker_add_json (f, "/v1/text_to_image", 0, "{\"id\":\"t1\"}");
  maker_add_json (f, "/v1/tasks/t1", 0, "{\"id\":\"t1\",\"status\":\"SUCCEEDED\",\"output\":[\"%s\"]}", file);
  easel_test_server_add_bytes (f->server, "/out.png", 200, "image/png", g_bytes_get_data (png, NULL),
                               g_bytes_get_size (png));
  jobs = maker_start (f, &request, "gen4_image");
  job = g_list_model_get_item (jobs, 0);
  service_wait_until (easel_job_get_state (job) == EASEL_JOB_STATE_SUBMITTED);
  g_object_unref (service_await_object (
      easel_generate_service_cancel (easel_context_get_generate (f->context), easel_job_get_id (job))));
  g_clear_object (&job);
  job = maker_finish (jobs, EASEL_JOB_STATE_STORED);
  g_assert_cmpint (easel_job_get_cancel (job), ==, EASEL_JOB_CANCEL_LATE);
  says = easel_job_describe (job);
  g_assert_nonnull (strstr (says, "done before"));
  g_assert_cmpuint (maker_count_requests (f, "DELETE", "/v1/tasks/"), ==, 0);
}

/* Who cannot be told to stop goes on: what comes of it is paid for, and kept. */
static void
test_cancel_untold (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) png = maker_make_png (f);
  g_autofree char *file = maker_url_of (f, "/out.png");
  g_autofree char *output = g_strdup_printf ("\"%s\"", file);
  g_autoptr (EaselJob) job = maker_start_running (f);
  g_autofree char *says = NULL;

  easel_test_server_add (f->server, "/v1/predictions/p1/cancel", 401, "application/json", "{}");
  g_object_unref (service_await_object (
      easel_generate_service_cancel (easel_context_get_generate (f->context), easel_job_get_id (job))));
  service_wait_until (maker_count_requests (f, "POST", "/v1/predictions/p1/cancel") == 3);
  service_wait_until (easel_job_get_cancel (job) == EASEL_JOB_CANCEL_FAILED);
  says = easel_job_describe (job);
  g_assert_nonnull (strstr (says, "could not be told"));
  g_assert_false (easel_job_is_final (job));
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM usage WHERE state = 'unconfirmed'"), ==, 0);

  easel_test_server_clear (f->server);
  maker_add_done (f, png, output);
  service_wait_until (easel_job_get_state (job) == EASEL_JOB_STATE_STORED);
  g_assert_cmpuint (easel_job_get_n_assets (job), ==, 1);
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM usage WHERE state = 'done' AND "
                                            "provider_slug = 'maker'"),
                   ==, 1);
}

/* Of several, what was fetched is in the library, whatever becomes of the others. */
static void
test_parts (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) png = maker_make_png (f);
  g_autofree char *file = maker_url_of (f, "/out.png");
  g_autofree char *slow = maker_url_of (f, "/slow.png");
  g_autofree char *output = g_strdup_printf ("[\"%s\",\"%s\"]", file, slow);
  EaselGenerateService *service;
  g_autoptr (EaselJob) job = maker_start_running (f);
  const char *count = "SELECT count(*) FROM assets JOIN jobs ON jobs.id = job_id WHERE ticket IS NOT NULL";

  easel_test_server_clear (f->server);
  easel_test_answer_set_fault (easel_test_server_add (f->server, "/slow.png", 200, "image/png", ""),
                               EASEL_TEST_FAULT_STALL, EASEL_TEST_BEFORE_HEAD);
  maker_add_done (f, png, output);
  service_wait_until (service_sql_int (f->dir, count) == 1);
  g_assert_cmpint (easel_job_get_state (job), ==, EASEL_JOB_STATE_DOWNLOADING);
  g_clear_object (&job);
  service_restart (f);
  service = easel_context_get_generate (f->context);
  easel_test_server_clear (f->server);
  easel_test_server_add (f->server, "/out.png", 404, "text/plain", "gone");
  easel_test_server_add (f->server, "/slow.png", 404, "text/plain", "gone");
  job = maker_resume (f, EASEL_JOB_STATE_STORED);
  g_assert_cmpuint (maker_count_requests (f, "GET", "/out.png"), ==, 1);
  g_assert_nonnull (strstr (easel_job_get_error (job)->message, "1 of 2"));
  service_await (easel_generate_service_load_assets (service, job));
  g_assert_cmpuint (easel_job_get_n_assets (job), ==, 1);
  g_assert_cmpint (service_sql_int (f->dir, count), ==, 1);
}

/* A program ended while it put several pictures of one answer on the disk. */
static void
test_kept_part (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) png = maker_make_png (f);
  g_autoptr (EaselJob) job = maker_start_running (f);
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT "-2-of-3", easel_job_get_id (job));
  g_autofree char *folder = g_build_filename (f->dir, "jobs", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_clear_object (&job);
  service_close (f->context);
  g_mkdir_with_parents (folder, 0700);
  g_file_set_contents (path, g_bytes_get_data (png, NULL), (gssize) g_bytes_get_size (png), NULL);
  service_sql_run (f->dir, "UPDATE jobs SET state = 'submitting', ticket = NULL WHERE ticket IS NOT NULL");
  f->context = service_open (f->dir);
  job = maker_resume (f, EASEL_JOB_STATE_STORED);
  g_assert_cmpuint (easel_job_get_n_assets (job), ==, 1);
  g_assert_nonnull (strstr (easel_job_get_error (job)->message, "2 of 3"));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* A download that stands still does not keep the next from being made. */
static void
test_slow_download (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *slow = maker_url_of (f, "/slow.png");
  g_autofree char *output = g_strdup_printf ("\"%s\"", slow);
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  g_autoptr (GListModel) jobs = NULL;

  maker_add_replicate (f);
  service_await (
      easel_provider_service_set_most_calls (easel_context_get_providers (f->context), "maker", 1));
  easel_test_answer_set_fault (easel_test_server_add (f->server, "/slow.png", 200, "image/png", ""),
                               EASEL_TEST_FAULT_STALL, EASEL_TEST_BEFORE_HEAD);
  maker_add_json (f, "/v1/predictions", 0, "{\"id\":\"p1\",\"status\":\"succeeded\",\"output\":%s}", output);
  request.count = 3;
  jobs = maker_start (f, &request, "owner/name");
  service_wait_until (maker_count_requests (f, "POST", "/v1/predictions") == 3);
  service_wait_until (maker_count_requests (f, "GET", "/slow.png") == 3);
}

#define ADD(path, func) g_test_add (path, ServiceFixture, NULL, service_set_up, func, service_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  ADD ("/jobs/resume", test_replicate_resume);
  ADD ("/jobs/missing", test_missing);
  ADD ("/jobs/old", test_old);
  ADD ("/jobs/mixed", test_mixed);
  ADD ("/jobs/patience", test_patience);
  ADD ("/jobs/cancel-resumed", test_cancel_resumed);
  ADD ("/jobs/comes-back", test_comes_back);
  ADD ("/jobs/left-behind", test_left_behind);
  ADD ("/jobs/cancel-elsewhere", test_cancel_elsewhere);
  ADD ("/jobs/cancel-late", test_cancel_late);
  ADD ("/jobs/cancel-untold", test_cancel_untold);
  ADD ("/jobs/parts", test_parts);
  ADD ("/jobs/kept-part", test_kept_part);
  ADD ("/jobs/slow-download", test_slow_download);
  return g_test_run ();
}
