// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "service-test.h"

/* Clips from the wish to the library, with the samples. */

#define CLIP "sandbox:clip"

static GListModel *
start (ServiceFixture *f, const EaselGenerateRequest *request)
{
  return service_await_object (
      easel_generate_service_start (easel_context_get_generate (f->context), request));
}

static EaselGenerateRequest
make_request (const char *model, const char *prompt)
{
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;

  request.kind = EASEL_PURPOSE_VIDEO;
  request.model = model;
  request.prompt = prompt;
  return request;
}

static void
test_takes (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (EaselModelTakes) takes = service_await_boxed (
      easel_generate_service_describe (easel_context_get_generate (f->context), NULL, EASEL_PURPOSE_VIDEO));

  g_assert_cmpuint (g_strv_length (takes->ratios), ==, 3);
  g_assert_cmpfloat (takes->min_duration, ==, 1);
  g_assert_cmpfloat (takes->max_duration, ==, 6);
  g_assert_cmpint (takes->takes, ==, EASEL_TAKES_SEED | EASEL_TAKES_NEGATIVE);
}

/* A clip that the library takes for one, with a thumbnail that its first frame is. */
static void
test_sample (ServiceFixture *f, gconstpointer data)
{
  EaselLibraryService *library = easel_context_get_library (f->context);
  EaselGenerateRequest request = make_request (NULL, "a lighthouse by the sea");
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselJob) job = NULL;
  g_autoptr (EaselAssetList) list = NULL;
  g_autoptr (EaselAsset) asset = NULL;
  g_autoptr (EaselPixels) pixels = NULL;

  request.ratio = "9:16";
  request.duration = 3;
  request.seed = 7;
  jobs = start (f, &request);
  job = g_list_model_get_item (jobs, 0);
  service_wait_until (easel_job_get_progress (job) > 0 && easel_job_get_progress (job) < 1);
  service_await (easel_job_wait (job));
  g_assert_cmpstr (easel_job_state_to_string (easel_job_get_state (job)), ==, "stored");
  g_assert_cmpstr (easel_job_get_asset_mime (job, 0), ==, "video/mp4");
  g_assert_cmpint (easel_job_get_cost (job), ==, 0);

  list = easel_library_service_list (library, NULL);
  service_wait_until (easel_asset_list_is_ready (list));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 1);
  asset = g_list_model_get_item (G_LIST_MODEL (list), 0);
  service_wait_until (easel_asset_is_loaded (asset));
  g_assert_cmpstr (easel_asset_get_kind (asset), ==, "video");
  g_assert_cmpint (easel_asset_get_width (asset), ==, 180);
  g_assert_cmpint (easel_asset_get_height (asset), ==, 320);
  g_assert_cmpint (easel_asset_get_duration (asset), ==, 3 * G_USEC_PER_SEC);
  pixels = service_await_boxed (easel_library_service_load_thumbnail (library, asset, 256));
  g_assert_cmpint (pixels->height, ==, 256);
  g_assert_cmpint (pixels->width, ==, 144);
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM usage WHERE kind = 'video'"), ==, 1);
}

/* Asked in the middle, the samples stop; nothing comes of it. */
static void
test_cancel (ServiceFixture *f, gconstpointer data)
{
  EaselGenerateRequest request = make_request (CLIP, "a forest");
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselJob) job = NULL;

  request.duration = 6;
  jobs = start (f, &request);
  job = g_list_model_get_item (jobs, 0);
  service_wait_until (easel_job_get_progress (job) > 0);
  g_object_unref (service_await_object (
      easel_generate_service_cancel (easel_context_get_generate (f->context), easel_job_get_id (job))));
  service_await (easel_job_wait (job));
  g_assert_cmpstr (easel_job_state_to_string (easel_job_get_state (job)), ==, "cancelled");
  g_assert_cmpint (easel_job_get_cancel (job), ==, EASEL_JOB_CANCEL_DONE);
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM assets"), ==, 0);
}

/* The same, as an account of Replicate: both models listed, a clip and a picture made. */
static void
test_replicate (ServiceFixture *f, gconstpointer data)
{
  EaselProviderService *providers = easel_context_get_providers (f->context);
  g_autofree char *url = NULL;
  g_autoptr (EaselProvider) provider = NULL;
  g_autoptr (EaselModel) clip = NULL;
  g_autoptr (EaselModel) painter = NULL;
  EaselGenerateRequest request = make_request ("copy:easel/clip", "a boat");
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselJob) job = NULL;
  guint port = 0;

  g_assert_true (easel_provider_service_serve_samples (providers, 0, &port, NULL));
  url = g_strdup_printf ("http://127.0.0.1:%u/v1", port);
  provider = service_await_object (
      easel_provider_service_add (providers, "replicate", "Copy", "copy", url, NULL, FALSE));
  service_await (easel_provider_service_refresh_models (providers, "copy"));
  clip = easel_provider_service_find_any_model (providers, "copy:easel/clip");
  painter = easel_provider_service_find_any_model (providers, "copy:easel/painter");
  g_assert_nonnull (clip);
  g_assert_nonnull (painter);
  g_assert_cmpint (easel_model_get_kinds (clip), ==, EASEL_PURPOSE_VIDEO);
  g_assert_cmpint (easel_model_get_kinds (painter), ==, EASEL_PURPOSE_IMAGE);
  request.duration = 1;
  request.spend = EASEL_SPEND_UNKNOWN_PRICE;
  jobs = start (f, &request);
  job = g_list_model_get_item (jobs, 0);
  service_await (easel_job_wait (job));
  g_assert_cmpstr (easel_job_state_to_string (easel_job_get_state (job)), ==, "stored");
  g_clear_object (&job);
  g_clear_object (&jobs);
  request.model = "copy:easel/painter";
  request.kind = EASEL_PURPOSE_IMAGE;
  request.duration = 0;
  request.width = request.height = 64;
  jobs = start (f, &request);
  job = g_list_model_get_item (jobs, 0);
  service_await (easel_job_wait (job));
  g_assert_cmpstr (easel_job_state_to_string (easel_job_get_state (job)), ==, "stored");
  g_assert_cmpstr (easel_job_get_asset_mime (job, 0), ==, "image/png");
}

/* What it cannot do is said before anything is sent. */
static void
test_limits (ServiceFixture *f, gconstpointer data)
{
  EaselGenerateService *service = easel_context_get_generate (f->context);
  EaselGenerateRequest longer = make_request (CLIP, "a forest");
  EaselGenerateRequest wider = make_request (CLIP, "a forest");
  EaselGenerateRequest stepped = make_request (CLIP, "a forest");
  EaselGenerateRequest editor = make_request ("sandbox:editor", "a forest");

  longer.duration = 7;
  wider.ratio = "21:9";
  stepped.steps = 9;
  service_await_error (easel_generate_service_start (service, &longer), EASEL_ERROR_INVALID_INPUT);
  service_await_error (easel_generate_service_start (service, &wider), EASEL_ERROR_INVALID_INPUT);
  service_await_error (easel_generate_service_start (service, &stepped), EASEL_ERROR_INVALID_INPUT);
  service_await_error (easel_generate_service_start (service, &editor), EASEL_ERROR_UNSUPPORTED);
  editor.model = CLIP;
  editor.kind = EASEL_PURPOSE_IMAGE;
  service_await_error (easel_generate_service_start (service, &editor), EASEL_ERROR_UNSUPPORTED);
}

#define ADD(path, func) g_test_add (path, ServiceFixture, NULL, service_set_up, func, service_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  ADD ("/clips/takes", test_takes);
  ADD ("/clips/sample", test_sample);
  ADD ("/clips/cancel", test_cancel);
  ADD ("/clips/replicate", test_replicate);
  ADD ("/clips/limits", test_limits);
  return g_test_run ();
}
