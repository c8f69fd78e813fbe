// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _EaselArena EaselArena;

EaselArena *easel_arena_new (gsize expected);
void easel_arena_free (EaselArena *self);
gpointer easel_arena_alloc (EaselArena *self, gsize n, gsize size);
void easel_arena_shrink (EaselArena *self, gpointer last, gsize n, gsize size);

#define easel_arena_array(self, type, n) ((type *) easel_arena_alloc (self, n, sizeof (type)))

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselArena, easel_arena_free)

G_END_DECLS
