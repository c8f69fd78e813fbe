// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-budget-row.h"
#include "easel-store.h"

G_BEGIN_DECLS

DexFuture *easel_store_budgets_list (EaselStore *self, gint64 month_start) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_budgets_set (EaselStore *self, EaselBudgetRow *row) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_budgets_remove (EaselStore *self, const char *provider_slug) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
