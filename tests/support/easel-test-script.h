// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-test-server.h"

G_BEGIN_DECLS

char *easel_test_make_chat_stream (const char *text) G_GNUC_WARN_UNUSED_RESULT;
char *easel_test_make_messages_stream (const char *text) G_GNUC_WARN_UNUSED_RESULT;
gboolean easel_test_server_run_script (EaselTestServer *self, const char *json, GError **error);
gboolean easel_test_server_run_mode (
    EaselTestServer *self, const char *mode, const char *text, int after, guint piece, guint delay_ms);

G_END_DECLS
