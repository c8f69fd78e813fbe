// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EaselTranscriptKind:
 * @EASEL_TRANSCRIPT_USER: the user's words
 * @EASEL_TRANSCRIPT_ASSISTANT: a model's answer
 * @EASEL_TRANSCRIPT_NOTICE: something that happened; no model sees it
 * @EASEL_TRANSCRIPT_INSIGHT: stands for earlier messages
 *
 * Whose words a message holds.
 */
typedef enum
{
  EASEL_TRANSCRIPT_USER,
  EASEL_TRANSCRIPT_ASSISTANT,
  EASEL_TRANSCRIPT_NOTICE,
  EASEL_TRANSCRIPT_INSIGHT,
  EASEL_TRANSCRIPT_N_KINDS,
} EaselTranscriptKind;

/**
 * EaselTranscriptState:
 * @EASEL_TRANSCRIPT_DONE: it is whole
 * @EASEL_TRANSCRIPT_STOPPED: the user ended it
 * @EASEL_TRANSCRIPT_CUT: it ended before it was whole
 * @EASEL_TRANSCRIPT_FAILED: an error ended it
 *
 * How far a message came.
 */
typedef enum
{
  EASEL_TRANSCRIPT_DONE,
  EASEL_TRANSCRIPT_STOPPED,
  EASEL_TRANSCRIPT_CUT,
  EASEL_TRANSCRIPT_FAILED,
  EASEL_TRANSCRIPT_N_STATES,
} EaselTranscriptState;

/**
 * EaselTranscriptFile:
 * @name: what people call it; no path
 * @type: (nullable): its media type, such as "image/png"
 * @size: its bytes, -1 unknown
 * @hash: (nullable): SHA-256 of its bytes in hexadecimal digits
 * @bytes: (nullable): what is in it; %NULL where it is not there
 *
 * What went along with a message.
 */
typedef struct
{
  char *name;
  char *type;
  gint64 size;
  char *hash;
  GBytes *bytes;
} EaselTranscriptFile;

/**
 * EaselTranscriptMessage:
 * @parent: the message before it, by its place in the transcript counted from 1,
 *   which is always a lower one; 0 none
 * @covers: the last message that an insight stands for, counted the same way; 0 none
 * @kind: whose words
 * @state: how far it came
 * @text: its words, valid UTF-8
 * @reasoning: (nullable): what was thought
 * @sources: (nullable): what it names as its sources: a JSON array of objects with
 *   "address", "title" and "text"
 * @reasoning_duration: microseconds; -1 unknown
 * @provider: (nullable): slug of who answered
 * @provider_name: (nullable): its name
 * @model: (nullable): id of the model that answered
 * @model_name: (nullable): its name
 * @fallback_for: (nullable): PROVIDER:MODEL that was asked for and did not answer
 * @input_tokens: -1 unknown
 * @output_tokens: -1 unknown
 * @cached_tokens: -1 unknown
 * @reasoning_tokens: -1 unknown
 * @cost: micro-US-dollars; -1 unknown
 * @duration: microseconds; -1 unknown
 * @first_token: microseconds until the first text; -1 unknown
 * @error: (nullable): the sentence shown
 * @error_code: (nullable): easel_error_get_name() of it
 * @created_at: UTC, microseconds; 0 unknown
 * @files: (element-type EaselTranscriptFile): what went along
 *
 * A message of a transcript.
 */
typedef struct
{
  guint parent;
  guint covers;
  EaselTranscriptKind kind;
  EaselTranscriptState state;
  char *text;
  char *reasoning;
  char *sources;
  gint64 reasoning_duration;
  char *provider;
  char *provider_name;
  char *model;
  char *model_name;
  char *fallback_for;
  gint64 input_tokens;
  gint64 output_tokens;
  gint64 cached_tokens;
  gint64 reasoning_tokens;
  gint64 cost;
  gint64 duration;
  gint64 first_token;
  char *error;
  char *error_code;
  gint64 created_at;
  GPtrArray *files;
} EaselTranscriptMessage;

/**
 * EaselTranscript:
 * @source: (nullable): what tells it from all others, such as "chatgpt:" and the
 *   id that it has there
 * @title: may be empty
 * @titled: whether somebody named it; else it is called after its first line
 * @pinned: whether it stands above the others
 * @folder: where it is kept, may be empty
 * @model: (nullable): PROVIDER:MODEL that answers next
 * @system_prompt: what models are told first, may be empty
 * @temperature: thousandths; -1 not set
 * @max_tokens: most tokens of an answer; 0 not set
 * @draft: what was not sent yet, may be empty
 * @leaf: the last message of the branch in view, counted from 1; 0 none
 * @created_at: UTC, microseconds; 0 unknown
 * @updated_at: UTC, microseconds; 0 unknown
 * @messages: (element-type EaselTranscriptMessage): a tree; each comes after its
 *   parent, and those with the same parent are in the order of their branches
 * @n_loose: how many messages begin a branch of their own because the one before
 *   them was missing in what was read
 * @n_absent: how many files were named but not there in what was read
 *
 * A conversation apart from any store: what is written to a file and read from
 * one. Belongs to who made it.
 */
typedef struct
{
  char *source;
  char *title;
  gboolean titled;
  gboolean pinned;
  char *folder;
  char *model;
  char *system_prompt;
  gint64 temperature;
  gint64 max_tokens;
  char *draft;
  guint leaf;
  gint64 created_at;
  gint64 updated_at;
  GPtrArray *messages;
  guint n_loose;
  guint n_absent;
} EaselTranscript;

EaselTranscript *easel_transcript_new (void) G_GNUC_WARN_UNUSED_RESULT;
void easel_transcript_free (EaselTranscript *self);
EaselTranscriptMessage *easel_transcript_message_new (void) G_GNUC_WARN_UNUSED_RESULT;
void easel_transcript_message_free (EaselTranscriptMessage *message);
EaselTranscriptFile *easel_transcript_file_new (const char *name) G_GNUC_WARN_UNUSED_RESULT;
void easel_transcript_file_free (EaselTranscriptFile *file);

EaselTranscriptMessage *easel_transcript_get_message (const EaselTranscript *self, guint number);
GArray *easel_transcript_dup_branch (const EaselTranscript *self);
gboolean easel_transcript_is_sound (const EaselTranscript *self);

const char *easel_transcript_kind_to_string (EaselTranscriptKind kind);
const char *easel_transcript_state_to_string (EaselTranscriptState state);
gboolean easel_transcript_kind_from_string (const char *name, EaselTranscriptKind *kind);
gboolean easel_transcript_state_from_string (const char *name, EaselTranscriptState *state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselTranscript, easel_transcript_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselTranscriptMessage, easel_transcript_message_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselTranscriptFile, easel_transcript_file_free)

G_END_DECLS
