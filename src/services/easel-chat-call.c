// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-chat-call-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-chat-context-private.h"
#include "easel-chat-files-private.h"
#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-json.h"
#include "easel-library-service-private.h"
#include "easel-model-call-private.h"
#include "easel-sources-private.h"
#include "easel-store-messages.h"

/* Text that came is on disk at most 250 ms later. So many until it is written: the
 * rest is for a disk that is at something else. */
#define SAVE_INTERVAL 100
/* So many when the disk did not take it. */
#define SAVE_AGAIN 1000
/* So many messages are read at once. */
#define BATCH 128
/* Longer texts, in bytes, are counted in a thread. */
#define LONG_TEXT (64 * 1024)

static const char go_on_text[] =
    "Go on exactly where your last message broke off. Repeat nothing and do not comment on the interruption.";
static const char summary_text[] =
    "You sum up conversations so that they can go on without their beginning. Keep every decision, name, "
    "number, preference, open question and every prompt that was agreed on, word for word where the wording "
    "matters. Leave out pleasantries and what was given up. Answer with the summary only, in the language of "
    "the conversation.";
static const char earlier_text[] = "Summary of the conversation so far:\n\n";

/* One answer on its way. */
typedef struct
{
  EaselModelCall call;
  EaselChatService *service;
  EaselMessage *message;
  EaselMessageRecord *row;
  GArray *heads;
  GHashTable *rows;  /* gint64 → EaselMessageRecord: what is sent */
  GHashTable *files; /* gint64 → GBytes: what goes along */
  GString *states;
  GPtrArray *images; /* GBytes: what the model drew */
  GPtrArray *sources;
  char *system;
  char *partial;
  double temperature;
  guint max_tokens;
  guint save_source;
  gboolean summarise;
  gboolean saving;
} ChatCall;

static void
chat_call_clear (gpointer data)
{
  ChatCall *chat = data;

  g_clear_handle_id (&chat->save_source, g_source_remove);
  _easel_model_call_clear (&chat->call);
  g_object_unref (chat->service);
  g_object_unref (chat->message);
  easel_message_record_unref (chat->row);
  g_array_unref (chat->heads);
  g_hash_table_unref (chat->rows);
  g_hash_table_unref (chat->files);
  g_string_free (chat->states, TRUE);
  g_ptr_array_unref (chat->images);
  g_ptr_array_unref (chat->sources);
  g_free (chat->system);
  g_free (chat->partial);
}

static void
chat_call_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, chat_call_clear);
}

/* ---- the request ---- */

static void
get_room (ChatCall *chat, const char *model_id, const EaselModelRow *model, EaselChatRoom *room)
{
  _easel_chat_room_init (room, model_id, model, chat->system, chat->max_tokens);
  if (chat->partial != NULL)
    room->fixed += easel_token_count (chat->partial, -1, room->family) + 4 * EASEL_CHAT_FRAME_TOKENS;
}

static void
select_messages (ChatCall *chat, const char *model_id, EaselChatRoom *room, EaselChatSelection *selection)
{
  g_autofree char *ref = g_strconcat (chat->call.provider_slug, ":", model_id, NULL);
  g_autoptr (EaselModelRow) found = _easel_provider_service_get_model_row (chat->call.providers, ref);

  get_room (chat, model_id, found, room);
  _easel_chat_select (chat->heads, room, selection);
}

static EaselMessageRecord *
find_row (ChatCall *chat, guint position)
{
  return g_hash_table_lookup (chat->rows, &g_array_index (chat->heads, EaselMessageHead, position).id);
}

/* What a provider wants back goes only to the same model of it. */
static void
add_states (ChatCall *chat, EaselTextRequest *request, const EaselMessageRecord *row)
{
  g_autoptr (JsonNode) root = NULL;
  JsonArray *states;

  if (row->provider_state == NULL || g_strcmp0 (row->provider_slug, chat->call.provider_slug) != 0 ||
      g_strcmp0 (row->model_id, chat->call.model_id) != 0)
    return;
  root = easel_json_parse (row->provider_state, -1, NULL);
  states = easel_json_get_array (root, "");
  for (guint i = 0; states != NULL && i < json_array_get_length (states); i++)
    {
      const char *state = easel_json_get_string (json_array_get_element (states, i), "");

      if (state != NULL)
        easel_text_request_add_state (request, state);
    }
}

static gboolean
is_blind (EaselProviderService *providers, const char *ref)
{
  g_autoptr (EaselModel) model = easel_provider_service_find_any_model (providers, ref);

  return model != NULL && easel_model_lacks (model, EASEL_CAPABILITY_VISION);
}

/* Whether the model sees pictures, as far as that is known. */
gboolean
_easel_chat_call_check_eyes (EaselProviderService *providers, const char *ref, GError **error)
{
  g_autoptr (EaselModel) model = NULL;

  if (!is_blind (providers, ref))
    return TRUE;
  model = easel_provider_service_find_any_model (providers, ref);
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
               _ ("“%s” does not see pictures. Choose a model that does, or leave the picture out."),
               easel_model_get_name (model));
  return FALSE;
}

static void
add_message (ChatCall *chat, EaselTextRequest *request, const EaselMessageRecord *row, gboolean blind)
{
  gboolean is_user = row->head.kind == EASEL_MESSAGE_RECORD_USER;

  if (is_user)
    _easel_chat_files_add (chat->files, request, row, blind);
  else
    add_states (chat, request, row);
  if (*row->text != '\0')
    easel_text_request_add_text (request, is_user ? EASEL_TEXT_ROLE_USER : EASEL_TEXT_ROLE_ASSISTANT,
                                 row->text);
}

static EaselTextRequest *
request_new (ChatCall *chat, const char *system)
{
  EaselTextRequest *request = easel_text_request_new (chat->call.model_id);

  easel_text_request_set_system (request, system);
  if (chat->temperature >= 0)
    request->temperature = chat->temperature;
  request->max_tokens = chat->max_tokens;
  _easel_model_call_add_refused (&chat->call, request);
  return request;
}

/* All that is to be summed up is one message. */
static EaselTextRequest *
build_summary (ChatCall *chat)
{
  EaselTextRequest *request = request_new (chat, summary_text);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < chat->heads->len; i++)
    {
      const EaselMessageRecord *row = find_row (chat, i);

      if (row == NULL)
        continue;
      g_string_append_printf (text, "<%s>\n%s\n</%s>\n",
                              easel_message_record_kind_to_string ((EaselMessageRecordKind) row->head.kind),
                              row->text,
                              easel_message_record_kind_to_string ((EaselMessageRecordKind) row->head.kind));
    }
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_USER, text->str);
  return request;
}

/* Whether the question itself has a picture: an earlier one may stay at home. */
static gboolean
asks_with_image (ChatCall *chat)
{
  const EaselMessageRecord *row = chat->heads->len > 0 ? find_row (chat, chat->heads->len - 1) : NULL;

  for (guint i = 0; row != NULL && row->files != NULL && i < row->files->len; i++)
    if (!((const EaselMessageFile *) g_ptr_array_index (row->files, i))->is_text)
      return TRUE;
  return FALSE;
}

static EaselTextRequest *
build_request (EaselModelCall *call, GError **error)
{
  ChatCall *chat = call->owner;
  g_autoptr (EaselTextRequest) request = NULL;
  g_autofree char *ref = g_strconcat (call->provider_slug, ":", call->model_id, NULL);
  gboolean blind = is_blind (call->providers, ref);
  EaselChatSelection selection;
  EaselChatRoom room;

  if (chat->summarise)
    return build_summary (chat);
  if (blind && asks_with_image (chat) && !_easel_chat_call_check_eyes (call->providers, ref, error))
    return NULL;
  request = request_new (chat, chat->system);
  get_room (chat, call->model_id, call->model, &room);
  _easel_chat_select (chat->heads, &room, &selection);
  /* One that stands in for another may take less. */
  if (!_easel_chat_check_question (chat->heads, &room, &selection, error))
    return NULL;
  if (selection.insight >= 0)
    {
      const EaselMessageRecord *row = find_row (chat, (guint) selection.insight);
      g_autofree char *text = g_strconcat (earlier_text, row != NULL ? row->text : "", NULL);

      easel_text_request_add_text (request, EASEL_TEXT_ROLE_USER, text);
    }
  for (guint i = selection.first; i < chat->heads->len; i++)
    {
      const EaselMessageRecord *row = find_row (chat, i);

      if (row != NULL && _easel_chat_is_sent (&g_array_index (chat->heads, EaselMessageHead, i)) &&
          row->head.kind != EASEL_MESSAGE_RECORD_INSIGHT)
        add_message (chat, request, row, blind);
    }
  if (chat->partial != NULL)
    {
      easel_text_request_add_text (request, EASEL_TEXT_ROLE_ASSISTANT, chat->partial);
      easel_text_request_add_text (request, EASEL_TEXT_ROLE_USER, go_on_text);
    }
  return g_steal_pointer (&request);
}

static void
estimate (EaselModelCall *call, const char *model_id, gint64 *input, gint64 *output)
{
  ChatCall *chat = call->owner;
  EaselChatSelection selection;
  EaselChatRoom room;

  select_messages (chat, model_id, &room, &selection);
  *input = selection.input;
  *output = _easel_chat_expect (chat->heads, room.family, chat->max_tokens);
}

static gboolean
load_files (ChatCall *chat, GError **error)
{
  return _easel_chat_files_load (chat->files, chat->rows, &chat->call, chat->service->library, error);
}

static gboolean
load_batch (ChatCall *chat, GArray *ids, GError **error)
{
  g_autoptr (GPtrArray) rows =
      dex_await_boxed (dex_future_first (dex_ref (chat->call.stopped),
                                         easel_store_messages_load (chat->call.store, ids), NULL),
                       error);

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      EaselMessageRecord *row = g_ptr_array_index (rows, i);

      g_hash_table_replace (chat->rows, &row->head.id, easel_message_record_ref (row));
    }
  g_array_set_size (ids, 0);
  return rows != NULL;
}

/* Awaits: reads the words that are sent. */
static gboolean
load_rows (ChatCall *chat, GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  EaselChatSelection selection;
  EaselChatRoom room;

  select_messages (chat, chat->call.model_id, &room, &selection);
  if (chat->summarise)
    selection.first = 0;
  for (guint i = 0; i < chat->heads->len; i++)
    {
      const EaselMessageHead *head = &g_array_index (chat->heads, EaselMessageHead, i);
      gboolean wanted = (i >= selection.first && _easel_chat_is_sent (head)) ||
                        (int) i == selection.insight ||
                        (chat->summarise && head->kind == EASEL_MESSAGE_RECORD_INSIGHT);

      if (wanted)
        g_array_append_val (ids, head->id);
      if ((ids->len == BATCH || (i + 1 == chat->heads->len && ids->len > 0)) &&
          !load_batch (chat, ids, error))
        return FALSE;
    }
  return (ids->len == 0 || load_batch (chat, ids, error)) && (chat->summarise || load_files (chat, error));
}

/* ---- what comes back ---- */

static void queue_save (ChatCall *chat, guint interval);

static DexFuture *
save_fiber (gpointer data)
{
  ChatCall *chat = data;
  g_autofree char *text = NULL;
  g_autofree char *reasoning = NULL;
  g_autoptr (GError) error = NULL;

  if (!_easel_message_take_unsaved (chat->message, &text, &reasoning))
    {
      chat->saving = FALSE;
      return dex_future_new_true ();
    }
  dex_await (easel_store_messages_append (chat->call.store, chat->row->head.id, text, reasoning), &error);
  chat->saving = FALSE;
  /* The end has it, if it came meanwhile. */
  if (easel_message_get_phase (chat->message) == EASEL_MESSAGE_IDLE)
    return dex_future_new_true ();
  if (error != NULL)
    {
      _easel_message_give_back_unsaved (chat->message, strlen (text), strlen (reasoning));
      queue_save (chat, SAVE_AGAIN);
    }
  _easel_message_set_unsaved (chat->message, error != NULL);
  return dex_future_new_true ();
}

static gboolean
on_save_timeout_cb (gpointer user_data)
{
  ChatCall *chat = user_data;

  chat->save_source = 0;
  if (chat->saving)
    {
      queue_save (chat, SAVE_INTERVAL / 4);
      return G_SOURCE_REMOVE;
    }
  chat->saving = TRUE;
  dex_future_disown (easel_fiber_spawn (save_fiber, g_atomic_rc_box_acquire (chat), chat_call_unref));
  return G_SOURCE_REMOVE;
}

static void
queue_save (ChatCall *chat, guint interval)
{
  if (chat->save_source == 0)
    chat->save_source = g_timeout_add (interval, on_save_timeout_cb, chat);
}

static void
append (EaselModelCall *call, const char *text, gboolean is_reasoning)
{
  ChatCall *chat = call->owner;

  _easel_message_append (chat->message, text, is_reasoning);
  queue_save (chat, SAVE_INTERVAL);
}

static void
restart (EaselModelCall *call)
{
  ChatCall *chat = call->owner;

  g_string_truncate (chat->states, 0);
  g_ptr_array_set_size (chat->images, 0);
  g_ptr_array_set_size (chat->sources, 0);
  _easel_message_restart (chat->message);
  dex_future_disown (easel_store_messages_restart (call->store, chat->row->head.id));
}

/* A JSON array of texts that are JSON. */
static void
take_state (EaselModelCall *call, const char *json)
{
  ChatCall *chat = call->owner;
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), json);
  g_autofree char *text = easel_json_to_string (node);

  g_string_append_printf (chat->states, "%s%s", chat->states->len > 0 ? "," : "", text);
}

static void
take_image (EaselModelCall *call, GBytes *data, const char *mime_type)
{
  g_ptr_array_add (((ChatCall *) call->owner)->images, g_bytes_ref (data));
}

static void
take_citation (EaselModelCall *call, const EaselTextEvent *event)
{
  _easel_sources_add (((ChatCall *) call->owner)->sources, event->id, event->name, event->text);
}

static void
show_phase (EaselModelCall *call, EaselCallPhase phase, gint64 retry_at)
{
  static const EaselMessagePhase phases[] = {
    [EASEL_CALL_STARTING] = EASEL_MESSAGE_STARTING, [EASEL_CALL_QUEUED] = EASEL_MESSAGE_QUEUED,
    [EASEL_CALL_WAITING] = EASEL_MESSAGE_WAITING,   [EASEL_CALL_RETRYING] = EASEL_MESSAGE_RETRYING,
    [EASEL_CALL_THINKING] = EASEL_MESSAGE_THINKING, [EASEL_CALL_WRITING] = EASEL_MESSAGE_WRITING,
  };

  _easel_message_set_phase (((ChatCall *) call->owner)->message, phases[phase], retry_at);
}

static void
take_model (ChatCall *chat)
{
  EaselModelCall *call = &chat->call;
  EaselMessageRecord *row = chat->row;

  g_set_str (&row->provider_slug, call->provider_slug);
  g_set_str (&row->provider_name, call->provider_name);
  g_set_str (&row->model_id, call->model_id);
  g_set_str (&row->model_name, call->model_name);
  g_set_str (&row->fallback_for, call->fallback_for);
}

/* Another model answers from here on. */
static void
redirect (EaselModelCall *call)
{
  ChatCall *chat = call->owner;

  g_autoptr (GError) error = NULL;

  take_model (chat);
  _easel_message_note_details (chat->message);
  if (!chat->summarise && !load_files (chat, &error))
    g_warning ("What goes along is sent as the first model takes it: %s", error->message);
}

static const EaselModelCallFuncs funcs = {
  .build = build_request,
  .estimate = estimate,
  .append = append,
  .restart = restart,
  .image = take_image,
  .citation = take_citation,
  .state = take_state,
  .phase = show_phase,
  .redirect = redirect,
};

/* ---- the end ---- */

/* Puts the end into the ledger and the thread: both, or it is to be tried again. */
gboolean
_easel_chat_call_keep_end (EaselStore *store, EaselMessageRecord *row, EaselUsageRow *ledger, GError **error)
{
  g_autoptr (GError) finish_error = NULL;

  if (ledger != NULL && ledger->id != 0 && !dex_await (easel_store_usage_settle (store, ledger), error))
    return FALSE;
  dex_await (easel_store_messages_finish (store, row), &finish_error);
  /* Somebody else has ended it: there is nothing to wait for. */
  if (finish_error == NULL || !g_error_matches (finish_error, EASEL_ERROR, EASEL_ERROR_STORAGE))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&finish_error));
  return FALSE;
}

static void
keep_end (ChatCall *chat)
{
  g_autoptr (GError) error = NULL;
  gboolean kept = _easel_chat_call_keep_end (chat->call.store, chat->row, chat->call.ledger, &error);

  _easel_message_set_unsaved (chat->message, !kept);
  if (kept)
    return;
  g_warning ("The end of an answer is not on disk yet: %s", error->message);
  _easel_chat_service_keep_later (chat->service, chat->message, chat->call.ledger);
}

static void
count_in_thread (gpointer data, gpointer unused)
{
  EaselMessageRecord *row = data;

  _easel_chat_count (&row->head, row->text);
}

/* Awaits where the text is long: nobody else looks at the row's counts yet. */
static void
count (EaselMessageRecord *row)
{
  if (strlen (row->text) > LONG_TEXT)
    dex_await (easel_thread_spawn (count_in_thread, easel_message_record_ref (row),
                                   (GDestroyNotify) easel_message_record_unref),
               NULL);
  else
    _easel_chat_count (&row->head, row->text);
}

static void
take_end (ChatCall *chat)
{
  EaselModelCall *call = &chat->call;
  EaselMessageRecord *row = chat->row;

  take_model (chat);
  row->usage_id = call->ledger != NULL ? call->ledger->id : 0;
  row->input_tokens = call->usage.input;
  row->output_tokens = call->usage.output;
  row->cached_tokens = call->usage.cached_input;
  row->reasoning_tokens = call->usage.reasoning;
  row->cost = call->is_free ? 0 : call->cost;
  row->first_token = call->first_token;
  row->retries = call->retries;
  row->http_status = call->http_status;
  g_set_str (&row->request_id, call->request_id);
  if (chat->states->len > 0)
    row->provider_state = g_strdup_printf ("[%s]", chat->states->str);
  g_free (row->sources);
  row->sources = _easel_sources_to_text (chat->sources);
}

/* The answer is not all that was made. */
static GError *
make_missing (guint n_missing, guint n, const GError *why)
{
  return g_error_new (
      EASEL_ERROR, why->domain == EASEL_ERROR ? why->code : (int) EASEL_ERROR_STORAGE,
      /* Translators: how many of how many pictures, then a sentence that says why */
      ngettext ("%u of %u could not be kept. %s", "%u of %u could not be kept. %s", n_missing), n_missing, n,
      why->message);
}

/* Awaits: what the model drew is the library's, and goes along with the answer. Says in
 * error, unless there is one, what could not be kept. */
static void
keep_images (ChatCall *chat, GError **error)
{
  g_autoptr (GError) missing = NULL;
  guint n_missing = 0;

  if (chat->images->len == 0)
    return;
  chat->row->files = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_message_file_free);
  for (guint i = 0; i < chat->images->len; i++)
    {
      g_autoptr (EaselAsset) asset = NULL;
      g_autoptr (GError) local_error = NULL;
      EaselMessageFile *file;

      asset = dex_await_object (_easel_library_service_add_made (
                                    chat->service->library, g_ptr_array_index (chat->images, i),
                                    chat->row->provider_slug, chat->row->provider_name, chat->row->model_id),
                                &local_error);
      if (asset == NULL)
        {
          n_missing++;
          if (missing == NULL)
            missing = g_steal_pointer (&local_error);
          continue;
        }
      file = easel_message_file_new (easel_asset_get_id (asset), easel_asset_get_name (asset));
      file->mime = g_strdup (easel_asset_get_mime (asset));
      file->bytes = easel_asset_get_bytes (asset);
      g_ptr_array_add (chat->row->files, file);
    }
  chat->row->head.attachment_count = chat->row->files->len;
  if (missing != NULL && *error == NULL)
    *error = make_missing (n_missing, chat->images->len, missing);
}

static DexFuture *
call_fiber (gpointer data)
{
  ChatCall *chat = data;
  EaselMessageState state = EASEL_MESSAGE_FAILED;
  g_autoptr (GError) error = NULL;

  if (load_rows (chat, &error) && _easel_model_call_reserve (&chat->call, &error) &&
      _easel_model_call_run (&chat->call, &error))
    state = EASEL_MESSAGE_DONE;
  else if (g_error_matches (error, EASEL_ERROR, EASEL_ERROR_CANCELLED))
    {
      state = EASEL_MESSAGE_STOPPED;
      g_clear_error (&error);
    }
  _easel_model_call_end (&chat->call, state == EASEL_MESSAGE_STOPPED, error);
  take_end (chat);
  keep_images (chat, &error);
  /* Not sooner: a large picture takes a while, and the words are kept meanwhile. */
  g_clear_handle_id (&chat->save_source, g_source_remove);
  _easel_message_finish (chat->message, state, error);
  count (chat->row);
  keep_end (chat);
  _easel_chat_service_end (chat->service, chat->message);
  return dex_future_new_true ();
}

/* Begins the answer that message, which row stands for, will be. */
void
_easel_chat_call_start (EaselChatService *service,
                        EaselMessage *message,
                        EaselMessageRecord *row,
                        const EaselChatQuestion *question)
{
  ChatCall *chat = g_atomic_rc_box_new0 (ChatCall);
  EaselModelCall *call = &chat->call;

  chat->service = g_object_ref (service);
  chat->message = g_object_ref (message);
  chat->row = easel_message_record_ref (row);
  chat->heads = g_array_ref (question->heads);
  chat->rows =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) easel_message_record_unref);
  chat->files = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_bytes_unref);
  chat->states = g_string_new (NULL);
  chat->sources = _easel_sources_new ();
  chat->images = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  chat->system = g_strdup (question->system);
  chat->partial = g_strdup (question->partial);
  chat->temperature = question->temperature;
  chat->max_tokens = question->max_tokens;
  chat->summarise = question->summarise;
  _easel_model_call_init (call, &funcs, chat, service->store, service->providers,
                          _easel_message_get_stopped (message));
  _easel_model_call_set_model (call, question->model);
  call->kind = "chat";
  call->flags = question->spend;
  dex_future_disown (easel_fiber_spawn (call_fiber, chat, chat_call_unref));
}
