// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-http-response.h"

#include "easel-dex-fiber.h"
#include "easel-dex-soup.h"
#include "easel-error.h"
#include "easel-http-error.h"
#include "easel-http-response-private.h"
#include "easel-watchdog.h"

#include <glib/gi18n-lib.h>

#define CHUNK ((gsize) 32 * 1024)

struct _EaselHttpResponse
{
  GObject parent_instance;

  EaselHttpHeaders *headers;
  char *content_type;
  char *url;
  char *host;
  char *name;
  GInputStream *stream;
  EaselKeyFilter *filter;
  EaselWatchdog *watchdog;
  GBytes *body;
  GError *failure;

  guint status;
  gint64 idle_timeout;
  gsize max_body;
  gboolean reading;
};

G_DEFINE_FINAL_TYPE (EaselHttpResponse, easel_http_response, G_TYPE_OBJECT)

static void
easel_http_response_dispose (GObject *object)
{
  EaselHttpResponse *self = EASEL_HTTP_RESPONSE (object);

  easel_http_response_close (self);
  g_clear_pointer (&self->watchdog, easel_watchdog_free);

  G_OBJECT_CLASS (easel_http_response_parent_class)->dispose (object);
}

static void
easel_http_response_finalize (GObject *object)
{
  EaselHttpResponse *self = EASEL_HTTP_RESPONSE (object);

  g_clear_pointer (&self->headers, easel_http_headers_unref);
  g_clear_pointer (&self->filter, easel_key_filter_free);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_error (&self->failure);
  g_free (self->content_type);
  g_free (self->url);
  g_free (self->host);
  g_free (self->name);

  G_OBJECT_CLASS (easel_http_response_parent_class)->finalize (object);
}

static void
easel_http_response_class_init (EaselHttpResponseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = easel_http_response_dispose;
  object_class->finalize = easel_http_response_finalize;
}

static void
easel_http_response_init (EaselHttpResponse *self)
{
}

EaselHttpResponse *
_easel_http_response_new (guint status,
                          EaselHttpHeaders *headers,
                          const char *url,
                          GInputStream *stream,
                          EaselKeyFilter *filter,
                          gint64 idle_timeout,
                          gsize max_body)
{
  EaselHttpResponse *self = g_object_new (EASEL_TYPE_HTTP_RESPONSE, NULL);
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL);

  self->status = status;
  self->headers = easel_http_headers_ref (headers);
  self->content_type = easel_http_headers_dup_content_type (headers);
  self->url = g_strdup (url);
  self->host = g_strdup (uri != NULL ? g_uri_get_host (uri) : url);
  self->stream = g_object_ref (stream);
  self->filter = filter;
  self->watchdog = easel_watchdog_new ();
  self->idle_timeout = idle_timeout;
  self->max_body = max_body;
  return self;
}

void
_easel_http_response_set_name (EaselHttpResponse *self, const char *name)
{
  g_set_str (&self->name, name);
}

void
_easel_http_response_set_idle_timeout (EaselHttpResponse *self, gint64 idle_timeout)
{
  self->idle_timeout = idle_timeout;
}

/* What a failed read means to the user; from then on each read fails so. */
static void
fail (EaselHttpResponse *self, const GError *cause)
{
  const GError silence = { G_IO_ERROR, G_IO_ERROR_TIMED_OUT, NULL };
  EaselTransportFailure failure = EASEL_TRANSPORT_BROKEN;

  if (self->failure != NULL)
    return;
  if (self->watchdog != NULL && easel_watchdog_has_fired (self->watchdog))
    cause = &silence;
  else if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    failure = EASEL_TRANSPORT_CANCELLED;
  self->failure = easel_http_error_new_for_transport (failure, cause, easel_http_response_get_name (self));
}

static GBytes *
on_read (GBytes *bytes, const GError *cause, gpointer user_data, GError **error)
{
  EaselHttpResponse *self = user_data;
  g_autoptr (GBytes) clean = NULL;

  if (bytes == NULL)
    fail (self, cause);
  if (self->failure != NULL)
    {
      self->reading = FALSE;
      easel_http_response_close (self);
      g_propagate_error (error, g_error_copy (self->failure));
      return NULL;
    }
  if (g_bytes_get_size (bytes) == 0)
    {
      self->reading = FALSE;
      easel_http_response_close (self);
      return easel_key_filter_finish (self->filter);
    }

  clean = easel_key_filter_push (self->filter, bytes);
  if (self->watchdog != NULL)
    easel_watchdog_extend (self->watchdog, self->idle_timeout);
  /* All of it may be the beginning of the key: then more is needed. */
  if (g_bytes_get_size (clean) == 0)
    return NULL;
  if (self->watchdog != NULL)
    easel_watchdog_stop (self->watchdog);
  self->reading = FALSE;
  return g_steal_pointer (&clean);
}

static DexFuture *
read_chunk (EaselHttpResponse *self)
{
  DexPromise *promise;

  if (self->failure != NULL)
    return dex_future_new_for_error (g_error_copy (self->failure));
  if (self->stream == NULL)
    return dex_future_new_take_boxed (G_TYPE_BYTES, g_bytes_new (NULL, 0));

  self->reading = TRUE;
  promise = easel_dex_soup_read (self->stream, CHUNK, on_read, G_OBJECT (self));
  easel_watchdog_start (self->watchdog, dex_promise_get_cancellable (promise), self->idle_timeout);
  return DEX_FUTURE (promise);
}

/* Reads all that is left. What is more than @max_body is an error, or left
 * away if @cut; so is a failure then. */
gboolean
_easel_http_response_await_body (EaselHttpResponse *self, gsize max_body, gboolean cut, GError **error)
{
  g_autoptr (GByteArray) body = g_byte_array_new ();

  while (TRUE)
    {
      g_autoptr (GBytes) chunk = easel_dex_fiber_await_boxed (read_chunk (self), cut ? NULL : error);
      gsize size, room = max_body - body->len;
      const guint8 *data;

      if (chunk == NULL && !cut)
        return FALSE;
      data = chunk != NULL ? g_bytes_get_data (chunk, &size) : NULL;
      if (data == NULL || size == 0)
        break;
      g_byte_array_append (body, data, (guint) MIN (size, room));
      if (size <= room)
        continue;

      easel_http_response_close (self);
      if (cut)
        break;
      {
        g_autofree char *most = g_format_size_full (max_body, G_FORMAT_SIZE_IEC_UNITS);

        g_set_error (
            error, EASEL_ERROR, EASEL_ERROR_PROTOCOL,
            /* Translators: a host name, then a size such as 64 MiB */
            _ ("The answer of %s was not taken, because it is larger than %s. Ask for less at once."),
            easel_http_response_get_name (self), most);
      }
      return FALSE;
    }

  g_clear_pointer (&self->body, g_bytes_unref);
  self->body = g_byte_array_free_to_bytes (g_steal_pointer (&body));
  return TRUE;
}

static DexFuture *
read_all_fiber (gpointer user_data)
{
  EaselHttpResponse *self = user_data;
  GError *error = NULL;

  if (!_easel_http_response_await_body (self, self->max_body, FALSE, &error))
    return dex_future_new_for_error (error);
  return dex_future_new_take_boxed (G_TYPE_BYTES, g_bytes_ref (self->body));
}

/**
 * easel_http_response_read:
 * @self: an answer
 *
 * Reads what comes next, without the call's key in it. One read at a time. A
 * read that is dropped ends the answer.
 *
 * Returns: (transfer full): resolves to #GBytes, empty at the end, or rejects
 *   with %EASEL_ERROR_TIMEOUT after silence, %EASEL_ERROR_NETWORK if the
 *   connection broke
 */
DexFuture *
easel_http_response_read (EaselHttpResponse *self)
{
  g_return_val_if_fail (EASEL_IS_HTTP_RESPONSE (self), NULL);
  dex_return_error_if_fail (!self->reading);

  return easel_dex_cancel_on_drop (read_chunk (self));
}

/**
 * easel_http_response_read_all:
 * @self: an answer
 *
 * Reads all that is left, at most what easel_http_request_set_max_body() says.
 *
 * Returns: (transfer full): resolves to #GBytes, or rejects as
 *   easel_http_response_read() does, or with %EASEL_ERROR_PROTOCOL if it is
 *   too much
 */
DexFuture *
easel_http_response_read_all (EaselHttpResponse *self)
{
  g_return_val_if_fail (EASEL_IS_HTTP_RESPONSE (self), NULL);
  dex_return_error_if_fail (!self->reading);

  return easel_dex_fiber_spawn (read_all_fiber, g_object_ref (self), g_object_unref);
}

/**
 * easel_http_response_close:
 * @self: an answer
 *
 * Ends the answer: the server sees that nobody listens any more. The last
 * reference does the same.
 */
void
easel_http_response_close (EaselHttpResponse *self)
{
  g_return_if_fail (EASEL_IS_HTTP_RESPONSE (self));

  if (self->watchdog != NULL)
    easel_watchdog_stop (self->watchdog);
  g_clear_object (&self->stream);
}

/**
 * easel_http_response_get_status:
 * @self: an answer
 *
 * Returns: its status, from 200 to 299
 */
guint
easel_http_response_get_status (EaselHttpResponse *self)
{
  return self->status;
}

/**
 * easel_http_response_get_headers:
 * @self: an answer
 *
 * Returns: (transfer none): its fields, without the call's key in them
 */
EaselHttpHeaders *
easel_http_response_get_headers (EaselHttpResponse *self)
{
  return self->headers;
}

/**
 * easel_http_response_get_header:
 * @self: an answer
 * @name: the field's name, in any case
 *
 * Returns: (transfer none) (nullable): the field's value
 */
const char *
easel_http_response_get_header (EaselHttpResponse *self, const char *name)
{
  return easel_http_headers_get (self->headers, name);
}

/**
 * easel_http_response_get_content_type:
 * @self: an answer
 *
 * Returns: (transfer none): its media type in lower case without parameters,
 *   "" if none was given
 */
const char *
easel_http_response_get_content_type (EaselHttpResponse *self)
{
  return self->content_type;
}

/**
 * easel_http_response_get_request_id:
 * @self: an answer
 *
 * Returns: (transfer none) (nullable): the provider's id of the request
 */
const char *
easel_http_response_get_request_id (EaselHttpResponse *self)
{
  return easel_http_headers_get_request_id (self->headers);
}

/**
 * easel_http_response_get_url:
 * @self: an answer
 *
 * Returns: (transfer none): where it came from, after redirects
 */
const char *
easel_http_response_get_url (EaselHttpResponse *self)
{
  return self->url;
}

/**
 * easel_http_response_get_name:
 * @self: an answer
 *
 * Returns: (transfer none): who sent it, for a sentence: the account and its
 *   host, or the host alone
 */
const char *
easel_http_response_get_name (EaselHttpResponse *self)
{
  g_return_val_if_fail (EASEL_IS_HTTP_RESPONSE (self), NULL);

  return self->name != NULL ? self->name : self->host;
}

/**
 * easel_http_response_get_host:
 * @self: an answer
 *
 * Returns: (transfer none): the host that it came from
 */
const char *
easel_http_response_get_host (EaselHttpResponse *self)
{
  return self->host;
}

/**
 * easel_http_response_get_body:
 * @self: an answer
 *
 * Returns: (transfer none) (nullable): the whole body, after
 *   easel_http_client_fetch() or easel_http_response_read_all()
 */
GBytes *
easel_http_response_get_body (EaselHttpResponse *self)
{
  return self->body;
}
