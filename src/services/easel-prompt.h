// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define EASEL_TYPE_PROMPT (easel_prompt_get_type ())
G_DECLARE_FINAL_TYPE (EaselPrompt, easel_prompt, EASEL, PROMPT, GObject)

gint64 easel_prompt_get_id (EaselPrompt *self);
const char *easel_prompt_get_title (EaselPrompt *self);
const char *easel_prompt_get_snippet (EaselPrompt *self);
guint easel_prompt_get_n_revisions (EaselPrompt *self);
gint64 easel_prompt_get_updated (EaselPrompt *self);

G_END_DECLS
