// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-usage-page.h"

G_BEGIN_DECLS

void _easel_usage_budgets_show (AdwPreferencesGroup *group, GPtrArray *rows, EaselContext *context);
void _easel_usage_budgets_edit (GtkWidget *parent, EaselContext *context, EaselBudget *budget);

G_END_DECLS
