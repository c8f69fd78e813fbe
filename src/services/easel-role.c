// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-role-private.h"

#include <glib/gi18n-lib.h>

/* Temperatures are kept in thousandths. */
#define THOUSAND 1000.0

/**
 * EaselRole:
 *
 * A preset of how a model answers: what it is told, which model it is, and its
 * parameters.
 */
struct _EaselRole
{
  GObject parent_instance;

  EaselRoleRow *row;
};

G_DEFINE_FINAL_TYPE (EaselRole, easel_role, G_TYPE_OBJECT)

static const struct
{
  const char *key;
  const char *name;
  const char *description;
} built_in[] = {
  { "interviewer", N_ ("Interviewer"), N_ ("Asks one question at a time until a prompt is complete.") },
  { "critic", N_ ("Prompt critic"), N_ ("Says what in a prompt is vague, contradictory or without effect.") },
  { "ideas", N_ ("Idea finder"), N_ ("Turns a theme into a handful of different prompts.") },
  { "describer", N_ ("Picture describer"), N_ ("Describes a picture so that a model could make it again.") },
  { "translator", N_ ("Prompt translator"),
    N_ ("Puts a prompt into the words of another model or language.") },
};

static void
easel_role_finalize (GObject *object)
{
  EaselRole *self = EASEL_ROLE (object);

  g_clear_pointer (&self->row, easel_role_row_unref);

  G_OBJECT_CLASS (easel_role_parent_class)->finalize (object);
}

static void
easel_role_class_init (EaselRoleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = easel_role_finalize;
}

static void
easel_role_init (EaselRole *self)
{
}

EaselRole *
_easel_role_new (EaselRoleRow *row)
{
  EaselRole *self = g_object_new (EASEL_TYPE_ROLE, NULL);

  self->row = easel_role_row_ref (row);
  return self;
}

gint64
easel_role_get_id (EaselRole *self)
{
  g_return_val_if_fail (EASEL_IS_ROLE (self), 0);

  return self->row->id;
}

/**
 * easel_role_get_key:
 * @self: a role
 *
 * Returns: (transfer none) (nullable): name of a built-in one, such as
 *   "interviewer"
 */
const char *
easel_role_get_key (EaselRole *self)
{
  g_return_val_if_fail (EASEL_IS_ROLE (self), NULL);

  return self->row->key;
}

/**
 * easel_role_get_name:
 * @self: a role
 *
 * Returns: (transfer none): what people call it; a built-in one that the user has
 *   not changed is named in the user's language
 */
const char *
easel_role_get_name (EaselRole *self)
{
  g_return_val_if_fail (EASEL_IS_ROLE (self), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (built_in); i++)
    if (g_strcmp0 (self->row->key, built_in[i].key) == 0 && !self->row->customised)
      return _ (built_in[i].name);
  return self->row->name;
}

/**
 * easel_role_get_description:
 * @self: a role
 *
 * Returns: (transfer none): what it is for, in the user's language for a built-in
 *   one that was not changed; may be empty
 */
const char *
easel_role_get_description (EaselRole *self)
{
  g_return_val_if_fail (EASEL_IS_ROLE (self), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (built_in); i++)
    if (g_strcmp0 (self->row->key, built_in[i].key) == 0 && !self->row->customised)
      return _ (built_in[i].description);
  return self->row->description;
}

const char *
easel_role_get_system_prompt (EaselRole *self)
{
  g_return_val_if_fail (EASEL_IS_ROLE (self), NULL);

  return self->row->system_prompt;
}

/**
 * easel_role_get_model:
 * @self: a role
 *
 * Returns: (transfer none) (nullable): PROVIDER:MODEL, %NULL leaves it to the
 *   thread
 */
const char *
easel_role_get_model (EaselRole *self)
{
  g_return_val_if_fail (EASEL_IS_ROLE (self), NULL);

  return self->row->model;
}

/**
 * easel_role_get_temperature:
 * @self: a role
 *
 * Returns: sampling temperature, -1 if not set
 */
double
easel_role_get_temperature (EaselRole *self)
{
  g_return_val_if_fail (EASEL_IS_ROLE (self), -1);

  return self->row->temperature >= 0 ? (double) self->row->temperature / THOUSAND : -1;
}

guint
easel_role_get_max_tokens (EaselRole *self)
{
  g_return_val_if_fail (EASEL_IS_ROLE (self), 0);

  return (guint) self->row->max_tokens;
}

/**
 * easel_role_is_built_in:
 * @self: a role
 *
 * Returns: whether it came with Easel
 */
gboolean
easel_role_is_built_in (EaselRole *self)
{
  g_return_val_if_fail (EASEL_IS_ROLE (self), FALSE);

  return self->row->key != NULL;
}
