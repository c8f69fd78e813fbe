// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Slots a provider. */
#define EASEL_CALL_SLOTS 64

typedef struct _EaselCallSlots EaselCallSlots;

EaselCallSlots *_easel_call_slots_new (const char *path) G_GNUC_WARN_UNUSED_RESULT;
void _easel_call_slots_free (EaselCallSlots *self);
gboolean _easel_call_slots_take (EaselCallSlots *self, const char *slug, guint slot);
void _easel_call_slots_give_back (EaselCallSlots *self, const char *slug, guint slot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselCallSlots, _easel_call_slots_free)

G_END_DECLS
