// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

gboolean easel_test_await (DexFuture *future, GError **error);
gpointer easel_test_await_object (DexFuture *future, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gpointer easel_test_await_boxed (DexFuture *future, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void easel_test_settle (void);

G_END_DECLS
