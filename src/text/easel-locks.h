// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-span.h"

#include <glib.h>

G_BEGIN_DECLS

gsize easel_locks_merge (EaselSpan *locks, gsize n_locks);
EaselSpan *easel_locks_adjust (
    const EaselSpan *locks, gsize n_locks, gsize offset, gsize deleted, gsize inserted, gsize *n_adjusted);
gboolean easel_locks_touch (const EaselSpan *locks, gsize n_locks, gsize offset, gsize deleted);
gboolean easel_locks_add_text (const char *text, const char *needle, EaselSpan **locks, gsize *n_locks);
char *easel_locks_to_json (const EaselSpan *locks, gsize n_locks);
gboolean easel_locks_from_json (
    const char *json, const char *text, EaselSpan **locks, gsize *n_locks, GError **error);

G_END_DECLS
