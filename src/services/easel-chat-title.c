// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-chat-title-private.h"

#include <string.h>

#include "easel-chat-context-private.h"
#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-json.h"
#include "easel-model-call-private.h"
#include "easel-store-messages.h"
#include "easel-store-settings.h"
#include "easel-store-threads.h"

/*
 * A thread's name by the model that answered in it first: a paid call, which is
 * made only if the user wants that, once a thread, and never in anybody's way.
 */

#define SETTING "chat-model-titles"
/* Of a long beginning so many bytes are shown to the model. */
#define MOST_SHOWN 4000
#define LONGEST_TITLE 80
#define TITLE_TOKENS 20

static const char title_text[] = "You name conversations. Answer with a title of two to six words for the "
                                 "conversation that follows, in its "
                                 "language: no quotation marks, no full stop, nothing else.";

/* Models put words around what they are asked for. One that keeps to a schema
 * cannot, so it is asked for that; all others for the bare words. */
static const char title_schema[] =
    "{\"type\":\"object\",\"properties\":{\"title\":{\"type\":\"string\",\"description\":"
    "\"Two to six words in the language of the conversation\"}},\"required\":[\"title\"],"
    "\"additionalProperties\":false}";

typedef struct
{
  EaselModelCall call;
  EaselChatService *service;
  EaselMessage *answer;
  char *shown;
  GString *title;
} Title;

static void
title_free (gpointer data)
{
  Title *title = data;

  _easel_model_call_clear (&title->call);
  g_object_unref (title->service);
  g_object_unref (title->answer);
  g_free (title->shown);
  g_string_free (title->title, TRUE);
  g_free (title);
}

static gboolean
keeps_to_schema (EaselModelCall *call)
{
  g_autofree char *ref = g_strconcat (call->provider_slug, ":", call->model_id, NULL);
  g_autoptr (EaselModel) model = easel_provider_service_find_any_model (call->providers, ref);

  return model != NULL && (easel_model_get_capabilities (model) & EASEL_CAPABILITY_STRUCTURED) != 0;
}

static EaselTextRequest *
build_request (EaselModelCall *call, GError **error)
{
  Title *title = call->owner;
  EaselTextRequest *request = easel_text_request_new (call->model_id);

  easel_text_request_set_system (request, title_text);
  easel_text_request_add_text (request, EASEL_TEXT_ROLE_USER, title->shown);
  if (keeps_to_schema (call))
    easel_text_request_set_schema (request, "title", title_schema);
  _easel_model_call_add_refused (call, request);
  return request;
}

static void
estimate (EaselModelCall *call, const char *model_id, gint64 *input, gint64 *output)
{
  Title *title = call->owner;
  EaselTokenFamily family = easel_token_family_of (model_id);

  *input = easel_token_count (title->shown, -1, family) + easel_token_count (title_text, -1, family) +
           2 * EASEL_CHAT_FRAME_TOKENS;
  *output = TITLE_TOKENS;
}

static void
append (EaselModelCall *call, const char *text, gboolean is_reasoning)
{
  Title *title = call->owner;

  if (!is_reasoning)
    g_string_append (title->title, text);
}

static void
restart (EaselModelCall *call)
{
  g_string_truncate (((Title *) call->owner)->title, 0);
}

static const EaselModelCallFuncs funcs = {
  .build = build_request,
  .estimate = estimate,
  .append = append,
  .restart = restart,
};

/* One line without what models put around it; NULL if nothing is left. */
static char *
clean (const char *answer)
{
  g_autofree char *line = g_strndup (answer, strcspn (answer, "\r\n"));
  const char *start = line;
  const char *end;
  glong n = 0;

  while (*start != '\0' && strchr ("\"'#* ", *start) != NULL)
    start++;
  for (end = start; *end != '\0' && n < LONGEST_TITLE; n++)
    end = g_utf8_next_char (end);
  while (end > start && strchr ("\"'#*. ", end[-1]) != NULL)
    end--;
  return end > start ? g_strndup (start, (gsize) (end - start)) : NULL;
}

/* What the answer names the thread; a model that was asked for bare words may
 * answer as others are asked to. NULL if it names none. */
static char *
read_title (const char *answer)
{
  const char *start = answer + strspn (answer, " \r\n\t");
  g_autoptr (JsonNode) root = *start == '{' ? easel_json_parse (start, -1, NULL) : NULL;

  if (*start != '{')
    return clean (start);
  return root != NULL && easel_json_get_string (root, "title") != NULL
             ? clean (easel_json_get_string (root, "title"))
             : NULL;
}

static char *
cut (const char *text)
{
  const char *end = text + strnlen (text, MOST_SHOWN);

  if (*end != '\0')
    end = g_utf8_find_prev_char (text, end);
  return g_strndup (text, (gsize) (end - text));
}

/* Awaits: whether the user wants it, and the thread is as it was when it began. */
static gboolean
is_wanted (Title *title)
{
  gint64 thread_id = easel_message_get_thread_id (title->answer);
  g_autofree char *value = dex_await_string (easel_store_settings_get (title->service->store, SETTING), NULL);
  g_autoptr (EaselThreadRow) row = NULL;

  if (g_strcmp0 (value, "1") != 0)
    return FALSE;
  row = dex_await_boxed (easel_store_threads_get (title->service->store, thread_id), NULL);
  return row != NULL && !row->titled && row->message_count <= 2;
}

/* Awaits: the first message and its answer. */
static gboolean
read_beginning (Title *title)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) rows = NULL;
  g_autofree char *question = NULL;
  g_autofree char *answer = NULL;
  gint64 id = easel_message_get_parent_id (title->answer);

  g_array_append_val (ids, id);
  rows = dex_await_boxed (easel_store_messages_load (title->service->store, ids), NULL);
  if (rows == NULL || rows->len == 0)
    return FALSE;
  question = cut (((const EaselMessageRecord *) g_ptr_array_index (rows, 0))->text);
  answer = cut (easel_message_get_text (title->answer));
  title->shown = g_strdup_printf ("<user>\n%s\n</user>\n<assistant>\n%s\n</assistant>", question, answer);
  return TRUE;
}

static DexFuture *
title_fiber (gpointer data)
{
  Title *title = data;
  g_autofree char *ref = easel_message_dup_model_ref (title->answer);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gboolean done;

  if (ref == NULL || !is_wanted (title) || !read_beginning (title) ||
      !_easel_model_call_check (title->service->providers, ref, NULL))
    return dex_future_new_false ();
  _easel_model_call_set_model (&title->call, ref);
  done = _easel_model_call_reserve (&title->call, &error) && _easel_model_call_run (&title->call, &error);
  _easel_model_call_end (&title->call, FALSE, error);
  if (title->call.ledger->id != 0)
    dex_await (easel_store_usage_settle (title->service->store, title->call.ledger), NULL);
  /* A server that does not know the schema answers as it likes: words are a title. */
  if (done || g_error_matches (error, EASEL_ERROR, EASEL_ERROR_PROTOCOL))
    text = read_title (title->title->str);
  if (text == NULL)
    return dex_future_new_false ();
  /* The user may have named it meanwhile. */
  return easel_store_threads_suggest_title (title->service->store,
                                            easel_message_get_thread_id (title->answer), text);
}

/* Has the thread named if the user wants that; nobody waits for it. */
void
_easel_chat_title_start (EaselChatService *service, EaselMessage *answer)
{
  Title *title;

  if (easel_message_get_state (answer) != EASEL_MESSAGE_DONE ||
      easel_message_get_kind (answer) != EASEL_MESSAGE_ASSISTANT)
    return;
  title = g_new0 (Title, 1);
  title->service = g_object_ref (service);
  title->answer = g_object_ref (answer);
  title->title = g_string_new (NULL);
  _easel_model_call_init (&title->call, &funcs, title, service->store, service->providers,
                          dex_ref (DEX_FUTURE (service->closed)));
  title->call.kind = "title";
  for (guint i = service->titles->len; i > 0; i--)
    if (!dex_future_is_pending (g_ptr_array_index (service->titles, i - 1)))
      g_ptr_array_remove_index_fast (service->titles, i - 1);
  g_ptr_array_add (service->titles, easel_fiber_spawn (title_fiber, title, title_free));
}

static DexFuture *
on_setting_read_cb (DexFuture *future, gpointer user_data)
{
  const GValue *value = dex_future_get_value (future, NULL);

  return dex_future_new_for_boolean (value != NULL && g_strcmp0 (g_value_get_string (value), "1") == 0);
}

/**
 * easel_chat_service_get_model_titles:
 * @self: the service
 *
 * Returns: (transfer full): resolves to a boolean: whether a model names threads
 */
DexFuture *
easel_chat_service_get_model_titles (EaselChatService *self)
{
  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));

  return dex_future_finally (easel_store_settings_get (self->store, SETTING), on_setting_read_cb, NULL, NULL);
}

/**
 * easel_chat_service_set_model_titles:
 * @self: the service
 * @on: whether the model that answers first names a thread, which is a paid call
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_chat_service_set_model_titles (EaselChatService *self, gboolean on)
{
  dex_return_error_if_fail (EASEL_IS_CHAT_SERVICE (self));

  return easel_store_settings_set (self->store, SETTING, on ? "1" : NULL);
}
