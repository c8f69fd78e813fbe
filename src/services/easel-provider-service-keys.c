// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-provider-service-private.h"

#include <glib/gi18n-lib.h>

#include "easel-dex-fiber.h"
#include "easel-environment-private.h"
#include "easel-error.h"
#include "easel-keys-private.h"
#include "easel-ledger-private.h"
#include "easel-models-call.h"
#include "easel-provider-task-private.h"
#include "easel-store-providers.h"

/* The keys of providers, and whether providers answer to them. */

static DexFuture *
set_key_fiber (gpointer data)
{
  EaselProviderTask *task = data;
  EaselProviderService *self = task->self;
  g_autoptr (EaselProviderRow) row = NULL;
  g_autoptr (GError) error = NULL;

  if (!dex_await (easel_keyring_store (self->keyring, task->slug, task->name, task->key), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  _easel_provider_service_set_health (self, task->slug, EASEL_HEALTH_UNKNOWN, NULL, NULL);
  row = _easel_provider_service_copy_row (self, task->slug, NULL);
  if (row == NULL || row->id == 0)
    return dex_future_new_true ();
  /* With another key it is another account: what the old one was answered is not
   * for it, see _easel_answer_cache_make_key(). */
  row->needs_key = TRUE;
  return dex_await (easel_store_providers_update (self->store, row), &error)
             ? _easel_provider_service_refresh (self)
             : dex_future_new_for_error (g_steal_pointer (&error));
}

static DexFuture *
has_key_fiber (gpointer data)
{
  EaselProviderTask *task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselSecret) key = NULL;

  if (_easel_environment_get_key (task->self->environment, task->slug) != NULL)
    return dex_future_new_true ();
  key = dex_await_boxed (easel_keyring_lookup (task->self->keyring, task->slug), &error);
  if (key == NULL && _easel_provider_service_stand_in_key (task->self, task->slug, error) != NULL)
    return dex_future_new_true ();
  if (error != NULL)
    {
      _easel_provider_service_note_error (task->self, task->slug, error);
      return dex_future_new_for_error (g_steal_pointer (&error));
    }
  if (key == NULL)
    _easel_provider_service_set_health (task->self, task->slug, EASEL_HEALTH_KEY_MISSING, NULL, NULL);
  return dex_future_new_for_boolean (key != NULL);
}

/* Who drops the future hangs up: a test is often begun anew while one goes on. */
static DexFuture *
test_fiber (gpointer data)
{
  EaselProviderTask *task = data;
  g_autoptr (EaselConnection) connection = NULL;
  g_autoptr (GPtrArray) models = NULL;
  g_autoptr (GError) error = NULL;
  gint64 begun = g_get_monotonic_time ();

  connection = _easel_connection_new (task->row, &error);
  if (connection == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  connection->account->max_retries = 0;
  models = easel_dex_fiber_await_boxed (
      _easel_connection_list_models (connection, task->self->client,
                                     task->key != NULL ? easel_secret_get_text (task->key) : NULL),
      &error);
  _easel_ledger_note_free (task->self->store, "test", task->row->slug, task->row->name, begun, error);
  if (models == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_for_uint (models->len);
}

static DexFuture *
test_stored_fiber (gpointer data)
{
  EaselProviderTask *task = data;
  g_autoptr (GPtrArray) models = NULL;
  g_autoptr (GError) error = NULL;

  models = _easel_provider_service_ask_models (task->self, task->slug, FALSE, "test", &error);
  if (models == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_for_uint (models->len);
}

static DexFuture *
forget_key_fiber (gpointer data)
{
  EaselProviderTask *task = data;
  g_autoptr (EaselProvider) successor = easel_provider_service_find (task->self, task->slug);

  /* It was added again meanwhile, and the key is that one's. */
  if (successor != NULL && easel_provider_get_id (successor) != 0)
    return dex_future_new_true ();
  return easel_keyring_clear (task->self->keyring, task->slug);
}

/**
 * easel_provider_service_set_key:
 * @self: the service
 * @slug: the provider
 * @key: its key; white space at its ends is taken off
 *
 * Returns: (transfer full): resolves to %TRUE once @key is in the keyring
 */
DexFuture *
easel_provider_service_set_key (EaselProviderService *self, const char *slug, const char *key)
{
  g_autoptr (EaselProviderRow) row = NULL;
  g_autoptr (GError) error = NULL;
  EaselProviderTask *task;

  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  row = _easel_provider_service_copy_row (self, slug, &error);
  if (row == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (!_easel_provider_service_check_remote (slug, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  task = _easel_provider_task_new (self, slug);
  task->name = g_strdup (row->name);
  task->key = easel_keys_clean (key, NULL, &error);
  if (task->key == NULL)
    {
      _easel_provider_task_free (task);
      return dex_future_new_for_error (g_steal_pointer (&error));
    }
  return _easel_provider_task_spawn (task, set_key_fiber);
}

/**
 * easel_provider_service_has_key:
 * @self: the service
 * @slug: the provider
 *
 * Returns: (transfer full): resolves to a boolean; rejects with
 *   %EASEL_ERROR_KEYRING if the keyring cannot be read
 */
DexFuture *
easel_provider_service_has_key (EaselProviderService *self, const char *slug)
{
  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  return _easel_provider_task_spawn (_easel_provider_task_new (self, slug), has_key_fiber);
}

/**
 * easel_provider_service_test:
 * @self: the service
 * @protocol: what should be spoken
 * @base_url: (nullable): the address
 * @key: (nullable): the key
 * @allow_http: whether the user agreed to reach it without encryption
 *
 * Asks for the list of models, which costs nothing. Nothing is stored.
 *
 * Returns: (transfer full): resolves to the number of models, a guint; rejects
 *   with a sentence that says what is wrong
 */
DexFuture *
easel_provider_service_test (EaselProviderService *self,
                             const char *protocol,
                             const char *base_url,
                             const char *key,
                             gboolean allow_http)
{
  g_autoptr (EaselProviderRow) row = NULL;
  g_autoptr (GError) error = NULL;
  EaselProviderTask *task;

  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  row = _easel_provider_service_make_row (self, protocol, "test", NULL, base_url, allow_http, &error);
  if (row == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  task = _easel_provider_task_new (self, NULL);
  if (key != NULL)
    {
      task->key = easel_keys_clean (key, NULL, &error);
      if (task->key == NULL)
        {
          _easel_provider_task_free (task);
          return dex_future_new_for_error (g_steal_pointer (&error));
        }
    }
  task->row = g_steal_pointer (&row);
  return easel_dex_fiber_spawn (test_fiber, task, _easel_provider_task_free);
}

/**
 * easel_provider_service_test_stored:
 * @self: the service
 * @slug: a provider
 *
 * Asks a provider that was added for its models, with its own key; this costs
 * nothing.
 *
 * Returns: (transfer full): resolves to the number of models, a guint
 */
DexFuture *
easel_provider_service_test_stored (EaselProviderService *self, const char *slug)
{
  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  return _easel_provider_task_spawn (_easel_provider_task_new (self, slug), test_stored_fiber);
}
/**
 * easel_provider_service_forget_key:
 * @self: the service
 * @slug: a provider that was removed
 *
 * Returns: (transfer full): resolves to %TRUE once its key is out of the keyring
 */
DexFuture *
easel_provider_service_forget_key (EaselProviderService *self, const char *slug)
{
  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  return _easel_provider_task_spawn (_easel_provider_task_new (self, slug), forget_key_fiber);
}
