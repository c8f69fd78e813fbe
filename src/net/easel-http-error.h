// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <json-glib/json-glib.h>

#include "easel-http-headers.h"
#include "easel-retry.h"

G_BEGIN_DECLS

/* Enough of an error's body to read it; the rest is not taken. */
#define EASEL_HTTP_MAX_ERROR_BODY ((gsize) 64 * 1024)

GError *easel_http_error_new (guint status,
                              EaselHttpHeaders *headers,
                              const char *body,
                              gssize length,
                              const char *host,
                              gint64 now) G_GNUC_WARN_UNUSED_RESULT;
GError *easel_http_error_new_for_json (guint status,
                                       EaselHttpHeaders *headers,
                                       JsonNode *body,
                                       const char *host) G_GNUC_WARN_UNUSED_RESULT;
GError *easel_http_error_new_for_page (const char *host) G_GNUC_WARN_UNUSED_RESULT;
GError *easel_http_error_new_for_proxy (const char *host) G_GNUC_WARN_UNUSED_RESULT;
GError *easel_http_error_new_for_transport (EaselTransportFailure failure,
                                            const GError *cause,
                                            const char *host) G_GNUC_WARN_UNUSED_RESULT;

EaselTransportFailure easel_http_error_classify (const GError *cause, gboolean connected);
char *easel_http_error_dup_message (JsonNode *body);
gboolean easel_http_error_is_error (JsonNode *body);

G_END_DECLS
