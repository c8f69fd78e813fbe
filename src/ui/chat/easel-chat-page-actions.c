// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-chat-page-private.h"

#include <glib/gi18n.h>

#include "easel-block-copy.h"
#include "easel-chat-options-dialog.h"
#include "easel-fiber.h"
#include "easel-markdown.h"
#include "easel-page-keys.h"
#include "easel-use-as-prompt-dialog.h"

/* What can be done with a message, and with a chat. */

/* What an asynchronous action works on. */
typedef struct
{
  EaselChatPage *page;
  EaselConversation *conversation;
  EaselMessage *message;
  gint64 message_id;
  char *text;
  guint index;
} Task;

static Task *
task_new (EaselChatPage *self, EaselMessage *message, const char *text)
{
  Task *task = g_new0 (Task, 1);

  task->page = g_object_ref (self);
  task->conversation = g_object_ref (self->conversation);
  task->message = message != NULL ? g_object_ref (message) : NULL;
  task->message_id = message != NULL ? easel_message_get_id (message) : 0;
  task->text = g_strdup (text);
  return task;
}

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->page);
  g_object_unref (task->conversation);
  g_clear_object (&task->message);
  g_free (task->text);
  g_free (task);
}

static void
spawn (DexFiberFunc func, Task *task)
{
  dex_future_disown (easel_fiber_spawn (func, task, task_free));
}

static gboolean
is_shown (Task *task)
{
  return task->page->context != NULL && task->page->conversation == task->conversation;
}

EaselMessage *
_easel_chat_page_find (EaselChatPage *self, gint64 message_id)
{
  return self->conversation != NULL ? easel_conversation_find (self->conversation, message_id, NULL) : NULL;
}

static EaselMessage *
find (EaselChatPage *self, GVariant *parameter)
{
  return _easel_chat_page_find (self, g_variant_get_int64 (parameter));
}

/* ---- branches ---- */

static DexFuture *
switch_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;

  if (!dex_await (easel_conversation_switch_branch (task->conversation, task->message, task->index),
                  &error) &&
      is_shown (task))
    _easel_chat_page_show_error (task->page, _ ("The Branch Could Not Be Shown"), error);
  return NULL;
}

static void
step_branch (EaselChatPage *self, EaselMessage *message, int step)
{
  guint n = easel_message_get_sibling_count (message);
  guint at = easel_message_get_sibling_index (message);
  Task *task;

  if ((step < 0 && at == 0) || (step > 0 && at + 1 >= n))
    return;
  task = task_new (self, message, NULL);
  task->index = step < 0 ? at - 1 : at + 1;
  spawn (switch_fiber, task);
}

static void
on_branch (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselChatPage *self = EASEL_CHAT_PAGE (widget);
  g_autoptr (EaselMessage) message = find (self, parameter);

  if (message != NULL)
    step_branch (self, message, g_str_equal (name, "chat.next-branch") ? 1 : -1);
}

/* Of the last message that has any. */
static void
on_last_branch (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselChatPage *self = EASEL_CHAT_PAGE (widget);
  EaselMessageOutline outline;

  if (self->conversation == NULL)
    return;
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->conversation)); i > 0; i--)
    {
      g_autoptr (EaselMessage) message = NULL;

      easel_conversation_get_outline (self->conversation, i - 1, &outline);
      if (outline.n_siblings < 2)
        continue;
      message = g_list_model_get_item (G_LIST_MODEL (self->conversation), i - 1);
      step_branch (self, message, g_str_equal (name, "page.next-branch") ? 1 : -1);
      return;
    }
}

static DexFuture *
restore_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;

  if (!dex_await (easel_conversation_restore_branch (task->conversation, task->message_id), &error) &&
      is_shown (task))
    _easel_chat_page_show_error (task->page, _ ("The Branch Could Not Be Brought Back"), error);
  return NULL;
}

/* The toast is a part of the page, so it does not hold on to it. */
static void
on_undo_cb (EaselChatPage *self, AdwToast *toast)
{
  const gint64 *ids = g_object_get_data (G_OBJECT (toast), "easel-ids");
  Task *task;

  if (self->conversation == NULL || self->thread_id != ids[0])
    return;
  task = task_new (self, NULL, NULL);
  task->message_id = ids[1];
  spawn (restore_fiber, task);
}

static DexFuture *
delete_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;
  AdwToast *toast;
  gint64 ids[2];

  if (!dex_await (easel_conversation_delete_branch (task->conversation, task->message), &error))
    {
      if (is_shown (task))
        _easel_chat_page_show_error (task->page, _ ("The Branch Could Not Be Deleted"), error);
      return NULL;
    }
  if (!is_shown (task))
    return NULL;
  toast = adw_toast_new (_ ("Branch deleted"));
  adw_toast_set_button_label (toast, _ ("Undo"));
  ids[0] = task->page->thread_id;
  ids[1] = task->message_id;
  g_object_set_data_full (G_OBJECT (toast), "easel-ids", g_memdup2 (ids, sizeof ids), g_free);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_undo_cb), task->page, G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (task->page->toast_overlay, toast);
  return NULL;
}

static void
on_delete_branch (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselChatPage *self = EASEL_CHAT_PAGE (widget);
  g_autoptr (EaselMessage) message = find (self, parameter);

  if (message != NULL)
    spawn (delete_fiber, task_new (self, message, NULL));
}

/* ---- asking again ---- */

static void
on_ask (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselChatPage *self = EASEL_CHAT_PAGE (widget);
  g_autoptr (EaselMessage) message = find (self, parameter);
  EaselChatAsk ask = EASEL_CHAT_ASK_REGENERATE;

  if (message == NULL)
    return;
  if (g_str_equal (name, "chat.continue"))
    ask = EASEL_CHAT_ASK_CONTINUE;
  else if (g_str_has_prefix (name, "chat.retry"))
    ask = EASEL_CHAT_ASK_RETRY;
  /* What may be spent is meant for this ask alone, also where it does not start. */
  if (g_str_equal (name, "chat.retry-anyway"))
    self->spend = EASEL_SPEND_OVER_BUDGET | EASEL_SPEND_UNKNOWN_PRICE;
  _easel_chat_page_ask (self, ask, message, NULL, 0);
  self->spend = EASEL_SPEND_DEFAULT;
}

/* The model that is chosen next answers it, unless the list is closed without. */
static void
on_other_model (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselChatPage *self = EASEL_CHAT_PAGE (widget);

  self->other_model_id = g_variant_get_int64 (parameter);
  easel_chat_composer_choose_model (self->composer);
}

void
_easel_chat_page_on_model_chosen (EaselChatPage *self, gboolean chosen)
{
  g_autoptr (EaselMessage) message = NULL;
  gint64 id = self->other_model_id;

  self->other_model_id = 0;
  if (!chosen || id == 0)
    return;
  message = _easel_chat_page_find (self, id);
  if (message != NULL)
    _easel_chat_page_ask (self, EASEL_CHAT_ASK_REGENERATE, message, NULL, 0);
}

/* ---- editing in place ---- */

void
_easel_chat_page_set_edited (EaselChatPage *self, gint64 message_id)
{
  g_autoptr (EaselMessage) before = NULL;
  g_autoptr (EaselMessage) after = NULL;

  if (self->edited_id == message_id)
    return;
  before = self->edited_id != 0 ? _easel_chat_page_find (self, self->edited_id) : NULL;
  after = message_id != 0 ? _easel_chat_page_find (self, message_id) : NULL;
  self->edited_id = after != NULL ? message_id : 0;
  if (self->ended_id == self->edited_id)
    self->ended_id = 0;
  if (before != NULL)
    easel_thread_view_update_message (self->view, before);
  if (after != NULL)
    {
      easel_thread_view_update_message (self->view, after);
      easel_thread_view_scroll_to_message (self->view, after);
    }
  else
    easel_chat_composer_focus (self->composer);
}

/* What was written anew is saved, or not wanted. */
void
_easel_chat_page_end_edit (EaselChatPage *self, gint64 message_id)
{
  if (self->edited_id == message_id)
    _easel_chat_page_set_edited (self, 0);
  /* Its row goes with the next frame. */
  self->ended_id = message_id;
  g_hash_table_remove (self->edits, &message_id);
}

static void
on_edit_message (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _easel_chat_page_set_edited (EASEL_CHAT_PAGE (widget), g_variant_get_int64 (parameter));
}

static void
on_cancel_edit (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _easel_chat_page_end_edit (EASEL_CHAT_PAGE (widget), g_variant_get_int64 (parameter));
}

void
_easel_chat_page_edit_last (EaselChatPage *self)
{
  EaselMessageOutline outline;

  if (self->conversation == NULL)
    return;
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->conversation)); i > 0; i--)
    {
      easel_conversation_get_outline (self->conversation, i - 1, &outline);
      if (outline.kind == EASEL_MESSAGE_USER)
        {
          _easel_chat_page_set_edited (self, outline.id);
          return;
        }
    }
}

static DexFuture *
save_edit_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (EaselMessage) saved = NULL;
  g_autoptr (GError) error = NULL;

  saved = dex_await_object (easel_conversation_edit (task->conversation, task->message, task->text,
                                                     easel_message_get_attachments (task->message)),
                            &error);
  task->page->sending = FALSE;
  if (task->page->context != NULL && saved != NULL)
    _easel_chat_page_end_edit (task->page, task->message_id);
  if (saved == NULL && is_shown (task))
    _easel_chat_page_show_error (task->page, _ ("The Message Could Not Be Saved"), error);
  return NULL;
}

static void
on_finish_edit (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselChatPage *self = EASEL_CHAT_PAGE (widget);
  g_autoptr (EaselMessage) message = NULL;
  gint64 id;
  const char *text;

  g_variant_get (parameter, "(x&s)", &id, &text);
  message = _easel_chat_page_find (self, id);
  /* Once, also of two clicks. */
  if (message == NULL || self->sending)
    return;
  if (g_str_equal (name, "chat.answer-edit"))
    {
      _easel_chat_page_ask (self, EASEL_CHAT_ASK_EDIT, message, text, 0);
      return;
    }
  self->sending = TRUE;
  spawn (save_edit_fiber, task_new (self, message, text));
}

/* ---- taking words out ---- */

typedef enum
{
  USE_COPY,
  USE_COPY_TEXT,
  USE_QUOTE,
  USE_PROMPT,
} Use;

static char *
quote (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  GString *quoted = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0' || lines[i + 1] != NULL)
      g_string_append_printf (quoted, "> %s\n", lines[i]);
  g_string_append_c (quoted, '\n');
  return g_string_free_and_steal (quoted);
}

static void
to_plain (gpointer data, gpointer user_data)
{
  char **text = data;
  g_autoptr (EaselMarkdown) markdown = easel_markdown_new ();
  GString *plain = g_string_new (NULL);
  guint n;

  easel_markdown_update (markdown, *text, strlen (*text));
  n = easel_markdown_get_n_blocks (markdown);
  for (guint i = 0; i < n; i++)
    {
      const EaselBlock *block = easel_markdown_get_block (markdown, i);
      const EaselBlock *above = i > 0 ? easel_markdown_get_block (markdown, i - 1) : NULL;

      /* Apart as the view copies them; parts of a long one belong together. */
      if (above != NULL && !block->continues)
        g_string_append (plain, above->indent > 0 && block->indent > 0 ? "\n" : "\n\n");
      easel_block_append_plain (block, 0, block->length, plain);
    }
  g_free (*text);
  *text = g_string_free_and_steal (plain);
}

static void
present_use_as_prompt (EaselChatPage *self, gint64 message_id, const char *text)
{
  adw_dialog_present (ADW_DIALOG (easel_use_as_prompt_dialog_new (self->context, message_id, text)),
                      GTK_WIDGET (self));
}

static DexFuture *
use_fiber (gpointer data)
{
  Task *task = data;
  EaselChatPage *self = task->page;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (!is_shown (task))
    return NULL;
  /* What is selected counts, where anything is. */
  if (task->index == USE_QUOTE && easel_thread_view_has_selection (self->view))
    text = dex_await_string (easel_thread_view_dup_selection (self->view), NULL);
  if (text == NULL && dex_await (easel_message_load (task->message), &error))
    text = g_strdup (easel_message_get_text (task->message));
  if (!is_shown (task))
    return NULL;
  if (text == NULL)
    {
      _easel_chat_page_show_error (self, _ ("The Message Could Not Be Read"), error);
      return NULL;
    }
  if (task->index == USE_COPY_TEXT)
    dex_await (easel_thread_spawn (to_plain, &text, NULL), NULL);
  if (!is_shown (task))
    return NULL;
  if (task->index == USE_QUOTE)
    {
      g_autofree char *quoted = quote (text);

      easel_chat_composer_insert (self->composer, quoted);
    }
  else if (task->index == USE_PROMPT)
    present_use_as_prompt (self, task->message_id, text);
  else
    {
      gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
      _easel_chat_page_add_toast (self, _ ("Message copied"));
    }
  return NULL;
}

static void
on_use (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselChatPage *self = EASEL_CHAT_PAGE (widget);
  g_autoptr (EaselMessage) message = find (self, parameter);
  Task *task;

  if (message == NULL)
    return;
  task = task_new (self, message, NULL);
  task->index = g_str_equal (name, "chat.copy-text")       ? USE_COPY_TEXT
                : g_str_equal (name, "chat.quote")         ? USE_QUOTE
                : g_str_equal (name, "chat.use-as-prompt") ? USE_PROMPT
                                                           : USE_COPY;
  spawn (use_fiber, task);
}

static void
on_use_text_as_prompt (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gint64 id;
  const char *text;

  g_variant_get (parameter, "(x&s)", &id, &text);
  present_use_as_prompt (EASEL_CHAT_PAGE (widget), id, text);
}

static DexFuture *
copy_all_fiber (gpointer data)
{
  Task *task = data;
  EaselChatPage *self = task->page;
  g_autofree char *text = NULL;

  if (!is_shown (task))
    return NULL;
  easel_thread_view_select_all (self->view);
  text = dex_await_string (easel_thread_view_dup_selection (self->view), NULL);
  if (!is_shown (task))
    return NULL;
  easel_thread_view_select_none (self->view);
  if (text != NULL)
    {
      gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
      _easel_chat_page_add_toast (self, _ ("Chat copied"));
    }
  return NULL;
}

/* ---- the page ---- */

static void
on_stop (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _easel_chat_page_stop (EASEL_CHAT_PAGE (widget));
}

static void
on_find (GtkWidget *widget, const char *name, GVariant *parameter)
{
  _easel_chat_page_search (EASEL_CHAT_PAGE (widget));
}

static void
on_choose_model (GtkWidget *widget, const char *name, GVariant *parameter)
{
  easel_chat_composer_choose_model (EASEL_CHAT_PAGE (widget)->composer);
}

static void
on_options (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselChatPage *self = EASEL_CHAT_PAGE (widget);

  if (self->conversation != NULL)
    adw_dialog_present (ADW_DIALOG (easel_chat_options_dialog_new (
                            self->context, easel_conversation_get_thread (self->conversation))),
                        widget);
}

static void
on_copy_all (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselChatPage *self = EASEL_CHAT_PAGE (widget);

  if (self->conversation != NULL)
    spawn (copy_all_fiber, task_new (self, NULL, NULL));
}

static void
on_window_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EaselChatPage *self = EASEL_CHAT_PAGE (widget);
  const char *action = g_str_equal (name, "page.rename")      ? "win.rename-chat"
                       : g_str_equal (name, "page.duplicate") ? "win.duplicate-chat"
                       : g_str_equal (name, "page.export")    ? "win.export-chat"
                                                              : "win.delete-chat";

  if (self->thread_id != 0)
    gtk_widget_activate_action (widget, action, "x", self->thread_id);
}

static void
on_launched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EaselChatPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!gtk_uri_launcher_launch_finish (GTK_URI_LAUNCHER (source), result, &error) && self->context != NULL)
    _easel_chat_page_add_toast (self, error->message);
}

static void
on_open_link (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *target = g_variant_get_string (parameter, NULL);
  g_autoptr (GtkUriLauncher) launcher = NULL;

  if (!easel_link_may_open (target))
    return;
  launcher = gtk_uri_launcher_new (target);
  gtk_uri_launcher_launch (launcher, GTK_WINDOW (gtk_widget_get_root (widget)), NULL, on_launched_cb,
                           g_object_ref (widget));
}

static const EaselPageKey keys[] = {
  { "Escape", "page.stop", FALSE },
  { "<Control>m", "page.choose-model", TRUE },
  { "<Alt>Page_Up", "page.previous-branch", FALSE },
  { "<Alt>Page_Down", "page.next-branch", FALSE },
};

/* To be called once. */
void
_easel_chat_page_add_keys (EaselChatPage *self)
{
  easel_page_keys_attach (GTK_WIDGET (self), keys, G_N_ELEMENTS (keys));
}

/* Installs what menus, rows and keys can ask of a page. */
void
_easel_chat_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "chat.previous-branch", "x", on_branch);
  gtk_widget_class_install_action (widget_class, "chat.next-branch", "x", on_branch);
  gtk_widget_class_install_action (widget_class, "chat.delete-branch", "x", on_delete_branch);
  gtk_widget_class_install_action (widget_class, "chat.regenerate", "x", on_ask);
  gtk_widget_class_install_action (widget_class, "chat.continue", "x", on_ask);
  gtk_widget_class_install_action (widget_class, "chat.retry", "x", on_ask);
  gtk_widget_class_install_action (widget_class, "chat.retry-anyway", "x", on_ask);
  gtk_widget_class_install_action (widget_class, "chat.other-model", "x", on_other_model);
  gtk_widget_class_install_action (widget_class, "chat.edit-message", "x", on_edit_message);
  gtk_widget_class_install_action (widget_class, "chat.cancel-edit", "x", on_cancel_edit);
  gtk_widget_class_install_action (widget_class, "chat.save-edit", "(xs)", on_finish_edit);
  gtk_widget_class_install_action (widget_class, "chat.answer-edit", "(xs)", on_finish_edit);
  gtk_widget_class_install_action (widget_class, "chat.copy", "x", on_use);
  gtk_widget_class_install_action (widget_class, "chat.copy-text", "x", on_use);
  gtk_widget_class_install_action (widget_class, "chat.quote", "x", on_use);
  gtk_widget_class_install_action (widget_class, "chat.use-as-prompt", "x", on_use);
  gtk_widget_class_install_action (widget_class, "chat.use-text-as-prompt", "(xs)", on_use_text_as_prompt);
  gtk_widget_class_install_action (widget_class, "chat.open-link", "s", on_open_link);
  gtk_widget_class_install_action (widget_class, "page.stop", NULL, on_stop);
  gtk_widget_class_install_action (widget_class, "page.find", NULL, on_find);
  gtk_widget_class_install_action (widget_class, "page.choose-model", NULL, on_choose_model);
  gtk_widget_class_install_action (widget_class, "page.options", NULL, on_options);
  gtk_widget_class_install_action (widget_class, "page.previous-branch", NULL, on_last_branch);
  gtk_widget_class_install_action (widget_class, "page.next-branch", NULL, on_last_branch);
  gtk_widget_class_install_action (widget_class, "page.copy-all", NULL, on_copy_all);
  gtk_widget_class_install_action (widget_class, "page.rename", NULL, on_window_action);
  gtk_widget_class_install_action (widget_class, "page.duplicate", NULL, on_window_action);
  gtk_widget_class_install_action (widget_class, "page.export", NULL, on_window_action);
  gtk_widget_class_install_action (widget_class, "page.delete", NULL, on_window_action);
}
