// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <libdex.h>

#include "easel-http-client.h"

G_BEGIN_DECLS

/**
 * EaselLocalState:
 * @EASEL_LOCAL_ABSENT: nothing answers there, or something else does
 * @EASEL_LOCAL_LOADING: it is there and still loads its model
 * @EASEL_LOCAL_READY: it is there
 *
 * What a look at a port of this computer found.
 */
typedef enum
{
  EASEL_LOCAL_ABSENT,
  EASEL_LOCAL_LOADING,
  EASEL_LOCAL_READY,
} EaselLocalState;

typedef struct _EaselLocalServer EaselLocalServer;

const EaselLocalServer *easel_local_server_get (guint position);
const char *easel_local_server_get_id (const EaselLocalServer *self);
const char *easel_local_server_get_label (const EaselLocalServer *self);
const char *easel_local_server_get_protocol (const EaselLocalServer *self);
guint16 easel_local_server_get_port (const EaselLocalServer *self);
char *easel_local_server_dup_base_url (const EaselLocalServer *self, guint16 port) G_GNUC_WARN_UNUSED_RESULT;

DexFuture *easel_local_server_look (const EaselLocalServer *self,
                                    EaselHttpClient *client,
                                    guint16 port) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
