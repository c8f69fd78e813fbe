// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *easel_time_format_iso (gint64 time);
gint64 easel_time_get_day_start (gint64 time, int days, GTimeZone *zone);
gint64 easel_time_get_month_start (gint64 time, int months, GTimeZone *zone);

G_END_DECLS
