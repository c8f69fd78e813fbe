// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselModelCapabilities:
 * @EASEL_MODEL_VISION: takes pictures
 * @EASEL_MODEL_REASONING: thinks before it answers
 * @EASEL_MODEL_TOOLS: calls tools
 * @EASEL_MODEL_STRUCTURED: answers by a JSON schema
 */
typedef enum
{
  EASEL_MODEL_VISION = 1 << 0,
  EASEL_MODEL_REASONING = 1 << 1,
  EASEL_MODEL_TOOLS = 1 << 2,
  EASEL_MODEL_STRUCTURED = 1 << 3,
} EaselModelCapabilities;

#define EASEL_TYPE_MODEL (easel_model_get_type ())
G_DECLARE_FINAL_TYPE (EaselModel, easel_model, EASEL, MODEL, GObject)

const char *easel_model_get_ref (EaselModel *self);
const char *easel_model_get_id (EaselModel *self);
const char *easel_model_get_name (EaselModel *self);
const char *easel_model_get_provider_slug (EaselModel *self);
const char *easel_model_get_provider_name (EaselModel *self);
const char *easel_model_get_caption (EaselModel *self);
EaselModelCapabilities easel_model_get_capabilities (EaselModel *self);
gint64 easel_model_get_context_size (EaselModel *self);
gboolean easel_model_is_free (EaselModel *self);
gboolean easel_model_is_default (EaselModel *self);
gboolean easel_model_is_local (EaselModel *self);
gint64 easel_model_estimate_cost (EaselModel *self, gint64 input_tokens, gint64 output_tokens);

G_END_DECLS
