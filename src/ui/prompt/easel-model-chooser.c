// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-model-chooser.h"

#include <glib/gi18n.h>

#include "easel-announce.h"
#include "easel-fiber.h"
#include "easel-format.h"
#include "easel-model-row-widget.h"
#include "easel-model-words.h"

#define MOST_RECENT 3
/* A list that fits at a glance needs no shortcut to its own rows. */
#define FEWEST_WITH_RECENT 8

/* Until the list has its place for what it was given. */
#define TOP_FRAMES 3

/* Sections before those of the providers. */
#define SECTION_FAVOURITES 1
#define SECTION_RECENT 2

/**
 * EaselModelChooser:
 *
 * The list of models: those used last, then each provider's, with what this
 * run would cost. Typing searches at once.
 */
struct _EaselModelChooser
{
  GtkPopover parent_instance;

  /* template */
  GtkSearchEntry *search_entry;
  GtkStack *stack;
  GtkListView *list_view;
  GtkLabel *notice_label;
  GtkWidget *error_box;
  GtkLabel *error_label;
  GtkWidget *retry_button;

  /* owned */
  EaselContext *context;
  GListStore *entries;
  GtkCustomFilter *filter;
  GtkSingleSelection *selection;
  EaselModel *current;
  char *needle;

  /* borrowed */
  EaselModelEstimateFunc estimate;
  gpointer estimate_data;

  /* state */
  EaselCapabilities needs;
  gboolean retrying;
  guint n_top_frames;
};

G_DEFINE_FINAL_TYPE (EaselModelChooser, easel_model_chooser, GTK_TYPE_POPOVER)

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* A model in the list: it may stand there twice, among the recent ones too. */
#define EASEL_TYPE_MODEL_ENTRY (easel_model_entry_get_type ())
G_DECLARE_FINAL_TYPE (EaselModelEntry, easel_model_entry, EASEL, MODEL_ENTRY, GObject)

struct _EaselModelEntry
{
  GObject parent_instance;

  EaselModel *model;
  char *section;
  char *haystack;
  guint section_order;
  gboolean current;
};

G_DEFINE_FINAL_TYPE (EaselModelEntry, easel_model_entry, G_TYPE_OBJECT)

static void
easel_model_entry_finalize (GObject *object)
{
  EaselModelEntry *self = EASEL_MODEL_ENTRY (object);

  g_clear_object (&self->model);
  g_free (self->section);
  g_free (self->haystack);

  G_OBJECT_CLASS (easel_model_entry_parent_class)->finalize (object);
}

static void
easel_model_entry_class_init (EaselModelEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = easel_model_entry_finalize;
}

static void
easel_model_entry_init (EaselModelEntry *self)
{
}

static EaselModelEntry *
entry_new (EaselModel *model, const char *section, guint order, gboolean current)
{
  EaselModelEntry *self = g_object_new (EASEL_TYPE_MODEL_ENTRY, NULL);
  self->model = g_object_ref (model);
  self->section = g_strdup (section);
  self->haystack = easel_model_words_fold (model);
  self->section_order = order;
  self->current = current;
  return self;
}

static int
compare_sections (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const EaselModelEntry *left = a, *right = b;

  return (left->section_order > right->section_order) - (left->section_order < right->section_order);
}

static int
compare_used (gconstpointer a, gconstpointer b)
{
  gint64 left = easel_model_get_last_used (*(EaselModel *const *) a);
  gint64 right = easel_model_get_last_used (*(EaselModel *const *) b);

  return (left < right) - (left > right);
}

static gboolean
matches (gpointer item, gpointer user_data)
{
  EaselModelChooser *self = user_data;
  EaselModelEntry *entry = item;

  if (self->needle == NULL || *self->needle == '\0')
    return TRUE;
  /* One hit is enough when something is looked for. */
  return entry->section_order > SECTION_RECENT && strstr (entry->haystack, self->needle) != NULL;
}

static void
update_stack (EaselModelChooser *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0;

  gboolean loaded = easel_provider_service_is_loaded (easel_context_get_providers (self->context));
  gboolean searched = self->needle != NULL && *self->needle != '\0';

  gtk_stack_set_visible_child_name (self->stack, any        ? "list"
                                                 : !loaded  ? "loading"
                                                 : searched ? "none"
                                                            : "empty");
  /* Nothing is said of what could not be read. */
  gtk_widget_set_visible (
      GTK_WIDGET (self->stack),
      any || searched ||
          easel_provider_service_get_list_error (easel_context_get_providers (self->context)) == NULL);
}

static void
update_error (EaselModelChooser *self)
{
  const GError *error = easel_provider_service_get_list_error (easel_context_get_providers (self->context));
  g_autofree char *text = NULL;

  if (error != NULL)
    /* Translators: a sentence that says why */
    text = g_strdup_printf (_ ("The list of models could not be read. %s"), error->message);
  gtk_label_set_label (self->error_label, text != NULL ? text : "");
  gtk_widget_set_visible (self->error_box, text != NULL);
  update_stack (self);
}

static void
on_lists_read_cb (EaselModelChooser *self)
{
  update_error (self);
  if (gtk_widget_get_visible (self->error_box) && gtk_widget_get_mapped (GTK_WIDGET (self)))
    easel_announce (GTK_WIDGET (self), gtk_label_get_label (self->error_label));
}

static DexFuture *
retry_fiber (gpointer data)
{
  EaselModelChooser *self = data;
  g_autoptr (GError) error = NULL;

  dex_await (easel_provider_service_reload (easel_context_get_providers (self->context)), &error);
  self->retrying = FALSE;
  /* It may have gone meanwhile, and its children with it. */
  if (self->context == NULL)
    return dex_future_new_true ();
  gtk_widget_set_sensitive (self->retry_button, TRUE);
  if (error == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  else
    gtk_widget_grab_focus (self->retry_button);
  return dex_future_new_true ();
}

static void
on_retry_clicked_cb (EaselModelChooser *self)
{
  if (self->retrying)
    return;
  self->retrying = TRUE;
  gtk_widget_set_sensitive (self->retry_button, FALSE);
  dex_future_disown (easel_fiber_spawn (retry_fiber, g_object_ref (self), g_object_unref));
}

static gboolean
on_top_tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  EaselModelChooser *self = EASEL_MODEL_CHOOSER (widget);

  gtk_adjustment_set_value (gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list_view)), 0);
  return --self->n_top_frames > 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* The list keeps a row in its place, not the heading above the first one, and
 * knows where that is only once it was laid out. */
static void
scroll_to_top (EaselModelChooser *self)
{
  if (self->n_top_frames == 0)
    gtk_widget_add_tick_callback (GTK_WIDGET (self), on_top_tick_cb, NULL, NULL);
  self->n_top_frames = TOP_FRAMES;
}

static void
on_search_changed_cb (EaselModelChooser *self)
{
  g_free (self->needle);
  self->needle = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)), -1);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  gtk_single_selection_set_selected (self->selection, 0);
  scroll_to_top (self);
  update_stack (self);
}

static gboolean
can_do (EaselModelChooser *self, EaselModel *model)
{
  return !easel_model_lacks (model, self->needs);
}

static void
choose (EaselModelChooser *self, guint position)
{
  g_autoptr (EaselModelEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (entry != NULL && can_do (self, entry->model))
    g_signal_emit (self, signals[CHOSEN], 0, entry->model);
}

static void
on_list_activated_cb (EaselModelChooser *self, guint position)
{
  choose (self, position);
}

static void
on_search_activated_cb (EaselModelChooser *self)
{
  choose (self, gtk_single_selection_get_selected (self->selection));
}

static void
on_search_stopped_cb (EaselModelChooser *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
on_account_clicked_cb (EaselModelChooser *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

static gboolean
on_search_key_pressed_cb (EaselModelChooser *self, guint keyval, guint keycode, GdkModifierType state)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));
  guint at = gtk_single_selection_get_selected (self->selection);

  if (n == 0 || (keyval != GDK_KEY_Down && keyval != GDK_KEY_Up))
    return FALSE;
  if (keyval == GDK_KEY_Down)
    at = at == GTK_INVALID_LIST_POSITION ? 0 : MIN (at + 1, n - 1);
  else
    at = at == GTK_INVALID_LIST_POSITION || at == 0 ? 0 : at - 1;
  gtk_single_selection_set_selected (self->selection, at);
  gtk_list_view_scroll_to (self->list_view, at, GTK_LIST_SCROLL_NONE, NULL);
  return TRUE;
}

/* ---- rows ---- */

static void
on_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, easel_model_row_widget_new ());
}

static void
on_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, EaselModelChooser *self)
{
  EaselModelEntry *entry = gtk_list_item_get_item (item);
  g_autofree char *price = NULL;
  gint64 cost = -1;
  gboolean known = self->estimate != NULL && self->estimate (entry->model, &cost, self->estimate_data);
  const char *lack = NULL;

  if (easel_model_is_free (entry->model) || known)
    price = easel_format_money (easel_model_is_free (entry->model) ? 0 : MAX (cost, 1));
  else
    price = g_strdup (_ ("Unknown"));
  if (!can_do (self, entry->model))
    lack = _ ("Cannot see pictures");
  easel_model_row_widget_show (EASEL_MODEL_ROW_WIDGET (gtk_list_item_get_child (item)), entry->model, price,
                               lack, entry->current);
  gtk_list_item_set_activatable (item, lack == NULL);
  gtk_list_item_set_accessible_label (item, easel_model_get_name (entry->model));
  gtk_list_item_set_accessible_description (
      item, lack != NULL ? lack : easel_model_get_provider_name (entry->model));
}

static void
on_header_setup_cb (GtkSignalListItemFactory *factory, GtkListHeader *header)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (label, "dimmed");
  gtk_widget_add_css_class (label, "easel-list-heading");
  gtk_list_header_set_child (header, label);
}

static void
on_header_bind_cb (GtkSignalListItemFactory *factory, GtkListHeader *header)
{
  EaselModelEntry *entry = gtk_list_header_get_item (header);

  gtk_label_set_label (GTK_LABEL (gtk_list_header_get_child (header)), entry->section);
}

/* ---- object ---- */

static void
easel_model_chooser_dispose (GObject *object)
{
  EaselModelChooser *self = EASEL_MODEL_CHOOSER (object);

  g_clear_object (&self->selection);
  g_clear_object (&self->filter);
  g_clear_object (&self->entries);
  g_clear_object (&self->current);
  g_clear_object (&self->context);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_MODEL_CHOOSER);

  G_OBJECT_CLASS (easel_model_chooser_parent_class)->dispose (object);
}

static void
easel_model_chooser_finalize (GObject *object)
{
  g_free (EASEL_MODEL_CHOOSER (object)->needle);

  G_OBJECT_CLASS (easel_model_chooser_parent_class)->finalize (object);
}

static void
easel_model_chooser_class_init (EaselModelChooserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = easel_model_chooser_dispose;
  object_class->finalize = easel_model_chooser_finalize;

  /**
   * EaselModelChooser::chosen:
   * @model: an #EaselModel
   *
   * The user chose @model.
   */
  signals[CHOSEN] = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, EASEL_TYPE_MODEL);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/prompt/easel-model-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselModelChooser, search_entry);
  gtk_widget_class_bind_template_child (widget_class, EaselModelChooser, stack);
  gtk_widget_class_bind_template_child (widget_class, EaselModelChooser, list_view);
  gtk_widget_class_bind_template_child (widget_class, EaselModelChooser, notice_label);
  gtk_widget_class_bind_template_child (widget_class, EaselModelChooser, error_box);
  gtk_widget_class_bind_template_child (widget_class, EaselModelChooser, error_label);
  gtk_widget_class_bind_template_child (widget_class, EaselModelChooser, retry_button);
  gtk_widget_class_bind_template_callback (widget_class, on_retry_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_list_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_account_clicked_cb);
}

static void
setup_list (EaselModelChooser *self)
{
  g_autoptr (GtkListItemFactory) rows = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkListItemFactory) headers = gtk_signal_list_item_factory_new ();
  GtkFilterListModel *filtered;
  GtkSortListModel *sorted;

  self->entries = g_list_store_new (EASEL_TYPE_MODEL_ENTRY);
  self->filter = gtk_custom_filter_new (matches, self, NULL);
  filtered = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->entries)),
                                        g_object_ref (GTK_FILTER (self->filter)));
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (filtered), NULL);
  {
    g_autoptr (GtkSorter) sections = GTK_SORTER (gtk_custom_sorter_new (compare_sections, NULL, NULL));

    gtk_sort_list_model_set_section_sorter (sorted, sections);
  }
  self->selection = gtk_single_selection_new (G_LIST_MODEL (sorted));
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->selection));

  g_signal_connect (rows, "setup", G_CALLBACK (on_setup_cb), NULL);
  g_signal_connect_object (rows, "bind", G_CALLBACK (on_bind_cb), self, 0);
  gtk_list_view_set_factory (self->list_view, rows);
  g_signal_connect (headers, "setup", G_CALLBACK (on_header_setup_cb), NULL);
  g_signal_connect (headers, "bind", G_CALLBACK (on_header_bind_cb), NULL);
  gtk_list_view_set_header_factory (self->list_view, headers);
}

static void
easel_model_chooser_init (EaselModelChooser *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  setup_list (self);

  gtk_search_entry_set_key_capture_widget (self->search_entry, GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_search_key_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->search_entry), keys);
}

static void
add_recent (GPtrArray *entries, GListModel *models, EaselModel *current)
{
  g_autoptr (GPtrArray) used = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr (EaselModel) model = g_list_model_get_item (models, i);

      if (easel_model_get_last_used (model) > 0)
        g_ptr_array_add (used, g_steal_pointer (&model));
    }
  g_ptr_array_sort (used, compare_used);
  for (guint i = 0; i < MIN (used->len, MOST_RECENT); i++)
    g_ptr_array_add (entries, entry_new (g_ptr_array_index (used, i), _ ("Recent"), SECTION_RECENT,
                                         g_ptr_array_index (used, i) == current));
}

static void
add_favourites (GPtrArray *entries, GListModel *models, EaselModel *current)
{
  for (guint i = 0; i < g_list_model_get_n_items (models); i++)
    {
      g_autoptr (EaselModel) model = g_list_model_get_item (models, i);

      if (easel_model_is_favourite (model))
        g_ptr_array_add (entries, entry_new (model, _ ("Favourites"), SECTION_FAVOURITES, model == current));
    }
}

static void
fill (EaselModelChooser *self)
{
  GListModel *models = easel_provider_service_get_models (easel_context_get_providers (self->context));
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) sections = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *hint = NULL;
  guint n = g_list_model_get_n_items (models);

  add_favourites (entries, models, self->current);
  if (n >= FEWEST_WITH_RECENT)
    add_recent (entries, models, self->current);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EaselModel) model = g_list_model_get_item (models, i);
      const char *provider = easel_model_get_provider_name (model);
      guint order = GPOINTER_TO_UINT (g_hash_table_lookup (sections, provider));

      if (order == 0)
        {
          order = SECTION_RECENT + g_hash_table_size (sections) + 1;
          g_hash_table_insert (sections, (gpointer) provider, GUINT_TO_POINTER (order));
        }
      g_ptr_array_add (entries, entry_new (model, provider, order, model == self->current));
    }
  g_list_store_splice (self->entries, 0, g_list_model_get_n_items (G_LIST_MODEL (self->entries)),
                       entries->pdata, entries->len);

  /* Translators: how many models there are to search in */
  hint = g_strdup_printf (ngettext ("Search %u model", "Search %u models", n), n);
  gtk_search_entry_set_placeholder_text (self->search_entry, hint);
  update_error (self);
}

/* A change while the list is open is seen in it; the search and the place stay. */
static void
on_models_changed_cb (EaselModelChooser *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    fill (self);
}

EaselModelChooser *
easel_model_chooser_new (EaselContext *context)
{
  EaselModelChooser *self = g_object_new (EASEL_TYPE_MODEL_CHOOSER, NULL);

  self->context = g_object_ref (context);
  g_signal_connect_object (easel_provider_service_get_models (easel_context_get_providers (context)),
                           "items-changed", G_CALLBACK (on_models_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (easel_context_get_providers (context), "lists-read", G_CALLBACK (on_lists_read_cb),
                           self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * easel_model_chooser_set_estimate:
 * @self: the list
 * @estimate: (nullable) (scope forever): says what a call of a model would cost
 * @user_data: passed to @estimate
 */
void
easel_model_chooser_set_estimate (EaselModelChooser *self,
                                  EaselModelEstimateFunc estimate,
                                  gpointer user_data)
{
  g_return_if_fail (EASEL_IS_MODEL_CHOOSER (self));

  self->estimate = estimate;
  self->estimate_data = user_data;
}

/**
 * easel_model_chooser_set_needs:
 * @self: the list
 * @needs: what a model must be able to do; one that cannot stays in the list,
 *   with the reason, and cannot be chosen
 */
void
easel_model_chooser_set_needs (EaselModelChooser *self, EaselCapabilities needs)
{
  g_return_if_fail (EASEL_IS_MODEL_CHOOSER (self));

  self->needs = needs;
}

/**
 * easel_model_chooser_prepare:
 * @self: the list
 * @current: (nullable): the model that is chosen now
 *
 * Brings the list up to date, before it is shown.
 */
void
easel_model_chooser_prepare (EaselModelChooser *self, EaselModel *current)
{
  g_return_if_fail (EASEL_IS_MODEL_CHOOSER (self));

  g_set_object (&self->current, current);
  g_clear_pointer (&self->needle, g_free);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  fill (self);
  gtk_single_selection_set_selected (self->selection, 0);
  scroll_to_top (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/**
 * easel_model_chooser_set_notice:
 * @self: the list
 * @notice: (nullable): why another model than the one before is chosen
 */
void
easel_model_chooser_set_notice (EaselModelChooser *self, const char *notice)
{
  g_return_if_fail (EASEL_IS_MODEL_CHOOSER (self));

  gtk_label_set_label (self->notice_label, notice != NULL ? notice : "");
  gtk_widget_set_visible (GTK_WIDGET (self->notice_label), notice != NULL);
}
