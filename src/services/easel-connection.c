// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-connection-private.h"

#include <glib/gi18n-lib.h>

#include "easel-error.h"
#include "easel-media-call.h"
#include "easel-media-registry.h"
#include "easel-models-call.h"
#include "easel-provider-private.h"
#include "easel-provider-registry.h"

G_DEFINE_BOXED_TYPE (EaselConnection, _easel_connection, _easel_connection_ref, _easel_connection_unref)

static void
connection_clear (gpointer data)
{
  EaselConnection *self = data;

  g_clear_pointer (&self->account, easel_account_unref);
  g_clear_pointer (&self->key, easel_secret_unref);
  g_free (self->provider_name);
}

EaselConnection *
_easel_connection_ref (EaselConnection *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
_easel_connection_unref (EaselConnection *self)
{
  g_atomic_rc_box_release_full (self, connection_clear);
}

/* Where and how a provider is called; the key is still missing. */
EaselConnection *
_easel_connection_new (const EaselProviderRow *row, GError **error)
{
  const EaselTextProtocol *protocol = easel_provider_registry_find_protocol (row->protocol);
  const EaselMediaProtocol *media = easel_media_registry_find (row->protocol);
  EaselConnection *connection;

  if (protocol == NULL && media == NULL)
    {
      g_set_error (
          error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
          _ ("“%s” speaks the protocol “%s”, which this version of Easel does not know. Update Easel."),
          row->name, row->protocol);
      return NULL;
    }
  connection = g_atomic_rc_box_new0 (EaselConnection);
  connection->protocol = protocol;
  connection->media = media;
  connection->provider_name = g_strdup (row->name);
  connection->account = easel_account_new (row->slug, row->base_url);
  connection->account->name = g_strdup (row->name);
  connection->account->allow_http = row->allow_http;
  connection->account->max_retries = 2;
  connection->most_calls = _easel_provider_row_get_most_calls (row);
  return connection;
}

/* Resolves to a GPtrArray of the EaselModelInfo that the provider lists. */
DexFuture *
_easel_connection_list_models (EaselConnection *self, EaselHttpClient *client, const char *key)
{
  return self->protocol != NULL ? easel_models_call_run (client, self->protocol, self->account, key)
                                : easel_media_call_list_models (client, self->media, self->account, key);
}
