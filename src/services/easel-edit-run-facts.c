// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-edit-run-private.h"

#include "easel-provider-private.h"

/* What is known of an edit beside its answer. */

gint64
easel_edit_run_get_interaction_id (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), 0);

  return self->row->id;
}

gint64
easel_edit_run_get_prompt_id (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), 0);

  return self->row->prompt_id;
}

EaselEditRunState
easel_edit_run_get_state (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), EASEL_EDIT_RUN_FAILED);

  return self->state;
}

/**
 * easel_edit_run_is_final:
 * @self: a run
 *
 * Returns: whether it has ended
 */
gboolean
easel_edit_run_is_final (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), TRUE);

  return self->state >= EASEL_EDIT_RUN_FINISHED;
}

const char *
easel_edit_run_get_instruction (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), NULL);

  return self->row->instruction;
}

/**
 * easel_edit_run_dup_model_ref:
 * @self: a run
 *
 * Returns: (transfer full): "PROVIDER:MODEL"
 */
char *
easel_edit_run_dup_model_ref (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), NULL);

  return g_strconcat (self->row->provider_slug, ":", self->row->model_id, NULL);
}

const char *
easel_edit_run_get_model_id (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), NULL);

  return self->row->model_id;
}

/**
 * easel_edit_run_get_model_name:
 * @self: a run
 *
 * Returns: (transfer none): what people call the model
 */
const char *
easel_edit_run_get_model_name (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), NULL);

  return _easel_provider_translate (self->row->provider_slug, self->model_name);
}

const char *
easel_edit_run_get_provider_slug (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), NULL);

  return self->row->provider_slug;
}

const char *
easel_edit_run_get_provider_name (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), NULL);

  return _easel_provider_translate (self->row->provider_slug, self->row->provider_name);
}

/**
 * easel_edit_run_get_base:
 * @self: a run
 *
 * Returns: (transfer none): what is edited
 */
EaselPromptContent *
easel_edit_run_get_base (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), NULL);

  return self->base;
}

/**
 * easel_edit_run_get_sent_text:
 * @self: a run
 *
 * Returns: (transfer none): the base's text without its switched-off parts,
 *   which the answer answers to while it grows
 */
const char *
easel_edit_run_get_sent_text (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), NULL);

  return self->sent;
}

/**
 * easel_edit_run_has_answer:
 * @self: a run
 *
 * Returns: whether any text came
 */
gboolean
easel_edit_run_has_answer (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), FALSE);

  return self->raw->len > 0;
}

/**
 * easel_edit_run_get_length:
 * @self: a run
 *
 * Returns: how many bytes came
 */
gsize
easel_edit_run_get_length (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), 0);

  return self->raw->len;
}

/**
 * easel_edit_run_get_error:
 * @self: a run
 *
 * Returns: (transfer none) (nullable): why it failed
 */
const GError *
easel_edit_run_get_error (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), NULL);

  return self->error;
}

/**
 * easel_edit_run_get_duration:
 * @self: a run
 *
 * Returns: microseconds from the start to now or to the end
 */
gint64
easel_edit_run_get_duration (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), 0);

  return easel_edit_run_is_final (self) ? self->row->duration : g_get_monotonic_time () - self->started;
}

/**
 * easel_edit_run_get_retry_at:
 * @self: a run
 *
 * Returns: when it is tried again, in g_get_monotonic_time(), while the state is
 *   %EASEL_EDIT_RUN_RETRYING
 */
gint64
easel_edit_run_get_retry_at (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), 0);

  return self->retry_at;
}

/**
 * easel_edit_run_get_from_cache:
 * @self: a run
 *
 * Returns: whether it is the answer of an earlier call, which cost nothing
 */
gboolean
easel_edit_run_get_from_cache (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), FALSE);

  return self->row->from_cache;
}

/**
 * easel_edit_run_get_fallback_for:
 * @self: a run
 *
 * Returns: (transfer none) (nullable): PROVIDER:MODEL that was asked for and did
 *   not answer, so that the user's fallback was asked
 */
const char *
easel_edit_run_get_fallback_for (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), NULL);

  return self->row->fallback_for;
}

/**
 * easel_edit_run_get_fallback_for_name:
 * @self: a run
 *
 * Returns: (transfer none) (nullable): name of the provider that did not answer
 */
const char *
easel_edit_run_get_fallback_for_name (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), NULL);

  return self->asked_name != NULL ? self->asked_name : self->row->fallback_for;
}

/**
 * easel_edit_run_get_cost:
 * @self: a run
 *
 * Returns: millionths of a US dollar, -1 if unknown
 */
gint64
easel_edit_run_get_cost (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), -1);

  return self->is_free ? 0 : self->row->cost;
}

gint64
easel_edit_run_get_input_tokens (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), -1);

  return self->row->input_tokens;
}

gint64
easel_edit_run_get_output_tokens (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), -1);

  return self->row->output_tokens;
}

/**
 * easel_edit_run_get_target:
 * @self: a run
 *
 * Returns: what it changes
 */
EaselEditTarget
easel_edit_run_get_target (EaselEditRun *self)
{
  g_return_val_if_fail (EASEL_IS_EDIT_RUN (self), EASEL_EDIT_PROMPT);

  return self->target;
}
