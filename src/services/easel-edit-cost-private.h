// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-model-row.h"
#include "easel-text-event.h"

G_BEGIN_DECLS

/* Micro-US-dollars for a million tokens; -1 unknown. */
typedef struct
{
  gint64 input;
  gint64 output;
  gint64 cached;
  gint64 cache_write;
} EaselCallPrices;

EaselCallPrices _easel_edit_cost_get_prices (const EaselModelRow *model, gint64 input_tokens);
gint64 _easel_edit_cost_of (const EaselModelRow *model, const EaselUsage *usage);
gint64 _easel_edit_cost_estimate (const EaselModelRow *model, gint64 input_tokens, gint64 output_tokens);
gint64 _easel_edit_cost_expect (gint64 prompt_tokens, guint max_tokens);

G_END_DECLS
