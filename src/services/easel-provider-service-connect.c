// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-provider-service-private.h"

#include <glib/gi18n-lib.h>

#include "easel-environment-private.h"
#include "easel-error.h"
#include "easel-provider-private.h"
#include "easel-provider-registry.h"
#include "easel-provider-task-private.h"

/* The way to a provider: its address, its key, and what was found there. */

static gboolean
connect_sandbox (EaselProviderService *self, EaselConnection *connection, GError **error)
{
  if (self->sandbox == NULL)
    {
      g_autoptr (EaselSandboxServer) server = easel_sandbox_server_new ();

      if (!easel_sandbox_server_listen_unix (server, NULL, error))
        return FALSE;
      self->sandbox = g_steal_pointer (&server);
    }
  connection->account->socket_path = g_strdup (easel_sandbox_server_get_path (self->sandbox));
  return TRUE;
}

static DexFuture *
missing_key (const EaselProviderRow *row)
{
  GError *error = g_error_new (EASEL_ERROR, EASEL_ERROR_AUTH,
                               _ ("There is no key for %s. Add one in Preferences."), row->name);

  easel_error_set_provider (error, row->slug, NULL);
  return dex_future_new_for_error (error);
}

/* The environment's key of the service that a stored account is one of: good at
 * that service's own address only. */
static EaselSecret *
find_service_key (EaselProviderService *self, const EaselProviderRow *row, const EaselService **service)
{
  *service = easel_provider_registry_match_service (row->protocol, row->base_url);
  if (*service == NULL || (*service)->base_url == NULL ||
      _easel_environment_get_service_url (self->environment, (*service)->id) != NULL)
    return NULL;
  return _easel_environment_get_service_key (self->environment, (*service)->id);
}

/* The key to use in the place of one that the keyring did not give out, for
 * error or because it has none, or NULL. Says so, once for each provider. */
EaselSecret *
_easel_provider_service_stand_in_key (EaselProviderService *self, const char *slug, const GError *error)
{
  g_autoptr (EaselProvider) provider = easel_provider_service_find (self, slug);
  const EaselService *service;
  g_autofree char *text = NULL;
  const char *variable;
  EaselSecret *key;

  if (provider == NULL || (error != NULL && !g_error_matches (error, EASEL_ERROR, EASEL_ERROR_KEYRING)))
    return NULL;
  key = find_service_key (self, _easel_provider_get_row (provider), &service);
  if (key == NULL)
    return NULL;
  variable = _easel_environment_get_service_variable (self->environment, service->id);
  if (error != NULL)
    /* Translators: the name of an account, the name of an environment variable */
    text = g_strdup_printf (_ ("The keyring cannot be read, so %s uses the key from %s."),
                            easel_provider_get_name (provider), variable);
  else
    /* Translators: the name of an account, the name of an environment variable */
    text = g_strdup_printf (_ ("The keyring has no key for %s, so it uses the key from %s."),
                            easel_provider_get_name (provider), variable);
  if (g_hash_table_add (self->stood_in, g_strdup (slug)))
    _easel_provider_service_give_notice (self, text);
  _easel_provider_service_set_health (self, slug, EASEL_HEALTH_READY, text, NULL);
  return key;
}

/* Whether the key of a provider is not of the keyring. */
gboolean
_easel_provider_service_borrows_key (EaselProviderService *self, const char *slug)
{
  g_autoptr (EaselProvider) provider = easel_provider_service_find (self, slug);

  return provider == NULL || easel_provider_get_id (provider) == 0 ||
         g_hash_table_contains (self->stood_in, slug) ||
         _easel_environment_get_key (self->environment, slug) != NULL;
}

/* Remembers what an error says of a provider. */
void
_easel_provider_service_note_error (EaselProviderService *self, const char *slug, const GError *error)
{
  EaselHealth health = EASEL_HEALTH_FAILED;

  if (error->domain != EASEL_ERROR || error->code == EASEL_ERROR_CANCELLED)
    return;
  switch ((EaselError) error->code)
    {
    case EASEL_ERROR_AUTH:
      /* What has no key was told so before it was asked. */
      if (easel_provider_service_get_health (self, slug, NULL) == EASEL_HEALTH_KEY_MISSING &&
          easel_error_get_details (error)->http_status == 0)
        return;
      health = EASEL_HEALTH_KEY_REFUSED;
      break;
    case EASEL_ERROR_PERMISSION:
      health = EASEL_HEALTH_KEY_REFUSED;
      break;
    case EASEL_ERROR_KEYRING:
      health = EASEL_HEALTH_KEY_UNREADABLE;
      break;
    case EASEL_ERROR_NETWORK:
    case EASEL_ERROR_TIMEOUT:
      health = EASEL_HEALTH_UNREACHABLE;
      break;
    case EASEL_ERROR_UNAVAILABLE:
      health = EASEL_HEALTH_LOADING;
      break;
    case EASEL_ERROR_PROTOCOL:
    case EASEL_ERROR_NOT_FOUND:
    case EASEL_ERROR_UNSUPPORTED:
      health = EASEL_HEALTH_WRONG_PROTOCOL;
      break;
    case EASEL_ERROR_QUOTA:
    case EASEL_ERROR_BUDGET:
    case EASEL_ERROR_RATE_LIMIT:
    case EASEL_ERROR_PROVIDER_FAULT:
    case EASEL_ERROR_REFUSED:
    case EASEL_ERROR_TOO_LONG:
    case EASEL_ERROR_INVALID_INPUT:
    case EASEL_ERROR_STORAGE:
    case EASEL_ERROR_CANCELLED:
    case EASEL_N_ERRORS:
    default:
      break;
    }
  _easel_provider_service_set_health (self, slug, health, error->message, error);
}

/* The key of a provider; NULL without error if it needs none or has none. */
static EaselSecret *
find_key (EaselProviderService *self, const EaselProviderRow *row, GError **error)
{
  EaselSecret *key = _easel_environment_get_key (self->environment, row->slug);
  EaselSecret *stand_in;
  GError *local_error = NULL;

  if (key != NULL)
    return easel_secret_ref (key);
  if (row->id == 0)
    return easel_secret_ref (_easel_environment_get_service_key (self->environment, row->slug));
  if (!row->needs_key)
    return NULL;
  key = dex_await_boxed (easel_keyring_lookup (self->keyring, row->slug), &local_error);
  if (key != NULL)
    {
      g_hash_table_remove (self->stood_in, row->slug);
      return key;
    }
  stand_in = _easel_provider_service_stand_in_key (self, row->slug, local_error);
  if (stand_in == NULL)
    {
      if (local_error != NULL)
        g_propagate_error (error, local_error);
      return NULL;
    }
  g_clear_error (&local_error);
  return easel_secret_ref (stand_in);
}

static DexFuture *
connect_fiber (gpointer data)
{
  EaselProviderTask *task = data;
  EaselProviderService *self = task->self;
  g_autoptr (EaselProvider) provider = easel_provider_service_find (self, task->slug);
  g_autoptr (EaselConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  EaselProviderRow *row;

  if (provider == NULL)
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_NOT_FOUND,
                                  _ ("There is no provider “%s”. Choose another model."), task->slug);
  row = _easel_provider_get_row (provider);
  connection = _easel_connection_new (row, &error);
  if (connection == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  if (easel_provider_is_sandbox (provider))
    {
      if (!connect_sandbox (self, connection, &error))
        return dex_future_new_for_error (g_steal_pointer (&error));
      return dex_future_new_take_boxed (EASEL_TYPE_CONNECTION, g_steal_pointer (&connection));
    }
  connection->key = find_key (self, row, &error);
  if (error != NULL)
    {
      _easel_provider_service_note_error (self, row->slug, error);
      return dex_future_new_for_error (g_steal_pointer (&error));
    }
  if (connection->key == NULL && row->needs_key)
    {
      _easel_provider_service_set_health (self, row->slug, EASEL_HEALTH_KEY_MISSING, NULL, NULL);
      return missing_key (row);
    }
  return dex_future_new_take_boxed (EASEL_TYPE_CONNECTION, g_steal_pointer (&connection));
}

/* Resolves to an #EaselConnection, which may be for pictures and clips alone. */
DexFuture *
_easel_provider_service_connect_any (EaselProviderService *self, const char *slug)
{
  return _easel_provider_task_spawn (_easel_provider_task_new (self, slug), connect_fiber);
}

static DexFuture *
check_for_text (DexFuture *future, gpointer user_data)
{
  g_autoptr (EaselConnection) connection = dex_await_boxed (dex_ref (future), NULL);

  if (connection->protocol != NULL)
    return dex_ref (future);
  return dex_future_new_reject (
      EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
      _ ("%s makes pictures or clips and answers no text. Choose a model for text."),
      connection->provider_name);
}

/* Resolves to an #EaselConnection for text: where to call and with which key. */
DexFuture *
_easel_provider_service_connect (EaselProviderService *self, const char *slug)
{
  return dex_future_then (_easel_provider_service_connect_any (self, slug), check_for_text, NULL, NULL);
}
