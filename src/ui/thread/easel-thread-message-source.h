// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-thread-source.h"

G_BEGIN_DECLS

/* How the messages of an #EaselConversation are read. */
extern const EaselThreadSource easel_thread_message_source;

G_END_DECLS
