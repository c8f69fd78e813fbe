// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-library-page-private.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"
#include "easel-picture-files.h"
#include "easel-tag-suggestions.h"

/* What is done to the selected pictures. */

typedef enum
{
  WORK_TRASH,
  WORK_RESTORE,
  WORK_PURGE,
  WORK_RATE,
  WORK_TAG,
} Work;

typedef struct
{
  EaselLibraryPage *page;
  Work work;
  GArray *ids;
  int rating;
  GStrv tags;
} Task;

static Task *
task_new (EaselLibraryPage *page, Work work, GArray *ids)
{
  Task *task = g_new0 (Task, 1);

  task->page = g_object_ref (page);
  task->work = work;
  task->ids = ids;
  return task;
}

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->page);
  g_array_unref (task->ids);
  g_strfreev (task->tags);
  g_free (task);
}

static void
free_task_closure (gpointer data, GClosure *closure)
{
  task_free (data);
}

static const gint64 *
get_ids (Task *task)
{
  return (const gint64 *) (gpointer) task->ids->data;
}

static DexFuture *
start_work (Task *task)
{
  EaselLibraryService *service = _easel_library_page_get_service (task->page);

  switch (task->work)
    {
    case WORK_TRASH:
      return easel_library_service_trash (service, get_ids (task), task->ids->len);
    case WORK_RESTORE:
      return easel_library_service_restore (service, get_ids (task), task->ids->len);
    case WORK_PURGE:
      return easel_library_service_purge (service, get_ids (task), task->ids->len);
    case WORK_RATE:
      return easel_library_service_set_rating (service, get_ids (task), task->ids->len, task->rating);
    case WORK_TAG:
      return easel_library_service_change_tags (service, get_ids (task), task->ids->len,
                                                (const char *const *) task->tags, NULL);
    default:
      g_assert_not_reached ();
    }
}

static void show_result (Task *task);

static DexFuture *
work_fiber (gpointer data)
{
  Task *task = data;
  EaselLibraryPage *self = task->page;
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (self->context == NULL)
    return NULL;
  done = dex_await (start_work (task), &error);
  if (self->context == NULL)
    return NULL;
  if (!done)
    _easel_library_page_say (self, error->message);
  else
    show_result (task);
  return NULL;
}

static void
spawn (Task *task)
{
  dex_future_disown (easel_fiber_spawn (work_fiber, task, task_free));
}

/* What can be taken back is offered to be. */
static void
show_result (Task *task)
{
  guint n = task->ids->len;
  g_autofree char *text = NULL;
  AdwToast *toast;

  if (task->work == WORK_RATE)
    return;
  if (task->work == WORK_TRASH)
    text =
        g_strdup_printf (ngettext ("%u picture moved to the trash", "%u pictures moved to the trash", n), n);
  else if (task->work == WORK_TAG)
    text = g_strdup_printf (ngettext ("%u picture tagged", "%u pictures tagged", n), n);
  else if (task->work == WORK_RESTORE)
    text = g_strdup_printf (ngettext ("%u picture restored", "%u pictures restored", n), n);
  else
    text = g_strdup_printf (ngettext ("%u picture deleted", "%u pictures deleted", n), n);
  toast = adw_toast_new (text);
  if (task->work == WORK_TRASH)
    {
      adw_toast_set_button_label (toast, _ ("Undo"));
      adw_toast_set_action_name (toast, "page.bring-back");
      adw_toast_set_action_target_value (
          toast, g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, task->ids->data, n, sizeof (gint64)));
    }
  adw_toast_overlay_add_toast (task->page->toast_overlay, toast);
}

static void
work_on_selected (EaselLibraryPage *self, Work work, int rating)
{
  g_autoptr (GArray) ids = easel_asset_grid_dup_selected_ids (self->grid);
  Task *task;

  if (ids->len == 0)
    return;
  task = task_new (self, work, g_steal_pointer (&ids));
  task->rating = rating;
  spawn (task);
}

static void
on_trash (GtkWidget *widget, const char *name, GVariant *parameter)
{
  work_on_selected (EASEL_LIBRARY_PAGE (widget), WORK_TRASH, 0);
}

static void
on_restore (GtkWidget *widget, const char *name, GVariant *parameter)
{
  work_on_selected (EASEL_LIBRARY_PAGE (widget), WORK_RESTORE, 0);
}

/* As on_restore(), of those that were selected when they went. */
static void
on_bring_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gsize n;
  const gint64 *ids = g_variant_get_fixed_array (parameter, &n, sizeof (gint64));
  GArray *array = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_append_vals (array, ids, (guint) n);
  spawn (task_new (EASEL_LIBRARY_PAGE (widget), WORK_RESTORE, array));
}

static void
on_rate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  work_on_selected (EASEL_LIBRARY_PAGE (widget), WORK_RATE, g_variant_get_int32 (parameter));
}

static void
on_add_tags (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (widget);
  g_autoptr (GArray) ids = easel_asset_grid_dup_selected_ids (self->grid);
  g_auto (GStrv) tags = easel_tag_suggestions_split (g_variant_get_string (parameter, NULL));
  Task *task;

  if (ids->len == 0 || *tags == NULL)
    return;
  task = task_new (self, WORK_TAG, g_steal_pointer (&ids));
  task->tags = g_steal_pointer (&tags);
  spawn (task);
}

/* ---- for good ---- */

static void
on_purge_response_cb (Task *task, const char *response)
{
  if (g_str_equal (response, "delete"))
    spawn (task_new (task->page, WORK_PURGE, g_array_ref (task->ids)));
}

static DexFuture *
ask_purge_fiber (gpointer data)
{
  Task *task = data;
  EaselLibraryPage *self = task->page;
  guint n = task->ids->len;
  g_autoptr (GError) error = NULL;
  g_autofree char *heading = NULL;
  g_autofree char *size = NULL;
  g_autofree char *body = NULL;
  AdwAlertDialog *dialog;
  gint64 bytes;

  if (self->context == NULL)
    return NULL;
  bytes = dex_await_int64 (
      easel_library_service_measure_purge (_easel_library_page_get_service (self), get_ids (task), n),
      &error);
  if (self->context == NULL)
    return NULL;
  if (error != NULL)
    {
      _easel_library_page_say (self, error->message);
      return NULL;
    }
  size = g_format_size ((guint64) bytes);
  heading = g_strdup_printf (ngettext ("Delete %u Picture for Good?", "Delete %u Pictures for Good?", n), n);
  /* Translators: %s is a size: "2.3 MB" */
  body = g_strdup_printf (_ ("This frees %s and cannot be undone."), size);
  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (heading, body));
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("Cancel"), "delete", _ ("Delete"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "delete", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_purge_response_cb),
                         task_new (self, WORK_PURGE, g_array_ref (task->ids)), free_task_closure,
                         G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (self));
  return NULL;
}

static void
ask_purge (EaselLibraryPage *self, GArray *ids)
{
  if (ids->len > 0)
    dex_future_disown (
        easel_fiber_spawn (ask_purge_fiber, task_new (self, WORK_PURGE, g_array_ref (ids)), task_free));
}

static void
on_purge (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (widget);
  g_autoptr (GArray) ids = easel_asset_grid_dup_selected_ids (self->grid);

  ask_purge (self, ids);
}

static DexFuture *
ask_empty_fiber (gpointer data)
{
  EaselLibraryPage *self = data;
  g_autoptr (EaselAssetFilter) filter = easel_asset_filter_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = NULL;

  filter->trashed = TRUE;
  if (self->context != NULL)
    ids =
        dex_await_boxed (easel_library_service_find (_easel_library_page_get_service (self), filter), &error);
  if (self->context == NULL)
    return NULL;
  if (ids == NULL)
    _easel_library_page_say (self, error->message);
  else
    ask_purge (self, ids);
  return NULL;
}

/* All that is in the trash, whatever is shown of it. */
static void
on_empty_trash (GtkWidget *widget, const char *name, GVariant *parameter)
{
  dex_future_disown (easel_fiber_spawn (ask_empty_fiber, g_object_ref (widget), g_object_unref));
}

/* ---- out ---- */

/* All that are selected, those out of view too. */
static GdkContentProvider *
make_content (EaselLibraryPage *self)
{
  g_autoptr (GArray) ids = easel_asset_grid_dup_selected_ids (self->grid);
  GdkContentProvider *content[2];

  if (ids->len == 0)
    return NULL;
  content[0] = easel_picture_files_new (_easel_library_page_get_service (self),
                                        (const gint64 *) (gpointer) ids->data, ids->len);
  /* For collections of this window. */
  content[1] = gdk_content_provider_new_typed (
      G_TYPE_VARIANT, g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, ids->data, ids->len, sizeof (gint64)));
  return gdk_content_provider_new_union (content, G_N_ELEMENTS (content));
}

/* Also of those that are out of view, and so not loaded. */
static DexFuture *
copy_fiber (gpointer data)
{
  Task *task = data;
  EaselLibraryPage *self = task->page;
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) paths = NULL;
  GdkFileList *list;

  if (self->context == NULL)
    return NULL;
  paths = dex_await_boxed (easel_library_service_find_paths (_easel_library_page_get_service (self),
                                                             get_ids (task), task->ids->len),
                           &error);
  if (self->context == NULL)
    return NULL;
  if (paths == NULL)
    _easel_library_page_say (self, error->message);
  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    g_ptr_array_add (files, g_file_new_for_path (paths[i]));
  if (files->len == 0)
    return NULL;
  list = gdk_file_list_new_from_array ((GFile **) files->pdata, files->len);
  gdk_clipboard_set (gtk_widget_get_clipboard (GTK_WIDGET (self)), GDK_TYPE_FILE_LIST, list);
  g_boxed_free (GDK_TYPE_FILE_LIST, list);
  return NULL;
}

static void
on_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (widget);
  GArray *ids = easel_asset_grid_dup_selected_ids (self->grid);

  dex_future_disown (easel_fiber_spawn (copy_fiber, task_new (self, WORK_RATE, ids), task_free));
}

static void
on_export (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GArray) ids = easel_asset_grid_dup_selected_ids (EASEL_LIBRARY_PAGE (widget)->grid);

  if (ids->len > 0)
    gtk_widget_activate_action_variant (
        widget, "win.export-pictures",
        g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, ids->data, ids->len, sizeof (gint64)));
}

static GdkContentProvider *
on_drag_prepare_cb (EaselLibraryPage *self, double x, double y, GtkDragSource *source)
{
  guint position;

  if (!easel_asset_grid_find (self->grid, x, y, &position))
    return NULL;
  return make_content (self);
}

static void
on_drag_begin_cb (EaselLibraryPage *self, GdkDrag *drag, GtkDragSource *source)
{
  g_autoptr (EaselAsset) asset = easel_asset_grid_dup_current (self->grid);
  GdkTexture *texture =
      asset != NULL && easel_asset_is_loaded (asset) ? easel_thumbnails_find (self->thumbnails, asset) : NULL;

  if (texture != NULL)
    gtk_drag_source_set_icon (source, GDK_PAINTABLE (texture), 0, 0);
}

/*
 * Pictures can be dragged to wherever files can. To be called once.
 */
void
_easel_library_page_init_drag (EaselLibraryPage *self)
{
  GtkDragSource *source = gtk_drag_source_new ();

  g_signal_connect_object (source, "prepare", G_CALLBACK (on_drag_prepare_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (on_drag_begin_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->grid), GTK_EVENT_CONTROLLER (source));
}

/* ---- looking ---- */

static void
on_open (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (widget);

  guint position = g_variant_get_uint32 (parameter);

  easel_asset_grid_select (self->grid, position);
  if (position < g_list_model_get_n_items (G_LIST_MODEL (self->list)))
    gtk_widget_activate_action (widget, "win.view-picture", "x",
                                easel_asset_list_get_id (self->list, position));
}

/* From the one that came first to the other. */
static void
on_compare (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (widget);
  g_autoptr (GArray) ids = easel_asset_grid_dup_selected_ids (self->grid);
  gint64 a, b;

  if (ids->len != 2)
    return;
  a = g_array_index (ids, gint64, 0);
  b = g_array_index (ids, gint64, 1);
  gtk_widget_activate_action (widget, "win.compare-pictures", "(xx)", MIN (a, b), MAX (a, b));
}

static void
on_show_details (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _easel_library_page_show_pane (EASEL_LIBRARY_PAGE (widget), "details");
}

static void
on_open_selected (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr (GtkBitset) selected = easel_asset_grid_get_selection (EASEL_LIBRARY_PAGE (widget)->grid);

  if (!gtk_bitset_is_empty (selected))
    gtk_widget_activate_action (widget, "page.open", "u", gtk_bitset_get_minimum (selected));
}

static gboolean
is_shown (EaselLibraryPage *self, const char *pane)
{
  return adw_overlay_split_view_get_show_sidebar (self->split_view) &&
         g_strcmp0 (gtk_stack_get_visible_child_name (self->pane_stack), pane) == 0;
}

static void
on_toggle_details (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselLibraryPage *self = EASEL_LIBRARY_PAGE (widget);

  _easel_library_page_show_pane (self, is_shown (self, "details") ? NULL : "details");
}

static void
on_search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (EASEL_LIBRARY_PAGE (widget)->search_entry));
}

/*
 * The menu of what is selected, at a point of the grid.
 */
void
_easel_library_page_show_menu (EaselLibraryPage *self, double x, double y)
{
  _easel_library_page_fill_add_menu (self);
  if (self->popover == NULL)
    {
      self->popover = gtk_popover_menu_new_from_model (self->asset_menu);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
      gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
      gtk_widget_set_parent (self->popover, GTK_WIDGET (self->scrolled_window));
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

/* Before the search, which takes all that can be typed, and Delete with it. */
static gboolean
on_key_pressed_cb (EaselLibraryPage *self, guint keyval, guint keycode, GdkModifierType state)
{
  g_autoptr (GtkBitset) selected = easel_asset_grid_get_selection (self->grid);
  guint stars = keyval >= GDK_KEY_KP_0 && keyval <= GDK_KEY_KP_5 ? keyval - GDK_KEY_KP_0 : keyval - GDK_KEY_0;

  if (keyval == GDK_KEY_Delete && (state & gtk_accelerator_get_default_mod_mask ()) == 0)
    {
      gtk_widget_activate_action (GTK_WIDGET (self), "page.trash", NULL);
      return GDK_EVENT_STOP;
    }
  if (stars > 5 || (state & gtk_accelerator_get_default_mod_mask ()) != 0 || gtk_bitset_is_empty (selected))
    return GDK_EVENT_PROPAGATE;
  work_on_selected (self, WORK_RATE, (int) stars);
  return GDK_EVENT_STOP;
}

/*
 * A digit is so many stars for what is selected. To be called once.
 */
void
_easel_library_page_init_keys (EaselLibraryPage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->scrolled_window), keys);
}

void
_easel_library_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "page.open", "u", on_open);
  gtk_widget_class_install_action (widget_class, "page.open-selected", NULL, on_open_selected);
  gtk_widget_class_install_action (widget_class, "page.compare", NULL, on_compare);
  gtk_widget_class_install_action (widget_class, "page.show-details", NULL, on_show_details);
  gtk_widget_class_install_action (widget_class, "page.trash", NULL, on_trash);
  gtk_widget_class_install_action (widget_class, "page.restore", NULL, on_restore);
  gtk_widget_class_install_action (widget_class, "page.bring-back", "ax", on_bring_back);
  gtk_widget_class_install_action (widget_class, "page.purge", NULL, on_purge);
  gtk_widget_class_install_action (widget_class, "page.empty-trash", NULL, on_empty_trash);
  gtk_widget_class_install_action (widget_class, "page.add-tags", "s", on_add_tags);
  gtk_widget_class_install_action (widget_class, "page.rate", "i", on_rate);
  gtk_widget_class_install_action (widget_class, "page.copy", NULL, on_copy);
  gtk_widget_class_install_action (widget_class, "page.export", NULL, on_export);
  gtk_widget_class_install_action (widget_class, "page.details", NULL, on_toggle_details);
  gtk_widget_class_install_action (widget_class, "page.search", NULL, on_search);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, GDK_NO_MODIFIER_MASK, "page.trash",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "page.copy", NULL);
}
