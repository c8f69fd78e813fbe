// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-library-page-private.h"

#include <glib/gi18n.h>

/* From the page to collections: what is selected goes into one, and out of it. The
 * window has the collections themselves. */

static GVariant *
dup_selected (EaselLibraryPage *self)
{
  g_autoptr (GArray) ids = easel_asset_grid_dup_selected_ids (self->grid);

  return ids->len > 0 ? g_variant_ref_sink (g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, ids->data,
                                                                       ids->len, sizeof (gint64)))
                      : NULL;
}

static void
on_collect (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GVariant) ids = dup_selected (EASEL_LIBRARY_PAGE (widget));

  if (ids != NULL)
    gtk_widget_activate_action (widget, "win.add-to-collection", "(x@ax)", g_variant_get_int64 (parameter),
                                ids);
}

static void
on_collect_new (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GVariant) ids = dup_selected (EASEL_LIBRARY_PAGE (widget));

  if (ids != NULL)
    gtk_widget_activate_action (widget, "win.new-collection-of", "@ax", ids);
}

static void
on_uncollect (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (widget);
  g_autoptr (GVariant) ids = dup_selected (self);

  if (ids != NULL && easel_library_key_get_kind (self->key) == EASEL_LIBRARY_COLLECTION)
    gtk_widget_activate_action (widget, "win.take-from-collection", "(x@ax)",
                                easel_library_key_get_id (self->key), ids);
}

static void
on_new (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "win.new-collection", "x", G_GINT64_CONSTANT (0));
}

static void
on_save_search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (widget);
  g_autoptr (EaselAssetFilter) filter = _easel_library_page_dup_filter (self);
  g_autofree char *text = easel_asset_filter_to_text (filter);

  gtk_widget_activate_action (widget, "win.save-search", "s", text);
}

static void
append_collection (GMenu *menu, EaselCollection *collection, GListModel *list)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);
  g_autofree char *path = easel_collection_dup_path (collection, list, " / ");
  g_auto (GStrv) parts = g_strsplit (path, "_", -1);
  /* No letter of it is a mnemonic. */
  g_autofree char *escaped = g_strjoinv ("__", parts);

  g_menu_item_set_label (item, escaped);
  g_menu_item_set_action_and_target (item, "page.collect", "x", easel_collection_get_id (collection));
  g_menu_append_item (menu, item);
}

/*
 * The collections that there are, for what is selected to go into.
 */
void
_easel_library_page_fill_add_menu (EaselLibraryPage *self)
{
  GListModel *list = easel_library_service_get_collections (_easel_library_page_get_service (self));

  g_menu_remove_all (self->add_menu);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (EaselCollection) collection = g_list_model_get_item (list, i);

      append_collection (self->add_menu, collection, list);
    }
}

void
_easel_library_page_install_collections (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "page.collect", "x", on_collect);
  gtk_widget_class_install_action (widget_class, "page.collect-new", NULL, on_collect_new);
  gtk_widget_class_install_action (widget_class, "page.uncollect", NULL, on_uncollect);
  gtk_widget_class_install_action (widget_class, "page.new-collection", NULL, on_new);
  gtk_widget_class_install_action (widget_class, "page.save-search", NULL, on_save_search);
}
