// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EaselBudgetRow:
 * @provider_slug: the provider that it is for; "" for all together
 * @monthly_limit: micro-US-dollars
 * @warn_percent: from which share of it on is warned, 1 to 100
 * @hard_stop: whether a call that would cross it is not made
 * @spent: read only: what this month's calls cost so far, by estimate where that
 *   is not known
 * @reserved: read only: what the calls under way are estimated at
 * @unknown: read only: how many calls of this month have neither cost nor estimate
 *
 * A budget for a month.
 */
typedef struct
{
  char *provider_slug;
  gint64 monthly_limit;
  guint warn_percent;
  gboolean hard_stop;
  gint64 spent;
  gint64 reserved;
  gint64 unknown;
} EaselBudgetRow;

#define EASEL_TYPE_BUDGET_ROW (easel_budget_row_get_type ())
GType easel_budget_row_get_type (void) G_GNUC_CONST;

EaselBudgetRow *easel_budget_row_new (void) G_GNUC_WARN_UNUSED_RESULT;
EaselBudgetRow *easel_budget_row_ref (EaselBudgetRow *self);
void easel_budget_row_unref (EaselBudgetRow *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselBudgetRow, easel_budget_row_unref)

G_END_DECLS
