// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-library-page-private.h"

#include <glib/gi18n.h>

/* The filters of the menu: each is one choice of several, "" is none. The chips
 * beneath the header say which are set. */

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
  { EASEL_LIBRARY_FILTER_RATING, "5", N_ ("5 stars") },
  { EASEL_LIBRARY_FILTER_RATIO, "portrait", N_ ("Portrait") },
  { EASEL_LIBRARY_FILTER_RATIO, "landscape", N_ ("Landscape") },
  { EASEL_LIBRARY_FILTER_RATIO, "square", N_ ("Square") },
  { EASEL_LIBRARY_FILTER_DATE, "1", N_ ("Today") },
  { EASEL_LIBRARY_FILTER_DATE, "7", N_ ("Last 7 days") },
  { EASEL_LIBRARY_FILTER_DATE, "30", N_ ("Last 30 days") },
  { EASEL_LIBRARY_FILTER_DUPLICATES, "yes", N_ ("Duplicates") },
};

static const struct
{
  const char *action;
  EaselLibraryFilter filter;
} filters[] = {
  { "page.filter-kind", EASEL_LIBRARY_FILTER_KIND },
  { "page.filter-source", EASEL_LIBRARY_FILTER_SOURCE },
  { "page.filter-rating", EASEL_LIBRARY_FILTER_RATING },
  { "page.filter-ratio", EASEL_LIBRARY_FILTER_RATIO },
  { "page.filter-date", EASEL_LIBRARY_FILTER_DATE },
  { "page.filter-duplicates", EASEL_LIBRARY_FILTER_DUPLICATES },
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

static gint64
get_days_ago (int days)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime) midnight = g_date_time_new_local (
      g_date_time_get_year (now), g_date_time_get_month (now), g_date_time_get_day_of_month (now), 0, 0, 0);
  g_autoptr (GDateTime) since = g_date_time_add_days (midnight, 1 - days);

  return g_date_time_to_unix (since) * G_USEC_PER_SEC;
}

static void
set_filter (EaselAssetFilter *filter, EaselLibraryFilter which, const char *value)
{
  gboolean any = *value == '\0';

  switch (which)
    {
    case EASEL_LIBRARY_FILTER_KIND:
      g_set_str (&filter->kind, any ? NULL : value);
      break;
    case EASEL_LIBRARY_FILTER_SOURCE:
      g_set_str (&filter->source, any ? NULL : value);
      break;
    case EASEL_LIBRARY_FILTER_RATING:
      filter->rating = any ? 0 : g_ascii_strtoll (value, NULL, 10);
      break;
    case EASEL_LIBRARY_FILTER_RATIO:
      filter->ratio = g_str_equal (value, "portrait")    ? EASEL_ASSET_RATIO_PORTRAIT
                      : g_str_equal (value, "landscape") ? EASEL_ASSET_RATIO_LANDSCAPE
                      : g_str_equal (value, "square")    ? EASEL_ASSET_RATIO_SQUARE
                                                         : EASEL_ASSET_RATIO_ANY;
      break;
    case EASEL_LIBRARY_FILTER_DATE:
      filter->since = any ? 0 : get_days_ago ((int) g_ascii_strtoll (value, NULL, 10));
      break;
    case EASEL_LIBRARY_FILTER_DUPLICATES:
      filter->duplicates = !any;
      break;
    case EASEL_LIBRARY_N_FILTERS:
    default:
      g_assert_not_reached ();
    }
}

gboolean
_easel_library_page_is_filtered (EaselLibraryPage *self)
{
  return self->filter->search != NULL || gtk_widget_get_first_child (GTK_WIDGET (self->chip_box)) != NULL;
}

/*
 * Shows what the view, the search and the filters leave.
 */
void
_easel_library_page_apply_filter (EaselLibraryPage *self)
{
  g_autoptr (EaselAssetFilter) filter = easel_asset_filter_copy (self->filter);

  easel_library_view_fill_filter (self->view, filter);
  easel_asset_list_set_filter (self->list, filter);
  _easel_library_page_update (self);
  _easel_library_page_update_details (self);
}

/* ---- chips ---- */

static const char *
find_label (EaselLibraryFilter filter, const char *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (choices[i].filter == filter && g_str_equal (choices[i].value, value))
      return gettext (choices[i].label);
  return NULL;
}

static void
add_chip (EaselLibraryPage *self, const char *action, const char *label)
{
  GtkWidget *chip = gtk_button_new ();
  AdwButtonContent *content = ADW_BUTTON_CONTENT (adw_button_content_new ());
  g_autofree char *tooltip = NULL;

  /* Translators: %s is a filter that is set: "Made in Easel" */
  tooltip = g_strdup_printf (_ ("Remove the Filter “%s”"), label);
  adw_button_content_set_icon_name (content, "window-close-symbolic");
  adw_button_content_set_label (content, label);
  adw_button_content_set_can_shrink (content, TRUE);
  gtk_button_set_child (GTK_BUTTON (chip), GTK_WIDGET (content));
  gtk_widget_set_tooltip_text (chip, tooltip);
  gtk_widget_add_css_class (chip, "easel-chip");
  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (chip), action);
  adw_wrap_box_append (self->chip_box, chip);
}

static void
update_chips (EaselLibraryPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->chip_box))) != NULL)
    adw_wrap_box_remove (self->chip_box, child);
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      const char *value = self->chosen[filters[i].filter];
      g_autofree char *off = g_strdup_printf ("%s::", filters[i].action);

      if (value != NULL && *value != '\0')
        add_chip (self, off, find_label (filters[i].filter, value));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->chip_box),
                          gtk_widget_get_first_child (GTK_WIDGET (self->chip_box)) != NULL);
}

static void
on_filter (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (widget);
  const char *value = g_variant_get_string (parameter, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    if (g_str_equal (filters[i].action, name))
      {
        /* The same once more takes it away. */
        if (g_strcmp0 (self->chosen[filters[i].filter], value) == 0)
          value = "";
        g_set_str (&self->chosen[filters[i].filter], value);
        set_filter (self->filter, filters[i].filter, value);
      }
  update_chips (self);
  _easel_library_page_apply_filter (self);
}

/*
 * Shows all of the view again.
 */
void
_easel_library_page_clear_filter (EaselLibraryPage *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      g_clear_pointer (&self->chosen[filters[i].filter], g_free);
      set_filter (self->filter, filters[i].filter, "");
    }
  g_clear_pointer (&self->filter->search, g_free);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  update_chips (self);
  _easel_library_page_apply_filter (self);
}

static void
on_clear_filters (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _easel_library_page_clear_filter (EASEL_LIBRARY_PAGE (widget));
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
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    gtk_widget_class_install_action (widget_class, filters[i].action, "s", on_filter);
  gtk_widget_class_install_action (widget_class, "page.clear-filters", NULL, on_clear_filters);
}

void
_easel_library_page_init_filters (EaselLibraryPage *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GAction) sort = g_settings_create_action (self->settings, "library-sort");

  /* A choice of the settings, so that the menu shows which one it is. */
  g_action_map_add_action (G_ACTION_MAP (group), sort);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "library", G_ACTION_GROUP (group));
  g_signal_connect_object (self->settings, "changed::library-sort", G_CALLBACK (on_sort_changed_cb), self,
                           G_CONNECT_SWAPPED);
  on_sort_changed_cb (self);
}
