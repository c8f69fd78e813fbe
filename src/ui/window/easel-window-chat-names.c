// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-window-private.h"

#include <glib/gi18n.h>

/* What chats and their folders are called. */

static EaselChatService *
get_chats (EaselWindow *self)
{
  return easel_context_get_chats (self->context);
}

static DexFuture *
rename_fiber (gpointer data)
{
  EaselWindowTask *task = data;
  EaselWindow *self = task->window;
  g_autoptr (GError) error = NULL;

  if (self->context != NULL &&
      !dex_await (easel_chat_service_rename (get_chats (self), task->id, task->text), &error) &&
      self->context != NULL)
    _easel_window_show_error (self, _ ("The Chat Could Not Be Renamed"), error);
  return NULL;
}

static DexFuture *
move_fiber (gpointer data)
{
  EaselWindowTask *task = data;
  EaselWindow *self = task->window;
  g_autoptr (GError) error = NULL;

  if (self->context != NULL &&
      !dex_await (easel_chat_service_set_folder (get_chats (self), task->id, task->text), &error) &&
      self->context != NULL)
    _easel_window_show_error (self, _ ("The Chat Could Not Be Moved"), error);
  return NULL;
}

static DexFuture *
rename_folder_fiber (gpointer data)
{
  EaselWindowTask *task = data;
  EaselWindow *self = task->window;
  g_autoptr (GError) error = NULL;

  if (self->context != NULL &&
      !dex_await (easel_chat_service_rename_folder (get_chats (self), task->other_text, task->text),
                  &error) &&
      self->context != NULL)
    _easel_window_show_error (self, _ ("The Folder Could Not Be Renamed"), error);
  return NULL;
}

/* @task: with the folder that is renamed as its other text. */
static void
on_entry_response_cb (EaselWindowTask *task, const char *response, AdwAlertDialog *dialog)
{
  GtkWidget *entry = g_object_get_data (G_OBJECT (dialog), "easel-entry");
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (entry))));

  if (g_str_equal (response, "rename"))
    _easel_window_spawn (rename_fiber, _easel_window_task_new (task->window, task->id, text));
  else if (g_str_equal (response, "move"))
    _easel_window_spawn (move_fiber, _easel_window_task_new (task->window, task->id, text));
  else if (g_str_equal (response, "rename-folder") && g_strcmp0 (text, task->other_text) != 0)
    {
      EaselWindowTask *renaming = _easel_window_task_new (task->window, 0, text);

      renaming->other_text = g_strdup (task->other_text);
      _easel_window_spawn (rename_folder_fiber, renaming);
    }
}

/* A dialog with one line to write; it takes @task. */
static AdwAlertDialog *
ask_for_text (
    EaselWindow *self, EaselWindowTask *task, const char *heading, const char *response, const char *label)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (heading, NULL));
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_entry_set_max_length (GTK_ENTRY (entry), 200);
  g_object_set_data (G_OBJECT (dialog), "easel-entry", entry);
  adw_alert_dialog_set_extra_child (dialog, entry);
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("Cancel"), response, label, NULL);
  adw_alert_dialog_set_response_appearance (dialog, response, ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (dialog, response);
  adw_dialog_set_focus (ADW_DIALOG (dialog), entry);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_entry_response_cb), task,
                         _easel_window_task_free_closure, G_CONNECT_SWAPPED);
  return dialog;
}

static void
on_rename_chat (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);
  gint64 id = g_variant_get_int64 (parameter);
  g_autoptr (EaselThread) thread = easel_chat_service_find (get_chats (self), id);
  AdwAlertDialog *dialog;
  GtkWidget *entry;

  if (thread == NULL)
    return;
  dialog =
      ask_for_text (self, _easel_window_task_new (self, id, NULL), _ ("Rename Chat"), "rename", _ ("Rename"));
  entry = g_object_get_data (G_OBJECT (dialog), "easel-entry");
  gtk_editable_set_text (GTK_EDITABLE (entry), easel_thread_get_title (thread));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Title"), -1);
  _easel_window_present (self, ADW_DIALOG (dialog));
}

static void
on_folder_clicked_cb (GtkEditable *entry, GtkButton *button)
{
  gtk_editable_set_text (entry, gtk_button_get_label (button));
}

/* The folders that there are, under the line for another. */
static void
on_move_chat (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);
  gint64 id = g_variant_get_int64 (parameter);
  g_autoptr (EaselThread) thread = easel_chat_service_find (get_chats (self), id);
  g_auto (GStrv) folders = easel_chat_service_dup_folders (get_chats (self));
  AdwAlertDialog *dialog;
  GtkWidget *box, *known, *entry;

  if (thread == NULL)
    return;
  dialog =
      ask_for_text (self, _easel_window_task_new (self, id, NULL), _ ("Move to Folder"), "move", _ ("Move"));
  adw_alert_dialog_set_body (dialog, _ ("Leave the name empty to take the chat out of its folder."));
  entry = g_object_get_data (G_OBJECT (dialog), "easel-entry");
  gtk_editable_set_text (GTK_EDITABLE (entry), easel_thread_get_folder (thread));
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Folder"), -1);
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  known = adw_wrap_box_new ();
  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (known), 6);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (known), 6);
  for (guint i = 0; folders != NULL && folders[i] != NULL; i++)
    {
      GtkWidget *button = gtk_button_new_with_label (folders[i]);

      g_signal_connect_object (button, "clicked", G_CALLBACK (on_folder_clicked_cb), entry,
                               G_CONNECT_SWAPPED);
      adw_wrap_box_append (ADW_WRAP_BOX (known), button);
    }
  g_object_ref (entry);
  adw_alert_dialog_set_extra_child (dialog, NULL);
  gtk_box_append (GTK_BOX (box), entry);
  g_object_unref (entry);
  gtk_box_append (GTK_BOX (box), known);
  adw_alert_dialog_set_extra_child (dialog, box);
  /* One that was taken out for a moment is forgotten. */
  adw_dialog_set_focus (ADW_DIALOG (dialog), entry);
  _easel_window_present (self, ADW_DIALOG (dialog));
}

/* For all chats that are in it. */
static void
on_rename_folder (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);
  const char *folder = g_variant_get_string (parameter, NULL);
  EaselWindowTask *task;
  AdwAlertDialog *dialog;
  GtkWidget *entry;

  if (!self->started || *folder == '\0')
    return;
  task = _easel_window_task_new (self, 0, NULL);
  task->other_text = g_strdup (folder);
  dialog = ask_for_text (self, task, _ ("Rename Folder"), "rename-folder", _ ("Rename"));
  adw_alert_dialog_set_body (dialog, _ ("Leave the name empty to take all chats out of the folder."));
  entry = g_object_get_data (G_OBJECT (dialog), "easel-entry");
  gtk_editable_set_text (GTK_EDITABLE (entry), folder);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Folder"), -1);
  _easel_window_present (self, ADW_DIALOG (dialog));
}

void
_easel_window_install_chat_name_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.rename-chat", "x", on_rename_chat);
  gtk_widget_class_install_action (widget_class, "win.move-chat", "x", on_move_chat);
  gtk_widget_class_install_action (widget_class, "win.rename-chat-folder", "s", on_rename_folder);
}
