// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-span.h"
#include "easel-tokens.h"

G_BEGIN_DECLS

GArray *easel_lock_tokens_normalise (
    const char *text, gsize length, const EaselSpan *locks, gsize n_locks, GError **error);
gboolean easel_lock_tokens_make (const char *before,
                                 gsize n,
                                 const char *after,
                                 gsize m,
                                 const EaselSpan *locks,
                                 gsize n_locks,
                                 GArray **before_tokens,
                                 GArray **after_tokens,
                                 GError **error);

G_END_DECLS
