// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EaselChoicesFunc:
 * @name: the name of a wildcard, as it stands between the underscores
 * @user_data: what was given with it
 *
 * Returns: (transfer full) (nullable): what it may stand for, one of which is
 *   chosen; %NULL if there is no such wildcard
 */
typedef GStrv (*EaselChoicesFunc) (const char *name, gpointer user_data);

gboolean easel_choices_has_any (const char *text);
char *easel_choices_expand (const char *text,
                            guint64 seed,
                            EaselChoicesFunc func,
                            gpointer user_data,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
