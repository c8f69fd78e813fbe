// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-tokens.h"

G_BEGIN_DECLS

/**
 * EASEL_INTERNER_UNKNOWN:
 *
 * The number of a token that was never added.
 */
#define EASEL_INTERNER_UNKNOWN G_MAXUINT32

typedef struct _EaselInterner EaselInterner;

EaselInterner *easel_interner_new (gsize n_tokens);
void easel_interner_free (EaselInterner *self);
void easel_interner_add (
    EaselInterner *self, const char *text, const EaselToken *tokens, gsize n, guint32 *ids);
guint32 easel_interner_find (EaselInterner *self, const char *text, const EaselToken *token);
guint32 easel_interner_get_n_ids (EaselInterner *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselInterner, easel_interner_free)

G_END_DECLS
