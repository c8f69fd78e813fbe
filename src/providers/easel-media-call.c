// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-media-call.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-dex-fiber.h"
#include "easel-error.h"
#include "easel-media-call-private.h"
#include "easel-sse-reader.h"

/* ---- what a model takes ---- */

static void
read_schema (EaselMediaReading *reading)
{
  if (reading->body == NULL)
    reading->error = g_error_new_literal (
        EASEL_ERROR, EASEL_ERROR_PROTOCOL,
        _ ("The provider’s answer does not say what the model takes. Check the base URL and the model."));
}

static DexFuture *
describe_fiber (gpointer data)
{
  EaselMediaCall *call = data;
  const EaselMediaProtocol *protocol = call->protocol;
  g_autoptr (EaselMediaWire) wire = NULL;
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (EaselMediaReading) reading = NULL;
  GError *error = NULL;

  if (protocol->build_describe != NULL)
    wire = protocol->build_describe (call->model, call->account, &error);
  if (error != NULL)
    return _easel_media_call_fail (call, error);
  if (wire == NULL)
    return dex_future_new_take_boxed (EASEL_TYPE_MEDIA_SCHEMA,
                                      protocol->describe (call->model, call->kind, call->account, NULL));
  if (!_easel_media_call_fetch (call, wire, &response, &error))
    return _easel_media_call_fail (call, error);
  reading = _easel_media_reading_new (call, read_schema, response, easel_http_response_get_body (response));
  if (!_easel_media_reading_await (reading, &error))
    return _easel_media_call_fail (call, error);
  return dex_future_new_take_boxed (
      EASEL_TYPE_MEDIA_SCHEMA,
      protocol->describe (call->model, call->kind, call->account, reading->body->root));
}

/**
 * easel_media_call_describe:
 * @client: the way out
 * @protocol: how the provider is spoken with
 * @account: where it is
 * @key: (nullable): its key
 * @model: the model's id
 * @kind: what it is wanted for
 *
 * Finds out what a model takes, from the provider if it can be asked. Dropping
 * the future ends the call.
 *
 * Returns: (transfer full): resolves to an #EaselMediaSchema, or rejects with an
 *   error of %EASEL_ERROR
 */
DexFuture *
easel_media_call_describe (EaselHttpClient *client,
                           const EaselMediaProtocol *protocol,
                           EaselAccount *account,
                           const char *key,
                           const char *model,
                           EaselKinds kind)
{
  EaselMediaCall *call;

  dex_return_error_if_fail (EASEL_IS_HTTP_CLIENT (client));
  dex_return_error_if_fail (protocol != NULL && account != NULL && model != NULL);

  call = _easel_media_call_new ("schema", client, protocol, account, key);
  call->model = g_strdup (model);
  call->kind = kind;
  return _easel_media_call_start (call, describe_fiber);
}

/* ---- the call that costs money ---- */

GError *
_easel_media_reading_not_understood (EaselMediaReading *reading)
{
  return g_error_new (
      EASEL_ERROR, EASEL_ERROR_PROTOCOL,
      _ ("The answer of %s was not understood. Check the base URL and the protocol of the account."),
      reading->response != NULL ? easel_http_response_get_name (reading->response) : reading->account->slug);
}

static gboolean
is_empty (const EaselMediaAnswer *answer)
{
  return answer->state == EASEL_MEDIA_DONE && answer->outputs->len == 0;
}

/* Whether what came inside is a picture or clip; of what is elsewhere nothing is known
 * yet. */
static gboolean
check_inside (EaselMediaOutput *output, EaselKinds kind, const char *from, GError **error)
{
  GError *problem;

  if (output->data == NULL)
    return TRUE;
  problem = easel_media_check_output (output->data, output->mime_type, kind, from);
  if (problem != NULL)
    g_propagate_error (error, problem);
  else
    g_set_str (&output->mime_type, easel_media_find_type (output->data));
  return problem == NULL;
}

/* What came is a picture or clip, or the answer says why not. What is neither loses
 * nobody those beside it. */
static void
check_answer (EaselMediaAnswer *answer, EaselKinds kind, const char *from)
{
  g_autoptr (GPtrArray) good = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  if (is_empty (answer))
    easel_media_answer_fail (
        answer, g_error_new (EASEL_ERROR, EASEL_ERROR_PROTOCOL,
                             _ ("%s says that it is done and gives no picture. Try again, or choose another "
                                "model."),
                             from));
  if (answer->state != EASEL_MEDIA_DONE)
    return;
  for (guint i = 0; i < answer->outputs->len; i++)
    if (check_inside (g_ptr_array_index (answer->outputs, i), kind, from, error == NULL ? &error : NULL))
      g_ptr_array_add (good, g_ptr_array_index (answer->outputs, i));
  if (good->len == 0)
    easel_media_answer_fail (answer, g_steal_pointer (&error));
  for (guint i = answer->outputs->len; good->len > 0 && i > 0; i--)
    if (!g_ptr_array_find (good, g_ptr_array_index (answer->outputs, i - 1), NULL))
      g_ptr_array_remove_index (answer->outputs, i - 1);
}

static void
read_submitted (EaselMediaReading *reading)
{
  const EaselMediaReply reply = _easel_media_reading_get_reply (reading);

  reading->answer = easel_media_answer_new (EASEL_MEDIA_RUNNING);
  reading->answer->from = g_strdup (easel_http_response_get_name (reading->response));
  reading->protocol->read_submit (reading->answer, &reply);
  if (reading->answer->state <= EASEL_MEDIA_RUNNING && reading->answer->ticket == NULL)
    reading->error = _easel_media_reading_not_understood (reading);
}

static void
tell (EaselMediaCall *call, const EaselMediaAnswer *answer)
{
  if (!call->dropped && call->func != NULL)
    call->func (answer, call->user_data);
}

static void
read_stream_event (EaselMediaReading *reading)
{
  if (reading->body != NULL)
    reading->protocol->read_event (reading->answer, reading->name, reading->body);
}

static gboolean
take_event (EaselMediaCall *call, EaselMediaAnswer *answer, const EaselSseEvent *event, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (event->data, event->data_length);
  g_autoptr (EaselMediaReading) reading = _easel_media_reading_new (call, read_stream_event, NULL, bytes);

  reading->name = g_strdup (event->event);
  reading->answer = easel_media_answer_ref (answer);
  if (!_easel_media_reading_await (reading, error))
    return FALSE;
  tell (call, answer);
  return TRUE;
}

/* Until the picture is there: no service sends anything behind it. */
static gboolean
read_stream (EaselMediaCall *call, EaselHttpResponse *response, EaselMediaAnswer *answer, GError **error)
{
  g_autoptr (EaselSseReader) reader = easel_sse_reader_new (EASEL_MEDIA_MOST_IMAGE * 2);

  while (answer->state <= EASEL_MEDIA_RUNNING)
    {
      const EaselSseEvent *event;
      g_autoptr (GBytes) bytes = easel_dex_fiber_await_boxed (easel_http_response_read (response), error);
      gsize length;
      const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

      if (bytes == NULL)
        return FALSE;
      if (data == NULL || length == 0)
        {
          if (!easel_sse_reader_finish (reader, error))
            return FALSE;
        }
      else if (!easel_sse_reader_push (reader, data, length, error))
        return FALSE;
      call->n_received += data != NULL ? length : 0;
      while (answer->state <= EASEL_MEDIA_RUNNING && (event = easel_sse_reader_next (reader)) != NULL)
        if (!take_event (call, answer, event, error))
          return FALSE;
      if ((data == NULL || length == 0) && answer->state <= EASEL_MEDIA_RUNNING)
        {
          g_set_error (error, EASEL_ERROR, EASEL_ERROR_NETWORK,
                       _ ("The answer of %s broke off before the picture was there."),
                       easel_http_response_get_name (response));
          return FALSE;
        }
    }
  easel_http_response_close (response);
  return TRUE;
}

/* Whoever gives up waiting at a gateway does not know what the service did. */
static gboolean
is_open_end (guint status)
{
  return status == 408 || status == 502 || status == 504 || status == 524;
}

static DexFuture *
fail_submit (EaselMediaCall *call, GError *error)
{
  EaselErrorDetails *details = error->domain == EASEL_ERROR ? easel_error_get_details (error) : NULL;

  if (details != NULL && (call->answered || is_open_end (details->http_status)))
    details->may_have_billed = TRUE;
  return _easel_media_call_fail (call, error);
}

static EaselMediaAnswer *
read_response (EaselMediaCall *call, EaselHttpResponse *response, GError **error)
{
  g_autoptr (EaselMediaReading) reading = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (call->protocol->read_event != NULL &&
      strcmp (easel_http_response_get_content_type (response), "text/event-stream") == 0)
    {
      g_autoptr (EaselMediaAnswer) answer = easel_media_answer_new (EASEL_MEDIA_RUNNING);

      answer->from = g_strdup (easel_http_response_get_name (response));
      return read_stream (call, response, answer, error) ? g_steal_pointer (&answer) : NULL;
    }
  bytes = easel_dex_fiber_await_boxed (easel_http_response_read_all (response), error);
  if (bytes == NULL)
    return NULL;
  call->n_received += g_bytes_get_size (bytes);
  reading = _easel_media_reading_new (call, read_submitted, response, bytes);
  if (!_easel_media_reading_await (reading, error))
    return NULL;
  return g_steal_pointer (&reading->answer);
}

static DexFuture *
submit_fiber (gpointer data)
{
  EaselMediaCall *call = data;
  GError *error = NULL;
  g_autoptr (EaselMediaWire) wire = NULL;
  g_autoptr (EaselHttpRequest) request = NULL;
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (EaselMediaAnswer) answer = NULL;

  if (_easel_media_call_upload (call, &error))
    wire = call->protocol->build_submit (call->request, call->schema, call->account, &error);
  if (wire != NULL)
    {
      wire->flags |= EASEL_MEDIA_WIRE_PAID;
      request = _easel_media_call_make_request (call, wire, &error);
    }
  if (request == NULL)
    return fail_submit (call, error);
  call->n_sent += wire->body != NULL ? g_bytes_get_size (wire->body) : 0;
  response = easel_dex_fiber_await_object (easel_http_client_send (call->client, request), &error);
  if (response == NULL)
    return fail_submit (call, error);
  _easel_media_call_note (call, response);
  answer = read_response (call, response, &error);
  if (answer == NULL)
    return fail_submit (call, error);
  check_answer (answer, call->request->kind, easel_http_response_get_name (response));
  if (answer->request_id == NULL)
    answer->request_id = g_strdup (call->request_id);
  _easel_media_call_log (call, answer->error);
  return dex_future_new_take_boxed (EASEL_TYPE_MEDIA_ANSWER, g_steal_pointer (&answer));
}

/**
 * easel_media_call_submit:
 * @client: the way out
 * @protocol: how the provider is spoken with
 * @account: where it is
 * @key: (nullable): its key
 * @request: what is asked
 * @schema: what the model takes; @request was checked against it
 * @func: (nullable) (scope notified): told what comes before the answer is
 *   there, in the calling thread's main context
 * @user_data: given to @func
 * @destroy: (nullable): frees @user_data
 *
 * Has something made. It is sent once, whatever happens: each time that it
 * arrives costs money. Dropping the future closes the connection.
 *
 * Returns: (transfer full): resolves to an #EaselMediaAnswer that holds what was
 *   made, a ticket to ask later, or why it was not made; or rejects with an error
 *   of %EASEL_ERROR that says whether it may have been billed
 */
DexFuture *
easel_media_call_submit (EaselHttpClient *client,
                         const EaselMediaProtocol *protocol,
                         EaselAccount *account,
                         const char *key,
                         EaselMediaRequest *request,
                         EaselMediaSchema *schema,
                         EaselMediaFunc func,
                         gpointer user_data,
                         GDestroyNotify destroy)
{
  EaselMediaCall *call;

  dex_return_error_if_fail (EASEL_IS_HTTP_CLIENT (client));
  dex_return_error_if_fail (protocol != NULL && account != NULL);
  dex_return_error_if_fail (request != NULL && schema != NULL);

  call = _easel_media_call_new (request->kind == EASEL_KIND_VIDEO ? "video" : "image", client, protocol,
                                account, key);
  call->request = easel_media_request_ref (request);
  call->schema = easel_media_schema_ref (schema);
  call->func = func;
  call->user_data = user_data;
  call->destroy = destroy;
  return _easel_media_call_start (call, submit_fiber);
}

/* ---- afterwards ---- */

static void
read_progress (EaselMediaReading *reading)
{
  const EaselMediaReply reply = _easel_media_reading_get_reply (reading);

  reading->answer = easel_media_answer_new (EASEL_MEDIA_RUNNING);
  if (reading->body != NULL)
    reading->protocol->read_progress (reading->answer, &reply);
}

static void
read_poll (EaselMediaReading *reading)
{
  const EaselMediaReply reply = _easel_media_reading_get_reply (reading);

  reading->answer = easel_media_answer_new (EASEL_MEDIA_RUNNING);
  reading->answer->from = g_strdup (easel_http_response_get_name (reading->response));
  if (reading->body == NULL)
    reading->error = _easel_media_reading_not_understood (reading);
  else
    reading->protocol->read_poll (reading->answer, reading->ticket, &reply);
}

/* Where the outcome is an answer of its own, so is its error: asking again would bring
 * the same one. */
static gboolean
is_outcome (EaselMediaReadFunc func, const GError *error)
{
  return func == read_poll &&
         (g_error_matches (error, EASEL_ERROR, EASEL_ERROR_REFUSED) ||
          (error->domain == EASEL_ERROR && easel_error_get_details (error)->http_status == 422));
}

static DexFuture *
fail_answer (EaselMediaCall *call, GError *error)
{
  EaselMediaAnswer *answer = easel_media_answer_new (EASEL_MEDIA_FAILED);

  easel_media_answer_fail (answer, error);
  answer->request_id = g_strdup (call->request_id);
  _easel_media_call_log (call, error);
  return dex_future_new_take_boxed (EASEL_TYPE_MEDIA_ANSWER, answer);
}

static DexFuture *
ask (EaselMediaCall *call, EaselMediaWire *wire, EaselMediaReadFunc func, GError *error)
{
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (EaselMediaReading) reading = NULL;
  EaselMediaAnswer *answer;

  if (!_easel_media_call_fetch (call, wire, &response, &error))
    return is_outcome (func, error) ? fail_answer (call, error) : _easel_media_call_fail (call, error);
  reading = _easel_media_reading_new (call, func, response, easel_http_response_get_body (response));
  if (!_easel_media_reading_await (reading, &error))
    return _easel_media_call_fail (call, error);
  answer = g_steal_pointer (&reading->answer);
  check_answer (answer, EASEL_KIND_IMAGE | EASEL_KIND_VIDEO, easel_http_response_get_name (response));
  if (answer->request_id == NULL)
    answer->request_id = g_strdup (call->request_id);
  return dex_future_new_take_boxed (EASEL_TYPE_MEDIA_ANSWER, answer);
}

static DexFuture *
progress_fiber (gpointer data)
{
  EaselMediaCall *call = data;
  GError *error = NULL;
  g_autoptr (EaselMediaWire) wire = call->protocol->build_progress (call->account, &error);

  return ask (call, wire, read_progress, error);
}

static DexFuture *
poll_fiber (gpointer data)
{
  EaselMediaCall *call = data;
  GError *error = NULL;
  g_autoptr (EaselMediaWire) wire = call->protocol->build_poll (call->ticket, call->account, &error);

  return ask (call, wire, read_poll, error);
}

/**
 * easel_media_call_progress:
 * @client: the way out
 * @protocol: one that has a way to ask
 * @account: where it is
 * @key: (nullable): its key
 *
 * Asks how far the submission is whose answer is not there yet.
 *
 * Returns: (transfer full): resolves to an #EaselMediaAnswer with progress and
 *   perhaps a preview, or rejects with an error of %EASEL_ERROR
 */
DexFuture *
easel_media_call_progress (EaselHttpClient *client,
                           const EaselMediaProtocol *protocol,
                           EaselAccount *account,
                           const char *key)
{
  dex_return_error_if_fail (EASEL_IS_HTTP_CLIENT (client));
  dex_return_error_if_fail (protocol != NULL && protocol->build_progress != NULL && account != NULL);

  return _easel_media_call_start (_easel_media_call_new ("progress", client, protocol, account, key),
                                  progress_fiber);
}

static EaselMediaCall *
new_for_ticket (const char *what,
                EaselHttpClient *client,
                const EaselMediaProtocol *protocol,
                EaselAccount *account,
                const char *key,
                const EaselMediaTicket *ticket)
{
  EaselMediaCall *call = _easel_media_call_new (what, client, protocol, account, key);
  g_autofree char *json = ticket != NULL ? easel_media_ticket_to_json (ticket) : NULL;

  call->ticket = json != NULL ? easel_media_ticket_from_json (json) : NULL;
  return call;
}

/**
 * easel_media_call_poll:
 * @client: the way out
 * @protocol: how the provider is spoken with
 * @account: where it is
 * @key: (nullable): its key
 * @ticket: what was submitted
 *
 * Asks once after a submission. Dropping the future ends the call.
 *
 * Returns: (transfer full): resolves to an #EaselMediaAnswer, whose ticket, if it
 *   has one, takes the place of @ticket; or rejects with an error of %EASEL_ERROR
 */
DexFuture *
easel_media_call_poll (EaselHttpClient *client,
                       const EaselMediaProtocol *protocol,
                       EaselAccount *account,
                       const char *key,
                       const EaselMediaTicket *ticket)
{
  dex_return_error_if_fail (EASEL_IS_HTTP_CLIENT (client));
  dex_return_error_if_fail (protocol != NULL && protocol->build_poll != NULL && account != NULL);
  dex_return_error_if_fail (ticket != NULL);

  return _easel_media_call_start (new_for_ticket ("poll", client, protocol, account, key, ticket),
                                  poll_fiber);
}

static void
read_cancelled (EaselMediaReading *reading)
{
  const EaselMediaReply reply = _easel_media_reading_get_reply (reading);

  reading->cancel = reading->protocol->read_cancel != NULL ? reading->protocol->read_cancel (&reply)
                                                           : EASEL_MEDIA_CANCEL_DONE;
}

static DexFuture *
cancel_fiber (gpointer data)
{
  EaselMediaCall *call = data;
  GError *error = NULL;
  g_autoptr (EaselMediaWire) wire = NULL;
  g_autoptr (EaselHttpResponse) response = NULL;
  g_autoptr (EaselMediaReading) reading = NULL;

  if (call->protocol->build_cancel != NULL)
    wire = call->protocol->build_cancel (call->ticket, call->account, &error);
  if (error != NULL)
    return _easel_media_call_fail (call, error);
  if (wire == NULL)
    return dex_future_new_for_int (EASEL_MEDIA_CANCEL_NONE);
  if (!_easel_media_call_fetch (call, wire, &response, &error))
    {
      guint status = error->domain == EASEL_ERROR ? easel_error_get_details (error)->http_status : 0;

      /* Whoever has nothing to cancel says so with one of these. */
      if (status != 400 && status != 404 && status != 409 && status != 410 && status != 422)
        return _easel_media_call_fail (call, error);
      g_error_free (error);
      return dex_future_new_for_int (EASEL_MEDIA_CANCEL_LATE);
    }
  reading =
      _easel_media_reading_new (call, read_cancelled, response, easel_http_response_get_body (response));
  if (!_easel_media_reading_await (reading, &error))
    return _easel_media_call_fail (call, error);
  return dex_future_new_for_int ((int) reading->cancel);
}

/**
 * easel_media_call_cancel:
 * @client: the way out
 * @protocol: how the provider is spoken with
 * @account: where it is
 * @key: (nullable): its key
 * @ticket: (nullable): what was submitted; %NULL for what has no ticket yet
 *
 * Tells the provider to stop.
 *
 * Returns: (transfer full): resolves to an #EaselMediaCancel as an int, or rejects
 *   with an error of %EASEL_ERROR if it could not be told
 */
DexFuture *
easel_media_call_cancel (EaselHttpClient *client,
                         const EaselMediaProtocol *protocol,
                         EaselAccount *account,
                         const char *key,
                         const EaselMediaTicket *ticket)
{
  dex_return_error_if_fail (EASEL_IS_HTTP_CLIENT (client));
  dex_return_error_if_fail (protocol != NULL && account != NULL);

  return _easel_media_call_start (new_for_ticket ("cancel", client, protocol, account, key, ticket),
                                  cancel_fiber);
}
