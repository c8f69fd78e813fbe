// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

#include "easel-http-headers.h"

G_BEGIN_DECLS

#define EASEL_TYPE_HTTP_REQUEST (easel_http_request_get_type ())

/**
 * EaselHttpFlags:
 * @EASEL_HTTP_NONE: a call to the provider's own address
 * @EASEL_HTTP_STREAM: the answer is read piece by piece, and asked for uncompressed
 * @EASEL_HTTP_ALLOW_HTTP: the user agreed that this provider is reached without
 *   encryption
 * @EASEL_HTTP_FROM_ANSWER: the URL stood in an answer: easel_url_policy_check()
 *   decides, and the key goes along only to the provider's own origin
 * @EASEL_HTTP_PAID_CREATE: each time that it arrives costs money; never sent twice
 * @EASEL_HTTP_ANY_TYPE: a web page is a proper answer
 *
 * How a request is to be sent.
 */
typedef enum
{
  EASEL_HTTP_NONE = 0,
  EASEL_HTTP_STREAM = 1 << 0,
  EASEL_HTTP_ALLOW_HTTP = 1 << 1,
  EASEL_HTTP_FROM_ANSWER = 1 << 2,
  EASEL_HTTP_PAID_CREATE = 1 << 3,
  EASEL_HTTP_ANY_TYPE = 1 << 4,
} EaselHttpFlags;

#define EASEL_HTTP_DEFAULT_CONNECT_TIMEOUT (20 * G_USEC_PER_SEC)
#define EASEL_HTTP_DEFAULT_FIRST_BYTE_TIMEOUT (600 * (gint64) G_USEC_PER_SEC)
#define EASEL_HTTP_DEFAULT_IDLE_TIMEOUT (600 * (gint64) G_USEC_PER_SEC)
#define EASEL_HTTP_DEFAULT_MAX_BODY ((gsize) 64 * 1024 * 1024)
#define EASEL_HTTP_DEFAULT_ATTEMPTS 3

typedef struct _EaselHttpRequest EaselHttpRequest;

/**
 * EaselHttpRetryFunc:
 * @wait: microseconds until the next attempt
 * @error: why the last attempt failed
 * @user_data: what was given with it
 *
 * Told that a request waits before it is sent again, to show it.
 */
typedef void (*EaselHttpRetryFunc) (gint64 wait, const GError *error, gpointer user_data);

GType easel_http_request_get_type (void) G_GNUC_CONST;

EaselHttpRequest *easel_http_request_new (const char *method, const char *url) G_GNUC_WARN_UNUSED_RESULT;
EaselHttpRequest *easel_http_request_ref (EaselHttpRequest *self);
void easel_http_request_unref (EaselHttpRequest *self);

void easel_http_request_add_header (EaselHttpRequest *self, const char *name, const char *value);
void easel_http_request_set_body (EaselHttpRequest *self, GBytes *body, const char *content_type);
void easel_http_request_set_body_text (EaselHttpRequest *self, const char *text, const char *content_type);
void easel_http_request_set_auth (EaselHttpRequest *self,
                                  const char *header,
                                  const char *prefix,
                                  const char *key);
void easel_http_request_set_base (EaselHttpRequest *self, const char *base_url);
void easel_http_request_add_key_host (EaselHttpRequest *self, const char *host);
void easel_http_request_set_socket_path (EaselHttpRequest *self, const char *path);
void easel_http_request_set_name (EaselHttpRequest *self, const char *name);
void easel_http_request_set_flags (EaselHttpRequest *self, EaselHttpFlags flags);
void easel_http_request_set_timeouts (EaselHttpRequest *self, gint64 connect, gint64 first_byte, gint64 idle);
void easel_http_request_set_max_body (EaselHttpRequest *self, gsize max_body);
void easel_http_request_set_attempts (EaselHttpRequest *self, guint attempts);
void easel_http_request_set_retry_func (EaselHttpRequest *self,
                                        EaselHttpRetryFunc func,
                                        gpointer user_data,
                                        GDestroyNotify destroy);

const char *easel_http_request_get_method (EaselHttpRequest *self);
const char *easel_http_request_get_url (EaselHttpRequest *self);
EaselHttpHeaders *easel_http_request_get_headers (EaselHttpRequest *self);
GBytes *easel_http_request_get_body (EaselHttpRequest *self);
const char *easel_http_request_get_content_type (EaselHttpRequest *self);
EaselHttpFlags easel_http_request_get_flags (EaselHttpRequest *self);
gboolean easel_http_request_has_key (EaselHttpRequest *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselHttpRequest, easel_http_request_unref)

G_END_DECLS
