// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-interaction-private.h"

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
