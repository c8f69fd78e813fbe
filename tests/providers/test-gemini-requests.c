// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <string.h>

#include "easel-error.h"
#include "easel-json.h"
#include "gemini/easel-gemini.h"
#include "request-fixture.h"

/* What goes over the wire to Gemini. */

#define PROTOCOL (&easel_gemini_protocol)
#define CONFIG "generationConfig."

static EaselTextWire *
build_wire (const EaselTextRequest *request, const char *base_url, GError **error)
{
  g_autoptr (EaselAccount) account = easel_account_new ("mine", base_url);

  return PROTOCOL->build_request (request, account, error);
}

static void
test_plain (void)
{
  g_autoptr (EaselTextRequest) request = request_new ("gemini-2.0-flash");
  g_autoptr (EaselTextWire) wire = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (JsonNode) bare = NULL;
  g_autoptr (EaselTextRequest) shortest = request_new ("gemini-2.0-flash");
  const char *const stop[] = { "A", "B", "C", "D", "E", "F", NULL };
  double number = 0;

  request->temperature = 0.25;
  request->top_p = 0.5;
  request->max_tokens = 50;
  request->seed = G_GINT64_CONSTANT (0x100000007);
  easel_text_request_set_effort (request, "high");
  easel_text_request_set_stop (request, stop);
  root = request_build (PROTOCOL, request, NULL);
  request_assert_text (root, "systemInstruction.parts.0.text", "Edit.");
  request_assert_text (root, "contents.0.role", "user");
  request_assert_text (root, "contents.0.parts.0.text", "a fox");
  request_assert_none (root, "contents.1");
  g_assert_true (easel_json_get_double (root, CONFIG "temperature", &number));
  g_assert_cmpfloat (number, ==, 0.25);
  g_assert_true (easel_json_get_double (root, CONFIG "topP", &number));
  g_assert_cmpfloat (number, ==, 0.5);
  request_assert_int (root, CONFIG "maxOutputTokens", 50);
  /* A number of 32 bits, and five texts at most. */
  request_assert_int (root, CONFIG "seed", 7);
  request_assert_text (root, CONFIG "stopSequences.4", "E");
  request_assert_none (root, CONFIG "stopSequences.5");
  /* This generation does not think. */
  request_assert_none (root, CONFIG "thinkingConfig");
  request_assert_none (root, "model");
  request_assert_none (root, "stream");

  wire = build_wire (request, NULL, NULL);
  g_assert_cmpstr (wire->url, ==,
                   "https://generativelanguage.googleapis.com/v1beta/models/"
                   "gemini-2.0-flash:streamGenerateContent?alt=sse");
  bare = request_build (PROTOCOL, shortest, NULL);
  request_assert_none (bare, "generationConfig");
}

/* A level from the third generation on, a number of tokens before. */
static void
test_thinking (void)
{
  static const struct
  {
    const char *model;
    const char *effort;
    const char *level;
    int budget;
    gboolean shows;
  } cases[] = {
    { "gemini-2.5-flash", NULL, NULL, -1, TRUE },
    { "gemini-2.5-flash", "none", NULL, 0, FALSE },
    { "gemini-2.5-pro", "none", NULL, 128, FALSE },
    { "gemini-2.5-flash-lite", "minimal", NULL, 512, TRUE },
    { "gemini-2.5-flash", "medium", NULL, 8192, TRUE },
    { "gemini-2.5-pro", "max", NULL, 24576, TRUE },
    { "gemini-3-pro-preview", NULL, NULL, -1, TRUE },
    { "gemini-3-pro-preview", "low", "LOW", -1, TRUE },
    { "gemini-3.5-flash", "high", "HIGH", -1, TRUE },
    { "gemini-3.5-flash", "max", "HIGH", -1, TRUE },
    { "gemini-4-new", "medium", "MEDIUM", -1, TRUE },
    { "gemini-4-new", "none", "LOW", -1, TRUE },
    { "gemini-flash-latest", "low", "LOW", -1, TRUE },
    { "gemma-4-31b-it", "medium", "MINIMAL", -1, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (EaselTextRequest) request = request_new (cases[i].model);
      g_autoptr (JsonNode) root = NULL;

      g_test_message ("%s %s", cases[i].model, cases[i].effort);
      easel_text_request_set_effort (request, cases[i].effort);
      root = request_build (PROTOCOL, request, NULL);
      request_assert_text (root, CONFIG "thinkingConfig.thinkingLevel", cases[i].level);
      if (cases[i].budget >= 0)
        request_assert_int (root, CONFIG "thinkingConfig.thinkingBudget", cases[i].budget);
      else
        request_assert_none (root, CONFIG "thinkingConfig.thinkingBudget");
      g_assert_cmpint (easel_json_get_boolean (root, CONFIG "thinkingConfig.includeThoughts", FALSE), ==,
                       cases[i].shows);
    }
}

static void
test_not_thinking (void)
{
  static const char *const models[] = {
    "gemini-1.5-pro", "gemini-2.0-flash", "gemini-2.5-flash-image",
    "gemma-3-27b-it", "learnlm-2.0",      "gemini-2.5-flash-preview-tts"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr (EaselTextRequest) request = request_new (models[i]);
      g_autoptr (JsonNode) root = NULL;

      easel_text_request_set_effort (request, "high");
      root = request_build (PROTOCOL, request, NULL);
      request_assert_none (root, CONFIG "thinkingConfig");
    }
}

/* Models without a place for instructions hear them first. */
static void
test_no_system (void)
{
  g_autoptr (EaselTextRequest) gemma = request_new ("gemma-3-27b-it");
  g_autoptr (EaselTextRequest) refused = request_new ("gemini-3-pro");
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (JsonNode) other = NULL;

  easel_text_request_add_text (gemma, EASEL_TEXT_ROLE_ASSISTANT, "a red fox");
  easel_text_request_add_text (gemma, EASEL_TEXT_ROLE_USER, "shorter");
  root = request_build (PROTOCOL, gemma, NULL);
  request_assert_none (root, "systemInstruction");
  request_assert_text (root, "contents.0.parts.0.text", "Edit.");
  request_assert_text (root, "contents.0.parts.1.text", "a fox");
  request_assert_none (root, "contents.2.parts.1");

  easel_text_request_add_refused (refused, "systemInstruction");
  other = request_build (PROTOCOL, refused, NULL);
  request_assert_none (other, "systemInstruction");
  request_assert_text (other, "contents.0.parts.0.text", "Edit.");
}

/* A signature goes back in the part that it came with. */
static void
test_conversation (void)
{
  g_autoptr (EaselTextRequest) request = request_new ("gemini-3-pro-image");
  g_autoptr (GBytes) image = g_bytes_new_static ("\x89PNG", 4);
  g_autoptr (JsonNode) root = NULL;

  easel_text_request_add_image (request, EASEL_TEXT_ROLE_USER, image, "image/png");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_ASSISTANT, "A red ");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_ASSISTANT, "fox.");
  easel_text_request_add_state (request, "{\"text\":\"fox.\",\"thoughtSignature\":\"one\"}");
  easel_text_request_add_image (request, EASEL_TEXT_ROLE_ASSISTANT, image, "image/webp");
  easel_text_request_add_state (
      request, "{\"inlineData\":{\"mimeType\":\"image/webp\"},\"thoughtSignature\":\"two\"}");
  easel_text_request_add_state (request, "{\"text\":\"\",\"thoughtSignature\":\"three\"}");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_USER, "shorter");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_USER, "");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_ASSISTANT, "Edited by hand.");
  easel_text_request_add_state (request, "{\"text\":\"fox.\",\"thoughtSignature\":\"four\"}");
  easel_text_request_add_image (request, EASEL_TEXT_ROLE_ASSISTANT, image, "image/webp");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_USER, "go on");
  root = request_build (PROTOCOL, request, NULL);

  request_assert_text (root, "contents.0.parts.1.inlineData.mimeType", "image/png");
  request_assert_text (root, "contents.0.parts.1.inlineData.data", "iVBORw==");
  request_assert_text (root, "contents.1.role", "model");
  request_assert_text (root, "contents.1.parts.0.text", "A red ");
  request_assert_none (root, "contents.1.parts.0.thoughtSignature");
  request_assert_text (root, "contents.1.parts.1.text", "fox.");
  request_assert_text (root, "contents.1.parts.1.thoughtSignature", "one");
  request_assert_text (root, "contents.1.parts.2.inlineData.mimeType", "image/webp");
  request_assert_text (root, "contents.1.parts.2.inlineData.data", "iVBORw==");
  request_assert_text (root, "contents.1.parts.2.thoughtSignature", "two");
  request_assert_text (root, "contents.1.parts.3.text", "");
  request_assert_text (root, "contents.1.parts.3.thoughtSignature", "three");
  request_assert_none (root, "contents.1.parts.4");
  request_assert_text (root, "contents.2.parts.0.text", "shorter");
  request_assert_none (root, "contents.2.parts.1");
  /* What was changed since is not said twice; a picture without its signature
   * is refused by this generation. */
  request_assert_text (root, "contents.3.parts.0.text", "Edited by hand.");
  request_assert_text (root, "contents.3.parts.1.text", "");
  request_assert_text (root, "contents.3.parts.1.thoughtSignature", "four");
  request_assert_none (root, "contents.3.parts.2");
  request_assert_text (root, "contents.4.parts.0.text", "go on");
}

/* The second generation's pictures have no signatures. */
static void
test_older_image (void)
{
  g_autoptr (EaselTextRequest) request = request_new ("gemini-2.5-flash-image");
  g_autoptr (GBytes) image = g_bytes_new_static ("\x89PNG", 4);
  g_autoptr (JsonNode) root = NULL;

  easel_text_request_add_image (request, EASEL_TEXT_ROLE_ASSISTANT, image, "image/png");
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_USER, "bluer");
  root = request_build (PROTOCOL, request, NULL);
  request_assert_text (root, "contents.1.parts.0.inlineData.data", "iVBORw==");
}

static void
test_foreign_state (void)
{
  static const char *const states[] = {
    "{\"type\":\"reasoning\",\"encrypted_content\":\"x\"}",
    "{\"text\":\"no signature\"}",
    "{\"thoughtSignature\":\"nothing to sign\"}",
    "{\"inlineData\":{\"mimeType\":\"image/png\"},\"thoughtSignature\":\"no image\"}",
    "{\"text\":7,\"thoughtSignature\":7}",
    "[1]",
    "nonsense",
    "",
  };
  g_autoptr (EaselTextRequest) request = request_new ("gemini-3-pro");
  g_autoptr (EaselTextRequest) empty = easel_text_request_new ("gemini-3-pro");
  g_autoptr (EaselTextWire) none = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      easel_text_request_add_state (request, states[i]);
      easel_text_request_add_state (empty, states[i]);
    }
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_ASSISTANT, "fox");
  root = request_build (PROTOCOL, request, NULL);
  request_assert_text (root, "contents.1.parts.0.text", "fox");
  request_assert_none (root, "contents.1.parts.1");

  easel_text_request_set_system (empty, "Edit.");
  none = build_wire (empty, NULL, &error);
  g_assert_null (none);
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
}

static void
test_schema (void)
{
  g_autoptr (EaselTextRequest) request = request_new ("gemini-3-pro");
  g_autoptr (EaselTextWire) none = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (JsonNode) without = NULL;
  g_autoptr (GError) error = NULL;

  easel_text_request_set_schema (request, "edit", "{\"type\":\"object\"}");
  root = request_build (PROTOCOL, request, NULL);
  request_assert_text (root, CONFIG "responseMimeType", "application/json");
  request_assert_text (root, CONFIG "responseJsonSchema.type", "object");

  easel_text_request_add_refused (request, "responseJsonSchema");
  without = request_build (PROTOCOL, request, NULL);
  request_assert_text (without, CONFIG "responseMimeType", "application/json");
  request_assert_none (without, CONFIG "responseJsonSchema");

  easel_text_request_set_schema (request, "edit", "[1");
  none = build_wire (request, NULL, &error);
  g_assert_null (none);
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
}

static void
test_refused (void)
{
  static const char *const names[] = { "temperature", "topP",          "maxOutputTokens",
                                       "seed",        "stopSequences", "includeThoughts" };
  g_autoptr (EaselTextRequest) request = request_new ("gemini-3-pro");
  g_autoptr (EaselTextWire) wire = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (JsonNode) bare = NULL;
  const char *const stop[] = { "END", NULL };

  request->temperature = request->top_p = 1;
  request->max_tokens = request->seed = 5;
  easel_text_request_set_stop (request, stop);
  easel_text_request_set_effort (request, "low");
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    easel_text_request_add_refused (request, names[i]);
  root = request_build (PROTOCOL, request, NULL);
  wire = build_wire (request, NULL, NULL);
  g_assert_cmpuint (wire->left_out->len, ==, G_N_ELEMENTS (names));
  for (gsize i = 0; i + 1 < G_N_ELEMENTS (names); i++)
    g_assert_null (easel_json_get_node (easel_json_get_node (root, "generationConfig"), names[i]));
  request_assert_text (root, CONFIG "thinkingConfig.thinkingLevel", "LOW");
  request_assert_none (root, CONFIG "thinkingConfig.includeThoughts");

  easel_text_request_add_refused (request, "thinkingConfig");
  bare = request_build (PROTOCOL, request, NULL);
  request_assert_none (bare, "generationConfig");
}

static void
test_urls (void)
{
  static const char method[] = ":streamGenerateContent?alt=sse";
  static const struct
  {
    const char *base_url;
    const char *model;
    const char *url;
  } urls[] = {
    { "https://generativelanguage.googleapis.com", "m",
      "https://generativelanguage.googleapis.com/v1beta/models/m" },
    { "https://ai.example/v1/", "models/m", "https://ai.example/v1/models/m" },
    { "https://ai.example/v1beta/models", "tunedModels/my-1", "https://ai.example/v1beta/tunedModels/my-1" },
    { "https://ai.example/v1beta/models/gemini-3:generateContent", "m",
      "https://ai.example/v1beta/models/m" },
    { "http://localhost:1/gemini", "a b/../c?key=1#x",
      "http://localhost:1/gemini/models/a%20b%2F..%2Fc%3Fkey%3D1%23x" },
    { "https://ai.example/v1beta?key=AIza", "m", NULL },
    { "https://ai.example/v1beta/models/x:generateContent?alt=sse&KEY=AIza", "m", NULL },
    { "https://user:pass@ai.example", "m", NULL },
    { "nonsense", "m", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++)
    {
      g_autoptr (EaselTextRequest) request = request_new (urls[i].model);
      g_autoptr (GError) error = NULL;
      g_autoptr (EaselTextWire) wire = build_wire (request, urls[i].base_url, &error);
      g_autofree char *url = urls[i].url != NULL ? g_strconcat (urls[i].url, method, NULL) : NULL;

      g_assert_cmpstr (wire != NULL ? wire->url : NULL, ==, url);
      if (wire == NULL)
        {
          g_assert_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT);
          g_assert_null (strstr (error->message, "AIza"));
        }
    }
}

static GPtrArray *
parse_models (const char *json, char **next, GError **error)
{
  g_autoptr (EaselAccount) account = easel_account_new ("mine", NULL);
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_info_unref);
  g_autoptr (JsonNode) root = easel_json_parse (json, -1, NULL);

  return PROTOCOL->parse_models (root, account, models, next, error) ? g_steal_pointer (&models) : NULL;
}

#define GENERATES "\"supportedGenerationMethods\":[\"countTokens\",\"generateContent\"]"

static void
test_models (void)
{
  g_autofree char *next = NULL;
  g_autofree char *end = NULL;
  g_autoptr (GPtrArray) empty = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) models = parse_models (
      "{\"models\":[{\"name\":\"models/gemini-9-zap\",\"displayName\":\"Zap\",\"inputTokenLimit\":1000,"
      "\"outputTokenLimit\":200,\"thinking\":true," GENERATES "},"
      "{\"name\":\"models/gemini-9-image\"," GENERATES "},{\"name\":\"models/gemini-9-tts\"," GENERATES "},"
      "{\"name\":\"models/gemini-embedding-9\",\"supportedGenerationMethods\":[\"embedContent\"]},"
      "{\"name\":\"models/veo-9\",\"supportedGenerationMethods\":[\"predictLongRunning\"]},"
      "{\"name\":\"models/\"," GENERATES "},{\"name\":7},null,{}],\"nextPageToken\":\"a b&c\"}",
      &next, NULL);
  const EaselModelInfo *info;

  g_assert_cmpuint (models->len, ==, 2);
  g_assert_cmpstr (next, ==, "a b&c");
  info = g_ptr_array_index (models, 0);
  g_assert_cmpstr (info->id, ==, "gemini-9-zap");
  g_assert_cmpstr (info->name, ==, "Zap");
  g_assert_cmpint (info->context, ==, 1000);
  g_assert_cmpint (info->max_output, ==, 200);
  g_assert_cmpint (info->price.input, ==, -1);
  g_assert_cmpint ((int) info->flags, ==,
                   EASEL_MODEL_VISION | EASEL_MODEL_REASONING | EASEL_MODEL_TOOLS | EASEL_MODEL_STRUCTURED);
  info = g_ptr_array_index (models, 1);
  g_assert_cmpint ((int) info->flags, ==, EASEL_MODEL_VISION | EASEL_MODEL_IMAGE_OUTPUT);

  empty = parse_models ("{}", &end, NULL);
  g_assert_cmpuint (empty->len, ==, 0);
  g_assert_null (end);
  none = parse_models ("{\"data\":[]}", &end, &error);
  g_assert_null (none);
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gemini-requests/plain", test_plain);
  g_test_add_func ("/gemini-requests/thinking", test_thinking);
  g_test_add_func ("/gemini-requests/not-thinking", test_not_thinking);
  g_test_add_func ("/gemini-requests/no-system", test_no_system);
  g_test_add_func ("/gemini-requests/conversation", test_conversation);
  g_test_add_func ("/gemini-requests/older-image", test_older_image);
  g_test_add_func ("/gemini-requests/foreign-state", test_foreign_state);
  g_test_add_func ("/gemini-requests/schema", test_schema);
  g_test_add_func ("/gemini-requests/refused", test_refused);
  g_test_add_func ("/gemini-requests/urls", test_urls);
  g_test_add_func ("/gemini-requests/models", test_models);
  return g_test_run ();
}
