// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-http-client.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

SoupSession *_easel_http_client_get_session (EaselHttpClient *self, const char *url, const char *socket_path);

G_END_DECLS
