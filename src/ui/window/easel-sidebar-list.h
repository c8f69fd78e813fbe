// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <adwaita.h>
#include <libdex.h>

#include "easel-sidebar-row.h"

G_BEGIN_DECLS

#define EASEL_TYPE_SIDEBAR_LIST (easel_sidebar_list_get_type ())
G_DECLARE_DERIVABLE_TYPE (EaselSidebarList, easel_sidebar_list, EASEL, SIDEBAR_LIST, AdwBin)

/**
 * EaselSidebarListClass:
 * @name: what the list holds, for a screen reader; not translated yet
 * @search_hint: what the search is for; not translated yet
 * @empty_hint: what stands where nothing is yet; not translated yet
 * @update_row: shows an item in a row
 * @make_menu: what can be done with an item
 * @get_id: what tells an item from others that can be open
 * @open: the user wants to see an item
 * @is_heading: (nullable): whether an item stands above others as their heading; it is
 *   never selected, and opening it folds or unfolds those
 * @search: resolves to a #GListModel of what fits a query that is not empty
 *
 * A list of the sidebar says these of its items.
 */
struct _EaselSidebarListClass
{
  AdwBinClass parent_class;

  const char *name;
  const char *search_hint;
  const char *empty_hint;

  void (*update_row) (EaselSidebarList *self, EaselSidebarRow *row, gpointer item);
  GMenuModel *(*make_menu) (EaselSidebarList *self, gpointer item);
  gint64 (*get_id) (EaselSidebarList *self, gpointer item);
  void (*open) (EaselSidebarList *self, gpointer item);
  gboolean (*is_heading) (EaselSidebarList *self, gpointer item);
  DexFuture *(*search) (EaselSidebarList *self, const char *query);
};

void easel_sidebar_list_set_model (EaselSidebarList *self, GListModel *model);
void easel_sidebar_list_select (EaselSidebarList *self, gint64 id);
void easel_sidebar_list_set_collapsed (EaselSidebarList *self, gboolean collapsed);
EaselSidebarRow *easel_sidebar_list_find_row_at (EaselSidebarList *self, double x, double y);
void easel_sidebar_list_search (EaselSidebarList *self);

G_END_DECLS
