// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-paste-guard.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <libdex.h>
#include <string.h>

#include "easel-redact.h"

/* What a paste waits with. */
typedef struct
{
  GtkTextView *view;
  char *text;
} Paste;

static void
paste_free (gpointer data)
{
  Paste *paste = data;

  g_object_unref (paste->view);
  if (paste->text != NULL)
    explicit_bzero (paste->text, strlen (paste->text));
  g_free (paste->text);
  g_free (paste);
}

static void
insert (GtkTextView *view, const char *text)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);

  gtk_text_buffer_begin_user_action (buffer);
  gtk_text_buffer_delete_selection (buffer, TRUE, gtk_text_view_get_editable (view));
  gtk_text_buffer_insert_interactive_at_cursor (buffer, text, -1, gtk_text_view_get_editable (view));
  gtk_text_buffer_end_user_action (buffer);
  gtk_text_view_scroll_mark_onscreen (view, gtk_text_buffer_get_insert (buffer));
}

static void
on_response_cb (Paste *paste, const char *response)
{
  if (g_str_equal (response, "paste"))
    insert (paste->view, paste->text);
  gtk_widget_grab_focus (GTK_WIDGET (paste->view));
}

static void
free_closure (gpointer data, GClosure *closure)
{
  paste_free (data);
}

static void
ask (GtkTextView *view, const char *text)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (
      _ ("Paste a Key?"),
      _ ("The text looks like the key of an account. A prompt is saved and sent to models. "
         "Keys belong in Preferences, which keeps them in the keyring.")));
  Paste *paste = g_new0 (Paste, 1);

  paste->view = g_object_ref (view);
  paste->text = g_strdup (text);
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("Do Not Paste"), "paste", _ ("Paste Anyway"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "paste", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response_cb), paste, free_closure,
                         G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (view));
}

static void
on_text_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkTextView) view = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  /* A clipboard without text is no error: there is nothing to paste. */
  if (text == NULL || gtk_widget_get_root (GTK_WIDGET (view)) == NULL)
    return;
  if (easel_redact_find_key (text, NULL, NULL))
    ask (view, text);
  else
    insert (view, text);
}

static void
on_paste_clipboard_cb (GtkTextView *view)
{
  g_signal_stop_emission_by_name (view, "paste-clipboard");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (view)), NULL, on_text_read_cb,
                                 g_object_ref (view));
}

/**
 * easel_paste_guard_attach:
 * @view: a text that is saved or sent
 *
 * From here on a pasted text that looks like a key is questioned before it
 * gets into @view.
 */
void
easel_paste_guard_attach (GtkTextView *view)
{
  g_return_if_fail (GTK_IS_TEXT_VIEW (view));

  g_signal_connect (view, "paste-clipboard", G_CALLBACK (on_paste_clipboard_cb), NULL);
}
