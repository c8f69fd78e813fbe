// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-found-server.h"
#include "easel-local-server.h"

G_BEGIN_DECLS

EaselFoundServer *_easel_found_server_new (const EaselLocalServer *server,
                                           guint16 port,
                                           gboolean loading) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
