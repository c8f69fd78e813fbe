// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *easel_format_prompt_title (const char *title, const char *snippet);
char *easel_format_time (gint64 time, gint64 now);
char *easel_format_clock (gint64 time);
char *easel_format_day (gint64 time, gint64 now);
char *easel_format_money (gint64 microusd);
char *easel_format_estimate (gboolean known, gboolean is_free, gint64 microusd);
char *easel_format_duration (gint64 duration);
char *easel_format_tokens (gint64 tokens);

G_END_DECLS
