// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-library-list.h"

#include <glib/gi18n.h>

#include "easel-library-view.h"

/**
 * EaselLibraryList:
 *
 * The sidebar's list of the parts of the library.
 */
struct _EaselLibraryList
{
  EaselSidebarList parent_instance;

  /* owned */
  GListStore *views;
};

G_DEFINE_FINAL_TYPE (EaselLibraryList, easel_library_list, EASEL_TYPE_SIDEBAR_LIST)

static void
update_row (EaselSidebarList *list, EaselSidebarRow *row, gpointer item)
{
  easel_sidebar_row_set_text (row, easel_library_view_get_title (item),
                              easel_library_view_get_caption (item));
  easel_sidebar_row_set_icon (row, easel_library_view_get_icon_name (item), NULL);
}

static GMenuModel *
make_menu (EaselSidebarList *list, gpointer item)
{
  return NULL;
}

static gint64
get_id (EaselSidebarList *list, gpointer item)
{
  return easel_library_view_get_kind (item);
}

static void
open_item (EaselSidebarList *list, gpointer item)
{
  gtk_widget_activate_action (GTK_WIDGET (list), "win.open-library", "x",
                              (gint64) easel_library_view_get_kind (item));
}

static DexFuture *
search (EaselSidebarList *list, const char *query)
{
  EaselLibraryList *self = EASEL_LIBRARY_LIST (list);
  g_autoptr (GListStore) found = g_list_store_new (EASEL_TYPE_LIBRARY_VIEW);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->views)); i++)
    {
      g_autoptr (EaselLibraryView) view = g_list_model_get_item (G_LIST_MODEL (self->views), i);

      if (g_str_match_string (query, easel_library_view_get_title (view), TRUE))
        g_list_store_append (found, view);
    }
  return dex_future_new_take_object (g_steal_pointer (&found));
}

static void
easel_library_list_dispose (GObject *object)
{
  g_clear_object (&EASEL_LIBRARY_LIST (object)->views);

  G_OBJECT_CLASS (easel_library_list_parent_class)->dispose (object);
}

static void
easel_library_list_class_init (EaselLibraryListClass *klass)
{
  EaselSidebarListClass *list_class = EASEL_SIDEBAR_LIST_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_library_list_dispose;

  list_class->name = N_ ("Library");
  list_class->search_hint = N_ ("Search the parts");
  list_class->empty_hint = "";
  list_class->update_row = update_row;
  list_class->make_menu = make_menu;
  list_class->get_id = get_id;
  list_class->open = open_item;
  list_class->search = search;
}

static void
easel_library_list_init (EaselLibraryList *self)
{
  self->views = g_list_store_new (EASEL_TYPE_LIBRARY_VIEW);
  for (EaselLibraryViewKind kind = EASEL_LIBRARY_EVERYTHING; kind <= EASEL_LIBRARY_TRASH; kind++)
    {
      g_autoptr (EaselLibraryView) view = easel_library_view_new (kind);

      g_list_store_append (self->views, view);
    }
  easel_sidebar_list_set_model (EASEL_SIDEBAR_LIST (self), G_LIST_MODEL (self->views));
}

GtkWidget *
easel_library_list_new (void)
{
  return g_object_new (EASEL_TYPE_LIBRARY_LIST, NULL);
}
