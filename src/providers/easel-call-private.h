// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libdex.h>

#include "easel-http-request.h"
#include "easel-text-protocol.h"

G_BEGIN_DECLS

/* What is parsed beyond this does not run on the thread of the window. */
#define EASEL_CALL_MOST_INLINE ((gsize) 64 * 1024)

DexFuture *_easel_call_spawn (DexFiberFunc func,
                              gpointer data,
                              GDestroyNotify destroy,
                              GDestroyNotify dropped);

gboolean _easel_call_check_key (const EaselAccount *account, const char *key, GError **error);
EaselHttpRequest *_easel_call_make_request (const EaselTextProtocol *protocol,
                                            const EaselAccount *account,
                                            const char *key,
                                            const EaselTextWire *wire,
                                            GError **error);
GError *_easel_call_error (GError *error, const EaselAccount *account, const char *model);

G_END_DECLS
