// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-library-page-private.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"

/* The filters of the menu: each takes a text, and the same text once more takes it
 * away. The chips beneath the header say which are set. */

#define SHORT_TEXT 40

static const struct
{
  EaselLibraryFilter filter;
  const char *value;
  const char *label;
} choices[] = {
  { EASEL_LIBRARY_FILTER_KIND, "image", N_ ("Pictures") },
  { EASEL_LIBRARY_FILTER_KIND, "video", N_ ("Clips") },
  { EASEL_LIBRARY_FILTER_SOURCE, "ai", N_ ("Made in Easel") },
  { EASEL_LIBRARY_FILTER_SOURCE, "import", N_ ("Brought in") },
  { EASEL_LIBRARY_FILTER_RATING, "1", N_ ("Rated") },
  { EASEL_LIBRARY_FILTER_RATING, "3", N_ ("3 stars and more") },
  { EASEL_LIBRARY_FILTER_RATING, "4", N_ ("4 stars and more") },
  { EASEL_LIBRARY_FILTER_RATING, "5", N_ ("5 stars") },
  { EASEL_LIBRARY_FILTER_SIDE, "512", N_ ("512 pixels and more") },
  { EASEL_LIBRARY_FILTER_SIDE, "1024", N_ ("1024 pixels and more") },
  { EASEL_LIBRARY_FILTER_SIDE, "2048", N_ ("2048 pixels and more") },
  { EASEL_LIBRARY_FILTER_RATIO, "portrait", N_ ("Portrait") },
  { EASEL_LIBRARY_FILTER_RATIO, "landscape", N_ ("Landscape") },
  { EASEL_LIBRARY_FILTER_RATIO, "square", N_ ("Square") },
  { EASEL_LIBRARY_FILTER_DATE, "1", N_ ("Today") },
  { EASEL_LIBRARY_FILTER_DATE, "7", N_ ("Last 7 days") },
  { EASEL_LIBRARY_FILTER_DATE, "30", N_ ("Last 30 days") },
  { EASEL_LIBRARY_FILTER_DATE, "365", N_ ("Last 365 days") },
  { EASEL_LIBRARY_FILTER_DUPLICATES, "yes", N_ ("Duplicates") },
};

static const char *const actions[EASEL_LIBRARY_N_FILTERS] = {
  [EASEL_LIBRARY_FILTER_KIND] = "page.filter-kind",
  [EASEL_LIBRARY_FILTER_SOURCE] = "page.filter-source",
  [EASEL_LIBRARY_FILTER_PROVIDER] = "page.filter-provider",
  [EASEL_LIBRARY_FILTER_MODEL] = "page.filter-model",
  [EASEL_LIBRARY_FILTER_TAG] = "page.filter-tag",
  [EASEL_LIBRARY_FILTER_COLLECTION] = "page.filter-collection",
  [EASEL_LIBRARY_FILTER_RATING] = "page.filter-rating",
  [EASEL_LIBRARY_FILTER_SIDE] = "page.filter-side",
  [EASEL_LIBRARY_FILTER_RATIO] = "page.filter-ratio",
  [EASEL_LIBRARY_FILTER_DATE] = "page.filter-date",
  [EASEL_LIBRARY_FILTER_SEED] = "page.filter-seed",
  [EASEL_LIBRARY_FILTER_REVISION] = "page.filter-revision",
  [EASEL_LIBRARY_FILTER_DUPLICATES] = "page.filter-duplicates",
};

static const struct
{
  EaselAssetSort sort;
  const char *value;
} sorts[] = {
  { EASEL_ASSET_SORT_NEWEST, "newest" }, { EASEL_ASSET_SORT_OLDEST, "oldest" },
  { EASEL_ASSET_SORT_NAME, "name" },     { EASEL_ASSET_SORT_LARGEST, "largest" },
  { EASEL_ASSET_SORT_RATING, "rating" },
};
static const char *const ratios[] = { NULL, "portrait", "landscape", "square" };

/* ---- one filter ---- */

static gint64
read_number (const char *value, gint64 any)
{
  return *value != '\0' ? g_ascii_strtoll (value, NULL, 10) : any;
}

/* All of those that are chosen are wanted; one more is one more. */
static void
toggle_tag (EaselAssetFilter *filter, const char *tag)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  gboolean had = FALSE;

  for (guint i = 0; filter->tags != NULL && filter->tags[i] != NULL; i++)
    if (g_str_equal (filter->tags[i], tag))
      had = TRUE;
    else
      g_strv_builder_add (builder, filter->tags[i]);
  if (!had && *tag != '\0')
    g_strv_builder_add (builder, tag);
  g_strfreev (filter->tags);
  filter->tags = *tag != '\0' ? g_strv_builder_end (builder) : NULL;
}

static void
set_ratio (EaselAssetFilter *filter, const char *value)
{
  filter->ratio = EASEL_ASSET_RATIO_ANY;
  for (guint i = 1; i < G_N_ELEMENTS (ratios); i++)
    if (g_str_equal (value, ratios[i]))
      filter->ratio = (EaselAssetRatio) i;
}

/* "" takes it away. */
static void
set_filter (EaselAssetFilter *filter, EaselLibraryFilter which, const char *value)
{
  const char *text = *value != '\0' ? value : NULL;

  switch (which)
    {
    case EASEL_LIBRARY_FILTER_KIND:
      g_set_str (&filter->kind, text);
      break;
    case EASEL_LIBRARY_FILTER_SOURCE:
      g_set_str (&filter->source, text);
      break;
    case EASEL_LIBRARY_FILTER_PROVIDER:
      g_set_str (&filter->provider, text);
      break;
    case EASEL_LIBRARY_FILTER_MODEL:
      g_set_str (&filter->model, text);
      break;
    case EASEL_LIBRARY_FILTER_TAG:
      toggle_tag (filter, value);
      break;
    case EASEL_LIBRARY_FILTER_COLLECTION:
      filter->collection = read_number (value, 0);
      break;
    case EASEL_LIBRARY_FILTER_RATING:
      filter->rating = read_number (value, 0);
      break;
    case EASEL_LIBRARY_FILTER_SIDE:
      filter->side = read_number (value, 0);
      break;
    case EASEL_LIBRARY_FILTER_RATIO:
      set_ratio (filter, value);
      break;
    case EASEL_LIBRARY_FILTER_DATE:
      filter->days = read_number (value, 0);
      filter->since = filter->until = 0;
      break;
    case EASEL_LIBRARY_FILTER_SEED:
      filter->seed = read_number (value, -1);
      break;
    case EASEL_LIBRARY_FILTER_REVISION:
      filter->revision = read_number (value, 0);
      break;
    case EASEL_LIBRARY_FILTER_DUPLICATES:
      filter->duplicates = text != NULL;
      break;
    case EASEL_LIBRARY_N_FILTERS:
    default:
      g_assert_not_reached ();
    }
}

static char *
dup_number (gint64 number, gint64 any)
{
  return number != any ? g_strdup_printf ("%" G_GINT64_FORMAT, number) : NULL;
}

/* What is set, NULL if nothing is; of tags, see there. */
static char *
dup_value (const EaselAssetFilter *filter, EaselLibraryFilter which)
{
  switch (which)
    {
    case EASEL_LIBRARY_FILTER_KIND:
      return g_strdup (filter->kind);
    case EASEL_LIBRARY_FILTER_SOURCE:
      return g_strdup (filter->source);
    case EASEL_LIBRARY_FILTER_PROVIDER:
      return g_strdup (filter->provider);
    case EASEL_LIBRARY_FILTER_MODEL:
      return g_strdup (filter->model);
    case EASEL_LIBRARY_FILTER_COLLECTION:
      return dup_number (filter->collection, 0);
    case EASEL_LIBRARY_FILTER_RATING:
      return dup_number (filter->rating, 0);
    case EASEL_LIBRARY_FILTER_SIDE:
      return dup_number (filter->side, 0);
    case EASEL_LIBRARY_FILTER_RATIO:
      return g_strdup (ratios[filter->ratio]);
    case EASEL_LIBRARY_FILTER_DATE:
      return dup_number (filter->days, 0);
    case EASEL_LIBRARY_FILTER_SEED:
      return dup_number (filter->seed, -1);
    case EASEL_LIBRARY_FILTER_REVISION:
      return dup_number (filter->revision, 0);
    case EASEL_LIBRARY_FILTER_DUPLICATES:
      return g_strdup (filter->duplicates ? "yes" : NULL);
    case EASEL_LIBRARY_FILTER_TAG:
    case EASEL_LIBRARY_N_FILTERS:
    default:
      return NULL;
    }
}

gboolean
_easel_library_page_is_filtered (EaselLibraryPage *self)
{
  return self->filter->search != NULL || gtk_widget_get_first_child (GTK_WIDGET (self->chip_box)) != NULL;
}

/*
 * What the part that is shown, the search and the filters let through together.
 */
EaselAssetFilter *
_easel_library_page_dup_filter (EaselLibraryPage *self)
{
  EaselAssetFilter *filter = easel_asset_filter_copy (self->filter);

  if (easel_library_key_get_kind (self->key) != EASEL_LIBRARY_SEARCH)
    easel_library_key_fill_filter (self->key, filter);
  return filter;
}

/*
 * Shows what the view, the search and the filters leave.
 */
void
_easel_library_page_apply_filter (EaselLibraryPage *self)
{
  g_autoptr (EaselAssetFilter) filter = _easel_library_page_dup_filter (self);

  easel_asset_list_set_filter (self->list, filter);
  easel_asset_grid_set_hides_jobs (self->grid, filter->trashed);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.save-search",
                                 _easel_library_page_is_filtered (self));
  _easel_library_page_update (self);
  _easel_library_page_update_details (self);
}

/* ---- chips ---- */

static char *
dup_label (EaselLibraryPage *self, EaselLibraryFilter filter, const char *value)
{
  g_autoptr (EaselCollection) collection = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (choices[i].filter == filter && g_str_equal (choices[i].value, value))
      return g_strdup (gettext (choices[i].label));
  switch ((int) filter)
    {
    case EASEL_LIBRARY_FILTER_SEED:
      return g_strdup_printf (_ ("Seed %s"), value);
    case EASEL_LIBRARY_FILTER_REVISION:
      return self->revision_number > 0 ? g_strdup_printf (_ ("Revision %u"), self->revision_number)
                                       : g_strdup (_ ("One revision"));
    case EASEL_LIBRARY_FILTER_SIDE:
      /* Translators: %s is how many pixels both sides of a picture have at least */
      return g_strdup_printf (_ ("%s pixels and more"), value);
    case EASEL_LIBRARY_FILTER_TAG:
      /* Translators: %s is a tag */
      return g_strdup_printf (_ ("Tag %s"), value);
    case EASEL_LIBRARY_FILTER_COLLECTION:
      collection = easel_library_service_find_collection (_easel_library_page_get_service (self),
                                                          g_ascii_strtoll (value, NULL, 10));
      return g_strdup (collection != NULL ? easel_collection_get_name (collection) : _ ("Collection"));
    default:
      return g_strdup (value);
    }
}

/* The same value once more takes it away. */
static void
add_chip (EaselLibraryPage *self, EaselLibraryFilter filter, const char *value)
{
  GtkWidget *chip = gtk_button_new ();
  AdwButtonContent *content = ADW_BUTTON_CONTENT (adw_button_content_new ());
  g_autofree char *label = dup_label (self, filter, value);
  g_autofree char *tooltip = NULL;

  /* Translators: %s is a filter that is set: "Made in Easel" */
  tooltip = g_strdup_printf (_ ("Remove the Filter “%s”"), label);
  adw_button_content_set_icon_name (content, "window-close-symbolic");
  adw_button_content_set_label (content, label);
  adw_button_content_set_can_shrink (content, TRUE);
  gtk_button_set_child (GTK_BUTTON (chip), GTK_WIDGET (content));
  gtk_widget_set_tooltip_text (chip, tooltip);
  gtk_widget_add_css_class (chip, "easel-filter-chip");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (chip), actions[filter]);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (chip), "s", value);
  adw_wrap_box_append (self->chip_box, chip);
}

static void
update_chips (EaselLibraryPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->chip_box))) != NULL)
    adw_wrap_box_remove (self->chip_box, child);
  for (guint i = 0; i < EASEL_LIBRARY_N_FILTERS; i++)
    {
      g_autofree char *value = dup_value (self->filter, (EaselLibraryFilter) i);

      if (value != NULL)
        add_chip (self, (EaselLibraryFilter) i, value);
    }
  for (guint i = 0; self->filter->tags != NULL && self->filter->tags[i] != NULL; i++)
    add_chip (self, EASEL_LIBRARY_FILTER_TAG, self->filter->tags[i]);
  gtk_widget_set_visible (GTK_WIDGET (self->chip_box),
                          gtk_widget_get_first_child (GTK_WIDGET (self->chip_box)) != NULL);
}

static void
on_filter (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (widget);
  const char *value = g_variant_get_string (parameter, NULL);

  for (guint i = 0; i < EASEL_LIBRARY_N_FILTERS; i++)
    if (g_str_equal (actions[i], name))
      {
        g_autofree char *old = dup_value (self->filter, (EaselLibraryFilter) i);

        set_filter (self->filter, (EaselLibraryFilter) i, g_strcmp0 (old, value) == 0 ? "" : value);
      }
  update_chips (self);
  _easel_library_page_apply_filter (self);
}

/*
 * Takes the filters and the search of @filter, %NULL for none of either, and keeps
 * the order. What is shown changes with _easel_library_page_apply_filter().
 */
void
_easel_library_page_take_filter (EaselLibraryPage *self, const EaselAssetFilter *filter)
{
  EaselAssetFilter *taken = filter != NULL ? easel_asset_filter_copy (filter) : easel_asset_filter_new ();
  g_autofree char *search = g_strdup (taken->search);

  taken->sort = self->filter->sort;
  easel_asset_filter_free (self->filter);
  self->filter = taken;
  /* An entry is empty for a moment when it gets another text, and says so at once. */
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), search != NULL ? search : "");
  g_set_str (&self->filter->search, search);
  update_chips (self);
}

static void
on_clear_filters (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (widget);

  _easel_library_page_take_filter (self, NULL);
  /* A saved search is nothing but its filters. */
  if (easel_library_key_get_kind (self->key) == EASEL_LIBRARY_SEARCH)
    gtk_widget_activate_action (widget, "win.open-library", "x", (gint64) EASEL_LIBRARY_EVERYTHING);
  else
    _easel_library_page_apply_filter (self);
}

/**
 * easel_library_page_show_revision:
 * @self: the page
 * @revision_id: only pictures made from it are shown
 * @number: its number in its prompt
 */
void
easel_library_page_show_revision (EaselLibraryPage *self, gint64 revision_id, guint number)
{
  g_return_if_fail (EASEL_IS_LIBRARY_PAGE (self));

  _easel_library_page_take_filter (self, NULL);
  self->filter->revision = revision_id;
  self->revision_number = number;
  update_chips (self);
  _easel_library_page_apply_filter (self);
}

/* ---- a seed ---- */

static void
on_seed_response_cb (EaselLibraryPage *self, const char *response, AdwAlertDialog *dialog)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (adw_alert_dialog_get_extra_child (dialog)));
  gint64 seed;

  if (!g_str_equal (response, "find") || self->context == NULL)
    return;
  if (!g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &seed, NULL))
    {
      _easel_library_page_say (self, _ ("A seed is a whole number"));
      return;
    }
  self->filter->seed = seed;
  update_chips (self);
  _easel_library_page_apply_filter (self);
}

static void
on_ask_seed (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (widget);
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Find a Seed"), NULL));
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_entry_set_input_purpose (GTK_ENTRY (entry), GTK_INPUT_PURPOSE_DIGITS);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Seed"), -1);
  adw_alert_dialog_set_extra_child (dialog, entry);
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("Cancel"), "find", _ ("Find"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "find", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (dialog, "find");
  adw_dialog_set_focus (ADW_DIALOG (dialog), entry);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_seed_response_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), widget);
}

static void
on_same_seed (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (widget);
  g_autoptr (EaselAsset) asset = easel_asset_grid_dup_current (self->grid);

  if (asset == NULL || !easel_asset_is_loaded (asset))
    return;
  if (easel_asset_get_seed (asset) < 0)
    {
      _easel_library_page_say (self, _ ("The seed of this picture is not known"));
      return;
    }
  self->filter->seed = easel_asset_get_seed (asset);
  update_chips (self);
  _easel_library_page_apply_filter (self);
}

/* ---- menus of what there is ---- */

static void
append_choice (GMenu *menu, const char *label, const char *action, const char *value)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);
  g_autofree char *shown =
      g_utf8_strlen (label, -1) > SHORT_TEXT
          ? g_strdup_printf ("%.*s…", (int) (g_utf8_offset_to_pointer (label, SHORT_TEXT) - label), label)
          : g_strdup (label);
  g_auto (GStrv) parts = g_strsplit (shown, "_", -1);
  /* No letter of it is a mnemonic. */
  g_autofree char *escaped = g_strjoinv ("__", parts);

  g_menu_item_set_label (item, escaped);
  g_menu_item_set_action_and_target (item, action, "s", value);
  g_menu_append_item (menu, item);
}

static void
append_nothing (GMenu *menu, const char *label)
{
  if (g_menu_model_get_n_items (G_MENU_MODEL (menu)) == 0)
    /* There is no such action, which makes it grey. */
    g_menu_append (menu, label, "page.nothing");
}

static DexFuture *
facets_fiber (gpointer data)
{
  EaselLibraryPage *self = data;
  const struct
  {
    EaselLibraryFacet facet;
    GMenu *menu;
    EaselLibraryFilter filter;
    const char *none;
  } facets[] = {
    { EASEL_LIBRARY_FACET_PROVIDER, self->provider_menu, EASEL_LIBRARY_FILTER_PROVIDER, _ ("None Known") },
    { EASEL_LIBRARY_FACET_MODEL, self->model_menu, EASEL_LIBRARY_FILTER_MODEL, _ ("None Known") },
    { EASEL_LIBRARY_FACET_TAG, self->tag_menu, EASEL_LIBRARY_FILTER_TAG, _ ("No Tags Yet") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (facets); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) values = NULL;

      if (self->context == NULL)
        return NULL;
      values = dex_await_boxed (
          easel_library_service_list_facet (_easel_library_page_get_service (self), facets[i].facet), &error);
      if (self->context == NULL)
        return NULL;
      g_menu_remove_all (facets[i].menu);
      for (guint j = 0; values != NULL && j + 1 < values->len; j += 2)
        append_choice (facets[i].menu, values->pdata[j + 1], actions[facets[i].filter], values->pdata[j]);
      append_nothing (facets[i].menu, facets[i].none);
    }
  return NULL;
}

static void
fill_collections (EaselLibraryPage *self)
{
  GListModel *list = easel_library_service_get_collections (_easel_library_page_get_service (self));

  g_menu_remove_all (self->collection_menu);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (EaselCollection) collection = g_list_model_get_item (list, i);
      g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, easel_collection_get_id (collection));
      g_autofree char *path = easel_collection_dup_path (collection, list, " / ");

      append_choice (self->collection_menu, path, "page.filter-collection", id);
    }
  append_nothing (self->collection_menu, _ ("No Collections Yet"));
}

/* What there is to choose from is asked for each time. */
static void
on_filter_popup (GtkMenuButton *button, gpointer user_data)
{
  EaselLibraryPage *self = user_data;

  fill_collections (self);
  dex_future_disown (easel_fiber_spawn (facets_fiber, g_object_ref (self), g_object_unref));
  if (gtk_menu_button_get_menu_model (button) == NULL)
    gtk_menu_button_set_menu_model (button, self->filter_menu);
}

/* ---- order ---- */

static void
on_sort_changed_cb (EaselLibraryPage *self)
{
  g_autofree char *value = g_settings_get_string (self->settings, "library-sort");

  for (guint i = 0; i < G_N_ELEMENTS (sorts); i++)
    if (g_str_equal (sorts[i].value, value))
      self->filter->sort = sorts[i].sort;
  _easel_library_page_apply_filter (self);
}

void
_easel_library_page_install_filters (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < EASEL_LIBRARY_N_FILTERS; i++)
    gtk_widget_class_install_action (widget_class, actions[i], "s", on_filter);
  gtk_widget_class_install_action (widget_class, "page.ask-seed", NULL, on_ask_seed);
  gtk_widget_class_install_action (widget_class, "page.same-seed", NULL, on_same_seed);
  gtk_widget_class_install_action (widget_class, "page.clear-filters", NULL, on_clear_filters);
}

void
_easel_library_page_init_filters (EaselLibraryPage *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GAction) sort = g_settings_create_action (self->settings, "library-sort");

  gtk_menu_button_set_create_popup_func (self->filter_button, on_filter_popup, self, NULL);
  /* A choice of the settings, so that the menu shows which one it is. */
  g_action_map_add_action (G_ACTION_MAP (group), sort);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "library", G_ACTION_GROUP (group));
  g_signal_connect_object (self->settings, "changed::library-sort", G_CALLBACK (on_sort_changed_cb), self,
                           G_CONNECT_SWAPPED);
  on_sort_changed_cb (self);
}
