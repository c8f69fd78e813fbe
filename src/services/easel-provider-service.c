// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-provider-service-private.h"

#include <glib/gi18n-lib.h>

#include <string.h>

#include "easel-keys-private.h"
#include "easel-model-private.h"
#include "easel-media-registry.h"
#include "easel-provider-registry.h"
#include "easel-sandbox-server.h"

/**
 * EaselProviderService:
 *
 * The accounts and servers that models are reached through, their models, and
 * their keys, which live in the keyring.
 */
G_DEFINE_FINAL_TYPE (EaselProviderService, easel_provider_service, G_TYPE_OBJECT)

enum
{
  HEALTH_CHANGED,
  NOTICE,
  LISTS_READ,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

typedef struct
{
  EaselHealth health;
  char *message;
  GError *error;
  int n_asking;
} HealthEntry;

static void
health_entry_free (gpointer data)
{
  HealthEntry *entry = data;

  g_clear_error (&entry->error);
  g_free (entry->message);
  g_free (entry);
}

static void
on_store_changed_cb (EaselProviderService *self, guint groups)
{
  if (self->opened && (groups & EASEL_STORE_PROVIDERS) != 0)
    dex_future_disown (_easel_provider_service_refresh (self));
}

/* ---- object ---- */

static void
easel_provider_service_dispose (GObject *object)
{
  EaselProviderService *self = EASEL_PROVIDER_SERVICE (object);

  g_clear_object (&self->providers);
  g_clear_object (&self->models);
  g_clear_object (&self->all_models);
  dex_clear (&self->refreshing);
  dex_clear (&self->queued);
  g_clear_object (&self->sandbox);
  g_clear_pointer (&self->queue, _easel_call_queue_unref);
  g_clear_object (&self->client);
  g_clear_object (&self->keyring);
  g_clear_object (&self->store);
  g_clear_pointer (&self->environment, easel_environment_unref);

  G_OBJECT_CLASS (easel_provider_service_parent_class)->dispose (object);
}

static void
easel_provider_service_finalize (GObject *object)
{
  EaselProviderService *self = EASEL_PROVIDER_SERVICE (object);

  g_hash_table_unref (self->by_ref);
  g_hash_table_unref (self->health);
  g_hash_table_unref (self->stood_in);
  g_hash_table_unref (self->thinking);
  g_clear_error (&self->list_error);

  G_OBJECT_CLASS (easel_provider_service_parent_class)->finalize (object);
}

static void
easel_provider_service_class_init (EaselProviderServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_provider_service_dispose;
  G_OBJECT_CLASS (klass)->finalize = easel_provider_service_finalize;

  /**
   * EaselProviderService::health-changed:
   * @self: the service
   * @slug: a provider
   *
   * More is known of how @slug answers.
   */
  signals[HEALTH_CHANGED] = g_signal_new ("health-changed", EASEL_TYPE_PROVIDER_SERVICE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * EaselProviderService::notice:
   * @self: the service
   * @text: a sentence for the user
   *
   * Something was done another way than the user asked for.
   */
  signals[NOTICE] = g_signal_new ("notice", EASEL_TYPE_PROVIDER_SERVICE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * EaselProviderService::lists-read:
   * @self: the service
   *
   * The lists were read, or could not be: easel_provider_service_get_list_error()
   * says which.
   */
  signals[LISTS_READ] = g_signal_new ("lists-read", EASEL_TYPE_PROVIDER_SERVICE, G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 0);
}

static void
easel_provider_service_init (EaselProviderService *self)
{
  self->providers = g_list_store_new (EASEL_TYPE_PROVIDER);
  self->models = g_list_store_new (EASEL_TYPE_MODEL);
  self->all_models = g_list_store_new (EASEL_TYPE_MODEL);
  self->by_ref = g_hash_table_new (g_str_hash, g_str_equal);
  self->health = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, health_entry_free);
  self->thinking = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->stood_in = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

EaselProviderService *
_easel_provider_service_new (EaselStore *store,
                             EaselKeyring *keyring,
                             EaselHttpClient *client,
                             EaselEnvironment *environment)
{
  EaselProviderService *self = g_object_new (EASEL_TYPE_PROVIDER_SERVICE, NULL);
  g_autofree char *calls = g_strconcat (easel_store_get_path (store), ".calls", NULL);

  self->store = g_object_ref (store);
  self->queue = _easel_call_queue_new (calls);
  self->keyring = g_object_ref (keyring);
  self->client = g_object_ref (client);
  self->environment = easel_environment_ref (environment);
  g_signal_connect_object (store, "changed", G_CALLBACK (on_store_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
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

static HealthEntry *
ensure_health (EaselProviderService *self, const char *slug)
{
  HealthEntry *entry = g_hash_table_lookup (self->health, slug);

  if (entry == NULL)
    {
      entry = g_new0 (HealthEntry, 1);
      g_hash_table_insert (self->health, g_strdup (slug), entry);
    }
  return entry;
}

/* @error is what @message is the sentence of, if it is one. */
void
_easel_provider_service_set_health (EaselProviderService *self,
                                    const char *slug,
                                    EaselHealth health,
                                    const char *message,
                                    const GError *error)
{
  HealthEntry *entry = ensure_health (self, slug);
  gboolean changed = g_set_str (&entry->message, message) || entry->health != health;

  entry->health = health;
  g_clear_error (&entry->error);
  entry->error = error != NULL ? g_error_copy (error) : NULL;
  if (changed)
    g_signal_emit (self, signals[HEALTH_CHANGED], 0, slug);
}

/* Tells that one more asks @slug how it is, with -1 that one has ended, or that
 * its turn has come. */
void
_easel_provider_service_tell_asking (EaselProviderService *self, const char *slug, int change)
{
  ensure_health (self, slug)->n_asking += change;
  g_signal_emit (self, signals[HEALTH_CHANGED], 0, slug);
}

/* Takes what became of reading the lists. */
void
_easel_provider_service_set_list_error (EaselProviderService *self, const GError *error)
{
  g_clear_error (&self->list_error);
  self->list_error = error != NULL ? g_error_copy (error) : NULL;
  g_signal_emit (self, signals[LISTS_READ], 0);
}

void
_easel_provider_service_give_notice (EaselProviderService *self, const char *text)
{
  g_signal_emit (self, signals[NOTICE], 0, text);
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
          known[count++] =
              (EaselKnownService) { services[i].id,   services[i].label,    services[i].protocol,
                                    services[i].also, services[i].base_url, services[i].key_page };
      g_once_init_leave (&n, count);
    }
  *n_known = (guint) n;
  return known;
}

/**
 * easel_provider_service_get_protocols:
 * @n_protocols: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_protocols): what a server of the
 *   user's can be compatible with
 */
const EaselProtocolName *
easel_provider_service_get_protocols (guint *n_protocols)
{
  static EaselProtocolName names[16];
  static gsize n;

  if (g_once_init_enter (&n))
    {
      guint n_all;
      const EaselTextProtocol *const *all = easel_provider_registry_list_protocols (&n_all);
      const EaselMediaProtocol *const *media;
      gsize count = MIN (n_all, G_N_ELEMENTS (names));

      for (gsize i = 0; i < count; i++)
        names[i] = (EaselProtocolName) { all[i]->id, all[i]->label };
      media = easel_media_registry_list (&n_all);
      for (guint i = 0; i < n_all && count < G_N_ELEMENTS (names); i++)
        if (easel_provider_registry_find_protocol (media[i]->id) == NULL)
          names[count++] = (EaselProtocolName) { media[i]->id, media[i]->label };
      g_once_init_leave (&n, count);
    }
  *n_protocols = (guint) n;
  return names;
}

/**
 * easel_provider_service_clean_key:
 * @typed: what was typed or pasted as a key
 * @trimmed: (out) (optional): whether white space at its ends was left out
 * @error: return location of an error
 *
 * Returns: (transfer full) (nullable): the key, to be wiped after use; %NULL with
 *   %EASEL_ERROR_INVALID_INPUT and a sentence if @typed can be none
 */
char *
easel_provider_service_clean_key (const char *typed, gboolean *trimmed, GError **error)
{
  g_autoptr (EaselSecret) secret = easel_keys_clean (typed, trimmed, error);

  return secret != NULL ? g_strdup (easel_secret_get_text (secret)) : NULL;
}

/**
 * easel_provider_service_is_loaded:
 * @self: the service
 *
 * Returns: whether the lists were read, so that what is not there is not there
 */
gboolean
easel_provider_service_is_loaded (EaselProviderService *self)
{
  g_return_val_if_fail (EASEL_IS_PROVIDER_SERVICE (self), FALSE);

  return self->loaded;
}

/**
 * easel_provider_service_get_health:
 * @self: the service
 * @slug: a provider
 * @message: (out) (optional) (nullable) (transfer none): a sentence about it
 *
 * Returns: how @slug was found when it was last asked in this process
 */
EaselHealth
easel_provider_service_get_health (EaselProviderService *self, const char *slug, const char **message)
{
  HealthEntry *entry;

  g_return_val_if_fail (EASEL_IS_PROVIDER_SERVICE (self), EASEL_HEALTH_UNKNOWN);

  entry = g_hash_table_lookup (self->health, slug);
  if (message != NULL)
    *message = entry != NULL ? entry->message : NULL;
  return entry != NULL ? entry->health : EASEL_HEALTH_UNKNOWN;
}

/**
 * easel_provider_service_get_health_error:
 * @self: the service
 * @slug: a provider
 *
 * Returns: (transfer none) (nullable): why @slug does not work, if it does not
 */
const GError *
easel_provider_service_get_health_error (EaselProviderService *self, const char *slug)
{
  HealthEntry *entry;

  g_return_val_if_fail (EASEL_IS_PROVIDER_SERVICE (self), NULL);

  entry = g_hash_table_lookup (self->health, slug);
  return entry != NULL ? entry->error : NULL;
}

/**
 * easel_provider_service_is_asking:
 * @self: the service
 * @slug: a provider
 *
 * Returns: whether @slug is being asked for its models, which shows how it is;
 *   EaselProviderService::health-changed tells when that ends
 */
gboolean
easel_provider_service_is_asking (EaselProviderService *self, const char *slug)
{
  HealthEntry *entry;

  g_return_val_if_fail (EASEL_IS_PROVIDER_SERVICE (self), FALSE);

  entry = g_hash_table_lookup (self->health, slug);
  return entry != NULL && entry->n_asking > 0;
}

/**
 * easel_provider_service_is_queued:
 * @self: the service
 * @slug: a provider
 *
 * Returns: whether @slug is to be asked for its models and other calls to it go
 *   first
 */
gboolean
easel_provider_service_is_queued (EaselProviderService *self, const char *slug)
{
  return easel_provider_service_is_asking (self, slug) &&
         _easel_call_queue_count_waiting (self->queue, slug) > 0;
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
 * easel_provider_service_get_all_models:
 * @self: the service
 *
 * Returns: (transfer none): a list of #EaselModel: all models of all providers,
 *   whether they are offered or not
 */
GListModel *
easel_provider_service_get_all_models (EaselProviderService *self)
{
  g_return_val_if_fail (EASEL_IS_PROVIDER_SERVICE (self), NULL);

  return G_LIST_MODEL (self->all_models);
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
 * Returns: (transfer full) (nullable): the model, if it is offered
 */
EaselModel *
easel_provider_service_find_model (EaselProviderService *self, const char *ref)
{
  g_autoptr (EaselModel) model = easel_provider_service_find_any_model (self, ref);

  return model != NULL && easel_model_is_offered (model) ? g_steal_pointer (&model) : NULL;
}

/**
 * easel_provider_service_find_any_model:
 * @self: the service
 * @ref: "PROVIDER:MODEL", split at the first colon
 *
 * Returns: (transfer full) (nullable): the model, whether it is offered or not
 */
EaselModel *
easel_provider_service_find_any_model (EaselProviderService *self, const char *ref)
{
  EaselModel *model;

  g_return_val_if_fail (EASEL_IS_PROVIDER_SERVICE (self), NULL);

  model = ref != NULL ? g_hash_table_lookup (self->by_ref, ref) : NULL;
  return model != NULL ? g_object_ref (model) : NULL;
}

EaselModelRow *
_easel_provider_service_get_model_row (EaselProviderService *self, const char *ref)
{
  g_autoptr (EaselModel) model = easel_provider_service_find_any_model (self, ref);

  return model != NULL ? easel_model_row_ref (_easel_model_get_row (model)) : NULL;
}

/**
 * easel_provider_service_get_default_model:
 * @self: the service
 * @kind: one kind of work
 *
 * Returns: (transfer full) (nullable): the user's default, if it is offered; else
 *   the sample of the kind, else any that is offered
 */
EaselModel *
easel_provider_service_get_default_model (EaselProviderService *self, EaselPurposes kind)
{
  g_autoptr (EaselModel) any = NULL;

  g_return_val_if_fail (EASEL_IS_PROVIDER_SERVICE (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->all_models)); i++)
    {
      g_autoptr (EaselModel) model = g_list_model_get_item (G_LIST_MODEL (self->all_models), i);

      if (!easel_model_is_offered (model) || (easel_model_get_kinds (model) & kind) == 0)
        continue;
      if ((easel_model_get_default_for (model) & kind) != 0)
        return g_steal_pointer (&model);
      if (any == NULL || easel_model_is_sandbox (model))
        g_set_object (&any, model);
    }
  return g_steal_pointer (&any);
}

/**
 * easel_provider_service_get_fallback_model:
 * @self: the service
 * @kind: one kind of work
 *
 * Returns: (transfer full) (nullable): the model that the user lets stand in when
 *   another one is out of reach, if it is offered
 */
EaselModel *
easel_provider_service_get_fallback_model (EaselProviderService *self, EaselPurposes kind)
{
  g_return_val_if_fail (EASEL_IS_PROVIDER_SERVICE (self), NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->all_models)); i++)
    {
      g_autoptr (EaselModel) model = g_list_model_get_item (G_LIST_MODEL (self->all_models), i);

      if ((easel_model_get_fallback_for (model) & kind) != 0 && easel_model_is_offered (model))
        return g_steal_pointer (&model);
    }
  return NULL;
}

/* Why a model cannot be chosen, as the first half of a sentence. */
static char *
explain_missing (EaselProviderService *self, EaselModel *model, const char *ref)
{
  const char *colon = strchr (ref, ':');
  g_autofree char *slug = colon != NULL ? g_strndup (ref, (gsize) (colon - ref)) : g_strdup (ref);
  g_autoptr (EaselProvider) provider = easel_provider_service_find (self, slug);
  const char *name = model != NULL ? easel_model_get_name (model) : colon != NULL ? colon + 1 : ref;

  if (provider == NULL)
    /* Translators: the name of a model whose account was deleted */
    return g_strdup_printf (_ ("The account of “%s” is gone."), name);
  if (!easel_provider_get_enabled (provider))
    /* Translators: the name of a model, the name of its account */
    return g_strdup_printf (_ ("“%s” is switched off with its account %s."), name,
                            easel_provider_get_name (provider));
  if (model == NULL)
    return g_strdup_printf (_ ("%s has no model “%s” any more."), easel_provider_get_name (provider), name);
  if (!easel_model_get_enabled (model))
    return g_strdup_printf (_ ("“%s” is switched off."), name);
  return g_strdup_printf (_ ("%s no longer lists “%s”."), easel_provider_get_name (provider), name);
}

static EaselModel *
find_default_mark (EaselProviderService *self, EaselPurposes kind)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->all_models)); i++)
    {
      g_autoptr (EaselModel) model = g_list_model_get_item (G_LIST_MODEL (self->all_models), i);

      if ((easel_model_get_default_for (model) & kind) != 0)
        return g_steal_pointer (&model);
    }
  return NULL;
}

/**
 * easel_provider_service_choose_model:
 * @self: the service
 * @kind: one kind of work
 * @remembered: (nullable): "PROVIDER:MODEL" that was used before
 * @notice: (out) (optional) (nullable): a sentence that says why it is another
 *   one, if it is
 *
 * Returns: (transfer full) (nullable): @remembered if it can be chosen, else the
 *   user's default, else what there is
 */
EaselModel *
easel_provider_service_choose_model (EaselProviderService *self,
                                     EaselPurposes kind,
                                     const char *remembered,
                                     char **notice)
{
  g_autoptr (EaselModel) wanted = NULL;
  g_autoptr (EaselModel) chosen = NULL;
  g_autofree char *why = NULL;

  g_return_val_if_fail (EASEL_IS_PROVIDER_SERVICE (self), NULL);

  if (notice != NULL)
    *notice = NULL;
  if (remembered != NULL)
    wanted = easel_provider_service_find_any_model (self, remembered);
  else
    wanted = find_default_mark (self, kind);
  if (wanted != NULL && easel_model_is_offered (wanted) && (easel_model_get_kinds (wanted) & kind) != 0)
    return g_steal_pointer (&wanted);

  chosen = easel_provider_service_get_default_model (self, kind);
  if (notice == NULL || !self->loaded || (remembered == NULL && wanted == NULL))
    return g_steal_pointer (&chosen);
  why = explain_missing (self, wanted, remembered != NULL ? remembered : easel_model_get_ref (wanted));
  if (chosen != NULL)
    /* Translators: a sentence that says why a model is gone; the name of the one that is used now */
    *notice = g_strdup_printf (_ ("%s “%s” is used now."), why, easel_model_get_name (chosen));
  else
    *notice = g_steal_pointer (&why);
  return g_steal_pointer (&chosen);
}

/**
 * easel_provider_service_describe_key_store:
 * @self: the service
 *
 * Returns: (transfer full): resolves to a string that names where keys are kept;
 *   rejects with %EASEL_ERROR_KEYRING and a sentence if they are kept nowhere
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
