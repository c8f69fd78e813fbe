// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-edit-cost-private.h"

#include <stdckdint.h>

/* Prices are millionths of a US dollar for so many tokens. */
#define TOKENS_PRICED 1000000

/* The prices of a call: long ones may be dearer as a whole. */
EaselCallPrices
_easel_edit_cost_get_prices (const EaselModelRow *model, gint64 input_tokens)
{
  EaselCallPrices prices = { -1, -1, -1, -1 };

  if (model == NULL)
    return prices;
  if (model->above >= 0 && input_tokens > model->above)
    return (EaselCallPrices) { model->above_input, model->above_output, model->above_cached,
                               model->above_cache_write };
  return (EaselCallPrices) { model->price_input, model->price_output, model->price_cached,
                             model->price_cache_write };
}

static gboolean
are_known (const EaselCallPrices *prices)
{
  return prices->input >= 0 && prices->output >= 0;
}

/* Adds to *sum; FALSE if that is more than there is money. */
static gboolean
add (gint64 *sum, gint64 tokens, gint64 price)
{
  gint64 product;

  return !ckd_mul (&product, tokens, price) && !ckd_add (sum, *sum, product);
}

/* Rounded up: a call that costs something never counts as free. */
static gint64
to_microusd (gint64 sum)
{
  return sum / TOKENS_PRICED + (sum % TOKENS_PRICED != 0);
}

/* What a call cost in millionths of a US dollar: what the provider says, else by
 * the model's prices; -1 if that is not known. Tokens are what a provider says,
 * so they may be any number. */
gint64
_easel_edit_cost_of (const EaselModelRow *model, const EaselUsage *usage)
{
  EaselCallPrices prices = _easel_edit_cost_get_prices (model, usage->input);
  gint64 cached = CLAMP (usage->cached_input, 0, MAX (usage->input, 0));
  gint64 written = CLAMP (usage->cache_write, 0, MAX (usage->input, 0) - cached);
  gint64 sum = 0;

  if (usage->cost_microusd >= 0)
    return usage->cost_microusd;
  if (!are_known (&prices) || usage->input < 0 || usage->output < 0)
    return -1;
  if (!add (&sum, usage->input - cached - written, prices.input) ||
      !add (&sum, cached, prices.cached >= 0 ? prices.cached : prices.input) ||
      !add (&sum, written, prices.cache_write >= 0 ? prices.cache_write : prices.input) ||
      !add (&sum, usage->output, prices.output))
    return -1;
  return to_microusd (sum);
}

/* What so many tokens would cost; -1 if the model's prices are not known. */
gint64
_easel_edit_cost_estimate (const EaselModelRow *model, gint64 input_tokens, gint64 output_tokens)
{
  EaselCallPrices prices = _easel_edit_cost_get_prices (model, input_tokens);
  gint64 sum = 0;

  if (!are_known (&prices) || !add (&sum, input_tokens, prices.input) ||
      !add (&sum, output_tokens, prices.output))
    return -1;
  return to_microusd (sum);
}

/* How many tokens an answer is expected to be: about as long as the prompt, a
 * fifth longer for what is added. What a model thinks comes to that. */
gint64
_easel_edit_cost_expect (gint64 prompt_tokens, guint max_tokens)
{
  gint64 expected = prompt_tokens + prompt_tokens / 5 + 16;

  return max_tokens > 0 ? MIN (expected, (gint64) max_tokens) : expected;
}
