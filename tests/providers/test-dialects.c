// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "call-fixture.h"
#include "easel-json.h"
#include "easel-provider-error.h"
#include "easel-provider-registry.h"
#include "openai-chat/easel-openai-chat.h"
#include "openai-chat/easel-openai-dialect.h"
#include "request-fixture.h"

/* In what the services that speak Chat Completions differ. */

/* Each service that is spoken with so has a dialect of its own. */
static void
test_found (void)
{
  guint n;
  const EaselService *services = easel_provider_registry_list_services (&n);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EaselAccount) account = easel_account_new ("mine", services[i].base_url);

      if (services[i].base_url == NULL || !g_str_equal (services[i].protocol, "openai"))
        continue;
      g_assert_cmpstr (easel_openai_dialect_find (account)->service, ==, services[i].id);
    }
}

static JsonNode *
build_with_effort (const char *base_url, const char *model, const char *effort)
{
  g_autoptr (EaselTextRequest) request = request_new (model);

  easel_text_request_set_effort (request, effort);
  return request_build (&easel_openai_chat_protocol, request, base_url);
}

static void
test_off (void)
{
  g_autoptr (JsonNode) deepseek = build_with_effort ("https://api.deepseek.com", "deepseek-flash", "none");
  g_autoptr (JsonNode) local = build_with_effort ("http://127.0.0.1:8080", "qwen3", "none");
  g_autoptr (JsonNode) vllm = build_with_effort ("http://127.0.0.1:8000/v1", "qwen3", "none");
  g_autoptr (JsonNode) mistral =
      build_with_effort ("https://api.mistral.ai/v1", "mistral-small-latest", "none");
  g_autoptr (JsonNode) groq =
      build_with_effort ("https://api.groq.com/openai/v1", "qwen/qwen3.6-27b", "medium");
  g_autoptr (JsonNode) max = build_with_effort ("https://api.deepseek.com", "deepseek-flash", "xhigh");

  request_assert_text (deepseek, "thinking.type", "disabled");
  request_assert_none (deepseek, "reasoning_effort");
  request_assert_flag (local, "chat_template_kwargs.enable_thinking", FALSE);
  request_assert_flag (vllm, "chat_template_kwargs.enable_thinking", FALSE);
  request_assert_text (mistral, "reasoning_effort", "none");
  request_assert_text (groq, "reasoning_effort", "none");
  request_assert_text (max, "reasoning_effort", "high");
  {
    g_autoptr (JsonNode) most =
        build_with_effort ("https://api.groq.com/openai/v1", "qwen/qwen3.6-27b", "high");

    request_assert_text (most, "reasoning_effort", "default");
  }
}

/* What was thought goes back where it is wanted, under the name that it has there. */
static void
test_state (void)
{
  static const struct
  {
    const char *base_url;
    const char *member;
    gboolean details;
  } cases[] = {
    { "https://api.deepseek.com", "reasoning_content", FALSE },
    { "https://api.groq.com/openai/v1", "reasoning", FALSE },
    { "https://api.mistral.ai/v1", NULL, FALSE },
    { "https://api.openai.com/v1", NULL, FALSE },
    { "https://openrouter.ai/api/v1", NULL, TRUE },
    { "http://127.0.0.1:9", "reasoning_content", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EaselTextRequest) request = request_new ("m");
      g_autoptr (JsonNode) root = NULL;
      JsonObject *message;

      easel_text_request_add_text (request, EASEL_TEXT_ROLE_ASSISTANT, "a cat");
      easel_text_request_add_state (request,
                                    "{\"reasoning_content\":\"Hm.\",\"reasoning_details\":[{\"a\":1}]}");
      root = request_build (&easel_openai_chat_protocol, request, cases[i].base_url);
      message = easel_json_get_object (root, "messages.2");
      g_assert_cmpint (json_object_has_member (message, "reasoning_details"), ==, cases[i].details);
      g_assert_cmpuint (json_object_get_size (message), ==,
                        2 + (cases[i].member != NULL ? 1 : 0) + (cases[i].details ? 1 : 0));
      if (cases[i].member != NULL)
        g_assert_cmpstr (json_object_get_string_member (message, cases[i].member), ==, "Hm.");
    }
}

/* A template without a place for instructions says so, and gets them otherwise. */
static void
test_no_system (void)
{
  g_autoptr (EaselTextRequest) request = request_new ("gemma");
  g_autoptr (EaselAccount) account = easel_account_new ("mine", "http://127.0.0.1:8080");
  g_autoptr (EaselTextWire) wire = easel_openai_chat_protocol.build_request (request, account, NULL);
  g_autoptr (GError) error =
      g_error_new (EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, "System role not supported");
  g_autoptr (GBytes) image = g_bytes_new_static ("\x89PNG", 4);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (JsonNode) pictured = NULL;
  const char *name;

  easel_error_get_details (error)->http_status = 400;
  name = easel_provider_error_find_parameter (error, wire->sent);
  g_assert_cmpstr (name, ==, "system role");
  easel_text_request_add_refused (request, name);
  root = request_build (&easel_openai_chat_protocol, request, "http://127.0.0.1:8080");
  request_assert_text (root, "messages.0.role", "user");
  request_assert_text (root, "messages.0.content", "Edit.\n\na fox");

  easel_text_request_add_image (request, EASEL_TEXT_ROLE_USER, image, "image/png");
  pictured = request_build (&easel_openai_chat_protocol, request, "http://127.0.0.1:8080");
  request_assert_text (pictured, "messages.0.content.0.text", "Edit.");
  request_assert_text (pictured, "messages.0.content.1.text", "a fox");
  request_assert_text (pictured, "messages.0.content.2.type", "image_url");
}

static void
test_openrouter (void)
{
  g_autoptr (EaselTextRequest) request = request_new ("openrouter/auto");
  g_autoptr (EaselAccount) account = easel_account_new ("mine", "https://openrouter.ai/api/v1");
  g_autoptr (EaselTextWire) wire = easel_openai_chat_protocol.build_request (request, account, NULL);
  g_autoptr (JsonNode) root =
      request_build (&easel_openai_chat_protocol, request, "https://openrouter.ai/api/v1");

  g_assert_true (g_strv_contains ((const char *const *) wire->headers, "X-Title"));
  g_assert_cmpuint (g_strv_length (wire->headers) % 2, ==, 0);
  request_assert_flag (root, "usage.include", TRUE);
}

/* Without a schema on the wire, the words for it. */
static void
test_schema (void)
{
  g_autoptr (EaselTextRequest) request = request_new ("deepseek-flash");
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (JsonNode) other = NULL;

  easel_text_request_set_schema (request, "answer", "{\"type\":\"object\"}");
  root = request_build (&easel_openai_chat_protocol, request, "https://api.deepseek.com");
  request_assert_text (root, "response_format.type", "json_object");
  g_assert_nonnull (strstr (easel_json_get_string (root, "messages.0.content"), "JSON"));
  g_assert_nonnull (strstr (easel_json_get_string (root, "messages.0.content"), "{\"type\":\"object\"}"));
  other = request_build (&easel_openai_chat_protocol, request, "https://api.x.ai/v1");
  request_assert_text (other, "response_format.type", "json_schema");
  request_assert_text (other, "messages.0.content", "Edit.");
}

static GPtrArray *
parse_list (const char *base_url, const char *json)
{
  g_autoptr (EaselAccount) account = easel_account_new ("mine", base_url);
  g_autoptr (JsonNode) root = easel_json_parse (json, -1, NULL);
  GPtrArray *models = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_info_unref);
  g_autofree char *next = NULL;

  g_assert_true (easel_openai_chat_protocol.parse_models (root, account, models, &next, NULL));
  return models;
}

static void
test_lists (void)
{
  g_autoptr (GPtrArray) together = parse_list (
      "https://api.together.xyz/v1",
      "[{\"id\":\"a/"
      "chat\",\"type\":\"chat\",\"context_length\":8192,\"pricing\":{\"input\":0.3,\"output\":1.2}},"
      "{\"id\":\"b/image\",\"type\":\"image\"},{\"id\":\"c/"
      "rented\",\"type\":\"chat\",\"pricing\":{\"input\":0,"
      "\"output\":0,\"hourly\":3}}]");
  g_autoptr (GPtrArray) groq =
      parse_list ("https://api.groq.com/openai/v1",
                  "{\"data\":[{\"id\":\"whisper-large-v3\"},{\"id\":\"off\",\"active\":false},{\"id\":"
                  "\"openai/gpt-oss-20b\","
                  "\"active\":true,\"context_window\":131072,\"max_completion_tokens\":65536}]}");
  g_autoptr (GPtrArray) fireworks = parse_list (
      "https://api.fireworks.ai/inference/v1",
      "{\"data\":[{\"id\":\"accounts/f/models/a\",\"supports_chat\":true,\"supports_image_input\":true,"
      "\"supports_tools\":true,\"context_length\":4096},{\"id\":\"flux\",\"supports_chat\":false}]}");
  g_autoptr (GPtrArray) local = parse_list (
      "http://localhost:8080/v1",
      "{\"data\":[{\"id\":\"qwen\",\"owned_by\":\"llamacpp\",\"meta\":{\"n_ctx_train\":40960}}]}");
  g_autoptr (GPtrArray) gateway =
      parse_list ("http://localhost:8080/v1", "{\"data\":[{\"id\":\"gpt-6\",\"owned_by\":\"openai\"}]}");
  g_autoptr (GPtrArray) distant =
      parse_list ("https://llm.example/v1", "{\"data\":[{\"id\":\"qwen\",\"owned_by\":\"llamacpp\"}]}");
  const EaselModelInfo *info;

  g_assert_cmpuint (together->len, ==, 2);
  info = g_ptr_array_index (together, 0);
  g_assert_cmpint (info->price.input, ==, 300000);
  g_assert_cmpint (info->price.output, ==, 1200000);
  g_assert_cmpstr (info->price_source, ==, EASEL_PRICE_LISTED);
  g_assert_false (easel_model_info_has_price (g_ptr_array_index (together, 1)));

  g_assert_cmpuint (groq->len, ==, 1);
  info = g_ptr_array_index (groq, 0);
  g_assert_cmpint (info->max_output, ==, 65536);
  g_assert_true (easel_model_info_has_price (info));

  g_assert_cmpuint (fireworks->len, ==, 1);
  info = g_ptr_array_index (fireworks, 0);
  g_assert_cmpint (info->flags, ==, EASEL_MODEL_VISION | EASEL_MODEL_TOOLS);

  info = g_ptr_array_index (local, 0);
  g_assert_cmpint (info->context, ==, 40960);
  g_assert_cmpstr (info->price_source, ==, EASEL_PRICE_LOCAL);
  g_assert_false (easel_model_info_has_price (g_ptr_array_index (gateway, 0)));
  g_assert_false (easel_model_info_has_price (g_ptr_array_index (distant, 0)));
}

/* A server's own list, newer and older, and what neither is. */
static void
test_details (CallFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) models = NULL;
  const EaselModelInfo *info;

  g_set_str (&fixture->account->service, "lmstudio");
  easel_test_server_add (fixture->server, "/v1/models", 200, "application/json",
                         "{\"data\":[{\"id\":\"qwen\"},{\"id\":\"nomic-embed\"},{\"id\":\"bert\"}]}");
  easel_test_server_add (fixture->server, "/api/v1/models", 404, "application/json", "{\"error\":\"no\"}");
  easel_test_server_add (fixture->server, "/api/v0/models", 200, "application/json",
                         "{\"data\":[{\"id\":\"qwen\",\"type\":\"vlm\",\"max_context_length\":32768,"
                         "\"capabilities\":[\"tool_use\"]},{\"id\":\"bert\",\"type\":\"embeddings\"},7]}");
  models = easel_test_await_boxed (
      easel_models_call_run (fixture->client, fixture->protocol, fixture->account, NULL), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (models->len, ==, 1);
  info = g_ptr_array_index (models, 0);
  g_assert_cmpint (info->context, ==, 32768);
  g_assert_cmpint (info->flags, ==, EASEL_MODEL_VISION | EASEL_MODEL_TOOLS);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  dex_init ();
  g_test_add_func ("/dialects/found", test_found);
  g_test_add_func ("/dialects/off", test_off);
  g_test_add_func ("/dialects/state", test_state);
  g_test_add_func ("/dialects/no-system", test_no_system);
  g_test_add_func ("/dialects/openrouter", test_openrouter);
  g_test_add_func ("/dialects/schema", test_schema);
  g_test_add_func ("/dialects/lists", test_lists);
  g_test_add ("/dialects/details", CallFixture, "openai", call_fixture_set_up, test_details,
              call_fixture_tear_down);
  return g_test_run ();
}
