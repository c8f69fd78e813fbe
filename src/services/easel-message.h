// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "easel-sources.h"

G_BEGIN_DECLS

/**
 * EaselMessageKind:
 * @EASEL_MESSAGE_USER: the user's words
 * @EASEL_MESSAGE_ASSISTANT: a model's answer
 * @EASEL_MESSAGE_NOTICE: something that happened to the thread; no model sees it
 * @EASEL_MESSAGE_INSIGHT: stands for earlier messages, which models no longer
 *   see; can be opened and edited
 *
 * Whose words a message holds.
 */
typedef enum
{
  EASEL_MESSAGE_USER,
  EASEL_MESSAGE_ASSISTANT,
  EASEL_MESSAGE_NOTICE,
  EASEL_MESSAGE_INSIGHT,
} EaselMessageKind;

/**
 * EaselMessageState:
 * @EASEL_MESSAGE_DONE: it is whole
 * @EASEL_MESSAGE_STREAMING: it is being written, here or in another process
 * @EASEL_MESSAGE_STOPPED: the user stopped it; what came is kept
 * @EASEL_MESSAGE_CUT: the program ended while it was written; what came is kept
 * @EASEL_MESSAGE_FAILED: see easel_message_get_error(); what came is kept
 *
 * How far a message came.
 */
typedef enum
{
  EASEL_MESSAGE_DONE,
  EASEL_MESSAGE_STREAMING,
  EASEL_MESSAGE_STOPPED,
  EASEL_MESSAGE_CUT,
  EASEL_MESSAGE_FAILED,
} EaselMessageState;

/**
 * EaselMessagePhase:
 * @EASEL_MESSAGE_IDLE: nothing is under way in this process
 * @EASEL_MESSAGE_STARTING: nothing was sent yet
 * @EASEL_MESSAGE_QUEUED: other calls of the provider go first
 * @EASEL_MESSAGE_WAITING: sent, no answer yet
 * @EASEL_MESSAGE_RETRYING: the provider was busy; tried again at
 *   easel_message_get_retry_at()
 * @EASEL_MESSAGE_THINKING: the model reasons, no text yet
 * @EASEL_MESSAGE_WRITING: text arrives
 *
 * What a streaming message is waiting for.
 */
typedef enum
{
  EASEL_MESSAGE_IDLE,
  EASEL_MESSAGE_STARTING,
  EASEL_MESSAGE_QUEUED,
  EASEL_MESSAGE_WAITING,
  EASEL_MESSAGE_RETRYING,
  EASEL_MESSAGE_THINKING,
  EASEL_MESSAGE_WRITING,
} EaselMessagePhase;

#define EASEL_TYPE_MESSAGE_STATE (easel_message_state_get_type ())
GType easel_message_state_get_type (void) G_GNUC_CONST;
#define EASEL_TYPE_MESSAGE_PHASE (easel_message_phase_get_type ())
GType easel_message_phase_get_type (void) G_GNUC_CONST;

/**
 * EaselMessage:
 *
 * One message of a thread. There is one object a message in a process, however
 * many windows show it.
 *
 * Properties, all read-only and notified: "state", "phase", "loaded", "text",
 * "reasoning" (both at most once a frame, and only while they grow or are
 * loaded), "sibling-index", "sibling-count", "block-count", "details" (a boolean
 * that never changes; its notification says that model, cost, tokens, times or
 * the error changed).
 */
#define EASEL_TYPE_MESSAGE (easel_message_get_type ())
G_DECLARE_FINAL_TYPE (EaselMessage, easel_message, EASEL, MESSAGE, GObject)

gint64 easel_message_get_id (EaselMessage *self);
gint64 easel_message_get_parent_id (EaselMessage *self);
gint64 easel_message_get_thread_id (EaselMessage *self);
EaselMessageKind easel_message_get_kind (EaselMessage *self);
EaselMessageState easel_message_get_state (EaselMessage *self);
gint64 easel_message_get_created_at (EaselMessage *self);

/* The text; NULL until it is loaded. Lengths are known before. */
gboolean easel_message_is_loaded (EaselMessage *self);
DexFuture *easel_message_load (EaselMessage *self) G_GNUC_WARN_UNUSED_RESULT;
const char *easel_message_get_text (EaselMessage *self);
gsize easel_message_get_length (EaselMessage *self);
const char *easel_message_get_reasoning (EaselMessage *self);
gboolean easel_message_has_reasoning (EaselMessage *self);
gint64 easel_message_get_reasoning_duration (EaselMessage *self);
guint easel_message_get_block_count (EaselMessage *self);
void easel_message_note_block_count (EaselMessage *self, guint n_blocks);
GPtrArray *easel_message_dup_sources (EaselMessage *self) G_GNUC_WARN_UNUSED_RESULT;
GListModel *easel_message_get_attachments (EaselMessage *self);
guint easel_message_get_n_attachments (EaselMessage *self);

/* While it streams. */
EaselMessagePhase easel_message_get_phase (EaselMessage *self);
gint64 easel_message_get_retry_at (EaselMessage *self);
gint64 easel_message_get_elapsed (EaselMessage *self);
void easel_message_stop (EaselMessage *self);
DexFuture *easel_message_wait (EaselMessage *self) G_GNUC_WARN_UNUSED_RESULT;
gboolean easel_message_is_unsaved (EaselMessage *self);

/* Who wrote it, and what it took; -1 is unknown. */
char *easel_message_dup_model_ref (EaselMessage *self);
const char *easel_message_get_model_name (EaselMessage *self);
const char *easel_message_get_provider_slug (EaselMessage *self);
const char *easel_message_get_provider_name (EaselMessage *self);
const char *easel_message_get_fallback_for (EaselMessage *self);
const GError *easel_message_get_error (EaselMessage *self);
gint64 easel_message_get_input_tokens (EaselMessage *self);
gint64 easel_message_get_output_tokens (EaselMessage *self);
gint64 easel_message_get_cost (EaselMessage *self);
gint64 easel_message_get_duration (EaselMessage *self);
gint64 easel_message_get_first_token (EaselMessage *self);
double easel_message_get_speed (EaselMessage *self);

/* Its place among the branches that begin where it does: 0 … count - 1. */
guint easel_message_get_sibling_index (EaselMessage *self);
guint easel_message_get_sibling_count (EaselMessage *self);

G_END_DECLS
