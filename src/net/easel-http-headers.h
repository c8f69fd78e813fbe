// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define EASEL_TYPE_HTTP_HEADERS (easel_http_headers_get_type ())

typedef struct _EaselHttpHeaders EaselHttpHeaders;

GType easel_http_headers_get_type (void) G_GNUC_CONST;

EaselHttpHeaders *easel_http_headers_new (void) G_GNUC_WARN_UNUSED_RESULT;
EaselHttpHeaders *easel_http_headers_ref (EaselHttpHeaders *self);
void easel_http_headers_unref (EaselHttpHeaders *self);

void easel_http_headers_add (EaselHttpHeaders *self, const char *name, const char *value);
const char *easel_http_headers_get (EaselHttpHeaders *self, const char *name);
guint easel_http_headers_get_n (EaselHttpHeaders *self);
const char *easel_http_headers_get_nth (EaselHttpHeaders *self, guint position, const char **value);
char *easel_http_headers_dup_content_type (EaselHttpHeaders *self);
const char *easel_http_headers_get_request_id (EaselHttpHeaders *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselHttpHeaders, easel_http_headers_unref)

G_END_DECLS
