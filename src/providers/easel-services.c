// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-services-private.h"

static const char *const also_chat[] = { "openai", NULL };
static const char *const also_responses[] = { "openai-responses", NULL };

/* Addresses, key pages and names of variables: each service's documentation and
 * client libraries of November 2026. The default model is one of middling price
 * that writes well. */
static const EaselService services[] = {
  {
      .id = "openai",
      .label = "OpenAI",
      .protocol = "openai",
      .also = also_responses,
      .base_url = "https://api.openai.com/v1",
      .key_env = "OPENAI_API_KEY",
      .base_url_env = "OPENAI_BASE_URL",
      .needs_key = TRUE,
      .key_page = "https://platform.openai.com/api-keys",
      .default_model = "gpt-6.1-terra",
  },
  {
      .id = "anthropic",
      .label = "Anthropic",
      .protocol = "anthropic",
      .base_url = "https://api.anthropic.com",
      .key_env = "ANTHROPIC_API_KEY",
      .base_url_env = "ANTHROPIC_BASE_URL",
      .needs_key = TRUE,
      .key_page = "https://console.anthropic.com/settings/keys",
      .default_model = "claude-sonnet-5-5",
  },
  {
      .id = "gemini",
      .label = "Google Gemini",
      .protocol = "gemini",
      .base_url = "https://generativelanguage.googleapis.com/v1beta",
      .key_env = "GEMINI_API_KEY",
      .other_key_env = "GOOGLE_API_KEY",
      .needs_key = TRUE,
      .key_page = "https://aistudio.google.com/apikey",
      .default_model = "gemini-4-argon",
  },
  {
      .id = "deepseek",
      .label = "DeepSeek",
      .protocol = "openai",
      .also = also_responses,
      .base_url = "https://api.deepseek.com",
      .key_env = "DEEPSEEK_API_KEY",
      .needs_key = TRUE,
      .key_page = "https://platform.deepseek.com/api_keys",
      .default_model = "deepseek-flash",
  },
  {
      .id = "mistral",
      .label = "Mistral AI",
      .protocol = "openai",
      .base_url = "https://api.mistral.ai/v1",
      .key_env = "MISTRAL_API_KEY",
      .needs_key = TRUE,
      .key_page = "https://console.mistral.ai/api-keys",
      .default_model = "mistral-medium-latest",
  },
  {
      .id = "groq",
      .label = "Groq",
      .protocol = "openai",
      .also = also_responses,
      .base_url = "https://api.groq.com/openai/v1",
      .key_env = "GROQ_API_KEY",
      .base_url_env = "GROQ_BASE_URL",
      .needs_key = TRUE,
      .key_page = "https://console.groq.com/keys",
      .default_model = "openai/gpt-oss-120b",
  },
  {
      .id = "xai",
      .label = "xAI",
      .protocol = "openai-responses",
      .also = also_chat,
      .base_url = "https://api.x.ai/v1",
      .key_env = "XAI_API_KEY",
      .needs_key = TRUE,
      .key_page = "https://console.x.ai",
      .default_model = "grok-4.7",
  },
  {
      .id = "openrouter",
      .label = "OpenRouter",
      .protocol = "openai",
      .also = also_responses,
      .base_url = "https://openrouter.ai/api/v1",
      .key_env = "OPENROUTER_API_KEY",
      .needs_key = TRUE,
      .key_page = "https://openrouter.ai/settings/keys",
      .default_model = "openrouter/auto",
  },
  {
      .id = "together",
      .label = "Together AI",
      .protocol = "openai",
      .base_url = "https://api.together.xyz/v1",
      .key_env = "TOGETHER_API_KEY",
      .needs_key = TRUE,
      .key_page = "https://api.together.ai/settings/api-keys",
  },
  {
      .id = "fireworks",
      .label = "Fireworks AI",
      .protocol = "openai",
      .base_url = "https://api.fireworks.ai/inference/v1",
      .key_env = "FIREWORKS_API_KEY",
      .needs_key = TRUE,
      .key_page = "https://app.fireworks.ai/settings/users/api-keys",
  },
  {
      .id = "ollama",
      .label = "Ollama",
      .protocol = "ollama",
      .base_url = "http://127.0.0.1:11434",
      .local = TRUE,
  },
  {
      .id = "lmstudio",
      .label = "LM Studio",
      .protocol = "openai",
      .also = also_responses,
      .base_url = "http://127.0.0.1:1234/v1",
      .local = TRUE,
  },
  {
      .id = "llamacpp",
      .label = "llama.cpp",
      .protocol = "openai",
      .also = also_responses,
      .base_url = "http://127.0.0.1:8080/v1",
      .local = TRUE,
  },
  {
      .id = "vllm",
      .label = "vLLM",
      .protocol = "openai",
      .also = also_responses,
      .base_url = "http://127.0.0.1:8000/v1",
      .local = TRUE,
  },
  {
      .id = "replicate",
      .label = "Replicate",
      .protocol = "replicate",
      .base_url = "https://api.replicate.com/v1",
      .key_env = "REPLICATE_API_TOKEN",
      .needs_key = TRUE,
      .key_page = "https://replicate.com/account/api-tokens",
      .default_model = "black-forest-labs/flux-schnell",
  },
  {
      .id = "fal",
      .label = "fal",
      .protocol = "fal",
      .base_url = "https://queue.fal.run",
      .key_env = "FAL_KEY",
      .needs_key = TRUE,
      .key_page = "https://fal.ai/dashboard/keys",
      .default_model = "fal-ai/flux/schnell",
  },
  {
      .id = "automatic1111",
      .label = "AUTOMATIC1111",
      .protocol = "automatic1111",
      .base_url = "http://127.0.0.1:7860",
      .local = TRUE,
  },
  {
      .id = "comfyui",
      .label = "ComfyUI",
      .protocol = "comfyui",
      .base_url = "http://127.0.0.1:8188",
      .local = TRUE,
  },
  {
      .id = "compatible",
      .label = "OpenAI-compatible server",
      .protocol = "openai",
      .also = also_responses,
  },
};

const EaselService *
_easel_services_list (guint *n_services)
{
  *n_services = G_N_ELEMENTS (services);
  return services;
}
