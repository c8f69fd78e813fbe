// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselMessageRowKind:
 * @EASEL_MESSAGE_ROW_USER: the user's words
 * @EASEL_MESSAGE_ROW_ASSISTANT: a model's answer
 * @EASEL_MESSAGE_ROW_NOTICE: something that happened; no model sees it
 * @EASEL_MESSAGE_ROW_INSIGHT: stands for earlier messages
 */
typedef enum
{
  EASEL_MESSAGE_ROW_USER,
  EASEL_MESSAGE_ROW_ASSISTANT,
  EASEL_MESSAGE_ROW_NOTICE,
  EASEL_MESSAGE_ROW_INSIGHT,
} EaselMessageRowKind;

/**
 * EaselMessageRowState:
 * @EASEL_MESSAGE_ROW_DONE: it is whole
 * @EASEL_MESSAGE_ROW_STREAMING: it is being written
 * @EASEL_MESSAGE_ROW_STOPPED: the user ended it
 * @EASEL_MESSAGE_ROW_CUT: the process that wrote it is gone
 * @EASEL_MESSAGE_ROW_FAILED: an error ended it
 */
typedef enum
{
  EASEL_MESSAGE_ROW_DONE,
  EASEL_MESSAGE_ROW_STREAMING,
  EASEL_MESSAGE_ROW_STOPPED,
  EASEL_MESSAGE_ROW_CUT,
  EASEL_MESSAGE_ROW_FAILED,
} EaselMessageRowState;

#define EASEL_MESSAGE_N_TOKEN_COUNTS 5

/**
 * EaselMessageHead:
 * @id: row id
 * @parent_id: the message before it; 0 none
 * @covers_id: the last message that an insight stands for; 0 none
 * @kind: whose words
 * @state: how far it came
 * @length: bytes of its text
 * @reasoning_length: bytes of what was thought
 * @token_counts: estimates of its text's tokens, one a family; -1 unknown
 * @block_count: paragraphs and such, 0 unknown
 * @attachment_count: what goes along
 * @sibling_index: its place among the living messages with the same parent
 * @sibling_count: how many these are
 *
 * A message without its words: what a thread of thousands is opened by.
 */
typedef struct
{
  gint64 id;
  gint64 parent_id;
  gint64 covers_id;
  guint kind : 8;
  guint state : 8;
  guint32 block_count;
  gint64 length;
  gint64 reasoning_length;
  gint32 token_counts[EASEL_MESSAGE_N_TOKEN_COUNTS];
  guint32 attachment_count;
  guint32 sibling_index;
  guint32 sibling_count;
} EaselMessageHead;

/**
 * EaselMessageRow:
 * @head: what is known without its words
 * @thread_id: its thread
 * @text: (nullable): its words; %NULL where they were not asked for
 * @reasoning: (nullable): what was thought
 * @provider_state: (nullable): what the provider wants back, JSON array
 * @reasoning_duration: microseconds; -1 unknown
 * @provider_slug: (nullable): who answered, kept although the provider may go
 * @provider_name: (nullable): its name at that time
 * @model_id: (nullable): the model
 * @model_name: (nullable): its name at that time
 * @fallback_for: (nullable): PROVIDER:MODEL that was asked for and did not answer
 * @usage_id: the call in the ledger; 0 none
 * @input_tokens: -1 unknown
 * @output_tokens: -1 unknown
 * @cached_tokens: -1 unknown
 * @reasoning_tokens: -1 unknown
 * @cost: micro-US-dollars; -1 unknown
 * @duration: microseconds; -1 unknown
 * @first_token: microseconds until the first text; -1 unknown
 * @retries: how often it was tried again
 * @http_status: 0 unknown
 * @request_id: (nullable): the provider's id of the request
 * @error: (nullable): the sentence shown
 * @error_code: (nullable): easel_error_get_name() of it
 * @created_at: UTC, microseconds
 * @deleted_at: UTC, microseconds; 0 among the living
 *
 * A message. Filled in by its maker and not changed after it was handed on.
 */
typedef struct
{
  EaselMessageHead head;
  gint64 thread_id;
  char *text;
  char *reasoning;
  char *provider_state;
  gint64 reasoning_duration;
  char *provider_slug;
  char *provider_name;
  char *model_id;
  char *model_name;
  char *fallback_for;
  gint64 usage_id;
  gint64 input_tokens;
  gint64 output_tokens;
  gint64 cached_tokens;
  gint64 reasoning_tokens;
  gint64 cost;
  gint64 duration;
  gint64 first_token;
  guint retries;
  guint http_status;
  char *request_id;
  char *error;
  char *error_code;
  gint64 created_at;
  gint64 deleted_at;
} EaselMessageRow;

#define EASEL_TYPE_MESSAGE_ROW (easel_message_row_get_type ())
GType easel_message_row_get_type (void) G_GNUC_CONST;

EaselMessageRow *easel_message_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
EaselMessageRow *easel_message_row_ref (EaselMessageRow *self);
void easel_message_row_unref (EaselMessageRow *self);

const char *easel_message_row_kind_to_string (EaselMessageRowKind value);
const char *easel_message_row_state_to_string (EaselMessageRowState value);
EaselMessageRowKind easel_message_row_kind_from_string (const char *name);
EaselMessageRowState easel_message_row_state_from_string (const char *name);
char *easel_message_head_dup_token_counts (const EaselMessageHead *head);
void easel_message_head_parse_token_counts (EaselMessageHead *head, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselMessageRow, easel_message_row_unref)

G_END_DECLS
