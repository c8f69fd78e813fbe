// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "easel-http-request.h"
#include "easel-http-response.h"

G_BEGIN_DECLS

#define EASEL_TYPE_HTTP_CLIENT (easel_http_client_get_type ())
G_DECLARE_FINAL_TYPE (EaselHttpClient, easel_http_client, EASEL, HTTP_CLIENT, GObject)

EaselHttpClient *easel_http_client_new (void) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *easel_http_client_send (EaselHttpClient *self,
                                   EaselHttpRequest *request) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_http_client_fetch (EaselHttpClient *self,
                                    EaselHttpRequest *request) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
