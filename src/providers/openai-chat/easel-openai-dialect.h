// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-account.h"
#include "easel-model-info.h"

G_BEGIN_DECLS

/**
 * EaselOpenaiEffort:
 * @EASEL_OPENAI_EFFORT_FIELD: `reasoning_effort: word`
 * @EASEL_OPENAI_EFFORT_OBJECT: `reasoning: {effort: word}`
 */
typedef enum
{
  EASEL_OPENAI_EFFORT_FIELD,
  EASEL_OPENAI_EFFORT_OBJECT,
} EaselOpenaiEffort;

/**
 * EaselOpenaiOff:
 * @EASEL_OPENAI_OFF_WORD: by the word `none`, like any other effort
 * @EASEL_OPENAI_OFF_THINKING: `thinking: {type: disabled}`
 * @EASEL_OPENAI_OFF_TEMPLATE: `chat_template_kwargs: {enable_thinking: false}`
 *
 * How a model is told not to think.
 */
typedef enum
{
  EASEL_OPENAI_OFF_WORD,
  EASEL_OPENAI_OFF_THINKING,
  EASEL_OPENAI_OFF_TEMPLATE,
} EaselOpenaiOff;

/**
 * EaselOpenaiPrices:
 * @EASEL_OPENAI_PRICES_TOKEN: text, US dollars for a token
 * @EASEL_OPENAI_PRICES_MILLION: numbers, US dollars for a million tokens
 *
 * How a list of models writes prices.
 */
typedef enum
{
  EASEL_OPENAI_PRICES_TOKEN,
  EASEL_OPENAI_PRICES_MILLION,
} EaselOpenaiPrices;

/**
 * EaselOpenaiDialect:
 * @service: id of the service
 * @path: path of the API if a base URL has none
 * @max_tokens: name of the limit of output
 * @seed: (nullable): name of the seed
 * @efforts: words for thinking that it takes; 0 takes all
 * @effort: how it is told to think
 * @own_models: the models are OpenAI's own, with their rules
 * @stream_usage: has to be asked for the usage of a stream
 * @obfuscation: pads its chunks unless told not to
 * @json_schema: knows `response_format` of type json_schema; else it is asked for
 *   JSON, told the schema in words, and its answer is checked
 * @off: how it is told not to think
 * @reasoning_back: (nullable): member of a message that takes the reasoning of a
 *   turn that called tools; %NULL if none does
 * @details_back: takes `reasoning_details` back
 * @usage_include: has to be asked for the cost with `usage: {include: true}`
 * @headers: (nullable) (array zero-terminated=1): names and values by turns, sent
 *   with each request
 * @prices: how its list writes prices
 * @others: (nullable) (array zero-terminated=1): parts of ids in its list that are
 *   not for conversation
 * @list_more: (nullable) (array zero-terminated=1): paths, from the root of the
 *   server, of lists that tell more; the first that answers is enough
 * @owner: (nullable): `owned_by` in the list of a server that runs models itself
 *
 * In what a service differs from the others that speak Chat Completions.
 * Reading is the same for all. Facts: each service's documentation and client
 * libraries of November 2026.
 */
typedef struct
{
  const char *service;
  const char *path;
  const char *max_tokens;
  const char *seed;
  EaselEfforts efforts;
  EaselOpenaiEffort effort;
  gboolean own_models;
  gboolean stream_usage;
  gboolean obfuscation;
  gboolean json_schema;
  EaselOpenaiOff off;
  const char *reasoning_back;
  gboolean details_back;
  gboolean usage_include;
  const char *const *headers;
  EaselOpenaiPrices prices;
  const char *const *others;
  const char *const *list_more;
  const char *owner;
} EaselOpenaiDialect;

const EaselOpenaiDialect *easel_openai_dialect_find (const EaselAccount *account);

const char *easel_openai_dialect_find_word (const EaselOpenaiDialect *dialect,
                                            const char *model,
                                            const char *effort);

gboolean easel_openai_model_is_reasoning (const char *model);
gboolean easel_openai_model_takes_sampling (const char *model, const char *effort);
gboolean easel_openai_model_is_chat (const char *model);
gboolean easel_openai_model_is_responses (const char *model);

G_END_DECLS
