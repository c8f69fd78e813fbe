// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

const char *easel_error_words_title (const GError *error, gboolean has_answer, const char *otherwise);
gboolean easel_error_words_wants_preferences (const GError *error);
AdwAlertDialog *easel_error_words_ask_about_key (const char *body);

G_END_DECLS
