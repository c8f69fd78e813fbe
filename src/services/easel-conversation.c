// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-conversation-private.h"

#include <glib/gi18n-lib.h>

#include "easel-chat-context-private.h"
#include "easel-edit-cost-private.h"
#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-image-tokens.h"
#include "easel-store-interactions.h"
#include "easel-store-messages.h"
#include "easel-store-revisions.h"
#include "easel-store-threads.h"
#include "easel-thinking-private.h"

/* What another process writes is looked at again after so many seconds. */
#define POLL 1
/* Messages that a page is opened with: more than a window shows. */
#define MESSAGES_AT_END 128
/* And so many of them before the one that was read last. */
#define MESSAGES_BEFORE 32

static void easel_conversation_list_model_init (GListModelInterface *iface);
static void refresh (EaselConversation *self);

G_DEFINE_FINAL_TYPE_WITH_CODE (EaselConversation,
                               easel_conversation,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, easel_conversation_list_model_init))

static EaselMessageHead *
get_head (EaselConversation *self, guint position)
{
  return &g_array_index (self->heads, EaselMessageHead, position);
}

/* ---- the list ---- */

static GType
get_item_type (GListModel *model)
{
  return EASEL_TYPE_MESSAGE;
}

static guint
get_n_items (GListModel *model)
{
  return EASEL_CONVERSATION (model)->heads->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  EaselConversation *self = EASEL_CONVERSATION (model);

  if (position >= self->heads->len)
    return NULL;
  return _easel_message_table_take (self->service->messages, easel_thread_get_id (self->thread),
                                    get_head (self, position));
}

static void
easel_conversation_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* ---- following what happens ---- */

static gboolean
on_poll_cb (gpointer user_data)
{
  EaselConversation *self = user_data;

  self->poll_source = 0;
  /* Whoever wrote may have been killed since this program began. */
  dex_future_disown (easel_store_interactions_recover (self->service->store));
  refresh (self);
  return G_SOURCE_REMOVE;
}

/* Brings one that is held up to date; its words are read again if others wrote
 * on. Returns whether another process still does. */
static gboolean
update_message (EaselConversation *self, const EaselMessageHead *head)
{
  EaselMessage *message = _easel_message_table_find (self->service->messages, head->id);
  gboolean elsewhere = head->state == EASEL_MESSAGE_RECORD_STREAMING &&
                       (message == NULL || easel_message_get_phase (message) == EASEL_MESSAGE_IDLE);

  if (message == NULL)
    return elsewhere;
  _easel_message_update (message, head);
  if (_easel_message_is_stale (message) || (elsewhere && easel_message_is_loaded (message)))
    dex_future_disown (_easel_message_table_load (self->service->messages, message));
  return elsewhere;
}

/* Puts in front what heads have before the first one in view, if they have that too. */
static void
take_beginning (EaselConversation *self, GArray *heads)
{
  guint n = 0;

  while (n < heads->len && g_array_index (heads, EaselMessageHead, n).id != get_head (self, 0)->id)
    n++;
  if (n == 0 || n == heads->len)
    return;
  g_array_prepend_vals (self->heads, heads->data, n);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, n);
}

/* Shows heads; only the end that differs is replaced. */
static void
show_heads (EaselConversation *self, GArray *heads, gboolean whole)
{
  gboolean elsewhere = FALSE;
  guint same = 0;
  guint n_old;

  self->whole = whole;
  if (self->heads->len > 0)
    take_beginning (self, heads);
  n_old = self->heads->len;
  while (same < n_old && same < heads->len &&
         get_head (self, same)->id == g_array_index (heads, EaselMessageHead, same).id)
    same++;
  g_array_unref (self->heads);
  self->heads = g_array_ref (heads);
  self->leaf_id = heads->len > 0 ? g_array_index (heads, EaselMessageHead, heads->len - 1).id : 0;
  for (guint i = 0; i < heads->len; i++)
    elsewhere |= update_message (self, &g_array_index (heads, EaselMessageHead, i));
  if (same < n_old || same < heads->len)
    g_list_model_items_changed (G_LIST_MODEL (self), same, n_old - same, heads->len - same);
  if (elsewhere && self->poll_source == 0)
    self->poll_source = g_timeout_add_seconds (POLL, on_poll_cb, self);
}

/* Awaits: reads the branch through leaf_id and shows it. */
gboolean
_easel_conversation_show_leaf (EaselConversation *self, gint64 leaf_id, GError **error)
{
  g_autoptr (GArray) heads = NULL;

  self->leaf_id = leaf_id;
  heads = dex_await_boxed (
      easel_store_messages_branch (self->service->store, easel_thread_get_id (self->thread), leaf_id), error);
  if (heads == NULL)
    return FALSE;
  /* Another one was asked for meanwhile. */
  if (self->leaf_id == leaf_id)
    show_heads (self, heads, TRUE);
  return TRUE;
}

/* Awaits: shows the end of the branch in view, and the rest only if that is little. */
static gboolean
show_end (EaselConversation *self, GError **error)
{
  g_autoptr (GArray) heads =
      dex_await_boxed (easel_store_messages_end (self->service->store, easel_thread_get_id (self->thread),
                                                 self->leaf_id, MESSAGES_AT_END),
                       error);

  if (heads == NULL)
    return FALSE;
  show_heads (self, heads, heads->len == 0 || g_array_index (heads, EaselMessageHead, 0).parent_id == 0);
  return TRUE;
}

/* Awaits: has the beginning of the branch in view, too. */
gboolean
_easel_conversation_complete (EaselConversation *self, GError **error)
{
  return self->whole || _easel_conversation_show_leaf (self, self->leaf_id, error);
}

static DexFuture *
refresh_fiber (gpointer data)
{
  EaselConversation *self = data;

  do
    {
      g_autoptr (GError) error = NULL;

      self->refresh_again = FALSE;
      if (!_easel_conversation_show_leaf (self, self->leaf_id, &error))
        g_debug ("The conversation could not be read again: %s", error->message);
    }
  while (self->refresh_again);
  self->refreshing = FALSE;
  return dex_future_new_true ();
}

static void
refresh (EaselConversation *self)
{
  self->refresh_again = TRUE;
  if (self->refreshing)
    return;
  self->refreshing = TRUE;
  dex_future_disown (easel_fiber_spawn (refresh_fiber, g_object_ref (self), g_object_unref));
}

static void
on_store_changed_cb (EaselConversation *self, guint groups)
{
  if ((groups & EASEL_STORE_MESSAGES) != 0)
    refresh (self);
}

/* The end is known before it is read again. */
static void
on_answered_cb (EaselConversation *self, EaselThread *thread, EaselMessage *message)
{
  const EaselMessageRecord *row = _easel_message_get_row (message);
  g_autoptr (EaselMessage) found = NULL;
  EaselMessageHead *head;
  guint position;

  if (thread != self->thread)
    return;
  found = easel_conversation_find (self, row->head.id, &position);
  if (found == NULL)
    return;
  head = get_head (self, position);
  head->state = row->head.state;
  head->length = row->head.length;
  head->reasoning_length = row->head.reasoning_length;
  memcpy (head->token_counts, row->head.token_counts, sizeof head->token_counts);
}

/* ---- object ---- */

static void
easel_conversation_dispose (GObject *object)
{
  EaselConversation *self = EASEL_CONVERSATION (object);

  g_clear_handle_id (&self->poll_source, g_source_remove);
  g_clear_object (&self->thread);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (easel_conversation_parent_class)->dispose (object);
}

static void
easel_conversation_finalize (GObject *object)
{
  EaselConversation *self = EASEL_CONVERSATION (object);

  g_array_unref (self->heads);
  g_free (self->subject);
  g_free (self->subject_negative);

  G_OBJECT_CLASS (easel_conversation_parent_class)->finalize (object);
}

static void
easel_conversation_class_init (EaselConversationClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_conversation_dispose;
  G_OBJECT_CLASS (klass)->finalize = easel_conversation_finalize;
}

static void
easel_conversation_init (EaselConversation *self)
{
  self->heads = g_array_new (FALSE, FALSE, sizeof (EaselMessageHead));
}

EaselConversation *
_easel_conversation_new (EaselChatService *service, EaselThread *thread)
{
  EaselConversation *self = g_object_new (EASEL_TYPE_CONVERSATION, NULL);
  const EaselThreadRow *row = _easel_thread_get_row (thread);

  self->service = g_object_ref (service);
  self->thread = g_object_ref (thread);
  self->leaf_id = row->leaf_id;
  self->place_id = row->place_id;
  g_signal_connect_object (service->store, "changed", G_CALLBACK (on_store_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (service, "answered", G_CALLBACK (on_answered_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/* The prompt that the thread is about, as it was when that began. */
static gboolean
load_subject (EaselConversation *self, GError **error)
{
  g_autoptr (EaselRevisionRow) revision = NULL;
  gint64 id = easel_thread_get_revision_id (self->thread);

  if (id == 0)
    return TRUE;
  revision = dex_await_boxed (easel_store_revisions_get (self->service->store, id), error);
  if (revision == NULL)
    return FALSE;
  g_set_str (&self->subject, revision->text);
  g_set_str (&self->subject_negative, revision->negative_text);
  return TRUE;
}

static DexFuture *
open_fiber (gpointer data)
{
  EaselConversation *self = data;
  g_autoptr (GError) error = NULL;

  if (!load_subject (self, &error) || !_easel_conversation_show_leaf (self, self->leaf_id, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_true ();
}

/* Whether what one left off at is there, and enough before it. */
static gboolean
is_place_at_end (EaselConversation *self)
{
  g_autoptr (EaselMessage) message = NULL;
  guint position = 0;

  if (self->place_id == 0)
    return TRUE;
  message = easel_conversation_find (self, self->place_id, &position);
  return message != NULL && position >= MESSAGES_BEFORE;
}

static DexFuture *
open_end_fiber (gpointer data)
{
  EaselConversation *self = data;
  g_autoptr (GError) error = NULL;

  if (!load_subject (self, &error) || !show_end (self, &error) ||
      (!is_place_at_end (self) && !_easel_conversation_complete (self, &error)))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_true ();
}

/* Resolves to TRUE when the branch in view is there, or of a long one the end, if
 * that is where one left off. */
DexFuture *
_easel_conversation_open (EaselConversation *self, gboolean at_end)
{
  return easel_fiber_spawn (at_end ? open_end_fiber : open_fiber, g_object_ref (self), g_object_unref);
}

static DexFuture *
complete_fiber (gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!_easel_conversation_complete (data, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_true ();
}

/* ---- tasks ---- */

EaselConversationTask *
_easel_conversation_task_new (EaselConversation *self, EaselMessage *message, const EaselSendRequest *request)
{
  EaselConversationTask *task = g_new0 (EaselConversationTask, 1);

  task->self = g_object_ref (self);
  task->message = message != NULL ? g_object_ref (message) : NULL;
  if (request == NULL)
    return task;
  task->text = g_strdup (request->text);
  task->model = g_strdup (request->model);
  task->attachments = request->attachments != NULL ? g_object_ref (request->attachments) : NULL;
  task->fit = request->fit;
  task->spend = request->spend;
  return task;
}

static void
task_free (gpointer data)
{
  EaselConversationTask *task = data;

  if (task->done != NULL)
    {
      g_ptr_array_remove_fast (task->self->service->asking, task->done);
      dex_promise_resolve_boolean (task->done, TRUE);
    }
  dex_clear (&task->done);
  g_object_unref (task->self);
  g_clear_object (&task->message);
  g_clear_object (&task->attachments);
  g_free (task->text);
  g_free (task->model);
  g_free (task);
}

DexFuture *
_easel_conversation_task_run (EaselConversationTask *task, DexFiberFunc func)
{
  if (task->self->service->closing)
    {
      task_free (task);
      return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_CANCELLED, _ ("Stopped."));
    }
  task->done = dex_promise_new ();
  g_ptr_array_add (task->self->service->asking, task->done);
  return easel_fiber_spawn (func, task, task_free);
}

/* PROVIDER:MODEL that answers: the one asked for, the thread's, the default one. */
char *
_easel_conversation_dup_model (EaselConversation *self, const char *asked)
{
  const char *own = easel_thread_get_model (self->thread);
  g_autoptr (EaselModel) model = NULL;

  if (asked != NULL)
    return g_strdup (asked);
  if (own != NULL)
    return g_strdup (own);
  model = easel_provider_service_get_default_model (self->service->providers, EASEL_PURPOSE_LLM);
  return g_strdup (model != NULL ? easel_model_get_ref (model) : "");
}

char *
_easel_conversation_make_system (EaselConversation *self)
{
  return _easel_chat_make_system (easel_thread_get_system_prompt (self->thread), self->subject,
                                  self->subject_negative);
}

/* ---- public ---- */

/**
 * easel_conversation_get_thread:
 * @self: a conversation
 *
 * Returns: (transfer none): its thread
 */
EaselThread *
easel_conversation_get_thread (EaselConversation *self)
{
  g_return_val_if_fail (EASEL_IS_CONVERSATION (self), NULL);

  return self->thread;
}

/**
 * easel_conversation_is_complete:
 * @self: a conversation
 *
 * Returns: whether the list begins with the thread's first message; %FALSE for a
 *   while after easel_chat_service_open_at_end()
 */
gboolean
easel_conversation_is_complete (EaselConversation *self)
{
  g_return_val_if_fail (EASEL_IS_CONVERSATION (self), FALSE);

  return self->whole;
}

/**
 * easel_conversation_complete:
 * @self: a conversation
 *
 * Puts the messages that are not there yet in front of the others.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_conversation_complete (EaselConversation *self)
{
  dex_return_error_if_fail (EASEL_IS_CONVERSATION (self));

  if (self->whole)
    return dex_future_new_true ();
  return easel_fiber_spawn (complete_fiber, g_object_ref (self), g_object_unref);
}

/**
 * easel_conversation_find:
 * @self: a conversation
 * @message_id: a message
 * @position: (out) (optional): its place in the list
 *
 * Returns: (transfer full) (nullable): the message, if it is on the branch in
 *   view
 */
EaselMessage *
easel_conversation_find (EaselConversation *self, gint64 message_id, guint *position)
{
  guint low = 0, high;

  g_return_val_if_fail (EASEL_IS_CONVERSATION (self), NULL);

  /* A message comes after its parent, and so does its number. */
  high = self->heads->len;
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (get_head (self, middle)->id < message_id)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == self->heads->len || get_head (self, low)->id != message_id)
    return NULL;
  if (position != NULL)
    *position = low;
  return get_item (G_LIST_MODEL (self), low);
}

/**
 * easel_conversation_get_outline:
 * @self: a conversation
 * @position: a place in the list
 * @outline: (out caller-allocates): what is known of the message there
 *
 * What a list of thousands is laid out by, without making an object of each.
 */
void
easel_conversation_get_outline (EaselConversation *self, guint position, EaselMessageOutline *outline)
{
  const EaselMessageHead *head;
  EaselMessage *message;

  g_return_if_fail (EASEL_IS_CONVERSATION (self));
  g_return_if_fail (position < self->heads->len);

  head = get_head (self, position);
  *outline = (EaselMessageOutline) {
    .id = head->id,
    .kind = (EaselMessageKind) head->kind,
    .state = (EaselMessageState) head->state,
    .length = (gsize) head->length,
    .n_blocks = head->block_count,
    .n_attachments = head->attachment_count,
    .n_siblings = head->sibling_count,
    .has_reasoning = head->reasoning_length > 0,
  };
  /* This process knows better what it writes itself. */
  message = _easel_message_table_find (self->service->messages, head->id);
  if (message == NULL)
    return;
  outline->state = easel_message_get_state (message);
  outline->length = easel_message_get_length (message);
  outline->n_blocks = easel_message_get_block_count (message);
  outline->has_reasoning = easel_message_has_reasoning (message);
}

/**
 * easel_conversation_get_answering:
 * @self: a conversation
 *
 * Returns: (transfer full) (nullable): the message on the branch in view that
 *   this process writes at this moment
 */
EaselMessage *
easel_conversation_get_answering (EaselConversation *self)
{
  g_return_val_if_fail (EASEL_IS_CONVERSATION (self), NULL);

  for (guint i = 0; i < self->service->running->len; i++)
    {
      EaselMessage *message = g_ptr_array_index (self->service->running, i);
      EaselMessage *found = easel_conversation_find (self, easel_message_get_id (message), NULL);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/**
 * easel_conversation_stop:
 * @self: a conversation
 *
 * Stops what is being written on the branch in view; what came is kept.
 */
void
easel_conversation_stop (EaselConversation *self)
{
  g_autoptr (EaselMessage) message = NULL;

  g_return_if_fail (EASEL_IS_CONVERSATION (self));

  message = easel_conversation_get_answering (self);
  if (message != NULL)
    easel_message_stop (message);
}

/**
 * easel_conversation_get_place:
 * @self: a conversation
 *
 * Returns: the message that was read last, 0 for the end
 */
gint64
easel_conversation_get_place (EaselConversation *self)
{
  g_return_val_if_fail (EASEL_IS_CONVERSATION (self), 0);

  return self->place_id;
}

/**
 * easel_conversation_set_place:
 * @self: a conversation
 * @message_id: the message that is being read, 0 for the end
 *
 * Keeps where one is for the next time.
 */
void
easel_conversation_set_place (EaselConversation *self, gint64 message_id)
{
  g_return_if_fail (EASEL_IS_CONVERSATION (self));

  if (self->place_id == message_id)
    return;
  self->place_id = message_id;
  dex_future_disown (
      easel_store_threads_set_place (self->service->store, easel_thread_get_id (self->thread), message_id));
}

/**
 * easel_conversation_set_draft:
 * @self: a conversation
 * @text: what stands in the line where one writes
 *
 * Keeps it for the next time.
 */
void
easel_conversation_set_draft (EaselConversation *self, const char *text)
{
  EaselThreadRow *row;

  g_return_if_fail (EASEL_IS_CONVERSATION (self));
  g_return_if_fail (text != NULL);

  row = _easel_thread_get_row (self->thread);
  if (g_set_str (&row->draft, text))
    _easel_chat_service_save_draft (self->service, row->id, text);
}

/**
 * easel_conversation_mark_read:
 * @self: a conversation
 *
 * Somebody looks at it.
 */
void
easel_conversation_mark_read (EaselConversation *self)
{
  g_return_if_fail (EASEL_IS_CONVERSATION (self));

  if (easel_thread_is_unread (self->thread))
    dex_future_disown (
        easel_store_threads_mark_read (self->service->store, easel_thread_get_id (self->thread)));
}

/* Of those that go along, to a model. */
static gint64
count_images (GListModel *attachments, const char *model_id)
{
  guint n = attachments != NULL ? g_list_model_get_n_items (attachments) : 0;
  gint64 tokens = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EaselAttachment) attachment = g_list_model_get_item (attachments, i);
      int width, height;

      if (easel_attachment_get_kind (attachment) != EASEL_ATTACHMENT_IMAGE)
        continue;
      easel_attachment_get_dimensions (attachment, &width, &height);
      tokens += easel_image_tokens (model_id, (guint) width, (guint) height);
    }
  return tokens;
}

/**
 * easel_conversation_estimate:
 * @self: a conversation
 * @model: (nullable): PROVIDER:MODEL, %NULL for the thread's
 * @text: (nullable): what stands in the line where one writes
 * @attachments: (nullable): a list of #EaselAttachment whose pictures go along
 * @estimate: (out caller-allocates): what the next message would take
 *
 * Sums of counts that are kept, so it costs little in a long thread, too. Before
 * the conversation is complete it neither tells a cost nor what is left out.
 */
void
easel_conversation_estimate (EaselConversation *self,
                             const char *model,
                             const EaselTokenStats *text,
                             GListModel *attachments,
                             EaselSendEstimate *estimate)
{
  g_autofree char *ref = NULL;
  g_autofree char *system = NULL;
  g_autoptr (EaselModelRow) row = NULL;
  g_autoptr (EaselModel) listed = NULL;
  EaselChatSelection selection;
  EaselChatRoom room;
  const char *colon;

  g_return_if_fail (EASEL_IS_CONVERSATION (self));

  ref = _easel_conversation_dup_model (self, model);
  system = _easel_conversation_make_system (self);
  row = _easel_provider_service_get_model_row (self->service->providers, ref);
  listed = easel_provider_service_find_model (self->service->providers, ref);
  colon = strchr (ref, ':');
  _easel_chat_room_init (&room, colon != NULL ? colon + 1 : ref, row, system,
                         easel_thread_get_max_tokens (self->thread));
  if (text != NULL)
    room.fixed += easel_token_stats_count (text, room.family);
  room.fixed += EASEL_CHAT_FRAME_TOKENS + count_images (attachments, colon != NULL ? colon + 1 : ref);
  _easel_chat_select (self->heads, &room, &selection);
  *estimate = (EaselSendEstimate) {
    .input_tokens = selection.input,
    .output_tokens =
        _easel_chat_expect (self->heads, room.family, easel_thread_get_max_tokens (self->thread)),
    .context_tokens = room.context,
    .n_messages = selection.n_messages,
    .n_left_out = selection.n_left_out,
    .fits_alone = selection.fits_alone,
    .cost = -1,
  };
  estimate->is_complete = self->whole;
  if (!self->whole)
    estimate->n_left_out = 0;
  else if (listed != NULL && easel_model_is_free (listed))
    estimate->cost = 0;
  else if (row != NULL)
    {
      if (listed != NULL)
        estimate->output_tokens += _easel_thinking_expect (self->service->providers, listed);
      estimate->cost = _easel_edit_cost_estimate (row, estimate->input_tokens, estimate->output_tokens);
    }
}
