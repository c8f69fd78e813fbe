// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-interaction-private.h"

#include <string.h>

#include "easel-error.h"
#include "easel-provider-private.h"

static const char *const states[] = { "running", "finished", "failed", "stopped", "cut" };
static const char *const outcomes[] = { "open", "taken", "partly", "dismissed" };

/**
 * EaselInteraction:
 *
 * One call of a model that edits a prompt, as the log keeps it.
 */
struct _EaselInteraction
{
  GObject parent_instance;

  EaselInteractionRow *row;
  char *model_name;
};

G_DEFINE_FINAL_TYPE (EaselInteraction, easel_interaction, G_TYPE_OBJECT)

static void
easel_interaction_finalize (GObject *object)
{
  EaselInteraction *self = EASEL_INTERACTION (object);

  g_clear_pointer (&self->row, easel_interaction_row_unref);
  g_free (self->model_name);

  G_OBJECT_CLASS (easel_interaction_parent_class)->finalize (object);
}

static void
easel_interaction_class_init (EaselInteractionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = easel_interaction_finalize;
}

static void
easel_interaction_init (EaselInteraction *self)
{
}

/* It was never made, and nothing is wrong with model or account. */
static gboolean
is_stopped_by_budget (const EaselInteractionRow *row)
{
  return row->state == EASEL_INTERACTION_FAILED && row->error_code != NULL &&
         (EaselError) easel_error_find_code (row->error_code) == EASEL_ERROR_BUDGET;
}

/* @model_name: (nullable): what the model is called, if it is still known */
EaselInteraction *
_easel_interaction_new (EaselInteractionRow *row, const char *model_name)
{
  EaselInteraction *self = g_object_new (EASEL_TYPE_INTERACTION, NULL);

  self->row = easel_interaction_row_ref (row);
  self->model_name = g_strdup (model_name);
  return self;
}

gint64
easel_interaction_get_id (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), 0);

  return self->row->id;
}

/**
 * easel_interaction_get_prompt_id:
 * @self: a call
 *
 * Returns: the prompt that was edited, 0 if it was a text of no prompt
 */
gint64
easel_interaction_get_prompt_id (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), 0);

  return self->row->prompt_id;
}

const char *
easel_interaction_get_provider_slug (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), NULL);

  return self->row->provider_slug;
}

const char *
easel_interaction_get_provider_name (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), NULL);

  return _easel_provider_translate (self->row->provider_slug, self->row->provider_name);
}

const char *
easel_interaction_get_model_id (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), NULL);

  return self->row->model_id;
}

/**
 * easel_interaction_get_model_name:
 * @self: a call
 *
 * Returns: (transfer none): what people call the model, its id if nobody knows
 */
const char *
easel_interaction_get_model_name (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), NULL);

  return self->model_name != NULL ? self->model_name : self->row->model_id;
}

const char *
easel_interaction_get_instruction (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), NULL);

  return self->row->instruction;
}

const char *
easel_interaction_get_prompt_before (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), NULL);

  return self->row->prompt_before;
}

/**
 * easel_interaction_get_prompt_after:
 * @self: a call
 *
 * Returns: (transfer none) (nullable): the edited prompt, without what the
 *   model wrapped around it
 */
const char *
easel_interaction_get_prompt_after (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), NULL);

  return self->row->prompt_after;
}

/**
 * easel_interaction_get_negative_before:
 * @self: a call
 *
 * Returns: (transfer none) (nullable): the negative prompt, if it was edited
 *   too
 */
const char *
easel_interaction_get_negative_before (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), NULL);

  return self->row->negative_before;
}

/**
 * easel_interaction_get_negative_after:
 * @self: a call
 *
 * Returns: (transfer none) (nullable): what became of it
 */
const char *
easel_interaction_get_negative_after (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), NULL);

  return self->row->negative_after;
}

/**
 * easel_interaction_get_context:
 * @self: a call
 *
 * Returns: (transfer none) (nullable): the JSON object that went along
 */
const char *
easel_interaction_get_context (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), NULL);

  return self->row->context;
}

/**
 * easel_interaction_get_input:
 * @self: a call
 *
 * Returns: (transfer none) (nullable): exactly what the model was told
 */
const char *
easel_interaction_get_input (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), NULL);

  return self->row->input;
}

/**
 * easel_interaction_get_output:
 * @self: a call
 *
 * Returns: (transfer none) (nullable): exactly what the model answered
 */
const char *
easel_interaction_get_output (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), NULL);

  return self->row->output;
}

/**
 * easel_interaction_get_state:
 * @self: a call
 *
 * Returns: "running", "finished", "failed", "stopped" or "cut"
 */
const char *
easel_interaction_get_state (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), NULL);

  if (is_stopped_by_budget (self->row))
    return "stopped-by-budget";
  return states[self->row->state];
}

/**
 * easel_interaction_get_outcome:
 * @self: a call
 *
 * Returns: "open", "taken", "partly" or "dismissed"
 */
const char *
easel_interaction_get_outcome (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), NULL);

  return outcomes[self->row->outcome];
}

/**
 * easel_interaction_get_error:
 * @self: a call
 *
 * Returns: (transfer none) (nullable): why it failed
 */
const char *
easel_interaction_get_error (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), NULL);

  return self->row->error;
}

/**
 * easel_interaction_get_error_code:
 * @self: a call
 *
 * Returns: (transfer none) (nullable): why it failed, as scripts see it
 */
const char *
easel_interaction_get_error_code (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), NULL);

  return self->row->error_code;
}

/**
 * easel_interaction_get_fallback_for:
 * @self: a call
 *
 * Returns: (transfer none) (nullable): PROVIDER:MODEL that was asked for and did
 *   not answer
 */
const char *
easel_interaction_get_fallback_for (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), NULL);

  return self->row->fallback_for;
}

/**
 * easel_interaction_get_from_cache:
 * @self: a call
 *
 * Returns: whether it is the answer of an earlier call
 */
gboolean
easel_interaction_get_from_cache (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), FALSE);

  return self->row->from_cache;
}

/**
 * easel_interaction_get_request_id:
 * @self: a call
 *
 * Returns: (transfer none) (nullable): the provider's id of the request
 */
const char *
easel_interaction_get_request_id (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), NULL);

  return self->row->request_id;
}

/**
 * easel_interaction_get_first_token:
 * @self: a call
 *
 * Returns: microseconds until the first text came, -1 if that is not known
 */
gint64
easel_interaction_get_first_token (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), -1);

  return self->row->first_token;
}

/**
 * easel_interaction_get_status:
 * @self: a call
 *
 * Returns: status of the last answer, 0 if there was none
 */
guint
easel_interaction_get_status (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), 0);

  return self->row->http_status;
}

/**
 * easel_interaction_get_retries:
 * @self: a call
 *
 * Returns: how often it was tried again
 */
guint
easel_interaction_get_retries (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), 0);

  return self->row->retries;
}

/**
 * easel_interaction_describe:
 * @self: a call
 *
 * Returns: (transfer full): lines of "name: value" for a report, as
 *   easel_error_describe() gives them; never a prompt or an answer
 */
char *
easel_interaction_describe (EaselInteraction *self)
{
  EaselInteractionRow *row;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  EaselErrorDetails *details;

  g_return_val_if_fail (EASEL_IS_INTERACTION (self), NULL);

  row = self->row;
  error = g_error_new_literal (EASEL_ERROR, easel_error_find_code (row->error_code), "");
  easel_error_set_provider (error, row->provider_slug, row->model_id);
  easel_error_set_account (error, row->provider_name);
  details = easel_error_get_details (error);
  details->http_status = row->http_status;
  details->request_id = g_strdup (row->request_id);
  details->duration = row->duration;
  details->retries = row->retries;
  text = easel_error_describe (error);
  /* A call that did not fail has no error to name first. */
  if (row->error_code == NULL)
    return g_strconcat ("state: ", states[row->state], "\n", strchr (text, '\n') + 1, NULL);
  return g_steal_pointer (&text);
}

/**
 * easel_interaction_get_generation:
 * @self: a call
 *
 * Returns: (transfer none) (nullable): the generation that it belongs to
 */
const char *
easel_interaction_get_generation (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), NULL);

  return self->row->generation_id;
}

/**
 * easel_interaction_get_input_tokens:
 * @self: a call
 *
 * Returns: tokens that the model read, -1 if unknown
 */
gint64
easel_interaction_get_input_tokens (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), 0);

  return self->row->input_tokens;
}

/**
 * easel_interaction_get_output_tokens:
 * @self: a call
 *
 * Returns: tokens that the model wrote, -1 if unknown
 */
gint64
easel_interaction_get_output_tokens (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), 0);

  return self->row->output_tokens;
}

/**
 * easel_interaction_get_cost:
 * @self: a call
 *
 * Returns: millionths of a US dollar, -1 if unknown
 */
gint64
easel_interaction_get_cost (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), 0);

  return self->row->cost;
}

/**
 * easel_interaction_get_duration:
 * @self: a call
 *
 * Returns: microseconds, -1 if unknown
 */
gint64
easel_interaction_get_duration (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), 0);

  return self->row->duration;
}

/**
 * easel_interaction_get_created:
 * @self: a call
 *
 * Returns: microseconds UTC
 */
gint64
easel_interaction_get_created (EaselInteraction *self)
{
  g_return_val_if_fail (EASEL_IS_INTERACTION (self), 0);

  return self->row->created_at;
}
