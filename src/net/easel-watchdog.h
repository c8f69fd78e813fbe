// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _EaselWatchdog EaselWatchdog;

EaselWatchdog *easel_watchdog_new (void) G_GNUC_WARN_UNUSED_RESULT;
void easel_watchdog_free (EaselWatchdog *self);

void easel_watchdog_start (EaselWatchdog *self, GCancellable *cancellable, gint64 timeout);
void easel_watchdog_extend (EaselWatchdog *self, gint64 timeout);
void easel_watchdog_stop (EaselWatchdog *self);
gboolean easel_watchdog_has_fired (EaselWatchdog *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselWatchdog, easel_watchdog_free)

G_END_DECLS
