// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-test-server.h"

G_BEGIN_DECLS

struct _EaselTestAnswer
{
  char *path;
  guint status;
  char *type;
  GString *headers;
  GBytes *body;

  gsize piece;
  guint delay_ms;
  guint head_delay_ms;
  guint repeat;
  gint times;
  gboolean length_known;
  gboolean raw;
  EaselTestFault fault;
  int fault_at;
  int ref_count;
};

struct _EaselTestServer
{
  GSocket *socket;
  GThread *thread;
  GCancellable *cancellable;
  GTlsCertificate *certificate;
  char *certificate_path;
  char *unix_path;
  guint port;
  gboolean mute;
  gboolean echo;

  GMutex mutex;
  GPtrArray *answers;
  GPtrArray *requests;
  GPtrArray *threads;
  GPtrArray *sockets;
  guint n_connections;
  guint n_hangups;
};

/* One connection, served by a thread of its own. */
typedef struct
{
  EaselTestServer *server;
  GSocket *socket;
  GIOStream *stream;
  GString *unread;
  guint number;
} EaselTestConnection;

gpointer _easel_test_connection_serve (gpointer connection);
EaselTestAnswer *_easel_test_server_take_answer (EaselTestServer *self, const char *target);
void _easel_test_answer_unref (EaselTestAnswer *answer);

G_END_DECLS
