// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-text-call.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "easel-call-private.h"
#include "easel-dex-fiber.h"
#include "easel-error.h"
#include "easel-http-error.h"
#include "easel-log.h"
#include "easel-provider-error.h"
#include "easel-schema-check.h"
#include "easel-text-reader.h"

/* How long a server may take to hang up after the answer was over. */
#define ENDING_TIMEOUT (3 * (gint64) G_USEC_PER_SEC)
#define FAILED_TIMEOUT ((gint64) G_USEC_PER_SEC / 2)
/* A computer that looks later than this was busy, not the server slow. */
#define LATE ((gint64) G_USEC_PER_SEC / 10)

/* What is quoted of a model's own words, in characters. */
#define LONGEST_QUOTE 300

/* Each parameter is left out once; a server that names ever new ones is not
 * asked for ever. */
#define MOST_LEFT_OUT 4

G_DEFINE_BOXED_TYPE (EaselTextResult, easel_text_result, easel_text_result_ref, easel_text_result_unref)

/* One call with all its attempts. */
typedef struct
{
  EaselHttpClient *client;
  const EaselTextProtocol *protocol;
  EaselAccount *account;
  char *key;
  EaselTextRequest *request;
  EaselTextEventFunc on_event;
  gpointer user_data;
  GDestroyNotify destroy;

  EaselTextResult *result;
  EaselTextReader *reader;
  GString *refusal;
  GString *json;
  GError *error;
  gint64 started;
  /* until when an answer that is over waits for more; 0 as long as it takes */
  gint64 deadline;
  gsize n_sent;
  gsize n_received;
  guint status;
  guint n_left_out;
  gboolean reported_left_out;
  gboolean shown;
  gboolean said;
  gboolean grew;
  gboolean looked_again;
  gboolean dropped;
} Call;

static void
result_clear (gpointer data)
{
  EaselTextResult *result = data;

  g_free (result->finish_word);
  g_free (result->request_id);
}

/**
 * easel_text_result_ref:
 * @result: a result
 *
 * Returns: (transfer full): @result
 */
EaselTextResult *
easel_text_result_ref (EaselTextResult *result)
{
  return g_atomic_rc_box_acquire (result);
}

/**
 * easel_text_result_unref:
 * @result: (transfer full): a result
 *
 * Gives back one reference.
 */
void
easel_text_result_unref (EaselTextResult *result)
{
  g_atomic_rc_box_release_full (result, result_clear);
}

static void
call_clear (gpointer data)
{
  Call *call = data;

  g_object_unref (call->client);
  easel_account_unref (call->account);
  easel_text_request_unref (call->request);
  g_clear_pointer (&call->reader, easel_text_reader_unref);
  easel_text_result_unref (call->result);
  g_string_free (call->refusal, TRUE);
  if (call->json != NULL)
    g_string_free (call->json, TRUE);
  g_clear_error (&call->error);
  if (call->key != NULL)
    explicit_bzero (call->key, strlen (call->key));
  g_free (call->key);
  if (call->destroy != NULL)
    call->destroy (call->user_data);
}

static void
call_unref (gpointer data)
{
  g_rc_box_release_full (data, call_clear);
}

/* Nobody waits any more: nothing is said from here on. */
static void
on_call_dropped (gpointer data)
{
  Call *call = data;

  call->dropped = TRUE;
  call_unref (call);
}

static void
tell (Call *call, const EaselTextEvent *event)
{
  if (!call->dropped && call->on_event != NULL)
    call->on_event (event, call->user_data);
}

static void
tell_restart (Call *call)
{
  g_autoptr (EaselTextEvent) event = easel_text_event_new (EASEL_TEXT_EVENT_RESTART);

  tell (call, event);
}

static void
tell_parameter (Call *call, const char *name, const GError *error)
{
  g_autoptr (EaselTextEvent) event = easel_text_event_new (EASEL_TEXT_EVENT_PARAMETER);

  event->name = g_strdup (name);
  event->error = error != NULL ? g_error_copy (error) : NULL;
  tell (call, event);
}

static void
tell_wait (Call *call, gint64 wait, const GError *error)
{
  g_autoptr (EaselTextEvent) event = easel_text_event_new (EASEL_TEXT_EVENT_WAIT);

  call->result->retries++;
  event->wait = wait;
  event->attempt = call->result->retries + 1;
  event->error = g_error_copy (error);
  tell (call, event);
}

typedef struct
{
  Call *call;
  GError *error;
  gint64 wait;
} Notice;

static void
tell_notice (gpointer data)
{
  Notice *notice = data;

  tell_wait (notice->call, notice->wait, notice->error);
  call_unref (notice->call);
  g_error_free (notice->error);
  g_free (notice);
}

/* Comes from a fiber of the client with a small stack, and what listens may be
 * a window. */
static void
on_retried_cb (gint64 wait, const GError *error, gpointer user_data)
{
  Notice *notice = g_new0 (Notice, 1);

  notice->call = g_rc_box_acquire (user_data);
  notice->error = g_error_copy (error);
  notice->wait = wait;
  dex_scheduler_push (dex_scheduler_get_thread_default (), tell_notice, notice);
}

static void
forget_answer (Call *call)
{
  g_clear_pointer (&call->reader, easel_text_reader_unref);
  g_clear_error (&call->error);
  g_string_truncate (call->refusal, 0);
  if (call->json != NULL)
    g_string_truncate (call->json, 0);
  call->said = FALSE;
}

static void
take_event (Call *call, EaselTextEvent *event)
{
  switch (event->kind)
    {
    case EASEL_TEXT_EVENT_ERROR:
      if (call->error == NULL)
        call->error = g_error_copy (event->error);
      return;
    case EASEL_TEXT_EVENT_FINISH:
      return;
    case EASEL_TEXT_EVENT_RESTART:
      g_string_truncate (call->refusal, 0);
      if (call->json != NULL)
        g_string_truncate (call->json, 0);
      call->said = FALSE;
      break;
    case EASEL_TEXT_EVENT_REFUSAL:
      g_string_append (call->refusal, event->text);
      call->shown = TRUE;
      break;
    case EASEL_TEXT_EVENT_TEXT:
      if (call->json != NULL)
        g_string_append (call->json, event->text);
      call->said = TRUE;
      call->shown = TRUE;
      call->grew = TRUE;
      break;
    case EASEL_TEXT_EVENT_TOOL_CALL:
    case EASEL_TEXT_EVENT_IMAGE:
      call->said = TRUE;
      call->shown = TRUE;
      call->grew = TRUE;
      break;
    case EASEL_TEXT_EVENT_REASONING:
      call->shown = TRUE;
      call->grew = TRUE;
      break;
    case EASEL_TEXT_EVENT_CITATION:
    case EASEL_TEXT_EVENT_STATE:
      call->shown = TRUE;
      break;
    case EASEL_TEXT_EVENT_USAGE:
    case EASEL_TEXT_EVENT_WAIT:
    case EASEL_TEXT_EVENT_PARAMETER:
    default:
      break;
    }
  if (call->result->time_to_first < 0 &&
      (event->kind == EASEL_TEXT_EVENT_TEXT || event->kind == EASEL_TEXT_EVENT_REASONING))
    call->result->time_to_first = g_get_monotonic_time () - call->started;
  tell (call, event);
}

static void
take_events (Call *call)
{
  while (!call->dropped)
    {
      g_autoptr (EaselTextEvent) event = easel_text_reader_next (call->reader);

      if (event == NULL)
        return;
      take_event (call, event);
    }
}

/* A piece of the answer for the reader; without bytes it is the end. */
typedef struct
{
  EaselTextReader *reader;
  GBytes *bytes;
} Piece;

static void
piece_free (gpointer data)
{
  Piece *piece = data;

  easel_text_reader_unref (piece->reader);
  g_clear_pointer (&piece->bytes, g_bytes_unref);
  g_free (piece);
}

static void
read_piece (gpointer data, gpointer unused)
{
  Piece *piece = data;
  gsize length = 0;
  const guint8 *bytes = piece->bytes != NULL ? g_bytes_get_data (piece->bytes, &length) : NULL;

  if (bytes != NULL)
    easel_text_reader_push (piece->reader, bytes, length);
  else
    easel_text_reader_finish (piece->reader);
}

/* Feeds the reader, on another thread if it may have much to parse. */
static gboolean
feed (Call *call, GBytes *bytes, GError **error)
{
  gsize size = bytes != NULL ? g_bytes_get_size (bytes) : 0;
  Piece *piece = g_new0 (Piece, 1);

  piece->reader = easel_text_reader_ref (call->reader);
  piece->bytes = bytes != NULL ? g_bytes_ref (bytes) : NULL;
  if (easel_text_reader_get_pending (call->reader) + size <= EASEL_CALL_MOST_INLINE)
    {
      read_piece (piece, NULL);
      piece_free (piece);
    }
  else if (!easel_dex_fiber_await (easel_dex_thread_spawn (read_piece, piece, piece_free), error))
    return FALSE;
  take_events (call);
  return TRUE;
}

/* The time is up; but if nobody could look until now, what came in time lies there
 * unread. */
static DexFuture *
look_again (DexFuture *timeout, gpointer user_data)
{
  Call *call = user_data;

  if (call->looked_again || g_get_monotonic_time () - call->deadline < LATE)
    return dex_ref (timeout);
  call->looked_again = TRUE;
  return easel_dex_timeout_new (FAILED_TIMEOUT);
}

/* The next bytes, empty at the end. An answer that is over waits for the mark
 * of its end only until the deadline. */
static GBytes *
await_bytes (Call *call, EaselHttpResponse *response, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  DexFuture *read = easel_http_response_read (response);
  gint64 left = call->deadline - g_get_monotonic_time ();
  GBytes *bytes;

  if (call->deadline > 0)
    read = dex_future_first (read,
                             dex_future_catch (easel_dex_timeout_new (MAX (left, 1)), look_again,
                                               g_rc_box_acquire (call), call_unref),
                             NULL);
  bytes = easel_dex_fiber_await_boxed (read, &local_error);
  if (bytes != NULL)
    return bytes;
  if (call->deadline > 0 && !g_error_matches (local_error, DEX_ERROR, DEX_ERROR_FIBER_CANCELLED))
    return g_bytes_new (NULL, 0);
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

/* Reads the answer to its end, or to what is its end in effect. */
static gboolean
read_answer (Call *call, EaselHttpResponse *response, GError **error)
{
  call->deadline = 0;
  while (!easel_text_reader_is_done (call->reader))
    {
      g_autoptr (GBytes) bytes = NULL;

      /* A reason to end may stand on each chunk: one that says more is not the last. */
      if ((call->deadline == 0 || call->grew) && easel_text_reader_is_ending (call->reader))
        {
          call->deadline = g_get_monotonic_time () + (call->error != NULL ? FAILED_TIMEOUT : ENDING_TIMEOUT);
          call->looked_again = FALSE;
        }
      call->grew = FALSE;
      bytes = await_bytes (call, response, error);
      call->n_received += bytes != NULL ? g_bytes_get_size (bytes) : 0;
      if (bytes == NULL || !feed (call, g_bytes_get_size (bytes) > 0 ? bytes : NULL, error))
        return FALSE;
    }
  easel_http_response_close (response);
  return TRUE;
}

/* What a model says instead of an answer is no answer. */
static GError *
make_refusal (Call *call, const char *host)
{
  EaselFinishReason finish = easel_text_reader_get_finish (call->reader, NULL);
  g_autofree char *quote = NULL;

  if (finish != EASEL_FINISH_REFUSED && (call->refusal->len == 0 || call->said))
    return NULL;
  if (g_utf8_strlen (call->refusal->str, -1) > LONGEST_QUOTE)
    {
      quote = g_utf8_substring (call->refusal->str, 0, LONGEST_QUOTE);
      g_string_assign (call->refusal, quote);
      g_string_append (call->refusal, "…");
    }
  if (call->refusal->len > 0)
    return g_error_new (EASEL_ERROR, EASEL_ERROR_REFUSED,
                        /* Translators: a model's name, then its own words */
                        _ ("%s declined to answer: “%s” Change the wording, or choose another model."),
                        call->request->model, call->refusal->str);
  return g_error_new (
      EASEL_ERROR, EASEL_ERROR_REFUSED,
      _ ("%s declined to answer, or a filter at %s did. Change the wording, or choose another model."),
      call->request->model, host);
}

static GError *
error_of_answer (Call *call, EaselHttpResponse *response)
{
  GError *error = g_steal_pointer (&call->error);
  EaselErrorDetails *details;

  if (error == NULL)
    error = make_refusal (call, easel_http_response_get_name (response));
  if (error == NULL)
    return NULL;
  details = easel_error_get_details (error);
  if (details->request_id == NULL)
    details->request_id = g_strdup (call->result->request_id);
  /* An answer that began is paid for, whether it came whole or not. */
  if (error->code == EASEL_ERROR_NETWORK || error->code == EASEL_ERROR_TIMEOUT)
    details->may_have_billed = TRUE;
  return error;
}

static void
note_response (Call *call, EaselHttpResponse *response)
{
  const char *id = easel_http_response_get_request_id (response);

  for (guint i = 0; id == NULL && call->protocol->request_id_headers[i] != NULL; i++)
    id = easel_http_response_get_header (response, call->protocol->request_id_headers[i]);
  g_set_str (&call->result->request_id, id);
  call->status = easel_http_response_get_status (response);
}

static EaselHttpResponse *
send_request (Call *call, EaselTextWire *wire, GError **error)
{
  g_autoptr (EaselHttpRequest) request =
      _easel_call_make_request (call->protocol, call->account, call->key, wire, error);
  guint flags = EASEL_HTTP_STREAM;

  if (request == NULL)
    return NULL;
  call->n_sent = wire->body != NULL ? g_bytes_get_size (wire->body) : 0;
  if (call->account->allow_http)
    flags |= EASEL_HTTP_ALLOW_HTTP;
  easel_http_request_set_flags (request, (EaselHttpFlags) flags);
  easel_http_request_set_attempts (request, call->account->max_retries + 1 -
                                                MIN (call->account->max_retries, call->result->retries));
  easel_http_request_set_retry_func (request, on_retried_cb, g_rc_box_acquire (call), call_unref);
  return easel_dex_fiber_await_object (easel_http_client_send (call->client, request), error);
}

/* One attempt. %NULL is success. */
static GError *
attempt (Call *call, EaselTextWire *wire)
{
  GError *error = NULL;
  g_autoptr (EaselHttpResponse) response = send_request (call, wire, &error);

  if (response == NULL)
    return error;
  note_response (call, response);
  forget_answer (call);
  call->reader = easel_text_reader_new (call->protocol, easel_http_response_get_content_type (response),
                                        easel_http_response_get_name (response));
  if (read_answer (call, response, &error))
    return error_of_answer (call, response);

  if (error->domain == EASEL_ERROR && error->code != EASEL_ERROR_CANCELLED)
    {
      /* What came of a broken answer is read to its last byte. */
      easel_text_reader_finish (call->reader);
      take_events (call);
      easel_error_get_details (error)->may_have_billed = TRUE;
    }
  return error;
}

/* The model named a parameter that it does not take: it is left out from now
 * on, and the listener may remember that. */
static gboolean
leave_out (Call *call, const GError *error, EaselTextWire *wire)
{
  const char *name = easel_provider_error_find_parameter (error, wire->sent);
  EaselTextRequest *changed;

  if (name == NULL || call->n_left_out >= MOST_LEFT_OUT)
    return FALSE;
  call->n_left_out++;
  changed = easel_text_request_copy (call->request);
  easel_text_request_add_refused (changed, name);
  easel_text_request_unref (call->request);
  call->request = changed;
  tell_parameter (call, name, error);
  return TRUE;
}

static guint
status_of (const GError *error)
{
  guint status = easel_error_get_details (error)->http_status;

  if (status >= 400)
    return status;
  if (error->code == EASEL_ERROR_RATE_LIMIT)
    return 429;
  if (error->code == EASEL_ERROR_UNAVAILABLE)
    return 503;
  return error->code == EASEL_ERROR_PROVIDER_FAULT ? 500 : 0;
}

/* An error inside the answer before anything of it was shown is tried again as
 * if it had been the status; whatever had a status was so by the client. */
static gboolean
wait_for_retry (Call *call, const GError *error)
{
  gint64 wait = -1, asked;
  EaselRetryInput input = {
    .attempt = call->result->retries + 1,
    .max_attempts = call->account->max_retries + 1,
    .method = "POST",
    .content_shown = call->shown,
    .body_sent = TRUE,
    .now = g_get_real_time (),
    .random = g_random_double (),
  };

  if (call->reader == NULL || error->domain != EASEL_ERROR || !easel_error_is_retryable (error))
    return FALSE;
  input.status = status_of (error);
  asked = easel_error_get_details (error)->retry_after;
  if (easel_retry_decide (&input, &wait) != EASEL_RETRY_AFTER || asked > EASEL_RETRY_LONGEST_WAIT)
    return FALSE;
  wait = asked > 0 ? asked : wait;
  forget_answer (call);
  tell_restart (call);
  tell_wait (call, wait, error);
  easel_dex_fiber_await (dex_timeout_new_usec (wait), NULL);
  return !call->dropped;
}

static void
report_left_out (Call *call, EaselTextWire *wire)
{
  for (guint i = 0; !call->reported_left_out && i < wire->left_out->len; i++)
    tell_parameter (call, g_ptr_array_index (wire->left_out, i), NULL);
  call->reported_left_out = TRUE;
}

static void
log_end (Call *call, const GError *error)
{
  const EaselErrorDetails *details = error != NULL ? easel_error_get_details (error) : NULL;
  const EaselCallLog log = {
    .kind = "text",
    .provider = call->account->slug,
    .model = call->request->model,
    .outcome = error != NULL ? easel_error_get_name (error) : "done",
    .request_id =
        details != NULL && details->request_id != NULL ? details->request_id : call->result->request_id,
    .status = details != NULL && details->http_status != 0 ? details->http_status : call->status,
    .retries = call->result->retries,
    .duration = g_get_monotonic_time () - call->started,
    .first_token = call->result->time_to_first,
    .sent = call->n_sent,
    .received = call->n_received,
  };

  easel_log_call (&log);
}

static DexFuture *
fail_call (Call *call, GError *cause)
{
  GError *error = _easel_call_error (cause, call->account, call->request->model);
  EaselErrorDetails *details = easel_error_get_details (error);

  if (details != NULL)
    {
      details->duration = g_get_monotonic_time () - call->started;
      details->retries = call->result->retries;
    }
  log_end (call, error);
  return dex_future_new_for_error (error);
}

/* Not every service keeps a model to a schema, and none keeps one that was cut. */
static GError *
check_schema (Call *call)
{
  EaselFinishReason finish = easel_text_reader_get_finish (call->reader, NULL);
  g_autofree char *place = NULL;
  GError *error;

  if (call->json == NULL || finish == EASEL_FINISH_TOOL_CALLS || finish == EASEL_FINISH_PAUSED)
    return NULL;
  place = easel_schema_check (call->request->schema, call->json->str);
  if (place == NULL)
    return NULL;
  error = g_error_new (EASEL_ERROR, EASEL_ERROR_PROTOCOL,
                       /* Translators: a model's name, then a place in JSON such as $.shots[2].text */
                       _ ("%s did not keep to the form that was asked for (at %s). Try again, or choose "
                          "another model."),
                       call->request->model, place);
  easel_error_get_details (error)->may_have_billed = TRUE;
  return error;
}

static DexFuture *
finish_call (Call *call)
{
  g_autoptr (EaselTextEvent) event = easel_text_event_new (EASEL_TEXT_EVENT_FINISH);
  EaselTextResult *result = call->result;
  const char *word;

  result->finish = easel_text_reader_get_finish (call->reader, &word);
  result->finish_word = g_strdup (word);
  easel_text_reader_get_usage (call->reader, &result->raw_usage);
  easel_usage_normalise (&result->raw_usage, call->protocol->usage_style, &result->usage);
  if (result->request_id == NULL)
    result->request_id = g_strdup (easel_text_reader_get_response_id (call->reader));
  result->duration = g_get_monotonic_time () - call->started;
  event->finish = result->finish;
  event->name = g_strdup (word);
  log_end (call, NULL);
  tell (call, event);
  return dex_future_new_take_boxed (EASEL_TYPE_TEXT_RESULT, easel_text_result_ref (result));
}

static DexFuture *
call_fiber (gpointer data)
{
  Call *call = data;

  while (TRUE)
    {
      g_autoptr (EaselTextWire) wire = NULL;
      GError *error = NULL;

      wire = call->protocol->build_request (call->request, call->account, &error);
      if (wire != NULL)
        {
          report_left_out (call, wire);
          g_clear_pointer (&call->reader, easel_text_reader_unref);
          error = attempt (call, wire);
          if (error == NULL)
            error = check_schema (call);
          if (error == NULL)
            return finish_call (call);
          if (!call->dropped && call->reader == NULL && leave_out (call, error, wire))
            {
              g_error_free (error);
              continue;
            }
        }
      if (!call->dropped && wait_for_retry (call, error))
        {
          g_error_free (error);
          continue;
        }
      return fail_call (call, error);
    }
}

/**
 * easel_text_call_run:
 * @client: the way out
 * @protocol: how the provider is spoken with
 * @account: where it is
 * @key: (nullable): its key
 * @request: what is asked
 * @on_event: (nullable) (scope notified): told what happens, in the calling
 *   thread's main context
 * @user_data: given to @on_event
 * @destroy: (nullable): frees @user_data
 *
 * Asks a language model and hands on its answer as it comes.
 *
 * What may be repeated is, by easel_retry_decide(), with an event before each
 * wait; never after a part of the answer was handed on. A parameter that the
 * model refuses by name is left out and the request sent again; an event says
 * which.
 *
 * An answer that did not come whole is an error, whatever came of it: its events
 * stay valid. No event of the kinds error and finish goes to @on_event but the
 * finish of a whole answer, last.
 *
 * Dropping the future ends the call: the connection is closed, and @on_event is
 * not called any more. @user_data lives until @destroy, a little later.
 *
 * Returns: (transfer full): resolves to an #EaselTextResult, or rejects with an
 *   error of %EASEL_ERROR that carries provider, model, request id, and whether
 *   the call may have been billed
 */
DexFuture *
easel_text_call_run (EaselHttpClient *client,
                     const EaselTextProtocol *protocol,
                     EaselAccount *account,
                     const char *key,
                     EaselTextRequest *request,
                     EaselTextEventFunc on_event,
                     gpointer user_data,
                     GDestroyNotify destroy)
{
  Call *call;

  dex_return_error_if_fail (EASEL_IS_HTTP_CLIENT (client));
  dex_return_error_if_fail (protocol != NULL);
  dex_return_error_if_fail (account != NULL);
  dex_return_error_if_fail (request != NULL);

  call = g_rc_box_new0 (Call);
  call->client = g_object_ref (client);
  call->protocol = protocol;
  call->account = easel_account_ref (account);
  call->key = g_strdup (key);
  call->request = easel_text_request_ref (request);
  call->on_event = on_event;
  call->user_data = user_data;
  call->destroy = destroy;
  call->refusal = g_string_new (NULL);
  if (request->schema != NULL && *request->schema != '\0')
    call->json = g_string_new (NULL);
  call->started = g_get_monotonic_time ();
  call->result = g_atomic_rc_box_new0 (EaselTextResult);
  call->result->time_to_first = -1;
  call->result->usage = call->result->raw_usage = (EaselUsage) EASEL_USAGE_INIT;
  g_rc_box_acquire (call);
  return _easel_call_spawn (call_fiber, call, call_unref, on_call_dropped);
}
