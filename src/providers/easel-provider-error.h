// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *easel_provider_error_find_parameter (const GError *error, GPtrArray *sent);

G_END_DECLS
