// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libdex.h>

#include "easel-http-client.h"
#include "easel-text-protocol.h"

G_BEGIN_DECLS

DexFuture *easel_models_call_run (EaselHttpClient *client,
                                  const EaselTextProtocol *protocol,
                                  EaselAccount *account,
                                  const char *key) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
