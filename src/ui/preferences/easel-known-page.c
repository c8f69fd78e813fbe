// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-known-page.h"

#include <string.h>

#include "easel-account-row.h"
#include "easel-address.h"
#include "easel-fiber.h"
#include "easel-problem-row.h"

/**
 * EaselKnownPage:
 *
 * The services that Easel knows, to choose what to add.
 */
struct _EaselKnownPage
{
  AdwNavigationPage parent_instance;

  /* template */
  GtkSearchEntry *search_entry;
  AdwPreferencesGroup *known_group;
  GtkWidget *none_row;
  GtkWidget *samples_row;
  EaselProblemRow *problem_row;

  /* owned */
  EaselProviderService *service;
  GPtrArray *rows; /* borrowed */
};

G_DEFINE_FINAL_TYPE (EaselKnownPage, easel_known_page, ADW_TYPE_NAVIGATION_PAGE)

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_known_activated_cb (AdwActionRow *row, gpointer user_data)
{
  g_signal_emit (user_data, signals[CHOSEN], 0, g_object_get_data (G_OBJECT (row), "easel-service"));
}

static gboolean
matches (GtkWidget *row, const char *query)
{
  const EaselKnownService *known = g_object_get_data (G_OBJECT (row), "easel-service");
  g_autofree char *words =
      g_strconcat (known->name, " ", known->id, " ", known->base_url != NULL ? known->base_url : "", NULL);
  g_autofree char *folded = g_utf8_casefold (words, -1);

  return strstr (folded, query) != NULL;
}

static void
on_search_changed_cb (EaselKnownPage *self)
{
  g_autofree char *query = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search_entry)), -1);
  gboolean any = FALSE;

  for (guint i = 0; i < self->rows->len; i++)
    {
      gboolean found = matches (self->rows->pdata[i], query);

      gtk_widget_set_visible (self->rows->pdata[i], found);
      any = any || found;
    }
  gtk_widget_set_visible (self->none_row, !any);
}

static DexFuture *
restore_samples_fiber (gpointer data)
{
  EaselKnownPage *self = data;
  g_autoptr (GError) error = NULL;
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_VIEW);

  if (!dex_await (easel_provider_service_restore_samples (self->service), &error))
    easel_problem_row_set_problem (self->problem_row, error->message);
  else if (view != NULL)
    adw_navigation_view_pop (ADW_NAVIGATION_VIEW (view));
  return NULL;
}

static void
on_samples_activated_cb (EaselKnownPage *self)
{
  dex_future_disown (easel_fiber_spawn (restore_samples_fiber, g_object_ref (self), g_object_unref));
}

static void
on_compatible_activated_cb (EaselKnownPage *self)
{
  g_signal_emit (self, signals[CHOSEN], 0, NULL);
}

static void
add_row (EaselKnownPage *self, const EaselKnownService *known)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");
  g_autofree char *host = easel_address_get_host (known->base_url);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), known->name);
  if (host != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), host);
  gtk_accessible_update_state (GTK_ACCESSIBLE (arrow), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "easel-service", (gpointer) known);
  g_signal_connect_object (row, "activated", G_CALLBACK (on_known_activated_cb), self, G_CONNECT_DEFAULT);
  {
    GtkWidget *image = gtk_image_new_from_icon_name (easel_known_service_get_icon (known));

    gtk_accessible_update_state (GTK_ACCESSIBLE (image), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
    gtk_image_set_pixel_size (GTK_IMAGE (image), 20);
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), image);
  }
  g_ptr_array_add (self->rows, row);
  adw_preferences_group_add (self->known_group, row);
}

/* The services are what the page is for, not the way back. */
static void
easel_known_page_shown (AdwNavigationPage *page)
{
  gtk_widget_child_focus (GTK_WIDGET (EASEL_KNOWN_PAGE (page)->known_group), GTK_DIR_TAB_FORWARD);

  ADW_NAVIGATION_PAGE_CLASS (easel_known_page_parent_class)->shown (page);
}

static void
easel_known_page_dispose (GObject *object)
{
  EaselKnownPage *self = EASEL_KNOWN_PAGE (object);

  g_clear_object (&self->service);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (object), EASEL_TYPE_KNOWN_PAGE);

  G_OBJECT_CLASS (easel_known_page_parent_class)->dispose (object);
}

static void
easel_known_page_class_init (EaselKnownPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_known_page_dispose;
  ADW_NAVIGATION_PAGE_CLASS (klass)->shown = easel_known_page_shown;

  /**
   * EaselKnownPage::chosen:
   * @self: the page
   * @service: (nullable) (type EaselKnownService): the service, %NULL for a
   *   server at an address of the user's
   *
   * Emitted when the user knows what to add.
   */
  signals[CHOSEN] = g_signal_new ("chosen", EASEL_TYPE_KNOWN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_POINTER);

  g_type_ensure (EASEL_TYPE_PROBLEM_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/preferences/easel-known-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselKnownPage, known_group);
  gtk_widget_class_bind_template_child (widget_class, EaselKnownPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, EaselKnownPage, none_row);
  gtk_widget_class_bind_template_child (widget_class, EaselKnownPage, samples_row);
  gtk_widget_class_bind_template_child (widget_class, EaselKnownPage, problem_row);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_samples_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_compatible_activated_cb);
}

static void
easel_known_page_init (EaselKnownPage *self)
{
  guint n_known;
  const EaselKnownService *known = easel_provider_service_get_known (&n_known);

  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_search_entry_set_key_capture_widget (self->search_entry, GTK_WIDGET (self));
  for (guint i = 0; i < n_known; i++)
    add_row (self, &known[i]);
}

/**
 * easel_known_page_new:
 * @service: what the accounts belong to
 *
 * Returns: (transfer floating): a new page
 */
EaselKnownPage *
easel_known_page_new (EaselProviderService *service)
{
  EaselKnownPage *self = g_object_new (EASEL_TYPE_KNOWN_PAGE, NULL);
  g_autoptr (EaselProvider) samples = easel_provider_service_find (service, "sandbox");

  self->service = g_object_ref (service);
  gtk_widget_set_visible (self->samples_row, samples == NULL);
  return self;
}
