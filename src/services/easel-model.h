// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselCapabilities:
 * @EASEL_CAPABILITY_VISION: takes pictures
 * @EASEL_CAPABILITY_REASONING: thinks before it answers
 * @EASEL_CAPABILITY_TOOLS: calls tools
 * @EASEL_CAPABILITY_STRUCTURED: answers by a JSON schema
 */
typedef enum
{
  EASEL_CAPABILITY_VISION = 1 << 0,
  EASEL_CAPABILITY_REASONING = 1 << 1,
  EASEL_CAPABILITY_TOOLS = 1 << 2,
  EASEL_CAPABILITY_STRUCTURED = 1 << 3,
} EaselCapabilities;

#define EASEL_TYPE_MODEL (easel_model_get_type ())
G_DECLARE_FINAL_TYPE (EaselModel, easel_model, EASEL, MODEL, GObject)

const char *easel_model_get_ref (EaselModel *self);
const char *easel_model_get_id (EaselModel *self);
const char *easel_model_get_name (EaselModel *self);
const char *easel_model_get_provider_slug (EaselModel *self);
const char *easel_model_get_provider_name (EaselModel *self);
EaselCapabilities easel_model_get_capabilities (EaselModel *self);
gint64 easel_model_get_context_size (EaselModel *self);
gboolean easel_model_is_free (EaselModel *self);
gboolean easel_model_is_default (EaselModel *self);
gboolean easel_model_is_local (EaselModel *self);
gboolean easel_model_is_sandbox (EaselModel *self);
gint64 easel_model_get_last_used (EaselModel *self);
gint64 easel_model_estimate_cost (EaselModel *self, gint64 input_tokens, gint64 output_tokens);

G_END_DECLS
