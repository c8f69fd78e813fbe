// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-text-event.h"

G_BEGIN_DECLS

/**
 * EaselModelFlags:
 * @EASEL_MODEL_VISION: takes images
 * @EASEL_MODEL_REASONING: thinks before it answers
 * @EASEL_MODEL_TOOLS: calls tools
 * @EASEL_MODEL_STRUCTURED: keeps to a JSON Schema
 * @EASEL_MODEL_IMAGE_OUTPUT: answers with images
 * @EASEL_MODEL_NO_SAMPLING: refuses temperature and top_p
 * @EASEL_MODEL_RETIRING: the provider has said when it ends
 *
 * What is known of a model. A flag that is not set may also mean "not said".
 */
typedef enum
{
  EASEL_MODEL_VISION = 1 << 0,
  EASEL_MODEL_REASONING = 1 << 1,
  EASEL_MODEL_TOOLS = 1 << 2,
  EASEL_MODEL_STRUCTURED = 1 << 3,
  EASEL_MODEL_IMAGE_OUTPUT = 1 << 4,
  EASEL_MODEL_NO_SAMPLING = 1 << 5,
  EASEL_MODEL_RETIRING = 1 << 6,
} EaselModelFlags;

/**
 * EaselKinds:
 * @EASEL_KIND_LLM: answers with text
 * @EASEL_KIND_IMAGE: makes pictures
 * @EASEL_KIND_VIDEO: makes clips
 *
 * What a model is for, as a set; none of these is a model that Easel has no use
 * for, such as one for embeddings.
 */
typedef enum
{
  EASEL_KIND_LLM = 1 << 0,
  EASEL_KIND_IMAGE = 1 << 1,
  EASEL_KIND_VIDEO = 1 << 2,
} EaselKinds;

/**
 * EaselEfforts:
 *
 * The words for how much a model thinks, in rising order, as a set.
 */
typedef enum
{
  EASEL_EFFORT_NONE = 1 << 0,
  EASEL_EFFORT_MINIMAL = 1 << 1,
  EASEL_EFFORT_LOW = 1 << 2,
  EASEL_EFFORT_MEDIUM = 1 << 3,
  EASEL_EFFORT_HIGH = 1 << 4,
  EASEL_EFFORT_XHIGH = 1 << 5,
  EASEL_EFFORT_MAX = 1 << 6,
} EaselEfforts;

/**
 * EaselPrice:
 * @input: for input
 * @cached: for input that the provider had in its cache
 * @cache_write: for input that it wrote to its cache
 * @output: for output
 *
 * Millionths of a US dollar for a million tokens; -1 is unknown.
 */
typedef struct
{
  gint64 input;
  gint64 cached;
  gint64 cache_write;
  gint64 output;
} EaselPrice;

#define EASEL_PRICE_INIT { -1, -1, -1, -1 }

#define EASEL_TYPE_MODEL_INFO (easel_model_info_get_type ())

/* Where a price comes from: the user, or nobody asks for money because the model
 * runs on the user's own computer. All else names a list and its date. */
#define EASEL_PRICE_FROM_USER "user"
#define EASEL_PRICE_LOCAL "local"

/* What the readers of lists write for a price that stood in the list; the call
 * puts the provider's name and the date in its place. */
#define EASEL_PRICE_LISTED "listed"

/**
 * EaselModelInfo:
 * @id: id, as the provider writes it
 * @name: name for people
 * @kinds: what it is for
 * @context: most tokens of input and output together, -1 if unknown
 * @max_output: most tokens of output, -1 if unknown
 * @flags: what it can do
 * @efforts: how much it can be told to think; 0 if unknown
 * @price: what it costs
 * @above: input tokens beyond which @price_above holds for the whole call, -1 if never
 * @price_above: what it costs then
 * @price_image: what one picture costs, in millionths of a US dollar; -1 is unknown
 * @price_second: what a second of a clip costs, in the same
 * @price_source: (nullable): where the prices come from, with their date
 * @source: (nullable): where the catalogue has the model from, with its date
 * @retires: (nullable): day on which the provider ends it, such as "2026-11-30"
 *
 * One model of a provider.
 */
typedef struct
{
  char *id;
  char *name;
  EaselKinds kinds;
  gint64 context;
  gint64 max_output;
  EaselModelFlags flags;
  EaselEfforts efforts;
  EaselPrice price;
  gint64 above;
  EaselPrice price_above;
  gint64 price_image;
  gint64 price_second;
  char *price_source;
  char *source;
  char *retires;
} EaselModelInfo;

GType easel_model_info_get_type (void) G_GNUC_CONST;
EaselModelInfo *easel_model_info_new (const char *id, const char *name) G_GNUC_WARN_UNUSED_RESULT;
EaselModelInfo *easel_model_info_copy (const EaselModelInfo *info) G_GNUC_WARN_UNUSED_RESULT;
EaselModelInfo *easel_model_info_ref (EaselModelInfo *info);
void easel_model_info_unref (EaselModelInfo *info);
void easel_model_info_set_free (EaselModelInfo *info);
gboolean easel_model_info_has_price (const EaselModelInfo *info);
void easel_model_info_merge (EaselModelInfo *info, const EaselModelInfo *other);
gint64 easel_model_info_get_cost (const EaselModelInfo *info, const EaselUsage *usage);
const char *easel_efforts_nearest (EaselEfforts efforts, const char *wanted);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselModelInfo, easel_model_info_unref)

G_END_DECLS
