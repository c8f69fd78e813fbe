// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-edit-cost-private.h"

#include <stdckdint.h>

/* Prices are millionths of a US dollar for so many tokens. */
#define TOKENS_PRICED 1000000

static gboolean
has_prices (const EaselModelRow *model)
{
  return model != NULL && model->price_input >= 0 && model->price_output >= 0;
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
  gint64 cached = CLAMP (usage->cached_input, 0, MAX (usage->input, 0));
  gint64 sum = 0;

  if (usage->cost_microusd >= 0)
    return usage->cost_microusd;
  if (!has_prices (model) || usage->input < 0 || usage->output < 0)
    return -1;
  if (!add (&sum, usage->input - cached, model->price_input) ||
      !add (&sum, cached, model->price_cached >= 0 ? model->price_cached : model->price_input) ||
      !add (&sum, usage->output, model->price_output))
    return -1;
  return to_microusd (sum);
}

/* What so many tokens would cost; -1 if the model's prices are not known. */
gint64
_easel_edit_cost_estimate (const EaselModelRow *model, gint64 input_tokens, gint64 output_tokens)
{
  gint64 sum = 0;

  if (!has_prices (model) || !add (&sum, input_tokens, model->price_input) ||
      !add (&sum, output_tokens, model->price_output))
    return -1;
  return to_microusd (sum);
}

/* How many tokens an answer is expected to be: about as long as the prompt, a
 * fifth longer for what is added. What a model thinks is not foreseen. */
gint64
_easel_edit_cost_expect (gint64 prompt_tokens, guint max_tokens)
{
  gint64 expected = prompt_tokens + prompt_tokens / 5 + 16;

  return max_tokens > 0 ? MIN (expected, (gint64) max_tokens) : expected;
}
