// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void easel_helper_confine (void);
void easel_helper_allow_seconds (guint seconds);

G_END_DECLS
