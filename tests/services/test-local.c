// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "service-test.h"

/* Servers of models on this computer: found, offered, added. */

#define LLAMA                                                                                                \
  "{\"object\":\"list\",\"data\":[{\"id\":\"story.gguf\",\"owned_by\":\"llamacpp\"},"                        \
  "{\"id\":\"other.gguf\",\"owned_by\":\"llamacpp\"}]}"

static EaselLocalService *
get_local (ServiceFixture *fixture)
{
  return easel_context_get_local (fixture->context);
}

/* Only the test server is looked at, whatever runs on this computer. */
static void
set_port (ServiceFixture *fixture)
{
  g_autofree char *ports = g_strdup_printf ("none,nonsense,:,vllm:,ollama:0,llamacpp:%u",
                                            easel_test_server_get_port (fixture->server));

  g_setenv ("EASEL_LOCAL_PORTS", ports, TRUE);
}

static guint
look (ServiceFixture *fixture)
{
  service_await (easel_local_service_look (get_local (fixture)));
  return g_list_model_get_n_items (easel_local_service_get_found (get_local (fixture)));
}

static EaselFoundServer *
get_first (ServiceFixture *fixture)
{
  return g_list_model_get_item (easel_local_service_get_found (get_local (fixture)), 0);
}

static guint
count_models (ServiceFixture *fixture, const char *slug)
{
  GListModel *models = easel_provider_service_get_models (easel_context_get_providers (fixture->context));
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr (EaselModel) model = g_list_model_get_item (models, i);

      n += g_str_equal (easel_model_get_provider_slug (model), slug);
    }
  return n;
}

static void
test_nothing (ServiceFixture *fixture, gconstpointer data)
{
  set_port (fixture);
  g_assert_cmpuint (look (fixture), ==, 0);
}

static void
test_add (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselFoundServer) found = NULL;
  g_autoptr (EaselProvider) provider = NULL;
  g_autofree char *url = easel_test_server_dup_url (fixture->server, "/v1");
  g_autofree char *head = NULL;

  set_port (fixture);
  easel_test_server_add (fixture->server, "/v1/models", 200, "application/json", LLAMA);
  g_assert_cmpuint (look (fixture), ==, 1);
  g_assert_cmpuint (look (fixture), ==, 1);
  head = easel_test_request_dup_header (easel_test_server_get_request (fixture->server, 0), "Authorization");
  g_assert_null (head);

  found = get_first (fixture);
  g_assert_cmpstr (easel_found_server_get_name (found), ==, "llama.cpp");
  g_assert_cmpstr (easel_found_server_get_base_url (found), ==, url);
  g_assert_false (easel_found_server_is_loading (found));

  provider = service_await_object (easel_local_service_add (get_local (fixture), found));
  g_assert_cmpstr (easel_provider_get_name (provider), ==, "llama.cpp");
  g_assert_false (easel_provider_needs_key (provider));
  g_assert_cmpuint (count_models (fixture, easel_provider_get_slug (provider)), ==, 2);

  /* What has an account is not offered, nor asked, again. */
  g_assert_cmpuint (g_list_model_get_n_items (easel_local_service_get_found (get_local (fixture))), ==, 0);
  g_assert_cmpuint (look (fixture), ==, 0);
  service_restart (fixture);
  g_assert_cmpuint (look (fixture), ==, 0);
}

/* A name that is taken is no reason to refuse. */
static void
test_taken_name (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselFoundServer) found = NULL;
  g_autoptr (EaselProvider) other = NULL;
  g_autoptr (EaselProvider) provider = NULL;

  set_port (fixture);
  easel_test_server_add (fixture->server, "/v1/models", 200, "application/json", LLAMA);
  other = service_await_object (easel_provider_service_add (easel_context_get_providers (fixture->context),
                                                            "openai", "LLAMA.cpp", "elsewhere",
                                                            "https://example.org/v1", NULL, FALSE));
  g_assert_cmpuint (look (fixture), ==, 1);
  found = get_first (fixture);
  provider = service_await_object (easel_local_service_add (get_local (fixture), found));
  g_assert_cmpstr (easel_provider_get_name (provider), ==, "llama.cpp 2");
}

/* It may be added while it loads; its models come later. */
static void
test_loading (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselFoundServer) found = NULL;
  g_autoptr (EaselProvider) provider = NULL;

  set_port (fixture);
  easel_test_server_add (
      fixture->server, "/v1/models", 503, "application/json",
      "{\"error\":{\"code\":503,\"message\":\"Loading model\",\"type\":\"unavailable_error\"}}");
  g_assert_cmpuint (look (fixture), ==, 1);
  found = get_first (fixture);
  g_assert_true (easel_found_server_is_loading (found));
  provider = service_await_object (easel_local_service_add (get_local (fixture), found));
  g_assert_cmpuint (count_models (fixture, easel_provider_get_slug (provider)), ==, 0);

  easel_test_server_clear (fixture->server);
  easel_test_server_add (fixture->server, "/v1/models", 200, "application/json", LLAMA);
  service_await (easel_provider_service_refresh_models (easel_context_get_providers (fixture->context),
                                                        easel_provider_get_slug (provider)));
  g_assert_cmpuint (count_models (fixture, easel_provider_get_slug (provider)), ==, 2);
}

/* The one that was found may be gone when it is added, or the service with it. */
static void
test_closing (ServiceFixture *fixture, gconstpointer data)
{
  set_port (fixture);
  easel_test_answer_set_head_delay (
      easel_test_server_add (fixture->server, "/v1/models", 200, "application/json", LLAMA), 300);
  dex_future_disown (easel_local_service_look (get_local (fixture)));
  service_wait_until (easel_test_server_get_n_requests (fixture->server) > 0);
  service_restart (fixture);
  g_assert_cmpuint (look (fixture), ==, 1);
}

/* ---- fetching a model ---- */

#define PULLED                                                                                               \
  "{\"status\":\"pulling manifest\"}\n"                                                                      \
  "{\"status\":\"pulling 6a0746a1ec1a\",\"digest\":\"sha256:6a\",\"total\":1000,\"completed\":250}\n"        \
  "{\"status\":\"pulling 6a0746a1ec1a\",\"digest\":\"sha256:6a\",\"total\":1000,\"completed\":1000}\n"       \
  "{\"status\":\"verifying sha256 digest\"}\n"

static void
add_ollama (ServiceFixture *fixture)
{
  g_autofree char *url = easel_test_server_dup_url (fixture->server, "");
  g_autoptr (EaselProvider) provider = service_await_object (easel_provider_service_add (
      easel_context_get_providers (fixture->context), "ollama", "Ollama", "ollama", url, NULL, FALSE));

  g_assert_nonnull (provider);
  easel_test_server_add (fixture->server, "/api/tags", 200, "application/json",
                         "{\"models\":[{\"name\":\"tiny:1b\",\"model\":\"tiny:1b\",\"size\":1000}]}");
  easel_test_server_add (fixture->server, "/api/show", 200, "application/json",
                         "{\"capabilities\":[\"completion\"]}");
}

static EaselModelPull *
pull (ServiceFixture *fixture, const char *model)
{
  g_autoptr (GError) error = NULL;
  EaselModelPull *started = easel_local_service_pull (get_local (fixture), "ollama", model, &error);

  g_assert_no_error (error);
  return started;
}

static guint
count_pulls (ServiceFixture *fixture)
{
  return g_list_model_get_n_items (easel_local_service_get_pulls (get_local (fixture)));
}

static void
on_completed_cb (EaselModelPull *started, GParamSpec *pspec, gpointer user_data)
{
  gint64 *seen = user_data;

  *seen = MAX (*seen, easel_model_pull_get_completed (started));
}

static void
test_pull (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselModelPull) started = NULL;
  g_autoptr (EaselModelPull) again = NULL;
  gint64 seen = 0;

  add_ollama (fixture);
  easel_test_answer_set_pieces (easel_test_server_add (fixture->server, "/api/pull", 200,
                                                       "application/x-ndjson",
                                                       PULLED "{\"status\":\"success\"}\n"),
                                40, 5);
  started = pull (fixture, "  tiny:1b\n");
  again = pull (fixture, "tiny:1b");
  g_assert_true (started == again);
  g_signal_connect (started, "notify::completed", G_CALLBACK (on_completed_cb), &seen);
  g_assert_cmpuint (count_pulls (fixture), ==, 1);
  service_wait_until (easel_model_pull_get_state (started) != EASEL_MODEL_PULL_RUNNING);
  g_assert_null (easel_model_pull_get_error (started));
  g_assert_cmpint (easel_model_pull_get_state (started), ==, EASEL_MODEL_PULL_FINISHED);
  g_assert_cmpint (easel_model_pull_get_total (started), ==, 1000);
  g_assert_cmpint (seen, ==, 1000);
  g_assert_cmpuint (count_pulls (fixture), ==, 0);
  g_assert_cmpuint (count_models (fixture, "ollama"), ==, 1);
}

static void
test_pull_stopped (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselModelPull) started = NULL;

  add_ollama (fixture);
  easel_test_answer_set_fault (
      easel_test_server_add (fixture->server, "/api/pull", 200, "application/x-ndjson", PULLED),
      EASEL_TEST_FAULT_STALL, 120);
  started = pull (fixture, "tiny:1b");
  service_wait_until (easel_model_pull_get_completed (started) > 0);
  easel_model_pull_stop (started);
  easel_model_pull_stop (started);
  service_wait_until (easel_model_pull_get_state (started) == EASEL_MODEL_PULL_STOPPED);
  g_assert_true (easel_test_server_wait_hangups (fixture->server, 1));
  g_assert_cmpuint (count_pulls (fixture), ==, 0);
}

/* What failed stays to be read, and is begun anew when it is asked for again. */
static void
test_pull_failed (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselModelPull) started = NULL;
  g_autoptr (EaselModelPull) again = NULL;

  add_ollama (fixture);
  easel_test_answer_set_times (
      easel_test_server_add (
          fixture->server, "/api/pull", 200, "application/x-ndjson",
          "{\"status\":\"pulling manifest\"}\n{\"error\":\"pull model manifest: file does not exist\"}\n"),
      1);
  easel_test_server_add (fixture->server, "/api/pull", 200, "application/x-ndjson",
                         PULLED "{\"status\":\"success\"}\n");
  started = pull (fixture, "tyni:1b");
  service_wait_until (easel_model_pull_get_state (started) == EASEL_MODEL_PULL_FAILED);
  g_test_message ("%s", easel_model_pull_get_error (started)->message);
  g_assert_cmpuint (count_pulls (fixture), ==, 1);

  again = pull (fixture, "tyni:1b");
  g_assert_true (again != started);
  service_wait_until (easel_model_pull_get_state (again) == EASEL_MODEL_PULL_FINISHED);
  g_assert_cmpuint (count_pulls (fixture), ==, 0);
}

static void
test_pull_names (ServiceFixture *fixture, gconstpointer data)
{
  g_autofree char *longest = g_strnfill (300, 'a');
  const char *const names[] = { "", "  ", "two words", "a\nb", "a\x01", longest };

  add_ollama (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (easel_local_service_pull (get_local (fixture), "ollama", names[i], &error));
      g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
    }
}

/* The account may go, and the program end, while a model is fetched. */
static void
test_pull_closing (ServiceFixture *fixture, gconstpointer data)
{
  g_autoptr (EaselModelPull) started = NULL;
  g_autoptr (EaselModelPull) homeless = NULL;

  add_ollama (fixture);
  easel_test_answer_set_fault (
      easel_test_server_add (fixture->server, "/api/pull", 200, "application/x-ndjson", PULLED),
      EASEL_TEST_FAULT_STALL, 120);
  started = pull (fixture, "tiny:1b");
  service_wait_until (easel_model_pull_get_completed (started) > 0);
  service_await (easel_provider_service_remove (easel_context_get_providers (fixture->context), "ollama"));
  homeless = pull (fixture, "other:1b");
  service_wait_until (easel_model_pull_get_state (homeless) == EASEL_MODEL_PULL_FAILED);
  g_assert_error (easel_model_pull_get_error (homeless), EASEL_ERROR, EASEL_ERROR_NOT_FOUND);
  service_restart (fixture);
  service_wait_until (easel_model_pull_get_state (started) == EASEL_MODEL_PULL_STOPPED);
}

#define ADD(name, func)                                                                                      \
  g_test_add ("/services/local/" name, ServiceFixture, NULL, service_set_up, func, service_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();

  ADD ("nothing", test_nothing);
  ADD ("add", test_add);
  ADD ("taken-name", test_taken_name);
  ADD ("loading", test_loading);
  ADD ("closing", test_closing);
  ADD ("pull", test_pull);
  ADD ("pull-stopped", test_pull_stopped);
  ADD ("pull-failed", test_pull_failed);
  ADD ("pull-names", test_pull_names);
  ADD ("pull-closing", test_pull_closing);
  return g_test_run ();
}
