// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libsoup/soup.h>

#include "easel-http-request.h"
#include "easel-http-response.h"
#include "easel-retry.h"
#include "easel-url-policy.h"

G_BEGIN_DECLS

/**
 * EaselSessionKind:
 * @EASEL_SESSION_OWN: https to a provider, by the system's proxy
 * @EASEL_SESSION_DIRECT: loopback and plain http: never a proxy
 * @EASEL_SESSION_FOREIGN: URLs that an answer gave, by the system's proxy
 * @EASEL_SESSION_FOREIGN_DIRECT: URLs that an answer gave, where no proxy is set
 *
 * Connections of different trust are not shared.
 */
typedef enum
{
  EASEL_SESSION_OWN,
  EASEL_SESSION_DIRECT,
  EASEL_SESSION_FOREIGN,
  EASEL_SESSION_FOREIGN_DIRECT,
  EASEL_N_SESSIONS,
} EaselSessionKind;

typedef SoupSession *(*EaselSessionFunc) (gpointer user_data, EaselSessionKind kind, const char *socket_path);

/* One attempt at a request, through its redirects. */
typedef struct
{
  EaselHttpRequest *request;
  EaselSessionFunc get_session;
  void (*drop_session) (gpointer user_data, SoupSession *session);
  GProxyResolver *proxies;
  gpointer user_data;
  gboolean whole;

  guint status;
  EaselTransportFailure failure;
  EaselHttpHeaders *headers;
  JsonNode *body;
  gboolean body_sent;
} EaselHttpCall;

SoupMessage *_easel_http_call_make_message (EaselHttpRequest *request, GUri *uri, gboolean with_key);

/* Only on a fiber. */
gboolean _easel_http_call_await_addresses (EaselUrlScope scope,
                                           const char *host,
                                           const char *name,
                                           gint64 timeout,
                                           EaselTransportFailure *failure,
                                           GError **error);
EaselHttpResponse *_easel_http_call_await (EaselHttpCall *self, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void _easel_http_call_clear (EaselHttpCall *self);

G_END_DECLS
