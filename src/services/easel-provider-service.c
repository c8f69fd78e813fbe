// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-provider-service-private.h"

#include <glib/gi18n-lib.h>

#include "easel-environment-private.h"
#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-model-private.h"
#include "easel-provider-private.h"
#include "easel-provider-registry.h"
#include "easel-provider-rows-private.h"
#include "easel-sandbox-server.h"
#include "easel-store-models.h"
#include "easel-store-providers.h"
#include "easel-store-settings.h"
#include "easel-url-policy.h"

#define SANDBOX_ADDED "sandbox-added"
#define SANDBOX_MODEL "editor"

/**
 * EaselProviderService:
 *
 * The accounts and servers that models are reached through, their models, and
 * their keys, which live in the keyring.
 */
G_DEFINE_FINAL_TYPE (EaselProviderService, easel_provider_service, G_TYPE_OBJECT)

/* What a fiber works on. */
typedef struct
{
  EaselProviderService *self;
  char *slug;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->self);
  g_free (task->slug);
  g_free (task);
}

static DexFuture *
spawn (EaselProviderService *self, DexFiberFunc func, const char *slug)
{
  Task *task = g_new0 (Task, 1);

  task->self = g_object_ref (self);
  task->slug = g_strdup (slug);
  return easel_fiber_spawn (func, task, task_free);
}

/* ---- connections ---- */

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

static DexFuture *
connect_fiber (gpointer data)
{
  Task *task = data;
  EaselProviderService *self = task->self;
  g_autoptr (EaselProvider) provider = easel_provider_service_find (self, task->slug);
  g_autoptr (EaselConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  EaselProviderRow *row;
  EaselSecret *key;

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
    }
  else if ((key = _easel_environment_get_key (self->environment, row->slug)) != NULL)
    connection->key = easel_secret_ref (key);
  else if (row->id == 0)
    connection->key = easel_secret_ref (_easel_environment_get_service_key (self->environment, row->slug));
  else if (row->needs_key)
    {
      connection->key = dex_await_boxed (easel_keyring_lookup (self->keyring, row->slug), &error);
      if (error != NULL)
        return dex_future_new_for_error (g_steal_pointer (&error));
      if (connection->key == NULL)
        return missing_key (row);
    }
  return dex_future_new_take_boxed (EASEL_TYPE_CONNECTION, g_steal_pointer (&connection));
}

/* Resolves to an #EaselConnection: where to call and with which key. */
DexFuture *
_easel_provider_service_connect (EaselProviderService *self, const char *slug)
{
  return spawn (self, connect_fiber, slug);
}

/* A place among the calls to a provider, or in the line for one. */
EaselCallPlace *
_easel_provider_service_join (EaselProviderService *self, EaselConnection *connection)
{
  return _easel_call_queue_join (self->queue, connection->account->slug, connection->most_calls);
}

EaselHttpClient *
_easel_provider_service_get_client (EaselProviderService *self)
{
  return self->client;
}

/* ---- lists ---- */

static gboolean
is_local (const char *slug, const char *base_url)
{
  return g_strcmp0 (slug, EASEL_SANDBOX_SLUG) == 0 || (base_url != NULL && easel_url_is_loopback (base_url));
}

static EaselProviderRow *
find_row (GPtrArray *rows, const char *slug)
{
  for (guint i = 0; i < rows->len; i++)
    {
      EaselProviderRow *row = g_ptr_array_index (rows, i);

      if (g_str_equal (row->slug, slug))
        return row;
    }
  return NULL;
}

static void
show_rows (EaselProviderService *self, GPtrArray *provider_rows, GPtrArray *model_rows)
{
  g_autoptr (GPtrArray) providers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < provider_rows->len; i++)
    g_ptr_array_add (providers, _easel_provider_new (g_ptr_array_index (provider_rows, i)));
  for (guint i = 0; i < model_rows->len; i++)
    {
      EaselModelRow *row = g_ptr_array_index (model_rows, i);
      EaselProviderRow *provider = find_row (provider_rows, row->provider_slug);

      if (provider != NULL && provider->enabled && row->enabled && (row->kinds & EASEL_MODEL_LLM) != 0)
        g_ptr_array_add (models, _easel_model_new (row, is_local (provider->slug, provider->base_url)));
    }
  g_list_store_splice (self->providers, 0, g_list_model_get_n_items (G_LIST_MODEL (self->providers)),
                       providers->pdata, providers->len);
  g_list_store_splice (self->models, 0, g_list_model_get_n_items (G_LIST_MODEL (self->models)), models->pdata,
                       models->len);
}

/* Shows models that are in no database, as long as the lists are not read again. */
void
_easel_provider_service_show_found (EaselProviderService *self, EaselProviderRow *provider, GPtrArray *rows)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->models)); i > 0; i--)
    {
      g_autoptr (EaselModel) model = g_list_model_get_item (G_LIST_MODEL (self->models), i - 1);

      if (g_str_equal (easel_model_get_provider_slug (model), provider->slug))
        g_list_store_remove (self->models, i - 1);
    }
  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr (EaselModel) model =
          _easel_model_new (g_ptr_array_index (rows, i), is_local (provider->slug, provider->base_url));

      g_list_store_append (self->models, model);
    }
}

static DexFuture *
refresh_fiber (gpointer data)
{
  EaselProviderService *self = ((Task *) data)->self;
  g_autoptr (GPtrArray) providers = NULL;
  g_autoptr (GPtrArray) models = NULL;
  g_autoptr (GError) error = NULL;

  providers = dex_await_boxed (easel_store_providers_list (self->store), &error);
  if (providers != NULL)
    models = dex_await_boxed (easel_store_models_list (self->store, NULL), &error);
  if (models == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  _easel_environment_add_providers (self->environment, providers, models);
  show_rows (self, providers, models);
  return dex_future_new_true ();
}

/* Reads the lists again. */
DexFuture *
_easel_provider_service_refresh (EaselProviderService *self)
{
  return spawn (self, refresh_fiber, NULL);
}

static void
on_store_changed_cb (EaselProviderService *self, guint groups)
{
  if (self->opened && (groups & EASEL_STORE_PROVIDERS) != 0)
    dex_future_disown (_easel_provider_service_refresh (self));
}

/* The samples are there from the first start, and stay away once removed. */
static gboolean
add_sandbox (EaselProviderService *self, GError **error)
{
  g_autofree char *added = dex_await_string (easel_store_settings_get (self->store, SANDBOX_ADDED), error);
  g_autoptr (EaselProviderRow) row = NULL;
  g_autoptr (EaselModelInfo) info = NULL;
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_row_unref);
  gint64 id;

  if (added != NULL || *error != NULL)
    return *error == NULL;

  row = easel_provider_row_new ();
  row->slug = g_strdup (EASEL_SANDBOX_SLUG);
  row->name = g_strdup ("Offline samples");
  row->protocol = g_strdup ("openai");
  row->kinds = EASEL_MODEL_LLM;
  row->base_url = g_strdup ("http://localhost/v1");
  row->enabled = TRUE;
  row->needs_key = FALSE;
  row->position = 1000;
  id = dex_await_int64 (easel_store_providers_add (self->store, row), error);
  if (g_error_matches (*error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT))
    {
      /* Another process was quicker, or one was killed before the model was
       * there: what is missing is added. */
      g_autoptr (EaselProviderRow) there = NULL;

      g_clear_error (error);
      there = dex_await_boxed (easel_store_providers_get (self->store, EASEL_SANDBOX_SLUG), error);
      id = there != NULL ? there->id : 0;
    }
  if (*error != NULL)
    return FALSE;

  info = easel_model_info_new (SANDBOX_MODEL, "Sample editor");
  info->price.input = info->price.output = info->price.cached = 0;
  row->id = id;
  g_ptr_array_add (models, _easel_model_row_new (row, info, "user"));
  return dex_await (easel_store_models_upsert (self->store, id, models, FALSE), error) &&
         dex_await (easel_store_settings_set (self->store, SANDBOX_ADDED, "1"), error);
}

static DexFuture *
open_fiber (gpointer data)
{
  EaselProviderService *self = ((Task *) data)->self;
  GError *error = NULL;

  if (!easel_store_get_read_only (self->store) && !add_sandbox (self, &error))
    return dex_future_new_for_error (error);
  self->opened = TRUE;
  return _easel_provider_service_refresh (self);
}

DexFuture *
_easel_provider_service_open (EaselProviderService *self)
{
  return spawn (self, open_fiber, NULL);
}

/* ---- object ---- */

static void
easel_provider_service_dispose (GObject *object)
{
  EaselProviderService *self = EASEL_PROVIDER_SERVICE (object);

  g_clear_object (&self->providers);
  g_clear_object (&self->models);
  g_clear_object (&self->sandbox);
  g_clear_pointer (&self->queue, _easel_call_queue_unref);
  g_clear_object (&self->client);
  g_clear_object (&self->keyring);
  g_clear_object (&self->store);
  g_clear_pointer (&self->environment, easel_environment_unref);

  G_OBJECT_CLASS (easel_provider_service_parent_class)->dispose (object);
}

static void
easel_provider_service_class_init (EaselProviderServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_provider_service_dispose;
}

static void
easel_provider_service_init (EaselProviderService *self)
{
  self->providers = g_list_store_new (EASEL_TYPE_PROVIDER);
  self->models = g_list_store_new (EASEL_TYPE_MODEL);
  self->queue = _easel_call_queue_new ();
}

EaselProviderService *
_easel_provider_service_new (EaselStore *store,
                             EaselKeyring *keyring,
                             EaselHttpClient *client,
                             EaselEnvironment *environment)
{
  EaselProviderService *self = g_object_new (EASEL_TYPE_PROVIDER_SERVICE, NULL);

  self->store = g_object_ref (store);
  self->keyring = g_object_ref (keyring);
  self->client = g_object_ref (client);
  self->environment = easel_environment_ref (environment);
  g_signal_connect_object (store, "changed", G_CALLBACK (on_store_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * easel_provider_service_get_known:
 * @n_known: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_known): the services that Easel
 *   knows the address of
 */
const EaselKnownService *
easel_provider_service_get_known (guint *n_known)
{
  static EaselKnownService known[32];
  static gsize n;

  if (g_once_init_enter (&n))
    {
      guint n_services;
      const EaselService *services = easel_provider_registry_list_services (&n_services);
      gsize count = 0;

      for (guint i = 0; i < n_services && count < G_N_ELEMENTS (known); i++)
        if (services[i].base_url != NULL)
          known[count++] = (EaselKnownService) { services[i].id, services[i].label, services[i].protocol,
                                                 services[i].base_url, services[i].key_page };
      g_once_init_leave (&n, count);
    }
  *n_known = (guint) n;
  return known;
}

/**
 * easel_provider_service_get_providers:
 * @self: the service
 *
 * Returns: (transfer none): a list of #EaselProvider
 */
GListModel *
easel_provider_service_get_providers (EaselProviderService *self)
{
  g_return_val_if_fail (EASEL_IS_PROVIDER_SERVICE (self), NULL);

  return G_LIST_MODEL (self->providers);
}

/**
 * easel_provider_service_get_models:
 * @self: the service
 *
 * Returns: (transfer none): a list of #EaselModel: the enabled language models
 *   of the enabled providers
 */
GListModel *
easel_provider_service_get_models (EaselProviderService *self)
{
  g_return_val_if_fail (EASEL_IS_PROVIDER_SERVICE (self), NULL);

  return G_LIST_MODEL (self->models);
}

/**
 * easel_provider_service_find:
 * @self: the service
 * @slug: a provider's short name
 *
 * Returns: (transfer full) (nullable): the provider
 */
EaselProvider *
easel_provider_service_find (EaselProviderService *self, const char *slug)
{
  g_return_val_if_fail (EASEL_IS_PROVIDER_SERVICE (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->providers)); i++)
    {
      g_autoptr (EaselProvider) provider = g_list_model_get_item (G_LIST_MODEL (self->providers), i);

      if (g_strcmp0 (easel_provider_get_slug (provider), slug) == 0)
        return g_steal_pointer (&provider);
    }
  return NULL;
}

/**
 * easel_provider_service_find_model:
 * @self: the service
 * @ref: "PROVIDER:MODEL", split at the first colon
 *
 * Returns: (transfer full) (nullable): the model
 */
EaselModel *
easel_provider_service_find_model (EaselProviderService *self, const char *ref)
{
  g_return_val_if_fail (EASEL_IS_PROVIDER_SERVICE (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->models)); i++)
    {
      g_autoptr (EaselModel) model = g_list_model_get_item (G_LIST_MODEL (self->models), i);

      if (g_strcmp0 (easel_model_get_ref (model), ref) == 0)
        return g_steal_pointer (&model);
    }
  return NULL;
}

EaselModelRow *
_easel_provider_service_get_model_row (EaselProviderService *self, const char *ref)
{
  g_autoptr (EaselModel) model = easel_provider_service_find_model (self, ref);

  return model != NULL ? easel_model_row_ref (_easel_model_get_row (model)) : NULL;
}

/**
 * easel_provider_service_get_default_model:
 * @self: the service
 *
 * Returns: (transfer full) (nullable): the user's default; the sample editor
 *   until there is one
 */
EaselModel *
easel_provider_service_get_default_model (EaselProviderService *self)
{
  g_autoptr (EaselModel) fallback = NULL;

  g_return_val_if_fail (EASEL_IS_PROVIDER_SERVICE (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->models)); i++)
    {
      g_autoptr (EaselModel) model = g_list_model_get_item (G_LIST_MODEL (self->models), i);

      if (easel_model_is_default (model))
        return g_steal_pointer (&model);
      if (fallback == NULL || easel_model_is_sandbox (model))
        g_set_object (&fallback, model);
    }
  return g_steal_pointer (&fallback);
}

/**
 * easel_provider_service_describe_key_store:
 * @self: the service
 *
 * Returns: (transfer full): resolves to a string that names where keys are kept
 */
DexFuture *
easel_provider_service_describe_key_store (EaselProviderService *self)
{
  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  return easel_keyring_describe (self->keyring);
}

/**
 * easel_provider_service_serve_samples:
 * @self: the service
 * @port: a port of this computer, 0 for any that is free
 * @actual_port: (out): the port that it became
 * @error: return location of an error
 *
 * Serves the offline samples on 127.0.0.1, for as long as @self lives.
 *
 * Returns: whether it does
 */
gboolean
easel_provider_service_serve_samples (EaselProviderService *self,
                                      guint16 port,
                                      guint *actual_port,
                                      GError **error)
{
  g_return_val_if_fail (EASEL_IS_PROVIDER_SERVICE (self), FALSE);

  if (self->sandbox == NULL)
    self->sandbox = easel_sandbox_server_new ();
  return easel_sandbox_server_listen_port (self->sandbox, port, actual_port, error);
}
