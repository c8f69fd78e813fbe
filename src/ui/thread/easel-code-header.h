// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * EaselCodeHeader:
 *
 * What stands above code: what it is, and what can be done with it.
 *
 * Property: "wrap" (boolean): whether long lines are broken. Signals:
 * "use-as-prompt", "copy".
 */
#define EASEL_TYPE_CODE_HEADER (easel_code_header_get_type ())
G_DECLARE_FINAL_TYPE (EaselCodeHeader, easel_code_header, EASEL, CODE_HEADER, GtkWidget)

GtkWidget *easel_code_header_new (void);
void easel_code_header_set_language (EaselCodeHeader *self, const char *language, gboolean is_prompt);
gboolean easel_code_header_get_wrap (EaselCodeHeader *self);

G_END_DECLS
