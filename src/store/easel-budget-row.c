// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-budget-row.h"

#include "easel-store-row-private.h"

static void
easel_budget_row_init (EaselBudgetRow *self)
{
  self->warn_percent = 80;
}

static void
easel_budget_row_clear (EaselBudgetRow *self)
{
  g_free (self->provider_slug);
}

EASEL_DEFINE_ROW (EaselBudgetRow, easel_budget_row)
