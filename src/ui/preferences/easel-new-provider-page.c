// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-new-provider-page.h"

#include <glib/gi18n.h>

#include "easel-address-row.h"
#include "easel-fiber.h"
#include "easel-problem-row.h"
#include "easel-test-row.h"

/**
 * EaselNewProviderPage:
 *
 * What a new account needs. It is tried before it is added, so that a key that
 * is refused is kept only if the user says so.
 */
struct _EaselNewProviderPage
{
  AdwNavigationPage parent_instance;

  /* template */
  AdwEntryRow *name_row;
  AdwComboRow *protocol_row;
  EaselAddressRow *address_row;
  AdwSwitchRow *allow_row;
  AdwPasswordEntryRow *key_row;
  EaselTestRow *test_row;
  EaselProblemRow *problem_row;
  AdwActionRow *key_page_row;
  GtkWidget *add_button;

  /* owned */
  EaselProviderService *service;
  DexPromise *stop; /* rejected to end the test that runs */

  /* borrowed */
  const EaselKnownService *known;
  GPtrArray *protocols; /* ids, as the row lists them */

  /* state */
  guint test_serial;
  gboolean adding;
};

G_DEFINE_FINAL_TYPE (EaselNewProviderPage, easel_new_provider_page, ADW_TYPE_NAVIGATION_PAGE)

enum
{
  ADDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The form as it was when the user asked for it. */
typedef struct
{
  EaselNewProviderPage *page;
  const char *protocol;
  char *name;
  char *base_url;
  char *key;
  gboolean allow_http;
  DexFuture *stop;
  guint serial;
} Form;

static void
form_free (gpointer data)
{
  Form *form = data;

  g_object_unref (form->page);
  dex_clear (&form->stop);
  g_free (form->name);
  g_free (form->base_url);
  g_free (form->key);
  g_free (form);
}

static gboolean
needs_address (EaselNewProviderPage *self)
{
  return self->known == NULL || self->known->base_url == NULL;
}

static gboolean
is_complete (EaselNewProviderPage *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));

  return *name != '\0' && (!needs_address (self) || easel_address_row_is_usable (self->address_row));
}

static void
stop_test (EaselNewProviderPage *self)
{
  self->test_serial++;
  if (self->stop != NULL)
    dex_promise_reject (self->stop, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped"));
  dex_clear (&self->stop);
}

static void
on_changed_cb (EaselNewProviderPage *self)
{
  stop_test (self);
  self->adding = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->test_row), FALSE);
  easel_problem_row_set_problem (self->problem_row, NULL);
  gtk_widget_set_visible (self->add_button, TRUE);
  gtk_widget_set_sensitive (self->add_button, is_complete (self));
}

static gboolean
is_offered (EaselNewProviderPage *self, const char *protocol)
{
  return self->known == NULL || g_str_equal (self->known->protocol, protocol) ||
         (self->known->also != NULL && g_strv_contains (self->known->also, protocol));
}

static const char *
get_protocol (EaselNewProviderPage *self)
{
  guint at = adw_combo_row_get_selected (self->protocol_row);

  return self->protocols->pdata[at < self->protocols->len ? at : 0];
}

/* All, or those of a known service; the one that it is best spoken with is chosen. */
static void
list_protocols (EaselNewProviderPage *self)
{
  guint n, chosen = 0;
  const EaselProtocolName *protocols = easel_provider_service_get_protocols (&n);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      if (!is_offered (self, protocols[i].id))
        continue;
      if (self->known != NULL && g_str_equal (self->known->protocol, protocols[i].id))
        chosen = self->protocols->len;
      g_ptr_array_add (self->protocols, (gpointer) protocols[i].id);
      gtk_string_list_append (names, protocols[i].name);
    }
  adw_combo_row_set_model (self->protocol_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->protocol_row, chosen);
  gtk_widget_set_visible (GTK_WIDGET (self->protocol_row), self->protocols->len > 1);
}

/* Reads the form, or says what is wrong with it. */
static Form *
read_form (EaselNewProviderPage *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->key_row));
  g_autoptr (GError) error = NULL;
  g_autofree char *key = *typed != '\0' ? easel_provider_service_clean_key (typed, NULL, &error) : NULL;
  Form *form;

  easel_problem_row_set_problem (self->problem_row, error != NULL ? error->message : NULL);
  if (error != NULL || !is_complete (self))
    return NULL;

  form = g_new0 (Form, 1);
  form->page = g_object_ref (self);
  form->protocol = get_protocol (self);
  form->name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));
  if (needs_address (self))
    {
      form->base_url = easel_address_row_dup_address (self->address_row);
      form->allow_http = easel_address_row_get_state (self->address_row) == EASEL_ADDRESS_PLAIN;
    }
  else
    form->base_url = g_strdup (self->known->base_url);
  form->key = g_steal_pointer (&key);
  form->serial = self->test_serial;
  return form;
}

static DexFuture *
add_fiber (gpointer data)
{
  Form *form = data;
  EaselNewProviderPage *self = form->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselProvider) taken = NULL;
  g_autoptr (EaselProvider) added = NULL;
  const char *slug = NULL;

  /* The first account of a service gets its short name, a second one that of its own name. */
  if (self->known != NULL)
    {
      taken = easel_provider_service_find (self->service, self->known->id);
      slug = taken == NULL ? self->known->id : NULL;
    }
  added = dex_await_object (easel_provider_service_add (self->service, form->protocol, form->name, slug,
                                                        form->base_url, form->key, form->allow_http),
                            &error);
  self->adding = FALSE;
  gtk_widget_set_sensitive (self->add_button, TRUE);
  if (added != NULL)
    {
      /* The key lives in the key store now. */
      gtk_editable_set_text (GTK_EDITABLE (self->key_row), "");
      g_signal_emit (self, signals[ADDED], 0, added);
    }
  else
    {
      gtk_widget_set_visible (GTK_WIDGET (self->test_row), FALSE);
      easel_problem_row_set_problem (self->problem_row, error->message);
    }
  return NULL;
}

static void
start_adding (EaselNewProviderPage *self)
{
  Form *form = read_form (self);

  if (form == NULL)
    return;
  self->adding = TRUE;
  gtk_widget_set_sensitive (self->add_button, FALSE);
  dex_future_disown (easel_fiber_spawn (add_fiber, form, form_free));
}

static DexFuture *
test_fiber (gpointer data)
{
  Form *form = data;
  EaselNewProviderPage *self = form->page;
  g_autoptr (GError) error = NULL;
  gboolean done;

  done =
      dex_await (dex_future_first (easel_provider_service_test (self->service, form->protocol, form->base_url,
                                                                form->key, form->allow_http),
                                   dex_ref (form->stop), NULL),
                 &error);
  if (form->serial != self->test_serial)
    return NULL;
  if (done)
    start_adding (self);
  else
    {
      self->adding = FALSE;
      easel_test_row_set_failed (self->test_row, error, TRUE);
      /* Its buttons are the ways on now. */
      gtk_widget_set_visible (self->add_button, FALSE);
    }
  return NULL;
}

static void
on_add_cb (EaselNewProviderPage *self)
{
  Form *form;

  if (self->adding)
    return;
  stop_test (self);
  form = read_form (self);
  if (form == NULL)
    return;

  self->adding = TRUE;
  gtk_widget_set_sensitive (self->add_button, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->test_row), TRUE);
  easel_test_row_set_testing (self->test_row, FALSE);
  self->stop = dex_promise_new ();
  form->stop = dex_ref (DEX_FUTURE (self->stop));
  dex_future_disown (easel_fiber_spawn (test_fiber, form, form_free));
}

static void
on_keep_cb (EaselNewProviderPage *self)
{
  if (!self->adding)
    start_adding (self);
}

static void
on_key_page_activated_cb (EaselNewProviderPage *self)
{
  g_autoptr (GtkUriLauncher) launcher = gtk_uri_launcher_new (self->known->key_page);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  gtk_uri_launcher_launch (launcher, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, NULL, NULL, NULL);
}

static void
easel_new_provider_page_shown (AdwNavigationPage *page)
{
  EaselNewProviderPage *self = EASEL_NEW_PROVIDER_PAGE (page);

  gtk_widget_grab_focus (self->known != NULL ? GTK_WIDGET (self->key_row) : GTK_WIDGET (self->name_row));

  ADW_NAVIGATION_PAGE_CLASS (easel_new_provider_page_parent_class)->shown (page);
}

static void
easel_new_provider_page_unroot (GtkWidget *widget)
{
  EaselNewProviderPage *self = EASEL_NEW_PROVIDER_PAGE (widget);

  stop_test (self);

  GTK_WIDGET_CLASS (easel_new_provider_page_parent_class)->unroot (widget);
}

static void
easel_new_provider_page_dispose (GObject *object)
{
  EaselNewProviderPage *self = EASEL_NEW_PROVIDER_PAGE (object);

  stop_test (self);
  g_clear_object (&self->service);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_NEW_PROVIDER_PAGE);

  G_OBJECT_CLASS (easel_new_provider_page_parent_class)->dispose (object);
}

static void
easel_new_provider_page_finalize (GObject *object)
{
  g_ptr_array_unref (EASEL_NEW_PROVIDER_PAGE (object)->protocols);

  G_OBJECT_CLASS (easel_new_provider_page_parent_class)->finalize (object);
}

static void
easel_new_provider_page_class_init (EaselNewProviderPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_new_provider_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = easel_new_provider_page_finalize;
  widget_class->unroot = easel_new_provider_page_unroot;
  ADW_NAVIGATION_PAGE_CLASS (klass)->shown = easel_new_provider_page_shown;

  /**
   * EaselNewProviderPage::added:
   * @self: the page
   * @provider: the new account
   *
   * Emitted when the account is kept.
   */
  signals[ADDED] = g_signal_new ("added", EASEL_TYPE_NEW_PROVIDER_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, EASEL_TYPE_PROVIDER);

  g_type_ensure (EASEL_TYPE_ADDRESS_ROW);
  g_type_ensure (EASEL_TYPE_PROBLEM_ROW);
  g_type_ensure (EASEL_TYPE_TEST_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/preferences/easel-new-provider-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselNewProviderPage, name_row);
  gtk_widget_class_bind_template_child (widget_class, EaselNewProviderPage, protocol_row);
  gtk_widget_class_bind_template_child (widget_class, EaselNewProviderPage, address_row);
  gtk_widget_class_bind_template_child (widget_class, EaselNewProviderPage, allow_row);
  gtk_widget_class_bind_template_child (widget_class, EaselNewProviderPage, key_row);
  gtk_widget_class_bind_template_child (widget_class, EaselNewProviderPage, test_row);
  gtk_widget_class_bind_template_child (widget_class, EaselNewProviderPage, problem_row);
  gtk_widget_class_bind_template_child (widget_class, EaselNewProviderPage, key_page_row);
  gtk_widget_class_bind_template_child (widget_class, EaselNewProviderPage, add_button);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_add_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_keep_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_key_page_activated_cb);
}

static void
easel_new_provider_page_init (EaselNewProviderPage *self)
{
  self->protocols = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * easel_new_provider_page_new:
 * @service: what the account will belong to
 * @known: (nullable): the service that it is an account of, %NULL for a server
 *   at an address of the user's
 *
 * Returns: (transfer floating): a new page
 */
EaselNewProviderPage *
easel_new_provider_page_new (EaselProviderService *service, const EaselKnownService *known)
{
  EaselNewProviderPage *self = g_object_new (EASEL_TYPE_NEW_PROVIDER_PAGE, NULL);
  self->service = g_object_ref (service);
  self->known = known;
  if (known != NULL)
    {
      adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), known->name);
      gtk_editable_set_text (GTK_EDITABLE (self->name_row), known->name);
    }
  else
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->key_row), _ ("Key, if the Server Needs One"));
  list_protocols (self);
  gtk_widget_set_visible (GTK_WIDGET (self->address_row), needs_address (self));
  gtk_widget_set_visible (GTK_WIDGET (self->key_page_row), known != NULL && known->key_page != NULL);
  if (known != NULL && known->key_page != NULL)
    {
      g_autofree char *host = easel_address_get_host (known->key_page);

      adw_action_row_set_subtitle (self->key_page_row, host != NULL ? host : known->key_page);
    }
  on_changed_cb (self);
  return self;
}
