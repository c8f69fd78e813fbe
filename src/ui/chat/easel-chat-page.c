// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-chat-page-private.h"

#include <glib/gi18n.h>

#include "easel-chat-words.h"
#include "easel-fiber.h"
#include "easel-format.h"
#include "easel-lazy-menu.h"
#include "easel-thread-message-source.h"

/* What takes longer than so many milliseconds says that it loads. */
#define PATIENCE 200
/* So many milliseconds after its end was shown, the beginning of a long chat is read. */
#define BEGINNING_AFTER 300

/**
 * EaselChatPage:
 *
 * A chat: what was said, and the line to say more. easel-chat-page-send.c asks
 * models, -actions.c has what can be done with a message, -rows.c the rows that
 * are no text, -search.c looks for words in the chat.
 */

static void easel_chat_page_place_init (EaselPlacePageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EaselChatPage,
                               easel_chat_page,
                               ADW_TYPE_BREAKPOINT_BIN,
                               G_IMPLEMENT_INTERFACE (EASEL_TYPE_PLACE_PAGE, easel_chat_page_place_init))

enum
{
  OPENED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

EaselChatService *
_easel_chat_page_get_chats (EaselChatPage *self)
{
  return easel_context_get_chats (self->context);
}

void
_easel_chat_page_add_toast (EaselChatPage *self, const char *text)
{
  AdwToast *toast = adw_toast_new ("");

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_title (toast, text);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

void
_easel_chat_page_show_error (EaselChatPage *self, const char *title, const GError *error)
{
  AdwDialog *dialog = adw_alert_dialog_new (title, error->message);

  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _ ("Close"));
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

/* ---- what is shown ---- */

static void
update_title (EaselChatPage *self)
{
  EaselThread *thread =
      self->conversation != NULL ? easel_conversation_get_thread (self->conversation) : NULL;
  g_autofree char *title = NULL;
  g_autofree char *money = NULL;
  g_autofree char *subtitle = NULL;
  gint64 cost;

  if (thread == NULL)
    return;
  title = easel_chat_words_title (thread);
  cost = easel_thread_get_cost (thread);
  if (cost > 0 && g_settings_get_boolean (self->settings, "show-costs"))
    {
      money = easel_format_money (cost);
      /* Translators: %s is an amount of money */
      subtitle = g_strdup_printf (_ ("%s so far"), money);
    }
  adw_window_title_set_title (self->window_title, title);
  adw_window_title_set_subtitle (self->window_title, subtitle != NULL ? subtitle : "");
}

static void
update_stack (EaselChatPage *self)
{
  if (self->conversation == NULL)
    return;
  gtk_stack_set_visible_child_name (
      self->stack, g_list_model_get_n_items (G_LIST_MODEL (self->conversation)) > 0 ? "thread" : "empty");
}

static void
update_stop (EaselChatPage *self)
{
  g_autoptr (EaselMessage) answering =
      self->conversation != NULL ? easel_conversation_get_answering (self->conversation) : NULL;

  /* Escape is the stop key only while something comes. */
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.stop", answering != NULL);
}

/* What is looked at is not new. */
static void
mark_read (EaselChatPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->conversation != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)) && GTK_IS_WINDOW (root) &&
      gtk_window_is_active (GTK_WINDOW (root)) &&
      easel_thread_is_unread (easel_conversation_get_thread (self->conversation)))
    {
      g_autofree char *id = easel_chat_words_notification (self->thread_id);

      easel_conversation_mark_read (self->conversation);
      if (g_application_get_default () != NULL)
        g_application_withdraw_notification (g_application_get_default (), id);
    }
}

static void
on_thread_notify_cb (EaselChatPage *self)
{
  mark_read (self);
  update_title (self);
  update_stop (self);
  easel_chat_composer_update (self->composer);
}

static void
on_messages_changed_cb (EaselChatPage *self)
{
  _easel_chat_page_update_hot (self);
  update_stack (self);
  update_stop (self);
  easel_chat_composer_update (self->composer);
}

static gboolean
on_end_idle_cb (gpointer user_data)
{
  EaselChatPage *self = user_data;

  self->end_source = 0;
  gtk_widget_set_visible (self->end_button, !easel_thread_view_is_at_end (self->view));
  return G_SOURCE_REMOVE;
}

/* The view finds out while it is laid out; then nothing else may appear. */
static void
update_end_button (EaselChatPage *self)
{
  if (self->end_source == 0)
    self->end_source = g_idle_add (on_end_idle_cb, self);
}

static void
on_end_clicked_cb (EaselChatPage *self)
{
  easel_thread_view_scroll_to_end (self->view);
}

static gboolean
on_beginning_cb (gpointer user_data)
{
  EaselChatPage *self = user_data;

  self->beginning_source = 0;
  dex_future_disown (easel_conversation_complete (self->conversation));
  return G_SOURCE_REMOVE;
}

static void
on_place_changed_cb (EaselChatPage *self)
{
  EaselMessage *first;

  if (self->conversation == NULL)
    return;
  /* Who scrolls wants what is above. */
  if (self->beginning_source != 0 && !easel_thread_view_is_at_end (self->view))
    {
      g_clear_handle_id (&self->beginning_source, g_source_remove);
      self->beginning_source = g_idle_add (on_beginning_cb, self);
    }
  first = easel_thread_view_is_at_end (self->view) ? NULL : easel_thread_view_get_first_in_view (self->view);
  easel_conversation_set_place (self->conversation, first != NULL ? easel_message_get_id (first) : 0);
}

/* ---- opening ---- */

typedef struct
{
  EaselChatPage *page;
  gint64 thread_id;
  guint serial;
} OpenTask;

static void
open_task_free (gpointer data)
{
  OpenTask *task = data;

  g_object_unref (task->page);
  g_free (task);
}

static gboolean
on_loading_cb (gpointer user_data)
{
  EaselChatPage *self = user_data;

  self->loading_source = 0;
  if (adw_bin_get_child (self->loading_bin) == NULL)
    adw_bin_set_child (self->loading_bin, adw_spinner_new ());
  gtk_stack_set_visible_child_name (self->stack, "loading");
  return G_SOURCE_REMOVE;
}

static void
set_conversation (EaselChatPage *self, EaselConversation *conversation)
{
  easel_thread_view_set_messages (self->view, NULL, NULL);
  g_clear_handle_id (&self->beginning_source, g_source_remove);
  g_set_object (&self->conversation, conversation);
  self->edited_id = 0;
  /* What a budget stopped is of the chat that was shown. */
  if (self->budget_banner != NULL)
    easel_budget_banner_clear_refusal (self->budget_banner);
  g_signal_group_set_target (self->list_signals, conversation);
  g_signal_group_set_target (self->thread_signals,
                             conversation != NULL ? easel_conversation_get_thread (conversation) : NULL);
  if (conversation != NULL)
    easel_thread_view_set_messages (self->view, G_LIST_MODEL (conversation), &easel_thread_message_source);
  easel_chat_composer_set_conversation (self->composer, conversation);
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  if (conversation != NULL && !easel_conversation_is_complete (conversation))
    self->beginning_source =
        g_timeout_add_full (G_PRIORITY_LOW, BEGINNING_AFTER, on_beginning_cb, self, NULL);
}

/* Where one left off, or where a hit is. */
static void
go_to_place (EaselChatPage *self)
{
  gint64 place =
      self->wanted_message != 0 ? self->wanted_message : easel_conversation_get_place (self->conversation);
  gint64 wanted = self->wanted_message;

  self->wanted_message = 0;
  if (place == 0)
    easel_thread_view_scroll_to_end (self->view);
  else if (wanted != 0)
    _easel_chat_page_show_message (self, wanted);
  else
    {
      g_autoptr (EaselMessage) message = easel_conversation_find (self->conversation, place, NULL);

      if (message != NULL)
        easel_thread_view_scroll_to_message (self->view, message);
    }
}

static void
show_failure (EaselChatPage *self, const GError *error)
{
  g_autofree char *markup = g_markup_escape_text (error->message, -1);

  adw_status_page_set_description (self->failure_page, markup);
  gtk_stack_set_visible_child_name (self->stack, "failure");
  adw_window_title_set_title (self->window_title, "");
  adw_window_title_set_subtitle (self->window_title, "");
}

static DexFuture *
open_fiber (gpointer data)
{
  OpenTask *task = data;
  EaselChatPage *self = task->page;
  g_autoptr (EaselConversation) conversation = NULL;
  g_autoptr (GError) error = NULL;

  conversation = dex_await_object (
      self->wanted_message == 0
          ? easel_chat_service_open_at_end (_easel_chat_page_get_chats (self), task->thread_id)
          : easel_chat_service_open (_easel_chat_page_get_chats (self), task->thread_id),
      &error);
  if (self->context == NULL || self->open_serial != task->serial)
    return NULL;
  g_clear_handle_id (&self->loading_source, g_source_remove);
  set_conversation (self, conversation);
  gtk_widget_set_sensitive (GTK_WIDGET (self->composer), conversation != NULL);
  if (conversation != NULL)
    {
      update_stack (self);
      on_thread_notify_cb (self);
      _easel_chat_page_update_hot (self);
      go_to_place (self);
    }
  else
    show_failure (self, error);
  g_signal_emit (self, signals[OPENED], 0);
  return NULL;
}

static void
on_narrow_applied_cb (EaselChatPage *self)
{
  self->narrow = TRUE;
  easel_chat_composer_set_narrow (self->composer, TRUE);
}

static void
on_narrow_unapplied_cb (EaselChatPage *self)
{
  self->narrow = FALSE;
  easel_chat_composer_set_narrow (self->composer, FALSE);
}

static void
on_search_mode_changed_cb (EaselChatPage *self)
{
  if (!gtk_search_bar_get_search_mode (self->search_bar))
    _easel_chat_page_search_ended (self);
}

static void
on_search_changed_cb (EaselChatPage *self)
{
  _easel_chat_page_search_changed (self);
}

static void
on_search_next_cb (EaselChatPage *self)
{
  _easel_chat_page_search_step (self, 1);
}

static void
on_search_previous_cb (EaselChatPage *self)
{
  _easel_chat_page_search_step (self, -1);
}

/* ---- what is dropped on it ---- */

static gboolean
on_drop_cb (EaselChatPage *self, const GValue *value)
{
  if (self->conversation == NULL)
    return FALSE;
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    {
      g_autoptr (GListStore) files = g_list_store_new (G_TYPE_FILE);
      GSList *list = g_value_get_boxed (value);

      for (GSList *l = list; l != NULL; l = l->next)
        g_list_store_append (files, l->data);
      easel_chat_composer_add_files (self->composer, G_LIST_MODEL (files));
    }
  else if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    easel_chat_composer_add_texture (self->composer, g_value_get_object (value));
  else
    return FALSE;
  easel_chat_composer_focus (self->composer);
  return TRUE;
}

static void
add_drop_target (EaselChatPage *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  GType types[] = { GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE };

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

/* ---- a page of a place ---- */

static void
add_toast (EaselPlacePage *page, AdwToast *toast)
{
  adw_toast_overlay_add_toast (EASEL_CHAT_PAGE (page)->toast_overlay, toast);
}

/* The service keeps drafts and messages as they come. */
static gboolean
has_unsaved (EaselPlacePage *page)
{
  return FALSE;
}

static DexFuture *
save (EaselPlacePage *page)
{
  return dex_future_new_true ();
}

static gboolean
search (EaselPlacePage *page)
{
  return _easel_chat_page_search (EASEL_CHAT_PAGE (page));
}

static void
focus (EaselPlacePage *page)
{
  easel_chat_composer_focus (EASEL_CHAT_PAGE (page)->composer);
}

static void
easel_chat_page_place_init (EaselPlacePageInterface *iface)
{
  iface->add_toast = add_toast;
  iface->has_unsaved = has_unsaved;
  iface->save = save;
  iface->search = search;
  iface->focus = focus;
}

/* ---- object ---- */

static void
easel_chat_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (easel_chat_page_parent_class)->map (widget);
  mark_read (EASEL_CHAT_PAGE (widget));
}

static void
easel_chat_page_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (easel_chat_page_parent_class)->root (widget);
  if (GTK_IS_WINDOW (gtk_widget_get_root (widget)))
    g_signal_connect_object (gtk_widget_get_root (widget), "notify::is-active", G_CALLBACK (mark_read),
                             widget, G_CONNECT_SWAPPED);
}

static void
easel_chat_page_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_func (gtk_widget_get_root (widget), mark_read, widget);
  GTK_WIDGET_CLASS (easel_chat_page_parent_class)->unroot (widget);
}

static void
easel_chat_page_dispose (GObject *object)
{
  EaselChatPage *self = EASEL_CHAT_PAGE (object);

  self->open_serial++;
  self->search_serial++;
  g_clear_handle_id (&self->loading_source, g_source_remove);
  g_clear_handle_id (&self->end_source, g_source_remove);
  g_clear_handle_id (&self->beginning_source, g_source_remove);
  if (self->view != NULL)
    easel_thread_view_set_messages (self->view, NULL, NULL);
  self->view = NULL;
  g_clear_object (&self->thread_signals);
  g_clear_object (&self->list_signals);
  g_clear_object (&self->conversation);
  g_clear_object (&self->settings);
  g_clear_object (&self->context);
  g_clear_pointer (&self->hits, g_array_unref);
  g_clear_pointer (&self->edits, g_hash_table_unref);
  g_clear_pointer (&self->refused_text, g_free);
  g_clear_pointer (&self->footers, g_hash_table_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), EASEL_TYPE_CHAT_PAGE);

  G_OBJECT_CLASS (easel_chat_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCE_PREFIX "/ui/chat/easel-chat-page.ui");
  gtk_widget_class_bind_template_child (widget_class, EaselChatPage, window_title);
  gtk_widget_class_bind_template_child (widget_class, EaselChatPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, EaselChatPage, page_menu);
  gtk_widget_class_bind_template_child (widget_class, EaselChatPage, search_button);
  gtk_widget_class_bind_template_child (widget_class, EaselChatPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, EaselChatPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, EaselChatPage, search_label);
  gtk_widget_class_bind_template_child (widget_class, EaselChatPage, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, EaselChatPage, stack);
  gtk_widget_class_bind_template_child (widget_class, EaselChatPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, EaselChatPage, end_button);
  gtk_widget_class_bind_template_child (widget_class, EaselChatPage, loading_bin);
  gtk_widget_class_bind_template_child (widget_class, EaselChatPage, failure_page);
  gtk_widget_class_bind_template_child (widget_class, EaselChatPage, composer_bin);
  gtk_widget_class_bind_template_callback (widget_class, on_narrow_applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_narrow_unapplied_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_search_mode_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_search_next_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_search_previous_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_end_clicked_cb);
}

static void
easel_chat_page_class_init (EaselChatPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = easel_chat_page_dispose;
  widget_class->map = easel_chat_page_map;
  widget_class->root = easel_chat_page_root;
  widget_class->unroot = easel_chat_page_unroot;

  /**
   * EaselChatPage::opened:
   *
   * The chat that was asked for is shown, or why it cannot be.
   */
  signals[OPENED] = g_signal_new ("opened", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);

  bind_template (widget_class);
  _easel_chat_page_install_actions (widget_class);
}

static void
easel_chat_page_init (EaselChatPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  _easel_chat_page_add_keys (self);
  easel_lazy_menu_attach (self->menu_button, self->page_menu);
  self->footers = g_hash_table_new (NULL, NULL);
  self->edits = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->hits = g_array_new (FALSE, FALSE, sizeof (gint64));
  gtk_search_bar_connect_entry (self->search_bar, GTK_EDITABLE (self->search_entry));

  self->view = EASEL_THREAD_VIEW (easel_thread_view_new ());
  gtk_scrolled_window_set_child (self->scroller, GTK_WIDGET (self->view));
  _easel_chat_page_init_rows (self);
  g_signal_connect_object (self->view, "notify::at-end", G_CALLBACK (update_end_button), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "place-changed", G_CALLBACK (on_place_changed_cb), self,
                           G_CONNECT_SWAPPED);

  self->thread_signals = g_signal_group_new (EASEL_TYPE_THREAD);
  g_signal_group_connect_swapped (self->thread_signals, "notify", G_CALLBACK (on_thread_notify_cb), self);
  self->list_signals = g_signal_group_new (EASEL_TYPE_CONVERSATION);
  g_signal_group_connect_swapped (self->list_signals, "items-changed", G_CALLBACK (on_messages_changed_cb),
                                  self);
  add_drop_target (self);
}

/**
 * easel_chat_page_new:
 * @context: whose chats it shows
 *
 * Returns: (transfer floating): a page without a chat
 */
EaselChatPage *
easel_chat_page_new (EaselContext *context)
{
  EaselChatPage *self = g_object_new (EASEL_TYPE_CHAT_PAGE, NULL);

  self->context = g_object_ref (context);
  self->settings = g_settings_new (APPLICATION_ID);
  g_signal_connect_object (self->settings, "changed::show-costs", G_CALLBACK (update_title), self,
                           G_CONNECT_SWAPPED);
  self->composer = EASEL_CHAT_COMPOSER (easel_chat_composer_new (context));
  adw_bin_set_child (self->composer_bin, GTK_WIDGET (self->composer));
  _easel_chat_page_init_send (self);
  return self;
}

/**
 * easel_chat_page_open:
 * @self: the page
 * @thread_id: the chat to show, 0 for none
 * @message_id: the message to show, 0 for where one left off
 */
void
easel_chat_page_open (EaselChatPage *self, gint64 thread_id, gint64 message_id)
{
  OpenTask *task;

  g_return_if_fail (EASEL_IS_CHAT_PAGE (self));

  self->wanted_message = message_id;
  if (self->thread_id == thread_id && self->conversation != NULL)
    {
      if (message_id != 0)
        go_to_place (self);
      return;
    }
  self->thread_id = thread_id;
  self->open_serial++;
  g_clear_handle_id (&self->loading_source, g_source_remove);
  if (thread_id == 0)
    {
      set_conversation (self, NULL);
      return;
    }
  self->loading_source = g_timeout_add (PATIENCE, on_loading_cb, self);
  task = g_new0 (OpenTask, 1);
  task->page = g_object_ref (self);
  task->thread_id = thread_id;
  task->serial = self->open_serial;
  dex_future_disown (easel_fiber_spawn (open_fiber, task, open_task_free));
}

/**
 * easel_chat_page_get_thread_id:
 * @self: the page
 *
 * Returns: the chat that is shown, 0 if none
 */
gint64
easel_chat_page_get_thread_id (EaselChatPage *self)
{
  g_return_val_if_fail (EASEL_IS_CHAT_PAGE (self), 0);

  return self->thread_id;
}
