// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

#include "easel-span.h"
#include "easel-thread.h"

G_BEGIN_DECLS

#define EASEL_TYPE_CHAT_HIT (easel_chat_hit_get_type ())
G_DECLARE_FINAL_TYPE (EaselChatHit, easel_chat_hit, EASEL, CHAT_HIT, GObject)

gint64 easel_chat_hit_get_thread_id (EaselChatHit *self);
gint64 easel_chat_hit_get_message_id (EaselChatHit *self);
const char *easel_chat_hit_get_title (EaselChatHit *self);
const char *easel_chat_hit_get_snippet (EaselChatHit *self);
const EaselSpan *easel_chat_hit_get_marks (EaselChatHit *self, guint *n_marks);
gint64 easel_chat_hit_get_created_at (EaselChatHit *self);

G_END_DECLS
