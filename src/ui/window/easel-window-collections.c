// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-window-private.h"

#include <glib/gi18n.h>

#include "easel-fiber.h"
#include "easel-library-view.h"

/* What the window does with the library's collections and saved searches. What is
 * deleted can be brought back as long as its toast is there. */

typedef enum
{
  WORK_ADD,
  WORK_RENAME,
  WORK_MOVE,
  WORK_REMOVE,
  WORK_BRING_BACK,
  WORK_FILL,
  WORK_EMPTY,
  WORK_SAVE,
  WORK_RENAME_SEARCH,
  WORK_REMOVE_SEARCH,
} Work;

typedef struct
{
  EaselWindow *window;
  Work work;
  gint64 id;
  gint64 parent;
  char *name;
  char *query;
  GVariant *assets;
  GArray *places; /* of a dialog's choices */
} Task;

static Task *
task_new (EaselWindow *window, Work work, gint64 id)
{
  Task *task = g_new0 (Task, 1);

  task->window = g_object_ref (window);
  task->work = work;
  task->id = id;
  return task;
}

static Task *
task_copy (const Task *task)
{
  Task *copy = task_new (task->window, task->work, task->id);

  copy->parent = task->parent;
  copy->name = g_strdup (task->name);
  copy->query = g_strdup (task->query);
  copy->assets = task->assets != NULL ? g_variant_ref (task->assets) : NULL;
  return copy;
}

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->window);
  g_free (task->name);
  g_free (task->query);
  g_clear_pointer (&task->assets, g_variant_unref);
  g_clear_pointer (&task->places, g_array_unref);
  g_free (task);
}

static void
free_task_closure (gpointer data, GClosure *closure)
{
  task_free (data);
}

static EaselLibraryService *
get_service (EaselWindow *self)
{
  return easel_context_get_library (self->context);
}

/* ---- doing it ---- */

static DexFuture *
change_assets (Task *task, gboolean add)
{
  gsize n;
  const gint64 *ids = g_variant_get_fixed_array (task->assets, &n, sizeof (gint64));

  return easel_library_service_change_collection (get_service (task->window), task->id, ids, (guint) n, add);
}

static DexFuture *
save_search (Task *task)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselAssetFilter) filter = easel_asset_filter_new_from_text (task->query, &error);

  if (filter == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return easel_library_service_save_search (get_service (task->window), task->name, filter);
}

static DexFuture *
start_work (Task *task)
{
  EaselLibraryService *service = get_service (task->window);

  switch (task->work)
    {
    case WORK_ADD:
      return easel_library_service_add_collection (service, task->name, task->parent);
    case WORK_RENAME:
      return easel_library_service_rename_collection (service, task->id, task->name);
    case WORK_MOVE:
      return easel_library_service_move_collection (service, task->id, task->parent);
    case WORK_REMOVE:
      return easel_library_service_set_collection_removed (service, task->id, TRUE);
    case WORK_BRING_BACK:
      return easel_library_service_set_collection_removed (service, task->id, FALSE);
    case WORK_FILL:
      return change_assets (task, TRUE);
    case WORK_EMPTY:
      return change_assets (task, FALSE);
    case WORK_SAVE:
      return save_search (task);
    case WORK_RENAME_SEARCH:
      return easel_library_service_rename_search (service, task->id, task->name);
    case WORK_REMOVE_SEARCH:
      return easel_library_service_remove_search (service, task->id);
    default:
      g_assert_not_reached ();
    }
}

/* Twice as long as a toast stays by itself: who is read the words first needs it. */
#define UNDO_SECONDS 10

static void
show_toast (EaselWindow *self, const char *text, const char *undo, GVariant *target)
{
  AdwToast *toast = adw_toast_new ("");
  EaselPlacePage *page = _easel_window_get_page (self);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, text);
  if (undo != NULL)
    {
      adw_toast_set_button_label (toast, _ ("Undo"));
      adw_toast_set_timeout (toast, UNDO_SECONDS);
      adw_toast_set_action_name (toast, undo);
      adw_toast_set_action_target_value (toast, target);
    }
  if (page != NULL)
    easel_place_page_add_toast (page, toast);
  else
    adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

/* What was shown is gone, so all is. */
static void
leave (EaselWindow *self, EaselLibraryViewKind kind, gint64 id)
{
  if (g_settings_get_int64 (self->settings, "library-view") == easel_library_key_new (kind, id))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-library", "x",
                                (gint64) EASEL_LIBRARY_EVERYTHING);
}

static void
show_assets_result (Task *task, const GArray *changed)
{
  guint n = (guint) g_variant_n_children (task->assets);
  g_autoptr (EaselCollection) collection =
      easel_library_service_find_collection (get_service (task->window), task->id);
  const char *name = collection != NULL   ? easel_collection_get_name (collection)
                     : task->name != NULL ? task->name
                                          : _ ("the collection");
  g_autofree char *text = NULL;

  if (task->work == WORK_FILL)
    text = g_strdup_printf (ngettext ("%u picture is in “%s”", "%u pictures are in “%s”", n), n, name);
  else
    text = g_strdup_printf (ngettext ("%u picture taken out of “%s”", "%u pictures taken out of “%s”", n), n,
                            name);
  /* What was there before stays when it is undone. */
  if (changed->len == 0)
    show_toast (task->window, text, NULL, NULL);
  else
    show_toast (task->window, text,
                task->work == WORK_FILL ? "win.take-from-collection" : "win.add-to-collection",
                g_variant_new ("(x@ax)", task->id,
                               g_variant_new_fixed_array (G_VARIANT_TYPE_INT64, changed->data, changed->len,
                                                          sizeof (gint64))));
}

static void spawn (Task *task);

static void
show_result (Task *task, const GValue *value)
{
  gint64 result = value != NULL && G_VALUE_HOLDS_INT64 (value) ? g_value_get_int64 (value) : 0;
  g_autofree char *text = NULL;

  switch (task->work)
    {
    case WORK_ADD:
      if (task->assets != NULL)
        {
          Task *fill = task_copy (task);

          fill->work = WORK_FILL;
          fill->id = result;
          spawn (fill);
        }
      else
        gtk_widget_activate_action (GTK_WIDGET (task->window), "win.open-library", "x",
                                    easel_library_key_new (EASEL_LIBRARY_COLLECTION, result));
      break;
    case WORK_FILL:
    case WORK_EMPTY:
      show_assets_result (task, g_value_get_boxed (value));
      break;
    case WORK_REMOVE:
      leave (task->window, EASEL_LIBRARY_COLLECTION, task->id);
      text = g_strdup_printf (_ ("Collection “%s” deleted"), task->name);
      show_toast (task->window, text, "win.restore-collection", g_variant_new_int64 (task->id));
      break;
    case WORK_SAVE:
      gtk_widget_activate_action (GTK_WIDGET (task->window), "win.open-library", "x",
                                  easel_library_key_new (EASEL_LIBRARY_SEARCH, result));
      break;
    case WORK_REMOVE_SEARCH:
      leave (task->window, EASEL_LIBRARY_SEARCH, task->id);
      text = g_strdup_printf (_ ("Saved search “%s” deleted"), task->name);
      show_toast (task->window, text, "win.restore-search", g_variant_new ("(ss)", task->name, task->query));
      break;
    case WORK_RENAME:
    case WORK_MOVE:
    case WORK_BRING_BACK:
    case WORK_RENAME_SEARCH:
    default:
      break;
    }
}

static DexFuture *
work_fiber (gpointer data)
{
  Task *task = data;
  EaselWindow *self = task->window;
  g_autoptr (DexFuture) future = NULL;
  g_autoptr (GError) error = NULL;

  if (self->context == NULL)
    return NULL;
  future = start_work (task);
  dex_await (dex_ref (future), &error);
  if (self->context == NULL)
    return NULL;
  if (error != NULL)
    {
      show_toast (self, error->message, NULL, NULL);
      return NULL;
    }
  show_result (task, dex_future_get_value (future, NULL));
  return NULL;
}

static void
spawn (Task *task)
{
  dex_future_disown (easel_fiber_spawn (work_fiber, task, task_free));
}

/* ---- a name ---- */

static void
on_name_response_cb (Task *task, const char *response, AdwAlertDialog *dialog)
{
  Task *named;

  if (!g_str_equal (response, "ok"))
    return;
  named = task_copy (task);
  g_free (named->name);
  named->name = g_strdup (gtk_editable_get_text (GTK_EDITABLE (adw_alert_dialog_get_extra_child (dialog))));
  spawn (named);
}

static void
on_name_changed_cb (AdwAlertDialog *dialog, GtkEditable *entry)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_alert_dialog_set_response_enabled (dialog, "ok", *name != '\0');
}

/* Takes task. */
static void
ask_name (Task *task, const char *heading, const char *body, const char *old, const char *label)
{
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (heading, body));
  GtkWidget *entry = gtk_entry_new ();

  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_entry_set_max_length (GTK_ENTRY (entry), 200);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Name"), -1);
  adw_alert_dialog_set_extra_child (dialog, entry);
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("Cancel"), "ok", label, NULL);
  adw_alert_dialog_set_response_appearance (dialog, "ok", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (dialog, "ok");
  adw_dialog_set_focus (ADW_DIALOG (dialog), entry);
  g_signal_connect_object (entry, "changed", G_CALLBACK (on_name_changed_cb), dialog, G_CONNECT_SWAPPED);
  gtk_editable_set_text (GTK_EDITABLE (entry), old != NULL ? old : "");
  on_name_changed_cb (dialog, GTK_EDITABLE (entry));
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_name_response_cb), task, free_task_closure,
                         G_CONNECT_SWAPPED);
  _easel_window_present (task->window, ADW_DIALOG (dialog));
}

static EaselCollection *
find_search (EaselWindow *self, gint64 id)
{
  GListModel *list = easel_library_service_get_searches (get_service (self));

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (EaselCollection) search = g_list_model_get_item (list, i);

      if (easel_collection_get_id (search) == id)
        return g_steal_pointer (&search);
    }
  return NULL;
}

/* ---- actions ---- */

static void
on_new (GtkWidget *widget, const char *name, GVariant *parameter)
{
  Task *task = task_new (EASEL_WINDOW (widget), WORK_ADD, 0);

  task->parent = g_variant_get_int64 (parameter);
  ask_name (task, _ ("New Collection"), NULL, NULL, _ ("Create"));
}

static void
on_new_of (GtkWidget *widget, const char *name, GVariant *parameter)
{
  Task *task = task_new (EASEL_WINDOW (widget), WORK_ADD, 0);

  task->assets = g_variant_ref (parameter);
  ask_name (task, _ ("New Collection"), _ ("What is selected will be in it."), NULL, _ ("Create"));
}

static void
on_rename (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);
  gint64 id = g_variant_get_int64 (parameter);
  g_autoptr (EaselCollection) collection = easel_library_service_find_collection (get_service (self), id);

  if (collection != NULL)
    ask_name (task_new (self, WORK_RENAME, id), _ ("Rename Collection"), NULL,
              easel_collection_get_name (collection), _ ("Rename"));
}

static void
on_delete (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);
  gint64 id = g_variant_get_int64 (parameter);
  g_autoptr (EaselCollection) collection = easel_library_service_find_collection (get_service (self), id);
  Task *task;

  if (collection == NULL)
    return;
  task = task_new (self, WORK_REMOVE, id);
  task->name = g_strdup (easel_collection_get_name (collection));
  spawn (task);
}

static void
on_restore (GtkWidget *widget, const char *name, GVariant *parameter)
{
  spawn (task_new (EASEL_WINDOW (widget), WORK_BRING_BACK, g_variant_get_int64 (parameter)));
}

static void
change (GtkWidget *widget, Work work, GVariant *parameter)
{
  Task *task = task_new (EASEL_WINDOW (widget), work, 0);

  g_variant_get (parameter, "(x@ax)", &task->id, &task->assets);
  spawn (task);
}

static void
on_add_to (GtkWidget *widget, const char *name, GVariant *parameter)
{
  change (widget, WORK_FILL, parameter);
}

static void
on_take_from (GtkWidget *widget, const char *name, GVariant *parameter)
{
  change (widget, WORK_EMPTY, parameter);
}

static void
on_save_search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  Task *task = task_new (EASEL_WINDOW (widget), WORK_SAVE, 0);

  task->query = g_variant_dup_string (parameter, NULL);
  ask_name (task, _ ("Save This Search"),
            _ ("The words and filters of now, kept in the sidebar. One of the same name is replaced."), NULL,
            _ ("Save"));
}

static void
on_rename_search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);
  gint64 id = g_variant_get_int64 (parameter);
  g_autoptr (EaselCollection) search = find_search (self, id);

  if (search != NULL)
    ask_name (task_new (self, WORK_RENAME_SEARCH, id), _ ("Rename Saved Search"), NULL,
              easel_collection_get_name (search), _ ("Rename"));
}

static void
on_delete_search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);
  gint64 id = g_variant_get_int64 (parameter);
  g_autoptr (EaselCollection) search = find_search (self, id);
  g_autoptr (EaselAssetFilter) filter = NULL;
  Task *task;

  if (search == NULL)
    return;
  filter = easel_collection_get_filter (search);
  task = task_new (self, WORK_REMOVE_SEARCH, id);
  task->name = g_strdup (easel_collection_get_name (search));
  task->query = easel_asset_filter_to_text (filter);
  spawn (task);
}

static void
on_restore_search (GtkWidget *widget, const char *name, GVariant *parameter)
{
  Task *task = task_new (EASEL_WINDOW (widget), WORK_SAVE, 0);

  g_variant_get (parameter, "(ss)", &task->name, &task->query);
  spawn (task);
}

/* ---- moving ---- */

static gboolean
is_within (GListModel *list, EaselCollection *collection, gint64 id)
{
  gint64 at = easel_collection_get_id (collection);

  for (guint steps = 0; at != 0 && steps <= g_list_model_get_n_items (list); steps++)
    {
      gint64 parent = 0;

      if (at == id)
        return TRUE;
      for (guint i = 0; i < g_list_model_get_n_items (list); i++)
        {
          g_autoptr (EaselCollection) other = g_list_model_get_item (list, i);

          if (easel_collection_get_id (other) == at)
            parent = easel_collection_get_parent_id (other);
        }
      at = parent;
    }
  return FALSE;
}

static void
on_move_response_cb (Task *task, const char *response, AdwAlertDialog *dialog)
{
  GtkWidget *choice = adw_alert_dialog_get_extra_child (dialog);
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (choice));
  Task *moving;

  if (!g_str_equal (response, "move") || selected >= task->places->len)
    return;
  moving = task_copy (task);
  moving->parent = g_array_index (task->places, gint64, selected);
  spawn (moving);
}

static void
on_move (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);
  gint64 id = g_variant_get_int64 (parameter), none = 0;
  GListModel *list = easel_library_service_get_collections (get_service (self));
  g_autoptr (EaselCollection) moved = easel_library_service_find_collection (get_service (self), id);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  AdwAlertDialog *dialog;
  GtkWidget *choice;
  Task *task;

  if (moved == NULL)
    return;
  task = task_new (self, WORK_MOVE, id);
  task->places = g_array_new (FALSE, FALSE, sizeof (gint64));
  gtk_string_list_append (names, _ ("None: at the Top"));
  g_array_append_val (task->places, none);
  choice = gtk_drop_down_new (NULL, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (EaselCollection) other = g_list_model_get_item (list, i);
      g_autofree char *path = easel_collection_dup_path (other, list, " / ");
      gint64 place = easel_collection_get_id (other);

      if (is_within (list, other, id))
        continue;
      gtk_string_list_append (names, path);
      g_array_append_val (task->places, place);
    }
  gtk_drop_down_set_model (GTK_DROP_DOWN (choice), G_LIST_MODEL (names));
  for (guint i = 0; i < task->places->len; i++)
    if (g_array_index (task->places, gint64, i) == easel_collection_get_parent_id (moved))
      gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), i);
  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (_ ("Move Collection"), NULL));
  /* Translators: %s is a collection that is moved into another one */
  adw_alert_dialog_format_body (dialog, _ ("The collection that “%s” is in:"),
                                easel_collection_get_name (moved));
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Collection"),
                                  -1);
  adw_alert_dialog_set_extra_child (dialog, choice);
  adw_alert_dialog_add_responses (dialog, "cancel", _ ("Cancel"), "move", _ ("Move"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "move", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (dialog, "move");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_move_response_cb), task, free_task_closure,
                         G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), widget);
}

void
_easel_window_install_collection_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.new-collection", "x", on_new);
  gtk_widget_class_install_action (widget_class, "win.new-collection-of", "ax", on_new_of);
  gtk_widget_class_install_action (widget_class, "win.rename-collection", "x", on_rename);
  gtk_widget_class_install_action (widget_class, "win.move-collection", "x", on_move);
  gtk_widget_class_install_action (widget_class, "win.delete-collection", "x", on_delete);
  gtk_widget_class_install_action (widget_class, "win.restore-collection", "x", on_restore);
  gtk_widget_class_install_action (widget_class, "win.add-to-collection", "(xax)", on_add_to);
  gtk_widget_class_install_action (widget_class, "win.take-from-collection", "(xax)", on_take_from);
  gtk_widget_class_install_action (widget_class, "win.save-search", "s", on_save_search);
  gtk_widget_class_install_action (widget_class, "win.rename-search", "x", on_rename_search);
  gtk_widget_class_install_action (widget_class, "win.delete-search", "x", on_delete_search);
  gtk_widget_class_install_action (widget_class, "win.restore-search", "(ss)", on_restore_search);
}
