// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *easel_money_format (gint64 microusd) G_GNUC_WARN_UNUSED_RESULT;
gboolean easel_money_parse (const char *text, gint64 *microusd);

G_END_DECLS
