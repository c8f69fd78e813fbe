// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-known-page.h"

#include "easel-address.h"
#include "easel-provider-service.h"

/**
 * EaselKnownPage:
 *
 * The services that Easel knows, to choose what to add.
 */
struct _EaselKnownPage
{
  AdwNavigationPage parent_instance;

  /* template */
  AdwPreferencesGroup *known_group;
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

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/preferences/easel-known-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselKnownPage, known_group);
  gtk_widget_class_bind_template_callback (widget_class, on_compatible_activated_cb);
}

static void
easel_known_page_init (EaselKnownPage *self)
{
  guint n_known;
  const EaselKnownService *known = easel_provider_service_get_known (&n_known);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < n_known; i++)
    add_row (self, &known[i]);
}

/**
 * easel_known_page_new:
 *
 * Returns: (transfer floating): a new page
 */
EaselKnownPage *
easel_known_page_new (void)
{
  return g_object_new (EASEL_TYPE_KNOWN_PAGE, NULL);
}
