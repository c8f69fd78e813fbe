// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void easel_log_start (gboolean verbose);

G_END_DECLS
