// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-chat-page-private.h"

#include "easel-fiber.h"
#include "easel-message-editor.h"
#include "easel-message-row.h"

/* The rows of the thread that are no text. */

#define HAS(kinds, kind) (((kinds) & EASEL_MESSAGE_ROW_BIT (kind)) != 0)

static guint
get_kinds (gpointer item, gpointer data)
{
  EaselChatPage *self = data;
  EaselMessage *message = item;
  gboolean edited = easel_message_get_id (message) == self->edited_id;
  guint own = easel_message_row_find_kinds (message, edited);
  guint kinds = edited ? 0 : 1u << EASEL_THREAD_ROW_BLOCK;

  if (HAS (own, EASEL_MESSAGE_ROW_HEADING))
    kinds |= 1u << EASEL_THREAD_ROW_HEAD;
  if (HAS (own, EASEL_MESSAGE_ROW_ATTACHMENTS))
    kinds |= 1u << EASEL_THREAD_ROW_ATTACHMENTS;
  if (HAS (own, EASEL_MESSAGE_ROW_REASONING))
    kinds |= 1u << EASEL_THREAD_ROW_REASONING;
  if (HAS (own, EASEL_MESSAGE_ROW_PROGRESS) || HAS (own, EASEL_MESSAGE_ROW_EDITOR))
    kinds |= 1u << EASEL_THREAD_ROW_WAITING;
  if (HAS (own, EASEL_MESSAGE_ROW_PROBLEM))
    kinds |= 1u << EASEL_THREAD_ROW_ERROR;
  if (HAS (own, EASEL_MESSAGE_ROW_FOOTER))
    kinds |= 1u << EASEL_THREAD_ROW_FOOTER;
  return kinds;
}

static EaselMessageRowKind
own_kind (EaselThreadRowKind kind, gboolean edited)
{
  switch (kind)
    {
    case EASEL_THREAD_ROW_HEAD:
      return EASEL_MESSAGE_ROW_HEADING;
    case EASEL_THREAD_ROW_ATTACHMENTS:
      return EASEL_MESSAGE_ROW_ATTACHMENTS;
    case EASEL_THREAD_ROW_REASONING:
      return EASEL_MESSAGE_ROW_REASONING;
    case EASEL_THREAD_ROW_WAITING:
      return edited ? EASEL_MESSAGE_ROW_EDITOR : EASEL_MESSAGE_ROW_PROGRESS;
    case EASEL_THREAD_ROW_ERROR:
      return EASEL_MESSAGE_ROW_PROBLEM;
    case EASEL_THREAD_ROW_FOOTER:
    case EASEL_THREAD_ROW_BLOCK:
    case EASEL_THREAD_N_ROW_KINDS:
    default:
      return EASEL_MESSAGE_ROW_FOOTER;
    }
}

/* A place for a row: what waits and what is edited stand in the same one. */
static GtkWidget *
create (EaselThreadRowKind kind, gpointer data)
{
  GtkWidget *bin = adw_bin_new ();

  if (kind != EASEL_THREAD_ROW_WAITING)
    adw_bin_set_child (ADW_BIN (bin), GTK_WIDGET (easel_message_row_new (own_kind (kind, FALSE))));
  return bin;
}

static void
set_hot (EaselChatPage *self, gint64 id, EaselMessageRow *footer)
{
  easel_message_row_set_hot (footer, id == self->last_id || id == self->hot_id);
}

/* What is looked at, and the last message always. */
void
_easel_chat_page_update_hot (EaselChatPage *self)
{
  GHashTableIter iter;
  gpointer message, footer;
  guint n = self->conversation != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->conversation)) : 0;
  EaselMessageOutline outline = { 0 };

  if (n > 0)
    easel_conversation_get_outline (self->conversation, n - 1, &outline);
  self->last_id = outline.id;
  g_hash_table_iter_init (&iter, self->footers);
  while (g_hash_table_iter_next (&iter, &message, &footer))
    set_hot (self, easel_message_get_id (message), footer);
}

/* A row that goes out of view takes its widget along, not what is written in it: that
 * is there again when one comes back, be it from another chat. */
static void
keep_edit (EaselChatPage *self, GtkWidget *row, EaselMessage *message)
{
  const gint64 id = easel_message_get_id (message);
  char *text = NULL;

  if (EASEL_IS_MESSAGE_EDITOR (row) && self->edits != NULL && id != self->ended_id)
    text = easel_message_editor_dup_text (EASEL_MESSAGE_EDITOR (row));
  if (text != NULL)
    g_hash_table_replace (self->edits, g_memdup2 (&id, sizeof id), text);
}

static void
take_edit (EaselChatPage *self, GtkWidget *row, EaselMessage *message)
{
  const gint64 id = easel_message_get_id (message);
  const char *text =
      EASEL_IS_MESSAGE_EDITOR (row) && self->edits != NULL ? g_hash_table_lookup (self->edits, &id) : NULL;

  if (text != NULL)
    easel_message_editor_set_text (EASEL_MESSAGE_EDITOR (row), text);
}

static void
bind (GtkWidget *bin, EaselThreadRowKind kind, gpointer message, gpointer data)
{
  EaselChatPage *self = data;

  if (kind == EASEL_THREAD_ROW_WAITING)
    adw_bin_set_child (ADW_BIN (bin), GTK_WIDGET (easel_message_row_new (own_kind (
                                          kind, easel_message_get_id (message) == self->edited_id))));
  easel_message_row_set_message (EASEL_MESSAGE_ROW (adw_bin_get_child (ADW_BIN (bin))), message);
  take_edit (self, adw_bin_get_child (ADW_BIN (bin)), message);
  if (kind != EASEL_THREAD_ROW_FOOTER || self->footers == NULL)
    return;
  g_hash_table_insert (self->footers, message, adw_bin_get_child (ADW_BIN (bin)));
  set_hot (self, easel_message_get_id (message), EASEL_MESSAGE_ROW (adw_bin_get_child (ADW_BIN (bin))));
}

static void
unbind (GtkWidget *bin, EaselThreadRowKind kind, gpointer message, gpointer data)
{
  EaselChatPage *self = data;

  keep_edit (self, adw_bin_get_child (ADW_BIN (bin)), message);
  easel_message_row_set_message (EASEL_MESSAGE_ROW (adw_bin_get_child (ADW_BIN (bin))), NULL);
  if (kind == EASEL_THREAD_ROW_FOOTER && self->footers != NULL)
    g_hash_table_remove (self->footers, message);
  if (kind == EASEL_THREAD_ROW_WAITING)
    adw_bin_set_child (ADW_BIN (bin), NULL);
}

static const EaselThreadRows rows = {
  .get_kinds = get_kinds,
  .create = create,
  .bind = bind,
  .unbind = unbind,
};

static void
on_use_as_prompt_cb (EaselChatPage *self, EaselMessage *message, const char *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "chat.use-text-as-prompt", "(xs)",
                              easel_message_get_id (message), text);
}

static void
set_hot_message (EaselChatPage *self, gconstpointer message)
{
  gpointer footer =
      message != NULL && self->footers != NULL ? g_hash_table_lookup (self->footers, message) : NULL;
  gint64 id = 0;

  if (footer != NULL)
    id = easel_message_get_id (easel_message_row_get_message (footer));
  if (id == self->hot_id)
    return;
  self->hot_id = id;
  _easel_chat_page_update_hot (self);
}

static void
on_motion_cb (EaselChatPage *self, double x, double y)
{
  set_hot_message (self, easel_thread_view_get_message_at (self->view, y));
}

static void
on_leave_cb (EaselChatPage *self)
{
  set_hot_message (self, NULL);
}

/* To be called once. */
void
_easel_chat_page_init_rows (EaselChatPage *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();

  g_signal_connect_object (motion, "enter", G_CALLBACK (on_motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "motion", G_CALLBACK (on_motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (motion, "leave", G_CALLBACK (on_leave_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self->view), motion);
  easel_thread_view_set_rows (self->view, &rows, self, NULL);
  g_signal_connect_object (self->view, "use-as-prompt", G_CALLBACK (on_use_as_prompt_cb), self,
                           G_CONNECT_SWAPPED);
}

/* ---- going to a message, on whatever branch it is ---- */

typedef struct
{
  EaselChatPage *page;
  EaselConversation *conversation;
  gint64 message_id;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->page);
  g_object_unref (task->conversation);
  g_free (task);
}

static DexFuture *
show_message_fiber (gpointer data)
{
  Task *task = data;
  EaselChatPage *self = task->page;
  g_autoptr (EaselMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  if (!dex_await (easel_conversation_show_message (task->conversation, task->message_id), &error))
    {
      if (self->context != NULL)
        _easel_chat_page_add_toast (self, error->message);
      return NULL;
    }
  if (self->context == NULL || self->conversation != task->conversation)
    return NULL;
  message = easel_conversation_find (self->conversation, task->message_id, NULL);
  if (message == NULL)
    return NULL;
  /* Where in it the word stands is known when it is read. */
  if (easel_thread_view_has_words (self->view) && !dex_await (easel_message_load (message), &error))
    g_debug ("A message that is jumped to: %s", error->message);
  if (self->context != NULL && self->conversation == task->conversation)
    easel_thread_view_scroll_to_words (self->view, message);
  return NULL;
}

void
_easel_chat_page_show_message (EaselChatPage *self, gint64 message_id)
{
  Task *task;

  if (self->conversation == NULL)
    return;
  task = g_new0 (Task, 1);
  task->page = g_object_ref (self);
  task->conversation = g_object_ref (self->conversation);
  task->message_id = message_id;
  dex_future_disown (easel_fiber_spawn (show_message_fiber, task, task_free));
}
