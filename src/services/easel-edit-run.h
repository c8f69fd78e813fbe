// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libdex.h>

#include "easel-model.h"
#include "easel-prompt-content.h"

G_BEGIN_DECLS

/**
 * EaselEditRunState:
 * @EASEL_EDIT_RUN_STARTING: nothing was sent yet
 * @EASEL_EDIT_RUN_QUEUED: other calls of the provider go first
 * @EASEL_EDIT_RUN_WAITING: sent, no answer yet
 * @EASEL_EDIT_RUN_RETRYING: the provider was busy; it is tried again
 * @EASEL_EDIT_RUN_THINKING: the model reasons, no text yet
 * @EASEL_EDIT_RUN_WRITING: text arrives
 * @EASEL_EDIT_RUN_FINISHED: the answer is whole
 * @EASEL_EDIT_RUN_STOPPED: the user stopped it, or the program ended, in the middle
 * @EASEL_EDIT_RUN_FAILED: see easel_edit_run_get_error()
 *
 * Where an edit stands. The last three are final.
 */
typedef enum
{
  EASEL_EDIT_RUN_STARTING,
  EASEL_EDIT_RUN_QUEUED,
  EASEL_EDIT_RUN_WAITING,
  EASEL_EDIT_RUN_RETRYING,
  EASEL_EDIT_RUN_THINKING,
  EASEL_EDIT_RUN_WRITING,
  EASEL_EDIT_RUN_FINISHED,
  EASEL_EDIT_RUN_STOPPED,
  EASEL_EDIT_RUN_FAILED,
} EaselEditRunState;

/**
 * EaselEditTarget:
 * @EASEL_EDIT_PROMPT: the prompt
 * @EASEL_EDIT_NEGATIVE: the negative prompt
 * @EASEL_EDIT_BOTH: both together
 *
 * What an edit changes.
 */
typedef enum
{
  EASEL_EDIT_PROMPT,
  EASEL_EDIT_NEGATIVE,
  EASEL_EDIT_BOTH,
} EaselEditTarget;

#define EASEL_TYPE_EDIT_RUN_STATE (easel_edit_run_state_get_type ())
GType easel_edit_run_state_get_type (void) G_GNUC_CONST;

#define EASEL_TYPE_EDIT_RUN (easel_edit_run_get_type ())
G_DECLARE_FINAL_TYPE (EaselEditRun, easel_edit_run, EASEL, EDIT_RUN, GObject)

gint64 easel_edit_run_get_interaction_id (EaselEditRun *self);
gint64 easel_edit_run_get_prompt_id (EaselEditRun *self);
EaselEditRunState easel_edit_run_get_state (EaselEditRun *self);
gboolean easel_edit_run_is_final (EaselEditRun *self);
const char *easel_edit_run_get_instruction (EaselEditRun *self);
char *easel_edit_run_dup_model_ref (EaselEditRun *self);
const char *easel_edit_run_get_model_id (EaselEditRun *self);
const char *easel_edit_run_get_model_name (EaselEditRun *self);
const char *easel_edit_run_get_provider_slug (EaselEditRun *self);
const char *easel_edit_run_get_provider_name (EaselEditRun *self);
EaselPromptContent *easel_edit_run_get_base (EaselEditRun *self);
const char *easel_edit_run_get_sent_text (EaselEditRun *self);
const char *easel_edit_run_get_answer (EaselEditRun *self);
const char *easel_edit_run_get_negative_answer (EaselEditRun *self);
EaselEditTarget easel_edit_run_get_target (EaselEditRun *self);
DexFuture *easel_edit_run_read_whole (EaselEditRun *self) G_GNUC_WARN_UNUSED_RESULT;
void easel_edit_run_dup_whole (EaselEditRun *self, char **answer, char **negative);
gboolean easel_edit_run_has_answer (EaselEditRun *self);
gsize easel_edit_run_get_length (EaselEditRun *self);
const GError *easel_edit_run_get_error (EaselEditRun *self);
gint64 easel_edit_run_get_duration (EaselEditRun *self);
gint64 easel_edit_run_get_retry_at (EaselEditRun *self);
gboolean easel_edit_run_get_from_cache (EaselEditRun *self);
const char *easel_edit_run_get_fallback_for (EaselEditRun *self);
const char *easel_edit_run_get_fallback_for_name (EaselEditRun *self);
gint64 easel_edit_run_get_cost (EaselEditRun *self);
gint64 easel_edit_run_get_input_tokens (EaselEditRun *self);
gint64 easel_edit_run_get_output_tokens (EaselEditRun *self);
void easel_edit_run_stop (EaselEditRun *self);
DexFuture *easel_edit_run_wait (EaselEditRun *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
