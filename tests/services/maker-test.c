// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "maker-test.h"

#include "easel-json.h"

GBytes *
maker_make_png (ServiceFixture *f)
{
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselJob) job = NULL;
  char *contents;
  gsize length;

  request.model = "sandbox:painter";
  request.prompt = "a small sample";
  request.width = request.height = 64;
  jobs =
      service_await_object (easel_generate_service_start (easel_context_get_generate (f->context), &request));
  job = g_list_model_get_item (jobs, 0);
  service_await (easel_job_wait (job));
  g_assert_true (g_file_get_contents (easel_job_get_asset_path (job, 0), &contents, &length, NULL));
  return g_bytes_new_take (contents, length);
}

void
maker_add_account (ServiceFixture *f, const char *protocol, const char *path, const char *model)
{
  EaselProviderService *providers = easel_context_get_providers (f->context);
  g_autofree char *url = easel_test_server_dup_url (f->server, path);
  g_autofree char *ref = g_strconcat ("maker:", model, NULL);
  g_autoptr (EaselProvider) provider = service_await_object (
      easel_provider_service_add (providers, protocol, "Maker", "maker", url, NULL, FALSE));

  service_await (easel_provider_service_add_model (
      providers, ref,
      &(EaselModelEdit) { .set = EASEL_FACT_KINDS, .kinds = EASEL_PURPOSE_IMAGE | EASEL_PURPOSE_VIDEO }));
}

void
maker_add_json (ServiceFixture *f, const char *path, guint times, const char *format, ...)
{
  va_list arguments;
  g_autofree char *body = NULL;
  EaselTestAnswer *answer;

  va_start (arguments, format);
  body = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  answer = easel_test_server_add (f->server, path, 200, "application/json", body);
  if (times > 0)
    easel_test_answer_set_times (answer, times);
}

GListModel *
maker_start (ServiceFixture *f, EaselGenerateRequest *request, const char *model)
{
  g_autofree char *ref = g_strconcat ("maker:", model, NULL);

  request->model = ref;
  request->prompt = "a boat";
  return service_await_object (
      easel_generate_service_start (easel_context_get_generate (f->context), request));
}

EaselJob *
maker_finish (GListModel *jobs, EaselJobState state)
{
  g_autoptr (EaselJob) job = g_list_model_get_item (jobs, 0);
  g_autofree char *says = NULL;

  service_await (easel_job_wait (job));
  says = easel_job_describe (job);
  g_test_message ("%s: %s", easel_job_state_to_string (easel_job_get_state (job)), says);
  g_assert_cmpstr (easel_job_state_to_string (easel_job_get_state (job)), ==,
                   easel_job_state_to_string (state));
  return g_steal_pointer (&job);
}

guint
maker_count_requests (ServiceFixture *f, const char *method, const char *target)
{
  guint n = 0;

  for (guint i = 0; i < easel_test_server_get_n_requests (f->server); i++)
    {
      const EaselTestRequest *request = easel_test_server_get_request (f->server, i);

      n += g_str_equal (request->method, method) && g_str_has_prefix (request->target, target);
    }
  return n;
}

JsonNode *
maker_get_sent (ServiceFixture *f, const char *target)
{
  for (guint i = 0; i < easel_test_server_get_n_requests (f->server); i++)
    {
      const EaselTestRequest *request = easel_test_server_get_request (f->server, i);
      gsize length;
      const char *body = g_bytes_get_data (request->body, &length);

      if (g_str_equal (request->method, "POST") && g_str_equal (request->target, target))
        return easel_json_parse (body, (gssize) length, NULL);
    }
  g_assert_not_reached ();
}

char *
maker_url_of (ServiceFixture *f, const char *path)
{
  return easel_test_server_dup_url (f->server, path);
}

#define SCHEMA                                                                                               \
  "{\"latest_version\":{\"id\":\"%s\",\"openapi_schema\":{\"components\":{\"schemas\":{\"Input\":{"          \
  "\"properties\":{\"prompt\":{\"type\":\"string\"},\"num_inference_steps\":{\"minimum\":1,\"maximum\":30}," \
  "\"width\":{\"multipleOf\":8},\"height\":{},\"seed\":{}}}}}}}}"

void
maker_add_replicate (ServiceFixture *f)
{
  maker_add_account (f, "replicate", "/v1", "owner/name");
  maker_add_json (f, "/v1/models/owner/name", 0, SCHEMA, MAKER_VERSION);
}

/* A job of Replicate's that the provider works on. */
EaselJob *
maker_start_running (ServiceFixture *f)
{
  g_autofree char *get = maker_url_of (f, "/v1/predictions/p1");
  g_autofree char *cancel = maker_url_of (f, "/v1/predictions/p1/cancel");
  EaselGenerateRequest request = EASEL_GENERATE_REQUEST_INIT;
  g_autoptr (GListModel) jobs = NULL;
  g_autoptr (EaselJob) job = NULL;

  maker_add_replicate (f);
  maker_add_json (f, "/v1/predictions", 0,
                  "{\"id\":\"p1\",\"status\":\"starting\",\"urls\":{\"get\":\"%s\",\"cancel\":\"%s\"}}", get,
                  cancel);
  maker_add_json (f, "/v1/predictions/p1", 0, "{\"id\":\"p1\",\"status\":\"processing\"}");
  jobs = maker_start (f, &request, "owner/name");
  job = g_list_model_get_item (jobs, 0);
  service_wait_until (easel_job_get_state (job) == EASEL_JOB_STATE_RUNNING);
  return g_steal_pointer (&job);
}

/* Goes on with the newest job, and waits until it is in that state. */
EaselJob *
maker_resume (ServiceFixture *f, EaselJobState state)
{
  EaselGenerateService *service = easel_context_get_generate (f->context);
  g_autoptr (EaselJob) job = NULL;

  service_await (easel_generate_service_resume (service, FALSE));
  job = g_list_model_get_item (easel_generate_service_get_jobs (service), 0);
  g_assert_nonnull (job);
  service_await (easel_job_wait (job));
  g_assert_cmpstr (easel_job_state_to_string (easel_job_get_state (job)), ==,
                   easel_job_state_to_string (state));
  return g_steal_pointer (&job);
}

void
maker_add_done (ServiceFixture *f, GBytes *png, const char *output)
{
  maker_add_json (f, "/v1/predictions/p1", 0, "{\"id\":\"p1\",\"status\":\"succeeded\",\"output\":%s}",
                  output);
  if (png != NULL)
    easel_test_server_add_bytes (f->server, "/out.png", 200, "image/png", g_bytes_get_data (png, NULL),
                                 g_bytes_get_size (png));
}
