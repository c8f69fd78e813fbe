// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-models-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "easel-model-item.h"
#include "easel-model-page.h"
#include "easel-model-words.h"

#define MOST_RECENT 5
/* A list view makes 200 rows at once, however few are seen. It gets those of a
 * screen for its first frame, some more with those that follow, and what is
 * further down when it is scrolled there. */
#define FIRST_ROWS 12
#define MORE_ROWS 6
#define ENOUGH_ROWS 24

/* Sections before those of the providers. */
#define SECTION_FAVOURITES 1
#define SECTION_RECENT 2
#define SECTION_FIRST_PROVIDER 3

/**
 * EaselModelsPage:
 *
 * All models of an account, or of all accounts: the favourites, those used last,
 * then each account's, with a search.
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
  GListModel *models;
  GtkFilterListModel *found;
  GtkSortListModel *sorted;
  GtkSliceListModel *slice;
  GtkFilter *filter;
  GtkSorter *sorter;
  GHashTable *places;    /* of a model, by its object */
  GHashTable *haystacks; /* what a search looks through, by object */
  char *query;

  /* state */
  guint update_source;
  guint tick;
};

G_DEFINE_FINAL_TYPE (EaselModelsPage, easel_models_page, ADW_TYPE_NAVIGATION_PAGE)

static guint
get_place (EaselModelsPage *self, gconstpointer model)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->places, model));
}

static int
compare_places (gconstpointer a, gconstpointer b, gpointer user_data)
{
  guint left = get_place (user_data, a), right = get_place (user_data, b);

  return (left > right) - (left < right);
}

static int
compare_used (gconstpointer a, gconstpointer b)
{
  gint64 left = easel_model_get_last_used (*(EaselModel *const *) a);
  gint64 right = easel_model_get_last_used (*(EaselModel *const *) b);

  return (left < right) - (left > right);
}

static void
place_recent (EaselModelsPage *self)
{
  g_autoptr (GPtrArray) used = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (self->models); i++)
    {
      g_autoptr (EaselModel) model = g_list_model_get_item (self->models, i);

      if (easel_model_get_last_used (model) > 0 && !easel_model_is_favourite (model))
        g_ptr_array_add (used, g_steal_pointer (&model));
    }
  g_ptr_array_sort (used, compare_used);
  for (guint i = 0; i < MIN (used->len, MOST_RECENT); i++)
    g_hash_table_insert (self->places, used->pdata[i], GUINT_TO_POINTER (SECTION_RECENT));
}

/* In which section each model stands. */
static void
update_places (EaselModelsPage *self)
{
  g_autoptr (GHashTable) providers = g_hash_table_new (g_str_hash, g_str_equal);

  g_hash_table_remove_all (self->places);
  for (guint i = 0; i < g_list_model_get_n_items (self->models); i++)
    {
      g_autoptr (EaselModel) model = g_list_model_get_item (self->models, i);
      const char *slug = easel_model_get_provider_slug (model);
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (providers, slug));

      if (place == 0)
        {
          place = SECTION_FIRST_PROVIDER + g_hash_table_size (providers);
          g_hash_table_insert (providers, (gpointer) slug, GUINT_TO_POINTER (place));
        }
      if (easel_model_is_favourite (model))
        place = SECTION_FAVOURITES;
      g_hash_table_insert (self->places, model, GUINT_TO_POINTER (place));
    }
  place_recent (self);
}

static gboolean
match_model (gpointer item, gpointer user_data)
{
  EaselModelsPage *self = user_data;
  const char *haystack;

  if (self->query == NULL)
    return TRUE;
  haystack = g_hash_table_lookup (self->haystacks, item);
  if (haystack == NULL)
    {
      char *folded = easel_model_words_fold (item);

      g_hash_table_insert (self->haystacks, g_object_ref (item), folded);
      haystack = folded;
    }
  return strstr (haystack, self->query) != NULL;
}

static void
on_found_changed_cb (EaselModelsPage *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->sorted)) > 0;

  gtk_stack_set_visible_child_name (self->stack, any ? "list" : self->query ? "none" : "empty");
}

static gboolean
has_more (EaselModelsPage *self)
{
  return gtk_slice_list_model_get_size (self->slice) < g_list_model_get_n_items (G_LIST_MODEL (self->sorted));
}

static gboolean
is_near_end (EaselModelsPage *self)
{
  GtkAdjustment *place = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list_view));

  return gtk_adjustment_get_value (place) + 3 * gtk_adjustment_get_page_size (place) >
         gtk_adjustment_get_upper (place);
}

static gboolean
on_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  EaselModelsPage *self = user_data;
  guint size = gtk_slice_list_model_get_size (self->slice);

  if (has_more (self) && (size < ENOUGH_ROWS || is_near_end (self)))
    {
      gtk_slice_list_model_set_size (self->slice, size + MORE_ROWS);
      return G_SOURCE_CONTINUE;
    }
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
show_more (EaselModelsPage *self)
{
  if (self->tick == 0 && has_more (self))
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self->list_view), on_tick_cb, self, NULL);
}

static void
on_scrolled_cb (EaselModelsPage *self)
{
  if (is_near_end (self))
    show_more (self);
}

static gboolean
on_update_due_cb (gpointer user_data)
{
  EaselModelsPage *self = user_data;

  self->update_source = 0;
  g_hash_table_remove_all (self->haystacks);
  update_places (self);
  gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
  return G_SOURCE_REMOVE;
}

/* What stands where is reckoned once, however many models changed. */
static void
on_models_changed_cb (EaselModelsPage *self)
{
  if (self->update_source == 0)
    self->update_source = g_idle_add (on_update_due_cb, self);
}

static void
on_search_changed_cb (EaselModelsPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
  g_autofree char *query = *text != '\0' ? g_utf8_casefold (text, -1) : NULL;
  GtkFilterChange change = GTK_FILTER_CHANGE_DIFFERENT;

  if (query != NULL && (self->query == NULL || g_str_has_prefix (query, self->query)))
    change = GTK_FILTER_CHANGE_MORE_STRICT;
  else if (query == NULL || g_str_has_prefix (self->query, query))
    change = GTK_FILTER_CHANGE_LESS_STRICT;
  if (!g_set_str (&self->query, query))
    return;
  gtk_slice_list_model_set_size (self->slice, FIRST_ROWS);
  gtk_filter_changed (self->filter, change);
  show_more (self);
  on_found_changed_cb (self);
}

static void
on_clear_clicked_cb (EaselModelsPage *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

static void
on_list_activated_cb (EaselModelsPage *self, guint position)
{
  g_autoptr (EaselModel) model = g_list_model_get_item (G_LIST_MODEL (self->sorted), position);
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_VIEW);

  if (model != NULL && view != NULL)
    adw_navigation_view_push (ADW_NAVIGATION_VIEW (view),
                              ADW_NAVIGATION_PAGE (easel_model_page_new (self->service, model)));
}

static void
on_setup_cb (EaselModelsPage *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, GTK_WIDGET (easel_model_item_new (self->service)));
}

static void
on_bind_cb (EaselModelsPage *self, GtkListItem *item)
{
  EaselModel *model = gtk_list_item_get_item (item);
  g_autofree char *caption = easel_model_words_caption (model);

  easel_model_item_set_model (EASEL_MODEL_ITEM (gtk_list_item_get_child (item)), model);
  gtk_list_item_set_accessible_label (item, easel_model_get_name (model));
  gtk_list_item_set_accessible_description (item, caption);
}

static void
on_unbind_cb (EaselModelsPage *self, GtkListItem *item)
{
  easel_model_item_set_model (EASEL_MODEL_ITEM (gtk_list_item_get_child (item)), NULL);
}

static void
on_header_setup_cb (EaselModelsPage *self, GtkListHeader *header)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "easel-list-heading");
  gtk_list_header_set_child (header, label);
}

static void
on_header_bind_cb (EaselModelsPage *self, GtkListHeader *header)
{
  EaselModel *model = gtk_list_header_get_item (header);
  guint place = get_place (self, model);

  gtk_label_set_label (GTK_LABEL (gtk_list_header_get_child (header)),
                       place == SECTION_FAVOURITES ? _ ("Favourites")
                       : place == SECTION_RECENT   ? _ ("Recent")
                                                   : easel_model_get_provider_name (model));
}

static void
easel_models_page_shown (AdwNavigationPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (EASEL_MODELS_PAGE (page)->search_entry));

  ADW_NAVIGATION_PAGE_CLASS (easel_models_page_parent_class)->shown (page);
}

static void
easel_models_page_dispose (GObject *object)
{
  EaselModelsPage *self = EASEL_MODELS_PAGE (object);

  g_clear_handle_id (&self->update_source, g_source_remove);
  if (self->list_view != NULL && self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->list_view), self->tick);
  self->tick = 0;
  if (self->list_view != NULL)
    gtk_list_view_set_model (self->list_view, NULL);
  g_clear_object (&self->slice);
  g_clear_object (&self->sorted);
  g_clear_object (&self->found);
  g_clear_object (&self->filter);
  g_clear_object (&self->sorter);
  g_clear_object (&self->models);
  g_clear_object (&self->service);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_MODELS_PAGE);

  G_OBJECT_CLASS (easel_models_page_parent_class)->dispose (object);
}

static void
easel_models_page_finalize (GObject *object)
{
  EaselModelsPage *self = EASEL_MODELS_PAGE (object);

  g_free (self->query);
  g_hash_table_unref (self->places);
  g_hash_table_unref (self->haystacks);

  G_OBJECT_CLASS (easel_models_page_parent_class)->finalize (object);
}

static void
easel_models_page_class_init (EaselModelsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_models_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = easel_models_page_finalize;
  ADW_NAVIGATION_PAGE_CLASS (klass)->shown = easel_models_page_shown;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/preferences/easel-models-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselModelsPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, EaselModelsPage, stack);
  gtk_widget_class_bind_template_child (widget_class, EaselModelsPage, list_view);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_clear_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_list_activated_cb);
}

static void
easel_models_page_init (EaselModelsPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->places = g_hash_table_new (NULL, NULL);
  self->haystacks = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
  gtk_search_entry_set_key_capture_widget (self->search_entry, GTK_WIDGET (self));
}

static void
set_factories (EaselModelsPage *self)
{
  g_autoptr (GtkListItemFactory) rows = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkListItemFactory) headers = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (rows, "setup", G_CALLBACK (on_setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rows, "bind", G_CALLBACK (on_bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rows, "unbind", G_CALLBACK (on_unbind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list_view, rows);
  g_signal_connect_object (headers, "setup", G_CALLBACK (on_header_setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (headers, "bind", G_CALLBACK (on_header_bind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_header_factory (self->list_view, headers);
}

/**
 * easel_models_page_new:
 * @service: what knows the models
 * @models: a list of #EaselModel
 *
 * Returns: (transfer floating): a new page
 */
EaselModelsPage *
easel_models_page_new (EaselProviderService *service, GListModel *models)
{
  EaselModelsPage *self = g_object_new (EASEL_TYPE_MODELS_PAGE, NULL);
  g_autoptr (GtkNoSelection) selection = NULL;

  self->service = g_object_ref (service);
  self->models = g_object_ref (models);
  update_places (self);
  set_factories (self);
  self->filter = GTK_FILTER (gtk_custom_filter_new (match_model, self, NULL));
  self->found = gtk_filter_list_model_new (g_object_ref (models), g_object_ref (self->filter));
  self->sorter = GTK_SORTER (gtk_custom_sorter_new (compare_places, self, NULL));
  self->sorted = gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (self->found)), NULL);
  gtk_sort_list_model_set_section_sorter (self->sorted, self->sorter);
  g_signal_connect_object (models, "items-changed", G_CALLBACK (on_models_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sorted, "items-changed", G_CALLBACK (on_found_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->slice = gtk_slice_list_model_new (G_LIST_MODEL (g_object_ref (self->sorted)), 0, FIRST_ROWS);
  selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->slice)));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));
  /* The adjustment is the scrolled window's, which has it from the start. */
  g_signal_connect_object (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list_view)), "value-changed",
                           G_CALLBACK (on_scrolled_cb), self, G_CONNECT_SWAPPED);
  show_more (self);
  on_found_changed_cb (self);
  return self;
}

/**
 * easel_models_page_search:
 * @self: the page
 * @text: what to look for
 *
 * Types @text into the search.
 */
void
easel_models_page_search (EaselModelsPage *self, const char *text)
{
  g_return_if_fail (EASEL_IS_MODELS_PAGE (self));

  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), text);
}
