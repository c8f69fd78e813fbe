// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"

G_BEGIN_DECLS

#define EASEL_TYPE_BACKGROUND (easel_background_get_type ())
G_DECLARE_FINAL_TYPE (EaselBackground, easel_background, EASEL, BACKGROUND, GObject)

EaselBackground *easel_background_new (GtkApplication *application,
                                       EaselContext *context) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_background_ask (EaselBackground *self, GtkWindow *window) G_GNUC_WARN_UNUSED_RESULT;
gboolean easel_background_is_holding (EaselBackground *self);
gboolean easel_background_is_inhibiting (EaselBackground *self);

G_END_DECLS
