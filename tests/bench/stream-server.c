// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "stream-server.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A server of one account that answers every POST with a stream of pieces of text. */

typedef struct
{
  int listener;
  StreamServerFunc func;
  gpointer data;
} Server;

static gboolean
send_all (int socket, const char *data)
{
  gsize length = strlen (data);

  while (length > 0)
    {
      ssize_t n = send (socket, data, length, MSG_NOSIGNAL);

      if (n <= 0)
        return FALSE;
      data += n;
      length -= (gsize) n;
    }
  return TRUE;
}

/* Sends a piece of the answer; @text is escaped as in a string of JSON. */
gboolean
stream_server_send (int socket, const char *text)
{
  g_autofree char *event =
      g_strdup_printf ("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1795000000,"
                       "\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"%s\"},"
                       "\"finish_reason\":null}]}\n\n",
                       text);

  return send_all (socket, event);
}

/* Reads all of the request: a long one is sent whole before its answer is read. */
static gboolean
read_request (int socket, GString *head)
{
  char buffer[65536];
  const char *end, *length;
  gsize expected;
  ssize_t n;

  while ((end = strstr (head->str, "\r\n\r\n")) == NULL && (n = recv (socket, buffer, sizeof buffer, 0)) > 0)
    g_string_append_len (head, buffer, n);
  if (end == NULL)
    return FALSE;
  length = strstr (head->str, "Content-Length: ");
  expected = (gsize) (end + 4 - head->str);
  if (length != NULL && length < end)
    expected += strtoul (length + strlen ("Content-Length: "), NULL, 10);
  while (head->len < expected && (n = recv (socket, buffer, sizeof buffer, 0)) > 0)
    g_string_append_len (head, buffer, n);
  return TRUE;
}

static void
serve (Server *self, int socket)
{
  g_autoptr (GString) head = g_string_new (NULL);

  if (!read_request (socket, head))
    return;
  if (!g_str_has_prefix (head->str, "POST"))
    {
      send_all (socket, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      return;
    }
  send_all (socket, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n");
  self->func (socket, self->data);
  send_all (socket, "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
                    "data: [DONE]\n\n");
}

static gpointer
server_thread (gpointer data)
{
  Server *self = data;
  int socket;

  while ((socket = accept (self->listener, NULL, NULL)) >= 0)
    {
      serve (self, socket);
      shutdown (socket, SHUT_WR);
      while (recv (socket, &(char[256]) { 0 }, 256, 0) > 0)
        ;
      close (socket);
    }
  return NULL;
}

/* Begins to serve until the program ends; returns the port on the loopback. */
guint16
stream_server_start (StreamServerFunc func, gpointer data)
{
  g_autoptr (GSocket) socket =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  Server *self = g_new0 (Server, 1);

  g_assert_true (g_socket_bind (socket, any, TRUE, NULL) && g_socket_listen (socket, NULL));
  address = g_socket_get_local_address (socket, NULL);
  self->func = func;
  self->data = data;
  self->listener = dup (g_socket_get_fd (socket));
  /* GSocket's descriptors never block. */
  fcntl (self->listener, F_SETFL, 0);
  g_thread_unref (g_thread_new ("server", server_thread, self));
  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}
