// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

#include "easel-context.h"

G_BEGIN_DECLS

#define EASEL_TYPE_APPLICATION (easel_application_get_type ())
G_DECLARE_FINAL_TYPE (EaselApplication, easel_application, EASEL, APPLICATION, AdwApplication)

EaselApplication *easel_application_new (EaselEnvironment *environment);
DexFuture *easel_application_ask_close (EaselApplication *self, GtkWindow *window) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
