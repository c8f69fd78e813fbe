// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-chat-trash-dialog.h"

#include <glib/gi18n.h>

#include "easel-chat-words.h"
#include "easel-fiber.h"
#include "easel-format.h"

/**
 * EaselChatTrashDialog:
 *
 * The chats that were deleted: brought back, or deleted for good. What is deleted
 * for good can be undone as long as its toast is there; the words go after that.
 */
struct _EaselChatTrashDialog
{
  AdwDialog parent_instance;

  /* template */
  AdwToastOverlay *toast_overlay;
  GtkStack *stack;
  GtkListBox *threads_box;

  /* owned */
  EaselContext *context;
  GListStore *threads;
  GHashTable *condemned; /* gint64 → EaselThread: what goes when its toast does */
};

G_DEFINE_FINAL_TYPE (EaselChatTrashDialog, easel_chat_trash_dialog, ADW_TYPE_DIALOG)

/* What one row, or one toast, is about. */
typedef struct
{
  EaselChatTrashDialog *self;
  EaselThread *thread;
} Task;

static Task *
task_new (EaselChatTrashDialog *self, EaselThread *thread)
{
  Task *task = g_new0 (Task, 1);

  task->self = g_object_ref (self);
  task->thread = g_object_ref (thread);
  return task;
}

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->self);
  g_object_unref (task->thread);
  g_free (task);
}

static void
free_task_closure (gpointer data, GClosure *closure)
{
  task_free (data);
}

static EaselChatService *
get_chats (EaselChatTrashDialog *self)
{
  return easel_context_get_chats (self->context);
}

/* The button that was pressed may be gone: keys go on to the dialog all the same. */
static void
keep_focus (EaselChatTrashDialog *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (root != NULL && (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self))))
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
update_stack (EaselChatTrashDialog *self)
{
  gtk_stack_set_visible_child_name (
      self->stack, g_list_model_get_n_items (G_LIST_MODEL (self->threads)) > 0 ? "list" : "empty");
  keep_focus (self);
}

static void
remove_row (EaselChatTrashDialog *self, EaselThread *thread)
{
  guint position;

  if (g_list_store_find (self->threads, thread, &position))
    g_list_store_remove (self->threads, position);
  update_stack (self);
}

static int
compare_deleted (gconstpointer a, gconstpointer b, gpointer user_data)
{
  gint64 left = easel_thread_get_deleted_at ((EaselThread *) a);
  gint64 right = easel_thread_get_deleted_at ((EaselThread *) b);

  return (left < right) - (left > right);
}

static void
add_row (EaselChatTrashDialog *self, EaselThread *thread)
{
  g_list_store_insert_sorted (self->threads, thread, compare_deleted, NULL);
  update_stack (self);
}

static void
show_error (EaselChatTrashDialog *self, const char *heading, const GError *error)
{
  AdwDialog *dialog;

  if (gtk_widget_get_root (GTK_WIDGET (self)) == NULL)
    return;
  dialog = adw_alert_dialog_new (heading, error->message);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("Close"));
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
add_toast (
    EaselChatTrashDialog *self, EaselThread *thread, const char *format, GCallback undo, GCallback dismissed)
{
  g_autofree char *title = easel_chat_words_title (thread);
  g_autoptr (GString) words = g_string_new (format);
  AdwToast *toast = adw_toast_new ("");

  g_string_replace (words, "%s", title, 1);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, words->str);
  adw_toast_set_button_label (toast, _ ("Undo"));
  g_signal_connect_data (toast, "button-clicked", undo, task_new (self, thread), free_task_closure,
                         G_CONNECT_SWAPPED);
  if (dismissed != NULL)
    g_signal_connect_data (toast, "dismissed", dismissed, task_new (self, thread), free_task_closure,
                           G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

/* ---- bringing back ---- */

/* What the row of a button is about. */
static EaselThread *
get_thread (GtkWidget *button)
{
  return g_object_get_data (G_OBJECT (button), "easel-thread");
}

static DexFuture *
delete_again_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;

  if (task->self->context == NULL)
    return NULL;
  if (!dex_await (easel_chat_service_remove (get_chats (task->self), easel_thread_get_id (task->thread)),
                  &error))
    show_error (task->self, _ ("The Chat Could Not Be Deleted"), error);
  else if (task->self->context != NULL)
    add_row (task->self, task->thread);
  return NULL;
}

static void
on_undo_restore_cb (Task *task)
{
  dex_future_disown (easel_fiber_spawn (delete_again_fiber, task_new (task->self, task->thread), task_free));
}

static DexFuture *
restore_fiber (gpointer data)
{
  Task *task = data;
  EaselChatTrashDialog *self = task->self;
  g_autoptr (GError) error = NULL;

  if (self->context == NULL)
    return NULL;
  if (!dex_await (easel_chat_service_restore (get_chats (self), easel_thread_get_id (task->thread)), &error))
    {
      show_error (self, _ ("The Chat Could Not Be Brought Back"), error);
      return NULL;
    }
  if (self->context == NULL)
    return NULL;
  remove_row (self, task->thread);
  /* Translators: %s is the title of a chat */
  add_toast (self, task->thread, _ ("“%s” is among the chats again"), G_CALLBACK (on_undo_restore_cb), NULL);
  return NULL;
}

static void
on_restore_clicked_cb (EaselChatTrashDialog *self, GtkWidget *button)
{
  dex_future_disown (easel_fiber_spawn (restore_fiber, task_new (self, get_thread (button)), task_free));
}

/* ---- deleting for good ---- */

static DexFuture *
on_purged_cb (DexFuture *future, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (dex_future_get_value (future, &error) == NULL)
    g_warning ("A chat is not deleted for good: %s", error->message);
  return dex_future_new_true ();
}

static void
purge (EaselChatTrashDialog *self, gint64 id)
{
  if (g_hash_table_remove (self->condemned, &id))
    dex_future_disown (
        dex_future_finally (easel_chat_service_purge (get_chats (self), id), on_purged_cb, NULL, NULL));
}

static void
on_toast_dismissed_cb (Task *task)
{
  if (task->self->context != NULL)
    purge (task->self, easel_thread_get_id (task->thread));
}

static void
on_undo_purge_cb (Task *task)
{
  gint64 id = easel_thread_get_id (task->thread);

  if (task->self->context != NULL && g_hash_table_remove (task->self->condemned, &id))
    add_row (task->self, task->thread);
}

static void
on_delete_clicked_cb (EaselChatTrashDialog *self, GtkWidget *button)
{
  g_autoptr (EaselThread) thread = g_object_ref (get_thread (button));
  gint64 id = easel_thread_get_id (thread);

  g_hash_table_insert (self->condemned, g_memdup2 (&id, sizeof id), g_object_ref (thread));
  /* Translators: %s is the title of a chat */
  add_toast (self, thread, _ ("“%s” deleted for good"), G_CALLBACK (on_undo_purge_cb),
             G_CALLBACK (on_toast_dismissed_cb));
  remove_row (self, thread);
}

/* Nobody undoes what is not seen any more. */
static void
on_closed_cb (EaselChatTrashDialog *self)
{
  g_autoptr (GList) ids = self->context != NULL ? g_hash_table_get_keys (self->condemned) : NULL;

  for (GList *l = ids; l != NULL; l = l->next)
    purge (self, *(const gint64 *) l->data);
}

/* ---- the list ---- */

static char *
describe (EaselThread *thread)
{
  guint n = easel_thread_get_n_messages (thread);
  g_autofree char *when = easel_format_time (easel_thread_get_deleted_at (thread), g_get_real_time ());
  g_autofree char *messages = g_strdup_printf (ngettext ("%u message", "%u messages", n), n);

  /* Translators: number of messages · when the chat was deleted */
  return g_strdup_printf (_ ("%s · deleted %s"), messages, when);
}

static void
add_button (EaselChatTrashDialog *self,
            GtkWidget *row,
            const char *icon_name,
            const char *tooltip,
            GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_object_set_data_full (G_OBJECT (button), "easel-thread",
                          g_object_ref (g_object_get_data (G_OBJECT (row), "easel-thread")), g_object_unref);
  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  EaselChatTrashDialog *self = user_data;
  EaselThread *thread = item;
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = easel_chat_words_title (thread);
  g_autofree char *caption = describe (thread);
  /* Translators: %s is the title of a chat */
  g_autofree char *restore = g_strdup_printf (_ ("Bring Back “%s”"), title);
  /* Translators: %s is the title of a chat */
  g_autofree char *end = g_strdup_printf (_ ("Delete “%s” for Good"), title);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), caption);
  g_object_set_data_full (G_OBJECT (row), "easel-thread", g_object_ref (thread), g_object_unref);
  add_button (self, row, "edit-undo-symbolic", restore, G_CALLBACK (on_restore_clicked_cb));
  add_button (self, row, "user-trash-symbolic", end, G_CALLBACK (on_delete_clicked_cb));
  return row;
}

static DexFuture *
load_fiber (gpointer data)
{
  EaselChatTrashDialog *self = data;
  g_autoptr (GListModel) found = NULL;
  g_autoptr (GError) error = NULL;

  found = dex_await_object (easel_chat_service_list_trash (get_chats (self)), &error);
  if (self->context == NULL)
    return NULL;
  for (guint i = 0; found != NULL && i < g_list_model_get_n_items (found); i++)
    {
      g_autoptr (EaselThread) thread = g_list_model_get_item (found, i);

      g_list_store_append (self->threads, thread);
    }
  update_stack (self);
  if (found == NULL)
    show_error (self, _ ("The Deleted Chats Could Not Be Read"), error);
  return NULL;
}

static void
easel_chat_trash_dialog_dispose (GObject *object)
{
  EaselChatTrashDialog *self = EASEL_CHAT_TRASH_DIALOG (object);

  g_clear_object (&self->context);
  g_clear_object (&self->threads);
  g_clear_pointer (&self->condemned, g_hash_table_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_CHAT_TRASH_DIALOG);

  G_OBJECT_CLASS (easel_chat_trash_dialog_parent_class)->dispose (object);
}

static void
easel_chat_trash_dialog_class_init (EaselChatTrashDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_chat_trash_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               RESOURCE_PREFIX "/ui/chat/easel-chat-trash-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselChatTrashDialog, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, EaselChatTrashDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, EaselChatTrashDialog, threads_box);
}

static void
easel_chat_trash_dialog_init (EaselChatTrashDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->threads = g_list_store_new (EASEL_TYPE_THREAD);
  self->condemned = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);
  g_signal_connect (self, "closed", G_CALLBACK (on_closed_cb), NULL);
}

/**
 * easel_chat_trash_dialog_new:
 * @context: whose deleted chats to show
 *
 * Returns: (transfer floating): a new dialog
 */
EaselChatTrashDialog *
easel_chat_trash_dialog_new (EaselContext *context)
{
  EaselChatTrashDialog *self = g_object_new (EASEL_TYPE_CHAT_TRASH_DIALOG, NULL);

  self->context = g_object_ref (context);
  gtk_list_box_bind_model (self->threads_box, G_LIST_MODEL (self->threads), create_row, self, NULL);
  dex_future_disown (easel_fiber_spawn (load_fiber, g_object_ref (self), g_object_unref));
  return self;
}
