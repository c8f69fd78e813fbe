// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-application.h"

G_BEGIN_DECLS

#define EASEL_TYPE_WINDOW (easel_window_get_type ())
G_DECLARE_FINAL_TYPE (EaselWindow, easel_window, EASEL, WINDOW, AdwApplicationWindow)

EaselWindow *easel_window_new (EaselApplication *application, EaselContext *context);
void easel_window_start (EaselWindow *self);
void easel_window_present_soon (EaselWindow *self);
void easel_window_show_failure (EaselWindow *self, const GError *error);
void easel_window_open_prompt (EaselWindow *self, gint64 prompt_id);
void easel_window_open_chat (EaselWindow *self, gint64 thread_id, gint64 message_id);
void easel_window_add_notice (EaselWindow *self, const char *text);
void easel_window_add_toast (EaselWindow *self, AdwToast *toast);

G_END_DECLS
