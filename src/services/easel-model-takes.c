// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-generate-plan-private.h"

G_DEFINE_BOXED_TYPE (EaselModelTakes, easel_model_takes, easel_model_takes_ref, easel_model_takes_unref)

G_STATIC_ASSERT ((int) EASEL_TAKES_STRENGTH == (int) EASEL_MEDIA_TAKES_STRENGTH);
G_STATIC_ASSERT ((int) EASEL_TAKES_ANYTHING == (int) EASEL_MEDIA_TAKES_ANYTHING);
G_STATIC_ASSERT ((int) EASEL_TAKES_MASK == (int) EASEL_MEDIA_TAKES_MASK);
G_STATIC_ASSERT ((int) EASEL_TAKES_PREVIEWS == (int) EASEL_MEDIA_TAKES_PREVIEWS);

static void
takes_clear (gpointer data)
{
  EaselModelTakes *self = data;

  g_strfreev (self->sizes);
  g_strfreev (self->ratios);
  g_strfreev (self->samplers);
  g_strfreev (self->qualities);
  g_clear_pointer (&self->durations, g_array_unref);
}

/**
 * easel_model_takes_ref:
 * @self: what a model takes
 *
 * Returns: (transfer full): @self
 */
EaselModelTakes *
easel_model_takes_ref (EaselModelTakes *self)
{
  return g_atomic_rc_box_acquire (self);
}

/**
 * easel_model_takes_unref:
 * @self: (transfer full): what a model takes
 *
 * Gives back one reference.
 */
void
easel_model_takes_unref (EaselModelTakes *self)
{
  g_atomic_rc_box_release_full (self, takes_clear);
}

EaselModelTakes *
_easel_model_takes_new (const EaselMediaSchema *schema)
{
  EaselModelTakes *self = g_atomic_rc_box_new0 (EaselModelTakes);

  self->takes = (EaselTakes) schema->takes;
  self->sizes = g_strdupv (schema->sizes);
  self->ratios = g_strdupv (schema->ratios);
  self->samplers = g_strdupv (schema->samplers);
  self->qualities = g_strdupv (schema->qualities);
  self->min_side = schema->min_side;
  self->max_side = schema->max_side;
  self->multiple = schema->multiple;
  self->default_width = schema->default_width;
  self->default_height = schema->default_height;
  self->max_references = schema->max_references;
  self->min_steps = schema->min_steps;
  self->max_steps = schema->max_steps;
  self->default_steps = schema->default_steps;
  self->min_guidance = schema->min_guidance;
  self->max_guidance = schema->max_guidance;
  self->default_guidance = schema->default_guidance;
  self->durations = schema->durations != NULL ? g_array_copy (schema->durations) : NULL;
  self->min_duration = schema->min_duration;
  self->max_duration = schema->max_duration;
  self->max_prompt = schema->max_prompt;
  return self;
}
