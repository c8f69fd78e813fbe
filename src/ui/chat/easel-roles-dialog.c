// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-roles-dialog.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"
#include "easel-role-page.h"

/**
 * EaselRolesDialog:
 *
 * The roles, to be read, added, changed and deleted.
 */
struct _EaselRolesDialog
{
  AdwDialog parent_instance;

  /* template */
  AdwToastOverlay *toast_overlay;
  AdwNavigationView *view;
  GtkWidget *add_button;
  GtkListBox *roles_box;

  /* owned */
  EaselContext *context;
};

G_DEFINE_FINAL_TYPE (EaselRolesDialog, easel_roles_dialog, ADW_TYPE_DIALOG)

/* What bringing a role back needs. */
typedef struct
{
  EaselRolesDialog *dialog;
  gint64 id;
} Task;

static Task *
task_new (EaselRolesDialog *self, gint64 id)
{
  Task *task = g_new0 (Task, 1);

  task->dialog = g_object_ref (self);
  task->id = id;
  return task;
}

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->dialog);
  g_free (task);
}

static void
free_task_closure (gpointer data, GClosure *closure)
{
  task_free (data);
}

static DexFuture *
restore_fiber (gpointer data)
{
  Task *task = data;
  EaselRolesDialog *self = task->dialog;
  g_autoptr (GError) error = NULL;
  AdwDialog *dialog;

  if (self->context == NULL ||
      dex_await (easel_chat_service_restore_role (easel_context_get_chats (self->context), task->id),
                 &error) ||
      gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return NULL;
  dialog = adw_alert_dialog_new (_ ("The Role Could Not Be Brought Back"), error->message);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("Close"));
  adw_dialog_present (dialog, GTK_WIDGET (self));
  return NULL;
}

static void
on_undo_delete_cb (Task *task)
{
  dex_future_disown (easel_fiber_spawn (restore_fiber, task_new (task->dialog, task->id), task_free));
}

static void
on_deleted_cb (EaselRolesDialog *self, gint64 id, const char *name)
{
  g_autofree char *title = NULL;
  AdwToast *toast;

  if (self->context == NULL)
    return;
  /* Translators: %s is the name of a role */
  title = g_strdup_printf (_ ("“%s” deleted"), name);
  toast = adw_toast_new ("");
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, title);
  adw_toast_set_button_label (toast, _ ("Undo"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_undo_delete_cb), task_new (self, id),
                         free_task_closure, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

static void
show_page (EaselRolesDialog *self, EaselRole *role)
{
  EaselRolePage *page = easel_role_page_new (self->context, role);

  g_signal_connect_object (page, "deleted", G_CALLBACK (on_deleted_cb), self, G_CONNECT_SWAPPED);
  adw_navigation_view_push (self->view, ADW_NAVIGATION_PAGE (page));
}

static void
on_add_clicked_cb (EaselRolesDialog *self)
{
  show_page (self, NULL);
}

static void
on_row_activated_cb (EaselRolesDialog *self, GtkListBoxRow *row)
{
  show_page (self, g_object_get_data (G_OBJECT (row), "easel-role"));
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  EaselRole *role = item;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");
  const char *description = easel_role_get_description (role);

  gtk_accessible_update_state (GTK_ACCESSIBLE (arrow), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), easel_role_get_name (role));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), description != NULL ? description : "");
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "easel-role", g_object_ref (role), g_object_unref);
  return row;
}

static void
easel_roles_dialog_dispose (GObject *object)
{
  EaselRolesDialog *self = EASEL_ROLES_DIALOG (object);

  g_clear_object (&self->context);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_ROLES_DIALOG);

  G_OBJECT_CLASS (easel_roles_dialog_parent_class)->dispose (object);
}

static void
easel_roles_dialog_class_init (EaselRolesDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_roles_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/chat/easel-roles-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselRolesDialog, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, EaselRolesDialog, view);
  gtk_widget_class_bind_template_child (widget_class, EaselRolesDialog, add_button);
  gtk_widget_class_bind_template_child (widget_class, EaselRolesDialog, roles_box);
  gtk_widget_class_bind_template_callback (widget_class, on_add_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated_cb);
}

static void
easel_roles_dialog_init (EaselRolesDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * easel_roles_dialog_new:
 * @context: whose roles to show
 *
 * Returns: (transfer floating): a new dialog
 */
EaselRolesDialog *
easel_roles_dialog_new (EaselContext *context)
{
  EaselRolesDialog *self = g_object_new (EASEL_TYPE_ROLES_DIALOG, NULL);

  self->context = g_object_ref (context);
  gtk_list_box_bind_model (self->roles_box, easel_chat_service_get_roles (easel_context_get_chats (context)),
                           create_row, NULL, NULL);
  return self;
}
