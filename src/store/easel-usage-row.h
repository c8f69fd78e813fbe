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
 * @provider_slug: kept although the provider may go
 * @provider_name: kept although the provider may go
 * @model_id: the model
 * @kind: what was asked for, such as "edit"
 * @state: how far it came
 * @reserved_cost: estimate, micro-US-dollars; -1 unknown
 * @cost: micro-US-dollars; -1 unknown
 * @input_tokens: -1 unknown
 * @output_tokens: -1 unknown
 * @cached_tokens: -1 unknown
 * @reasoning_tokens: -1 unknown
 * @request_id: (nullable): the provider's id of the request
 * @created_at: UTC, microseconds
 * @settled_at: UTC, microseconds; 0 not yet
 *
 * A call in the ledger. Filled in by its maker and
 * not changed after it was handed on.
 */
typedef struct
{
  gint64 id;
  gint64 interaction_id;
  char *provider_slug;
  char *provider_name;
  char *model_id;
  char *kind;
  EaselUsageState state;
  gint64 reserved_cost;
  gint64 cost;
  gint64 input_tokens;
  gint64 output_tokens;
  gint64 cached_tokens;
  gint64 reasoning_tokens;
  char *request_id;
  gint64 created_at;
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
