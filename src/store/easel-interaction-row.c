// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-interaction-row.h"

#include "easel-store-row-private.h"

static void
easel_interaction_row_init (EaselInteractionRow *self)
{
  self->input_tokens = -1;
  self->output_tokens = -1;
  self->cached_tokens = -1;
  self->reasoning_tokens = -1;
  self->cost = -1;
  self->duration = -1;
  self->first_token = -1;
}

static void
easel_interaction_row_clear (EaselInteractionRow *self)
{
  g_free (self->provider_slug);
  g_free (self->provider_name);
  g_free (self->model_id);
  g_free (self->instruction);
  g_free (self->context);
  g_free (self->locks);
  g_free (self->prompt_before);
  g_free (self->input);
  g_free (self->off);
  g_free (self->negative_before);
  g_free (self->output);
  g_free (self->prompt_after);
  g_free (self->negative_after);
  g_free (self->error);
  g_free (self->error_code);
  g_free (self->generation_id);
  g_free (self->request_id);
  g_free (self->fallback_for);
}

EASEL_DEFINE_ROW (EaselInteractionRow, easel_interaction_row)

static const char *const easel_interaction_state_names[] = {
  [EASEL_INTERACTION_RUNNING] = "running", [EASEL_INTERACTION_FINISHED] = "finished",
  [EASEL_INTERACTION_FAILED] = "failed",   [EASEL_INTERACTION_STOPPED] = "stopped",
  [EASEL_INTERACTION_CUT] = "cut",
};

/**
 * easel_interaction_state_to_string:
 * @value: a value
 *
 * Returns: @value in a word, as scripts see it and the database holds it
 */
const char *
easel_interaction_state_to_string (EaselInteractionState value)
{
  g_return_val_if_fail ((guint) value < G_N_ELEMENTS (easel_interaction_state_names), "");

  return easel_interaction_state_names[value];
}

static const char *const easel_interaction_outcome_names[] = {
  [EASEL_OUTCOME_OPEN] = "open",
  [EASEL_OUTCOME_TAKEN] = "taken",
  [EASEL_OUTCOME_PARTLY] = "partly",
  [EASEL_OUTCOME_DISMISSED] = "dismissed",
};

/**
 * easel_interaction_outcome_to_string:
 * @value: a value
 *
 * Returns: @value in a word, as scripts see it and the database holds it
 */
const char *
easel_interaction_outcome_to_string (EaselInteractionOutcome value)
{
  g_return_val_if_fail ((guint) value < G_N_ELEMENTS (easel_interaction_outcome_names), "");

  return easel_interaction_outcome_names[value];
}

static const char *const easel_interaction_target_names[] = {
  [EASEL_TARGET_PROMPT] = "prompt",
  [EASEL_TARGET_NEGATIVE] = "negative",
  [EASEL_TARGET_BOTH] = "both",
};

/**
 * easel_interaction_target_to_string:
 * @value: a value
 *
 * Returns: @value in a word, as scripts see it and the database holds it
 */
const char *
easel_interaction_target_to_string (EaselInteractionTarget value)
{
  g_return_val_if_fail ((guint) value < G_N_ELEMENTS (easel_interaction_target_names), "");

  return easel_interaction_target_names[value];
}
