// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void easel_announce (GtkWidget *widget, const char *sentence);
const char *easel_announce_get_last (GtkWidget *widget);

G_END_DECLS
