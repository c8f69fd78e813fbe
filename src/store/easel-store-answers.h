// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-store.h"

G_BEGIN_DECLS

/* How long an answer may be given again, in microseconds. */
#define EASEL_ANSWER_LIFETIME (60 * 60 * (gint64) G_USEC_PER_SEC)
/* The bounds of the cache: rows, and bytes of one of them. */
#define EASEL_MOST_ANSWERS 200
#define EASEL_LONGEST_ANSWER (256 * 1024)

DexFuture *easel_store_answers_get (EaselStore *self, const char *key) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_answers_put (EaselStore *self,
                                    const char *key,
                                    const char *answer) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_answers_forget (EaselStore *self, gint64 interaction_id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_store_answers_clear (EaselStore *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
