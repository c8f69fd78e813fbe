// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-connection-private.h"
#include "easel-store.h"
#include "easel-text-request.h"

G_BEGIN_DECLS

char *_easel_answer_cache_make_key (const EaselProviderRow *row,
                                    gboolean borrowed_key,
                                    EaselConnection *connection,
                                    const EaselTextRequest *request);
DexFuture *_easel_answer_cache_set (EaselStore *store, gboolean on) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *_easel_answer_cache_get (EaselStore *store) G_GNUC_WARN_UNUSED_RESULT;
gboolean _easel_answer_cache_is_on (EaselStore *store);
char *_easel_answer_cache_look_up (EaselStore *store, const char *key);

G_END_DECLS
