// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "easel-usage-entry.h"

G_BEGIN_DECLS

#define EASEL_TYPE_USAGE_CHART (easel_usage_chart_get_type ())
G_DECLARE_FINAL_TYPE (EaselUsageChart, easel_usage_chart, EASEL, USAGE_CHART, GtkWidget)

void easel_usage_chart_show (EaselUsageChart *self, EaselUsageSummary *summary, gboolean by_day);

G_END_DECLS
