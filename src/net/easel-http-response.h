// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>
#include <libdex.h>

#include "easel-http-headers.h"

G_BEGIN_DECLS

#define EASEL_TYPE_HTTP_RESPONSE (easel_http_response_get_type ())
G_DECLARE_FINAL_TYPE (EaselHttpResponse, easel_http_response, EASEL, HTTP_RESPONSE, GObject)

guint easel_http_response_get_status (EaselHttpResponse *self);
EaselHttpHeaders *easel_http_response_get_headers (EaselHttpResponse *self);
const char *easel_http_response_get_header (EaselHttpResponse *self, const char *name);
const char *easel_http_response_get_content_type (EaselHttpResponse *self);
const char *easel_http_response_get_request_id (EaselHttpResponse *self);
const char *easel_http_response_get_url (EaselHttpResponse *self);
const char *easel_http_response_get_host (EaselHttpResponse *self);
const char *easel_http_response_get_name (EaselHttpResponse *self);
GBytes *easel_http_response_get_body (EaselHttpResponse *self);

DexFuture *easel_http_response_read (EaselHttpResponse *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_http_response_read_all (EaselHttpResponse *self) G_GNUC_WARN_UNUSED_RESULT;
void easel_http_response_close (EaselHttpResponse *self);

G_END_DECLS
