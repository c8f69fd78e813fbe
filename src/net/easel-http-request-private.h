// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-http-request.h"

G_BEGIN_DECLS

struct _EaselHttpRequest
{
  char *method;
  char *url;
  EaselHttpHeaders *headers;
  GBytes *body;
  char *content_type;

  char *auth_header;
  char *auth_prefix;
  char *key;
  char *base;
  GPtrArray *key_hosts;
  char *socket_path;
  char *name;

  EaselHttpFlags flags;
  gint64 connect_timeout;
  gint64 first_byte_timeout;
  gint64 idle_timeout;
  gsize max_body;
  guint attempts;

  EaselHttpRetryFunc retry_func;
  gpointer retry_data;
  GDestroyNotify retry_destroy;
};

G_END_DECLS
