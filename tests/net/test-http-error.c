// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-error.h"
#include "easel-http-error.h"
#include "easel-json.h"

#include <gio/gio.h>
#include <string.h>

#define HOST "api.example.com"

typedef struct
{
  const char *name;
  guint status;
  const char *body;
  EaselError code;
  const char *says; /* what the message quotes, NULL for nothing */
  const char *parameter;
} Case;

static const Case cases[] = {
  /* OpenAI */
  { "openai-key", 401,
    "{\"error\":{\"message\":\"Wrong "
    "key\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"invalid_api_key\"}}",
    EASEL_ERROR_AUTH, "Wrong key" },
  { "openai-403", 403,
    "{\"error\":{\"message\":\"Country not "
    "served\",\"type\":\"request_forbidden\",\"param\":null,\"code\":\"x\"}}",
    EASEL_ERROR_PERMISSION, "Country not served" },
  { "openai-model", 404,
    "{\"error\":{\"message\":\"No such "
    "model\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":\"model_not_found\"}}",
    EASEL_ERROR_NOT_FOUND, "No such model" },
  { "openai-context", 400,
    "{\"error\":{\"message\":\"Too "
    "much\",\"type\":\"invalid_request_error\",\"param\":\"messages\",\"code\":\"context_length_exceeded\"}}",
    EASEL_ERROR_TOO_LONG, "Too much", "messages" },
  { "openai-unsupported", 400,
    "{\"error\":{\"message\":\"Not "
    "here\",\"type\":\"invalid_request_error\",\"param\":\"max_tokens\",\"code\":\"unsupported_parameter\"}}",
    EASEL_ERROR_UNSUPPORTED, "Not here", "max_tokens" },
  { "openai-unsupported-no-code", 400,
    "{\"error\":{\"message\":\"Unsupported parameter: 'temperature' is not "
    "here\",\"type\":\"invalid_request_error\",\"param\":\"temperature\",\"code\":null}}",
    EASEL_ERROR_UNSUPPORTED, "is not here", "temperature" },
  { "openai-value", 400,
    "{\"error\":{\"message\":\"Bad "
    "size\",\"type\":\"invalid_request_error\",\"param\":\"size\",\"code\":\"invalid_value\"}}",
    EASEL_ERROR_INVALID_INPUT, "Bad size", "size" },
  { "openai-rate", 429,
    "{\"error\":{\"message\":\"Slow "
    "down\",\"type\":\"requests\",\"param\":null,\"code\":\"rate_limit_exceeded\"}}",
    EASEL_ERROR_RATE_LIMIT, "Slow down" },
  { "openai-quota", 429,
    "{\"error\":{\"message\":\"No "
    "money\",\"type\":\"insufficient_quota\",\"param\":null,\"code\":\"insufficient_quota\"}}",
    EASEL_ERROR_QUOTA, "No money" },
  { "openai-moderation", 400,
    "{\"error\":{\"message\":\"Not "
    "this\",\"type\":\"image_generation_user_error\",\"code\":\"moderation_blocked\"}}",
    EASEL_ERROR_REFUSED, "Not this" },
  { "openai-500", 500,
    "{\"error\":{\"message\":\"Oops\",\"type\":\"server_error\",\"param\":null,\"code\":null}}",
    EASEL_ERROR_PROVIDER_FAULT, "Oops" },
  /* Anthropic */
  { "anthropic-key", 401,
    "{\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"invalid "
    "key\"},\"request_id\":\"req_1\"}",
    EASEL_ERROR_AUTH, "invalid key" },
  { "anthropic-billing", 402, "{\"type\":\"error\",\"error\":{\"type\":\"billing_error\",\"message\":\"m\"}}",
    EASEL_ERROR_QUOTA, "m" },
  { "anthropic-permission", 403,
    "{\"type\":\"error\",\"error\":{\"type\":\"permission_error\",\"message\":\"m\"}}",
    EASEL_ERROR_PERMISSION, "m" },
  { "anthropic-model", 404,
    "{\"type\":\"error\",\"error\":{\"type\":\"not_found_error\",\"message\":\"model: x\"}}",
    EASEL_ERROR_NOT_FOUND, "model: x" },
  { "anthropic-large", 413,
    "{\"type\":\"error\",\"error\":{\"type\":\"request_too_large\",\"message\":\"m\"}}", EASEL_ERROR_TOO_LONG,
    "m" },
  { "anthropic-rate", 429, "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"m\"}}",
    EASEL_ERROR_RATE_LIMIT, "m" },
  { "anthropic-api", 500, "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"m\"}}",
    EASEL_ERROR_PROVIDER_FAULT, "m" },
  { "anthropic-timeout", 504, "{\"type\":\"error\",\"error\":{\"type\":\"timeout_error\",\"message\":\"m\"}}",
    EASEL_ERROR_UNAVAILABLE, "m" },
  { "anthropic-overloaded", 529,
    "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}",
    EASEL_ERROR_UNAVAILABLE, "Overloaded" },
  { "anthropic-overloaded-stream", 200,
    "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}",
    EASEL_ERROR_UNAVAILABLE, "Overloaded" },
  { "anthropic-context", 400,
    "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"prompt is too long: 3 > "
    "2\"}}",
    EASEL_ERROR_TOO_LONG, "3 > 2" },
  { "anthropic-extra", 400,
    "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"top_k: Extra inputs are "
    "not permitted\"}}",
    EASEL_ERROR_UNSUPPORTED, "top_k:", "top_k" },
  /* Gemini: a bad key is 400 */
  { "gemini-key", 400,
    "{\"error\":{\"code\":400,\"message\":\"API key not "
    "valid.\",\"status\":\"INVALID_ARGUMENT\",\"details\":[{\"@type\":\"type.googleapis.com/"
    "google.rpc.ErrorInfo\",\"reason\":\"API_KEY_INVALID\"}]}}",
    EASEL_ERROR_AUTH, "API key not valid." },
  { "gemini-argument", 400, "{\"error\":{\"code\":400,\"message\":\"m\",\"status\":\"INVALID_ARGUMENT\"}}",
    EASEL_ERROR_INVALID_INPUT, "m" },
  { "gemini-array", 404, "[{\"error\":{\"code\":404,\"message\":\"no model\",\"status\":\"NOT_FOUND\"}}]",
    EASEL_ERROR_NOT_FOUND, "no model" },
  { "gemini-quota", 429,
    "{\"error\":{\"code\":429,\"message\":\"m\",\"status\":\"RESOURCE_EXHAUSTED\",\"details\":[{"
    "\"retryDelay\":\"34.4s\"}]}}",
    EASEL_ERROR_RATE_LIMIT, "m" },
  { "gemini-denied", 403, "{\"error\":{\"code\":403,\"message\":\"m\",\"status\":\"PERMISSION_DENIED\"}}",
    EASEL_ERROR_PERMISSION, "m" },
  { "gemini-503", 503, "{\"error\":{\"code\":503,\"message\":\"overloaded\",\"status\":\"UNAVAILABLE\"}}",
    EASEL_ERROR_UNAVAILABLE, "overloaded" },
  { "gemini-country", 400,
    "{\"error\":{\"code\":400,\"message\":\"User location is not "
    "supported\",\"status\":\"FAILED_PRECONDITION\"}}",
    EASEL_ERROR_PERMISSION, "User location" },
  { "gemini-context", 400,
    "{\"error\":{\"code\":400,\"message\":\"The input token count (2000000) exceeds the maximum number of "
    "tokens allowed (1048576).\",\"status\":\"INVALID_ARGUMENT\"}}",
    EASEL_ERROR_TOO_LONG, "(1048576)" },
  { "gemini-name", 400,
    "{\"error\":{\"code\":400,\"message\":\"Invalid JSON payload received. Unknown name "
    "\\\"thinkingLevel\\\" at "
    "'generation_config.thinking_config': Cannot find field.\",\"status\":\"INVALID_ARGUMENT\"}}",
    EASEL_ERROR_INVALID_INPUT, "Cannot find field", "thinkingLevel" },
  { "gemini-name-cut", 400,
    "{\"error\":{\"code\":400,\"message\":\"Unknown name \\\"x\",\"status\":\"INVALID_ARGUMENT\"}}",
    EASEL_ERROR_INVALID_INPUT, "Unknown name" },
  { "gemini-system", 400,
    "{\"error\":{\"code\":400,\"message\":\"Developer instruction is not enabled for "
    "models/gemma-3-4b-it\",\"status\":\"INVALID_ARGUMENT\"}}",
    EASEL_ERROR_INVALID_INPUT, "gemma-3", "systemInstruction" },
  { "gemini-budget", 400,
    "{\"error\":{\"code\":400,\"message\":\"Thinking budget is not supported for this "
    "model.\",\"status\":\"INVALID_ARGUMENT\"}}",
    EASEL_ERROR_INVALID_INPUT, "Thinking budget", "thinkingBudget" },
  { "gemini-cancelled", 200,
    "{\"error\":{\"code\":499,\"message\":\"The operation was cancelled.\",\"status\":\"CANCELLED\"}}",
    EASEL_ERROR_UNAVAILABLE, "cancelled" },
  { "gemini-internal", 500, "{\"error\":{\"code\":500,\"message\":\"m\",\"status\":\"INTERNAL\"}}",
    EASEL_ERROR_PROVIDER_FAULT, "m" },
  { "gemini-deadline", 504, "{\"error\":{\"code\":504,\"message\":\"m\",\"status\":\"DEADLINE_EXCEEDED\"}}",
    EASEL_ERROR_UNAVAILABLE, "m" },
  { "responses-reasoning", 400,
    "{\"error\":{\"message\":\"Item 'rs_1' of type 'reasoning' was provided without its required following "
    "item.\",\"type\":\"invalid_request_error\",\"param\":\"input\",\"code\":null}}",
    EASEL_ERROR_INVALID_INPUT, "following item", "input" },
  { "responses-image", 200,
    "{\"response\":{\"error\":{\"code\":\"image_content_policy_violation\",\"message\":\"m\"}}}",
    EASEL_ERROR_REFUSED, "m" },
  { "responses-prompt", 200, "{\"response\":{\"error\":{\"code\":\"invalid_prompt\",\"message\":\"m\"}}}",
    EASEL_ERROR_REFUSED, "m" },
  { "gemini-stream", 200, "{\"error\":{\"code\":503,\"message\":\"overloaded\",\"status\":\"UNAVAILABLE\"}}",
    EASEL_ERROR_UNAVAILABLE, "overloaded" },
  /* Mistral */
  { "mistral-key", 401, "{\"detail\":\"Invalid API Key\"}", EASEL_ERROR_AUTH, "Invalid API Key" },
  { "mistral-detail", 422,
    "{\"detail\":[{\"loc\":[\"body\",\"top_p\"],\"msg\":\"must be below 1\",\"type\":\"value_error\"}]}",
    EASEL_ERROR_INVALID_INPUT, "top_p: must be below 1", "top_p" },
  { "mistral-extra", 422,
    "{\"detail\":[{\"loc\":[\"body\",\"seed\"],\"msg\":\"no\",\"type\":\"extra_forbidden\"}]}",
    EASEL_ERROR_UNSUPPORTED, "seed: no", "seed" },
  { "mistral-object", 400,
    "{\"object\":\"error\",\"message\":\"Invalid model: x\",\"type\":\"invalid_model\",\"code\":\"1500\"}",
    EASEL_ERROR_INVALID_INPUT, "Invalid model: x" },
  /* xAI: a bad key is 400 */
  { "xai-key", 400, "{\"code\":\"invalid-argument\",\"error\":\"Incorrect API key provided.\"}",
    EASEL_ERROR_AUTH, "Incorrect API key" },
  { "xai-argument", 400, "{\"code\":\"invalid-argument\",\"error\":\"Bad size\"}", EASEL_ERROR_INVALID_INPUT,
    "Bad size" },
  /* DeepSeek */
  { "deepseek-balance", 402,
    "{\"error\":{\"message\":\"Insufficient "
    "Balance\",\"type\":\"unknown_error\",\"param\":null,\"code\":\"invalid_request_error\"}}",
    EASEL_ERROR_QUOTA, "Insufficient Balance" },
  /* OpenRouter */
  { "openrouter-raw", 429,
    "{\"error\":{\"message\":\"Provider returned error\",\"code\":429,\"metadata\":{\"raw\":\"upstream is "
    "busy\",\"provider_name\":\"P\"}},\"user_id\":\"u\"}",
    EASEL_ERROR_RATE_LIMIT, "Provider returned error: upstream is busy" },
  { "openrouter-raw-json", 400,
    "{\"error\":{\"message\":\"Provider returned "
    "error\",\"code\":400,\"metadata\":{\"raw\":\"{\\\"error\\\":{\\\"message\\\":\\\"inner words\\\"}}\"}}}",
    EASEL_ERROR_INVALID_INPUT, "Provider returned error: inner words" },
  { "openrouter-stream", 200, "{\"error\":{\"code\":502,\"message\":\"gone\"},\"choices\":[]}",
    EASEL_ERROR_UNAVAILABLE, "gone" },
  /* Ollama */
  { "ollama", 404, "{\"error\":\"model 'x' not found\"}", EASEL_ERROR_NOT_FOUND, "model 'x' not found" },
  { "ollama-stream", 200, "{\"error\":\"out of memory\"}", EASEL_ERROR_PROVIDER_FAULT, "out of memory" },
  /* vLLM, llama.cpp, Groq */
  { "vllm", 400,
    "{\"object\":\"error\",\"message\":\"maximum context length is "
    "10\",\"type\":\"BadRequestError\",\"param\":null,\"code\":400}",
    EASEL_ERROR_TOO_LONG, "maximum context" },
  { "llamacpp", 400,
    "{\"error\":{\"code\":400,\"message\":\"m\",\"type\":\"exceed_context_size_error\",\"n_ctx\":10}}",
    EASEL_ERROR_TOO_LONG, "m" },
  { "groq-stream", 200,
    "{\"error\":{\"message\":\"tool\",\"type\":\"invalid_request_error\",\"code\":\"tool_use_failed\","
    "\"failed_generation\":\"x\",\"status_code\":400}}",
    EASEL_ERROR_PROVIDER_FAULT, "tool" },
  { "responses-flat", 200,
    "{\"type\":\"error\",\"code\":\"rate_limit_exceeded\",\"message\":\"m\",\"param\":null}",
    EASEL_ERROR_RATE_LIMIT, "m" },
  { "responses-failed", 200,
    "{\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"insufficient_quota\",\"message\":"
    "\"m\"}}}",
    EASEL_ERROR_QUOTA, "m" },
  /* Media services */
  { "replicate", 401, "{\"title\":\"Unauthenticated\",\"detail\":\"No valid token\",\"status\":401}",
    EASEL_ERROR_AUTH, "Unauthenticated: No valid token" },
  { "replicate-fields", 422,
    "{\"title\":\"Input validation failed\",\"detail\":\"- input: width is too "
    "large\\n\",\"status\":422,\"invalid_fields\":[]}",
    EASEL_ERROR_INVALID_INPUT, "width is too large" },
  { "fal-detail", 401, "{\"detail\":\"No user found\"}", EASEL_ERROR_AUTH, "No user found" },
  { "fal-list", 422,
    "{\"detail\":[{\"loc\":[\"body\",\"prompt\"],\"msg\":\"field "
    "required\",\"type\":\"missing\"},{\"loc\":[\"body\",\"seed\"],\"msg\":\"no\",\"type\":\"t\"}]}",
    EASEL_ERROR_INVALID_INPUT, "prompt: field required; seed: no", "prompt" },
  { "stability", 400, "{\"id\":\"x\",\"name\":\"bad_request\",\"errors\":[\"prompt: too short\"]}",
    EASEL_ERROR_INVALID_INPUT, "prompt: too short" },
  { "stability-moderation", 403, "{\"id\":\"x\",\"name\":\"content_moderation\",\"errors\":[\"Flagged\"]}",
    EASEL_ERROR_REFUSED, "Flagged" },
  { "runway", 400, "{\"error\":\"Invalid asset\",\"docUrl\":\"https://x\"}", EASEL_ERROR_INVALID_INPUT,
    "Invalid asset" },
  { "comfyui", 400,
    "{\"error\":{\"type\":\"prompt_outputs_failed_validation\",\"message\":\"Failed\",\"details\":\"\","
    "\"extra_info\":{}},\"node_errors\":{\"4\":{\"errors\":[{\"type\":\"value_not_in_list\",\"message\":"
    "\"Value not in list\",\"details\":\"ckpt_name: 'x'\"}],\"class_type\":\"CheckpointLoader\"}}}",
    EASEL_ERROR_INVALID_INPUT, "Failed: Value not in list: ckpt_name: 'x'" },
  { "a1111", 500,
    "{\"error\":\"OutOfMemoryError\",\"detail\":\"\",\"body\":\"\",\"errors\":\"CUDA out of memory\"}",
    EASEL_ERROR_PROVIDER_FAULT, "OutOfMemoryError: CUDA out of memory" },
  { "a1111-detail", 404, "{\"detail\":\"Not Found\"}", EASEL_ERROR_NOT_FOUND, "Not Found" },
  { "pixverse", 400, "{\"ErrCode\":400011,\"ErrMsg\":\"empty parameter\"}", EASEL_ERROR_INVALID_INPUT,
    "empty parameter" },
  { "msg", 400, "{\"Msg\":\"bad\"}", EASEL_ERROR_INVALID_INPUT, "bad" },
  /* Anything else */
  { "text", 500, "upstream connect error", EASEL_ERROR_PROVIDER_FAULT, "upstream connect error" },
  { "json-text", 400, "\"plain words\"", EASEL_ERROR_INVALID_INPUT, "plain words" },
  { "empty", 503, "", EASEL_ERROR_UNAVAILABLE, NULL },
  { "empty-401", 401, "", EASEL_ERROR_AUTH, NULL },
  { "null", 400, "null", EASEL_ERROR_INVALID_INPUT, "null" },
  { "nulls", 400, "{\"error\":null,\"message\":null}", EASEL_ERROR_INVALID_INPUT, "{" },
  { "wrong-types", 400,
    "{\"error\":{\"message\":{\"a\":1},\"code\":[],\"type\":5,\"param\":{}},\"detail\":{\"x\":[]}}",
    EASEL_ERROR_INVALID_INPUT, "{" },
  { "empty-array", 400, "[]", EASEL_ERROR_INVALID_INPUT, "[]" },
  { "redirect", 302, "", EASEL_ERROR_PROTOCOL, NULL },
  { "teapot", 418, "", EASEL_ERROR_INVALID_INPUT, NULL },
  { "407", 407, "<html>Proxy</html>", EASEL_ERROR_NETWORK, NULL },
  { "405", 405, "", EASEL_ERROR_PROTOCOL, NULL },
};

static void
check_sentence (const GError *error)
{
  g_assert_true (error->domain == EASEL_ERROR);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpuint (g_utf8_strlen (error->message, -1), <, 700);
  g_assert_null (strchr (error->message, '\n'));
  g_assert_nonnull (strstr (error->message, HOST));
  g_assert_nonnull (strstr (error->message, ". "));
  g_assert_true (g_str_has_suffix (error->message, ".") || g_str_has_suffix (error->message, "”"));
}

static void
test_case (gconstpointer user_data)
{
  const Case *c = user_data;
  g_autoptr (GError) error = easel_http_error_new (c->status, NULL, c->body, -1, HOST, 0);

  g_test_message ("%s", error->message);
  check_sentence (error);
  g_assert_error (error, EASEL_ERROR, (int) c->code);
  g_assert_cmpstr (easel_error_get_details (error)->parameter, ==, c->parameter);
  if (c->status != 200 && c->status != 407)
    g_assert_cmpuint (easel_error_get_details (error)->http_status, ==, c->status);
  if (c->says != NULL)
    g_assert_nonnull (strstr (error->message, c->says));
  else
    g_assert_null (strstr (error->message, "“"));
}

static void
test_details (void)
{
  g_autoptr (EaselHttpHeaders) headers = easel_http_headers_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) from_body = NULL;

  easel_http_headers_add (headers, "Retry-After", "120");
  easel_http_headers_add (headers, "X-Request-ID", "req-1");
  error = easel_http_error_new (429, headers, "{}", -1, HOST, 0);
  g_assert_error (error, EASEL_ERROR, EASEL_ERROR_RATE_LIMIT);
  g_assert_cmpint (easel_error_get_details (error)->retry_after, ==, 120 * G_USEC_PER_SEC);
  g_assert_cmpstr (easel_error_get_details (error)->request_id, ==, "req-1");
  g_assert_nonnull (strstr (error->message, "2 minutes"));
  g_assert_true (easel_error_is_retryable (error));

  from_body = easel_http_error_new (
      529, NULL, "{\"error\":{\"type\":\"overloaded_error\",\"message\":\"m\"},\"request_id\":\"req-2\"}", -1,
      HOST, 0);
  g_assert_cmpint (easel_error_get_details (from_body)->retry_after, ==, -1);
  g_assert_cmpstr (easel_error_get_details (from_body)->request_id, ==, "req-2");
}

static void
test_page (void)
{
  g_autoptr (EaselHttpHeaders) headers = easel_http_headers_new ();
  static const char page[] = "  <!DOCTYPE html><html><body>Sign in</body></html>";
  g_autoptr (GError) lost = NULL;
  g_autoptr (GError) gateway = NULL;

  easel_http_headers_add (headers, "Content-Type", "text/html; charset=utf-8");
  lost = easel_http_error_new (404, headers, page, -1, HOST, 0);
  check_sentence (lost);
  g_assert_error (lost, EASEL_ERROR, EASEL_ERROR_PROTOCOL);
  g_assert_nonnull (strstr (lost->message, "a web page, not an API"));
  g_assert_cmpuint (easel_error_get_details (lost)->http_status, ==, 404);

  gateway = easel_http_error_new (502, NULL, page, -1, HOST, 0);
  check_sentence (gateway);
  g_assert_error (gateway, EASEL_ERROR, EASEL_ERROR_UNAVAILABLE);
  g_assert_null (strstr (gateway->message, "DOCTYPE"));
}

static void
test_long_words (void)
{
  g_autoptr (GString) body = g_string_new ("{\"error\":{\"message\":\"");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append (body, "猫\\n");
  g_string_append (body, "\"}}");
  error = easel_http_error_new (400, NULL, body->str, -1, HOST, 0);
  check_sentence (error);
  g_assert_nonnull (strstr (error->message, "…"));
}

/* Cut anywhere, and bytes that are no text: a sentence all the same. */
static void
test_cuts (void)
{
  static const char garbage[] = "\xFF\xFE{\"error\x00\x01\x80\":\r\n<";

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize length = 0; length <= strlen (cases[i].body); length++)
      {
        g_autofree char *body = g_strndup (cases[i].body, length);
        g_autoptr (GError) error =
            easel_http_error_new (cases[i].status, NULL, body, (gssize) length, HOST, 0);

        check_sentence (error);
      }
  for (gsize length = 0; length < sizeof garbage; length++)
    {
      g_autofree char *body = g_memdup2 (garbage, MAX (length, 1));
      g_autoptr (GError) error = easel_http_error_new (400, NULL, body, (gssize) length, HOST, 0);

      check_sentence (error);
    }
}

static void
test_is_error (void)
{
  static const char *const errors[] = {
    "{\"error\":{\"message\":\"m\"}}",          "{\"error\":\"m\"}", "{\"type\":\"error\",\"message\":\"m\"}",
    "{\"object\":\"error\",\"message\":\"m\"}", "[{\"error\":{}}]",  "{\"error\":{},\"choices\":[]}"
  };
  static const char *const fine[] = { "{\"choices\":[]}",
                                      "{\"error\":null}",
                                      "{\"error\":\"\"}",
                                      "{}",
                                      "[]",
                                      "1",
                                      "{\"type\":\"message_stop\"}",
                                      "\"error\"" };

  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autoptr (JsonNode) node = easel_json_parse (errors[i], -1, NULL);

      g_assert_true (easel_http_error_is_error (node));
    }
  for (guint i = 0; i < G_N_ELEMENTS (fine); i++)
    {
      g_autoptr (JsonNode) node = easel_json_parse (fine[i], -1, NULL);

      g_assert_nonnull (node);
      g_assert_false (easel_http_error_is_error (node));
    }
  g_assert_false (easel_http_error_is_error (NULL));
}

static void
test_transport (void)
{
  static const struct
  {
    GIOErrorEnum code;
    gboolean connected;
    EaselTransportFailure failure;
    EaselError result;
  } kinds[] = {
    { G_IO_ERROR_CONNECTION_REFUSED, FALSE, EASEL_TRANSPORT_CONNECT, EASEL_ERROR_NETWORK },
    { G_IO_ERROR_HOST_UNREACHABLE, FALSE, EASEL_TRANSPORT_CONNECT, EASEL_ERROR_NETWORK },
    { G_IO_ERROR_TIMED_OUT, FALSE, EASEL_TRANSPORT_CONNECT, EASEL_ERROR_TIMEOUT },
    { G_IO_ERROR_CONNECTION_CLOSED, TRUE, EASEL_TRANSPORT_RESET, EASEL_ERROR_NETWORK },
    { G_IO_ERROR_PROXY_FAILED, FALSE, EASEL_TRANSPORT_CONNECT, EASEL_ERROR_NETWORK },
    { G_IO_ERROR_PROXY_NEED_AUTH, FALSE, EASEL_TRANSPORT_CONNECT, EASEL_ERROR_NETWORK },
    { G_IO_ERROR_CANCELLED, TRUE, EASEL_TRANSPORT_CANCELLED, EASEL_ERROR_CANCELLED },
  };
  g_autoptr (GError) resolve = g_error_new_literal (G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "x");
  g_autoptr (GError) tls = g_error_new_literal (G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, "x");

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GError) cause = g_error_new_literal (G_IO_ERROR, kinds[i].code, "secret words");
      EaselTransportFailure failure = easel_http_error_classify (cause, kinds[i].connected);
      g_autoptr (GError) error = easel_http_error_new_for_transport (failure, cause, HOST);

      g_assert_cmpint (failure, ==, kinds[i].failure);
      g_assert_error (error, EASEL_ERROR, (int) kinds[i].result);
      g_assert_null (strstr (error->message, "secret words"));
      if (failure != EASEL_TRANSPORT_CANCELLED)
        check_sentence (error);
    }
  g_assert_cmpint (easel_http_error_classify (resolve, FALSE), ==, EASEL_TRANSPORT_RESOLVE);
  g_assert_cmpint (easel_http_error_classify (tls, FALSE), ==, EASEL_TRANSPORT_TLS);
}

/* The services' own answers, where the folder of recordings is at hand. */
static void
test_recorded (void)
{
  static const struct
  {
    const char *file;
    guint status;
    EaselError code;
    const char *parameter;
  } files[] = {
    { "anthropic/error-400-context.json", 400, EASEL_ERROR_TOO_LONG, NULL },
    { "anthropic/error-401.json", 401, EASEL_ERROR_AUTH, NULL },
    { "deepseek/error-401.json", 401, EASEL_ERROR_AUTH, NULL },
    { "gemini/error-400-key.json", 400, EASEL_ERROR_AUTH, NULL },
    { "gemini/error-429.json", 429, EASEL_ERROR_RATE_LIMIT, NULL },
    { "groq/error-400-tool-use-failed.json", 400, EASEL_ERROR_PROVIDER_FAULT, NULL },
    { "mistral/error-401.json", 401, EASEL_ERROR_AUTH, NULL },
    { "ollama/error-401.json", 401, EASEL_ERROR_AUTH, NULL },
    { "openai/error-400-context.json", 400, EASEL_ERROR_TOO_LONG, "input" },
    { "openai/error-400-max-tokens.json", 400, EASEL_ERROR_UNSUPPORTED, "max_tokens" },
    { "openai/error-400-response-format.json", 400, EASEL_ERROR_UNSUPPORTED, "response_format" },
    { "openai/error-400-temperature.json", 400, EASEL_ERROR_UNSUPPORTED, "temperature" },
    { "openai/error-401.json", 401, EASEL_ERROR_AUTH, NULL },
    { "openai/error-404-model.json", 404, EASEL_ERROR_NOT_FOUND, NULL },
    { "openrouter/error-429.json", 429, EASEL_ERROR_RATE_LIMIT, NULL },
    { "replicate/error-401.json", 401, EASEL_ERROR_AUTH, NULL },
    { "xai/error-400.json", 400, EASEL_ERROR_AUTH, NULL },
  };
  const char *folder = g_getenv ("EASEL_WIRE_RECORDINGS");

  if (folder == NULL || *folder == '\0')
    {
      g_test_skip ("the recorded answers are not here: set the build option wire_recordings");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i].file, NULL);
      g_autofree char *body = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) read_error = NULL;
      gsize length;

      g_file_get_contents (path, &body, &length, &read_error);
      g_assert_no_error (read_error);
      error = easel_http_error_new (files[i].status, NULL, body, (gssize) length, HOST, 0);
      g_test_message ("%s: %s", files[i].file, error->message);
      check_sentence (error);
      g_assert_error (error, EASEL_ERROR, (int) files[i].code);
      g_assert_cmpstr (easel_error_get_details (error)->parameter, ==, files[i].parameter);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/http-error/shape/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/http-error/details", test_details);
  g_test_add_func ("/http-error/page", test_page);
  g_test_add_func ("/http-error/long-words", test_long_words);
  g_test_add_func ("/http-error/cuts", test_cuts);
  g_test_add_func ("/http-error/is-error", test_is_error);
  g_test_add_func ("/http-error/transport", test_transport);
  g_test_add_func ("/http-error/recorded", test_recorded);
  return g_test_run ();
}
