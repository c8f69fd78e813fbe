// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-models-page.h"

#include <string.h>

#include "easel-model-item.h"

/**
 * EaselModelsPage:
 *
 * All models of an account that has many, with a search.
 */
struct _EaselModelsPage
{
  AdwNavigationPage parent_instance;

  /* template */
  GtkSearchEntry *search_entry;
  GtkStack *stack;
  GtkListView *list_view;

  /* owned */
  EaselProviderService *service;
  GtkFilterListModel *found;
  GtkFilter *filter;
  char *query;
};

G_DEFINE_FINAL_TYPE (EaselModelsPage, easel_models_page, ADW_TYPE_NAVIGATION_PAGE)

static gboolean
contains (const char *text, const char *folded)
{
  g_autofree char *haystack = g_utf8_casefold (text, -1);

  return strstr (haystack, folded) != NULL;
}

static gboolean
match_model (gpointer item, gpointer user_data)
{
  EaselModelsPage *self = user_data;

  return self->query == NULL || contains (easel_model_get_name (item), self->query) ||
         contains (easel_model_get_id (item), self->query);
}

static void
on_found_changed_cb (EaselModelsPage *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->found)) > 0;

  gtk_stack_set_visible_child_name (self->stack, any || self->query == NULL ? "list" : "none");
}

static void
on_search_changed_cb (EaselModelsPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
  g_autofree char *query = *text != '\0' ? g_utf8_casefold (text, -1) : NULL;

  if (!g_set_str (&self->query, query))
    return;
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  on_found_changed_cb (self);
}

static void
on_clear_clicked_cb (EaselModelsPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
on_setup_cb (EaselModelsPage *self, GtkListItem *item)
{
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, GTK_WIDGET (easel_model_item_new (self->service)));
}

static void
on_bind_cb (EaselModelsPage *self, GtkListItem *item)
{
  EaselModel *model = gtk_list_item_get_item (item);

  easel_model_item_set_model (EASEL_MODEL_ITEM (gtk_list_item_get_child (item)), model);
  gtk_list_item_set_accessible_label (item, easel_model_get_name (model));
}

static void
on_unbind_cb (EaselModelsPage *self, GtkListItem *item)
{
  easel_model_item_set_model (EASEL_MODEL_ITEM (gtk_list_item_get_child (item)), NULL);
}

static void
easel_models_page_dispose (GObject *object)
{
  EaselModelsPage *self = EASEL_MODELS_PAGE (object);

  if (self->list_view != NULL)
    gtk_list_view_set_model (self->list_view, NULL);
  g_clear_object (&self->found);
  g_clear_object (&self->filter);
  g_clear_object (&self->service);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_MODELS_PAGE);

  G_OBJECT_CLASS (easel_models_page_parent_class)->dispose (object);
}

static void
easel_models_page_finalize (GObject *object)
{
  g_free (EASEL_MODELS_PAGE (object)->query);

  G_OBJECT_CLASS (easel_models_page_parent_class)->finalize (object);
}

static void
easel_models_page_class_init (EaselModelsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_models_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = easel_models_page_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/preferences/easel-models-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselModelsPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, EaselModelsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, EaselModelsPage, list_view);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_clear_clicked_cb);
}

static void
easel_models_page_init (EaselModelsPage *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (self->search_entry, GTK_WIDGET (self->list_view));

  g_signal_connect_object (factory, "setup", G_CALLBACK (on_setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (on_bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (on_unbind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list_view, factory);
}

/**
 * easel_models_page_new:
 * @service: what knows the models
 * @models: (transfer none): the account's models
 *
 * Returns: (transfer floating): a new page
 */
EaselModelsPage *
easel_models_page_new (EaselProviderService *service, GListModel *models)
{
  EaselModelsPage *self = g_object_new (EASEL_TYPE_MODELS_PAGE, NULL);
  GtkNoSelection *selection;

  self->service = g_object_ref (service);
  self->filter = GTK_FILTER (gtk_custom_filter_new (match_model, self, NULL));
  self->found = gtk_filter_list_model_new (g_object_ref (models), g_object_ref (self->filter));
  selection = gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->found)));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
  g_object_unref (selection);
  g_signal_connect_object (self->found, "items-changed", G_CALLBACK (on_found_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}
