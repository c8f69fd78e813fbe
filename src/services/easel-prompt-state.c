// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-content-private.h"

G_DEFINE_BOXED_TYPE (EaselPromptState, easel_prompt_state, easel_prompt_state_ref, easel_prompt_state_unref)

static void
state_clear (gpointer data)
{
  EaselPromptState *self = data;

  g_free (self->title);
  g_clear_object (&self->revision);
  g_clear_pointer (&self->draft, easel_prompt_content_unref);
  g_free (self->instruction);
  g_free (self->context);
}

EaselPromptState *
_easel_prompt_state_new (gint64 prompt_id)
{
  EaselPromptState *self = g_atomic_rc_box_new0 (EaselPromptState);

  self->prompt_id = prompt_id;
  return self;
}

EaselPromptState *
easel_prompt_state_ref (EaselPromptState *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
easel_prompt_state_unref (EaselPromptState *self)
{
  g_atomic_rc_box_release_full (self, state_clear);
}

/**
 * easel_prompt_state_dup_content:
 * @self: an opened prompt
 *
 * Returns: (transfer full): what the editor shows: the draft, else the newest
 *   revision, else nothing
 */
EaselPromptContent *
easel_prompt_state_dup_content (EaselPromptState *self)
{
  if (self->draft != NULL)
    return easel_prompt_content_ref (self->draft);
  if (self->revision != NULL)
    return easel_prompt_content_ref (easel_revision_get_content (self->revision));
  return easel_prompt_content_new ("", NULL);
}
