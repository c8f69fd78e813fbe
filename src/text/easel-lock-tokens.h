// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-arena.h"
#include "easel-span.h"
#include "easel-tokens.h"

G_BEGIN_DECLS

/**
 * EaselTokenList:
 * @items: (array length=n): tokens that tile a text
 * @n: how many
 */
typedef struct
{
  EaselToken *items;
  gsize n;
} EaselTokenList;

GArray *easel_lock_tokens_normalise (
    const char *text, gsize length, const EaselSpan *locks, gsize n_locks, GError **error);
gboolean easel_lock_tokens_make (EaselArena *arena,
                                 const char *before,
                                 gsize n,
                                 const char *after,
                                 gsize m,
                                 const EaselSpan *locks,
                                 gsize n_locks,
                                 EaselTokenList *before_tokens,
                                 EaselTokenList *after_tokens,
                                 GError **error);

G_END_DECLS
