// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-window-private.h"

#include <glib/gi18n.h>

#include "easel-library-page.h"
#include "easel-pair-page.h"
#include "easel-picture-export-dialog.h"
#include "easel-viewer-page.h"

/* Pictures of the library in the whole window, above everything else. */

#define NAME "viewer"

static EaselLibraryPage *
get_library_page (EaselWindow *self)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->content_stack, "library");

  return page != NULL ? EASEL_LIBRARY_PAGE (page) : NULL;
}

static gboolean
drop_cb (gpointer user_data)
{
  EaselWindow *self = user_data;
  GtkWidget *viewer = gtk_stack_get_child_by_name (self->stack, NAME);

  if (viewer != NULL && gtk_stack_get_visible_child (self->stack) != viewer)
    gtk_stack_remove (self->stack, viewer);
  return G_SOURCE_REMOVE;
}

/* Whoever shows something else has closed the viewer. */
static void
on_shown_changed_cb (EaselWindow *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), NAME) == 0)
    return;
  g_signal_handlers_disconnect_by_func (self->stack, on_shown_changed_cb, self);
  g_idle_add_full (G_PRIORITY_DEFAULT, drop_cb, g_object_ref (self), g_object_unref);
}

static void
show (EaselWindow *self, GtkWidget *viewer)
{
  gtk_stack_add_named (self->stack, viewer, NAME);
  gtk_stack_set_visible_child (self->stack, viewer);
  g_signal_connect_object (self->stack, "notify::visible-child", G_CALLBACK (on_shown_changed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_grab_focus (viewer);
}

static void
close_viewer (EaselWindow *self)
{
  GtkWidget *viewer = gtk_stack_get_child_by_name (self->stack, NAME);
  EaselLibraryPage *page = get_library_page (self);

  if (viewer == NULL || gtk_stack_get_visible_child (self->stack) != viewer)
    return;
  _easel_window_show_main (self);
  if (page != NULL && EASEL_IS_VIEWER_PAGE (viewer))
    easel_library_page_select (page, easel_viewer_page_get_id (EASEL_VIEWER_PAGE (viewer)));
  else if (page != NULL)
    easel_place_page_focus (EASEL_PLACE_PAGE (page));
}

/* ---- one that the library does not show now ---- */

/* The newest of a list are there at once, the others a moment later. */
#define LOOKING_MSEC 3000

typedef struct
{
  EaselWindow *window;
  EaselAssetList *list;
  gint64 id;
  guint source;
} Looking;

static void on_list_changed_cb (Looking *looking);

/* Ends it; what was found is shown. */
static void
end_looking (Looking *looking, GtkWidget *viewer)
{
  EaselWindow *self = looking->window;

  g_signal_handlers_disconnect_by_func (looking->list, on_list_changed_cb, looking);
  g_clear_handle_id (&looking->source, g_source_remove);
  if (viewer != NULL)
    show (self, viewer);
  else if (self->context != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.notice", "s",
                                _ ("This picture is in the trash, or was deleted."));
  g_object_unref (looking->list);
  g_object_unref (looking->window);
  g_free (looking);
}

static gboolean
on_looked_cb (gpointer user_data)
{
  Looking *looking = user_data;

  looking->source = 0;
  end_looking (looking, NULL);
  return G_SOURCE_REMOVE;
}

static void
on_list_changed_cb (Looking *looking)
{
  EaselWindow *self = looking->window;
  EaselLibraryPage *page = get_library_page (self);
  g_autoptr (EaselViewerPage) viewer = NULL;
  guint position;

  if (page == NULL || self->context == NULL || gtk_stack_get_child_by_name (self->stack, NAME) != NULL ||
      !easel_asset_list_find (looking->list, looking->id, &position))
    return;
  viewer = g_object_ref_sink (
      easel_viewer_page_new (self->context, looking->list, easel_library_page_get_thumbnails (page)));
  if (easel_viewer_page_show (viewer, looking->id))
    end_looking (looking, GTK_WIDGET (viewer));
}

/* The whole library, without the filter that hides it. */
static void
view_unlisted (EaselWindow *self, gint64 id)
{
  g_autoptr (EaselAssetFilter) filter = easel_asset_filter_new ();
  Looking *looking = g_new0 (Looking, 1);

  looking->window = g_object_ref (self);
  looking->id = id;
  looking->list = easel_library_service_list (easel_context_get_library (self->context), filter);
  looking->source = g_timeout_add (LOOKING_MSEC, on_looked_cb, looking);
  g_signal_connect_data (looking->list, "items-changed", G_CALLBACK (on_list_changed_cb), looking, NULL,
                         G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static void
on_view_picture (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);
  EaselLibraryPage *page = get_library_page (self);
  g_autoptr (EaselViewerPage) viewer = NULL;

  if (page == NULL || gtk_stack_get_child_by_name (self->stack, NAME) != NULL)
    return;
  viewer = g_object_ref_sink (easel_viewer_page_new (self->context, easel_library_page_get_list (page),
                                                     easel_library_page_get_thumbnails (page)));
  if (easel_viewer_page_show (viewer, g_variant_get_int64 (parameter)))
    show (self, GTK_WIDGET (viewer));
  else
    view_unlisted (self, g_variant_get_int64 (parameter));
}

static void
on_compare_pictures (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);
  EaselLibraryPage *page = get_library_page (self);
  g_autoptr (EaselPairPage) pair = NULL;
  gint64 a, b;

  if (page == NULL || gtk_stack_get_child_by_name (self->stack, NAME) != NULL)
    return;
  g_variant_get (parameter, "(xx)", &a, &b);
  pair = g_object_ref_sink (easel_pair_page_new (self->context, easel_library_page_get_list (page),
                                                 easel_library_page_get_thumbnails (page)));
  if (easel_pair_page_show (pair, a, b))
    show (self, GTK_WIDGET (pair));
}

static void
on_close_viewer (GtkWidget *widget, const char *name, GVariant *parameter)
{
  close_viewer (EASEL_WINDOW (widget));
}

/* From a prompt's history to what was made of a revision. */
static void
on_show_revision (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);
  EaselLibraryPage *page;
  gint64 revision_id;
  guint number;

  g_variant_get (parameter, "(xu)", &revision_id, &number);
  gtk_widget_activate_action (widget, "win.open-library", "x", (gint64) EASEL_LIBRARY_EVERYTHING);
  page = get_library_page (self);
  if (page == NULL)
    return;
  easel_library_page_show_revision (page, revision_id, number);
  easel_place_page_focus (EASEL_PLACE_PAGE (page));
}

/* ---- out ---- */

static void
on_exported_cb (EaselWindow *self, const char *sentence, const char *path)
{
  AdwToast *toast = adw_toast_new ("");

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, sentence);
  adw_toast_set_button_label (toast, _ ("Show in Files"));
  adw_toast_set_action_name (toast, "win.show-file");
  adw_toast_set_action_target_value (toast, g_variant_new_bytestring (path));
  easel_window_add_toast (self, toast);
}

static void
on_export_pictures (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);
  EaselPictureExportDialog *dialog;
  gsize n;
  const gint64 *ids = g_variant_get_fixed_array (parameter, &n, sizeof (gint64));

  if (!self->started || n == 0)
    return;
  dialog = easel_picture_export_dialog_new (easel_context_get_library (self->context), ids, (guint) n);
  g_signal_connect_object (dialog, "exported", G_CALLBACK (on_exported_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), widget);
}

static void
on_file_shown_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EaselWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!gtk_file_launcher_open_containing_folder_finish (GTK_FILE_LAUNCHER (source), result, &error) &&
      !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED) && self->context != NULL)
    easel_window_add_notice (self, error->message);
}

static void
on_show_file (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GFile) file = g_file_new_for_path (g_variant_get_bytestring (parameter));
  g_autoptr (GtkFileLauncher) launcher = gtk_file_launcher_new (file);

  gtk_file_launcher_open_containing_folder (launcher, GTK_WINDOW (widget), NULL, on_file_shown_cb,
                                            g_object_ref (widget));
}

void
_easel_window_install_viewer_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.view-picture", "x", on_view_picture);
  gtk_widget_class_install_action (widget_class, "win.compare-pictures", "(xx)", on_compare_pictures);
  gtk_widget_class_install_action (widget_class, "win.close-viewer", NULL, on_close_viewer);
  gtk_widget_class_install_action (widget_class, "win.show-revision", "(xu)", on_show_revision);
  gtk_widget_class_install_action (widget_class, "win.export-pictures", "ax", on_export_pictures);
  gtk_widget_class_install_action (widget_class, "win.show-file", "ay", on_show_file);
}
