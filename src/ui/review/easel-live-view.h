// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "easel-live-diff.h"

G_BEGIN_DECLS

#define EASEL_TYPE_LIVE_VIEW (easel_live_view_get_type ())
G_DECLARE_FINAL_TYPE (EaselLiveView, easel_live_view, EASEL, LIVE_VIEW, GtkWidget)

GtkWidget *easel_live_view_new (void);
void easel_live_view_set_name (EaselLiveView *self, const char *name);
void easel_live_view_begin (EaselLiveView *self, EaselLiveDiff *diff, const EaselSpan *locks, gsize n_locks);
void easel_live_view_update (EaselLiveView *self);
void easel_live_view_end (EaselLiveView *self);
guint easel_live_view_get_n_changes (EaselLiveView *self);

G_END_DECLS
