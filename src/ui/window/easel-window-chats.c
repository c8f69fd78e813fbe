// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-window-private.h"

#include <glib/gi18n.h>

#include "easel-chat-list.h"
#include "easel-chat-trash-dialog.h"
#include "easel-chat-words.h"
#include "easel-rare-page.h"

/* What the window does with chats: new, open, pin, duplicate, delete, bring
 * back. */

static EaselChatService *
get_chats (EaselWindow *self)
{
  return easel_context_get_chats (self->context);
}

/* ---- showing ---- */

/* Of all windows the one that had the focus last; and only when none has it. */
static gboolean
is_to_notify (EaselWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));

  if (application == NULL || gtk_application_get_active_window (application) != GTK_WINDOW (self))
    return FALSE;
  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (gtk_window_is_active (l->data))
      return FALSE;
  return TRUE;
}

static void
on_answered_cb (EaselWindow *self, EaselThread *thread, EaselMessage *message)
{
  EaselMessageState state = easel_message_get_state (message);
  g_autoptr (GNotification) notification = NULL;
  g_autofree char *title = NULL;
  g_autofree char *id = NULL;
  g_autofree char *body = NULL;

  if (!is_to_notify (self) || (state != EASEL_MESSAGE_DONE && state != EASEL_MESSAGE_FAILED))
    return;
  title = easel_chat_words_title (thread);
  notification = g_notification_new (title);
  /* Translators: name of a model */
  body = g_strdup_printf (state == EASEL_MESSAGE_DONE ? _ ("%s has answered") : _ ("%s could not answer"),
                          easel_message_get_model_name (message));
  g_notification_set_body (notification, body);
  g_notification_set_default_action_and_target (notification, "app.open-chat", "x",
                                                easel_thread_get_id (thread));
  id = easel_chat_words_notification (easel_thread_get_id (thread));
  g_application_send_notification (G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))), id,
                                   notification);
}

static void
ensure_page (EaselWindow *self)
{
  if (self->chat_page != NULL)
    return;
  self->chat_page = easel_chat_page_new (self->context);
  g_signal_connect_object (self->chat_page, "opened", G_CALLBACK (_easel_window_show_now), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_named (self->content_stack, GTK_WIDGET (self->chat_page), "chat");
  g_signal_connect_object (get_chats (self), "answered", G_CALLBACK (on_answered_cb), self,
                           G_CONNECT_SWAPPED);
}

/* @message_id: what to show of it, 0 for where one left off. */
static void
show_chat (EaselWindow *self, gint64 thread_id, gint64 message_id)
{
  ensure_page (self);
  easel_chat_page_open (self->chat_page, thread_id, message_id);
  _easel_window_set_place (self, &_easel_place_chats);
  gtk_stack_set_visible_child_name (self->content_stack, "chat");
  _easel_window_select (self, &_easel_place_chats, thread_id);
  if (g_settings_get_int64 (self->settings, "chat") != thread_id)
    g_settings_set_int64 (self->settings, "chat", thread_id);
}

/* The chat that was open last, else the newest, else the empty page. */
static void
show_some_chat (EaselWindow *self, gint64 preferred, gint64 gone)
{
  GListModel *threads = easel_chat_service_get_threads (get_chats (self));
  g_autoptr (EaselThread) thread = easel_chat_service_find (get_chats (self), preferred);

  for (guint i = 0; thread == NULL && i < g_list_model_get_n_items (threads); i++)
    {
      thread = g_list_model_get_item (threads, i);
      if (easel_thread_get_id (thread) == gone)
        g_clear_object (&thread);
    }
  if (thread != NULL)
    {
      show_chat (self, easel_thread_get_id (thread), 0);
      return;
    }
  if (self->chat_page != NULL)
    easel_chat_page_open (self->chat_page, 0, 0);
  g_object_unref (easel_rare_page_show (self->content_stack, "window/easel-window-pages", "no_chats"));
  _easel_window_show_now (self);
}

/* ---- new and open ---- */

/* One that nothing was written in yet is as good as a new one. */
static EaselThread *
find_blank (EaselWindow *self)
{
  GListModel *threads = easel_chat_service_get_threads (get_chats (self));

  for (guint i = 0; i < g_list_model_get_n_items (threads); i++)
    {
      g_autoptr (EaselThread) thread = g_list_model_get_item (threads, i);
      const char *draft = easel_thread_get_draft (thread);

      if (easel_thread_get_n_messages (thread) == 0 && *easel_thread_get_title (thread) == '\0' &&
          (draft == NULL || *draft == '\0') && easel_thread_get_prompt_id (thread) == 0)
        return g_steal_pointer (&thread);
    }
  return NULL;
}

/* Who answered last answers here, too. */
static char *
dup_last_model (EaselWindow *self)
{
  GListModel *threads = easel_chat_service_get_threads (get_chats (self));
  gint64 newest = 0;
  char *model = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (threads); i++)
    {
      g_autoptr (EaselThread) thread = g_list_model_get_item (threads, i);

      if (easel_thread_get_model (thread) == NULL || easel_thread_get_updated_at (thread) <= newest)
        continue;
      newest = easel_thread_get_updated_at (thread);
      g_set_str (&model, easel_thread_get_model (thread));
    }
  return model;
}

static DexFuture *
new_chat_fiber (gpointer data)
{
  EaselWindowTask *task = data;
  EaselWindow *self = task->window;
  EaselThreadOptions options = EASEL_THREAD_OPTIONS_INIT;
  g_autoptr (EaselThread) thread = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *model = NULL;

  if (self->context == NULL)
    return NULL;
  if (dex_await (easel_chat_service_load (get_chats (self)), &error) && self->context != NULL)
    {
      options.model = model = dup_last_model (self);
      if (task->id != 0)
        thread = dex_await_object (
            easel_chat_service_discuss (get_chats (self), task->id, task->other_id, &options), &error);
      else if ((thread = find_blank (self)) == NULL)
        thread = dex_await_object (easel_chat_service_create (get_chats (self), &options), &error);
    }
  if (self->context == NULL)
    return NULL;
  if (thread == NULL)
    {
      _easel_window_show_error (self, _ ("The Chat Could Not Be Begun"), error);
      return NULL;
    }
  _easel_window_show_main (self);
  show_chat (self, easel_thread_get_id (thread), 0);
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
  easel_place_page_focus (EASEL_PLACE_PAGE (self->chat_page));
  return NULL;
}

static void
on_new_chat (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);

  if (self->started)
    _easel_window_spawn (new_chat_fiber, _easel_window_task_new (self, 0, NULL));
}

/* A prompt and its revision. */
static void
on_discuss_prompt (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);
  EaselWindowTask *task;

  if (!self->started)
    return;
  task = _easel_window_task_new (self, 0, NULL);
  g_variant_get (parameter, "(xx)", &task->id, &task->other_id);
  _easel_window_spawn (new_chat_fiber, task);
}

static void
on_open_chat (GtkWidget *widget, const char *name, GVariant *parameter)
{
  easel_window_open_chat (EASEL_WINDOW (widget), g_variant_get_int64 (parameter), 0);
}

static void
on_open_message (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gint64 thread_id, message_id;

  g_variant_get (parameter, "(xx)", &thread_id, &message_id);
  easel_window_open_chat (EASEL_WINDOW (widget), thread_id, message_id);
}

/**
 * easel_window_open_chat:
 * @self: the window
 * @thread_id: the chat to show
 * @message_id: what to show of it, 0 for where one left off
 */
void
easel_window_open_chat (EaselWindow *self, gint64 thread_id, gint64 message_id)
{
  g_return_if_fail (EASEL_IS_WINDOW (self));

  if (!self->started)
    return;
  _easel_window_show_main (self);
  show_chat (self, thread_id, message_id);
  adw_navigation_split_view_set_show_content (self->split_view, TRUE);
}

/* ---- small changes ---- */

static DexFuture *
pin_fiber (gpointer data)
{
  EaselWindowTask *task = data;
  EaselWindow *self = task->window;
  g_autoptr (EaselThread) thread = NULL;
  g_autoptr (GError) error = NULL;

  if (self->context == NULL)
    return NULL;
  thread = easel_chat_service_find (get_chats (self), task->id);
  if (thread != NULL &&
      !dex_await (
          easel_chat_service_set_pinned (get_chats (self), task->id, !easel_thread_is_pinned (thread)),
          &error) &&
      self->context != NULL)
    _easel_window_show_error (self, _ ("The Chat Could Not Be Pinned"), error);
  return NULL;
}

static void
on_pin_chat (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _easel_window_spawn (pin_fiber,
                       _easel_window_task_new (EASEL_WINDOW (widget), g_variant_get_int64 (parameter), NULL));
}

static DexFuture *
duplicate_fiber (gpointer data)
{
  EaselWindowTask *task = data;
  EaselWindow *self = task->window;
  g_autoptr (EaselThread) thread = NULL;
  g_autoptr (GError) error = NULL;

  if (self->context == NULL)
    return NULL;
  thread = dex_await_object (easel_chat_service_duplicate (get_chats (self), task->id), &error);
  if (self->context == NULL)
    return NULL;
  if (thread == NULL)
    _easel_window_show_error (self, _ ("The Chat Could Not Be Duplicated"), error);
  else
    show_chat (self, easel_thread_get_id (thread), 0);
  return NULL;
}

static void
on_duplicate_chat (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _easel_window_spawn (duplicate_fiber,
                       _easel_window_task_new (EASEL_WINDOW (widget), g_variant_get_int64 (parameter), NULL));
}

/* ---- deleting ---- */

static DexFuture *
restore_fiber (gpointer data)
{
  EaselWindowTask *task = data;
  EaselWindow *self = task->window;
  g_autoptr (GError) error = NULL;
  gboolean restored;

  if (self->context == NULL)
    return NULL;
  restored = dex_await (easel_chat_service_restore (get_chats (self), task->id), &error);
  if (self->context == NULL)
    return NULL;
  if (!restored)
    _easel_window_show_error (self, _ ("The Chat Could Not Be Brought Back"), error);
  else
    show_chat (self, task->id, 0);
  return NULL;
}

static void
on_undo_delete_cb (EaselWindowTask *task)
{
  _easel_window_spawn (restore_fiber, _easel_window_task_new (task->window, task->id, NULL));
}

static void
tell_deleted (EaselWindow *self, gint64 id, const char *title)
{
  /* Translators: %s is the title of a chat */
  g_autofree char *message = g_strdup_printf (_ ("“%s” deleted"), title);
  AdwToast *toast = adw_toast_new ("");

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, message);
  adw_toast_set_button_label (toast, _ ("Undo"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_undo_delete_cb),
                         _easel_window_task_new (self, id, NULL), _easel_window_task_free_closure,
                         G_CONNECT_SWAPPED);
  easel_window_add_toast (self, toast);
}

static DexFuture *
delete_fiber (gpointer data)
{
  EaselWindowTask *task = data;
  EaselWindow *self = task->window;
  g_autoptr (EaselThread) thread = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *title = NULL;

  if (self->context == NULL)
    return NULL;
  thread = easel_chat_service_find (get_chats (self), task->id);
  if (thread == NULL)
    return NULL;
  title = easel_chat_words_title (thread);
  if (!dex_await (easel_chat_service_remove (get_chats (self), task->id), &error))
    {
      if (self->context != NULL)
        _easel_window_show_error (self, _ ("The Chat Could Not Be Deleted"), error);
      return NULL;
    }
  if (self->context == NULL)
    return NULL;
  if (self->chat_page != NULL && easel_chat_page_get_thread_id (self->chat_page) == task->id)
    show_some_chat (self, 0, task->id);
  /* Where it is seen. */
  tell_deleted (self, task->id, title);
  return NULL;
}

static void
on_delete_chat (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _easel_window_spawn (delete_fiber,
                       _easel_window_task_new (EASEL_WINDOW (widget), g_variant_get_int64 (parameter), NULL));
}

static void
on_deleted_chats (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);

  if (self->started)
    adw_dialog_present (ADW_DIALOG (easel_chat_trash_dialog_new (self->context)), widget);
}

/* ---- a prompt was made out of words of a chat ---- */

static void
on_show_made_cb (EaselWindowTask *task)
{
  easel_window_open_prompt (task->window, task->id);
}

static void
on_prompt_made (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselWindow *self = EASEL_WINDOW (widget);
  gint64 id;
  gboolean is_new;
  AdwToast *toast;

  g_variant_get (parameter, "(xb)", &id, &is_new);
  toast = adw_toast_new (is_new ? _ ("Prompt made") : _ ("Revision added"));
  adw_toast_set_button_label (toast, _ ("Show"));
  g_signal_connect_data (toast, "button-clicked", G_CALLBACK (on_show_made_cb),
                         _easel_window_task_new (self, id, NULL), _easel_window_task_free_closure,
                         G_CONNECT_SWAPPED);
  easel_window_add_toast (self, toast);
}

void
_easel_window_install_chat_actions (GtkWidgetClass *widget_class)
{
  _easel_window_install_chat_name_actions (widget_class);
  gtk_widget_class_install_action (widget_class, "win.new-chat", NULL, on_new_chat);
  gtk_widget_class_install_action (widget_class, "win.discuss-prompt", "(xx)", on_discuss_prompt);
  gtk_widget_class_install_action (widget_class, "win.open-chat", "x", on_open_chat);
  gtk_widget_class_install_action (widget_class, "win.open-message", "(xx)", on_open_message);
  gtk_widget_class_install_action (widget_class, "win.pin-chat", "x", on_pin_chat);
  gtk_widget_class_install_action (widget_class, "win.duplicate-chat", "x", on_duplicate_chat);
  gtk_widget_class_install_action (widget_class, "win.delete-chat", "x", on_delete_chat);
  gtk_widget_class_install_action (widget_class, "win.deleted-chats", NULL, on_deleted_chats);
  gtk_widget_class_install_action (widget_class, "win.prompt-made", "(xb)", on_prompt_made);
}

/* ---- the place ---- */

static EaselSidebarList *
make_list (EaselWindow *self)
{
  return EASEL_SIDEBAR_LIST (easel_chat_list_new (self->context));
}

static DexFuture *
show_last_fiber (gpointer data)
{
  EaselWindowTask *task = data;
  EaselWindow *self = task->window;
  g_autoptr (GError) error = NULL;

  if (self->context == NULL)
    return NULL;
  if (!dex_await (easel_chat_service_load (get_chats (self)), &error))
    g_warning ("Reading the list of chats: %s", error->message);
  /* Another place may have been chosen meanwhile, or a chat. */
  if (self->context != NULL && self->place == &_easel_place_chats &&
      (self->chat_page == NULL || easel_chat_page_get_thread_id (self->chat_page) == 0))
    show_some_chat (self, task->id, 0);
  return NULL;
}

static void
show_place (EaselWindow *self)
{
  /* The page has it still, with all that was typed. */
  if (self->chat_page != NULL && easel_chat_page_get_thread_id (self->chat_page) != 0)
    gtk_stack_set_visible_child_name (self->content_stack, "chat");
  else
    _easel_window_spawn (show_last_fiber,
                         _easel_window_task_new (self, g_settings_get_int64 (self->settings, "chat"), NULL));
}

const EaselPlace _easel_place_chats = {
  .id = "chats",
  .icon_name = "easel-chats-symbolic",
  .title = N_ ("Chats"),
  .new_title = N_ ("New Chat"),
  .new_action = "win.new-chat",
  .make_list = make_list,
  .show = show_place,
};
