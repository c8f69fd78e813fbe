// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-library-page-private.h"

#include <glib/gi18n.h>

#include "easel-dex-clipboard.h"
#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-import-bar.h"

/* How files come into the library: chosen, dropped, pasted. */

typedef struct
{
  EaselLibraryPage *page;
  EaselAssetImport *run;
  /* Of those that are on another computer. */
  guint n_far;
} Import;

static void
import_free (gpointer data)
{
  Import *import = data;

  g_object_unref (import->page);
  g_object_unref (import->run);
  g_free (import);
}

static char *
describe_result (EaselAssetImport *run, guint n_far)
{
  guint n = easel_asset_import_get_n_added (run);
  guint n_failed = easel_asset_import_get_n_failed (run) + n_far;
  const char *problem = easel_asset_import_get_failed_reason (run, 0);

  if (problem == NULL)
    problem = _ ("Files of another computer are copied to this one first.");
  if (easel_asset_import_is_stopped (run))
    return g_strdup_printf (ngettext ("Stopped: %u picture brought in", "Stopped: %u pictures brought in", n),
                            n);
  if (n_failed == 1 && n == 0)
    return g_strdup (problem);
  if (n_failed > 0)
    /* Translators: how many could not be brought in, and why the first of them */
    return g_strdup_printf (ngettext ("%u file was left out: %s", "%u files were left out: %s", n_failed),
                            n_failed, problem);
  if (n == 0 && easel_asset_import_get_n_skipped (run) > 0)
    return g_strdup (_ ("All of it is in the library already"));
  return g_strdup_printf (ngettext ("%u picture brought in", "%u pictures brought in", n), n);
}

static void
show_result (EaselLibraryPage *self, EaselAssetImport *run, const char *text)
{
  AdwToast *toast = adw_toast_new ("");

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, text);
  if (easel_asset_import_get_n_failed (run) > 0)
    {
      g_set_object (&self->last_import, run);
      adw_toast_set_button_label (toast, _ ("Show"));
      adw_toast_set_action_name (toast, "page.show-left-out");
      adw_toast_set_timeout (toast, 0);
    }
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

static void
on_show_left_out (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (widget);

  if (self->last_import != NULL)
    easel_import_bar_show_failures (self->last_import, widget);
}

static DexFuture *
import_fiber (gpointer data)
{
  Import *import = data;
  EaselLibraryPage *self = import->page;
  GtkWidget *bar = easel_import_bar_new (import->run);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  gtk_box_append (self->import_box, bar);

  if (!dex_await (easel_asset_import_wait (import->run), &error))
    text = g_strdup (error->message);
  else
    text = describe_result (import->run, import->n_far);
  if (self->context == NULL)
    return NULL;
  gtk_box_remove (self->import_box, bar);
  show_result (self, import->run, text);
  return NULL;
}

/*
 * Brings in a list of GFile, folders with all that is in them. What is in the
 * library already is left alone.
 */
void
_easel_library_page_import (EaselLibraryPage *self, GListModel *files)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) paths = NULL;
  Import *import;
  guint n_far = 0;

  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      if (g_file_peek_path (file) != NULL)
        g_strv_builder_add (builder, g_file_peek_path (file));
      else
        n_far++;
    }
  if (g_list_model_get_n_items (files) == 0)
    return;
  paths = g_strv_builder_end (builder);
  import = g_new0 (Import, 1);
  import->page = g_object_ref (self);
  import->run =
      easel_library_service_import (_easel_library_page_get_service (self), (const char *const *) paths);
  import->n_far = n_far;
  dex_future_disown (easel_fiber_spawn (import_fiber, import, import_free));
}

static void
on_files_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EaselLibraryPage) self = user_data;
  g_autoptr (GListModel) files =
      gtk_file_dialog_open_multiple_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (files != NULL && self->context != NULL)
    _easel_library_page_import (self, files);
}

static void
on_import (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (widget);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);

  gtk_file_filter_set_name (filter, _ ("Pictures and Clips"));
  gtk_file_filter_add_mime_type (filter, "image/*");
  gtk_file_filter_add_mime_type (filter, "video/*");
  g_list_store_append (filters, filter);
  gtk_file_dialog_set_title (dialog, _ ("Bring In Pictures"));
  gtk_file_dialog_set_accept_label (dialog, _ ("_Bring In"));
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_open_multiple (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), self->cancellable,
                                 on_files_chosen_cb, g_object_ref (self));
}

static void
on_folders_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EaselLibraryPage) self = user_data;
  g_autoptr (GListModel) folders =
      gtk_file_dialog_select_multiple_folders_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (folders != NULL && self->context != NULL)
    _easel_library_page_import (self, folders);
}

static void
on_import_folder (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (widget);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Bring In a Folder"));
  gtk_file_dialog_set_accept_label (dialog, _ ("_Bring In"));
  gtk_file_dialog_select_multiple_folders (dialog, GTK_WINDOW (gtk_widget_get_root (widget)),
                                           self->cancellable, on_folders_chosen_cb, g_object_ref (self));
}

static gboolean
on_drop_cb (EaselLibraryPage *self, const GValue *value)
{
  GSList *files = gdk_file_list_get_files (g_value_get_boxed (value));
  g_autoptr (GListStore) list = g_list_store_new (G_TYPE_FILE);

  for (GSList *file = files; file != NULL; file = file->next)
    g_list_store_append (list, file->data);
  g_slist_free (files);
  _easel_library_page_import (self, G_LIST_MODEL (list));
  return TRUE;
}

/* Not back into the library it comes from. */
static GdkDragAction
on_drop_enter_cb (EaselLibraryPage *self, double x, double y, GtkDropTarget *target)
{
  GdkDrop *drop = gtk_drop_target_get_current_drop (target);

  return drop != NULL && gdk_drop_get_drag (drop) == NULL ? GDK_ACTION_COPY : 0;
}

/* ---- paste ---- */

/* What is pasted at a time, and the forms of pictures that come in as they are:
 * another program's picture is not decoded here. */
#define MOST_PASTED ((guint) 256 * 1024 * 1024)
#define PASTED_AT_ONCE ((gsize) 256 * 1024)
static const char *image_types[] = {
  "image/png", "image/jpeg", "image/webp", "image/avif", "image/gif", NULL
};

typedef struct
{
  EaselLibraryPage *page;
  GdkClipboard *clipboard;
} Paste;

static void
paste_free (gpointer data)
{
  Paste *paste = data;

  g_object_unref (paste->page);
  g_object_unref (paste->clipboard);
  g_free (paste);
}

static GBytes *
read_pasted (GInputStream *stream, GError **error)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();

  for (;;)
    {
      g_autoptr (GBytes) piece =
          dex_await_boxed (dex_input_stream_read_bytes (stream, PASTED_AT_ONCE, G_PRIORITY_DEFAULT), error);

      if (piece == NULL)
        return NULL;
      if (g_bytes_get_size (piece) == 0)
        return g_byte_array_free_to_bytes (g_steal_pointer (&all));
      if (g_bytes_get_size (piece) > MOST_PASTED - all->len)
        {
          g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_TOO_LONG,
                               _ ("The picture is too large to be pasted. Bring in its file."));
          return NULL;
        }
      g_byte_array_append (all, g_bytes_get_data (piece, NULL), (guint) g_bytes_get_size (piece));
    }
}

static DexFuture *
paste_fiber (gpointer data)
{
  Paste *paste = data;
  EaselLibraryPage *self = paste->page;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselAsset) asset = NULL;

  stream = dex_await_object (easel_dex_clipboard_read (paste->clipboard, image_types), &error);
  if (stream != NULL)
    bytes = read_pasted (stream, &error);
  if (self->context == NULL)
    return NULL;
  if (bytes != NULL)
    asset = dex_await_object (easel_library_service_add_bytes (_easel_library_page_get_service (self), bytes,
                                                               _ ("Pasted picture"), EASEL_ASSET_FOR_LIBRARY),
                              &error);
  if (self->context != NULL)
    _easel_library_page_say (self, asset != NULL ? _ ("Picture brought in") : error->message);
  return NULL;
}

static void
on_files_pasted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EaselLibraryPage) self = user_data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);

  if (value != NULL && self->context != NULL)
    on_drop_cb (self, value);
}

static gboolean
has_picture (GdkContentFormats *formats)
{
  for (guint i = 0; image_types[i] != NULL; i++)
    if (gdk_content_formats_contain_mime_type (formats, image_types[i]))
      return TRUE;
  /* Of this program's own. */
  return gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE);
}

static void
on_paste (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (widget);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (widget);
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);

  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, self->cancellable,
                                    on_files_pasted_cb, g_object_ref (self));
  else if (has_picture (formats))
    {
      Paste *paste = g_new0 (Paste, 1);

      paste->page = g_object_ref (self);
      paste->clipboard = g_object_ref (clipboard);
      dex_future_disown (easel_fiber_spawn (paste_fiber, paste, paste_free));
    }
}

void
_easel_library_page_install_import (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "page.import", NULL, on_import);
  gtk_widget_class_install_action (widget_class, "page.import-folder", NULL, on_import_folder);
  gtk_widget_class_install_action (widget_class, "page.paste", NULL, on_paste);
  gtk_widget_class_install_action (widget_class, "page.show-left-out", NULL, on_show_left_out);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "page.paste", NULL);
}

void
_easel_library_page_init_import (EaselLibraryPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_object (target, "enter", G_CALLBACK (on_drop_enter_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->stack), GTK_EVENT_CONTROLLER (target));
}
