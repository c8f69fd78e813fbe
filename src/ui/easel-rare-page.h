// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkBuilder *easel_rare_page_show (GtkStack *stack,
                                  const char *file,
                                  const char *name) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
