// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-error.h"
#include "easel-json.h"
#include "easel-provider-error.h"
#include "openai-responses/easel-openai-responses.h"
#include "request-fixture.h"

/* What goes over the wire to OpenAI Responses and its dialects. */

#define PROTOCOL (&easel_openai_responses_protocol)

static EaselTextWire *
build_wire (const EaselTextRequest *request, const char *base_url)
{
  g_autoptr (EaselAccount) account = easel_account_new ("mine", base_url);
  g_autoptr (GError) error = NULL;
  EaselTextWire *wire = PROTOCOL->build_request (request, account, &error);

  g_assert_no_error (error);
  return wire;
}

/* A model that does not think is not asked for its thoughts. */
static void
test_plain (void)
{
  g_autoptr (EaselTextRequest) request = request_new ("gpt-4o");
  g_autoptr (EaselTextWire) wire = NULL;
  g_autoptr (JsonNode) root = NULL;
  const char *const stop[] = { "END", NULL };
  double temperature = 0;

  request->temperature = 0.25;
  request->max_tokens = 50;
  request->seed = 7;
  easel_text_request_set_effort (request, "high");
  easel_text_request_set_stop (request, stop);
  root = request_build (PROTOCOL, request, NULL);
  request_assert_text (root, "model", "gpt-4o");
  request_assert_text (root, "instructions", "Edit.");
  request_assert_text (root, "input.0.type", "message");
  request_assert_text (root, "input.0.role", "user");
  request_assert_text (root, "input.0.content.0.type", "input_text");
  request_assert_text (root, "input.0.content.0.text", "a fox");
  request_assert_none (root, "input.1");
  request_assert_int (root, "max_output_tokens", 50);
  request_assert_none (root, "max_tokens");
  g_assert_true (easel_json_get_double (root, "temperature", &temperature));
  g_assert_cmpfloat (temperature, ==, 0.25);
  request_assert_flag (root, "stream", TRUE);
  request_assert_flag (root, "store", FALSE);
  request_assert_flag (root, "stream_options.include_obfuscation", FALSE);
  request_assert_none (root, "include");
  request_assert_none (root, "reasoning");
  request_assert_none (root, "seed");
  request_assert_none (root, "stop");
  request_assert_none (root, "messages");

  wire = build_wire (request, NULL);
  g_assert_cmpstr (wire->url, ==, "https://api.openai.com/v1/responses");
  request_assert_list (wire->left_out, "seed stop");
}

static void
test_reasoning (void)
{
  g_autoptr (EaselTextRequest) request = request_new ("gpt-6-sol");
  g_autoptr (EaselTextRequest) older = request_new ("gpt-5.2");
  g_autoptr (EaselTextWire) wire = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (JsonNode) silent = NULL;

  request->temperature = 0.25;
  request->top_p = 0.5;
  request->max_tokens = 3;
  easel_text_request_set_effort (request, "medium");
  root = request_build (PROTOCOL, request, NULL);
  request_assert_text (root, "reasoning.effort", "medium");
  request_assert_text (root, "reasoning.summary", "auto");
  request_assert_text (root, "include.0", "reasoning.encrypted_content");
  request_assert_flag (root, "store", FALSE);
  request_assert_none (root, "temperature");
  request_assert_none (root, "top_p");
  /* The least that is taken. */
  request_assert_int (root, "max_output_tokens", 16);
  wire = build_wire (request, NULL);
  request_assert_list (wire->left_out, "temperature top_p");

  older->temperature = 0.25;
  easel_text_request_set_effort (older, "none");
  silent = request_build (PROTOCOL, older, NULL);
  request_assert_text (silent, "reasoning.effort", "none");
  request_assert_none (silent, "reasoning.summary");
  g_assert_nonnull (easel_json_get_node (silent, "temperature"));
}

static void
test_dialects (void)
{
  static const struct
  {
    const char *base_url;
    const char *url;
    const char *effort;
    const char *format;
    gboolean encrypted;
    gboolean summary;
  } dialects[] = {
    { "https://api.x.ai/v1", "https://api.x.ai/v1/responses", "medium", "json_schema", TRUE, FALSE },
    { "https://openrouter.ai/api/v1/", "https://openrouter.ai/api/v1/responses", "medium", "json_schema",
      TRUE, TRUE },
    { "https://api.deepseek.com", "https://api.deepseek.com/responses", "low", "json_object", FALSE, FALSE },
    { "http://localhost:1234", "http://localhost:1234/v1/responses", "medium", "json_schema", FALSE, FALSE },
    { "http://127.0.0.1:9/v1/responses", "http://127.0.0.1:9/v1/responses", "medium", "json_schema", FALSE,
      FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (dialects); i++)
    {
      g_autoptr (EaselTextRequest) request = request_new ("gpt-6-sol");
      g_autoptr (JsonNode) root = NULL;
      g_autoptr (EaselTextWire) wire = NULL;

      request->temperature = 1;
      easel_text_request_set_effort (request, "medium");
      easel_text_request_set_schema (request, "edit", "{\"type\":\"object\"}");
      root = request_build (PROTOCOL, request, dialects[i].base_url);
      wire = build_wire (request, dialects[i].base_url);
      g_assert_cmpstr (wire->url, ==, dialects[i].url);
      request_assert_text (root, "reasoning.effort", dialects[i].effort);
      request_assert_text (root, "text.format.type", dialects[i].format);
      request_assert_flag (root, "store", FALSE);
      g_assert_cmpint (easel_json_get_node (root, "include") != NULL, ==, dialects[i].encrypted);
      g_assert_cmpint (easel_json_get_node (root, "reasoning.summary") != NULL, ==, dialects[i].summary);
      request_assert_none (root, "stream_options");
      /* OpenAI's own rules do not hold for a model of that name elsewhere. */
      g_assert_nonnull (easel_json_get_node (root, "temperature"));
    }
}

#define REASONING_1                                                                                          \
  "{\"id\":\"rs_1\",\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"one==\",\"status\":null}"
#define REASONING_2 "{\"id\":\"rs_2\",\"type\":\"reasoning\",\"summary\":[],\"encrypted_content\":\"two==\"}"

/* What the model thought goes back unchanged, each thought right before what it
 * led to; a thought that led to nothing is refused by the provider. */
static void
test_conversation (void)
{
  g_autoptr (EaselTextRequest) request = request_new ("gpt-5.5");
  g_autoptr (GBytes) image = g_bytes_new_static ("\x89PNG", 4);
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  easel_text_request_add_image (request, EASEL_TEXT_ROLE_USER, image, "image/png");
  easel_text_request_add_state (request, REASONING_1);
  easel_text_request_add_state (request, "{\"type\":\"message\",\"phase\":\"commentary\"}");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_ASSISTANT, "Let me ");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_ASSISTANT, "see.");
  easel_text_request_add_state (request, REASONING_2);
  easel_text_request_add_state (request, "{\"type\":\"message\",\"phase\":\"final_answer\"}");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_ASSISTANT, "a red fox");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_USER, "shorter");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_USER, "");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_USER, "please");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_ASSISTANT, "fox");
  easel_text_request_add_state (request, REASONING_1);
  root = request_build (PROTOCOL, request, NULL);

  request_assert_text (root, "input.0.content.1.type", "input_image");
  request_assert_text (root, "input.0.content.1.image_url", "data:image/png;base64,iVBORw==");
  first = easel_json_to_string (easel_json_get_node (root, "input.1"));
  g_assert_cmpstr (first, ==, REASONING_1);
  request_assert_text (root, "input.2.role", "assistant");
  request_assert_text (root, "input.2.content.0.type", "output_text");
  request_assert_text (root, "input.2.content.0.text", "Let me see.");
  request_assert_text (root, "input.2.phase", "commentary");
  second = easel_json_to_string (easel_json_get_node (root, "input.3"));
  g_assert_cmpstr (second, ==, REASONING_2);
  request_assert_text (root, "input.4.content.0.text", "a red fox");
  request_assert_text (root, "input.4.phase", "final_answer");
  request_assert_text (root, "input.5.role", "user");
  request_assert_text (root, "input.5.content.1.text", "please");
  request_assert_none (root, "input.5.content.2");
  request_assert_text (root, "input.6.content.0.text", "fox");
  request_assert_none (root, "input.6.phase");
  request_assert_none (root, "input.7");
}

/* What another protocol gave out, or nonsense, is not sent. */
static void
test_foreign_state (void)
{
  static const char *const states[] = {
    "{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"}",
    "{\"reasoning_details\":[]}",
    "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[]}",
    "{\"type\":\"message\",\"phase\":7}",
    "[1]",
    "nonsense",
    "",
  };
  g_autoptr (EaselTextRequest) request = request_new ("gpt-5.5");
  g_autoptr (EaselTextRequest) empty = easel_text_request_new ("gpt-5.5");
  g_autoptr (EaselAccount) account = easel_account_new ("mine", NULL);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GBytes) none = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      easel_text_request_add_state (request, states[i]);
      easel_text_request_add_state (empty, states[i]);
    }
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_ASSISTANT, "fox");
  root = request_build (PROTOCOL, request, NULL);
  request_assert_text (root, "input.1.content.0.text", "fox");
  request_assert_none (root, "input.1.phase");
  request_assert_none (root, "input.2");

  easel_text_request_set_system (empty, "Edit.");
  none = easel_text_protocol_build_body (PROTOCOL, empty, account, &error);
  g_assert_null (none);
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
}

static void
test_schema (void)
{
  g_autoptr (EaselTextRequest) request = request_new ("gpt-5.5");
  g_autoptr (EaselAccount) account = easel_account_new ("mine", NULL);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GBytes) none = NULL;
  g_autoptr (GError) error = NULL;

  easel_text_request_set_schema (request, "edit", "{\"type\":\"object\"}");
  root = request_build (PROTOCOL, request, NULL);
  request_assert_text (root, "text.format.type", "json_schema");
  request_assert_text (root, "text.format.name", "edit");
  request_assert_flag (root, "text.format.strict", TRUE);
  request_assert_text (root, "text.format.schema.type", "object");

  easel_text_request_set_schema (request, "edit", "[1");
  none = easel_text_protocol_build_body (PROTOCOL, request, account, &error);
  g_assert_null (none);
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
}

/* Each parameter can be left out by the name that servers give it. */
static void
test_refused (void)
{
  static const char *const names[] = { "reasoning.summary", "include",           "store",
                                       "stream_options",    "max_output_tokens", "text.format" };
  g_autoptr (EaselTextRequest) request = request_new ("gpt-6-sol");
  g_autoptr (EaselTextWire) wire = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (JsonNode) bare = NULL;

  request->max_tokens = 50;
  easel_text_request_set_effort (request, "low");
  easel_text_request_set_schema (request, "edit", "{\"type\":\"object\"}");
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    easel_text_request_add_refused (request, names[i]);
  root = request_build (PROTOCOL, request, NULL);
  wire = build_wire (request, NULL);
  request_assert_text (root, "reasoning.effort", "low");
  request_assert_none (root, "reasoning.summary");
  request_assert_none (root, "include");
  request_assert_none (root, "store");
  request_assert_none (root, "stream_options");
  request_assert_none (root, "max_output_tokens");
  request_assert_none (root, "text");
  g_assert_cmpuint (wire->left_out->len, ==, G_N_ELEMENTS (names));

  easel_text_request_add_refused (request, "reasoning");
  easel_text_request_add_refused (request, "instructions");
  bare = request_build (PROTOCOL, request, NULL);
  request_assert_none (bare, "reasoning");
  request_assert_none (bare, "instructions");
  request_assert_text (bare, "input.0.role", "developer");
  request_assert_text (bare, "input.0.content.0.text", "Edit.");
  request_assert_text (bare, "input.1.role", "user");
}

/* OpenAI's own list: what only this protocol reaches is on it. */
static void
test_models (void)
{
  static const char *const wanted[] = { "gpt-5.5-pro", "gpt-5.3-codex", "codex-mini-latest",
                                        "gpt-4o",      "o3-pro",        NULL };
  static const char list[] =
      "{\"data\":[{\"id\":\"gpt-5.5-pro\"},{\"id\":\"gpt-5.3-codex\"},{\"id\":\"codex-mini-latest\"},"
      "{\"id\":\"gpt-4o\"},{\"id\":\"o3-pro\"},{\"id\":\"o3-deep-research\"},{\"id\":\"whisper-1\"},"
      "{\"id\":\"gpt-4o-search-preview\"},{\"id\":\"gpt-image-2\"},{\"id\":\"text-embedding-3-small\"},"
      "{\"id\":\"computer-use-preview\"}]}";
  g_autoptr (EaselAccount) account = easel_account_new ("mine", NULL);
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_info_unref);
  g_autoptr (JsonNode) root = easel_json_parse (list, -1, NULL);
  g_autofree char *next = NULL;

  g_assert_true (PROTOCOL->parse_models (root, account, models, &next, NULL));
  g_assert_cmpuint (models->len, ==, g_strv_length ((GStrv) wanted));
  for (guint i = 0; i < models->len; i++)
    g_assert_cmpstr (((EaselModelInfo *) g_ptr_array_index (models, i))->id, ==, wanted[i]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/responses-requests/plain", test_plain);
  g_test_add_func ("/responses-requests/reasoning", test_reasoning);
  g_test_add_func ("/responses-requests/dialects", test_dialects);
  g_test_add_func ("/responses-requests/conversation", test_conversation);
  g_test_add_func ("/responses-requests/foreign-state", test_foreign_state);
  g_test_add_func ("/responses-requests/schema", test_schema);
  g_test_add_func ("/responses-requests/refused", test_refused);
  g_test_add_func ("/responses-requests/models", test_models);
  return g_test_run ();
}
