// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-model.h"
#include "easel-provider-service-private.h"

G_BEGIN_DECLS

/* What a model that thinks is taken to think as long as nothing is known of it,
 * in tokens. Of 18 recorded answers of such models the median is 175, from 11 to
 * 1,024; how long the answer itself is says little about it. */
#define EASEL_THINKING_GUESS 200

gint64 _easel_thinking_expect (EaselProviderService *self, EaselModel *model);
DexFuture *_easel_thinking_load (EaselProviderService *self, EaselModel *model) G_GNUC_WARN_UNUSED_RESULT;
void _easel_thinking_forget (EaselProviderService *self, const char *ref);

G_END_DECLS
