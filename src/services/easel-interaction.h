// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define EASEL_TYPE_INTERACTION (easel_interaction_get_type ())
G_DECLARE_FINAL_TYPE (EaselInteraction, easel_interaction, EASEL, INTERACTION, GObject)

gint64 easel_interaction_get_id (EaselInteraction *self);
gint64 easel_interaction_get_prompt_id (EaselInteraction *self);
const char *easel_interaction_get_provider_slug (EaselInteraction *self);
const char *easel_interaction_get_provider_name (EaselInteraction *self);
const char *easel_interaction_get_model_id (EaselInteraction *self);
const char *easel_interaction_get_model_name (EaselInteraction *self);
const char *easel_interaction_get_instruction (EaselInteraction *self);
const char *easel_interaction_get_prompt_before (EaselInteraction *self);
const char *easel_interaction_get_prompt_after (EaselInteraction *self);
const char *easel_interaction_get_negative_before (EaselInteraction *self);
const char *easel_interaction_get_negative_after (EaselInteraction *self);
const char *easel_interaction_get_context (EaselInteraction *self);
const char *easel_interaction_get_input (EaselInteraction *self);
const char *easel_interaction_get_output (EaselInteraction *self);
const char *easel_interaction_get_state (EaselInteraction *self);
const char *easel_interaction_get_outcome (EaselInteraction *self);
const char *easel_interaction_get_error (EaselInteraction *self);
const char *easel_interaction_get_generation (EaselInteraction *self);
gint64 easel_interaction_get_input_tokens (EaselInteraction *self);
gint64 easel_interaction_get_output_tokens (EaselInteraction *self);
const char *easel_interaction_get_fallback_for (EaselInteraction *self);
gboolean easel_interaction_get_from_cache (EaselInteraction *self);
const char *easel_interaction_get_error_code (EaselInteraction *self);
const char *easel_interaction_get_request_id (EaselInteraction *self);
gint64 easel_interaction_get_first_token (EaselInteraction *self);
guint easel_interaction_get_status (EaselInteraction *self);
guint easel_interaction_get_retries (EaselInteraction *self);
char *easel_interaction_describe (EaselInteraction *self);
gint64 easel_interaction_get_cost (EaselInteraction *self);
gint64 easel_interaction_get_duration (EaselInteraction *self);
gint64 easel_interaction_get_created (EaselInteraction *self);

G_END_DECLS
