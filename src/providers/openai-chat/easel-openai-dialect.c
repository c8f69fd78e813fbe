// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-openai-dialect.h"

#include <math.h>
#include <string.h>

#include "easel-catalogue.h"
#include "easel-openai-chat-private.h"
#include "easel-provider-registry.h"
#include "easel-wire-builder-private.h"

#define LOW_TO_HIGH (EASEL_EFFORT_LOW | EASEL_EFFORT_MEDIUM | EASEL_EFFORT_HIGH)

static const char *const embedding_others[] = { "embed", NULL };
static const char *const groq_others[] = { "whisper", "-tts", "guard", "orpheus", NULL };
static const char *const mistral_others[] = { "embed", "moderation", "-ocr", "-tts", "transcribe", NULL };
static const char *const xai_others[] = { "imagine", "-image", "-video", NULL };
static const char *const lmstudio_lists[] = { "/api/v1/models", "/api/v0/models", NULL };
static const char *const llamacpp_lists[] = { "/props", NULL };

/* It ranks applications by these; they say nothing of the user. */
static const char *const openrouter_headers[] = { "X-Title", APPLICATION_NAME, NULL };

/* Words that one kind of models has for an effort. */
static const struct
{
  const char *service;
  const char *prefix;
  const char *effort;
  const char *word;
} effort_words[] = {
  { "groq", "qwen/qwen3.6", "high", "default" },
  { "groq", "qwen/qwen3-", "high", "default" },
};

/* The first is OpenAI itself, the last is what any other server gets. */
static const EaselOpenaiDialect dialects[] = {
  {
      .service = "openai",
      .path = "/v1",
      .max_tokens = "max_completion_tokens",
      .seed = "seed",
      .own_models = TRUE,
      .stream_usage = TRUE,
      .obfuscation = TRUE,
      .json_schema = TRUE,
  },
  {
      .service = "deepseek",
      .path = "",
      .max_tokens = "max_tokens",
      .efforts = EASEL_EFFORT_NONE | EASEL_EFFORT_LOW | EASEL_EFFORT_HIGH | EASEL_EFFORT_MAX,
      .stream_usage = TRUE,
      .off = EASEL_OPENAI_OFF_THINKING,
      .reasoning_back = "reasoning_content",
  },
  {
      .service = "mistral",
      .path = "/v1",
      .max_tokens = "max_tokens",
      .seed = "random_seed",
      .efforts = EASEL_EFFORT_NONE | EASEL_EFFORT_HIGH,
      .json_schema = TRUE,
      .others = mistral_others,
  },
  {
      .service = "groq",
      .path = "/openai/v1",
      .max_tokens = "max_completion_tokens",
      .seed = "seed",
      .efforts = EASEL_EFFORT_NONE | LOW_TO_HIGH,
      .stream_usage = TRUE,
      .json_schema = TRUE,
      .reasoning_back = "reasoning",
      .others = groq_others,
  },
  {
      .service = "xai",
      .path = "/v1",
      .max_tokens = "max_completion_tokens",
      .seed = "seed",
      .efforts = LOW_TO_HIGH,
      .stream_usage = TRUE,
      .json_schema = TRUE,
      .others = xai_others,
  },
  {
      .service = "openrouter",
      .path = "/api/v1",
      .max_tokens = "max_tokens",
      .seed = "seed",
      .effort = EASEL_OPENAI_EFFORT_OBJECT,
      .stream_usage = TRUE,
      .json_schema = TRUE,
      .details_back = TRUE,
      .usage_include = TRUE,
      .headers = openrouter_headers,
  },
  {
      .service = "together",
      .path = "/v1",
      .max_tokens = "max_tokens",
      .seed = "seed",
      .efforts = LOW_TO_HIGH,
      .stream_usage = TRUE,
      .json_schema = TRUE,
      .prices = EASEL_OPENAI_PRICES_MILLION,
  },
  {
      .service = "fireworks",
      .path = "/inference/v1",
      .max_tokens = "max_tokens",
      .seed = "seed",
      .efforts = EASEL_EFFORT_NONE | LOW_TO_HIGH,
      .stream_usage = TRUE,
      .json_schema = TRUE,
      .reasoning_back = "reasoning_content",
  },
  {
      .service = "ollama",
      .path = "/v1",
      .max_tokens = "max_tokens",
      .seed = "seed",
      .efforts = EASEL_EFFORT_NONE | LOW_TO_HIGH,
      .stream_usage = TRUE,
      .json_schema = TRUE,
      .owner = "library",
  },
  {
      .service = "lmstudio",
      .path = "/v1",
      .max_tokens = "max_tokens",
      .seed = "seed",
      .stream_usage = TRUE,
      .json_schema = TRUE,
      .reasoning_back = "reasoning_content",
      .others = embedding_others,
      .list_more = lmstudio_lists,
      .owner = "organization_owner",
  },
  {
      .service = "llamacpp",
      .path = "/v1",
      .max_tokens = "max_tokens",
      .seed = "seed",
      .stream_usage = TRUE,
      .json_schema = TRUE,
      .off = EASEL_OPENAI_OFF_TEMPLATE,
      .reasoning_back = "reasoning_content",
      .list_more = llamacpp_lists,
      .owner = "llamacpp",
  },
  {
      .service = "vllm",
      .path = "/v1",
      .max_tokens = "max_tokens",
      .seed = "seed",
      .stream_usage = TRUE,
      .json_schema = TRUE,
      .off = EASEL_OPENAI_OFF_TEMPLATE,
      .owner = "vllm",
  },
  {
      .service = "compatible",
      .path = "/v1",
      .max_tokens = "max_tokens",
      .seed = "seed",
      .stream_usage = TRUE,
      .json_schema = TRUE,
      .reasoning_back = "reasoning_content",
      .details_back = TRUE,
  },
};

/**
 * easel_openai_dialect_find:
 * @account: where a request goes
 *
 * Returns: the dialect spoken there: as the account says, else by its address, else
 *   the one that most servers take
 */
const EaselOpenaiDialect *
easel_openai_dialect_find (const EaselAccount *account)
{
  const EaselService *place = NULL;
  const char *id = account->service;

  if (id == NULL)
    place = easel_provider_registry_match_service ("openai", account->base_url);
  if (place != NULL)
    id = place->id;
  for (gsize i = 0; id != NULL && i < G_N_ELEMENTS (dialects); i++)
    if (g_str_equal (dialects[i].service, id))
      return &dialects[i];
  return &dialects[G_N_ELEMENTS (dialects) - 1];
}

/**
 * easel_openai_dialect_find_word:
 * @dialect: a dialect
 * @model: a model
 * @effort: (nullable): a word that @model takes
 *
 * Returns: (nullable): how the service writes @effort for that model
 */
const char *
easel_openai_dialect_find_word (const EaselOpenaiDialect *dialect, const char *model, const char *effort)
{
  for (gsize i = 0; effort != NULL && i < G_N_ELEMENTS (effort_words); i++)
    if (g_str_equal (effort_words[i].service, dialect->service) &&
        g_str_has_prefix (model, effort_words[i].prefix) && g_str_equal (effort_words[i].effort, effort))
      return effort_words[i].word;
  return effort;
}

/* Number behind "gpt-", such as 5.1 as 51; 0 if @model is none. */
static guint
gpt_version (const char *model)
{
  guint version;

  if (!g_str_has_prefix (model, "gpt-") || !g_ascii_isdigit (model[4]))
    return 0;
  version = (guint) (model[4] - '0') * 10;
  if (model[5] == '.' && g_ascii_isdigit (model[6]))
    version += (guint) (model[6] - '0');
  return version;
}

/**
 * easel_openai_model_is_reasoning:
 * @model: id of one of OpenAI's own models
 *
 * Returns: whether it thinks: it then takes instructions in the role `developer`
 *   and refuses most sampling parameters
 */
gboolean
easel_openai_model_is_reasoning (const char *model)
{
  if (strstr (model, "-chat") != NULL)
    return FALSE;
  if (model[0] == 'o' && g_ascii_isdigit (model[1]))
    return TRUE;
  return gpt_version (model) >= 50;
}

/**
 * easel_openai_model_takes_sampling:
 * @model: id of one of OpenAI's own models
 * @effort: (nullable): how much it is told to think
 *
 * Returns: whether it takes `temperature` and `top_p`: models that think do not,
 *   but for gpt-5.1 to gpt-5.x with effort `none`
 */
gboolean
easel_openai_model_takes_sampling (const char *model, const char *effort)
{
  guint version = gpt_version (model);

  if (!easel_openai_model_is_reasoning (model))
    return TRUE;
  return version > 50 && version < 60 && g_strcmp0 (effort, "none") == 0;
}

static gboolean
has_any (const char *model, const char *const *words)
{
  for (gsize i = 0; words[i] != NULL; i++)
    if (strstr (model, words[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* OpenAI's list says nothing of what a model is for, and most of it is for
 * sound, images or embeddings, or works only with tools. */
static gboolean
is_text (const char *model)
{
  static const char *const others[] = { "audio",      "babbage",       "computer-use", "dall-e",
                                        "davinci",    "deep-research", "embedding",    "image",
                                        "instruct",   "moderation",    "realtime",     "sora",
                                        "transcribe", "tts",           "whisper",      "live",
                                        NULL };

  return !has_any (model, others) && (g_str_has_prefix (model, "gpt-") || g_str_has_prefix (model, "chat") ||
                                      g_str_has_prefix (model, "ft:") || g_str_has_prefix (model, "codex") ||
                                      (model[0] == 'o' && g_ascii_isdigit (model[1])));
}

/**
 * easel_openai_model_is_chat:
 * @model: an id from OpenAI's own list
 *
 * Returns: whether it answers Chat Completions with text
 */
gboolean
easel_openai_model_is_chat (const char *model)
{
  static const char *const others[] = { "codex", "search", "-pro-", NULL };

  return is_text (model) && !has_any (model, others) && !g_str_has_suffix (model, "-pro");
}

/**
 * easel_openai_model_is_responses:
 * @model: an id from OpenAI's own list
 *
 * Returns: whether it answers Responses with text
 */
gboolean
easel_openai_model_is_responses (const char *model)
{
  static const char *const others[] = { "search", NULL };

  return is_text (model) && !has_any (model, others);
}

/* The word that the model takes for how much it is to think; %NULL for none. */
const char *
_easel_openai_dialect_find_effort (const EaselOpenaiDialect *dialect, const EaselTextRequest *request)
{
  g_autoptr (EaselModelInfo) info = easel_catalogue_lookup (dialect->service, request->model);
  EaselEfforts efforts = info != NULL && info->efforts != 0 ? info->efforts : dialect->efforts;

  if (dialect->own_models && !easel_openai_model_is_reasoning (request->model))
    return NULL;
  return easel_efforts_nearest (efforts, request->effort);
}

void
_easel_openai_dialect_add_sampling (const EaselOpenaiDialect *dialect,
                                    EaselWireBuilder *builder,
                                    const char *effort)
{
  const EaselTextRequest *request = builder->request;

  if (dialect->own_models && !easel_openai_model_takes_sampling (request->model, effort))
    {
      if (isfinite (request->temperature))
        _easel_wire_builder_leave_out (builder, "temperature");
      if (isfinite (request->top_p))
        _easel_wire_builder_leave_out (builder, "top_p");
      return;
    }
  _easel_wire_builder_add_double (builder, "temperature", request->temperature);
  _easel_wire_builder_add_double (builder, "top_p", request->top_p);
}
