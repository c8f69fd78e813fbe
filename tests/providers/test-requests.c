// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <math.h>
#include <string.h>

#include "anthropic/easel-anthropic.h"
#include "easel-error.h"
#include "easel-json.h"
#include "easel-provider-error.h"
#include "openai-chat/easel-openai-chat.h"
#include "request-fixture.h"

/* What goes over the wire, for each dialect and kind of model. */

static void
test_openai_plain (void)
{
  g_autoptr (EaselTextRequest) request = request_new ("gpt-4o");
  g_autoptr (JsonNode) root = NULL;
  const char *const stop[] = { "END", NULL };
  double temperature = 0;

  request->temperature = 0.25;
  request->max_tokens = 50;
  request->seed = 7;
  easel_text_request_set_effort (request, "high");
  easel_text_request_set_stop (request, stop);
  root = request_build (&easel_openai_chat_protocol, request, NULL);
  request_assert_text (root, "model", "gpt-4o");
  request_assert_text (root, "messages.0.role", "system");
  request_assert_text (root, "messages.0.content", "Edit.");
  request_assert_text (root, "messages.1.role", "user");
  request_assert_int (root, "max_completion_tokens", 50);
  request_assert_none (root, "max_tokens");
  g_assert_true (easel_json_get_double (root, "temperature", &temperature));
  g_assert_cmpfloat (temperature, ==, 0.25);
  request_assert_int (root, "seed", 7);
  request_assert_text (root, "stop.0", "END");
  request_assert_none (root, "reasoning_effort");
  g_assert_true (easel_json_get_boolean (root, "stream_options.include_usage", FALSE));
  g_assert_false (easel_json_get_boolean (root, "stream_options.include_obfuscation", TRUE));
}

static void
test_openai_reasoning (void)
{
  g_autoptr (EaselTextRequest) request = request_new ("gpt-6-sol");
  g_autoptr (EaselTextRequest) older = request_new ("gpt-5.2");
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (JsonNode) silent = NULL;
  g_autoptr (JsonNode) system = NULL;

  request->temperature = 0.25;
  easel_text_request_set_effort (request, "minimal");
  root = request_build (&easel_openai_chat_protocol, request, NULL);
  request_assert_text (root, "messages.0.role", "developer");
  request_assert_none (root, "temperature");
  request_assert_text (root, "reasoning_effort", "none");

  older->temperature = 0.25;
  easel_text_request_set_effort (older, "none");
  silent = request_build (&easel_openai_chat_protocol, older, NULL);
  request_assert_text (silent, "reasoning_effort", "none");
  g_assert_nonnull (easel_json_get_node (silent, "temperature"));

  easel_text_request_add_refused (older, "messages[0].role");
  system = request_build (&easel_openai_chat_protocol, older, NULL);
  request_assert_text (system, "messages.0.role", "system");
}

static void
test_openai_dialects (void)
{
  static const struct
  {
    const char *base_url;
    const char *max_tokens;
    const char *effort_path;
    const char *effort;
    const char *seed;
    gboolean stream_options;
  } dialects[] = {
    { "https://api.deepseek.com", "max_tokens", "reasoning_effort", "low", NULL, TRUE },
    { "https://api.mistral.ai/v1", "max_tokens", "reasoning_effort", "none", "random_seed", FALSE },
    { "https://api.groq.com/openai/v1", "max_completion_tokens", "reasoning_effort", "medium", "seed", TRUE },
    { "https://openrouter.ai/api/v1", "max_tokens", "reasoning.effort", "medium", "seed", TRUE },
    { "http://localhost:8080/v1", "max_tokens", "reasoning_effort", "medium", "seed", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (dialects); i++)
    {
      g_autoptr (EaselTextRequest) request = request_new ("gpt-6-sol");
      g_autoptr (JsonNode) root = NULL;

      request->max_tokens = 9;
      request->seed = 3;
      request->temperature = 1;
      easel_text_request_set_effort (request, "medium");
      root = request_build (&easel_openai_chat_protocol, request, dialects[i].base_url);
      request_assert_int (root, dialects[i].max_tokens, 9);
      request_assert_text (root, dialects[i].effort_path, dialects[i].effort);
      if (dialects[i].seed != NULL)
        request_assert_int (root, dialects[i].seed, 3);
      else
        request_assert_none (root, "seed");
      g_assert_cmpint (easel_json_get_node (root, "stream_options") != NULL, ==, dialects[i].stream_options);
      /* OpenAI's own rules do not hold for a model of that name elsewhere. */
      request_assert_text (root, "messages.0.role", "system");
      g_assert_nonnull (easel_json_get_node (root, "temperature"));
    }
}

static void
test_openai_conversation (void)
{
  g_autoptr (EaselTextRequest) request = request_new ("local");
  g_autoptr (GBytes) image = g_bytes_new_static ("\x89PNG", 4);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (EaselTextRequest) copy = NULL;
  g_autoptr (JsonNode) again = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  easel_text_request_add_image (request, EASEL_TEXT_ROLE_USER, image, "image/png");
  easel_text_request_add_state (request, "{\"reasoning_details\":[{\"text\":\"hm\"}],\"role\":\"tool\"}");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_ASSISTANT, "a red");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_ASSISTANT, " fox");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_USER, "shorter");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_USER, "please");
  root = request_build (&easel_openai_chat_protocol, request, "http://localhost:1/v1");
  request_assert_text (root, "messages.1.content.0.text", "a fox");
  request_assert_text (root, "messages.1.content.1.image_url.url", "data:image/png;base64,iVBORw==");
  request_assert_text (root, "messages.2.role", "assistant");
  request_assert_text (root, "messages.2.content", "a red fox");
  request_assert_text (root, "messages.2.reasoning_details.0.text", "hm");
  request_assert_text (root, "messages.3.content", "shorter\n\nplease");
  request_assert_none (root, "messages.4");

  copy = easel_text_request_copy (request);
  again = request_build (&easel_openai_chat_protocol, copy, "http://localhost:1/v1");
  first = easel_json_to_string (root);
  second = easel_json_to_string (again);
  g_assert_cmpstr (first, ==, second);
}

static void
test_schema (void)
{
  g_autoptr (EaselTextRequest) request = request_new ("m");
  g_autoptr (EaselAccount) account = easel_account_new ("mine", NULL);
  g_autoptr (JsonNode) openai = NULL;
  g_autoptr (JsonNode) anthropic = NULL;
  g_autoptr (GBytes) none = NULL;
  g_autoptr (GError) error = NULL;

  easel_text_request_set_schema (request, "edit", "{\"type\":\"object\"}");
  openai = request_build (&easel_openai_chat_protocol, request, NULL);
  request_assert_text (openai, "response_format.json_schema.name", "edit");
  request_assert_text (openai, "response_format.json_schema.schema.type", "object");
  anthropic = request_build (&easel_anthropic_protocol, request, NULL);
  request_assert_text (anthropic, "output_config.format.schema.type", "object");

  easel_text_request_set_schema (request, "edit", "[1");
  none = easel_text_protocol_build_body (&easel_openai_chat_protocol, request, account, &error);
  g_assert_null (none);
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
}

static void
test_anthropic_adaptive (void)
{
  g_autoptr (EaselTextRequest) request = request_new ("claude-opus-5-5");
  g_autoptr (JsonNode) root = NULL;

  request->temperature = 0.5;
  request->seed = 3;
  easel_text_request_set_effort (request, "none");
  root = request_build (&easel_anthropic_protocol, request, NULL);
  request_assert_text (root, "system", "Edit.");
  request_assert_text (root, "messages.0.content.0.text", "a fox");
  request_assert_int (root, "max_tokens", 32000);
  /* It cannot be silent, so it thinks as little as it can. */
  request_assert_text (root, "thinking.type", "adaptive");
  request_assert_text (root, "output_config.effort", "low");
  request_assert_none (root, "temperature");
  request_assert_none (root, "seed");
}

static void
test_anthropic_older (void)
{
  g_autoptr (EaselTextRequest) request = request_new ("claude-haiku-4-5");
  g_autoptr (JsonNode) plain = NULL;
  g_autoptr (JsonNode) thinking = NULL;
  gint64 budget = 0, limit = 0;
  double temperature = 0;

  request->temperature = 1.7;
  request->top_p = 0.5;
  request->max_tokens = 500;
  plain = request_build (&easel_anthropic_protocol, request, NULL);
  g_assert_true (easel_json_get_double (plain, "temperature", &temperature));
  g_assert_cmpfloat (temperature, ==, 1.0);
  request_assert_none (plain, "top_p");
  request_assert_int (plain, "max_tokens", 500);

  easel_text_request_set_effort (request, "high");
  thinking = request_build (&easel_anthropic_protocol, request, NULL);
  request_assert_text (thinking, "thinking.type", "enabled");
  g_assert_true (easel_json_get_int (thinking, "thinking.budget_tokens", &budget));
  g_assert_true (easel_json_get_int (thinking, "max_tokens", &limit));
  g_assert_cmpint (budget, >=, 1024);
  g_assert_cmpint (limit, >, budget);
  request_assert_none (thinking, "temperature");
}

static void
test_anthropic_conversation (void)
{
  g_autoptr (EaselTextRequest) request = request_new ("claude-new");
  g_autoptr (GBytes) image = g_bytes_new_static ("\xff\xd8", 2);
  g_autoptr (JsonNode) root = NULL;

  easel_text_request_add_image (request, EASEL_TEXT_ROLE_USER, image, "image/jpeg");
  easel_text_request_add_state (request, "{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"}");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_ASSISTANT, "");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_ASSISTANT, "a red fox");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_USER, "shorter");
  root = request_build (&easel_anthropic_protocol, request, NULL);
  request_assert_text (root, "messages.0.content.1.source.media_type", "image/jpeg");
  request_assert_text (root, "messages.0.content.1.source.data", "/9g=");
  request_assert_text (root, "messages.1.content.0.signature", "s");
  request_assert_text (root, "messages.1.content.1.text", "a red fox");
  request_assert_none (root, "messages.1.content.2");
  request_assert_int (root, "max_tokens", 8192);
}

static void
test_urls (void)
{
  static const struct
  {
    const char *base_url;
    const char *url;
  } urls[] = {
    { "https://api.openai.com/v1", "https://api.openai.com/v1/chat/completions" },
    { " https://api.openai.com/v1/ ", "https://api.openai.com/v1/chat/completions" },
    { "https://api.openai.com", "https://api.openai.com/v1/chat/completions" },
    { "http://localhost:11434", "http://localhost:11434/v1/chat/completions" },
    { "http://[::1]:8080/v1/chat/completions", "http://[::1]:8080/v1/chat/completions" },
    { "https://api.deepseek.com", "https://api.deepseek.com/chat/completions" },
    { "https://api.groq.com", "https://api.groq.com/openai/v1/chat/completions" },
    { "https://example.org/a%20b/v1?api-version=2",
      "https://example.org/a%20b/v1/chat/completions?api-version=2" },
    { "https://user:pass@example.org/v1", NULL },
    { "https://example.org/v1?api-version=2&api_key=secret", NULL },
    { "example.org/v1", NULL },
    { "file:///etc/passwd", NULL },
    { "https://exa mple.org", NULL },
    { "https://example.org:99999", NULL },
    { "http:///v1", NULL },
  };
  g_autoptr (EaselTextRequest) request = request_new ("m");

  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (EaselAccount) account = easel_account_new ("mine", urls[i].base_url);
      g_autoptr (GError) error = NULL;
      g_autoptr (EaselTextWire) wire = easel_openai_chat_protocol.build_request (request, account, &error);

      g_assert_cmpstr (wire != NULL ? wire->url : NULL, ==, urls[i].url);
      if (wire == NULL)
        g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
    }
}

static const char *
named_by (const char *message, const char *parameter, EaselError code, guint status)
{
  static const char *const sent[] = { "temperature", "max_tokens", "stop", "stream_options" };
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_autoptr (GError) error = g_error_new_literal (EASEL_ERROR, (int) code, message);

  for (gsize i = 0; i < G_N_ELEMENTS (sent); i++)
    g_ptr_array_add (list, (gpointer) sent[i]);
  easel_error_get_details (error)->http_status = status;
  easel_error_get_details (error)->parameter = g_strdup (parameter);
  return easel_provider_error_find_parameter (error, list);
}

static void
test_find_parameter (void)
{
  const EaselError bad = EASEL_ERROR_INVALID_INPUT;

  g_assert_cmpstr (named_by ("x", "temperature", bad, 400), ==, "temperature");
  g_assert_cmpstr (named_by ("x", "stream_options.include_usage", bad, 422), ==, "stream_options");
  g_assert_cmpstr (named_by ("`temperature` is deprecated for this model.", NULL, bad, 400), ==,
                   "temperature");
  g_assert_cmpstr (named_by ("temperature: range: 0..1", NULL, bad, 400), ==, "temperature");
  g_assert_cmpstr (named_by ("The max_tokens field is unknown", NULL, bad, 400), ==, "max_tokens");
  g_assert_cmpstr (named_by ("max_tokens_x is unknown", NULL, bad, 400), ==, NULL);
  g_assert_cmpstr (named_by ("Please stop sending this", NULL, bad, 400), ==, NULL);
  g_assert_cmpstr (named_by ("temperature is too much", "messages", bad, 400), ==, NULL);
  g_assert_cmpstr (named_by ("'temperature'", NULL, EASEL_ERROR_AUTH, 401), ==, NULL);
  g_assert_cmpstr (named_by ("'temperature'", NULL, EASEL_ERROR_TOO_LONG, 400), ==, NULL);
  g_assert_cmpstr (named_by ("'temperature'", NULL, bad, 500), ==, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/requests/openai/plain", test_openai_plain);
  g_test_add_func ("/requests/openai/reasoning", test_openai_reasoning);
  g_test_add_func ("/requests/openai/dialects", test_openai_dialects);
  g_test_add_func ("/requests/openai/conversation", test_openai_conversation);
  g_test_add_func ("/requests/schema", test_schema);
  g_test_add_func ("/requests/anthropic/adaptive", test_anthropic_adaptive);
  g_test_add_func ("/requests/anthropic/older", test_anthropic_older);
  g_test_add_func ("/requests/anthropic/conversation", test_anthropic_conversation);
  g_test_add_func ("/requests/urls", test_urls);
  g_test_add_func ("/requests/find-parameter", test_find_parameter);
  return g_test_run ();
}
