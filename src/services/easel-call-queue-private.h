// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

/* Who may call a provider at once, and who waits for a place, in order: first in
 * this program, and of all programs with the same file no more than the limit. To
 * be used from one thread. */
typedef struct _EaselCallQueue EaselCallQueue;

/* A place in it: waited for, held, and given back. */
typedef struct _EaselCallPlace EaselCallPlace;

EaselCallQueue *_easel_call_queue_new (const char *path) G_GNUC_WARN_UNUSED_RESULT;
void _easel_call_queue_unref (EaselCallQueue *self);
guint _easel_call_queue_count_waiting (EaselCallQueue *self, const char *slug);

EaselCallPlace *_easel_call_queue_join (EaselCallQueue *self,
                                        const char *slug,
                                        guint limit) G_GNUC_WARN_UNUSED_RESULT;
gboolean _easel_call_place_is_held (EaselCallPlace *place);
DexFuture *_easel_call_place_wait (EaselCallPlace *place) G_GNUC_WARN_UNUSED_RESULT;
void _easel_call_place_leave (EaselCallPlace *place);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselCallPlace, _easel_call_place_leave)

G_END_DECLS
