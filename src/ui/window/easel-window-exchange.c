// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-window-private.h"

#include "easel-export-dialog.h"
#include "easel-import-dialog.h"

/* Chats into files and out of them. */

static void
on_told_cb (EaselWindow *self, const char *sentence)
{
  AdwToast *toast;

  if (self->context == NULL)
    return;
  toast = adw_toast_new ("");
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, sentence);
  easel_window_add_toast (self, toast);
}

static void
ask (EaselWindow *self, gint64 thread_id, const char *title)
{
  EaselExportDialog *dialog =
      easel_export_dialog_new (easel_context_get_exchange (self->context), thread_id, title);

  g_signal_connect_object (dialog, "exported", G_CALLBACK (on_told_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
}

static void
on_export_chat (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);
  gint64 thread_id = g_variant_get_int64 (parameter);
  g_autoptr (EaselThread) thread = NULL;

  if (self->context == NULL)
    return;
  thread = easel_chat_service_find (easel_context_get_chats (self->context), thread_id);
  if (thread != NULL)
    ask (self, thread_id, easel_thread_get_title (thread));
}

static void
on_export_all_chats (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);

  if (self->context != NULL)
    ask (self, 0, NULL);
}

static void
on_import_chats (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);
  EaselImportDialog *dialog;

  if (self->context == NULL)
    return;
  dialog = easel_import_dialog_new (easel_context_get_exchange (self->context));
  g_signal_connect_object (dialog, "ended", G_CALLBACK (on_told_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), widget);
}

void
_easel_window_install_exchange_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.export-chat", "x", on_export_chat);
  gtk_widget_class_install_action (widget_class, "win.export-all-chats", NULL, on_export_all_chats);
  gtk_widget_class_install_action (widget_class, "win.import-chats", NULL, on_import_chats);
}
