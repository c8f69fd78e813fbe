// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Answers a request on the server's own thread, with stream_server_send(). */
typedef void (*StreamServerFunc) (int socket, gpointer data);

guint16 stream_server_start (StreamServerFunc func, gpointer data);
gboolean stream_server_send (int socket, const char *text);

G_END_DECLS
