// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *easel_key_clean (const char *typed, gboolean *trimmed, const char **problem);

G_END_DECLS
