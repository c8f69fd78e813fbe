// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-library-list.h"

#include <glib/gi18n.h>

#include "easel-library-view.h"

/* Deeper ones stand where these do. */
#define MOST_DEPTH 4

/**
 * EaselLibraryList:
 *
 * The sidebar's list of the parts of the library: those that are always there,
 * the collections, those within others beneath them, and the saved searches.
 * Pictures can be dropped on a collection.
 */
struct _EaselLibraryList
{
  EaselSidebarList parent_instance;

  /* owned */
  EaselLibraryService *service;
  GListStore *views;

  /* borrowed, weak: where a drop would go */
  EaselSidebarRow *target;
};

G_DEFINE_FINAL_TYPE (EaselLibraryList, easel_library_list, EASEL_TYPE_SIDEBAR_LIST)

static const EaselLibraryViewKind fixed[] = {
  EASEL_LIBRARY_EVERYTHING,
  EASEL_LIBRARY_FAVOURITES,
  EASEL_LIBRARY_DUPLICATES,
  EASEL_LIBRARY_TRASH,
};

static void
update_row (EaselSidebarList *list, EaselSidebarRow *row, gpointer item)
{
  easel_sidebar_row_set_text (row, easel_library_view_get_title (item),
                              easel_library_view_get_caption (item));
  easel_sidebar_row_set_icon (row, easel_library_view_get_icon_name (item), NULL);
  easel_sidebar_row_set_depth (row, MIN (easel_library_view_get_depth (item), MOST_DEPTH));
}

static void
add_item (GMenu *menu, const char *label, const char *action, gint64 id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "x", id);
  g_menu_append_item (menu, item);
}

static GMenuModel *
make_menu (EaselSidebarList *list, gpointer item)
{
  GMenu *menu = g_menu_new ();
  gint64 id = easel_library_view_get_id (item);

  switch (easel_library_view_get_kind (item))
    {
    case EASEL_LIBRARY_COLLECTION:
      add_item (menu, _ ("New Collection Within…"), "win.new-collection", id);
      add_item (menu, _ ("Rename…"), "win.rename-collection", id);
      add_item (menu, _ ("Move…"), "win.move-collection", id);
      add_item (menu, _ ("Delete"), "win.delete-collection", id);
      break;
    case EASEL_LIBRARY_SEARCH:
      add_item (menu, _ ("Rename…"), "win.rename-search", id);
      add_item (menu, _ ("Delete"), "win.delete-search", id);
      break;
    case EASEL_LIBRARY_EVERYTHING:
    case EASEL_LIBRARY_FAVOURITES:
    case EASEL_LIBRARY_TRASH:
    case EASEL_LIBRARY_DUPLICATES:
    default:
      add_item (menu, _ ("New Collection…"), "win.new-collection", 0);
    }
  return G_MENU_MODEL (menu);
}

static gint64
get_id (EaselSidebarList *list, gpointer item)
{
  return easel_library_view_get_key (item);
}

static void
open_item (EaselSidebarList *list, gpointer item)
{
  gtk_widget_activate_action (GTK_WIDGET (list), "win.open-library", "x", easel_library_view_get_key (item));
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

/* ---- what there is ---- */

/* Those within @parent, each with those within it beneath; a loop that another
 * program made ends with the depth. */
static void
add_collections (
    GPtrArray *views, GListModel *collections, gint64 parent, const char *parent_name, guint depth)
{
  if (depth > 32)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (collections); i++)
    {
      g_autoptr (EaselCollection) collection = g_list_model_get_item (collections, i);

      if (easel_collection_get_parent_id (collection) != parent)
        continue;
      g_ptr_array_add (views, easel_library_view_new_for_collection (collection, depth, parent_name));
      add_collections (views, collections, easel_collection_get_id (collection),
                       easel_collection_get_name (collection), depth + 1);
    }
}

static gboolean
is_same (EaselLibraryView *a, EaselLibraryView *b)
{
  return easel_library_view_get_key (a) == easel_library_view_get_key (b) &&
         easel_library_view_get_depth (a) == easel_library_view_get_depth (b) &&
         g_str_equal (easel_library_view_get_title (a), easel_library_view_get_title (b)) &&
         g_str_equal (easel_library_view_get_caption (a), easel_library_view_get_caption (b));
}

/* Rows that stay are left alone, with the focus and what is open on them. */
static void
show_views (EaselLibraryList *self, GPtrArray *views)
{
  GListModel *model = G_LIST_MODEL (self->views);
  guint n_old = g_list_model_get_n_items (model), head = 0, tail = 0;

  for (; head < MIN (n_old, views->len); head++)
    {
      g_autoptr (EaselLibraryView) old = g_list_model_get_item (model, head);

      if (!is_same (old, g_ptr_array_index (views, head)))
        break;
    }
  for (; tail < MIN (n_old, views->len) - head; tail++)
    {
      g_autoptr (EaselLibraryView) old = g_list_model_get_item (model, n_old - 1 - tail);

      if (!is_same (old, g_ptr_array_index (views, views->len - 1 - tail)))
        break;
    }
  if (head + tail < MAX (n_old, views->len))
    g_list_store_splice (self->views, head, n_old - head - tail, views->pdata + head,
                         views->len - head - tail);
}

static void
update_views (EaselLibraryList *self)
{
  g_autoptr (GPtrArray) views = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *searches;

  for (guint i = 0; i < G_N_ELEMENTS (fixed); i++)
    g_ptr_array_add (views, easel_library_view_new (fixed[i]));
  if (self->service != NULL)
    {
      add_collections (views, easel_library_service_get_collections (self->service), 0, NULL, 0);
      searches = easel_library_service_get_searches (self->service);
      for (guint i = 0; i < g_list_model_get_n_items (searches); i++)
        {
          g_autoptr (EaselCollection) saved = g_list_model_get_item (searches, i);

          g_ptr_array_add (views, easel_library_view_new_for_search (saved));
        }
    }
  show_views (self, views);
}

/* ---- pictures are dropped ---- */

static gboolean
is_collection (EaselSidebarRow *row)
{
  GObject *item = row != NULL ? easel_sidebar_row_get_item (row) : NULL;

  return item != NULL && easel_library_view_get_kind (EASEL_LIBRARY_VIEW (item)) == EASEL_LIBRARY_COLLECTION;
}

static void
set_target (EaselLibraryList *self, EaselSidebarRow *row)
{
  if (self->target == row)
    return;
  if (self->target != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self->target), "easel-drop-target");
  g_set_weak_pointer (&self->target, row);
  if (row != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (row), "easel-drop-target");
}

static GdkDragAction
on_drop_motion_cb (EaselLibraryList *self, double x, double y)
{
  EaselSidebarRow *row = easel_sidebar_list_find_row_at (EASEL_SIDEBAR_LIST (self), x, y);

  if (!is_collection (row))
    row = NULL;
  set_target (self, row);
  return row != NULL ? GDK_ACTION_COPY : 0;
}

static void
on_drop_leave_cb (EaselLibraryList *self)
{
  set_target (self, NULL);
}

static gboolean
on_drop_cb (EaselLibraryList *self, const GValue *value, double x, double y)
{
  EaselSidebarRow *row = easel_sidebar_list_find_row_at (EASEL_SIDEBAR_LIST (self), x, y);
  GVariant *ids = g_value_get_variant (value);

  set_target (self, NULL);
  if (!is_collection (row) || !g_variant_is_of_type (ids, G_VARIANT_TYPE ("ax")))
    return FALSE;
  gtk_widget_activate_action (
      GTK_WIDGET (self), "win.add-to-collection", "(x@ax)",
      easel_library_view_get_id (EASEL_LIBRARY_VIEW (easel_sidebar_row_get_item (row))), ids);
  return TRUE;
}

static void
easel_library_list_dispose (GObject *object)
{
  EaselLibraryList *self = EASEL_LIBRARY_LIST (object);

  g_clear_weak_pointer (&self->target);
  g_clear_object (&self->views);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (easel_library_list_parent_class)->dispose (object);
}

static void
easel_library_list_class_init (EaselLibraryListClass *klass)
{
  EaselSidebarListClass *list_class = EASEL_SIDEBAR_LIST_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_library_list_dispose;

  list_class->name = N_ ("Library");
  list_class->search_hint = N_ ("Search collections");
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
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_VARIANT, GDK_ACTION_COPY);

  self->views = g_list_store_new (EASEL_TYPE_LIBRARY_VIEW);
  update_views (self);
  easel_sidebar_list_set_model (EASEL_SIDEBAR_LIST (self), G_LIST_MODEL (self->views));
  g_signal_connect_object (target, "enter", G_CALLBACK (on_drop_motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "motion", G_CALLBACK (on_drop_motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "leave", G_CALLBACK (on_drop_leave_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/**
 * easel_library_list_new:
 * @service: whose parts it shows
 *
 * Returns: the list
 */
GtkWidget *
easel_library_list_new (EaselLibraryService *service)
{
  EaselLibraryList *self = g_object_new (EASEL_TYPE_LIBRARY_LIST, NULL);

  self->service = g_object_ref (service);
  g_signal_connect_object (easel_library_service_get_collections (service), "items-changed",
                           G_CALLBACK (update_views), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (easel_library_service_get_searches (service), "items-changed",
                           G_CALLBACK (update_views), self, G_CONNECT_SWAPPED);
  update_views (self);
  return GTK_WIDGET (self);
}
