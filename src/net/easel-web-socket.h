// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-http-client.h"

G_BEGIN_DECLS

/**
 * EaselWebSocketFunc:
 * @binary: whether the message is bytes; else it is text
 * @message: what came
 * @user_data: what was given with it
 *
 * Told of each message of a WebSocket.
 */
typedef void (*EaselWebSocketFunc) (gboolean binary, GBytes *message, gpointer user_data);

DexFuture *easel_http_client_listen (EaselHttpClient *self,
                                     EaselHttpRequest *request,
                                     EaselWebSocketFunc func,
                                     gpointer user_data,
                                     GDestroyNotify destroy) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
