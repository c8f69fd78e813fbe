// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean easel_edit_context_check (const char *json, GError **error);
char *easel_edit_context_dup_target (const char *json);
char *easel_edit_context_set_target (const char *json, const char *target, GError **error);

G_END_DECLS
