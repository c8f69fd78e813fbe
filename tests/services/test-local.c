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
  return g_test_run ();
}
