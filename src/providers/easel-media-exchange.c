// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-media-call-private.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-call-private.h"
#include "easel-dex-fiber.h"
#include "easel-error.h"
#include "easel-log.h"

/* Whoever works on a picture says nothing meanwhile, on an old computer for long. */
#define PATIENCE (6 * 3600 * (gint64) G_USEC_PER_SEC)

static void
call_clear (gpointer data)
{
  EaselMediaCall *call = data;

  g_object_unref (call->client);
  easel_account_unref (call->account);
  if (call->key != NULL)
    explicit_bzero (call->key, strlen (call->key));
  g_free (call->key);
  g_free (call->model);
  g_free (call->url);
  g_clear_pointer (&call->request, easel_media_request_unref);
  g_clear_pointer (&call->schema, easel_media_schema_unref);
  g_clear_pointer (&call->ticket, easel_media_ticket_free);
  g_free (call->request_id);
  if (call->destroy != NULL)
    call->destroy (call->user_data);
}

static void
call_unref (gpointer data)
{
  g_rc_box_release_full (data, call_clear);
}

/* For whoever may speak to it after its future is gone. */
EaselMediaCall *
_easel_media_call_ref (EaselMediaCall *call)
{
  return g_rc_box_acquire (call);
}

void
_easel_media_call_unref (gpointer call)
{
  call_unref (call);
}

static void
on_call_dropped (gpointer data)
{
  ((EaselMediaCall *) data)->dropped = TRUE;
  call_unref (data);
}

EaselMediaCall *
_easel_media_call_new (const char *what,
                       EaselHttpClient *client,
                       const EaselMediaProtocol *protocol,
                       EaselAccount *account,
                       const char *key)
{
  EaselMediaCall *call = g_rc_box_new0 (EaselMediaCall);

  call->what = what;
  call->client = g_object_ref (client);
  call->protocol = protocol;
  call->account = easel_account_ref (account);
  call->key = g_strdup (key);
  call->started = g_get_monotonic_time ();
  return call;
}

/* Takes call. */
DexFuture *
_easel_media_call_start (EaselMediaCall *call, DexFiberFunc func)
{
  g_rc_box_acquire (call);
  return _easel_call_spawn (func, call, call_unref, on_call_dropped);
}

EaselHttpRequest *
_easel_media_call_make_request (EaselMediaCall *call, const EaselMediaWire *wire, GError **error)
{
  const EaselAccount *account = call->account;
  const EaselMediaProtocol *protocol = call->protocol;
  gint64 idle = (wire->flags & EASEL_MEDIA_WIRE_PATIENT) != 0 ? PATIENCE : account->idle_timeout;
  guint flags = EASEL_HTTP_NONE;
  EaselHttpRequest *request;

  if (!_easel_call_check_key (account, call->key, error))
    return NULL;
  request = easel_http_request_new (wire->method, wire->url);
  for (guint i = 0; wire->headers != NULL && wire->headers[i] != NULL; i += 2)
    easel_http_request_add_header (request, wire->headers[i], wire->headers[i + 1]);
  if (wire->body != NULL)
    easel_http_request_set_body (request, wire->body, wire->content_type);
  easel_http_request_set_auth (request, protocol->key_header, protocol->key_prefix, call->key);
  easel_http_request_set_base (request, account->base_url != NULL ? account->base_url : protocol->base_url);
  for (guint i = 0; protocol->hosts[i] != NULL; i++)
    easel_http_request_add_key_host (request, protocol->hosts[i]);
  easel_http_request_set_name (request, account->name);
  easel_http_request_set_socket_path (request, account->socket_path);
  easel_http_request_set_timeouts (request, account->connect_timeout, idle, idle);
  easel_http_request_set_max_body (request, EASEL_MEDIA_MOST_IMAGE * 2);
  easel_http_request_set_attempts (request, account->max_retries + 1);
  if (account->allow_http)
    flags |= EASEL_HTTP_ALLOW_HTTP;
  if ((wire->flags & EASEL_MEDIA_WIRE_PAID) != 0)
    flags |= EASEL_HTTP_PAID_CREATE;
  if ((wire->flags & EASEL_MEDIA_WIRE_STREAM) != 0)
    flags |= EASEL_HTTP_STREAM;
  if ((wire->flags & EASEL_MEDIA_WIRE_FROM_ANSWER) != 0)
    flags |= EASEL_HTTP_FROM_ANSWER;
  easel_http_request_set_flags (request, (EaselHttpFlags) flags);
  return request;
}

void
_easel_media_call_note (EaselMediaCall *call, EaselHttpResponse *response)
{
  call->status = easel_http_response_get_status (response);
  g_set_str (&call->request_id, easel_http_response_get_request_id (response));
  if (call->request_id == NULL)
    g_set_str (&call->request_id, easel_http_response_get_header (response, "x-fal-request-id"));
  call->answered = TRUE;
}

/* Sends wire, which may be NULL with an error set, and reads the whole answer. */
gboolean
_easel_media_call_fetch (EaselMediaCall *call,
                         EaselMediaWire *wire,
                         EaselHttpResponse **response,
                         GError **error)
{
  g_autoptr (EaselHttpRequest) request =
      wire != NULL ? _easel_media_call_make_request (call, wire, error) : NULL;

  *response = NULL;
  if (request == NULL)
    return FALSE;
  call->n_sent += wire->body != NULL ? g_bytes_get_size (wire->body) : 0;
  *response = easel_dex_fiber_await_object (easel_http_client_fetch (call->client, request), error);
  if (*response == NULL)
    return FALSE;
  _easel_media_call_note (call, *response);
  call->n_received += g_bytes_get_size (easel_http_response_get_body (*response));
  return TRUE;
}

void
_easel_media_call_log (EaselMediaCall *call, const GError *error)
{
  const EaselErrorDetails *details = error != NULL ? easel_error_get_details (error) : NULL;
  const EaselCallLog log = {
    .kind = call->what,
    .provider = call->account->slug,
    .model = call->request != NULL ? call->request->model : call->model,
    .outcome = error != NULL ? easel_error_get_name (error) : "done",
    .request_id = details != NULL && details->request_id != NULL ? details->request_id : call->request_id,
    .status = details != NULL && details->http_status != 0 ? details->http_status : call->status,
    .duration = g_get_monotonic_time () - call->started,
    .first_token = -1,
    .sent = call->n_sent,
    .received = call->n_received,
  };

  easel_log_call (&log);
}

/* Takes error. */
DexFuture *
_easel_media_call_fail (EaselMediaCall *call, GError *cause)
{
  GError *error =
      _easel_call_error (cause, call->account, call->request != NULL ? call->request->model : call->model);
  EaselErrorDetails *details = easel_error_get_details (error);

  if (details != NULL)
    {
      details->duration = g_get_monotonic_time () - call->started;
      if (details->request_id == NULL)
        details->request_id = g_strdup (call->request_id);
    }
  _easel_media_call_log (call, error);
  return dex_future_new_for_error (error);
}

/* ---- reading ---- */

static EaselMediaTicket *
copy_ticket (const EaselMediaTicket *ticket)
{
  EaselMediaTicket *copy;

  if (ticket == NULL)
    return NULL;
  copy = easel_media_ticket_new (ticket->id);
  copy->poll_url = g_strdup (ticket->poll_url);
  copy->result_url = g_strdup (ticket->result_url);
  copy->cancel_url = g_strdup (ticket->cancel_url);
  copy->stage = ticket->stage;
  return copy;
}

EaselMediaReading *
_easel_media_reading_new (EaselMediaCall *call,
                          EaselMediaReadFunc func,
                          EaselHttpResponse *response,
                          GBytes *bytes)
{
  EaselMediaReading *reading = g_atomic_rc_box_new0 (EaselMediaReading);

  reading->protocol = call->protocol;
  reading->account = easel_account_ref (call->account);
  reading->func = func;
  reading->ticket = copy_ticket (call->ticket);
  reading->response = response != NULL ? g_object_ref (response) : NULL;
  reading->bytes = g_bytes_ref (bytes);
  reading->base =
      g_strdup (call->account->base_url != NULL ? call->account->base_url : call->protocol->base_url);
  while (reading->base != NULL && g_str_has_suffix (reading->base, "/"))
    reading->base[strlen (reading->base) - 1] = '\0';
  return reading;
}

static void
reading_clear (gpointer data)
{
  EaselMediaReading *reading = data;

  easel_account_unref (reading->account);
  g_clear_pointer (&reading->ticket, easel_media_ticket_free);
  g_clear_object (&reading->response);
  g_bytes_unref (reading->bytes);
  g_free (reading->name);
  g_free (reading->base);
  g_clear_pointer (&reading->body, easel_media_body_free);
  g_clear_pointer (&reading->answer, easel_media_answer_unref);
  g_clear_pointer (&reading->models, g_ptr_array_unref);
  g_free (reading->next);
  g_clear_error (&reading->error);
}

void
_easel_media_reading_unref (EaselMediaReading *reading)
{
  g_atomic_rc_box_release_full (reading, reading_clear);
}

EaselMediaReply
_easel_media_reading_get_reply (EaselMediaReading *reading)
{
  return (EaselMediaReply) {
    .status = easel_http_response_get_status (reading->response),
    .headers = easel_http_response_get_headers (reading->response),
    .content_type = easel_http_response_get_content_type (reading->response),
    .bytes = reading->bytes,
    .body = reading->body,
    .base = reading->base,
  };
}

static gboolean
looks_like_json (GBytes *bytes)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isspace (text[i]))
      return strchr ("{[\"", text[i]) != NULL || g_ascii_isalnum (text[i]);
  return FALSE;
}

static void
read_body (gpointer data, gpointer unused)
{
  EaselMediaReading *reading = data;

  if (looks_like_json (reading->bytes))
    reading->body = easel_media_body_parse (reading->bytes, NULL);
  reading->func (reading);
}

/* Reads, on another thread if there is much: this fiber has a small stack, and
 * its thread a window. */
gboolean
_easel_media_reading_await (EaselMediaReading *reading, GError **error)
{
  if (g_bytes_get_size (reading->bytes) <= EASEL_CALL_MOST_INLINE)
    read_body (reading, NULL);
  else if (!easel_dex_fiber_await (easel_dex_thread_spawn (read_body, g_atomic_rc_box_acquire (reading),
                                                           (GDestroyNotify) _easel_media_reading_unref),
                                   error))
    return FALSE;
  if (reading->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reading->error));
  return FALSE;
}
