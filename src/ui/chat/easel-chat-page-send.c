// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-chat-page-private.h"

#include <glib/gi18n.h>

#include "easel-announce.h"
#include "easel-error-words.h"
#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-redact.h"

/* What the page asks of models: a message, an answer again, the rest of one. */

/* All that an ask needs: the page may change while it waits. */
typedef struct
{
  EaselChatPage *page;
  EaselConversation *conversation;
  EaselMessage *message;
  EaselChatAsk ask;
  char *text;
  char *model;
  GListStore *attachments;
  EaselSendFit fit;
  EaselSpendFlags spend;
  guint n_messages;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->page);
  g_object_unref (task->conversation);
  g_clear_object (&task->message);
  g_clear_object (&task->attachments);
  g_free (task->text);
  g_free (task->model);
  g_free (task);
}

static GListStore *
copy_list (GListModel *list)
{
  GListStore *copy = g_list_store_new (EASEL_TYPE_ATTACHMENT);

  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (EaselAttachment) attachment = g_list_model_get_item (list, i);

      g_list_store_append (copy, attachment);
    }
  return copy;
}

static DexFuture *
ask_model (Task *task)
{
  const EaselSendRequest request = {
    .text = task->text,
    .model = task->model,
    .attachments = G_LIST_MODEL (task->attachments),
    .fit = task->fit,
    .spend = task->spend,
  };

  switch (task->ask)
    {
    case EASEL_CHAT_ASK_EDIT:
      return easel_conversation_edit_and_answer (task->conversation, task->message, &request);
    case EASEL_CHAT_ASK_REGENERATE:
      return easel_conversation_regenerate (task->conversation, task->message, &request);
    case EASEL_CHAT_ASK_CONTINUE:
      return easel_conversation_continue (task->conversation, task->message, &request);
    case EASEL_CHAT_ASK_RETRY:
      return easel_conversation_retry (task->conversation, task->message, &request);
    case EASEL_CHAT_ASK_SUMMARISE:
      return easel_conversation_summarise (task->conversation, task->n_messages, &request);
    case EASEL_CHAT_ASK_SEND:
    default:
      return easel_conversation_send (task->conversation, &request);
    }
}

/* A budget says so in its banner, all else above what was written. */
static void
show_refusal (Task *task, const GError *error)
{
  EaselChatPage *self = task->page;

  if (g_error_matches (error, EASEL_ERROR, EASEL_ERROR_BUDGET))
    _easel_chat_page_on_model_changed (self);
  if (self->budget_banner == NULL || !easel_budget_banner_show_refusal (self->budget_banner, error))
    {
      easel_chat_composer_show_problem (self->composer, error);
      return;
    }
  self->refused_ask = task->ask;
  self->refused_id = task->message != NULL ? easel_message_get_id (task->message) : 0;
  self->refused_n = task->n_messages;
  g_set_str (&self->refused_text, task->text);
}

static gboolean
shows_thread_of (EaselChatPage *self, EaselConversation *conversation)
{
  return self->conversation != NULL &&
         easel_conversation_get_thread (self->conversation) == easel_conversation_get_thread (conversation);
}

static DexFuture *
ask_fiber (gpointer data)
{
  Task *task = data;
  EaselChatPage *self = task->page;
  g_autoptr (EaselMessage) answer = NULL;
  g_autoptr (GError) error = NULL;

  answer = dex_await_object (ask_model (task), &error);
  self->sending = FALSE;
  if (self->context == NULL)
    return NULL;
  if (answer != NULL && task->ask == EASEL_CHAT_ASK_EDIT)
    _easel_chat_page_end_edit (self, easel_message_get_id (task->message));
  /* The chat may have been left and opened again, with this text as its draft. */
  if (answer != NULL && task->ask == EASEL_CHAT_ASK_SEND && shows_thread_of (self, task->conversation))
    easel_chat_composer_clear (self->composer, task->text, G_LIST_MODEL (task->attachments));
  if (self->conversation != task->conversation)
    return NULL;
  if (answer == NULL)
    {
      show_refusal (task, error);
      return NULL;
    }
  easel_chat_composer_update (self->composer);
  easel_thread_view_scroll_to_end (self->view);
  easel_chat_composer_focus (self->composer);
  easel_announce (GTK_WIDGET (self), _ ("Sent"));
  return NULL;
}

/* Puts it to the model that the composer shows. */
static void
start (Task *task)
{
  EaselChatPage *self = task->page;

  if (self->sending || self->conversation != task->conversation)
    {
      task_free (task);
      return;
    }
  self->sending = TRUE;
  dex_future_disown (easel_fiber_spawn (ask_fiber, task, task_free));
}

static void
on_key_response_cb (Task *task, const char *response)
{
  if (!g_str_equal (response, "send"))
    return;
  {
    Task *copy = g_memdup2 (task, sizeof *task);

    g_object_ref (copy->page);
    g_object_ref (copy->conversation);
    if (copy->message != NULL)
      g_object_ref (copy->message);
    g_object_ref (copy->attachments);
    copy->text = g_strdup (task->text);
    copy->model = g_strdup (task->model);
    start (copy);
  }
}

static void
free_closure (gpointer data, GClosure *closure)
{
  task_free (data);
}

static void
ask_about_key (Task *task)
{
  AdwAlertDialog *dialog = easel_error_words_ask_about_key (
      _ ("The message holds something that looks like the key of an account. "
         "The model's provider would read it."));

  g_signal_connect_data (dialog, "response", G_CALLBACK (on_key_response_cb), task, free_closure,
                         G_CONNECT_SWAPPED);
  adw_dialog_present (ADW_DIALOG (dialog), GTK_WIDGET (task->page));
}

/* @message: what it is about, not for sending; @text: what is said, if that is not
 * in the composer; @n_messages: for a summary. */
void
_easel_chat_page_ask (
    EaselChatPage *self, EaselChatAsk ask, EaselMessage *message, const char *text, guint n_messages)
{
  EaselModel *model = easel_chat_composer_get_model (self->composer);
  Task *task;

  if (self->conversation == NULL || self->sending)
    return;
  task = g_new0 (Task, 1);
  task->page = g_object_ref (self);
  task->conversation = g_object_ref (self->conversation);
  task->message = message != NULL ? g_object_ref (message) : NULL;
  task->ask = ask;
  task->text = g_strdup (text);
  task->model = model != NULL ? g_strdup (easel_model_get_ref (model)) : NULL;
  task->fit = easel_chat_composer_get_fit (self->composer);
  task->n_messages = n_messages;
  /* What may be spent is meant for this ask alone. */
  task->spend = self->spend;
  self->spend = EASEL_SPEND_DEFAULT;
  if (ask == EASEL_CHAT_ASK_EDIT)
    task->attachments = copy_list (easel_message_get_attachments (message));
  else
    task->attachments =
        copy_list (ask == EASEL_CHAT_ASK_SEND ? easel_chat_composer_get_attachments (self->composer) : NULL);
  if (text != NULL && easel_redact_find_key (text, NULL, NULL))
    ask_about_key (task);
  else
    start (task);
}

void
_easel_chat_page_send (EaselChatPage *self)
{
  g_autofree char *text = NULL;

  if (!easel_chat_composer_can_send (self->composer))
    return;
  text = easel_chat_composer_dup_text (self->composer);
  _easel_chat_page_ask (self, EASEL_CHAT_ASK_SEND, NULL, text, 0);
}

void
_easel_chat_page_stop (EaselChatPage *self)
{
  if (self->conversation != NULL)
    easel_conversation_stop (self->conversation);
}

/* ---- budgets: nothing of it is built before there is something to send ---- */

static void
on_run_anyway_cb (EaselChatPage *self)
{
  g_autofree char *text = g_steal_pointer (&self->refused_text);
  g_autoptr (EaselMessage) message = NULL;

  easel_budget_banner_clear_refusal (self->budget_banner);
  if (self->refused_id != 0)
    message = _easel_chat_page_find (self, self->refused_id);
  self->spend = EASEL_SPEND_OVER_BUDGET | EASEL_SPEND_UNKNOWN_PRICE;
  if (self->refused_ask == EASEL_CHAT_ASK_SEND)
    _easel_chat_page_send (self);
  else if (message != NULL || self->refused_ask == EASEL_CHAT_ASK_SUMMARISE)
    _easel_chat_page_ask (self, self->refused_ask, message, text, self->refused_n);
  /* It was said of this one, also where that did not start. */
  self->spend = EASEL_SPEND_DEFAULT;
}

void
_easel_chat_page_on_model_changed (EaselChatPage *self)
{
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self->search_bar), ADW_TYPE_TOOLBAR_VIEW);

  if (self->budget_banner == NULL && view != NULL)
    {
      self->budget_banner = easel_budget_banner_new (self->context);
      g_signal_connect_object (self->budget_banner, "run-anyway", G_CALLBACK (on_run_anyway_cb), self,
                               G_CONNECT_SWAPPED);
      adw_toolbar_view_add_top_bar (ADW_TOOLBAR_VIEW (view), GTK_WIDGET (self->budget_banner));
    }
  if (self->budget_banner != NULL)
    easel_budget_banner_set_model (self->budget_banner, easel_chat_composer_get_model (self->composer));
}

static void
on_summarise_cb (EaselChatPage *self, guint n_messages)
{
  _easel_chat_page_ask (self, EASEL_CHAT_ASK_SUMMARISE, NULL, NULL, n_messages);
}

/* To be called once. */
void
_easel_chat_page_init_send (EaselChatPage *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GAction) costs = g_settings_create_action (self->settings, "show-costs");

  g_action_map_add_action (G_ACTION_MAP (group), costs);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "chat-view", G_ACTION_GROUP (group));
  g_signal_connect_object (self->composer, "send", G_CALLBACK (_easel_chat_page_send), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->composer, "stop", G_CALLBACK (_easel_chat_page_stop), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->composer, "edit-last", G_CALLBACK (_easel_chat_page_edit_last), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->composer, "summarise", G_CALLBACK (on_summarise_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->composer, "model-chosen", G_CALLBACK (_easel_chat_page_on_model_chosen),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->composer, "model-changed", G_CALLBACK (_easel_chat_page_on_model_changed),
                           self, G_CONNECT_SWAPPED);
}
