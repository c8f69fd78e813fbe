// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-usage-entry.h"
#include "easel-usage-sum.h"

G_BEGIN_DECLS

EaselUsageEntry *_easel_usage_entry_new (
    EaselUsageSum *sum, const char *key, const char *title, const char *subtitle, gint64 start);
EaselUsageSummary *_easel_usage_summary_new (GArray *bounds);
void _easel_usage_summary_add (EaselUsageSummary *self, EaselUsageEntry *entry);
void _easel_usage_summary_add_cell (EaselUsageSummary *self, EaselUsageEntry *cell);
void _easel_usage_summary_set_total (EaselUsageSummary *self, EaselUsageEntry *total);

G_END_DECLS
