// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-provider-page.h"

#include <glib/gi18n.h>

#include "easel-account-group.h"
#include "easel-address-row.h"
#include "easel-fiber.h"
#include "easel-model-item.h"
#include "easel-model-page.h"
#include "easel-models-page.h"
#include "easel-problem-row.h"
#include "easel-pull-group.h"
#include "easel-test-row.h"

#define MAX_MODELS 20 /* more have a page of their own, with a search */

/**
 * EaselProviderPage:
 *
 * One account: its name, address and key, whether it works, and its models.
 */
struct _EaselProviderPage
{
  AdwNavigationPage parent_instance;

  /* template */
  AdwPreferencesGroup *account_group;
  AdwEntryRow *name_row;
  EaselAddressRow *address_row;
  EaselProblemRow *address_problem_row;
  AdwSwitchRow *allow_row;
  AdwPasswordEntryRow *key_row;
  EaselTestRow *test_row;
  AdwSwitchRow *enabled_row;
  EaselProblemRow *problem_row;
  AdwPreferencesGroup *models_group;
  GtkWidget *refresh_button;
  GtkListBox *models_box;
  GtkWidget *no_models_row;
  AdwActionRow *all_models_row;
  AdwEntryRow *add_model_row;
  EaselProblemRow *model_problem_row;
  GtkWidget *more_group;
  EaselPullGroup *pull_group;
  EaselAccountGroup *account_extras;
  GtkWidget *delete_group;
  AdwButtonRow *delete_row;

  /* owned */
  EaselProviderService *service;
  EaselProvider *provider;
  GListModel *models;
  DexPromise *stop; /* rejected to end the test that runs */

  /* state */
  guint test_serial;
  gboolean testing;
  gboolean refused; /* what the test row tells is of a key that is not kept */
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (EaselProviderPage, easel_provider_page, ADW_TYPE_NAVIGATION_PAGE)

enum
{
  DELETED,
  KEY_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* What a fiber of the page works on. */
typedef struct
{
  EaselProviderPage *page;
  char *text;
  gboolean flag;
  DexFuture *stop;
  guint serial;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->page);
  dex_clear (&task->stop);
  g_free (task->text);
  g_free (task);
}

static DexFuture *
spawn (EaselProviderPage *self, DexFiberFunc func, const char *text, gboolean flag)
{
  Task *task = g_new0 (Task, 1);

  task->page = g_object_ref (self);
  task->text = g_strdup (text);
  task->flag = flag;
  task->serial = self->test_serial;
  if (self->stop != NULL)
    task->stop = dex_ref (DEX_FUTURE (self->stop));
  return easel_fiber_spawn (func, task, task_free);
}

static gboolean
is_in_stack (EaselProviderPage *self, AdwNavigationView *view)
{
  g_autoptr (GListModel) stack = adw_navigation_view_get_navigation_stack (view);

  for (guint i = 0; i < g_list_model_get_n_items (stack); i++)
    {
      g_autoptr (GObject) page = g_list_model_get_item (stack, i);

      if (page == G_OBJECT (self))
        return TRUE;
    }
  return FALSE;
}

/* An account that is gone has no page. */
static void
leave (EaselProviderPage *self)
{
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_VIEW);

  if (view == NULL || !is_in_stack (self, ADW_NAVIGATION_VIEW (view)))
    return;
  if (adw_navigation_view_get_visible_page (ADW_NAVIGATION_VIEW (view)) != ADW_NAVIGATION_PAGE (self))
    adw_navigation_view_pop_to_page (ADW_NAVIGATION_VIEW (view), ADW_NAVIGATION_PAGE (self));
  adw_navigation_view_pop (ADW_NAVIGATION_VIEW (view));
}

static gboolean
is_stored (EaselProviderPage *self)
{
  return easel_provider_get_id (self->provider) != 0;
}

static void
show_text (AdwEntryRow *row, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
}

/* Leaves out what an account has not that Easel brings or the environment describes. */
static void
show_kind (EaselProviderPage *self)
{
  gboolean is_sandbox = easel_provider_is_sandbox (self->provider);
  gboolean is_own = is_stored (self) && !is_sandbox;

  gtk_widget_set_visible (GTK_WIDGET (self->name_row), is_own);
  gtk_widget_set_visible (GTK_WIDGET (self->address_row), is_own);
  gtk_widget_set_visible (GTK_WIDGET (self->key_row), is_own);
  gtk_widget_set_visible (self->more_group, is_own);
  gtk_widget_set_visible (GTK_WIDGET (self->account_extras), is_own);
  gtk_widget_set_visible (self->delete_group, is_own);
  gtk_widget_set_visible (GTK_WIDGET (self->enabled_row), is_stored (self));
  gtk_widget_set_visible (self->refresh_button, !is_sandbox);
  if (is_sandbox)
    adw_preferences_group_set_description (self->account_group,
                                           _ ("Offline samples — rule-based, not a language model"));
  else if (!is_stored (self))
    adw_preferences_group_set_description (
        self->account_group,
        _ ("This account comes from your environment variables. Easel stores neither it nor its key."));
}

static void
show_switches (EaselProviderPage *self)
{
  self->updating = TRUE;
  adw_switch_row_set_active (self->allow_row, easel_provider_get_allow_http (self->provider));
  adw_switch_row_set_active (self->enabled_row, easel_provider_get_enabled (self->provider));
  self->updating = FALSE;
}

static void
show_all (EaselProviderPage *self)
{
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), easel_provider_get_name (self->provider));
  show_text (self->name_row, easel_provider_get_name (self->provider));
  show_text (ADW_ENTRY_ROW (self->address_row), easel_provider_get_base_url (self->provider));
  easel_account_group_set_provider (self->account_extras, self->service, self->provider);
  show_switches (self);
  show_kind (self);
}

/* A test of this page speaks for itself; all else that asks is shown as it comes. */
static void
show_health (EaselProviderPage *self)
{
  const char *slug = easel_provider_get_slug (self->provider);

  if (!self->testing && !self->refused)
    easel_test_row_set_health (self->test_row, self->service, slug, g_list_model_get_n_items (self->models));
  else if (self->testing && easel_provider_service_is_queued (self->service, slug))
    easel_test_row_set_testing (self->test_row, TRUE);
}

static void
on_health_changed_cb (EaselProviderPage *self, const char *slug)
{
  if (g_strcmp0 (slug, easel_provider_get_slug (self->provider)) == 0)
    show_health (self);
}

/* What was found is of another address or protocol. */
static void
forget_test (EaselProviderPage *self)
{
  self->refused = FALSE;
  show_health (self);
}

/* The list holds a new object after each change. What did not change is not
 * written again, since the user may be typing there. */
static void
on_providers_changed_cb (EaselProviderPage *self)
{
  g_autoptr (EaselProvider) old = g_object_ref (self->provider);
  g_autoptr (EaselProvider) provider =
      easel_provider_service_find (self->service, easel_provider_get_slug (self->provider));

  if (provider == NULL)
    {
      leave (self);
      return;
    }
  g_set_object (&self->provider, provider);
  easel_account_group_set_provider (self->account_extras, self->service, provider);
  if (g_strcmp0 (easel_provider_get_protocol (old), easel_provider_get_protocol (provider)) != 0)
    forget_test (self);
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self), easel_provider_get_name (provider));
  if (g_strcmp0 (easel_provider_get_name (old), easel_provider_get_name (provider)) != 0)
    show_text (self->name_row, easel_provider_get_name (provider));
  if (g_strcmp0 (easel_provider_get_base_url (old), easel_provider_get_base_url (provider)) != 0)
    show_text (ADW_ENTRY_ROW (self->address_row), easel_provider_get_base_url (provider));
  if (easel_provider_get_allow_http (old) != easel_provider_get_allow_http (provider) ||
      easel_provider_get_enabled (old) != easel_provider_get_enabled (provider))
    show_switches (self);
}

/* What the service refused is shown as it was before, with the reason. */
static void
finish_change (EaselProviderPage *self, gboolean done, const GError *error)
{
  easel_problem_row_set_problem (self->problem_row, done ? NULL : error->message);
  if (!done)
    show_all (self);
}

static DexFuture *
rename_fiber (gpointer data)
{
  Task *task = data;
  EaselProviderPage *self = task->page;
  g_autoptr (GError) error = NULL;
  gboolean done;

  done = dex_await (easel_provider_service_edit (self->service, easel_provider_get_slug (self->provider),
                                                 &(EaselProviderEdit) { .name = task->text }),
                    &error);
  finish_change (self, done, error);
  return NULL;
}

static void
on_name_applied_cb (EaselProviderPage *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));

  if (*name == '\0')
    {
      show_all (self);
      easel_problem_row_set_problem (self->problem_row, _ ("An account needs a name."));
      return;
    }
  dex_future_disown (spawn (self, rename_fiber, name, FALSE));
}

static DexFuture *
set_address_fiber (gpointer data)
{
  Task *task = data;
  EaselProviderPage *self = task->page;
  g_autoptr (GError) error = NULL;
  gboolean done;

  done = dex_await (easel_provider_service_edit (self->service, easel_provider_get_slug (self->provider),
                                                 &(EaselProviderEdit) { .base_url = task->text,
                                                                        .allow_http = task->flag,
                                                                        .forbid_http = !task->flag }),
                    &error);
  finish_change (self, done, error);
  if (done)
    forget_test (self);
  return NULL;
}

/* Consent is kept only for an address that needs it. */
static void
on_address_applied_cb (EaselProviderPage *self)
{
  g_autofree char *address = easel_address_row_dup_address (self->address_row);
  gboolean allow = easel_address_row_get_state (self->address_row) == EASEL_ADDRESS_PLAIN;

  if (easel_address_row_is_usable (self->address_row))
    dex_future_disown (spawn (self, set_address_fiber, address, allow));
}

static void
on_allow_changed_cb (EaselProviderPage *self)
{
  g_autofree char *address = easel_address_row_dup_address (self->address_row);

  /* An address that is still being typed is kept with its apply button. */
  if (!self->updating && g_strcmp0 (address, easel_provider_get_base_url (self->provider)) == 0)
    dex_future_disown (spawn (self, set_address_fiber, address, adw_switch_row_get_active (self->allow_row)));
}

static DexFuture *
set_enabled_fiber (gpointer data)
{
  Task *task = data;
  EaselProviderPage *self = task->page;
  g_autoptr (GError) error = NULL;
  gboolean done;

  done = dex_await (easel_provider_service_set_enabled (self->service,
                                                        easel_provider_get_slug (self->provider), task->flag),
                    &error);
  finish_change (self, done, error);
  return NULL;
}

static void
on_enabled_changed_cb (EaselProviderPage *self)
{
  gboolean enabled = adw_switch_row_get_active (self->enabled_row);

  if (!self->updating && enabled != easel_provider_get_enabled (self->provider))
    dex_future_disown (spawn (self, set_enabled_fiber, NULL, enabled));
}

/* Asking for the models with the key that is kept is the test. */
static DexFuture *
test_fiber (gpointer data)
{
  Task *task = data;
  EaselProviderPage *self = task->page;
  g_autoptr (GError) error = NULL;
  gboolean done;

  done = dex_await (dex_future_first (easel_provider_service_refresh_models (
                                          self->service, easel_provider_get_slug (self->provider)),
                                      dex_ref (task->stop), NULL),
                    &error);
  if (task->serial != self->test_serial)
    return NULL;
  self->testing = FALSE;
  if (done)
    easel_test_row_set_works (self->test_row, g_list_model_get_n_items (self->models), task->text);
  else
    easel_test_row_set_failed (self->test_row, error, FALSE);
  gtk_widget_set_sensitive (self->refresh_button, TRUE);
  return NULL;
}

static void
stop_test (EaselProviderPage *self)
{
  self->test_serial++;
  self->testing = self->refused = FALSE;
  if (self->stop != NULL)
    dex_promise_reject (self->stop, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "stopped"));
  dex_clear (&self->stop);
}

static void
start_test (EaselProviderPage *self, DexFiberFunc func, const char *text, gboolean flag)
{
  stop_test (self);
  self->testing = TRUE;
  easel_test_row_set_testing (self->test_row, FALSE);
  gtk_widget_set_sensitive (self->refresh_button, FALSE);
  self->stop = dex_promise_new ();
  dex_future_disown (spawn (self, func, text, flag));
}

static void
on_test_cb (EaselProviderPage *self)
{
  start_test (self, test_fiber, NULL, FALSE);
}

static const char *
get_trim_note (gboolean trimmed)
{
  return trimmed ? _ ("White space around the key was left out.") : NULL;
}

static DexFuture *
store_key_fiber (gpointer data)
{
  Task *task = data;
  EaselProviderPage *self = task->page;
  g_autoptr (GError) error = NULL;

  if (!dex_await (easel_provider_service_set_key (self->service, easel_provider_get_slug (self->provider),
                                                  task->text),
                  &error))
    {
      self->refused = TRUE;
      easel_test_row_set_failed (self->test_row, error, TRUE);
      gtk_widget_set_sensitive (self->refresh_button, TRUE);
      return NULL;
    }
  gtk_editable_set_text (GTK_EDITABLE (self->key_row), "");
  easel_provider_page_set_key_state (self, EASEL_KEY_THERE);
  g_signal_emit (self, signals[KEY_CHANGED], 0);
  if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    start_test (self, test_fiber, get_trim_note (task->flag), FALSE);
  return NULL;
}

static DexFuture *
try_key_fiber (gpointer data)
{
  Task *task = data;
  EaselProviderPage *self = task->page;
  g_autoptr (GError) error = NULL;
  gboolean done;

  done = dex_await (dex_future_first (easel_provider_service_test (
                                          self->service, easel_provider_get_protocol (self->provider),
                                          easel_provider_get_base_url (self->provider), task->text,
                                          easel_provider_get_allow_http (self->provider)),
                                      dex_ref (task->stop), NULL),
                    &error);
  if (task->serial != self->test_serial)
    return NULL;
  gtk_widget_set_sensitive (self->refresh_button, TRUE);
  self->testing = FALSE;
  self->refused = !done;
  if (done)
    dex_future_disown (spawn (self, store_key_fiber, task->text, task->flag));
  else
    easel_test_row_set_failed (self->test_row, error, TRUE);
  return NULL;
}

/* Returns the key as it was typed, or says why it cannot be one. */
static char *
read_key (EaselProviderPage *self, gboolean *trimmed)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->key_row));
  g_autoptr (GError) error = NULL;
  char *key = *typed != '\0' ? easel_provider_service_clean_key (typed, trimmed, &error) : NULL;

  easel_problem_row_set_problem (self->problem_row, error != NULL ? error->message : NULL);
  return key;
}

static void
on_key_applied_cb (EaselProviderPage *self)
{
  gboolean trimmed;
  g_autofree char *key = read_key (self, &trimmed);

  if (key != NULL)
    start_test (self, try_key_fiber, key, trimmed);
}

static void
on_keep_cb (EaselProviderPage *self)
{
  gboolean trimmed;
  g_autofree char *key = read_key (self, &trimmed);

  if (key != NULL)
    dex_future_disown (spawn (self, store_key_fiber, key, trimmed));
}

static DexFuture *
add_model_fiber (gpointer data)
{
  Task *task = data;
  EaselProviderPage *self = task->page;
  g_autoptr (GError) error = NULL;
  g_autofree char *ref = g_strdup_printf ("%s:%s", easel_provider_get_slug (self->provider), task->text);

  if (dex_await (easel_provider_service_add_model (self->service, ref, NULL), &error))
    gtk_editable_set_text (GTK_EDITABLE (self->add_model_row), "");
  easel_problem_row_set_problem (self->model_problem_row, error != NULL ? error->message : NULL);
  return NULL;
}

static void
on_model_applied_cb (EaselProviderPage *self)
{
  g_autofree char *id = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->add_model_row))));

  if (*id != '\0')
    dex_future_disown (spawn (self, add_model_fiber, id, FALSE));
}

static void
on_all_models_activated_cb (EaselProviderPage *self)
{
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_VIEW);

  if (view != NULL)
    adw_navigation_view_push (ADW_NAVIGATION_VIEW (view),
                              ADW_NAVIGATION_PAGE (easel_models_page_new (self->service, self->models)));
}

static void
on_model_activated_cb (EaselProviderPage *self, GtkListBoxRow *row)
{
  g_autoptr (EaselModel) model =
      g_list_model_get_item (self->models, (guint) gtk_list_box_row_get_index (row));
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_NAVIGATION_VIEW);

  if (model != NULL && view != NULL)
    adw_navigation_view_push (ADW_NAVIGATION_VIEW (view),
                              ADW_NAVIGATION_PAGE (easel_model_page_new (self->service, model)));
}

static DexFuture *
delete_fiber (gpointer data)
{
  Task *task = data;
  EaselProviderPage *self = task->page;
  g_autoptr (EaselProvider) provider = g_object_ref (self->provider);
  g_autoptr (GError) error = NULL;

  /* The page leaves when the account leaves the list. */
  if (dex_await (easel_provider_service_remove (self->service, easel_provider_get_slug (provider)), &error))
    g_signal_emit (self, signals[DELETED], 0, provider);
  else
    easel_problem_row_set_problem (self->problem_row, error->message);
  return NULL;
}

static void
on_delete_activated_cb (EaselProviderPage *self)
{
  dex_future_disown (spawn (self, delete_fiber, NULL, FALSE));
}

static GtkWidget *
append_model_row (EaselProviderPage *self)
{
  GtkWidget *row = gtk_list_box_row_new ();

  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), GTK_WIDGET (easel_model_item_new (self->service)));
  gtk_list_box_append (self->models_box, row);
  return row;
}

/* Rows are used again, so that the focus stays on the star that was clicked. */
static void
show_models (EaselProviderPage *self, guint n_models)
{
  GtkListBoxRow *row;

  for (guint i = 0; i < n_models; i++)
    {
      g_autoptr (EaselModel) model = g_list_model_get_item (self->models, i);

      row = gtk_list_box_get_row_at_index (self->models_box, (int) i);
      if (row == NULL)
        row = GTK_LIST_BOX_ROW (append_model_row (self));
      easel_model_item_set_model (EASEL_MODEL_ITEM (gtk_list_box_row_get_child (row)), model);
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      easel_model_get_name (model), -1);
    }
  while ((row = gtk_list_box_get_row_at_index (self->models_box, (int) n_models)) != NULL)
    gtk_list_box_remove (self->models_box, GTK_WIDGET (row));
}

static void
on_models_changed_cb (EaselProviderPage *self)
{
  guint n_models = g_list_model_get_n_items (self->models);
  g_autofree char *title =
      g_strdup_printf (ngettext ("Show All %u Models", "Show All %u Models", n_models), n_models);

  show_models (self, MIN (n_models, MAX_MODELS));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->all_models_row), title);
  gtk_widget_set_visible (GTK_WIDGET (self->all_models_row), n_models > MAX_MODELS);
  gtk_widget_set_visible (GTK_WIDGET (self->models_box), n_models > 0);
  gtk_widget_set_visible (self->no_models_row, n_models == 0);
}

/* Not the name: whatever is typed first would replace it. */
static void
easel_provider_page_shown (AdwNavigationPage *page)
{
  EaselProviderPage *self = EASEL_PROVIDER_PAGE (page);

  gtk_widget_grab_focus (GTK_WIDGET (self->enabled_row));

  ADW_NAVIGATION_PAGE_CLASS (easel_provider_page_parent_class)->shown (page);
}

/* A test ends with its page; what is being stored is stored. */
static void
easel_provider_page_unroot (GtkWidget *widget)
{
  EaselProviderPage *self = EASEL_PROVIDER_PAGE (widget);

  stop_test (self);

  GTK_WIDGET_CLASS (easel_provider_page_parent_class)->unroot (widget);
}

static void
easel_provider_page_dispose (GObject *object)
{
  EaselProviderPage *self = EASEL_PROVIDER_PAGE (object);

  stop_test (self);
  g_clear_object (&self->models);
  g_clear_object (&self->provider);
  g_clear_object (&self->service);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_PROVIDER_PAGE);

  G_OBJECT_CLASS (easel_provider_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/preferences/easel-provider-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselProviderPage, account_group);
  gtk_widget_class_bind_template_child (widget_class, EaselProviderPage, name_row);
  gtk_widget_class_bind_template_child (widget_class, EaselProviderPage, address_row);
  gtk_widget_class_bind_template_child (widget_class, EaselProviderPage, address_problem_row);
  gtk_widget_class_bind_template_child (widget_class, EaselProviderPage, allow_row);
  gtk_widget_class_bind_template_child (widget_class, EaselProviderPage, key_row);
  gtk_widget_class_bind_template_child (widget_class, EaselProviderPage, test_row);
  gtk_widget_class_bind_template_child (widget_class, EaselProviderPage, enabled_row);
  gtk_widget_class_bind_template_child (widget_class, EaselProviderPage, problem_row);
  gtk_widget_class_bind_template_child (widget_class, EaselProviderPage, models_group);
  gtk_widget_class_bind_template_child (widget_class, EaselProviderPage, refresh_button);
  gtk_widget_class_bind_template_child (widget_class, EaselProviderPage, models_box);
  gtk_widget_class_bind_template_child (widget_class, EaselProviderPage, no_models_row);
  gtk_widget_class_bind_template_child (widget_class, EaselProviderPage, all_models_row);
  gtk_widget_class_bind_template_child (widget_class, EaselProviderPage, add_model_row);
  gtk_widget_class_bind_template_child (widget_class, EaselProviderPage, model_problem_row);
  gtk_widget_class_bind_template_child (widget_class, EaselProviderPage, more_group);
  gtk_widget_class_bind_template_child (widget_class, EaselProviderPage, pull_group);
  gtk_widget_class_bind_template_child (widget_class, EaselProviderPage, account_extras);
  gtk_widget_class_bind_template_child (widget_class, EaselProviderPage, delete_group);
  gtk_widget_class_bind_template_child (widget_class, EaselProviderPage, delete_row);
  gtk_widget_class_bind_template_callback (widget_class, on_name_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_address_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_allow_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_key_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_test_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_keep_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_enabled_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_model_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_all_models_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_model_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_delete_activated_cb);
}

static void
easel_provider_page_class_init (EaselProviderPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_provider_page_dispose;
  GTK_WIDGET_CLASS (klass)->unroot = easel_provider_page_unroot;
  ADW_NAVIGATION_PAGE_CLASS (klass)->shown = easel_provider_page_shown;

  /**
   * EaselProviderPage::deleted:
   * @self: the page
   * @provider: the account, as it was
   *
   * Emitted when the account was deleted.
   */
  signals[DELETED] = g_signal_new ("deleted", EASEL_TYPE_PROVIDER_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, EASEL_TYPE_PROVIDER);
  /**
   * EaselProviderPage::key-changed:
   * @self: the page
   *
   * Emitted when another key was stored.
   */
  signals[KEY_CHANGED] = g_signal_new ("key-changed", EASEL_TYPE_PROVIDER_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                       NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (EASEL_TYPE_ACCOUNT_GROUP);
  g_type_ensure (EASEL_TYPE_ADDRESS_ROW);
  g_type_ensure (EASEL_TYPE_PROBLEM_ROW);
  g_type_ensure (EASEL_TYPE_PULL_GROUP);
  g_type_ensure (EASEL_TYPE_TEST_ROW);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
easel_provider_page_init (EaselProviderPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * easel_provider_page_new:
 * @service: what the account belongs to
 * @provider: the account
 *
 * Returns: (transfer floating): a new page
 */
EaselProviderPage *
easel_provider_page_new (EaselProviderService *service, EaselProvider *provider)
{
  EaselProviderPage *self = g_object_new (EASEL_TYPE_PROVIDER_PAGE, NULL);
  self->service = g_object_ref (service);
  self->provider = g_object_ref (provider);
  self->models = easel_account_row_filter_models (service, provider);
  g_signal_connect_object (self->models, "items-changed", G_CALLBACK (on_models_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (easel_provider_service_get_providers (service), "items-changed",
                           G_CALLBACK (on_providers_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (service, "health-changed", G_CALLBACK (on_health_changed_cb), self,
                           G_CONNECT_SWAPPED);
  on_models_changed_cb (self);
  show_all (self);
  show_health (self);
  return self;
}

/**
 * easel_provider_page_set_key_state:
 * @self: the page
 * @state: what is known of the account's key
 */
void
easel_provider_page_set_key_state (EaselProviderPage *self, EaselKeyState state)
{
  g_return_if_fail (EASEL_IS_PROVIDER_PAGE (self));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->key_row),
                                 state == EASEL_KEY_THERE ? _ ("Replace the Kept Key") : _ ("Key"));
}

/**
 * easel_provider_page_offer_pulls:
 * @self: the page
 * @local: what fetches models
 *
 * Lets the user have models fetched, if the account is one that can do that. To
 * be called once.
 */
void
easel_provider_page_offer_pulls (EaselProviderPage *self, EaselLocalService *local)
{
  g_return_if_fail (EASEL_IS_PROVIDER_PAGE (self));
  g_return_if_fail (EASEL_IS_LOCAL_SERVICE (local));

  if (g_strcmp0 (easel_provider_get_protocol (self->provider), "ollama") != 0)
    return;
  easel_pull_group_set_service (self->pull_group, local, easel_provider_get_slug (self->provider));
  gtk_widget_set_visible (GTK_WIDGET (self->pull_group), TRUE);
}
