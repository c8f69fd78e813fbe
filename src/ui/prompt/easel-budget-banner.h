// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"

G_BEGIN_DECLS

#define EASEL_TYPE_BUDGET_BANNER (easel_budget_banner_get_type ())
G_DECLARE_FINAL_TYPE (EaselBudgetBanner, easel_budget_banner, EASEL, BUDGET_BANNER, AdwBin)

EaselBudgetBanner *easel_budget_banner_new (EaselContext *context);
void easel_budget_banner_set_model (EaselBudgetBanner *self, EaselModel *model);
gboolean easel_budget_banner_show_refusal (EaselBudgetBanner *self, const GError *error);
void easel_budget_banner_set_busy (EaselBudgetBanner *self, gboolean busy);
void easel_budget_banner_clear_refusal (EaselBudgetBanner *self);

G_END_DECLS
