// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselMessageRecordKind:
 * @EASEL_MESSAGE_RECORD_USER: the user's words
 * @EASEL_MESSAGE_RECORD_ASSISTANT: a model's answer
 * @EASEL_MESSAGE_RECORD_NOTICE: something that happened; no model sees it
 * @EASEL_MESSAGE_RECORD_INSIGHT: stands for earlier messages
 */
typedef enum
{
  EASEL_MESSAGE_RECORD_USER,
  EASEL_MESSAGE_RECORD_ASSISTANT,
  EASEL_MESSAGE_RECORD_NOTICE,
  EASEL_MESSAGE_RECORD_INSIGHT,
} EaselMessageRecordKind;

/**
 * EaselMessageRecordState:
 * @EASEL_MESSAGE_RECORD_DONE: it is whole
 * @EASEL_MESSAGE_RECORD_STREAMING: it is being written
 * @EASEL_MESSAGE_RECORD_STOPPED: the user ended it
 * @EASEL_MESSAGE_RECORD_CUT: the process that wrote it is gone
 * @EASEL_MESSAGE_RECORD_FAILED: an error ended it
 */
typedef enum
{
  EASEL_MESSAGE_RECORD_DONE,
  EASEL_MESSAGE_RECORD_STREAMING,
  EASEL_MESSAGE_RECORD_STOPPED,
  EASEL_MESSAGE_RECORD_CUT,
  EASEL_MESSAGE_RECORD_FAILED,
} EaselMessageRecordState;

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
 * EaselMessageFile:
 * @asset_id: what the library knows it as
 * @name: the file's name
 * @mime: (nullable): such as "image/png"; read only
 * @is_text: whether it is a text; read only
 * @bytes: its size; read only
 * @width: points of a picture, -1 unknown; read only
 * @height: points of a picture, -1 unknown; read only
 *
 * What goes along with a message.
 */
typedef struct
{
  gint64 asset_id;
  char *name;
  char *mime;
  gboolean is_text;
  gint64 bytes;
  gint64 width;
  gint64 height;
} EaselMessageFile;

/**
 * EaselMessageRecord:
 * @head: what is known without its words
 * @thread_id: its thread
 * @text: (nullable): its words; %NULL where they were not asked for
 * @reasoning: (nullable): what was thought
 * @files: (nullable) (element-type EaselMessageFile): what goes along, in order
 * @provider_state: (nullable): what the provider wants back, JSON array
 * @sources: (nullable): what the answer names as its sources, JSON array
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
 * A message, a row of the store. Filled in by its maker and not changed after it
 * was handed on. (A page has message rows of another kind.)
 */
typedef struct
{
  EaselMessageHead head;
  gint64 thread_id;
  char *text;
  char *reasoning;
  GPtrArray *files;
  char *provider_state;
  char *sources;
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
} EaselMessageRecord;

#define EASEL_TYPE_MESSAGE_RECORD (easel_message_record_get_type ())
GType easel_message_record_get_type (void) G_GNUC_CONST;

EaselMessageRecord *easel_message_record_new (void) G_GNUC_WARN_UNUSED_RESULT;
EaselMessageRecord *easel_message_record_ref (EaselMessageRecord *self);
void easel_message_record_unref (EaselMessageRecord *self);

EaselMessageFile *easel_message_file_new (gint64 asset_id, const char *name) G_GNUC_WARN_UNUSED_RESULT;
void easel_message_file_free (EaselMessageFile *self);

const char *easel_message_record_kind_to_string (EaselMessageRecordKind value);
const char *easel_message_record_state_to_string (EaselMessageRecordState value);
EaselMessageRecordKind easel_message_record_kind_from_string (const char *name);
EaselMessageRecordState easel_message_record_state_from_string (const char *name);
char *easel_message_head_dup_token_counts (const EaselMessageHead *head);
void easel_message_head_parse_token_counts (EaselMessageHead *head, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselMessageRecord, easel_message_record_unref)

G_END_DECLS
