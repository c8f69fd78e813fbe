// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *easel_time_format_iso (gint64 time);

G_END_DECLS
