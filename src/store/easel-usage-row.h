// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselUsageState:
 * @EASEL_USAGE_RESERVED: its estimate counts, the call is under way
 * @EASEL_USAGE_DONE: settled
 * @EASEL_USAGE_FAILED: it failed and cost nothing known
 * @EASEL_USAGE_RELEASED: never sent
 * @EASEL_USAGE_UNCONFIRMED: sent, the answer was not seen: may have been billed
 *
 * How far a call in the ledger came.
 */
typedef enum
{
  EASEL_USAGE_RESERVED,
  EASEL_USAGE_DONE,
  EASEL_USAGE_FAILED,
  EASEL_USAGE_RELEASED,
  EASEL_USAGE_UNCONFIRMED,
} EaselUsageState;

/**
 * EaselUsageRow:
 * @id: row id; 0 before it was added
 * @interaction_id: the edit that it belongs to; 0 none
 * @fallback_of: the call that failed before, whose work this one did; 0 none
 * @provider_id: the account, 0 if it is none of the database; filled in by the store
 * @provider_slug: kept although the provider may go
 * @provider_name: kept although the provider may go
 * @model_id: the model; "" for calls that need none
 * @kind: what was asked for: "edit", "chat", "image", "video", "test", "list", …
 * @state: how far it came
 * @from_cache: whether the answer was kept from an earlier call; costs nothing
 * @over_budget: whether the user let it pass a budget
 * @price_input: micro-US-dollars for a million tokens; -1 unknown
 * @price_cached: the same for tokens that the provider kept; -1 unknown
 * @price_cache_write: the same for tokens that it keeps from now on; -1 unknown
 * @price_output: the same for the answer; -1 unknown
 * @price_image: micro-US-dollars for a picture; -1 unknown
 * @reserved_cost: estimate, micro-US-dollars; -1 unknown
 * @cost: micro-US-dollars; -1 unknown
 * @input_tokens: -1 unknown
 * @cached_tokens: of these, kept by the provider; -1 unknown
 * @cache_write_tokens: of these, kept from now on; -1 unknown
 * @output_tokens: -1 unknown
 * @reasoning_tokens: of these, thought and not shown; -1 unknown
 * @images: pictures or clips that were made; -1 unknown or none asked for
 * @duration: microseconds; -1 unknown
 * @first_token: microseconds until the first text came; -1 none came
 * @retries: how often it was tried again
 * @error_code: (nullable): name of an #EaselError, if it failed
 * @request_id: (nullable): the provider's id of the request
 * @created_at: UTC, microseconds
 * @sent_at: UTC, microseconds; 0 if nothing left this computer
 * @settled_at: UTC, microseconds; 0 not yet
 *
 * A call in the ledger. Filled in by its maker and
 * not changed after it was handed on.
 */
typedef struct
{
  gint64 id;
  gint64 interaction_id;
  gint64 fallback_of;
  gint64 provider_id;
  char *provider_slug;
  char *provider_name;
  char *model_id;
  char *kind;
  EaselUsageState state;
  gboolean from_cache;
  gboolean over_budget;
  gint64 price_input;
  gint64 price_cached;
  gint64 price_cache_write;
  gint64 price_output;
  gint64 price_image;
  gint64 reserved_cost;
  gint64 cost;
  gint64 input_tokens;
  gint64 cached_tokens;
  gint64 cache_write_tokens;
  gint64 output_tokens;
  gint64 reasoning_tokens;
  gint64 images;
  gint64 duration;
  gint64 first_token;
  guint retries;
  char *error_code;
  char *request_id;
  gint64 created_at;
  gint64 sent_at;
  gint64 settled_at;
} EaselUsageRow;

#define EASEL_TYPE_USAGE_ROW (easel_usage_row_get_type ())
GType easel_usage_row_get_type (void) G_GNUC_CONST;

EaselUsageRow *easel_usage_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
EaselUsageRow *easel_usage_row_ref (EaselUsageRow *self);
void easel_usage_row_unref (EaselUsageRow *self);

const char *easel_usage_state_to_string (EaselUsageState value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselUsageRow, easel_usage_row_unref)

G_END_DECLS
