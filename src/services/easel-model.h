// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselPurposes:
 * @EASEL_PURPOSE_LLM: text
 * @EASEL_PURPOSE_IMAGE: pictures
 * @EASEL_PURPOSE_VIDEO: clips
 *
 * What a model makes.
 */
typedef enum
{
  EASEL_PURPOSE_LLM = 1 << 0,
  EASEL_PURPOSE_IMAGE = 1 << 1,
  EASEL_PURPOSE_VIDEO = 1 << 2,
} EaselPurposes;

/**
 * EaselCapabilities:
 * @EASEL_CAPABILITY_VISION: takes pictures
 * @EASEL_CAPABILITY_REASONING: thinks before it answers
 * @EASEL_CAPABILITY_TOOLS: calls tools
 * @EASEL_CAPABILITY_STRUCTURED: answers by a JSON schema
 * @EASEL_CAPABILITY_IMAGE: answers with pictures
 * @EASEL_CAPABILITY_VIDEO: answers with clips
 */
typedef enum
{
  EASEL_CAPABILITY_VISION = 1 << 0,
  EASEL_CAPABILITY_REASONING = 1 << 1,
  EASEL_CAPABILITY_TOOLS = 1 << 2,
  EASEL_CAPABILITY_STRUCTURED = 1 << 3,
  EASEL_CAPABILITY_IMAGE = 1 << 4,
  EASEL_CAPABILITY_VIDEO = 1 << 5,
} EaselCapabilities;

/**
 * EaselFacts:
 * @EASEL_FACT_NAME: its name
 * @EASEL_FACT_KINDS: #EaselPurposes
 * @EASEL_FACT_CAPABILITIES: #EaselCapabilities
 * @EASEL_FACT_CONTEXT: most tokens of question and answer together
 * @EASEL_FACT_MAX_OUTPUT: most tokens of an answer
 * @EASEL_FACT_PRICE_INPUT: millionths of a US dollar for a million tokens read
 * @EASEL_FACT_PRICE_OUTPUT: the same for a million tokens written
 * @EASEL_FACT_PRICE_CACHED: the same for a million tokens out of the provider's cache
 * @EASEL_FACT_PRICE_IMAGE: millionths of a US dollar for a picture
 *
 * What is known of a model. The user's word goes before the provider's, the
 * provider's before the catalogue's.
 */
typedef enum
{
  EASEL_FACT_NAME = 1 << 0,
  EASEL_FACT_KINDS = 1 << 1,
  EASEL_FACT_CAPABILITIES = 1 << 2,
  EASEL_FACT_CONTEXT = 1 << 3,
  EASEL_FACT_MAX_OUTPUT = 1 << 4,
  EASEL_FACT_PRICE_INPUT = 1 << 5,
  EASEL_FACT_PRICE_OUTPUT = 1 << 6,
  EASEL_FACT_PRICE_CACHED = 1 << 7,
  EASEL_FACT_PRICE_IMAGE = 1 << 8,
} EaselFacts;

#define EASEL_FACT_PRICES                                                                                    \
  (EASEL_FACT_PRICE_INPUT | EASEL_FACT_PRICE_OUTPUT | EASEL_FACT_PRICE_CACHED | EASEL_FACT_PRICE_IMAGE)

/**
 * EaselModelEdit:
 * @set: facts that the user says, in the fields below
 * @reset: facts that shall be the provider's again
 * @name: (nullable): its name
 * @kinds: what it makes
 * @capabilities: what it can
 * @context: tokens, -1 unknown
 * @max_output: tokens, -1 unknown
 * @price_input: see #EaselFacts, -1 unknown
 * @price_output: see #EaselFacts, -1 unknown
 * @price_cached: see #EaselFacts, -1 unknown
 * @price_image: see #EaselFacts, -1 unknown
 *
 * What a user says of a model.
 */
typedef struct
{
  EaselFacts set;
  EaselFacts reset;
  const char *name;
  EaselPurposes kinds;
  EaselCapabilities capabilities;
  gint64 context;
  gint64 max_output;
  gint64 price_input;
  gint64 price_output;
  gint64 price_cached;
  gint64 price_image;
} EaselModelEdit;

#define EASEL_TYPE_MODEL (easel_model_get_type ())
G_DECLARE_FINAL_TYPE (EaselModel, easel_model, EASEL, MODEL, GObject)

const char *easel_model_get_ref (EaselModel *self);
const char *easel_model_get_id (EaselModel *self);
gint64 easel_model_get_row_id (EaselModel *self);
const char *easel_model_get_name (EaselModel *self);
const char *easel_model_get_provider_slug (EaselModel *self);
const char *easel_model_get_provider_name (EaselModel *self);
EaselPurposes easel_model_get_kinds (EaselModel *self);
EaselCapabilities easel_model_get_capabilities (EaselModel *self);
gboolean easel_model_lacks (EaselModel *self, EaselCapabilities needs);
gint64 easel_model_get_context_size (EaselModel *self);
gint64 easel_model_get_number (EaselModel *self, EaselFacts fact);
char *easel_model_dup_price_source (EaselModel *self);
gint64 easel_model_get_price_date (EaselModel *self);
EaselFacts easel_model_get_changed (EaselModel *self);
gboolean easel_model_get_enabled (EaselModel *self);
gboolean easel_model_is_offered (EaselModel *self);
gboolean easel_model_is_available (EaselModel *self);
gboolean easel_model_is_favourite (EaselModel *self);
gboolean easel_model_is_own (EaselModel *self);
gboolean easel_model_is_free (EaselModel *self);
gboolean easel_model_is_default (EaselModel *self);
EaselPurposes easel_model_get_default_for (EaselModel *self);
EaselPurposes easel_model_get_fallback_for (EaselModel *self);
gboolean easel_model_is_local (EaselModel *self);
gboolean easel_model_is_sandbox (EaselModel *self);
gint64 easel_model_get_last_used (EaselModel *self);

gboolean easel_model_parse_price (const char *text, gint64 *price, GError **error);
gboolean easel_model_parse_tokens (const char *text, gint64 *tokens, GError **error);

G_END_DECLS
