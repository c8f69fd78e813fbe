// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define EASEL_TYPE_SIDEBAR_ROW (easel_sidebar_row_get_type ())
G_DECLARE_FINAL_TYPE (EaselSidebarRow, easel_sidebar_row, EASEL, SIDEBAR_ROW, GtkWidget)

GtkWidget *easel_sidebar_row_new (void);
GObject *easel_sidebar_row_get_item (EaselSidebarRow *self);
void easel_sidebar_row_set_item (EaselSidebarRow *self, GObject *item);
void easel_sidebar_row_name_item (EaselSidebarRow *self, GtkListItem *item);
void easel_sidebar_row_set_text (EaselSidebarRow *self, const char *title, const char *caption);
void easel_sidebar_row_set_caption_marks (EaselSidebarRow *self, PangoAttrList *marks);
void easel_sidebar_row_set_icon (EaselSidebarRow *self, const char *icon_name, const char *tooltip);
void easel_sidebar_row_set_depth (EaselSidebarRow *self, guint depth);
void easel_sidebar_row_set_heading (EaselSidebarRow *self,
                                    gboolean heading,
                                    gboolean folded,
                                    const char *description);
gboolean easel_sidebar_row_is_heading (EaselSidebarRow *self);
gboolean easel_sidebar_row_is_folded (EaselSidebarRow *self);
void easel_sidebar_row_set_busy (EaselSidebarRow *self, gboolean busy);
void easel_sidebar_row_set_hot (EaselSidebarRow *self, gboolean hot);
void easel_sidebar_row_show_menu_at (EaselSidebarRow *self, double x, double y);
void easel_sidebar_row_show_menu (EaselSidebarRow *self);

G_END_DECLS
