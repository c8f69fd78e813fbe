// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-context.h"

#include "easel-chat-service-private.h"
#include "easel-edit-service-private.h"
#include "easel-exchange-service-private.h"
#include "easel-fiber.h"
#include "easel-generate-service-private.h"
#include "easel-library-service-private.h"
#include "easel-local-service-private.h"
#include "easel-prompt-service-private.h"
#include "easel-recipe-service-private.h"
#include "easel-store-interactions.h"
#include "easel-store-settings.h"
#include "easel-usage-service-private.h"

/* The settings that the window needs at once, before it can wait. */
static const char *const cached_settings[] = { "welcome-shown", "model", "generate-model", NULL };

/**
 * EaselContext:
 *
 * What a program of Easel stands on: the database, the keyring, the network and
 * the services. Each main function builds one and hands it down.
 */
struct _EaselContext
{
  GObject parent_instance;

  EaselStore *store;
  EaselKeyring *keyring;
  EaselHttpClient *client;
  EaselPromptService *prompts;
  EaselProviderService *providers;
  EaselEditService *edits;
  EaselChatService *chats;
  EaselExchangeService *exchange;
  EaselRecipeService *recipes;
  EaselUsageService *usage;
  EaselLocalService *local;
  EaselLibraryService *library;
  EaselGenerateService *generate;
  GHashTable *settings;
};

G_DEFINE_FINAL_TYPE (EaselContext, easel_context, G_TYPE_OBJECT)

/* What was asked of the store before the main loop ran. */
typedef struct
{
  EaselContext *context;
  DexFuture *opened;
  DexFuture *recovered;
  DexFuture *settings[G_N_ELEMENTS (cached_settings)];
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  dex_clear (&opening->opened);
  dex_clear (&opening->recovered);
  for (guint i = 0; i < G_N_ELEMENTS (opening->settings); i++)
    dex_clear (&opening->settings[i]);
  g_object_unref (opening->context);
  g_free (opening);
}

static gboolean
take_settings (Opening *opening, GError **error)
{
  for (guint i = 0; cached_settings[i] != NULL; i++)
    {
      g_autoptr (GError) local_error = NULL;
      g_autofree char *value = dex_await_string (g_steal_pointer (&opening->settings[i]), &local_error);

      if (local_error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local_error));
          return FALSE;
        }
      if (value != NULL)
        g_hash_table_insert (opening->context->settings, g_strdup (cached_settings[i]),
                             g_steal_pointer (&value));
    }
  return TRUE;
}

static DexFuture *
open_fiber (gpointer data)
{
  Opening *opening = data;
  EaselContext *self = opening->context;
  g_autoptr (DexFuture) providers = NULL;
  g_autoptr (DexFuture) prompts = NULL;
  g_autoptr (DexFuture) recipes = NULL;
  g_autoptr (GError) error = NULL;

  if (!dex_await (g_steal_pointer (&opening->opened), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  providers = _easel_provider_service_open (self->providers);
  prompts = _easel_prompt_service_refresh (self->prompts);
  recipes = _easel_recipe_service_refresh (self->recipes);
  if (!take_settings (opening, &error) || (!dex_await (g_steal_pointer (&opening->recovered), &error) &&
                                           !easel_store_get_read_only (self->store)))
    return dex_future_new_for_error (g_steal_pointer (&error));
  g_clear_error (&error);
  if (!dex_await (g_steal_pointer (&providers), &error) || !dex_await (g_steal_pointer (&prompts), &error) ||
      !dex_await (g_steal_pointer (&recipes), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_true ();
}

static DexFuture *
close_fiber (gpointer data)
{
  EaselContext *self = data;
  g_autoptr (GError) error = NULL;

  _easel_local_service_stop_pulls (self->local);
  dex_await (_easel_generate_service_stop (self->generate), NULL);
  if (!dex_await (_easel_edit_service_stop_all (self->edits), &error))
    g_warning ("Stopping: %s", error->message);
  if (!dex_await (_easel_exchange_service_stop_all (self->exchange), &error))
    g_warning ("Stopping: %s", error->message);
  if (!dex_await (_easel_chat_service_stop_all (self->chats), &error))
    g_warning ("Stopping: %s", error->message);
  return easel_store_close (self->store);
}

static void
easel_context_dispose (GObject *object)
{
  EaselContext *self = EASEL_CONTEXT (object);

  g_clear_object (&self->chats);
  g_clear_object (&self->library);
  g_clear_object (&self->generate);
  g_clear_object (&self->local);
  g_clear_object (&self->usage);
  g_clear_object (&self->recipes);
  g_clear_object (&self->exchange);
  g_clear_object (&self->edits);
  g_clear_object (&self->providers);
  g_clear_object (&self->prompts);
  g_clear_object (&self->client);
  g_clear_object (&self->keyring);
  g_clear_object (&self->store);
  g_clear_pointer (&self->settings, g_hash_table_unref);

  G_OBJECT_CLASS (easel_context_parent_class)->dispose (object);
}

static void
easel_context_class_init (EaselContextClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_context_dispose;
}

static void
easel_context_init (EaselContext *self)
{
  self->settings = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/**
 * easel_context_new:
 * @data_dir: (nullable): where the database is; %NULL for the user's own folder
 * @environment: the keys that came with the process
 *
 * Returns: (transfer full): a context that is not open yet
 */
EaselContext *
easel_context_new (const char *data_dir, EaselEnvironment *environment)
{
  EaselContext *self = g_object_new (EASEL_TYPE_CONTEXT, NULL);
  g_autofree char *path = data_dir != NULL ? g_build_filename (data_dir, "easel.db", NULL) : NULL;

  self->store = easel_store_new (path);
  self->keyring = easel_keyring_new ();
  self->client = easel_http_client_new ();
  self->prompts = _easel_prompt_service_new (self->store);
  self->providers = _easel_provider_service_new (self->store, self->keyring, self->client, environment);
  self->edits = _easel_edit_service_new (self->store, self->providers);
  self->recipes = _easel_recipe_service_new (self->store);
  self->usage = _easel_usage_service_new (self->store, self->providers);
  self->local = _easel_local_service_new (self->providers, self->client);
  self->library = _easel_library_service_new (self->store);
  self->chats = _easel_chat_service_new (self->store, self->providers, self->prompts, self->library);
  self->exchange = _easel_exchange_service_new (self->store, self->library);
  self->generate = _easel_generate_service_new (self->store, self->providers, self->prompts, self->library);
  return self;
}

/**
 * easel_context_open:
 * @self: a context
 *
 * Opens the database and reads what the first window needs.
 *
 * Returns: (transfer full): resolves to %TRUE; rejects with
 *   %EASEL_ERROR_STORAGE and a sentence that names the file
 */
DexFuture *
easel_context_open (EaselContext *self)
{
  Opening *opening;

  dex_return_error_if_fail (EASEL_IS_CONTEXT (self));

  /* A fiber begins with the main loop. The store's threads begin at once, and
   * are done when a program that starts slowly comes to its loop. */
  opening = g_new0 (Opening, 1);
  opening->context = g_object_ref (self);
  opening->opened = easel_store_open (self->store);
  for (guint i = 0; cached_settings[i] != NULL; i++)
    opening->settings[i] = easel_store_settings_get (self->store, cached_settings[i]);
  opening->recovered = easel_store_interactions_recover (self->store);
  return easel_fiber_spawn (open_fiber, opening, opening_free);
}

/**
 * easel_context_close:
 * @self: an open context
 *
 * Stops what runs, keeps what came, and closes the database.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_context_close (EaselContext *self)
{
  dex_return_error_if_fail (EASEL_IS_CONTEXT (self));

  return easel_fiber_spawn (close_fiber, g_object_ref (self), g_object_unref);
}

EaselPromptService *
easel_context_get_prompts (EaselContext *self)
{
  g_return_val_if_fail (EASEL_IS_CONTEXT (self), NULL);

  return self->prompts;
}

EaselEditService *
easel_context_get_edits (EaselContext *self)
{
  g_return_val_if_fail (EASEL_IS_CONTEXT (self), NULL);

  return self->edits;
}

EaselProviderService *
easel_context_get_providers (EaselContext *self)
{
  g_return_val_if_fail (EASEL_IS_CONTEXT (self), NULL);

  return self->providers;
}

EaselGenerateService *
easel_context_get_generate (EaselContext *self)
{
  g_return_val_if_fail (EASEL_IS_CONTEXT (self), NULL);

  return self->generate;
}

EaselLocalService *
easel_context_get_local (EaselContext *self)
{
  g_return_val_if_fail (EASEL_IS_CONTEXT (self), NULL);

  return self->local;
}

EaselLibraryService *
easel_context_get_library (EaselContext *self)
{
  g_return_val_if_fail (EASEL_IS_CONTEXT (self), NULL);

  return self->library;
}

EaselChatService *
easel_context_get_chats (EaselContext *self)
{
  g_return_val_if_fail (EASEL_IS_CONTEXT (self), NULL);

  return self->chats;
}

EaselExchangeService *
easel_context_get_exchange (EaselContext *self)
{
  g_return_val_if_fail (EASEL_IS_CONTEXT (self), NULL);

  return self->exchange;
}

EaselRecipeService *
easel_context_get_recipes (EaselContext *self)
{
  g_return_val_if_fail (EASEL_IS_CONTEXT (self), NULL);

  return self->recipes;
}

EaselUsageService *
easel_context_get_usage (EaselContext *self)
{
  g_return_val_if_fail (EASEL_IS_CONTEXT (self), NULL);

  return self->usage;
}

/**
 * easel_context_get_read_only:
 * @self: an open context
 *
 * Returns: whether nothing can be saved, because a newer Easel has changed the
 *   database
 */
gboolean
easel_context_get_read_only (EaselContext *self)
{
  g_return_val_if_fail (EASEL_IS_CONTEXT (self), TRUE);

  return easel_store_get_read_only (self->store);
}

const char *
easel_context_get_database_path (EaselContext *self)
{
  g_return_val_if_fail (EASEL_IS_CONTEXT (self), NULL);

  return easel_store_get_path (self->store);
}

/**
 * easel_context_get_setting:
 * @self: an open context
 * @name: "welcome-shown" or "model"
 *
 * Returns: (transfer none) (nullable): its value
 */
const char *
easel_context_get_setting (EaselContext *self, const char *name)
{
  g_return_val_if_fail (EASEL_IS_CONTEXT (self), NULL);
  g_return_val_if_fail (g_strv_contains (cached_settings, name), NULL);

  return g_hash_table_lookup (self->settings, name);
}

/**
 * easel_context_set_setting:
 * @self: an open context
 * @name: "welcome-shown" or "model"
 * @value: its new value
 *
 * Returns: (transfer full): resolves to %TRUE once it is on disk
 */
DexFuture *
easel_context_set_setting (EaselContext *self, const char *name, const char *value)
{
  dex_return_error_if_fail (EASEL_IS_CONTEXT (self));
  dex_return_error_if_fail (g_strv_contains (cached_settings, name));

  g_hash_table_insert (self->settings, g_strdup (name), g_strdup (value));
  return easel_store_settings_set (self->store, name, value);
}

/**
 * easel_context_check:
 * @self: an open context
 *
 * Reads the whole database.
 *
 * Returns: (transfer full): resolves to a #GStrv of problems, empty if there are
 *   none
 */
DexFuture *
easel_context_check (EaselContext *self)
{
  dex_return_error_if_fail (EASEL_IS_CONTEXT (self));

  return easel_store_check (self->store);
}
