// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libdex.h>

G_BEGIN_DECLS

DexFuture *easel_dex_cancel_on_drop (DexFuture *future) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_dex_fiber_spawn (DexFiberFunc func,
                                  gpointer data,
                                  GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_dex_fiber_spawn_deep (DexFiberFunc func,
                                       gpointer data,
                                       GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *easel_dex_thread_spawn (GFunc func,
                                   gpointer data,
                                   GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;

/* Only on such a fiber, and nothing but these there. */
gboolean easel_dex_fiber_await (DexFuture *future, GError **error);
gpointer easel_dex_fiber_await_boxed (DexFuture *future, GError **error);
gpointer easel_dex_fiber_await_object (DexFuture *future, GError **error);
DexFuture *easel_dex_timeout_new (gint64 timeout) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
