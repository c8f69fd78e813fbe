// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselBudgetState:
 * @EASEL_BUDGET_FINE: there is room
 * @EASEL_BUDGET_WARN: the share at which it warns is reached
 * @EASEL_BUDGET_USED_UP: nothing is left
 *
 * How a month's budget stands.
 */
typedef enum
{
  EASEL_BUDGET_FINE,
  EASEL_BUDGET_WARN,
  EASEL_BUDGET_USED_UP,
} EaselBudgetState;

#define EASEL_TYPE_BUDGET (easel_budget_get_type ())
G_DECLARE_FINAL_TYPE (EaselBudget, easel_budget, EASEL, BUDGET, GObject)

const char *easel_budget_get_provider_slug (EaselBudget *self);
const char *easel_budget_get_provider_name (EaselBudget *self);
gint64 easel_budget_get_monthly_limit (EaselBudget *self);
guint easel_budget_get_warn_percent (EaselBudget *self);
gboolean easel_budget_get_hard_stop (EaselBudget *self);
gint64 easel_budget_get_spent (EaselBudget *self);
gint64 easel_budget_get_reserved (EaselBudget *self);
gint64 easel_budget_get_n_unknown (EaselBudget *self);
double easel_budget_get_share (EaselBudget *self);
EaselBudgetState easel_budget_get_state (EaselBudget *self);

G_END_DECLS
