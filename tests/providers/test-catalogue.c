// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-catalogue.h"
#include "easel-json.h"
#include "easel-media-registry.h"
#include "easel-provider-registry.h"

static void
test_lookup (void)
{
  g_autoptr (EaselModelInfo) info = easel_catalogue_lookup ("openai", "gpt-4o");
  g_autoptr (EaselModelInfo) dated = easel_catalogue_lookup ("openai", "gpt-4o-2024-08-06");
  g_autoptr (EaselModelInfo) dated_otherwise =
      easel_catalogue_lookup ("anthropic", "claude-haiku-4-5-20251001");

  g_assert_nonnull (info);
  g_assert_cmpint (info->price.input, ==, 2500000);
  g_assert_cmpint (info->price.output, ==, 10000000);
  g_assert_nonnull (info->price_source);
  g_assert_cmpstr (dated->id, ==, "gpt-4o-2024-08-06");
  g_assert_cmpint (dated->context, ==, 128000);
  g_assert_cmpint (dated_otherwise->price.output, ==, 5000000);
  g_assert_null (easel_catalogue_lookup ("openai", "gpt-4o-mini-tts"));
  g_assert_null (easel_catalogue_lookup ("openai", "-20240806"));
  g_assert_null (easel_catalogue_lookup ("openai", "20240806"));
  g_assert_null (easel_catalogue_lookup ("openai", ""));
  g_assert_null (easel_catalogue_lookup ("compatible", "gpt-4o"));
  g_assert_null (easel_catalogue_lookup (NULL, "gpt-4o"));
}

static void
test_list (void)
{
  static const char *const services[] = { "openai", "anthropic", "deepseek",  "mistral",
                                          "groq",   "xai",       "openrouter" };
  g_autoptr (GPtrArray) chat = easel_catalogue_list ("openai", "openai", EASEL_KIND_LLM);
  g_autoptr (GPtrArray) responses = easel_catalogue_list ("openai", "openai-responses", EASEL_KIND_LLM);
  g_autoptr (GPtrArray) images = easel_catalogue_list ("openai", NULL, EASEL_KIND_IMAGE);
  g_autoptr (GPtrArray) none = easel_catalogue_list ("compatible", "openai", EASEL_KIND_LLM);
  g_autoptr (EaselModelInfo) pro = easel_catalogue_lookup ("openai", "gpt-5.5-pro");

  g_assert_cmpuint (chat->len, >, 30);
  g_assert_cmpuint (responses->len, >, chat->len);
  g_assert_cmpuint (images->len, >, 5);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_nonnull (pro);
  for (guint i = 0; i < chat->len; i++)
    g_assert_cmpstr (((EaselModelInfo *) g_ptr_array_index (chat, i))->id, !=, "gpt-5.5-pro");
  for (guint i = 0; i < images->len; i++)
    g_assert_cmpint (((EaselModelInfo *) g_ptr_array_index (images, i))->kinds, ==, EASEL_KIND_IMAGE);
  for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
    {
      const EaselService *service = easel_provider_registry_find_service (services[i]);
      g_autoptr (EaselModelInfo) info = easel_catalogue_lookup (services[i], service->default_model);

      /* What is chosen for a user is known, and will be there tomorrow. */
      g_assert_nonnull (info);
      g_assert_null (info->retires);
    }
}

/* From several threads at once, each for the first time. */
static gpointer
look_up (gpointer data)
{
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (EaselModelInfo) info = easel_catalogue_lookup ("xai", "grok-4.7");

      g_assert_cmpint (info->price.output, ==, 6000000);
    }
  return NULL;
}

static void
test_threads (void)
{
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("lookup", look_up, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
test_cost (void)
{
  g_autoptr (EaselModelInfo) info = easel_model_info_new ("m", NULL);
  EaselUsage usage = EASEL_USAGE_INIT;

  g_assert_cmpint (easel_model_info_get_cost (info, &usage), ==, -1);
  usage.input = 1000;
  usage.output = 100;
  g_assert_cmpint (easel_model_info_get_cost (info, &usage), ==, -1);
  info->price.input = 2000000;
  info->price.output = 10000000;
  g_assert_cmpint (easel_model_info_get_cost (info, &usage), ==, 3000);
  usage.cached_input = 500;
  g_assert_cmpint (easel_model_info_get_cost (info, &usage), ==, 3000);
  info->price.cached = 200000;
  g_assert_cmpint (easel_model_info_get_cost (info, &usage), ==, 2100);
  usage.cached_input = 5000;
  g_assert_cmpint (easel_model_info_get_cost (info, &usage), ==, 1200);
  info->above = 999;
  info->price_above = (EaselPrice) { 4000000, 400000, -1, 20000000 };
  usage.cached_input = -1;
  g_assert_cmpint (easel_model_info_get_cost (info, &usage), ==, 6000);
  usage.input = G_MAXINT64;
  g_assert_cmpint (easel_model_info_get_cost (info, &usage), ==, -1);
  usage.cost_microusd = 42;
  g_assert_cmpint (easel_model_info_get_cost (info, &usage), ==, 42);
  g_assert_cmpint (easel_model_info_get_cost (NULL, &usage), ==, 42);
}

static void
test_usage (void)
{
  EaselUsage usage = { .input = 10,
                       .cached_input = 100,
                       .cache_write = 5,
                       .output = 3,
                       .reasoning = -1,
                       .total = -1,
                       .cost_microusd = -1 };
  EaselUsage result;

  easel_usage_normalise (&usage, EASEL_USAGE_CACHE_APART, &result);
  g_assert_cmpint (result.input, ==, 115);
  g_assert_cmpint (result.total, ==, 118);
  easel_usage_normalise (&usage, EASEL_USAGE_CACHE_INSIDE, &result);
  g_assert_cmpint (result.input, ==, 10);

  usage = (EaselUsage) { .input = 12,
                         .cached_input = 11,
                         .cache_write = -1,
                         .output = 1,
                         .reasoning = 290,
                         .total = 303,
                         .cost_microusd = -1 };
  easel_usage_normalise (&usage, EASEL_USAGE_CACHE_INSIDE, &result);
  g_assert_cmpint (result.output, ==, 291);
  g_assert_cmpint (result.total, ==, 303);

  usage = (EaselUsage) EASEL_USAGE_INIT;
  easel_usage_normalise (&usage, EASEL_USAGE_CACHE_APART, &result);
  g_assert_cmpint (result.input, ==, -1);
  g_assert_cmpint (result.total, ==, -1);
  usage.input = usage.cached_input = G_MAXINT64;
  easel_usage_normalise (&usage, EASEL_USAGE_CACHE_APART, &result);
  g_assert_cmpint (result.input, ==, G_MAXINT64);
}

static void
test_efforts (void)
{
  guint some = EASEL_EFFORT_LOW | EASEL_EFFORT_HIGH;

  g_assert_cmpstr (easel_efforts_nearest (0, "max"), ==, "max");
  g_assert_cmpstr (easel_efforts_nearest ((EaselEfforts) some, "max"), ==, "high");
  g_assert_cmpstr (easel_efforts_nearest ((EaselEfforts) some, "medium"), ==, "low");
  g_assert_cmpstr (easel_efforts_nearest ((EaselEfforts) some, "none"), ==, "low");
  g_assert_cmpstr (easel_efforts_nearest ((EaselEfforts) some, "huge"), ==, NULL);
  g_assert_cmpstr (easel_efforts_nearest ((EaselEfforts) some, NULL), ==, NULL);
}

static void
test_registry (void)
{
  guint n;
  const EaselService *services = easel_provider_registry_list_services (&n);

  g_assert_cmpuint (n, >, 10);
  for (guint i = 0; i < n; i++)
    {
      const EaselService *service = &services[i];

      g_assert_true (easel_provider_registry_find_protocol (service->protocol) != NULL ||
                     easel_media_registry_find (service->protocol) != NULL);
      for (gsize k = 0; service->also != NULL && service->also[k] != NULL; k++)
        g_assert_nonnull (easel_provider_registry_find_protocol (service->also[k]));
      g_assert_true (easel_provider_registry_find_service (service->id) == service);
      g_assert_true (!service->needs_key || (service->key_env != NULL && service->key_page != NULL));
      g_assert_true (!service->local || !service->needs_key);
      if (service->base_url == NULL)
        continue;
      g_assert_true (easel_provider_registry_match_service (service->protocol, service->base_url) == service);
      g_assert_true (easel_provider_registry_find_place (NULL, service->base_url) == service);
      g_assert_cmpint (g_str_has_prefix (service->base_url, "http://127.0.0.1:"), ==, service->local);
      g_assert_cmpint (g_str_has_prefix (service->base_url, "https://"), !=, service->local);
    }
  g_assert_null (easel_provider_registry_find_protocol ("smoke-signals"));
  g_assert_null (easel_provider_registry_find_protocol (NULL));
  g_assert_null (easel_provider_registry_find_service ("smoke-signals"));
}

static void
assert_match (const char *protocol, const char *base_url, const char *expected)
{
  const EaselService *service = easel_provider_registry_match_service (protocol, base_url);

  g_assert_cmpstr (service != NULL ? service->id : NULL, ==, expected);
}

/* An address is known by its host and port, whatever it is spoken with. */
static void
test_match (void)
{
  assert_match ("openai", NULL, "openai");
  assert_match ("openai", "https://API.openai.com/v1", "openai");
  assert_match ("openai", "https://api.openai.com:443", "openai");
  assert_match ("openai", "https://api.openai.com:8443", "compatible");
  assert_match ("openai", "https://api.openai.com.example/v1", "compatible");
  assert_match ("openai", "http://localhost:1", "compatible");
  assert_match ("openai", "nonsense", "compatible");
  assert_match ("openai", "", "compatible");
  assert_match ("openai", "https://openrouter.ai/api/v1/chat/completions", "openrouter");
  assert_match ("openai", "http://localhost:8080", "llamacpp");
  assert_match ("openai", "http://[::1]:8000/v1", "vllm");
  assert_match ("openai", "http://127.0.0.2:1234", "lmstudio");
  assert_match ("openai", "http://192.168.0.4:1234", "compatible");
  assert_match ("openai-responses", NULL, "openai");
  assert_match ("openai-responses", "https://api.x.ai/v1", "xai");
  assert_match ("openai-responses", "http://localhost:1", "compatible");
  assert_match ("anthropic", NULL, "anthropic");
  assert_match ("anthropic", "https://api.openai.com", "openai");
  assert_match ("anthropic", "http://localhost:1", NULL);
  assert_match ("smoke-signals", NULL, NULL);
  assert_match ("smoke-signals", "https://api.openai.com", NULL);
}

/* OpenAI's list names everything that it has; only some of it converses. */
static void
test_openai_list (void)
{
  const EaselTextProtocol *protocol = easel_provider_registry_find_protocol ("openai");
  g_autoptr (EaselAccount) account = easel_account_new ("openai", NULL);
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_info_unref);
  g_autoptr (JsonNode) root = easel_json_parse (
      "{\"data\":[{\"id\":\"gpt-4o\"},{\"id\":\"text-embedding-3-large\"},{\"id\":\"tts-1\"},{\"id\":\"gpt-"
      "image-2\"},"
      "{\"id\":\"o3-pro\"},{\"id\":\"gpt-5-codex\"},{\"id\":\"gpt-7-nova\",\"shutdown_date\":\"2030-01-01\"},"
      "{\"id\":\"whisper-1\"},{\"id\":\"gpt-4o-realtime-preview\"}]}",
      -1, NULL);
  g_autofree char *next = NULL;
  const EaselModelInfo *info;

  g_assert_true (protocol->parse_models (root, account, models, &next, NULL));
  g_assert_null (next);
  g_assert_cmpuint (models->len, ==, 2);
  info = g_ptr_array_index (models, 0);
  g_assert_cmpint (info->price.input, ==, 2500000);
  info = g_ptr_array_index (models, 1);
  g_assert_cmpstr (info->id, ==, "gpt-7-nova");
  g_assert_cmpint (info->price.input, ==, -1);
  g_assert_true ((info->flags & EASEL_MODEL_RETIRING) != 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/catalogue/threads", test_threads);
  g_test_add_func ("/catalogue/lookup", test_lookup);
  g_test_add_func ("/catalogue/list", test_list);
  g_test_add_func ("/catalogue/cost", test_cost);
  g_test_add_func ("/catalogue/usage", test_usage);
  g_test_add_func ("/catalogue/efforts", test_efforts);
  g_test_add_func ("/catalogue/registry", test_registry);
  g_test_add_func ("/catalogue/match", test_match);
  g_test_add_func ("/catalogue/openai-list", test_openai_list);
  return g_test_run ();
}
