// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-found-group.h"

#include <glib/gi18n.h>

#include "easel-announce.h"
#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-problem-row.h"
#include "easel-provider.h"

/**
 * EaselFoundGroup:
 *
 * The programs on this computer that serve models and have no account yet, each
 * with one button to add it. It looks when it is shown and when its window is
 * come back to, and is not seen while there is nothing.
 */
struct _EaselFoundGroup
{
  AdwPreferencesGroup parent_instance;

  /* template */
  EaselProblemRow *problem_row;

  /* owned */
  EaselLocalService *service;
  GPtrArray *rows; /* borrowed widgets, in the order of the list */
  GSignalGroup *window;

  /* state */
  gboolean looking;
};

G_DEFINE_FINAL_TYPE (EaselFoundGroup, easel_found_group, ADW_TYPE_PREFERENCES_GROUP)

/* What a fiber of the group works on. */
typedef struct
{
  EaselFoundGroup *group;
  EaselFoundServer *found;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->group);
  g_clear_object (&task->found);
  g_free (task);
}

static void
spawn (EaselFoundGroup *self, DexFiberFunc func, EaselFoundServer *found)
{
  Task *task = g_new0 (Task, 1);

  task->group = g_object_ref (self);
  g_set_object (&task->found, found);
  dex_future_disown (easel_fiber_spawn (func, task, task_free));
}

static gboolean
is_shown (EaselFoundGroup *self)
{
  return self->service != NULL && gtk_widget_get_root (GTK_WIDGET (self)) != NULL;
}

static DexFuture *
look_fiber (gpointer data)
{
  EaselFoundGroup *self = ((Task *) data)->group;
  g_autoptr (GError) error = NULL;

  if (!dex_await (easel_local_service_look (self->service), &error))
    g_warning ("Looking for servers on this computer: %s", error->message);
  self->looking = FALSE;
  return NULL;
}

static void
look (EaselFoundGroup *self)
{
  if (self->looking || !is_shown (self))
    return;
  self->looking = TRUE;
  spawn (self, look_fiber, NULL);
}

static DexFuture *
add_fiber (gpointer data)
{
  Task *task = data;
  EaselFoundGroup *self = task->group;
  g_autoptr (EaselProvider) provider = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  provider = dex_await_object (easel_local_service_add (self->service, task->found), &error);
  if (!is_shown (self))
    return NULL;
  if (provider == NULL)
    {
      easel_problem_row_set_problem (self->problem_row, error->message);
      gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
      return NULL;
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
  easel_problem_row_set_problem (self->problem_row, NULL);
  /* Translators: %s is the name of an account, such as "Ollama" */
  text = g_strdup_printf (_ ("%s was added"), easel_provider_get_name (provider));
  easel_announce (GTK_WIDGET (self), text);
  return NULL;
}

static void
on_add_clicked_cb (EaselFoundGroup *self, GtkWidget *button)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, ADW_TYPE_ACTION_ROW);
  guint position;

  if (!g_ptr_array_find (self->rows, row, &position))
    return;
  /* One after the other: the list changes with each. */
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  {
    g_autoptr (EaselFoundServer) found =
        g_list_model_get_item (easel_local_service_get_found (self->service), position);

    spawn (self, add_fiber, found);
  }
}

static GtkWidget *
make_row (EaselFoundGroup *self, EaselFoundServer *found)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_label (_ ("Add"));
  const char *name = easel_found_server_get_name (found);
  const char *address = easel_found_server_get_base_url (found);
  g_autofree char *subtitle = NULL;
  g_autofree char *label = NULL;

  /* Translators: %s is an address of this computer */
  subtitle = easel_found_server_is_loading (found) ? g_strdup_printf (_ ("%s · loading its model"), address)
                                                   : g_strdup (address);
  /* Translators: %s is the name of a program, such as "Ollama" */
  label = g_strdup_printf (_ ("Add %s"), name);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), FALSE);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_add_clicked_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  return row;
}

static void
on_found_changed_cb (EaselFoundGroup *self, guint position, guint removed, guint added, GListModel *found)
{
  /* Rows in between would stand at the end of the group: all are made anew. */
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self), self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < g_list_model_get_n_items (found); i++)
    {
      g_autoptr (EaselFoundServer) server = g_list_model_get_item (found, i);
      GtkWidget *row = make_row (self, server);

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), self->rows->len > 0);
}

/* Who was sent away to start a server comes back. */
static void
on_window_active_cb (EaselFoundGroup *self, GParamSpec *pspec, GtkWindow *window)
{
  if (gtk_window_is_active (window))
    look (self);
}

static void
easel_found_group_root (GtkWidget *widget)
{
  EaselFoundGroup *self = EASEL_FOUND_GROUP (widget);

  GTK_WIDGET_CLASS (easel_found_group_parent_class)->root (widget);

  g_signal_group_set_target (self->window, gtk_widget_get_root (widget));
  look (self);
}

static void
easel_found_group_unroot (GtkWidget *widget)
{
  EaselFoundGroup *self = EASEL_FOUND_GROUP (widget);

  g_signal_group_set_target (self->window, NULL);

  GTK_WIDGET_CLASS (easel_found_group_parent_class)->unroot (widget);
}

static void
easel_found_group_dispose (GObject *object)
{
  EaselFoundGroup *self = EASEL_FOUND_GROUP (object);

  g_clear_object (&self->window);
  g_clear_object (&self->service);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_FOUND_GROUP);

  G_OBJECT_CLASS (easel_found_group_parent_class)->dispose (object);
}

static void
easel_found_group_class_init (EaselFoundGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_found_group_dispose;
  widget_class->root = easel_found_group_root;
  widget_class->unroot = easel_found_group_unroot;

  g_type_ensure (EASEL_TYPE_PROBLEM_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/preferences/easel-found-group.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselFoundGroup, problem_row);
}

static void
easel_found_group_init (EaselFoundGroup *self)
{
  self->rows = g_ptr_array_new ();
  self->window = g_signal_group_new (GTK_TYPE_WINDOW);
  g_signal_group_connect_swapped (self->window, "notify::is-active", G_CALLBACK (on_window_active_cb), self);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * easel_found_group_set_service:
 * @self: the group
 * @service: what looks
 *
 * Says where the servers come from. To be called once.
 */
void
easel_found_group_set_service (EaselFoundGroup *self, EaselLocalService *service)
{
  GListModel *found;

  g_return_if_fail (EASEL_IS_FOUND_GROUP (self));
  g_return_if_fail (EASEL_IS_LOCAL_SERVICE (service));

  g_assert (self->service == NULL);
  self->service = g_object_ref (service);
  found = easel_local_service_get_found (service);
  g_signal_connect_object (found, "items-changed", G_CALLBACK (on_found_changed_cb), self, G_CONNECT_SWAPPED);
  on_found_changed_cb (self, 0, 0, 0, found);
  look (self);
}
