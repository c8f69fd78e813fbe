// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselModelKinds:
 * @EASEL_MODEL_LLM: text
 * @EASEL_MODEL_IMAGE: pictures
 * @EASEL_MODEL_VIDEO: clips
 *
 * What a model makes, or a provider has.
 */
typedef enum
{
  EASEL_MODEL_LLM = 1 << 0,
  EASEL_MODEL_IMAGE = 1 << 1,
  EASEL_MODEL_VIDEO = 1 << 2,
} EaselModelKinds;

/**
 * EaselModelFields:
 * @EASEL_MODEL_FIELD_NAME: name
 * @EASEL_MODEL_FIELD_KINDS: kinds
 * @EASEL_MODEL_FIELD_CAPABILITIES: capabilities
 * @EASEL_MODEL_FIELD_CONTEXT: context_tokens
 * @EASEL_MODEL_FIELD_MAX_OUTPUT: max_output_tokens
 * @EASEL_MODEL_FIELD_PRICE_INPUT: price_input
 * @EASEL_MODEL_FIELD_PRICE_OUTPUT: price_output
 * @EASEL_MODEL_FIELD_PRICE_CACHED: price_cached
 * @EASEL_MODEL_FIELD_PRICE_IMAGE: price_image
 *
 * What a user can say of a model, over what its provider says.
 */
typedef enum
{
  EASEL_MODEL_FIELD_NAME = 1 << 0,
  EASEL_MODEL_FIELD_KINDS = 1 << 1,
  EASEL_MODEL_FIELD_CAPABILITIES = 1 << 2,
  EASEL_MODEL_FIELD_CONTEXT = 1 << 3,
  EASEL_MODEL_FIELD_MAX_OUTPUT = 1 << 4,
  EASEL_MODEL_FIELD_PRICE_INPUT = 1 << 5,
  EASEL_MODEL_FIELD_PRICE_OUTPUT = 1 << 6,
  EASEL_MODEL_FIELD_PRICE_CACHED = 1 << 7,
  EASEL_MODEL_FIELD_PRICE_IMAGE = 1 << 8,
} EaselModelFields;

/**
 * EaselModelRow:
 * @id: row id; 0 before it was added
 * @provider_id: its provider
 * @provider_slug: the provider's slug, read only
 * @provider_name: the provider's name, read only
 * @model_id: what the provider calls it; may hold colons
 * @name: (nullable): what people call it
 * @kinds: #EaselModelKinds that it makes
 * @enabled: whether it is offered
 * @favourite: whether the user marked it
 * @available: %FALSE if the provider no longer lists it
 * @default_for: #EaselModelKinds whose default it is
 * @fallback_for: #EaselModelKinds that it stands in for
 * @source: "builtin", "listed" or "user"
 * @capabilities: (nullable): JSON
 * @context_tokens: -1 unknown
 * @max_output_tokens: -1 unknown
 * @price_input: micro-US-dollars for a million tokens; -1 unknown
 * @price_output: micro-US-dollars for a million tokens; -1 unknown
 * @price_cached: micro-US-dollars for a million tokens; -1 unknown
 * @price_image: micro-US-dollars for a picture; -1 unknown
 * @price_cache_write: micro-US-dollars for a million tokens that the provider keeps from then on; -1 unknown
 * @above: input tokens beyond which the prices of the same name hold for the whole call; -1 never
 * @above_input: as @price_input; -1 unknown
 * @above_output: as @price_output; -1 unknown
 * @above_cached: as @price_cached; -1 unknown
 * @above_cache_write: as @price_cache_write; -1 unknown
 * @price_source: (nullable): where the prices came from; "user" is never overwritten
 * @price_date: when they were said, UTC, microseconds; 0 unknown
 * @user_fields: #EaselModelFields that hold the user's word
 * @listed_at: when the provider last listed it, UTC, microseconds; 0 never
 * @refused_parameters: (nullable): JSON array of names that it refuses
 * @last_used_at: UTC, microseconds; 0 never
 * @created_at: UTC, microseconds
 * @updated_at: UTC, microseconds
 *
 * A model of a provider. Filled in by its maker and
 * not changed after it was handed on.
 */
typedef struct
{
  gint64 id;
  gint64 provider_id;
  char *provider_slug;
  char *provider_name;
  char *model_id;
  char *name;
  guint kinds;
  gboolean enabled;
  gboolean favourite;
  gboolean available;
  guint default_for;
  guint fallback_for;
  char *source;
  char *capabilities;
  gint64 context_tokens;
  gint64 max_output_tokens;
  gint64 price_input;
  gint64 price_output;
  gint64 price_cached;
  gint64 price_image;
  gint64 price_cache_write;
  gint64 above;
  gint64 above_input;
  gint64 above_output;
  gint64 above_cached;
  gint64 above_cache_write;
  char *price_source;
  gint64 price_date;
  guint user_fields;
  gint64 listed_at;
  char *refused_parameters;
  gint64 last_used_at;
  gint64 created_at;
  gint64 updated_at;
} EaselModelRow;

#define EASEL_TYPE_MODEL_ROW (easel_model_row_get_type ())
GType easel_model_row_get_type (void) G_GNUC_CONST;

EaselModelRow *easel_model_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
EaselModelRow *easel_model_row_ref (EaselModelRow *self);
void easel_model_row_unref (EaselModelRow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselModelRow, easel_model_row_unref)

G_END_DECLS
