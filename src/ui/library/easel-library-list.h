// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-library-service.h"
#include "easel-sidebar-list.h"

G_BEGIN_DECLS

#define EASEL_TYPE_LIBRARY_LIST (easel_library_list_get_type ())
G_DECLARE_FINAL_TYPE (EaselLibraryList, easel_library_list, EASEL, LIBRARY_LIST, EaselSidebarList)

GtkWidget *easel_library_list_new (EaselLibraryService *service) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
