// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

#include "easel-parts.h"

G_BEGIN_DECLS

#define EASEL_TYPE_PARTS_BAR (easel_parts_bar_get_type ())
G_DECLARE_FINAL_TYPE (EaselPartsBar, easel_parts_bar, EASEL, PARTS_BAR, GtkWidget)

/* More chips than this are shown only when asked for. */
#define EASEL_PARTS_BAR_SHOWN 300

GtkWidget *easel_parts_bar_new (void);
void easel_parts_bar_set_state (EaselPartsBar *self, const EaselPartsState *state);
void easel_parts_bar_set_parts (EaselPartsBar *self,
                                const char *prompt,
                                const EaselPart *parts,
                                guint n_parts);
guint easel_parts_bar_get_n_parts (EaselPartsBar *self);
GtkWidget *easel_parts_bar_get_chip (EaselPartsBar *self, guint index);
int easel_parts_bar_get_focused (EaselPartsBar *self);
void easel_parts_bar_focus_part (EaselPartsBar *self, guint index);

G_END_DECLS
