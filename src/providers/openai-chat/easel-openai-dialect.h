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
 * @json_schema: knows `response_format` of type json_schema
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
} EaselOpenaiDialect;

const EaselOpenaiDialect *easel_openai_dialect_find (const EaselAccount *account);

gboolean easel_openai_model_is_reasoning (const char *model);
gboolean easel_openai_model_takes_sampling (const char *model, const char *effort);
gboolean easel_openai_model_is_chat (const char *model);
gboolean easel_openai_model_is_responses (const char *model);

G_END_DECLS
