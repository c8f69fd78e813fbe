// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-conversation-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-attachment-private.h"
#include "easel-chat-call-private.h"
#include "easel-chat-context-private.h"
#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-model-call-private.h"
#include "easel-store-messages.h"
#include "easel-store-threads.h"

/* What one writes is at most so many bytes; pasted books are files. */
#define LONGEST_MESSAGE (8 * 1024 * 1024)
/* Longer texts, in bytes, are counted in a thread. */
#define LONG_TEXT (64 * 1024)

/* ---- what goes along ---- */

/* Adds up what the words of the message take, and the texts that go along. */
static void
count_now (gpointer data, gpointer unused)
{
  EaselConversationTask *task = data;
  guint n = task->attachments != NULL ? g_list_model_get_n_items (task->attachments) : 0;

  _easel_chat_count (&task->counted, task->text);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EaselAttachment) attachment = g_list_model_get_item (task->attachments, i);
      GBytes *bytes = _easel_attachment_get_data (attachment);
      gboolean is_image = easel_attachment_get_kind (attachment) == EASEL_ATTACHMENT_IMAGE;
      g_autofree char *text = NULL;

      task->has_image |= is_image;
      if (is_image || bytes == NULL)
        continue;
      text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      _easel_chat_add_text (&task->counted, text);
    }
}

/* Awaits where the text is long. */
static void
count (EaselConversationTask *task)
{
  if (strlen (task->text) > LONG_TEXT || task->attachments != NULL)
    dex_await (easel_thread_spawn (count_now, task, NULL), NULL);
  else
    count_now (task, NULL);
}

static void
add_image (EaselMessageHead *head, EaselAttachment *attachment)
{
  int width, height;

  if (easel_attachment_get_kind (attachment) != EASEL_ATTACHMENT_IMAGE)
    return;
  easel_attachment_get_dimensions (attachment, &width, &height);
  _easel_chat_add_image (head, width, height);
}

/* Awaits: puts what goes along among the library's files. */
static gboolean
keep_files (EaselConversationTask *task, EaselMessageRecord *row, GError **error)
{
  EaselLibraryService *library = task->self->service->library;
  guint n = task->attachments != NULL ? g_list_model_get_n_items (task->attachments) : 0;

  row->files = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_message_file_free);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EaselAttachment) attachment = g_list_model_get_item (task->attachments, i);
      const char *name = easel_attachment_get_name (attachment);

      if (easel_attachment_get_asset_id (attachment) == 0)
        {
          g_autoptr (EaselAsset) asset = dex_await_object (
              easel_library_service_add_bytes (library, _easel_attachment_get_data (attachment), name,
                                               EASEL_ASSET_FOR_CHAT),
              error);

          if (asset == NULL)
            return FALSE;
          _easel_attachment_set_asset (attachment, library, asset);
        }
      add_image (&row->head, attachment);
      g_ptr_array_add (row->files, easel_message_file_new (easel_attachment_get_asset_id (attachment), name));
    }
  row->head.attachment_count = row->files->len;
  return TRUE;
}

/* ---- what is said ---- */

static gboolean
is_blank (const char *text)
{
  while (*text != '\0' && g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return *text == '\0';
}

static gboolean
check_text (EaselConversationTask *task, GError **error)
{
  if (task->text == NULL || !g_utf8_validate (task->text, -1, NULL))
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("The message is not valid UTF-8 text. Convert it first."));
      return FALSE;
    }
  if (is_blank (task->text) &&
      (task->attachments == NULL || g_list_model_get_n_items (task->attachments) == 0))
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("The message is empty. Write something first."));
      return FALSE;
    }
  if (strlen (task->text) > LONGEST_MESSAGE)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_TOO_LONG,
                   _ ("The message is longer than %d MB. Shorten it, or send it in parts."),
                   LONGEST_MESSAGE / (1024 * 1024));
      return FALSE;
    }
  count (task);
  return TRUE;
}

/* ---- what is saved ---- */

/* Awaits: what the user wrote, with what goes along; %NULL if that cannot be kept. */
static EaselMessageRecord *
text_row_new (EaselConversationTask *task,
              gint64 parent_id,
              EaselMessageRecordKind kind,
              gint64 covers_id,
              GError **error)
{
  g_autoptr (EaselMessageRecord) row = easel_message_record_new ();

  row->thread_id = easel_thread_get_id (task->self->thread);
  row->head.parent_id = parent_id;
  row->head.covers_id = covers_id;
  row->head.kind = (guint8) kind;
  row->head.length = (gint64) strlen (task->text);
  row->text = g_strdup (task->text);
  memcpy (row->head.token_counts, task->counted.token_counts, sizeof row->head.token_counts);
  row->head.block_count = task->counted.block_count;
  return keep_files (task, row, error) ? g_steal_pointer (&row) : NULL;
}

/* Awaits: adds what the user wrote below parent. */
static gint64
add_text (EaselConversationTask *task,
          gint64 parent_id,
          EaselMessageRecordKind kind,
          gint64 covers_id,
          GError **error)
{
  g_autoptr (EaselMessageRecord) row = text_row_new (task, parent_id, kind, covers_id, error);
  gint64 id;

  if (row == NULL)
    return 0;
  id = dex_await_int64 (easel_store_messages_add (task->self->service->store, row), error);
  if (*error != NULL)
    return 0;
  if (kind == EASEL_MESSAGE_RECORD_USER)
    _easel_chat_service_draft_sent (task->self->service, task->self->thread, row->text);
  return id;
}

static gint64
get_leaf (EaselConversation *self)
{
  return self->leaf_id;
}

/* Awaits: shows the branch that ends with message id and resolves to that. */
static DexFuture *
resolve_shown (EaselConversation *self, gint64 id)
{
  g_autoptr (EaselMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  if (!_easel_conversation_show_leaf (self, id, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  message = easel_conversation_find (self, id, NULL);
  if (message == NULL)
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_NOT_FOUND, _ ("There is no message %lld."),
                                  (long long) id);
  return dex_future_new_take_object (g_steal_pointer (&message));
}

static DexFuture *
save_fiber (gpointer data)
{
  EaselConversationTask *task = data;
  g_autoptr (GError) error = NULL;
  gint64 id;

  if (!check_text (task, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  id = add_text (task, get_leaf (task->self), EASEL_MESSAGE_RECORD_USER, 0, &error);
  if (id == 0)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return resolve_shown (task->self, id);
}

/* Awaits: which messages a summary stands for. */
static gboolean
find_covers (EaselConversationTask *task, gint64 *covers_id, GError **error)
{
  g_autoptr (GArray) path = NULL;

  *covers_id = 0;
  if (easel_message_get_kind (task->message) != EASEL_MESSAGE_INSIGHT)
    return TRUE;
  path = dex_await_boxed (
      easel_store_messages_path (task->self->service->store, easel_message_get_id (task->message)), error);
  if (path == NULL || path->len == 0)
    return FALSE;
  *covers_id = g_array_index (path, EaselMessageHead, path->len - 1).covers_id;
  return TRUE;
}

static DexFuture *
edit_fiber (gpointer data)
{
  EaselConversationTask *task = data;
  g_autoptr (GError) error = NULL;
  gint64 id = 0, covers_id;

  if (check_text (task, &error) && find_covers (task, &covers_id, &error))
    id = add_text (task, easel_message_get_parent_id (task->message),
                   (EaselMessageRecordKind) easel_message_get_kind (task->message), covers_id, &error);
  if (id == 0)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return resolve_shown (task->self, id);
}

/* ---- what is answered ---- */

/* Whether path and what is fixed beside it fit the model, or need not. */
static gboolean
check_fit (EaselConversationTask *task,
           const char *ref,
           const GArray *path,
           const EaselMessageHead *extra,
           GError **error)
{
  EaselConversation *self = task->self;
  g_autoptr (EaselModelRow) model = _easel_provider_service_get_model_row (self->service->providers, ref);
  g_autofree char *system = _easel_conversation_make_system (self);
  EaselChatSelection selection;
  EaselChatRoom room;

  _easel_chat_room_init (&room, strchr (ref, ':') + 1, model, system,
                         easel_thread_get_max_tokens (self->thread));
  if (extra != NULL)
    room.fixed += _easel_chat_get_tokens (extra, room.family);
  _easel_chat_select (path, &room, &selection);
  if (extra == NULL && selection.n_messages == 0 && selection.insight < 0)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("There is nothing to answer here. Write a message first."));
      return FALSE;
    }
  if (!_easel_chat_check_question (extra != &task->counted ? path : NULL, &room, &selection, error))
    return FALSE;
  if (selection.n_left_out == 0 || task->fit == EASEL_SEND_FIT_NEWEST)
    return TRUE;
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_TOO_LONG,
               ngettext ("The conversation is too long for this model: %u message would have to stay out. "
                         "Leave out the oldest, sum them up, or choose a model that takes more.",
                         "The conversation is too long for this model: %u messages would have to stay out. "
                         "Leave out the oldest, sum them up, or choose a model that takes more.",
                         selection.n_left_out),
               selection.n_left_out);
  return FALSE;
}

static EaselMessageRecord *
answer_row_new (EaselConversation *self, const char *ref, gint64 parent_id, const char *partial)
{
  EaselMessageRecord *row = easel_message_record_new ();
  const char *colon = strchr (ref, ':');
  g_autofree char *slug = g_strndup (ref, (gsize) (colon - ref));
  g_autoptr (EaselProvider) provider = easel_provider_service_find (self->service->providers, slug);
  g_autoptr (EaselModel) model = easel_provider_service_find_model (self->service->providers, ref);

  row->thread_id = easel_thread_get_id (self->thread);
  row->head.parent_id = parent_id;
  row->head.kind = EASEL_MESSAGE_RECORD_ASSISTANT;
  row->head.state = EASEL_MESSAGE_RECORD_STREAMING;
  row->text = g_strdup (partial != NULL ? partial : "");
  row->provider_slug = g_strdup (slug);
  row->provider_name = g_strdup (provider != NULL ? easel_provider_get_name (provider) : slug);
  row->model_id = g_strdup (colon + 1);
  row->model_name = g_strdup (model != NULL ? easel_model_get_name (model) : colon + 1);
  return row;
}

/* Awaits: puts the answer into the tree and begins it; @asked, if it is not there yet,
 * is the last of the question's messages and goes before it. */
static EaselMessage *
begin (EaselConversationTask *task,
       EaselMessageRecord *row,
       EaselMessageRecord *asked,
       const EaselChatQuestion *question,
       GError **error)
{
  EaselConversation *self = task->self;
  EaselChatService *service = self->service;
  g_autoptr (EaselMessage) message = NULL;
  g_autoptr (GError) add_error = NULL;

  /* Nothing new is paid while the program ends. */
  if (service->closing)
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_CANCELLED, _ ("Stopped."));
      return NULL;
    }
  row->created_at = g_get_real_time ();
  row->head.id = dex_await_int64 (asked != NULL ? easel_store_messages_ask (service->store, asked, row)
                                                : easel_store_messages_add (service->store, row),
                                  &add_error);
  if (add_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&add_error));
      return NULL;
    }
  if (asked != NULL)
    {
      _easel_chat_service_draft_sent (service, self->thread, asked->text);
      g_array_index (question->heads, EaselMessageHead, question->heads->len - 1).id = asked->head.id;
    }
  row->head.sibling_count = 1;
  message = _easel_message_table_take (service->messages, row->thread_id, &row->head);
  _easel_message_begin (message, row);
  _easel_chat_service_begin (service, message);
  _easel_chat_call_start (service, message, row, question);
  if (!_easel_conversation_show_leaf (self, row->head.id, &add_error))
    g_debug ("The conversation could not be read again: %s", add_error->message);
  return g_steal_pointer (&message);
}

/* Awaits: has the last of @path, message parent_id, answered, going on from partial if
 * given; @asked is as for begin(). */
static EaselMessage *
ask_path (EaselConversationTask *task,
          GArray *path,
          gint64 parent_id,
          EaselMessageRecord *asked,
          const char *partial,
          GError **error)
{
  EaselConversation *self = task->self;
  g_autofree char *ref = _easel_conversation_dup_model (self, task->model);
  g_autofree char *system = _easel_conversation_make_system (self);
  g_autoptr (EaselMessageRecord) row = NULL;
  EaselMessageHead begun = { 0 };
  EaselChatQuestion question = {
    .model = ref,
    .system = system,
    .partial = partial,
    .temperature = easel_thread_get_temperature (self->thread),
    .max_tokens = easel_thread_get_max_tokens (self->thread),
    .spend = task->spend,
    .heads = path,
  };

  if (!_easel_model_call_check (self->service->providers, ref, error))
    return NULL;
  if (partial != NULL)
    _easel_chat_count (&begun, partial);
  if (!check_fit (task, ref, path, partial != NULL ? &begun : NULL, error))
    return NULL;
  row = answer_row_new (self, ref, parent_id, partial);
  return begin (task, row, asked, &question, error);
}

/* Awaits: has the message parent_id answered, going on from partial if given. */
static EaselMessage *
ask (EaselConversationTask *task, gint64 parent_id, const char *partial, GError **error)
{
  g_autoptr (GArray) path =
      dex_await_boxed (easel_store_messages_path (task->self->service->store, parent_id), error);

  return path != NULL ? ask_path (task, path, parent_id, NULL, partial, error) : NULL;
}

static DexFuture *
resolve_asked (EaselMessage *message, GError *error)
{
  return message != NULL ? dex_future_new_take_object (message) : dex_future_new_for_error (error);
}

/* Awaits: the model of a message that is sent is the thread's from then on. */
static void
remember_model (EaselConversationTask *task)
{
  if (task->model != NULL && g_strcmp0 (task->model, easel_thread_get_model (task->self->thread)) != 0)
    dex_future_disown (easel_store_threads_set_model (task->self->service->store,
                                                      easel_thread_get_id (task->self->thread), task->model));
}

/* Awaits: everything that can be said before anything is written; the messages that
 * the question follows. */
static GArray *
check_question (EaselConversationTask *task, gint64 parent_id, GError **error)
{
  g_autofree char *ref = _easel_conversation_dup_model (task->self, task->model);
  guint n = task->attachments != NULL ? g_list_model_get_n_items (task->attachments) : 0;
  g_autoptr (GArray) path = NULL;
  EaselMessageHead whole;

  if (!check_text (task, error) || !_easel_model_call_check (task->self->service->providers, ref, error) ||
      (task->has_image && !_easel_chat_call_check_eyes (task->self->service->providers, ref, error)))
    return NULL;
  path = dex_await_boxed (easel_store_messages_path (task->self->service->store, parent_id), error);
  whole = task->counted;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EaselAttachment) attachment = g_list_model_get_item (task->attachments, i);

      add_image (&whole, attachment);
    }
  return path != NULL && check_fit (task, ref, path, &whole, error) ? g_steal_pointer (&path) : NULL;
}

static DexFuture *
send_fiber (gpointer data)
{
  EaselConversationTask *task = data;
  gint64 parent_id =
      task->message != NULL ? easel_message_get_parent_id (task->message) : get_leaf (task->self);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) path = check_question (task, parent_id, &error);
  g_autoptr (EaselMessageRecord) asked = NULL;
  EaselMessage *message;

  if (path != NULL)
    asked = text_row_new (task, parent_id, EASEL_MESSAGE_RECORD_USER, 0, &error);
  if (asked == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  g_array_append_val (path, asked->head);
  message = ask_path (task, path, 0, asked, NULL, &error);
  if (message != NULL)
    remember_model (task);
  return resolve_asked (message, g_steal_pointer (&error));
}

/* The last message that can be answered: behind it may be notices. */
static gint64
find_question (EaselConversation *self)
{
  for (guint i = self->heads->len; i > 0; i--)
    {
      const EaselMessageHead *head = &g_array_index (self->heads, EaselMessageHead, i - 1);

      if (head->kind == EASEL_MESSAGE_RECORD_USER)
        return g_array_index (self->heads, EaselMessageHead, self->heads->len - 1).id;
      if (head->kind == EASEL_MESSAGE_RECORD_ASSISTANT)
        return 0;
    }
  return 0;
}

static DexFuture *
answer_fiber (gpointer data)
{
  EaselConversationTask *task = data;
  g_autoptr (GError) error = NULL;
  EaselMessage *message;
  gint64 id;

  if (!_easel_conversation_complete (task->self, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  id = find_question (task->self);
  if (id == 0)
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                                  _ ("There is nothing to answer here. Write a message first."));
  message = ask (task, id, NULL, &error);
  return resolve_asked (message, g_steal_pointer (&error));
}

static DexFuture *
regenerate_fiber (gpointer data)
{
  EaselConversationTask *task = data;
  g_autoptr (GError) error = NULL;
  gint64 question = easel_message_get_kind (task->message) == EASEL_MESSAGE_USER
                        ? easel_message_get_id (task->message)
                        : easel_message_get_parent_id (task->message);
  EaselMessage *message = ask (task, question, NULL, &error);

  return resolve_asked (message, g_steal_pointer (&error));
}

/* An answer of which nothing came leaves with the next attempt; it can be
 * brought back, as everything can. */
static DexFuture *
retry_fiber (gpointer data)
{
  EaselConversationTask *task = data;
  gboolean empty = easel_message_get_length (task->message) == 0;
  g_autoptr (GError) error = NULL;
  EaselMessage *message = ask (task, easel_message_get_parent_id (task->message), NULL, &error);

  if (message != NULL && empty)
    dex_await (easel_store_messages_delete (task->self->service->store, easel_message_get_id (task->message)),
               NULL);
  return resolve_asked (message, g_steal_pointer (&error));
}

static DexFuture *
continue_fiber (gpointer data)
{
  EaselConversationTask *task = data;
  g_autofree char *partial = NULL;
  g_autoptr (GError) error = NULL;
  EaselMessage *message;

  if (!dex_await (easel_message_load (task->message), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  partial = g_strdup (easel_message_get_text (task->message));
  message = ask (task, easel_message_get_parent_id (task->message),
                 partial != NULL && *partial != '\0' ? partial : NULL, &error);
  return resolve_asked (message, g_steal_pointer (&error));
}

/* ---- summaries ---- */

/* The first messages of path that a model would see, at most n of them, as far
 * as the model can read them at once. */
static GArray *
choose_old (EaselConversationTask *task, const char *ref, const GArray *path)
{
  g_autoptr (EaselModelRow) model =
      _easel_provider_service_get_model_row (task->self->service->providers, ref);
  GArray *old = g_array_new (FALSE, FALSE, sizeof (EaselMessageHead));
  EaselChatSelection selection;
  EaselChatRoom room;
  gint64 sum = 0;
  guint n = 0;

  _easel_chat_room_init (&room, strchr (ref, ':') + 1, model, NULL, 0);
  _easel_chat_select (path, &room, &selection);
  for (guint i = 0; i < path->len && n < task->number; i++)
    {
      const EaselMessageHead *head = &g_array_index (path, EaselMessageHead, i);
      gboolean insight = (int) i == selection.insight;

      if (!insight && !_easel_chat_is_sent (head))
        continue;
      sum += _easel_chat_get_tokens (head, room.family);
      if (room.context > 0 && sum > room.context - room.reserve - room.fixed)
        break;
      g_array_append_vals (old, head, 1);
      if (!insight)
        n++;
    }
  return old;
}

static DexFuture *
summarise_fiber (gpointer data)
{
  EaselConversationTask *task = data;
  EaselConversation *self = task->self;
  g_autofree char *ref = _easel_conversation_dup_model (self, task->model);
  g_autoptr (GArray) path = NULL;
  g_autoptr (GArray) old = NULL;
  g_autoptr (EaselMessageRecord) row = NULL;
  g_autoptr (GError) error = NULL;
  EaselChatQuestion question = { .model = ref, .temperature = -1, .summarise = TRUE, .spend = task->spend };
  EaselMessage *message;

  if (!_easel_model_call_check (self->service->providers, ref, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  path = dex_await_boxed (easel_store_messages_path (self->service->store, get_leaf (self)), &error);
  if (path == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  old = choose_old (task, ref, path);
  if (old->len == 0)
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                                  _ ("There is nothing to sum up here that the model could read."));
  question.heads = old;
  row = answer_row_new (self, ref, get_leaf (self), NULL);
  row->head.kind = EASEL_MESSAGE_RECORD_INSIGHT;
  row->head.covers_id = g_array_index (old, EaselMessageHead, old->len - 1).id;
  message = begin (task, row, NULL, &question, &error);
  return resolve_asked (message, g_steal_pointer (&error));
}

/* ---- public ---- */

static DexFuture *
run (EaselConversation *self, EaselMessage *message, const EaselSendRequest *request, DexFiberFunc func)
{
  return _easel_conversation_task_run (_easel_conversation_task_new (self, message, request), func);
}

/**
 * easel_conversation_send:
 * @self: a conversation
 * @request: what the user wrote, and who answers
 *
 * Adds the message at the end of the branch in view and has it answered.
 *
 * Returns: (transfer full): resolves to the #EaselMessage that answers, which
 *   has just begun; rejects before anything is written with
 *   %EASEL_ERROR_INVALID_INPUT, %EASEL_ERROR_NOT_FOUND or %EASEL_ERROR_TOO_LONG
 */
DexFuture *
easel_conversation_send (EaselConversation *self, const EaselSendRequest *request)
{
  dex_return_error_if_fail (EASEL_IS_CONVERSATION (self));

  return run (self, NULL, request, send_fiber);
}

/**
 * easel_conversation_answer:
 * @self: a conversation
 * @request: who answers
 *
 * Has the end of the branch in view answered, which was only saved before.
 *
 * Returns: (transfer full): resolves to the #EaselMessage that answers
 */
DexFuture *
easel_conversation_answer (EaselConversation *self, const EaselSendRequest *request)
{
  dex_return_error_if_fail (EASEL_IS_CONVERSATION (self));

  return run (self, NULL, request, answer_fiber);
}

/**
 * easel_conversation_edit_and_answer:
 * @self: a conversation
 * @message: a message of the user's
 * @request: what it says from now on, and who answers
 *
 * Begins a branch beside @message.
 *
 * Returns: (transfer full): resolves to the #EaselMessage that answers
 */
DexFuture *
easel_conversation_edit_and_answer (EaselConversation *self,
                                    EaselMessage *message,
                                    const EaselSendRequest *request)
{
  dex_return_error_if_fail (EASEL_IS_CONVERSATION (self));
  dex_return_error_if_fail (EASEL_IS_MESSAGE (message));

  return run (self, message, request, send_fiber);
}

/**
 * easel_conversation_regenerate:
 * @self: a conversation
 * @message: an answer, or a message of the user's
 * @request: who answers
 *
 * Has it answered once more, as a branch beside the answer that there is.
 *
 * Returns: (transfer full): resolves to the #EaselMessage that answers
 */
DexFuture *
easel_conversation_regenerate (EaselConversation *self,
                               EaselMessage *message,
                               const EaselSendRequest *request)
{
  dex_return_error_if_fail (EASEL_IS_CONVERSATION (self));
  dex_return_error_if_fail (EASEL_IS_MESSAGE (message));

  return run (self, message, request, regenerate_fiber);
}

/**
 * easel_conversation_continue:
 * @self: a conversation
 * @message: an answer that broke off
 * @request: who goes on
 *
 * Goes on where it broke off, in a branch that begins with what came.
 *
 * Returns: (transfer full): resolves to the #EaselMessage that answers
 */
DexFuture *
easel_conversation_continue (EaselConversation *self, EaselMessage *message, const EaselSendRequest *request)
{
  dex_return_error_if_fail (EASEL_IS_CONVERSATION (self));
  dex_return_error_if_fail (EASEL_IS_MESSAGE (message));

  return run (self, message, request, continue_fiber);
}

/**
 * easel_conversation_retry:
 * @self: a conversation
 * @message: an answer that failed
 * @request: who answers
 *
 * Asks again. Where nothing had come the failure leaves the list.
 *
 * Returns: (transfer full): resolves to the #EaselMessage that answers
 */
DexFuture *
easel_conversation_retry (EaselConversation *self, EaselMessage *message, const EaselSendRequest *request)
{
  dex_return_error_if_fail (EASEL_IS_CONVERSATION (self));
  dex_return_error_if_fail (EASEL_IS_MESSAGE (message));

  return run (self, message, request, retry_fiber);
}

/**
 * easel_conversation_summarise:
 * @self: a conversation
 * @n_messages: how many of the oldest that models see, see
 *   #EaselSendEstimate.n_left_out
 * @request: who sums them up; a paid call
 *
 * Adds a message at the end of the branch in view that stands for the oldest
 * from then on. Fewer are summed up if the model cannot read so many.
 *
 * Returns: (transfer full): resolves to the #EaselMessage of the kind
 *   %EASEL_MESSAGE_INSIGHT, which has just begun
 */
DexFuture *
easel_conversation_summarise (EaselConversation *self, guint n_messages, const EaselSendRequest *request)
{
  EaselConversationTask *task;

  dex_return_error_if_fail (EASEL_IS_CONVERSATION (self));

  task = _easel_conversation_task_new (self, NULL, request);
  task->number = n_messages;
  return _easel_conversation_task_run (task, summarise_fiber);
}

/**
 * easel_conversation_save:
 * @self: a conversation
 * @text: what the user wrote
 * @attachments: (nullable): what goes along
 *
 * Adds it at the end of the branch in view; nobody is asked.
 *
 * Returns: (transfer full): resolves to the #EaselMessage
 */
DexFuture *
easel_conversation_save (EaselConversation *self, const char *text, GListModel *attachments)
{
  const EaselSendRequest request = { .text = text, .attachments = attachments };

  dex_return_error_if_fail (EASEL_IS_CONVERSATION (self));

  return run (self, NULL, &request, save_fiber);
}

/**
 * easel_conversation_edit:
 * @self: a conversation
 * @message: a message
 * @text: what it says from now on
 * @attachments: (nullable): what goes along
 *
 * Begins a branch beside @message; nobody is asked.
 *
 * Returns: (transfer full): resolves to the new #EaselMessage
 */
DexFuture *
easel_conversation_edit (EaselConversation *self,
                         EaselMessage *message,
                         const char *text,
                         GListModel *attachments)
{
  const EaselSendRequest request = { .text = text, .attachments = attachments };

  dex_return_error_if_fail (EASEL_IS_CONVERSATION (self));
  dex_return_error_if_fail (EASEL_IS_MESSAGE (message));

  return run (self, message, &request, edit_fiber);
}
