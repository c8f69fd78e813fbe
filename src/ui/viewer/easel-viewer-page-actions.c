// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-viewer-page-private.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"

/* What is done to the picture in view. */

#define ZOOM_FACTOR 1.25
/* An arrow key moves the picture by this share of the view. */
#define PAN_SHARE 0.15

/* ---- looking ---- */

static gboolean
shows_picture (EaselViewerPage *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "picture") == 0;
}

static void
on_zoom (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselViewerPage *self = EASEL_VIEWER_PAGE (widget);

  if (!shows_picture (self))
    return;
  if (g_str_equal (name, "page.zoom-in"))
    easel_picture_view_zoom (self->view, ZOOM_FACTOR);
  else if (g_str_equal (name, "page.zoom-out"))
    easel_picture_view_zoom (self->view, 1 / ZOOM_FACTOR);
  else if (g_str_equal (name, "page.zoom-actual"))
    easel_picture_view_zoom_actual (self->view);
  else
    easel_picture_view_zoom_fit (self->view);
}

static void
move_by (EaselViewerPage *self, int step)
{
  gint64 to = (gint64) self->position + step;

  if (to >= 0 && to < g_list_model_get_n_items (G_LIST_MODEL (self->list)))
    _easel_viewer_page_show_position (self, (guint) to);
}

static void
on_next (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move_by (EASEL_VIEWER_PAGE (widget), 1);
}

static void
on_previous (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move_by (EASEL_VIEWER_PAGE (widget), -1);
}

static void
on_first (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _easel_viewer_page_show_position (EASEL_VIEWER_PAGE (widget), 0);
}

static void
on_last (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselViewerPage *self = EASEL_VIEWER_PAGE (widget);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  if (n > 0)
    _easel_viewer_page_show_position (self, n - 1);
}

static void
on_fullscreen (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  if (!GTK_IS_WINDOW (root))
    return;
  if (gtk_window_is_fullscreen (GTK_WINDOW (root)))
    gtk_window_unfullscreen (GTK_WINDOW (root));
  else
    gtk_window_fullscreen (GTK_WINDOW (root));
}

static void
on_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  if (GTK_IS_WINDOW (root) && gtk_window_is_fullscreen (GTK_WINDOW (root)))
    gtk_window_unfullscreen (GTK_WINDOW (root));
  else
    gtk_widget_activate_action (widget, "win.close-viewer", NULL);
}

/* Where all of the picture is in view, the arrows go to its neighbours. */
static gboolean
on_arrow_cb (GtkWidget *widget, GVariant *parameter, gpointer data)
{
  EaselViewerPage *self = EASEL_VIEWER_PAGE (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int across, down;

  g_variant_get (parameter, "(ii)", &across, &down);
  if (shows_picture (self) && easel_picture_view_can_pan (self->view))
    easel_picture_view_pan (self->view, -across * PAN_SHARE * gtk_widget_get_width (GTK_WIDGET (self->view)),
                            -down * PAN_SHARE * gtk_widget_get_height (GTK_WIDGET (self->view)));
  else if (across != 0)
    move_by (self, rtl ? -across : across);
  return TRUE;
}

static gboolean
on_space_cb (GtkWidget *widget, GVariant *parameter, gpointer data)
{
  EaselViewerPage *self = EASEL_VIEWER_PAGE (widget);
  const char *shown = gtk_stack_get_visible_child_name (self->stack);

  if (self->clip != NULL && g_strcmp0 (shown, "clip") == 0)
    easel_clip_view_toggle (self->clip);
  else if (shows_picture (self) && easel_picture_view_is_animated (self->view))
    easel_picture_view_set_playing (self->view, !easel_picture_view_get_playing (self->view));
  else
    return FALSE;
  return TRUE;
}

static void
on_play (GtkWidget *widget, const char *name, GVariant *parameter)
{
  on_space_cb (widget, NULL, NULL);
}

/* ---- the trash ---- */

typedef struct
{
  EaselViewerPage *page;
  gint64 id;
  gboolean restore;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->page);
  g_free (task);
}

/*
 * Says it, for a moment.
 */
void
_easel_viewer_page_say (EaselViewerPage *self, const char *text)
{
  AdwToast *toast = adw_toast_new ("");

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, text);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

static void
offer_undo (EaselViewerPage *self, gint64 id)
{
  AdwToast *toast = adw_toast_new (_ ("Moved to the trash"));

  adw_toast_set_button_label (toast, _ ("Undo"));
  adw_toast_set_action_name (toast, "page.bring-back");
  adw_toast_set_action_target_value (toast, g_variant_new_int64 (id));
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

static DexFuture *
trash_fiber (gpointer data)
{
  Task *task = data;
  EaselViewerPage *self = task->page;
  EaselLibraryService *library;
  g_autoptr (GError) error = NULL;

  if (self->context == NULL)
    return NULL;
  library = easel_context_get_library (self->context);
  dex_await (task->restore ? easel_library_service_restore (library, &task->id, 1)
                           : easel_library_service_trash (library, &task->id, 1),
             &error);
  if (self->context == NULL)
    return NULL;
  if (error != NULL)
    _easel_viewer_page_say (self, error->message);
  else if (!task->restore)
    offer_undo (self, task->id);
  return NULL;
}

static void
spawn (EaselViewerPage *self, gint64 id, gboolean restore)
{
  Task *task = g_new0 (Task, 1);

  task->page = g_object_ref (self);
  task->id = id;
  task->restore = restore;
  dex_future_disown (easel_fiber_spawn (trash_fiber, task, task_free));
}

static void
on_trash (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselViewerPage *self = EASEL_VIEWER_PAGE (widget);

  self->returning = 0;
  if (self->id != 0)
    spawn (self, self->id, FALSE);
}

static void
on_restore (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselViewerPage *self = EASEL_VIEWER_PAGE (widget);

  if (self->id != 0)
    spawn (self, self->id, TRUE);
}

/* As on_restore(), of one that was in view when it went; it is again. */
static void
on_bring_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselViewerPage *self = EASEL_VIEWER_PAGE (widget);

  self->returning = g_variant_get_int64 (parameter);
  spawn (self, self->returning, TRUE);
}

/* ---- out ---- */

static void
on_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselViewerPage *self = EASEL_VIEWER_PAGE (widget);
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;

  if (self->asset == NULL || !easel_asset_is_loaded (self->asset))
    return;
  path = easel_library_service_get_path (easel_context_get_library (self->context), self->asset);
  if (path == NULL)
    return;
  file = g_file_new_for_path (path);
  gdk_clipboard_set (gtk_widget_get_clipboard (widget), G_TYPE_FILE, file);
  _easel_viewer_page_say (self, _ ("Copied"));
}

static void
on_export (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselViewerPage *self = EASEL_VIEWER_PAGE (widget);

  if (self->id != 0)
    gtk_widget_activate_action_variant (
        widget, "win.export-pictures",
        g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, &self->id, 1, sizeof (gint64)));
}

/* ---- all of them ---- */

void
_easel_viewer_page_update_actions (EaselViewerPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  gboolean trash = easel_asset_list_get_filter (self->list)->trashed;
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "page.previous", self->position > 0);
  gtk_widget_action_set_enabled (widget, "page.next", self->position + 1 < n);
  gtk_widget_action_set_enabled (widget, "page.trash", !trash);
  gtk_widget_action_set_enabled (widget, "page.restore", trash);
  gtk_widget_set_visible (GTK_WIDGET (self->previous_button), n > 1);
  gtk_widget_set_visible (GTK_WIDGET (self->next_button), n > 1);
}

static void
add_arrow (GtkWidgetClass *widget_class, guint keyval, guint keypad, int across, int down)
{
  gtk_widget_class_add_binding (widget_class, keyval, GDK_NO_MODIFIER_MASK, on_arrow_cb, "(ii)", across,
                                down);
  gtk_widget_class_add_binding (widget_class, keypad, GDK_NO_MODIFIER_MASK, on_arrow_cb, "(ii)", across,
                                down);
}

static const struct
{
  guint keyval;
  GdkModifierType state;
  const char *action;
} keys[] = {
  { GDK_KEY_plus, GDK_NO_MODIFIER_MASK, "page.zoom-in" },
  { GDK_KEY_plus, GDK_CONTROL_MASK, "page.zoom-in" },
  { GDK_KEY_equal, GDK_NO_MODIFIER_MASK, "page.zoom-in" },
  { GDK_KEY_equal, GDK_CONTROL_MASK, "page.zoom-in" },
  { GDK_KEY_KP_Add, GDK_NO_MODIFIER_MASK, "page.zoom-in" },
  { GDK_KEY_KP_Add, GDK_CONTROL_MASK, "page.zoom-in" },
  { GDK_KEY_minus, GDK_NO_MODIFIER_MASK, "page.zoom-out" },
  { GDK_KEY_minus, GDK_CONTROL_MASK, "page.zoom-out" },
  { GDK_KEY_KP_Subtract, GDK_NO_MODIFIER_MASK, "page.zoom-out" },
  { GDK_KEY_KP_Subtract, GDK_CONTROL_MASK, "page.zoom-out" },
  { GDK_KEY_0, GDK_NO_MODIFIER_MASK, "page.zoom-fit" },
  { GDK_KEY_0, GDK_CONTROL_MASK, "page.zoom-fit" },
  { GDK_KEY_KP_0, GDK_NO_MODIFIER_MASK, "page.zoom-fit" },
  { GDK_KEY_1, GDK_NO_MODIFIER_MASK, "page.zoom-actual" },
  { GDK_KEY_KP_1, GDK_NO_MODIFIER_MASK, "page.zoom-actual" },
  { GDK_KEY_Page_Down, GDK_NO_MODIFIER_MASK, "page.next" },
  { GDK_KEY_KP_Page_Down, GDK_NO_MODIFIER_MASK, "page.next" },
  { GDK_KEY_Page_Up, GDK_NO_MODIFIER_MASK, "page.previous" },
  { GDK_KEY_KP_Page_Up, GDK_NO_MODIFIER_MASK, "page.previous" },
  { GDK_KEY_Home, GDK_NO_MODIFIER_MASK, "page.first" },
  { GDK_KEY_End, GDK_NO_MODIFIER_MASK, "page.last" },
  { GDK_KEY_F11, GDK_NO_MODIFIER_MASK, "page.fullscreen" },
  { GDK_KEY_Escape, GDK_NO_MODIFIER_MASK, "page.back" },
  { GDK_KEY_Left, GDK_ALT_MASK, "page.back" },
  { GDK_KEY_Delete, GDK_NO_MODIFIER_MASK, "page.trash" },
  { GDK_KEY_c, GDK_CONTROL_MASK, "page.copy" },
  { GDK_KEY_e, GDK_CONTROL_MASK, "page.export" },
};

void
_easel_viewer_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "page.zoom-in", NULL, on_zoom);
  gtk_widget_class_install_action (widget_class, "page.zoom-out", NULL, on_zoom);
  gtk_widget_class_install_action (widget_class, "page.zoom-fit", NULL, on_zoom);
  gtk_widget_class_install_action (widget_class, "page.zoom-actual", NULL, on_zoom);
  gtk_widget_class_install_action (widget_class, "page.play", NULL, on_play);
  gtk_widget_class_install_action (widget_class, "page.next", NULL, on_next);
  gtk_widget_class_install_action (widget_class, "page.previous", NULL, on_previous);
  gtk_widget_class_install_action (widget_class, "page.first", NULL, on_first);
  gtk_widget_class_install_action (widget_class, "page.last", NULL, on_last);
  gtk_widget_class_install_action (widget_class, "page.fullscreen", NULL, on_fullscreen);
  gtk_widget_class_install_action (widget_class, "page.back", NULL, on_back);
  gtk_widget_class_install_action (widget_class, "page.trash", NULL, on_trash);
  gtk_widget_class_install_action (widget_class, "page.restore", NULL, on_restore);
  gtk_widget_class_install_action (widget_class, "page.bring-back", "x", on_bring_back);
  gtk_widget_class_install_action (widget_class, "page.copy", NULL, on_copy);
  gtk_widget_class_install_action (widget_class, "page.export", NULL, on_export);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].keyval, keys[i].state, keys[i].action, NULL);
  add_arrow (widget_class, GDK_KEY_Left, GDK_KEY_KP_Left, -1, 0);
  add_arrow (widget_class, GDK_KEY_Right, GDK_KEY_KP_Right, 1, 0);
  add_arrow (widget_class, GDK_KEY_Up, GDK_KEY_KP_Up, 0, -1);
  add_arrow (widget_class, GDK_KEY_Down, GDK_KEY_KP_Down, 0, 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_space, GDK_NO_MODIFIER_MASK, on_space_cb, NULL);
}
