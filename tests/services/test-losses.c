// SPDX-License-Identifier: GPL-3.0-or-later
/* memmem(3) */
#define _GNU_SOURCE
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "easel-generate-service-private.h"
#include "easel-job-private.h"
#include "easel-library-service-private.h"
#include "easel-media-report.h"
#include "easel-store-jobs.h"
#include "maker-test.h"

/* What could be lost, or paid for against somebody's will, between two steps. */

/* The last job is as if it had never been sent; this program knows nothing of its
 * model yet. */
static void
unsend (ServiceFixture *f)
{
  service_close (f->context);
  service_sql_run (f->dir,
                   "UPDATE jobs SET state = 'queued', ticket = NULL, outputs = NULL, usage_id = NULL, "
                   "sent_at = NULL, finished_at = NULL, error = NULL, error_code = NULL "
                   "WHERE provider_slug = 'maker'");
  f->context = service_open (f->dir);
}

/* Cancelled while it is looked up what the model takes: it is not sent after that. */
static void
test_cancel_unsent (ServiceFixture *f, gconstpointer data)
{
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  EaselGenerateService *service;
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselJob) job = NULL;
  guint n_asked;

  maker_add_replicate (f);
  maker_add_json (f, "/v1/predictions", 0, "{\"id\":\"p1\",\"status\":\"failed\",\"error\":\"no\"}");
  jobs = maker_start (f, &request, "owner/name");
  g_object_unref (maker_finish (jobs, EASEL_JOB_STATE_FAILED));
  g_clear_object (&jobs);
  unsend (f);

  service = easel_context_get_generate (f->context);
  n_asked = maker_count_requests (f, "GET", "/v1/models/owner/name");
  easel_test_server_clear (f->server);
  easel_test_answer_set_head_delay (
      easel_test_server_add (f->server, "/v1/models/owner/name", 200, "application/json", "{}"), 1500);
  maker_add_json (f, "/v1/predictions", 0, "{\"id\":\"p1\",\"status\":\"failed\",\"error\":\"no\"}");
  service_await (easel_generate_service_resume (service, TRUE));
  job = g_list_model_get_item (easel_generate_service_get_jobs (service), 0);
  service_wait_until (maker_count_requests (f, "GET", "/v1/models/owner/name") > n_asked);
  g_object_unref (service_await_object (easel_generate_service_cancel (service, easel_job_get_id (job))));
  service_await (easel_job_wait (job));
  g_assert_cmpstr (easel_job_state_to_string (easel_job_get_state (job)), ==, "cancelled");
  g_assert_cmpint (easel_job_get_cancel (job), ==, EASEL_JOB_CANCEL_UNSENT);
  g_assert_cmpuint (maker_count_requests (f, "POST", "/v1/predictions"), ==, 1);
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM usage WHERE state = 'unconfirmed'"), ==, 0);
}

/* One 404 where a file is to be is not the end of it; and what counted as gone can be
 * asked for once more. */
static void
test_gone_once (ServiceFixture *f, gconstpointer data)
{
  EaselGenerateService *service = easel_context_get_generate (f->context);
  g_autoptr (GBytes) png = maker_make_png (f);
  g_autofree char *file = maker_url_of (f, "/out.png");
  g_autofree char *output = g_strdup_printf ("\"%s\"", file);
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (GListModel) others = NULL;
  g_autoptr (EaselJob) lost = NULL;
  g_autoptr (EaselJob) again = NULL;

  maker_add_replicate (f);
  maker_add_json (f, "/v1/predictions", 0, "{\"id\":\"p1\",\"status\":\"succeeded\",\"output\":%s}", output);
  easel_test_answer_set_times (easel_test_server_add (f->server, "/out.png", 404, "text/plain", "not yet"),
                               1);
  easel_test_server_add_bytes (f->server, "/out.png", 200, "image/png", g_bytes_get_data (png, NULL),
                               g_bytes_get_size (png));
  jobs = maker_start (f, &request, "owner/name");
  g_object_unref (maker_finish (jobs, EASEL_JOB_STATE_STORED));

  easel_test_server_clear (f->server);
  maker_add_json (f, "/v1/models/owner/name", 0, "{}");
  maker_add_json (f, "/v1/predictions", 0, "{\"id\":\"p1\",\"status\":\"succeeded\",\"output\":%s}", output);
  easel_test_server_add (f->server, "/out.png", 404, "text/plain", "gone");
  others = maker_start (f, &request, "owner/name");
  lost = maker_finish (others, EASEL_JOB_STATE_EXPIRED);
  g_assert_true (easel_job_can_fetch (lost));
  easel_test_server_clear (f->server);
  easel_test_server_add_bytes (f->server, "/out.png", 200, "image/png", g_bytes_get_data (png, NULL),
                               g_bytes_get_size (png));
  again = service_await_object (easel_generate_service_resume_job (service, easel_job_get_id (lost)));
  service_await (easel_job_wait (again));
  g_assert_cmpint (easel_job_get_state (again), ==, EASEL_JOB_STATE_STORED);
  g_assert_cmpuint (maker_count_requests (f, "POST", "/v1/predictions"), ==, 2);
}

/* The first of two is gone; the second is away for a moment only. */
static void
test_gone_first (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) png = maker_make_png (f);
  g_autofree char *gone = maker_url_of (f, "/gone.png");
  g_autofree char *file = maker_url_of (f, "/out.png");
  g_autofree char *bad = maker_url_of (f, "/bad.png");
  g_autofree char *output = g_strdup_printf ("[\"%s\",\"%s\",\"%s\"]", gone, bad, file);
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselJob) job = NULL;

  maker_add_replicate (f);
  maker_add_json (f, "/v1/predictions", 0, "{\"id\":\"p1\",\"status\":\"succeeded\",\"output\":%s}", output);
  easel_test_server_add (f->server, "/gone.png", 410, "text/plain", "gone");
  /* More often than the way out tries by itself. */
  easel_test_answer_set_times (easel_test_server_add (f->server, "/bad.png", 503, "text/plain", "busy"), 5);
  easel_test_server_add_bytes (f->server, "/bad.png", 200, "image/png", g_bytes_get_data (png, NULL),
                               g_bytes_get_size (png));
  easel_test_server_add_bytes (f->server, "/out.png", 200, "image/png", g_bytes_get_data (png, NULL),
                               g_bytes_get_size (png));
  jobs = maker_start (f, &request, "owner/name");
  job = maker_finish (jobs, EASEL_JOB_STATE_STORED);
  g_assert_cmpuint (easel_job_get_n_assets (job), ==, 2);
}

/* What stood in the answer cannot be fetched again: cut off, it is kept as it is. And
 * beside it what is no picture loses nobody the one that is. */
static void
test_inside (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) png = maker_make_png (f);
  g_autofree char *cut = g_base64_encode (g_bytes_get_data (png, NULL), g_bytes_get_size (png) - 20);
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselJob) job = NULL;

  maker_add_account (f, "gemini", "/v1beta", "picture-model");
  maker_add_json (f, "/v1beta/models/picture-model:generateContent", 0,
                  "{\"candidates\":[{\"content\":{\"parts\":[{\"inlineData\":{\"mimeType\":\"image/png\","
                  "\"data\":\"AAAA\"}},{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"%s\"}}]},"
                  "\"finishReason\":\"STOP\"}],\"responseId\":\"r1\"}",
                  cut);
  jobs = maker_start (f, &request, "picture-model");
  job = maker_finish (jobs, EASEL_JOB_STATE_STORED);
  g_assert_cmpuint (easel_job_get_n_assets (job), ==, 1);
}

static char *
add_orphan (ServiceFixture *f, gconstpointer data, gsize size)
{
  g_autofree char *hash = g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, size);
  char *path = g_build_filename (f->dir, "files", hash, NULL);

  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
  return path;
}

/* A file that nobody knows may be the only copy of something, also if it is no longer
 * whole or cannot be read now. */
static void
test_orphan (ServiceFixture *f, gconstpointer data)
{
  EaselLibraryService *library = easel_context_get_library (f->context);
  g_autoptr (GBytes) png = maker_make_png (f);
  g_autofree char *path = add_orphan (f, g_bytes_get_data (png, NULL), g_bytes_get_size (png) - 20);
  g_autofree char *odd = add_orphan (f, "\x89PNG\r\n\x1a\nnothing", 15);
  g_autoptr (EaselMediaReport) report = service_await_boxed (easel_library_service_check (library));

  g_assert_cmpuint (report->orphaned->len, ==, 2);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (odd, G_FILE_TEST_EXISTS));
}

/* What a model drew in a conversation was paid for: whole or not. */
static void
test_drawn (ServiceFixture *f, gconstpointer data)
{
  EaselLibraryService *library = easel_context_get_library (f->context);
  g_autoptr (GBytes) png = maker_make_png (f);
  g_autoptr (GBytes) cut = g_bytes_new_from_bytes (png, 0, g_bytes_get_size (png) - 20);
  g_autoptr (EaselAsset) asset =
      service_await_object (_easel_library_service_add_made (library, cut, "maker", "Maker", "model"));

  g_assert_cmpint (easel_asset_get_bytes (asset), ==, (gint64) g_bytes_get_size (cut));
}

static gboolean
holds (const char *path, const char *words)
{
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  return memmem (contents, length, words, strlen (words)) != NULL;
}

/* Where the user's files lie is nobody's business who gets the picture. */
static void
test_paths (ServiceFixture *f, gconstpointer data)
{
  static const char workflow[] =
      "{\"a\":{\"class_type\":\"KSampler\",\"inputs\":{\"seed\":1,\"steps\":30,\"cfg\":5,"
      "\"positive\":[\"c\",0],\"negative\":[\"d\",0],\"latent_image\":[\"e\",0]}},"
      "\"c\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"old\",\"clip\":[\"m\",1]}},"
      "\"d\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"ugly\",\"clip\":[\"m\",1]}},"
      "\"e\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":512,\"height\":512}},"
      "\"m\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"mine.safetensors\"}}}";
  EaselLibraryService *library = easel_context_get_library (f->context);
  g_autofree char *path = g_build_filename (f->dir, "my-workflow.json", NULL);
  g_autofree char *folder = g_build_filename (f->dir, "out", NULL);
  g_autoptr (GFile) out = g_file_new_for_path (folder);
  g_autoptr (GBytes) png = maker_make_png (f);
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselJob) job = NULL;
  const EaselAssetMetadata all[] = { EASEL_ASSET_METADATA_ALL, EASEL_ASSET_METADATA_PROMPT };
  g_autoptr (GDir) dir = NULL;
  const char *name;
  guint n = 0;

  g_assert_true (g_file_set_contents (path, workflow, -1, NULL));
  maker_add_account (f, "comfyui", "", "model.safetensors");
  maker_add_json (f, "/object_info/KSampler", 0, "{}");
  maker_add_json (f, "/prompt", 0, "{\"prompt_id\":\"c1\"}");
  maker_add_json (f, "/queue", 0, "{\"queue_running\":[],\"queue_pending\":[]}");
  maker_add_json (f, "/history/c1", 0,
                  "{\"c1\":{\"outputs\":{\"9\":{\"images\":[{\"filename\":\"a.png\",\"type\":\"output\"}]}},"
                  "\"status\":{\"status_str\":\"success\",\"completed\":true,\"messages\":[]}}}");
  easel_test_server_add_bytes (f->server, "/view", 200, "image/png", g_bytes_get_data (png, NULL),
                               g_bytes_get_size (png));
  request.workflow = path;
  jobs = maker_start (f, &request, "model.safetensors");
  job = maker_finish (jobs, EASEL_JOB_STATE_STORED);
  for (gsize i = 0; i < G_N_ELEMENTS (all); i++)
    service_await (easel_library_service_export (library, easel_job_get_asset_id (job, 0), out, all[i]));
  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *copy = g_build_filename (folder, name, NULL);

      g_assert_true (holds (copy, "a boat"));
      g_assert_false (holds (copy, "my-workflow"));
      n++;
    }
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (all));
}

/* As a program leaves it that ended when all was kept and nothing said so. */
static void
leave_kept (ServiceFixture *f, gint64 id, GBytes *png, const char *ledger)
{
  g_autofree char *name = g_strdup_printf ("%" G_GINT64_FORMAT "-0-of-1", id);
  g_autofree char *folder = g_build_filename (f->dir, "jobs", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  service_close (f->context);
  g_mkdir_with_parents (folder, 0700);
  g_assert_true (
      g_file_set_contents (path, g_bytes_get_data (png, NULL), (gssize) g_bytes_get_size (png), NULL));
  service_sql_run (f->dir, ledger);
  service_sql_run (f->dir,
                   "UPDATE jobs SET state = 'submitting', ticket = NULL, outputs = NULL, finished_at = NULL "
                   "WHERE provider_slug = 'maker'");
  f->context = service_open (f->dir);
}

/* What was kept was paid for: the ledger says so, and forgets nothing that it knew. */
static void
test_kept_settled (ServiceFixture *f, gconstpointer data)
{
  static const char cost[] = "SELECT cost FROM usage WHERE provider_slug = 'maker' AND state = 'done'";
  g_autoptr (GBytes) png = maker_make_png (f);
  g_autoptr (EaselJob) job = maker_start_running (f);
  gint64 id = easel_job_get_id (job);

  g_clear_object (&job);
  service_await (easel_provider_service_edit_model (
      easel_context_get_providers (f->context), "maker:owner/name",
      &(EaselModelEdit) { .set = EASEL_FACT_PRICE_IMAGE, .price_image = 40000 }));
  leave_kept (f, id, png,
              "UPDATE usage SET state = 'unconfirmed', cost = NULL, owner = NULL WHERE provider_slug = "
              "'maker'");
  job = maker_resume (f, EASEL_JOB_STATE_STORED);
  g_assert_cmpuint (easel_job_get_n_assets (job), ==, 1);
  g_assert_cmpint (service_sql_int (f->dir, cost), ==, 40000);

  g_clear_object (&job);
  leave_kept (f, id, png, "UPDATE usage SET cost = 55000 WHERE provider_slug = 'maker'");
  g_object_unref (maker_resume (f, EASEL_JOB_STATE_STORED));
  g_assert_cmpint (service_sql_int (f->dir, cost), ==, 55000);
}

/* A job that could be fetched once more; what it made lies at "/out.png". */
static EaselJob *
start_lost (ServiceFixture *f, GBytes *png)
{
  g_autofree char *file = maker_url_of (f, "/out.png");
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  g_autoptr (GListModel) jobs = NULL;
  EaselJob *job;

  maker_add_replicate (f);
  maker_add_json (f, "/v1/predictions", 0, "{\"id\":\"p1\",\"status\":\"succeeded\",\"output\":\"%s\"}",
                  file);
  easel_test_server_add (f->server, "/out.png", 410, "text/plain", "gone");
  jobs = maker_start (f, &request, "owner/name");
  job = maker_finish (jobs, EASEL_JOB_STATE_EXPIRED);
  easel_test_server_clear (f->server);
  easel_test_server_add_bytes (f->server, "/out.png", 200, "image/png", g_bytes_get_data (png, NULL),
                               g_bytes_get_size (png));
  return job;
}

/* What another program has taken is left to it. And who looks twice at once at what
 * came of it sees each once. */
static void
test_held (ServiceFixture *f, gconstpointer data)
{
  EaselGenerateService *service = easel_context_get_generate (f->context);
  static const char open[] = "SELECT count(*) FROM jobs WHERE state = 'downloading'";
  g_autoptr (GBytes) png = maker_make_png (f);
  g_autoptr (EaselJob) lost = start_lost (f, png);
  gint64 id = easel_job_get_id (lost);
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselJobLock) lock = NULL;
  g_autoptr (EaselJob) job = NULL;
  g_autoptr (DexFuture) first = NULL;

  /* Its own program lets it go a moment after it has ended. */
  service_wait_until (easel_generate_service_count_running (service) == 0);
  lock = easel_store_jobs_lock (service->store, id, &error);
  g_assert_no_error (error);
  g_assert_nonnull (lock);
  job = service_await_object (easel_generate_service_resume_job (service, id));
  service_await (easel_job_wait (job));
  g_assert_cmpint (easel_job_get_state (job), ==, EASEL_JOB_STATE_EXPIRED);
  g_assert_cmpint (service_sql_int (f->dir, open), ==, 0);
  g_clear_pointer (&lock, easel_job_lock_release);

  g_clear_object (&job);
  job = service_await_object (easel_generate_service_resume_job (service, id));
  service_await (easel_job_wait (job));
  g_assert_cmpint (easel_job_get_state (job), ==, EASEL_JOB_STATE_STORED);

  g_clear_object (&job);
  g_clear_object (&lost);
  service_restart (f);
  service = easel_context_get_generate (f->context);
  service_await (easel_generate_service_load (service, 10));
  job = easel_generate_service_find_job (service, id);
  g_assert_nonnull (job);
  first = easel_generate_service_load_assets (service, job);
  service_await (easel_generate_service_load_assets (service, job));
  service_await (g_steal_pointer (&first));
  g_assert_cmpuint (easel_job_get_n_assets (job), ==, 1);
}

#define ADD(path, func) g_test_add (path, ServiceFixture, NULL, service_set_up, func, service_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  ADD ("/losses/cancel-unsent", test_cancel_unsent);
  ADD ("/losses/gone-once", test_gone_once);
  ADD ("/losses/gone-first", test_gone_first);
  ADD ("/losses/inside", test_inside);
  ADD ("/losses/orphan", test_orphan);
  ADD ("/losses/drawn", test_drawn);
  ADD ("/losses/paths", test_paths);
  ADD ("/losses/kept-settled", test_kept_settled);
  ADD ("/losses/held", test_held);
  return g_test_run ();
}
