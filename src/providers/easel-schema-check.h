// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *easel_schema_check (const char *schema, const char *answer) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
