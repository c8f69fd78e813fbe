// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *easel_test_chat_write (const char *folder, guint n_messages) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
