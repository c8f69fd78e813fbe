// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-preferences-dialog.h"

#include <glib/gi18n.h>

#include "easel-account-row.h"
#include "easel-address.h"
#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-found-group.h"
#include "easel-general-page.h"
#include "easel-known-page.h"
#include "easel-models-page.h"
#include "easel-new-provider-page.h"
#include "easel-problem-row.h"
#include "easel-provider-page.h"
#include "easel-usage-page.h"

/**
 * EaselPreferencesDialog:
 *
 * The accounts, what is found on this computer, and where the keys are.
 */
struct _EaselPreferencesDialog
{
  AdwPreferencesDialog parent_instance;

  /* template */
  AdwPreferencesPage *providers_page;
  AdwPreferencesGroup *accounts_group;
  AdwPreferencesGroup *local_group;
  EaselFoundGroup *found_group;
  EaselProblemRow *key_problem_row;
  GtkWidget *no_accounts_row;
  GtkWidget *add_button;
  AdwActionRow *all_models_row;

  /* children */
  AdwPreferencesPage *general_page;
  AdwPreferencesPage *usage_page;

  /* owned */
  EaselProviderService *service;
  EaselLocalService *local;
  DexFuture *keys;
  DexPromise *closing; /* rejected at the end */
  GHashTable *asked;   /* slugs of accounts that were checked */
  GPtrArray *rows;     /* borrowed EaselAccountRow, in the order of the providers */

  /* state */
  guint keys_serial;
  gboolean checking;
};

G_DEFINE_FINAL_TYPE (EaselPreferencesDialog, easel_preferences_dialog, ADW_TYPE_PREFERENCES_DIALOG)

/* What a fiber of the dialog works on. */
typedef struct
{
  EaselPreferencesDialog *dialog;
  guint serial;
} Task;

static Task *
task_new (EaselPreferencesDialog *self)
{
  Task *task = g_new0 (Task, 1);

  task->dialog = g_object_ref (self);
  task->serial = self->keys_serial;
  return task;
}

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->dialog);
  g_free (task);
}

static gboolean
shows (EaselAccountRow *row, EaselProvider *provider)
{
  return g_strcmp0 (easel_provider_get_slug (easel_account_row_get_provider (row)),
                    easel_provider_get_slug (provider)) == 0;
}

static EaselAccountRow *
find_row (EaselPreferencesDialog *self, EaselProvider *provider)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (shows (self->rows->pdata[i], provider))
      return self->rows->pdata[i];
  return NULL;
}

static void
mark_unreadable (EaselPreferencesDialog *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    easel_account_row_set_key_state (self->rows->pdata[i], EASEL_KEY_UNREADABLE);
}

/* ---- whether the accounts work ---- */

/* Whether nobody has asked @provider yet, and asking it asks nothing of the user:
 * a key that was found is in a keyring that is open. */
static gboolean
can_be_checked (EaselPreferencesDialog *self, EaselProvider *provider)
{
  const char *slug = easel_provider_get_slug (provider);
  EaselAccountRow *row = find_row (self, provider);

  if (row == NULL || !easel_provider_get_enabled (provider) || easel_provider_is_sandbox (provider) ||
      easel_provider_service_get_health (self->service, slug, NULL) != EASEL_HEALTH_UNKNOWN)
    return FALSE;
  return !easel_account_row_has_kept_key (provider) ||
         easel_account_row_get_key_state (row) == EASEL_KEY_THERE;
}

/* The next account to check, each once; NULL if there is none. */
static char *
take_unchecked (EaselPreferencesDialog *self)
{
  GListModel *providers = self->rows != NULL ? easel_provider_service_get_providers (self->service) : NULL;

  for (guint i = 0; providers != NULL && i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr (EaselProvider) provider = g_list_model_get_item (providers, i);
      const char *slug = easel_provider_get_slug (provider);

      if (can_be_checked (self, provider) && g_hash_table_add (self->asked, g_strdup (slug)))
        return g_strdup (slug);
    }
  return NULL;
}

/* One after the other; a row shows what the service found. A keyring that has
 * been locked meanwhile is not asked for a second time. */
static DexFuture *
check_fiber (gpointer data)
{
  Task *task = data;
  EaselPreferencesDialog *self = task->dialog;
  g_autoptr (DexFuture) closing = dex_ref (DEX_FUTURE (self->closing));
  char *slug;

  while (dex_future_is_pending (closing) && (slug = take_unchecked (self)) != NULL)
    {
      g_autofree char *taken = slug;
      g_autoptr (GError) error = NULL;

      if (!dex_await (dex_future_first (easel_provider_service_test_stored (self->service, taken),
                                        dex_ref (closing), NULL),
                      &error) &&
          g_error_matches (error, EASEL_ERROR, EASEL_ERROR_KEYRING))
        break;
    }
  self->checking = FALSE;
  return NULL;
}

static void
check_accounts (EaselPreferencesDialog *self)
{
  if (self->checking || self->rows == NULL || !dex_future_is_pending (DEX_FUTURE (self->closing)))
    return;
  self->checking = TRUE;
  dex_future_disown (easel_fiber_spawn (check_fiber, task_new (self), task_free));
}

static void
stop_checking (EaselPreferencesDialog *self)
{
  if (dex_future_is_pending (DEX_FUTURE (self->closing)))
    dex_promise_reject (self->closing, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "closed"));
}

/* ---- the keys ---- */

/* One after the other, so that a locked keyring asks once. An account without
 * a key in it never touches it. */
static DexFuture *
read_keys_fiber (gpointer data)
{
  Task *task = data;
  EaselPreferencesDialog *self = task->dialog;
  GListModel *providers = easel_provider_service_get_providers (self->service);
  g_autoptr (GPtrArray) asked = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr (EaselProvider) provider = g_list_model_get_item (providers, i);

      if (easel_account_row_has_kept_key (provider))
        g_ptr_array_add (asked, g_steal_pointer (&provider));
    }
  for (guint i = 0; i < asked->len; i++)
    {
      EaselProvider *provider = asked->pdata[i];
      EaselAccountRow *row;
      g_autoptr (GError) error = NULL;
      gboolean there;

      there = dex_await_boolean (
          easel_provider_service_has_key (self->service, easel_provider_get_slug (provider)), &error);
      if (task->serial != self->keys_serial)
        return NULL;
      if (error != NULL)
        {
          mark_unreadable (self);
          easel_problem_row_set_problem (self->key_problem_row, error->message);
          check_accounts (self);
          return NULL;
        }
      row = find_row (self, provider);
      if (row != NULL)
        easel_account_row_set_key_state (row, there ? EASEL_KEY_THERE : EASEL_KEY_MISSING);
    }
  easel_problem_row_set_problem (self->key_problem_row, NULL);
  check_accounts (self);
  return NULL;
}

static void
read_keys (EaselPreferencesDialog *self)
{
  self->keys_serial++;
  dex_clear (&self->keys);
  self->keys = easel_fiber_spawn (read_keys_fiber, task_new (self), task_free);
}

static DexFuture *
describe_store_fiber (gpointer data)
{
  Task *task = data;
  EaselPreferencesDialog *self = task->dialog;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;

  name = dex_await_string (easel_provider_service_describe_key_store (self->service), &error);
  if (self->rows == NULL)
    return NULL;
  /* Translators: %s names the place that keeps keys, such as "Secret Service (gnome-keyring)" */
  text = name != NULL ? g_strdup_printf (_ ("Key store: %s"), name) : g_strdup (error->message);
  markup = g_markup_escape_text (text, -1);
  adw_preferences_group_set_description (self->accounts_group, markup);
  return NULL;
}

/* A deleted account while its toast is there to undo it. */
typedef struct
{
  EaselProviderService *service;
  char *slug;
  gint64 id;
  gboolean undone;
} Removal;

static Removal *
removal_new (EaselProviderService *service, const char *slug, gint64 id)
{
  Removal *removal = g_new0 (Removal, 1);

  removal->service = g_object_ref (service);
  removal->slug = g_strdup (slug);
  removal->id = id;
  return removal;
}

static void
removal_free (gpointer data)
{
  Removal *removal = data;

  g_object_unref (removal->service);
  g_free (removal->slug);
  g_free (removal);
}

static DexFuture *
restore_fiber (gpointer data)
{
  Removal *removal = data;
  g_autoptr (GError) error = NULL;

  if (!dex_await (easel_provider_service_restore (removal->service, removal->id), &error))
    g_warning ("Bringing an account back: %s", error->message);
  return NULL;
}

/* Its key goes once undo has passed, unless another account has the name now. */
static DexFuture *
forget_fiber (gpointer data)
{
  Removal *removal = data;
  g_autoptr (EaselProvider) taken = easel_provider_service_find (removal->service, removal->slug);
  g_autoptr (GError) error = NULL;

  if (taken == NULL &&
      !dex_await (easel_provider_service_forget_key (removal->service, removal->slug), &error))
    g_warning ("Forgetting a key: %s", error->message);
  return NULL;
}

static void
on_undo_delete_cb (Removal *removal)
{
  removal->undone = TRUE;
  dex_future_disown (easel_fiber_spawn (
      restore_fiber, removal_new (removal->service, removal->slug, removal->id), removal_free));
}

static void
finish_removal (gpointer data, GClosure *closure)
{
  Removal *removal = data;

  if (removal->undone)
    removal_free (removal);
  else
    dex_future_disown (easel_fiber_spawn (forget_fiber, removal, removal_free));
}

static void
on_deleted_cb (EaselPreferencesDialog *self, EaselProvider *provider)
{
  g_autofree char *title = NULL;
  AdwToast *toast;

  if (self->rows == NULL)
    return;
  /* Translators: %s is the name of an account */
  title = g_strdup_printf (_ ("“%s” deleted"), easel_provider_get_name (provider));
  toast = adw_toast_new ("");
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, title);
  adw_toast_set_button_label (toast, _ ("Undo"));
  g_signal_connect_data (
      toast, "button-clicked", G_CALLBACK (on_undo_delete_cb),
      removal_new (self->service, easel_provider_get_slug (provider), easel_provider_get_id (provider)),
      finish_removal, G_CONNECT_SWAPPED);
  adw_preferences_dialog_add_toast (ADW_PREFERENCES_DIALOG (self), toast);
}

static EaselProviderPage *
make_page (EaselPreferencesDialog *self, EaselProvider *provider)
{
  EaselProviderPage *page = easel_provider_page_new (self->service, provider);

  easel_provider_page_offer_pulls (page, self->local);
  g_signal_connect_object (page, "deleted", G_CALLBACK (on_deleted_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (page, "key-changed", G_CALLBACK (read_keys), self, G_CONNECT_SWAPPED);
  return page;
}

static void
on_row_activated_cb (EaselPreferencesDialog *self, EaselAccountRow *row)
{
  EaselProviderPage *page = make_page (self, easel_account_row_get_provider (row));

  easel_provider_page_set_key_state (page, easel_account_row_get_key_state (row));
  adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (self), ADW_NAVIGATION_PAGE (page));
}

/* The new account's page takes the place of those that led to it. */
static void
on_added_cb (EaselPreferencesDialog *self, EaselProvider *provider, AdwNavigationPage *from)
{
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (from), ADW_TYPE_NAVIGATION_VIEW);
  g_autoptr (GListModel) stack = NULL;
  g_autoptr (AdwNavigationPage) root = NULL;
  AdwNavigationPage *pages[2];

  if (view == NULL)
    return;
  stack = adw_navigation_view_get_navigation_stack (ADW_NAVIGATION_VIEW (view));
  root = g_list_model_get_item (stack, 0);
  pages[0] = root;
  pages[1] = ADW_NAVIGATION_PAGE (make_page (self, provider));
  adw_navigation_view_replace (ADW_NAVIGATION_VIEW (view), pages, G_N_ELEMENTS (pages));
  read_keys (self);
}

static void
on_known_chosen_cb (EaselPreferencesDialog *self, const EaselKnownService *known)
{
  EaselNewProviderPage *page = easel_new_provider_page_new (self->service, known);

  g_signal_connect_object (page, "added", G_CALLBACK (on_added_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (self), ADW_NAVIGATION_PAGE (page));
}

static void
on_add_clicked_cb (EaselPreferencesDialog *self)
{
  easel_preferences_dialog_add_account (self);
}

static void
on_all_models_activated_cb (EaselPreferencesDialog *self)
{
  GListModel *models = easel_provider_service_get_all_models (self->service);

  adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (self),
                                       ADW_NAVIGATION_PAGE (easel_models_page_new (self->service, models)));
}

static void
on_models_changed_cb (EaselPreferencesDialog *self)
{
  guint n_all = g_list_model_get_n_items (easel_provider_service_get_all_models (self->service));
  guint n_offered = g_list_model_get_n_items (easel_provider_service_get_models (self->service));
  g_autofree char *all = g_strdup_printf (ngettext ("%u model", "%u models", n_all), n_all);
  /* Translators: "1,000 models, 20 offered": how many there are, and how many can be chosen */
  g_autofree char *text = g_strdup_printf (_ ("%s, %u offered"), all, n_offered);

  adw_action_row_set_subtitle (self->all_models_row, text);
}

static void
on_retry_cb (EaselPreferencesDialog *self)
{
  read_keys (self);
}

static gboolean
is_on_this_computer (EaselProvider *provider)
{
  const char *address = easel_provider_get_base_url (provider);

  return easel_provider_is_sandbox (provider) ||
         (address != NULL && easel_address_check (address, NULL) == EASEL_ADDRESS_LOCAL);
}

static void
remove_row (EaselPreferencesDialog *self, EaselAccountRow *row)
{
  GtkWidget *group = gtk_widget_get_ancestor (GTK_WIDGET (row), ADW_TYPE_PREFERENCES_GROUP);

  adw_preferences_group_remove (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (row));
}

/* Rows that stay are kept, so that the focus finds its row again. */
static void
on_providers_changed_cb (EaselPreferencesDialog *self)
{
  GListModel *providers = easel_provider_service_get_providers (self->service);
  g_autoptr (GPtrArray) old = self->rows;
  guint n_accounts = 0;
  gboolean any_new = FALSE;

  self->rows = g_ptr_array_new ();
  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr (EaselProvider) provider = g_list_model_get_item (providers, i);
      gboolean is_local = is_on_this_computer (provider);
      AdwPreferencesGroup *group = is_local ? self->local_group : self->accounts_group;
      EaselAccountRow *row = NULL;

      n_accounts += !is_local;
      for (guint j = 0; j < old->len && row == NULL; j++)
        if (shows (old->pdata[j], provider) && gtk_widget_is_ancestor (old->pdata[j], GTK_WIDGET (group)))
          row = g_ptr_array_remove_index (old, j);
      if (row != NULL)
        easel_account_row_set_provider (row, provider);
      else
        {
          row = easel_account_row_new (self->service, provider);
          g_signal_connect_object (row, "activated", G_CALLBACK (on_row_activated_cb), self,
                                   G_CONNECT_SWAPPED);
          adw_preferences_group_add (group, GTK_WIDGET (row));
          any_new = TRUE;
        }
      g_ptr_array_add (self->rows, row);
    }
  for (guint j = 0; j < old->len; j++)
    remove_row (self, old->pdata[j]);
  gtk_widget_set_visible (self->no_accounts_row, n_accounts == 0);
  gtk_widget_set_visible (GTK_WIDGET (self->local_group), self->rows->len > n_accounts);
  if (any_new)
    read_keys (self);
}

static void
easel_preferences_dialog_closed (AdwDialog *dialog)
{
  EaselPreferencesDialog *self = EASEL_PREFERENCES_DIALOG (dialog);

  self->keys_serial++;
  dex_clear (&self->keys);
  stop_checking (self);

  ADW_DIALOG_CLASS (easel_preferences_dialog_parent_class)->closed (dialog);
}

/* A dialog of libadwaita 1.7 never gives back what was added to it. */
static void
drop_page (EaselPreferencesDialog *self, AdwPreferencesPage **page)
{
  AdwPreferencesPage *dropped = g_steal_pointer (page);

  if (dropped != NULL)
    adw_preferences_dialog_remove (ADW_PREFERENCES_DIALOG (self), dropped);
}

static void
easel_preferences_dialog_dispose (GObject *object)
{
  EaselPreferencesDialog *self = EASEL_PREFERENCES_DIALOG (object);

  self->keys_serial++;
  dex_clear (&self->keys);
  stop_checking (self);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->local);
  g_clear_object (&self->service);
  drop_page (self, &self->general_page);
  drop_page (self, &self->usage_page);
  drop_page (self, &self->providers_page);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_PREFERENCES_DIALOG);

  G_OBJECT_CLASS (easel_preferences_dialog_parent_class)->dispose (object);
}

static void
easel_preferences_dialog_finalize (GObject *object)
{
  EaselPreferencesDialog *self = EASEL_PREFERENCES_DIALOG (object);

  dex_unref (self->closing);
  g_hash_table_unref (self->asked);

  G_OBJECT_CLASS (easel_preferences_dialog_parent_class)->finalize (object);
}

static void
easel_preferences_dialog_class_init (EaselPreferencesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_preferences_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = easel_preferences_dialog_finalize;
  ADW_DIALOG_CLASS (klass)->closed = easel_preferences_dialog_closed;

  g_type_ensure (EASEL_TYPE_FOUND_GROUP);
  g_type_ensure (EASEL_TYPE_PROBLEM_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/preferences/easel-preferences-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselPreferencesDialog, providers_page);
  gtk_widget_class_bind_template_child (widget_class, EaselPreferencesDialog, accounts_group);
  gtk_widget_class_bind_template_child (widget_class, EaselPreferencesDialog, local_group);
  gtk_widget_class_bind_template_child (widget_class, EaselPreferencesDialog, found_group);
  gtk_widget_class_bind_template_child (widget_class, EaselPreferencesDialog, key_problem_row);
  gtk_widget_class_bind_template_child (widget_class, EaselPreferencesDialog, no_accounts_row);
  gtk_widget_class_bind_template_child (widget_class, EaselPreferencesDialog, add_button);
  gtk_widget_class_bind_template_callback (widget_class, on_add_clicked_cb);
  gtk_widget_class_bind_template_child (widget_class, EaselPreferencesDialog, all_models_row);
  gtk_widget_class_bind_template_callback (widget_class, on_all_models_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_retry_cb);
}

static void
easel_preferences_dialog_init (EaselPreferencesDialog *self)
{
  self->rows = g_ptr_array_new ();
  self->closing = dex_promise_new ();
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  easel_problem_row_set_action (self->key_problem_row, _ ("Retry"));
}

/* A page that takes the focus before all of the dialog is laid out would keep
 * the dialog alive after its end. */
static gboolean
is_laid_out (EaselPreferencesDialog *self)
{
  return gtk_widget_get_mapped (self->add_button) && gtk_widget_get_width (self->add_button) > 0;
}

static gboolean
on_first_frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  if (!is_laid_out (EASEL_PREFERENCES_DIALOG (widget)))
    return G_SOURCE_CONTINUE;
  easel_preferences_dialog_add_account (EASEL_PREFERENCES_DIALOG (widget));
  return G_SOURCE_REMOVE;
}

/**
 * easel_preferences_dialog_new:
 * @context: what holds the services; it must be open
 *
 * Returns: (transfer floating): a new dialog
 */
EaselPreferencesDialog *
easel_preferences_dialog_new (EaselContext *context)
{
  EaselPreferencesDialog *self = g_object_new (EASEL_TYPE_PREFERENCES_DIALOG, NULL);

  self->service = g_object_ref (easel_context_get_providers (context));
  g_signal_connect_object (easel_provider_service_get_providers (self->service), "items-changed",
                           G_CALLBACK (on_providers_changed_cb), self, G_CONNECT_SWAPPED);
  on_providers_changed_cb (self);
  g_signal_connect_object (easel_provider_service_get_all_models (self->service), "items-changed",
                           G_CALLBACK (on_models_changed_cb), self, G_CONNECT_SWAPPED);
  on_models_changed_cb (self);
  self->local = g_object_ref (easel_context_get_local (context));
  easel_found_group_set_service (self->found_group, self->local);
  dex_future_disown (easel_fiber_spawn (describe_store_fiber, task_new (self), task_free));
  self->general_page = ADW_PREFERENCES_PAGE (easel_general_page_new (context));
  adw_preferences_dialog_add (ADW_PREFERENCES_DIALOG (self), self->general_page);
  self->usage_page = ADW_PREFERENCES_PAGE (easel_usage_page_new (context));
  adw_preferences_dialog_add (ADW_PREFERENCES_DIALOG (self), self->usage_page);
  return self;
}

/**
 * easel_preferences_dialog_add_account:
 * @self: the dialog
 *
 * Shows the services to choose from, as its Add button does.
 */
void
easel_preferences_dialog_add_account (EaselPreferencesDialog *self)
{
  EaselKnownPage *page;

  g_return_if_fail (EASEL_IS_PREFERENCES_DIALOG (self));

  if (!is_laid_out (self))
    {
      gtk_widget_add_tick_callback (GTK_WIDGET (self), on_first_frame_cb, NULL, NULL);
      return;
    }
  gtk_widget_grab_focus (self->add_button);
  page = easel_known_page_new (self->service);
  g_signal_connect_object (page, "chosen", G_CALLBACK (on_known_chosen_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_dialog_push_subpage (ADW_PREFERENCES_DIALOG (self), ADW_NAVIGATION_PAGE (page));
}
