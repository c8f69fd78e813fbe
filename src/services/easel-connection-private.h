// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-account.h"
#include "easel-http-client.h"
#include "easel-media-protocol.h"
#include "easel-provider-row.h"
#include "easel-secret.h"
#include "easel-text-protocol.h"

G_BEGIN_DECLS

#define EASEL_TYPE_CONNECTION (_easel_connection_get_type ())

/* What a call to a provider needs. The key is wiped with it. */
typedef struct
{
  const EaselTextProtocol *protocol; /* NULL for one of pictures and clips alone */
  const EaselMediaProtocol *media;   /* NULL for one of text alone */
  EaselAccount *account;
  EaselSecret *key;
  char *provider_name;
  guint most_calls;
} EaselConnection;

GType _easel_connection_get_type (void) G_GNUC_CONST;
EaselConnection *_easel_connection_new (const EaselProviderRow *row, GError **error);
EaselConnection *_easel_connection_ref (EaselConnection *self);
void _easel_connection_unref (EaselConnection *self);
DexFuture *_easel_connection_list_models (EaselConnection *self,
                                          EaselHttpClient *client,
                                          const char *key) G_GNUC_WARN_UNUSED_RESULT;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselConnection, _easel_connection_unref)

G_END_DECLS
