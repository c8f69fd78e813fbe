// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-provider-service.h"
#include "easel-thread.h"

G_BEGIN_DECLS

char *easel_chat_words_title (EaselThread *thread);
char *easel_chat_words_notification (gint64 thread_id);
char *easel_chat_words_model (EaselProviderService *providers, const char *ref);

G_END_DECLS
