// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselInteractionState:
 * @EASEL_INTERACTION_RUNNING: it is being answered
 * @EASEL_INTERACTION_FINISHED: the answer is whole
 * @EASEL_INTERACTION_FAILED: an error ended it
 * @EASEL_INTERACTION_STOPPED: the user ended it
 * @EASEL_INTERACTION_CUT: the process that ran it is gone
 *
 * How far a call came.
 */
typedef enum
{
  EASEL_INTERACTION_RUNNING,
  EASEL_INTERACTION_FINISHED,
  EASEL_INTERACTION_FAILED,
  EASEL_INTERACTION_STOPPED,
  EASEL_INTERACTION_CUT,
} EaselInteractionState;

/**
 * EaselInteractionOutcome:
 * @EASEL_OUTCOME_OPEN: not decided
 * @EASEL_OUTCOME_TAKEN: all of it was taken
 * @EASEL_OUTCOME_PARTLY: some of it was taken
 * @EASEL_OUTCOME_DISMISSED: nothing was taken
 *
 * What became of a proposed change.
 */
typedef enum
{
  EASEL_OUTCOME_OPEN,
  EASEL_OUTCOME_TAKEN,
  EASEL_OUTCOME_PARTLY,
  EASEL_OUTCOME_DISMISSED,
} EaselInteractionOutcome;

/**
 * EaselInteractionTarget:
 * @EASEL_TARGET_PROMPT: the prompt
 * @EASEL_TARGET_NEGATIVE: the negative prompt
 * @EASEL_TARGET_BOTH: both of them together
 *
 * What a call edits.
 */
typedef enum
{
  EASEL_TARGET_PROMPT,
  EASEL_TARGET_NEGATIVE,
  EASEL_TARGET_BOTH,
} EaselInteractionTarget;

/**
 * EaselInteractionRow:
 * @id: row id; 0 before it was added
 * @prompt_id: the prompt; 0 for a text that is no stored prompt
 * @revision_id: the revision that was sent; 0 none
 * @provider_slug: kept although the provider may go
 * @provider_name: kept although the provider may go
 * @model_id: the model
 * @instruction: what should change
 * @context: (nullable): what went along
 * @target: what it edits
 * @input: (nullable): what the model was told, exactly
 * @locks: (nullable): locked spans, JSON
 * @off: (nullable): switched-off parts, JSON
 * @prompt_before: the prompt as it was
 * @negative_before: the negative prompt as it was, may be empty
 * @output: the raw answer, as far as it came
 * @prompt_after: (nullable): what the answer comes to
 * @negative_after: (nullable): what the answer comes to
 * @state: how far it came
 * @outcome: what the user did with it
 * @input_tokens: -1 unknown
 * @output_tokens: -1 unknown
 * @cached_tokens: -1 unknown
 * @reasoning_tokens: -1 unknown
 * @cost: micro-US-dollars; -1 unknown
 * @duration: microseconds; -1 unknown
 * @first_token: microseconds until the first text; -1 unknown
 * @error: (nullable): the sentence shown
 * @error_code: (nullable): easel_error_get_name() of it
 * @generation_id: (nullable): the generation that it was made for
 * @request_id: (nullable): the provider's id of the request
 * @fallback_for: (nullable): PROVIDER:MODEL that was asked for and did not answer
 * @from_cache: whether it is the answer of an earlier call
 * @http_status: status of the last answer; 0 unknown
 * @retries: how often it was tried again
 * @created_at: UTC, microseconds
 * @updated_at: UTC, microseconds
 *
 * A model call that edits a prompt, exactly as it was sent and answered. Filled in by its maker and
 * not changed after it was handed on.
 */
typedef struct
{
  gint64 id;
  gint64 prompt_id;
  gint64 revision_id;
  char *provider_slug;
  char *provider_name;
  char *model_id;
  char *instruction;
  char *context;
  EaselInteractionTarget target;
  char *input;
  char *locks;
  char *off;
  char *prompt_before;
  char *negative_before;
  char *output;
  char *prompt_after;
  char *negative_after;
  EaselInteractionState state;
  EaselInteractionOutcome outcome;
  gint64 input_tokens;
  gint64 output_tokens;
  gint64 cached_tokens;
  gint64 reasoning_tokens;
  gint64 cost;
  gint64 duration;
  gint64 first_token;
  char *error;
  char *error_code;
  char *generation_id;
  char *request_id;
  char *fallback_for;
  gboolean from_cache;
  guint http_status;
  guint retries;
  gint64 created_at;
  gint64 updated_at;
} EaselInteractionRow;

#define EASEL_TYPE_INTERACTION_ROW (easel_interaction_row_get_type ())
GType easel_interaction_row_get_type (void) G_GNUC_CONST;

EaselInteractionRow *easel_interaction_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
EaselInteractionRow *easel_interaction_row_ref (EaselInteractionRow *self);
void easel_interaction_row_unref (EaselInteractionRow *self);

const char *easel_interaction_state_to_string (EaselInteractionState value);

const char *easel_interaction_outcome_to_string (EaselInteractionOutcome value);

const char *easel_interaction_target_to_string (EaselInteractionTarget value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselInteractionRow, easel_interaction_row_unref)

G_END_DECLS
