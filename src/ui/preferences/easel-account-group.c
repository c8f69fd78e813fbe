// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-account-group.h"

#include <glib/gi18n.h>

#include "easel-account-row.h"
#include "easel-fiber.h"
#include "easel-problem-row.h"

/* What the template says as a number. */
G_STATIC_ASSERT (EASEL_MOST_CALLS_LIMIT == 64);

/**
 * EaselAccountGroup:
 *
 * What few change of an account: its picture, the protocol that it speaks, and
 * how many calls it gets at once.
 */
struct _EaselAccountGroup
{
  AdwPreferencesGroup parent_instance;

  /* template */
  GtkImage *picture_image;
  GtkWidget *reset_button;
  GtkWidget *choose_button;
  AdwExpanderRow *advanced_row;
  AdwComboRow *protocol_row;
  AdwSpinRow *calls_row;
  EaselProblemRow *problem_row;

  /* owned */
  EaselProviderService *service;
  EaselProvider *provider;
  GPtrArray *protocols; /* borrowed ids, in the order of the row's list */

  /* state */
  guint most_calls; /* what was chosen last */
  gboolean saving_calls;
  gboolean updating;
};

G_DEFINE_FINAL_TYPE (EaselAccountGroup, easel_account_group, ADW_TYPE_PREFERENCES_GROUP)

/* What a fiber of the group works on; the group may be disposed meanwhile. */
typedef struct
{
  EaselAccountGroup *group;
  EaselProviderService *service;
  char *slug;
  char *text;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->group);
  g_object_unref (task->service);
  g_free (task->slug);
  g_free (task->text);
  g_free (task);
}

static void
spawn (EaselAccountGroup *self, DexFiberFunc func, const char *text)
{
  Task *task = g_new0 (Task, 1);

  task->group = g_object_ref (self);
  task->service = g_object_ref (self->service);
  task->slug = g_strdup (easel_provider_get_slug (self->provider));
  task->text = g_strdup (text);
  dex_future_disown (easel_fiber_spawn (func, task, task_free));
}

/* ---- what is shown ---- */

static void
add_protocol (EaselAccountGroup *self, GtkStringList *names, const EaselProtocolName *protocol)
{
  g_ptr_array_add (self->protocols, (gpointer) protocol->id);
  gtk_string_list_append (names, protocol->name);
}

/* A known service speaks few, and often one; of another server nobody knows. */
static void
list_protocols (EaselAccountGroup *self)
{
  const EaselKnownService *known = easel_account_row_find_known (self->provider);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint n;
  const EaselProtocolName *protocols = easel_provider_service_get_protocols (&n);

  g_ptr_array_set_size (self->protocols, 0);
  for (guint i = 0; i < n; i++)
    if (known == NULL || g_str_equal (protocols[i].id, known->protocol) ||
        (known->also != NULL && g_strv_contains (known->also, protocols[i].id)))
      add_protocol (self, names, &protocols[i]);
  adw_combo_row_set_model (self->protocol_row, G_LIST_MODEL (names));
  gtk_widget_set_visible (GTK_WIDGET (self->protocol_row), self->protocols->len > 1);
}

static void
show_protocol (EaselAccountGroup *self)
{
  guint at = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < self->protocols->len; i++)
    if (g_strcmp0 (self->protocols->pdata[i], easel_provider_get_protocol (self->provider)) == 0)
      at = i;
  adw_combo_row_set_selected (self->protocol_row, at);
}

static void
show (EaselAccountGroup *self)
{
  self->updating = TRUE;
  easel_account_row_show_picture (self->picture_image, self->service, self->provider);
  gtk_widget_set_visible (self->reset_button, easel_provider_get_logo (self->provider) != NULL);
  show_protocol (self);
  if (!self->saving_calls)
    adw_spin_row_set_value (self->calls_row, easel_provider_get_most_calls (self->provider));
  self->updating = FALSE;
}

/* What was refused is shown as it was, with the reason. */
static void
finish (EaselAccountGroup *self, const GError *error)
{
  if (self->provider == NULL)
    return;
  easel_problem_row_set_problem (self->problem_row, error != NULL ? error->message : NULL);
  show (self);
}

/* ---- the picture ---- */

static DexFuture *
set_picture_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;

  dex_await (easel_provider_service_set_logo (task->service, task->slug, task->text), &error);
  finish (task->group, error);
  return NULL;
}

/* A hidden button would leave the focus nowhere. */
static void
on_reset_clicked_cb (EaselAccountGroup *self)
{
  gtk_widget_grab_focus (self->choose_button);
  spawn (self, set_picture_fiber, NULL);
}

static void
on_file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EaselAccountGroup) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (file != NULL && g_file_peek_path (file) != NULL && self->provider != NULL)
    easel_account_group_take_picture (self, g_file_peek_path (file));
}

static void
on_choose_clicked_cb (EaselAccountGroup *self)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Pictures"));
  gtk_file_filter_add_mime_type (filter, "image/png");
  gtk_file_filter_add_mime_type (filter, "image/jpeg");
  gtk_file_dialog_set_title (dialog, _ ("Choose a Picture"));
  gtk_file_dialog_set_default_filter (dialog, filter);
  gtk_file_dialog_open (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), NULL, on_file_chosen_cb,
                        g_object_ref (self));
}

/* ---- advanced ---- */

static DexFuture *
set_protocol_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;

  dex_await (easel_provider_service_edit (task->service, task->slug,
                                          &(EaselProviderEdit) { .protocol = task->text }),
             &error);
  finish (task->group, error);
  return NULL;
}

static void
on_protocol_changed_cb (EaselAccountGroup *self)
{
  guint at = adw_combo_row_get_selected (self->protocol_row);

  if (self->updating || self->provider == NULL || at >= self->protocols->len ||
      g_strcmp0 (self->protocols->pdata[at], easel_provider_get_protocol (self->provider)) == 0)
    return;
  spawn (self, set_protocol_fiber, self->protocols->pdata[at]);
}

/* One after another; of those that were passed on the way, none is kept. */
static DexFuture *
set_calls_fiber (gpointer data)
{
  Task *task = data;
  EaselAccountGroup *self = task->group;
  g_autoptr (GError) error = NULL;
  guint most;

  do
    most = self->most_calls;
  while (dex_await (easel_provider_service_set_most_calls (task->service, task->slug, most), &error) &&
         most != self->most_calls);
  self->saving_calls = FALSE;
  finish (self, error);
  return NULL;
}

static void
on_calls_changed_cb (EaselAccountGroup *self)
{
  if (self->updating || self->provider == NULL)
    return;
  self->most_calls = (guint) adw_spin_row_get_value (self->calls_row);
  if (self->saving_calls || self->most_calls == easel_provider_get_most_calls (self->provider))
    return;
  self->saving_calls = TRUE;
  spawn (self, set_calls_fiber, NULL);
}

/* ---- object ---- */

static void
easel_account_group_dispose (GObject *object)
{
  EaselAccountGroup *self = EASEL_ACCOUNT_GROUP (object);

  g_clear_object (&self->provider);
  g_clear_object (&self->service);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_ACCOUNT_GROUP);

  G_OBJECT_CLASS (easel_account_group_parent_class)->dispose (object);
}

static void
easel_account_group_finalize (GObject *object)
{
  g_ptr_array_unref (EASEL_ACCOUNT_GROUP (object)->protocols);

  G_OBJECT_CLASS (easel_account_group_parent_class)->finalize (object);
}

static void
easel_account_group_class_init (EaselAccountGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_account_group_dispose;
  G_OBJECT_CLASS (klass)->finalize = easel_account_group_finalize;

  g_type_ensure (EASEL_TYPE_PROBLEM_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/preferences/easel-account-group.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselAccountGroup, picture_image);
  gtk_widget_class_bind_template_child (widget_class, EaselAccountGroup, reset_button);
  gtk_widget_class_bind_template_child (widget_class, EaselAccountGroup, choose_button);
  gtk_widget_class_bind_template_child (widget_class, EaselAccountGroup, advanced_row);
  gtk_widget_class_bind_template_child (widget_class, EaselAccountGroup, protocol_row);
  gtk_widget_class_bind_template_child (widget_class, EaselAccountGroup, calls_row);
  gtk_widget_class_bind_template_child (widget_class, EaselAccountGroup, problem_row);
  gtk_widget_class_bind_template_callback (widget_class, on_reset_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_choose_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_protocol_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_calls_changed_cb);
}

static void
easel_account_group_init (EaselAccountGroup *self)
{
  self->protocols = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * easel_account_group_set_provider:
 * @self: the group
 * @service: what the account belongs to
 * @provider: the account, as it is now
 */
void
easel_account_group_set_provider (EaselAccountGroup *self,
                                  EaselProviderService *service,
                                  EaselProvider *provider)
{
  gboolean moved;

  g_return_if_fail (EASEL_IS_ACCOUNT_GROUP (self));

  /* What a server may speak hangs on where it is. */
  moved = self->provider == NULL || g_strcmp0 (easel_provider_get_base_url (self->provider),
                                               easel_provider_get_base_url (provider)) != 0;
  g_set_object (&self->service, service);
  g_set_object (&self->provider, provider);
  self->updating = TRUE;
  if (moved)
    list_protocols (self);
  self->updating = FALSE;
  show (self);
}

/**
 * easel_account_group_take_picture:
 * @self: the group
 * @path: a PNG or JPEG picture
 *
 * Gives the account a picture of the user's own, as its Choose button does.
 */
void
easel_account_group_take_picture (EaselAccountGroup *self, const char *path)
{
  g_return_if_fail (EASEL_IS_ACCOUNT_GROUP (self));
  g_return_if_fail (path != NULL);

  if (self->provider != NULL)
    spawn (self, set_picture_fiber, path);
}
