// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sqlite3.h>

#include "easel-store.h"

G_BEGIN_DECLS

/* What the child of the kill test says in a conversation, and whether it is so. */

typedef void (*TestSay) (int fd, const char *format, ...) G_GNUC_PRINTF (2, 3);
typedef gint64 (*TestAsk) (sqlite3 *db, const char *sql, gint64 first, gint64 second);

void test_kill_chat_round (EaselStore *store, int fd, int round, TestSay say);
gboolean test_kill_chat_check_line (sqlite3 *db, char kind, gint64 a, gint64 b, TestAsk ask);
void test_kill_chat_check_all (sqlite3 *db, TestAsk ask);

G_END_DECLS
