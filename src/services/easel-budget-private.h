// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-budget-row.h"
#include "easel-budget.h"

G_BEGIN_DECLS

EaselBudget *_easel_budget_new (EaselBudgetRow *row, const char *provider_name);

G_END_DECLS
