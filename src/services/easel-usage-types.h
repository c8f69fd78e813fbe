// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EaselSpendFlags:
 * @EASEL_SPEND_DEFAULT: every hard stop holds
 * @EASEL_SPEND_UNKNOWN_PRICE: this call may pass a hard stop though its price is not known
 * @EASEL_SPEND_OVER_BUDGET: this call may pass every hard stop
 *
 * What the user agreed to for one call. A call that is stopped fails with
 * %EASEL_ERROR_BUDGET, whose details have "unknown-price" or "over-budget" as
 * the parameter.
 */
typedef enum
{
  EASEL_SPEND_DEFAULT = 0,
  EASEL_SPEND_UNKNOWN_PRICE = 1 << 0,
  EASEL_SPEND_OVER_BUDGET = 1 << 1,
} EaselSpendFlags;

G_END_DECLS
