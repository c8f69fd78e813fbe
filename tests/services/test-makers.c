// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "easel-job-private.h"
#include "easel-json.h"
#include "maker-test.h"

/* Each protocol for pictures, from an account to the library, against a server that
 * answers as its documentation says. */

static void
test_replicate (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) png = maker_make_png (f);
  g_autofree char *get = maker_url_of (f, "/v1/predictions/p1");
  g_autofree char *file = maker_url_of (f, "/out.png");
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselJob) job = NULL;
  g_autoptr (JsonNode) sent = NULL;
  gint64 number;

  maker_add_replicate (f);
  maker_add_json (f, "/v1/predictions", 0,
                  "{\"id\":\"p1\",\"status\":\"starting\",\"urls\":{\"get\":\"%s\"}}", get);
  maker_add_json (
      f, "/v1/predictions/p1", 1,
      "{\"id\":\"p1\",\"status\":\"processing\",\"logs\":\" 10%%|a\\n 42%%|b\",\"urls\":{\"get\":\"%s\"}}",
      get);
  maker_add_json (f, "/v1/predictions/p1", 0, "{\"id\":\"p1\",\"status\":\"succeeded\",\"output\":[\"%s\"]}",
                  file);
  easel_test_server_add_bytes (f->server, "/out.png", 200, "image/png", g_bytes_get_data (png, NULL),
                               g_bytes_get_size (png));
  request.steps = 31;
  service_await_error (
      easel_generate_service_start (easel_context_get_generate (f->context),
                                    &(EaselGenerateRequest) { .model = "maker:owner/name",
                                                              .prompt = "x",
                                                              .count = 1,
                                                              .kind = EASEL_PURPOSE_IMAGE,
                                                              .seed = -1,
                                                              .steps = 31,
                                                              .guidance = request.guidance,
                                                              .strength = request.strength }),
      EASEL_ERROR_INVALID_INPUT);
  request.steps = 20;
  request.seed = 5;
  jobs = maker_start (f, &request, "owner/name");
  job = maker_finish (jobs, EASEL_JOB_STATE_STORED);
  g_assert_cmpfloat (easel_job_get_progress (job), >, 0.41);
  sent = maker_get_sent (f, "/v1/predictions");
  g_assert_cmpstr (easel_json_get_string (sent, "version"), ==, MAKER_VERSION);
  g_assert_true (easel_json_get_int (sent, "input.num_inference_steps", &number) && number == 20);
  g_assert_true (easel_json_get_int (sent, "input.seed", &number) && number == 5);
  g_assert_cmpuint (maker_count_requests (f, "POST", "/v1/predictions"), ==, 1);
}

/* Cancelled at the provider; and one that was done already, which is kept. */
static void
test_replicate_cancel (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *get = maker_url_of (f, "/v1/predictions/p1");
  g_autofree char *cancel = maker_url_of (f, "/v1/predictions/p1/cancel");
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselJob) job = NULL;
  g_autoptr (EaselJob) same = NULL;

  maker_add_replicate (f);
  maker_add_json (f, "/v1/predictions", 0,
                  "{\"id\":\"p1\",\"status\":\"starting\",\"urls\":{\"get\":\"%s\",\"cancel\":\"%s\"}}", get,
                  cancel);
  maker_add_json (f, "/v1/predictions/p1", 0, "{\"id\":\"p1\",\"status\":\"processing\"}");
  maker_add_json (f, "/v1/predictions/p1/cancel", 0, "{\"id\":\"p1\",\"status\":\"canceled\"}");
  jobs = maker_start (f, &request, "owner/name");
  same = g_list_model_get_item (jobs, 0);
  service_wait_until (easel_job_get_state (same) == EASEL_JOB_STATE_RUNNING);
  g_object_unref (service_await_object (
      easel_generate_service_cancel (easel_context_get_generate (f->context), easel_job_get_id (same))));
  job = maker_finish (jobs, EASEL_JOB_STATE_CANCELLED);
  g_assert_cmpint (easel_job_get_cancel (job), ==, EASEL_JOB_CANCEL_DONE);
  g_assert_cmpuint (maker_count_requests (f, "POST", "/v1/predictions/p1/cancel"), ==, 1);
}

/* Numbers at their end, and a file that no memory holds, are a sentence. */
static void
test_huge (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->dir, "huge.png", NULL);
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselJob) job = NULL;
  int fd = g_open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  g_assert_cmpint (ftruncate (fd, (off_t) 1 << 40), ==, 0);
  g_close (fd, NULL);
  maker_add_account (f, "replicate", "/v1", "owner/name");
  maker_add_json (f, "/v1/models/owner/name", 0, "{}");
  request.model = "maker:owner/name";
  request.prompt = "a boat";
  request.seed = G_MAXINT64;
  request.count = 2;
  service_await_error (easel_generate_service_start (easel_context_get_generate (f->context), &request),
                       EASEL_ERROR_INVALID_INPUT);
  request.seed = -1;
  request.count = 1;
  request.references = (const char *const[]) { path, NULL };
  jobs = maker_start (f, &request, "owner/name");
  job = maker_finish (jobs, EASEL_JOB_STATE_FAILED);
  g_assert_error (easel_job_get_error (job), EASEL_ERROR, EASEL_ERROR_TOO_LONG);
  g_assert_cmpuint (maker_count_requests (f, "POST", "/v1"), ==, 0);
}

/* A provider that says nothing holds up nobody who wants to close. */
static void
test_close_stalled (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *get = maker_url_of (f, "/v1/predictions/p1");
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  g_autoptr (GListModel) jobs = NULL;
  gint64 begun;

  maker_add_replicate (f);
  maker_add_json (f, "/v1/predictions", 0,
                  "{\"id\":\"p1\",\"status\":\"starting\",\"urls\":{\"get\":\"%s\"}}", get);
  easel_test_answer_set_fault (
      easel_test_server_add (f->server, "/v1/predictions/p1", 200, "application/json", "{}"),
      EASEL_TEST_FAULT_STALL, EASEL_TEST_BEFORE_HEAD);
  jobs = maker_start (f, &request, "owner/name");
  service_wait_until (maker_count_requests (f, "GET", "/v1/predictions/p1") > 0);
  g_clear_object (&jobs);
  begun = g_get_monotonic_time ();
  service_restart (f);
  g_assert_cmpint (g_get_monotonic_time () - begun, <, 20 * G_USEC_PER_SEC);
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM jobs WHERE state = 'submitted'"), ==, 1);
  /* Its call is open in the ledger as long as the job is. */
  service_sql_run (f->dir, "UPDATE usage SET state = 'unconfirmed'");
}

static void
test_automatic1111 (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) png = maker_make_png (f);
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (png, NULL), g_bytes_get_size (png));
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselJob) job = NULL;
  g_autoptr (EaselModelTakes) takes = NULL;
  g_autoptr (JsonNode) sent = NULL;
  g_autofree char *answer = g_strdup_printf (
      "{\"images\":[\"data:image/png;base64,%s\"],\"info\":\"{\\\"all_seeds\\\":[77]}\"}", base64);

  maker_add_account (f, "automatic1111", "", "dream");
  maker_add_json (f, "/sdapi/v1/samplers", 0,
                  "[{\"name\":\"Euler a\",\"aliases\":[]},{\"name\":\"DPM++ 2M\",\"aliases\":[]}]");
  maker_add_json (f, "/sdapi/v1/progress", 0, "{\"progress\":0.5,\"current_image\":\"%s\"}", base64);
  easel_test_answer_set_head_delay (
      easel_test_server_add (f->server, "/sdapi/v1/txt2img", 200, "application/json", answer), 1600);
  takes = service_await_boxed (easel_generate_service_describe (easel_context_get_generate (f->context),
                                                                "maker:dream", EASEL_PURPOSE_IMAGE));
  g_assert_cmpuint (g_strv_length (takes->samplers), ==, 2);
  request.width = request.height = 64;
  jobs = maker_start (f, &request, "dream");
  job = maker_finish (jobs, EASEL_JOB_STATE_STORED);
  g_assert_cmpfloat (easel_job_get_progress (job), ==, 0.5);
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM assets WHERE seed = 77"), ==, 1);
  sent = maker_get_sent (f, "/sdapi/v1/txt2img");
  g_assert_cmpstr (easel_json_get_string (sent, "override_settings.sd_model_checkpoint"), ==, "dream");
}

static void
test_comfyui (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) png = maker_make_png (f);
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselJob) job = NULL;
  g_autoptr (JsonNode) sent = NULL;
  gint64 number;

  maker_add_account (f, "comfyui", "", "model.safetensors");
  maker_add_json (f, "/object_info/KSampler", 0,
                  "{\"KSampler\":{\"input\":{\"required\":{\"sampler_name\":[[\"euler\",\"dpmpp_2m\"]]}}}}");
  maker_add_json (f, "/prompt", 0, "{\"prompt_id\":\"c1\",\"number\":1,\"node_errors\":{}}");
  maker_add_json (f, "/queue", 1, "{\"queue_running\":[[0,\"c1\",{},{},[]]],\"queue_pending\":[]}");
  maker_add_json (f, "/history/c1", 1, "{}");
  maker_add_json (f, "/queue", 0, "{\"queue_running\":[],\"queue_pending\":[]}");
  maker_add_json (f, "/history/c1", 0,
                  "{\"c1\":{\"outputs\":{\"9\":{\"images\":[{\"filename\":\"a b.png\",\"subfolder\":\"\","
                  "\"type\":\"output\"},{\"filename\":\"t.png\",\"type\":\"temp\"}]}},"
                  "\"status\":{\"status_str\":\"success\",\"completed\":true,\"messages\":[]}}}");
  easel_test_server_add_bytes (f->server, "/view", 200, "image/png", g_bytes_get_data (png, NULL),
                               g_bytes_get_size (png));
  request.width = request.height = 64;
  request.seed = 9;
  request.negative = "fog";
  jobs = maker_start (f, &request, "model.safetensors");
  job = maker_finish (jobs, EASEL_JOB_STATE_STORED);
  g_assert_cmpuint (easel_job_get_n_assets (job), ==, 1);
  sent = maker_get_sent (f, "/prompt");
  g_assert_cmpstr (easel_json_get_string (sent, "prompt.6.inputs.text"), ==, "a boat");
  g_assert_cmpstr (easel_json_get_string (sent, "prompt.7.inputs.text"), ==, "fog");
  g_assert_cmpstr (easel_json_get_string (sent, "prompt.4.inputs.ckpt_name"), ==, "model.safetensors");
  g_assert_true (easel_json_get_int (sent, "prompt.3.inputs.seed", &number) && number == 9);
  g_assert_true (easel_json_get_int (sent, "prompt.5.inputs.width", &number) && number == 64);
  g_assert_cmpuint (maker_count_requests (f, "GET", "/view?filename=a%20b.png&subfolder=&type=output"), ==,
                    1);
}

/* The user's own workflow: its own nodes stay, what is asked goes to where it leads. */
static void
test_comfyui_own (ServiceFixture *f, gconstpointer data)
{
  static const char workflow[] =
      "{\"a\":{\"class_type\":\"KSamplerAdvanced\",\"inputs\":{\"noise_seed\":1,\"steps\":30,\"cfg\":5,"
      "\"positive\":[\"b\",0],\"negative\":[\"d\",0],\"latent_image\":[\"e\",0]}},"
      "\"b\":{\"class_type\":\"ControlNetApply\",\"inputs\":{\"conditioning\":[\"c\",0]}},"
      "\"c\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"old\",\"clip\":[\"m\",1]}},"
      "\"d\":{\"class_type\":\"CLIPTextEncode\",\"inputs\":{\"text\":\"ugly\",\"clip\":[\"m\",1]}},"
      "\"e\":{\"class_type\":\"EmptyLatentImage\",\"inputs\":{\"width\":512,\"height\":512}},"
      "\"m\":{\"class_type\":\"CheckpointLoaderSimple\",\"inputs\":{\"ckpt_name\":\"mine.safetensors\"}}}";
  g_autofree char *path = g_build_filename (f->dir, "workflow.json", NULL);
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselJob) job = NULL;
  g_autoptr (JsonNode) sent = NULL;
  gint64 number;

  g_assert_true (g_file_set_contents (path, workflow, -1, NULL));
  maker_add_account (f, "comfyui", "", "model.safetensors");
  maker_add_json (f, "/object_info/KSampler", 0, "{}");
  maker_add_json (f, "/prompt", 0, "{\"prompt_id\":\"c1\"}");
  maker_add_json (f, "/queue", 0, "{\"queue_running\":[],\"queue_pending\":[]}");
  maker_add_json (
      f, "/history/c1", 0,
      "{\"c1\":{\"outputs\":{},\"status\":{\"status_str\":\"error\",\"messages\":[[\"execution_error\","
      "{\"exception_message\":\"out of memory\"}]]}}}");
  request.workflow = path;
  request.seed = 4;
  jobs = maker_start (f, &request, "model.safetensors");
  job = maker_finish (jobs, EASEL_JOB_STATE_FAILED);
  g_assert_nonnull (strstr (easel_job_get_error (job)->message, "out of memory"));
  sent = maker_get_sent (f, "/prompt");
  g_assert_cmpstr (easel_json_get_string (sent, "prompt.c.inputs.text"), ==, "a boat");
  g_assert_cmpstr (easel_json_get_string (sent, "prompt.d.inputs.text"), ==, "ugly");
  g_assert_cmpstr (easel_json_get_string (sent, "prompt.m.inputs.ckpt_name"), ==, "mine.safetensors");
  g_assert_true (easel_json_get_int (sent, "prompt.a.inputs.noise_seed", &number) && number == 4);
}

static void
test_gemini (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) png = maker_make_png (f);
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (png, NULL), g_bytes_get_size (png));
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  EaselGenerateRequest blocked = EASEL_GENERATE_REQUEST_INIT;
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselJob) job = NULL;
  g_autoptr (GListModel) others = NULL;
  g_autoptr (EaselJob) other = NULL;

  maker_add_account (f, "gemini", "/v1beta", "picture-model");
  maker_add_json (
      f, "/v1beta/models/picture-model:generateContent", 1,
      "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"Here:\"},{\"thought\":true,\"inlineData\":"
      "{\"mimeType\":\"image/png\",\"data\":\"AAAA\"}},{\"inlineData\":{\"mimeType\":\"image/png\","
      "\"data\":\"%s\"}}]},\"finishReason\":\"STOP\"}],\"responseId\":\"r1\"}",
      base64);
  maker_add_json (f, "/v1beta/models/picture-model:generateContent", 0,
                  "{\"candidates\":[{\"content\":{},\"finishReason\":\"IMAGE_SAFETY\"}]}");
  request.ratio = "16:9";
  jobs = maker_start (f, &request, "picture-model");
  job = maker_finish (jobs, EASEL_JOB_STATE_STORED);
  others = maker_start (f, &blocked, "picture-model");
  other = maker_finish (others, EASEL_JOB_STATE_FAILED);
  g_assert_error (easel_job_get_error (other), EASEL_ERROR, EASEL_ERROR_REFUSED);
}

static void
test_fal (ServiceFixture *f, gconstpointer data)
{
  g_autoptr (GBytes) png = maker_make_png (f);
  g_autofree char *status = maker_url_of (f, "/q/status");
  g_autofree char *result = maker_url_of (f, "/q/result");
  g_autofree char *cancel = maker_url_of (f, "/q/cancel");
  g_autofree char *file = maker_url_of (f, "/out.png");
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselJob) job = NULL;

  maker_add_account (f, "fal", "", "maker/model");
  maker_add_json (f, "/maker/model", 0,
                  "{\"status\":\"IN_QUEUE\",\"request_id\":\"f1\",\"queue_position\":2,\"status_url\":\"%s\","
                  "\"response_url\":\"%s\",\"cancel_url\":\"%s\"}",
                  status, result, cancel);
  maker_add_json (f, "/q/status", 1,
                  "{\"status\":\"IN_PROGRESS\",\"logs\":[{\"message\":\" 20%%|##\"},"
                  "{\"message\":\" 60%%|######\"},{\"message\":\"still at it\"},{}]}");
  maker_add_json (f, "/q/status", 0, "{\"status\":\"COMPLETED\"}");
  maker_add_json (f, "/q/result", 0,
                  "{\"images\":[{\"url\":\"%s\",\"content_type\":\"image/png\"}],\"seed\":33}", file);
  easel_test_server_add_bytes (f->server, "/out.png", 200, "image/png", g_bytes_get_data (png, NULL),
                               g_bytes_get_size (png));
  jobs = maker_start (f, &request, "maker/model");
  job = maker_finish (jobs, EASEL_JOB_STATE_STORED);
  g_assert_cmpint (service_sql_int (f->dir, "SELECT count(*) FROM assets WHERE seed = 33"), ==, 1);
  g_assert_cmpfloat_with_epsilon (easel_job_get_progress (job), 0.6, 0.001);
  g_assert_cmpuint (maker_count_requests (f, "POST", "/maker/model"), ==, 1);
}

/* Done is not made: the result is an error of its own, which ends it, and what is
 * large went ahead without the key. */
static void
test_fal_refused (ServiceFixture *f, gconstpointer data)
{
  g_autofree char *status = maker_url_of (f, "/q");
  g_autofree char *result = maker_url_of (f, "/q/result");
  g_autofree char *put = maker_url_of (f, "/put");
  g_autofree char *path = g_build_filename (f->dir, "large.png", NULL);
  g_autofree char *large = g_malloc0 (1200 * 1024);
  const char *references[] = { path, NULL };
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselJob) job = NULL;
  g_autoptr (JsonNode) sent = NULL;

  memcpy (large, "\x89PNG\r\n\x1a\n", 8);
  g_assert_true (g_file_set_contents (path, large, 1200 * 1024, NULL));
  maker_add_account (f, "fal", "", "maker/model");
  maker_add_json (f, "/storage/upload/initiate", 0,
                  "{\"upload_url\":\"%s\",\"file_url\":\"https://files.example/1.png\"}", put);
  maker_add_json (f, "/put", 0, "{}");
  maker_add_json (
      f, "/maker/model", 0,
      "{\"status\":\"IN_QUEUE\",\"request_id\":\"f1\",\"status_url\":\"%s\",\"response_url\":\"%s\"}", status,
      result);
  maker_add_json (f, "/q/status", 0, "{\"status\":\"COMPLETED\"}");
  easel_test_server_add (f->server, "/q/result", 422, "application/json",
                         "{\"detail\":[{\"loc\":[\"body\",\"prompt\"],\"msg\":\"flagged\",\"type\":"
                         "\"content_policy_violation\"}]}");
  request.references = references;
  jobs = maker_start (f, &request, "maker/model");
  job = maker_finish (jobs, EASEL_JOB_STATE_FAILED);
  g_assert_error (easel_job_get_error (job), EASEL_ERROR, EASEL_ERROR_REFUSED);
  g_assert_cmpuint (maker_count_requests (f, "PUT", "/put"), ==, 1);
  sent = maker_get_sent (f, "/maker/model");
  g_assert_cmpstr (easel_json_get_string (sent, "image_url"), ==, "https://files.example/1.png");
}

/* An account that only makes pictures lists its models, and answers no text. */
static void
test_account (ServiceFixture *f, gconstpointer data)
{
  EaselProviderService *providers = easel_context_get_providers (f->context);
  g_autoptr (EaselModel) model = NULL;
  g_autoptr (EaselPromptContent) content = service_content ("a castle", NULL, NULL);
  g_autoptr (EaselEditRun) run = NULL;

  maker_add_account (f, "automatic1111", "", "dream");
  maker_add_json (f, "/sdapi/v1/sd-models", 0, "[{\"title\":\"a.safetensors [abc]\",\"model_name\":\"a\"}]");
  service_await (easel_provider_service_refresh_models (providers, "maker"));
  model = easel_provider_service_find_any_model (providers, "maker:a");
  g_assert_nonnull (model);
  g_assert_cmpint (easel_model_get_kinds (model), ==, EASEL_PURPOSE_IMAGE);
  run = service_start (f, "maker:a", "warmer", content, 0);
  service_await (easel_edit_run_wait (run));
  g_assert_error (easel_edit_run_get_error (run), EASEL_ERROR, EASEL_ERROR_UNSUPPORTED);
}

#define ADD(path, func) g_test_add (path, ServiceFixture, NULL, service_set_up, func, service_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  ADD ("/makers/replicate", test_replicate);
  ADD ("/makers/replicate/cancel", test_replicate_cancel);
  ADD ("/makers/replicate/close", test_close_stalled);
  ADD ("/makers/replicate/huge", test_huge);
  ADD ("/makers/automatic1111", test_automatic1111);
  ADD ("/makers/comfyui", test_comfyui);
  ADD ("/makers/comfyui/own", test_comfyui_own);
  ADD ("/makers/gemini", test_gemini);
  ADD ("/makers/fal", test_fal);
  ADD ("/makers/fal/refused", test_fal_refused);
  ADD ("/makers/account", test_account);
  return g_test_run ();
}
