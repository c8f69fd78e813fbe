// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-model-private.h"

#include "easel-json.h"
#include "easel-provider-private.h"

/**
 * EaselModel:
 *
 * A model of a provider, as the selectors list it.
 */
struct _EaselModel
{
  GObject parent_instance;

  EaselModelRow *row;
  char *ref;
  EaselCapabilities capabilities;
  gboolean free;
  gboolean local;
};

G_DEFINE_FINAL_TYPE (EaselModel, easel_model, G_TYPE_OBJECT)

static void
easel_model_finalize (GObject *object)
{
  EaselModel *self = EASEL_MODEL (object);

  g_clear_pointer (&self->row, easel_model_row_unref);
  g_free (self->ref);

  G_OBJECT_CLASS (easel_model_parent_class)->finalize (object);
}

static void
easel_model_class_init (EaselModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = easel_model_finalize;
}

static void
easel_model_init (EaselModel *self)
{
}

static EaselCapabilities
read_capabilities (const char *json)
{
  static const struct
  {
    const char *name;
    EaselCapabilities flag;
  } known[] = {
    { "vision", EASEL_CAPABILITY_VISION },
    { "reasoning", EASEL_CAPABILITY_REASONING },
    { "tools", EASEL_CAPABILITY_TOOLS },
    { "structured", EASEL_CAPABILITY_STRUCTURED },
  };
  g_autoptr (JsonNode) root = json != NULL ? easel_json_parse (json, -1, NULL) : NULL;
  JsonArray *names = easel_json_get_array (root, "");
  EaselCapabilities flags = 0;

  for (guint i = 0; names != NULL && i < json_array_get_length (names); i++)
    for (guint k = 0; k < G_N_ELEMENTS (known); k++)
      if (g_strcmp0 (easel_json_get_string (json_array_get_element (names, i), ""), known[k].name) == 0)
        flags |= known[k].flag;
  return flags;
}

/* @local: the provider answers on this computer, so that a call costs nothing. */
EaselModel *
_easel_model_new (EaselModelRow *row, gboolean local)
{
  EaselModel *self = g_object_new (EASEL_TYPE_MODEL, NULL);

  self->row = easel_model_row_ref (row);
  self->ref = g_strconcat (row->provider_slug, ":", row->model_id, NULL);
  self->capabilities = read_capabilities (row->capabilities);
  self->local = local;
  self->free = (row->price_input == 0 && row->price_output == 0) ||
               (local && row->price_input < 0 && row->price_output < 0);
  return self;
}

EaselModelRow *
_easel_model_get_row (EaselModel *self)
{
  return self->row;
}

const char *
easel_model_get_id (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), NULL);

  return self->row->model_id;
}

const char *
easel_model_get_name (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), NULL);

  return self->row->name != NULL ? self->row->name : self->row->model_id;
}

const char *
easel_model_get_provider_slug (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), NULL);

  return self->row->provider_slug;
}

const char *
easel_model_get_provider_name (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), NULL);

  return self->row->provider_name;
}

/**
 * easel_model_get_ref:
 * @self: a model
 *
 * Returns: (transfer none): "PROVIDER:MODEL", how scripts and settings name it
 */
const char *
easel_model_get_ref (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), NULL);

  return self->ref;
}

EaselCapabilities
easel_model_get_capabilities (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), 0);

  return self->capabilities;
}

/**
 * easel_model_get_context_size:
 * @self: a model
 *
 * Returns: most tokens of question and answer together, -1 if unknown
 */
gint64
easel_model_get_context_size (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), -1);

  return self->row->context_tokens;
}

/**
 * easel_model_is_free:
 * @self: a model
 *
 * Returns: whether a call is known to cost nothing
 */
gboolean
easel_model_is_free (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), FALSE);

  return self->free;
}

/**
 * easel_model_is_local:
 * @self: a model
 *
 * Returns: whether it answers on this computer
 */
gboolean
easel_model_is_local (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), FALSE);

  return self->local;
}

/**
 * easel_model_is_sandbox:
 * @self: a model
 *
 * Returns: whether it is a sample that Easel itself serves, not a language model
 */
gboolean
easel_model_is_sandbox (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), FALSE);

  return g_str_equal (self->row->provider_slug, EASEL_SANDBOX_SLUG);
}

/**
 * easel_model_is_default:
 * @self: a model
 *
 * Returns: whether it is the user's default for language
 */
gboolean
easel_model_is_default (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), FALSE);

  return (self->row->default_for & EASEL_MODEL_LLM) != 0;
}

/**
 * easel_model_get_last_used:
 * @self: a model
 *
 * Returns: when it was last used, microseconds UTC, 0 if never
 */
gint64
easel_model_get_last_used (EaselModel *self)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), 0);

  return self->row->last_used_at;
}

/**
 * easel_model_estimate_cost:
 * @self: a model
 * @input_tokens: tokens that it reads
 * @output_tokens: tokens that it writes
 *
 * Returns: millionths of a US dollar, rounded up; -1 if the price is unknown
 */
gint64
easel_model_estimate_cost (EaselModel *self, gint64 input_tokens, gint64 output_tokens)
{
  g_return_val_if_fail (EASEL_IS_MODEL (self), -1);

  if (self->free)
    return 0;
  if (self->row->price_input < 0 || self->row->price_output < 0)
    return -1;
  return (input_tokens * self->row->price_input + output_tokens * self->row->price_output + 999999) / 1000000;
}
