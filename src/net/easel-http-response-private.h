// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libsoup/soup.h>

#include "easel-http-response.h"
#include "easel-key-filter.h"

G_BEGIN_DECLS

EaselHttpResponse *_easel_http_response_new (guint status,
                                             EaselHttpHeaders *headers,
                                             const char *url,
                                             GInputStream *stream,
                                             EaselKeyFilter *filter,
                                             gint64 idle_timeout,
                                             gsize max_body) G_GNUC_WARN_UNUSED_RESULT;

void _easel_http_response_set_name (EaselHttpResponse *self, const char *name);

/* Only on a fiber. */
gboolean _easel_http_response_await_body (EaselHttpResponse *self,
                                          gsize max_body,
                                          gboolean cut,
                                          GError **error);
void _easel_http_response_set_idle_timeout (EaselHttpResponse *self, gint64 idle_timeout);

G_END_DECLS
