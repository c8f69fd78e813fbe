// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-http-request.h"

#include "easel-http-request-private.h"

#include <string.h>

G_DEFINE_BOXED_TYPE (EaselHttpRequest, easel_http_request, easel_http_request_ref, easel_http_request_unref)

/**
 * easel_http_request_new:
 * @method: "GET", "POST" …
 * @url: the whole address; checked when the request is sent
 *
 * Describes one HTTP call. Fill it in before it is sent and leave it alone from
 * then on.
 *
 * Returns: (transfer full): a request with the default time limits and no key
 */
EaselHttpRequest *
easel_http_request_new (const char *method, const char *url)
{
  EaselHttpRequest *self;

  g_return_val_if_fail (method != NULL && url != NULL, NULL);

  self = g_atomic_rc_box_new0 (EaselHttpRequest);
  self->method = g_strdup (method);
  self->url = g_strdup (url);
  self->headers = easel_http_headers_new ();
  self->key_hosts = g_ptr_array_new_null_terminated (0, g_free, TRUE);
  self->connect_timeout = EASEL_HTTP_DEFAULT_CONNECT_TIMEOUT;
  self->first_byte_timeout = EASEL_HTTP_DEFAULT_FIRST_BYTE_TIMEOUT;
  self->idle_timeout = EASEL_HTTP_DEFAULT_IDLE_TIMEOUT;
  self->max_body = EASEL_HTTP_DEFAULT_MAX_BODY;
  self->attempts = EASEL_HTTP_DEFAULT_ATTEMPTS;
  return self;
}

/**
 * easel_http_request_ref:
 * @self: a request
 *
 * Returns: (transfer full): @self
 */
EaselHttpRequest *
easel_http_request_ref (EaselHttpRequest *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear_key (EaselHttpRequest *self)
{
  if (self->key != NULL)
    explicit_bzero (self->key, strlen (self->key));
  g_clear_pointer (&self->key, g_free);
}

static void
clear_retry_func (EaselHttpRequest *self)
{
  if (self->retry_destroy != NULL)
    self->retry_destroy (self->retry_data);
}

static void
clear (gpointer data)
{
  EaselHttpRequest *self = data;

  clear_key (self);
  clear_retry_func (self);
  g_free (self->method);
  g_free (self->url);
  easel_http_headers_unref (self->headers);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->content_type);
  g_free (self->auth_header);
  g_free (self->auth_prefix);
  g_free (self->base);
  g_ptr_array_unref (self->key_hosts);
  g_free (self->name);
  g_free (self->socket_path);
}

/**
 * easel_http_request_unref:
 * @self: (transfer full): a request
 *
 * The key is overwritten in memory when the last reference goes.
 */
void
easel_http_request_unref (EaselHttpRequest *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

/**
 * easel_http_request_add_header:
 * @self: a request
 * @name: the field's name
 * @value: its value; never a key, for that see easel_http_request_set_auth()
 *
 * Adds a field for the provider's own origin. Where a URL from an answer or a
 * redirect leads elsewhere, only "Accept" goes along.
 */
void
easel_http_request_add_header (EaselHttpRequest *self, const char *name, const char *value)
{
  easel_http_headers_add (self->headers, name, value);
}

/**
 * easel_http_request_set_body:
 * @self: a request
 * @body: the bytes to send
 * @content_type: what they are, such as "application/json"
 */
void
easel_http_request_set_body (EaselHttpRequest *self, GBytes *body, const char *content_type)
{
  g_bytes_ref (body);
  g_clear_pointer (&self->body, g_bytes_unref);
  self->body = body;
  g_set_str (&self->content_type, content_type);
}

/**
 * easel_http_request_set_body_text:
 * @self: a request
 * @text: the text to send
 * @content_type: what it is, such as "application/json"
 */
void
easel_http_request_set_body_text (EaselHttpRequest *self, const char *text, const char *content_type)
{
  g_autoptr (GBytes) body = g_bytes_new (text, strlen (text));

  easel_http_request_set_body (self, body, content_type);
}

/**
 * easel_http_request_set_auth:
 * @self: a request
 * @header: the field that carries the key, such as "Authorization"
 * @prefix: what stands before it, such as "Bearer ", or ""
 * @key: (nullable): the key; %NULL for a provider that needs none
 *
 * The key is put into that one field, and only where the request goes to the
 * origin of easel_http_request_set_base() or to a host of
 * easel_http_request_add_key_host(). Wherever it comes back it is blanked.
 */
void
easel_http_request_set_auth (EaselHttpRequest *self, const char *header, const char *prefix, const char *key)
{
  g_set_str (&self->auth_header, header);
  g_set_str (&self->auth_prefix, prefix);
  clear_key (self);
  self->key = key != NULL && *key != '\0' ? g_strdup (key) : NULL;
}

/**
 * easel_http_request_set_base:
 * @self: a request
 * @base_url: the provider's base URL; without one the request's own URL counts
 *   as such, unless it stood in an answer
 */
void
easel_http_request_set_base (EaselHttpRequest *self, const char *base_url)
{
  g_set_str (&self->base, base_url);
}

/**
 * easel_http_request_add_key_host:
 * @self: a request
 * @host: a host name from the protocol's own table, never from an answer
 *
 * Lets the key go to that host too, by https only.
 */
void
easel_http_request_add_key_host (EaselHttpRequest *self, const char *host)
{
  g_ptr_array_add (self->key_hosts, g_ascii_strdown (host, -1));
}

/**
 * easel_http_request_set_socket_path:
 * @self: a request
 * @path: (nullable): a Unix socket that is connected to, whatever the URL's
 *   host; "http" is then proper, since nothing leaves the machine
 */
void
easel_http_request_set_socket_path (EaselHttpRequest *self, const char *path)
{
  g_set_str (&self->socket_path, path);
}

/**
 * easel_http_request_set_name:
 * @self: a request
 * @name: (nullable): what the user calls the account that it is for
 *
 * Lets the errors of this request name the account beside the host.
 */
void
easel_http_request_set_name (EaselHttpRequest *self, const char *name)
{
  g_return_if_fail (self != NULL);

  g_set_str (&self->name, name);
}

/**
 * easel_http_request_set_flags:
 * @self: a request
 * @flags: how it is to be sent
 */
void
easel_http_request_set_flags (EaselHttpRequest *self, EaselHttpFlags flags)
{
  self->flags = flags;
}

/**
 * easel_http_request_set_timeouts:
 * @self: a request
 * @connect: microseconds until the connection stands, TLS included
 * @first_byte: microseconds from the last byte sent to the answer's head
 * @idle: microseconds without a byte inside the answer; a comment line of a
 *   stream counts as a sign of life
 *
 * A value of 0 leaves that limit as it is.
 */
void
easel_http_request_set_timeouts (EaselHttpRequest *self, gint64 connect, gint64 first_byte, gint64 idle)
{
  if (connect > 0)
    self->connect_timeout = connect;
  if (first_byte > 0)
    self->first_byte_timeout = first_byte;
  if (idle > 0)
    self->idle_timeout = idle;
}

/**
 * easel_http_request_set_max_body:
 * @self: a request
 * @max_body: the most bytes that easel_http_client_fetch() and
 *   easel_http_response_read_all() take, after decompression; at most 1 GiB
 */
void
easel_http_request_set_max_body (EaselHttpRequest *self, gsize max_body)
{
  self->max_body = MIN (max_body, (gsize) 1 << 30);
}

/**
 * easel_http_request_set_attempts:
 * @self: a request
 * @attempts: how often it may be sent in all; 1 never repeats it
 */
void
easel_http_request_set_attempts (EaselHttpRequest *self, guint attempts)
{
  self->attempts = MAX (attempts, 1);
}

/**
 * easel_http_request_set_retry_func:
 * @self: a request
 * @func: (nullable): told before each wait for another attempt
 * @user_data: given to @func
 * @destroy: (nullable): frees @user_data
 */
void
easel_http_request_set_retry_func (EaselHttpRequest *self,
                                   EaselHttpRetryFunc func,
                                   gpointer user_data,
                                   GDestroyNotify destroy)
{
  clear_retry_func (self);
  self->retry_func = func;
  self->retry_data = user_data;
  self->retry_destroy = destroy;
}

/**
 * easel_http_request_get_method:
 * @self: a request
 *
 * Returns: (transfer none): its method
 */
const char *
easel_http_request_get_method (EaselHttpRequest *self)
{
  return self->method;
}

/**
 * easel_http_request_get_url:
 * @self: a request
 *
 * Returns: (transfer none): its address
 */
const char *
easel_http_request_get_url (EaselHttpRequest *self)
{
  return self->url;
}

/**
 * easel_http_request_get_headers:
 * @self: a request
 *
 * Returns: (transfer none): its fields, without the key's
 */
EaselHttpHeaders *
easel_http_request_get_headers (EaselHttpRequest *self)
{
  return self->headers;
}

/**
 * easel_http_request_get_body:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): what it sends
 */
GBytes *
easel_http_request_get_body (EaselHttpRequest *self)
{
  return self->body;
}

/**
 * easel_http_request_get_content_type:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): what its body is
 */
const char *
easel_http_request_get_content_type (EaselHttpRequest *self)
{
  return self->content_type;
}

/**
 * easel_http_request_get_flags:
 * @self: a request
 *
 * Returns: how it is to be sent
 */
EaselHttpFlags
easel_http_request_get_flags (EaselHttpRequest *self)
{
  return self->flags;
}

/**
 * easel_http_request_has_key:
 * @self: a request
 *
 * Returns: whether a key was given to it; the key itself is never handed out
 */
gboolean
easel_http_request_has_key (EaselHttpRequest *self)
{
  return self->key != NULL;
}
