// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-provider-service-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-catalogue.h"
#include "easel-dex-fiber.h"
#include "easel-environment-private.h"
#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-keys-private.h"
#include "easel-provider-private.h"
#include "easel-provider-registry.h"
#include "easel-provider-rows-private.h"
#include "easel-store-models.h"
#include "easel-store-providers.h"
#include "easel-text-call.h"
#include "easel-url-policy.h"

/* What the user does to providers: add, edit, test, remove, and their keys. */

/* What a fiber works on. */
typedef struct
{
  EaselProviderService *self;
  EaselProviderRow *row;
  EaselSecret *key;
  gint64 id;
  char *slug;
  char *name;
} Task;

static Task *
task_new (EaselProviderService *self, const char *slug)
{
  Task *task = g_new0 (Task, 1);

  task->self = g_object_ref (self);
  task->slug = g_strdup (slug);
  return task;
}

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->self);
  g_clear_pointer (&task->row, easel_provider_row_unref);
  g_clear_pointer (&task->key, easel_secret_unref);
  g_free (task->slug);
  g_free (task->name);
  g_free (task);
}

static DexFuture *
spawn (DexFiberFunc func, Task *task)
{
  return easel_fiber_spawn (func, task, task_free);
}

static char *
make_slug (EaselProviderService *self, const char *name)
{
  g_autoptr (GString) slug = g_string_new (NULL);
  g_autofree char *ascii = g_str_to_ascii (name, "C");
  guint number = 2;
  g_autofree char *base = NULL;

  for (const char *c = ascii; *c != '\0'; c++)
    {
      if (g_ascii_isalnum (*c))
        g_string_append_c (slug, g_ascii_tolower (*c));
      else if (slug->len > 0 && slug->str[slug->len - 1] != '-')
        g_string_append_c (slug, '-');
    }
  while (slug->len > 0 && slug->str[slug->len - 1] == '-')
    g_string_truncate (slug, slug->len - 1);
  if (slug->len == 0)
    g_string_append (slug, "server");

  base = g_strdup (slug->str);
  for (;;)
    {
      g_autoptr (EaselProvider) taken = easel_provider_service_find (self, slug->str);

      if ((taken == NULL || easel_provider_get_id (taken) == 0) &&
          !g_str_equal (slug->str, EASEL_SANDBOX_SLUG))
        return g_string_free (g_steal_pointer (&slug), FALSE);
      g_string_printf (slug, "%s-%u", base, number++);
    }
}

static gboolean
check_slug (const char *slug, GError **error)
{
  gboolean right = *slug != '\0' && strlen (slug) <= 64;

  for (const char *c = slug; *c != '\0' && right; c++)
    right = g_ascii_islower (*c) || g_ascii_isdigit (*c) || *c == '-' || *c == '_' || *c == '.';
  if (!right)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                 _ ("“%s” cannot be a provider's short name: use small letters, digits and hyphens."), slug);
  else if (g_str_equal (slug, EASEL_SANDBOX_SLUG))
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                   _ ("“%s” is the short name of the offline samples. Choose another."), slug);
      right = FALSE;
    }
  return right;
}

/* Whether there is a line break or the like in it. */
gboolean
_easel_provider_service_holds_control (const char *text)
{
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    if (g_unichar_iscntrl (g_utf8_get_char (c)))
      return TRUE;
  return FALSE;
}

static gboolean
check_name (const char *name, GError **error)
{
  if (*name == '\0')
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT, _ ("The provider needs a name."));
      return FALSE;
    }
  if (!g_utf8_validate (name, -1, NULL) || strlen (name) > EASEL_LONGEST_NAME)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                   _ ("A provider's name is text of at most %d bytes. Shorten it."), EASEL_LONGEST_NAME);
      return FALSE;
    }
  if (_easel_provider_service_holds_control (name))
    {
      g_set_error_literal (
          error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
          _ ("The provider's name holds a control character, such as a line break. Leave it out."));
      return FALSE;
    }
  return TRUE;
}

/* The samples are served by Easel itself, which needs no way to them. */
static gboolean
check_is_remote (const char *slug, GError **error)
{
  if (!g_str_equal (slug, EASEL_SANDBOX_SLUG))
    return TRUE;
  g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                       _ ("The offline samples have no address and no key. Add a provider instead."));
  return FALSE;
}

/**
 * easel_provider_service_check_address:
 * @base_url: an address as it was typed
 * @allow_http: whether the user agreed to reach it without encryption
 * @error: return location of an error
 *
 * Returns: whether a provider can be reached at @base_url; else %FALSE with
 *   %EASEL_ERROR_INVALID_INPUT or %EASEL_ERROR_PERMISSION and a sentence
 */
gboolean
easel_provider_service_check_address (const char *base_url, gboolean allow_http, GError **error)
{
  const EaselUrlContext context = { .base_url = base_url, .allow_http = allow_http };
  EaselUrlVerdict verdict;

  return easel_url_policy_check (&context, base_url, &verdict, error);
}

static GError *
name_taken (const char *name)
{
  return g_error_new (EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                      _ ("There is a provider “%s” already. Choose another name."), name);
}

static DexFuture *
add_fiber (gpointer data)
{
  Task *task = data;
  EaselProviderService *self = task->self;
  EaselProviderRow *row = task->row;
  const EaselService *service = easel_provider_registry_match_service (row->protocol, row->base_url);
  g_autoptr (GPtrArray) known = service != NULL ? easel_catalogue_list (service->id) : NULL;
  g_autoptr (GPtrArray) models = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_row_unref);
  g_autoptr (EaselProviderRow) taken = NULL;
  g_autoptr (GError) error = NULL;
  gint64 id;

  /* The key first: an account without its key is worse than none. But never in
   * the place of another account's. */
  taken =
      task->key != NULL ? dex_await_boxed (easel_store_providers_get (self->store, row->slug), NULL) : NULL;
  if (taken != NULL)
    return dex_future_new_for_error (name_taken (taken->slug));
  if (task->key != NULL &&
      !dex_await (easel_keyring_store (self->keyring, row->slug, row->name, task->key), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  id = dex_await_int64 (easel_store_providers_add (self->store, row), &error);
  if (error != NULL)
    {
      /* No key stays behind without an account. */
      if (task->key != NULL)
        dex_await (easel_keyring_clear (self->keyring, row->slug), NULL);
      return dex_future_new_for_error (g_steal_pointer (&error));
    }

  row->id = id;
  for (guint i = 0; known != NULL && i < known->len; i++)
    g_ptr_array_add (models, _easel_model_row_new (row, g_ptr_array_index (known, i), "builtin"));
  if (models->len > 0 && !dex_await (easel_store_models_upsert (self->store, id, models, FALSE), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (!dex_await (_easel_provider_service_refresh (self), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_take_object (easel_provider_service_find (self, row->slug));
}

static DexFuture *
update_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;

  if (!dex_await (easel_store_providers_update (task->self->store, task->row), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return _easel_provider_service_refresh (task->self);
}

static DexFuture *
set_key_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;

  if (!dex_await (easel_keyring_store (task->self->keyring, task->slug, task->name, task->key), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (task->row != NULL)
    return dex_await (easel_store_providers_update (task->self->store, task->row), &error)
               ? _easel_provider_service_refresh (task->self)
               : dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_true ();
}

static DexFuture *
has_key_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EaselSecret) key = NULL;

  if (_easel_environment_get_key (task->self->environment, task->slug) != NULL)
    return dex_future_new_true ();
  key = dex_await_boxed (easel_keyring_lookup (task->self->keyring, task->slug), &error);
  if (error != NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_for_boolean (key != NULL);
}

/* Who drops the future hangs up: a test is often begun anew while one goes on. */
static DexFuture *
test_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (EaselConnection) connection = NULL;
  g_autoptr (GPtrArray) models = NULL;
  g_autoptr (GError) error = NULL;

  connection = _easel_connection_new (task->row, &error);
  if (connection == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  connection->account->max_retries = 0;
  models = easel_dex_fiber_await_boxed (
      easel_models_call_run (task->self->client, connection->protocol, connection->account,
                             task->key != NULL ? easel_secret_get_text (task->key) : NULL),
      &error);
  if (models == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_for_uint (models->len);
}

static DexFuture *
test_stored_fiber (gpointer data)
{
  Task *task = data;
  EaselProviderService *self = task->self;
  g_autoptr (EaselConnection) connection = NULL;
  g_autoptr (GPtrArray) models = NULL;
  g_autoptr (GError) error = NULL;

  connection = dex_await_boxed (_easel_provider_service_connect (self, task->slug), &error);
  if (connection == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  connection->account->max_retries = 0;
  models = dex_await_boxed (
      easel_models_call_run (self->client, connection->protocol, connection->account,
                             connection->key != NULL ? easel_secret_get_text (connection->key) : NULL),
      &error);
  if (models == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  return dex_future_new_for_uint (models->len);
}

static DexFuture *
remove_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;

  /* The key stays until undo has passed: see the store's soft deletion. */
  if (!dex_await (easel_store_providers_remove (task->self->store, task->id), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return _easel_provider_service_refresh (task->self);
}

static DexFuture *
forget_key_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (EaselProvider) successor = easel_provider_service_find (task->self, task->slug);

  /* It was added again meanwhile, and the key is that one's. */
  if (successor != NULL && easel_provider_get_id (successor) != 0)
    return dex_future_new_true ();
  return easel_keyring_clear (task->self->keyring, task->slug);
}

static DexFuture *
restore_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;

  if (!dex_await (easel_store_providers_restore (task->self->store, task->id), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return _easel_provider_service_refresh (task->self);
}

static GError *
unknown_protocol (const char *protocol)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n_protocols;
  const EaselTextProtocol *const *protocols = easel_provider_registry_list_protocols (&n_protocols);

  for (guint i = 0; i < n_protocols; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", protocols[i]->id);
  return g_error_new (EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                      /* Translators: the second is a list of names */
                      _ ("Easel does not know the protocol “%s”. It knows %s."), protocol, names->str);
}

static EaselProviderRow *
new_row (EaselProviderService *self,
         const char *protocol,
         const char *name,
         const char *slug,
         const char *base_url,
         gboolean allow_http,
         GError **error)
{
  g_autoptr (EaselProviderRow) row = easel_provider_row_new ();
  g_autofree char *clean_name = g_strstrip (g_strdup (name));
  const EaselTextProtocol *known = easel_provider_registry_find_protocol (protocol);

  if (known == NULL)
    {
      g_propagate_error (error, unknown_protocol (protocol));
      return NULL;
    }
  if (!check_name (clean_name, error))
    return NULL;
  row->slug = slug != NULL ? g_strdup (slug) : make_slug (self, clean_name);
  row->base_url = g_strdup (base_url != NULL && *base_url != '\0' ? base_url : known->base_url);
  if (!check_slug (row->slug, error) ||
      !easel_provider_service_check_address (row->base_url, allow_http, error))
    return NULL;

  row->name = g_steal_pointer (&clean_name);
  row->protocol = g_strdup (protocol);
  row->kinds = EASEL_MODEL_LLM;
  row->enabled = TRUE;
  row->allow_http = allow_http;
  return g_steal_pointer (&row);
}

/**
 * easel_provider_service_add:
 * @self: the service
 * @protocol: what it speaks
 * @name: what to call it
 * @slug: (nullable): its short name; made of @name if there is none
 * @base_url: (nullable): its address; %NULL is the protocol's own
 * @key: (nullable): its key, which goes to the keyring
 * @allow_http: whether the user agreed to reach it without encryption
 *
 * Returns: (transfer full): resolves to an #EaselProvider; rejects with
 *   %EASEL_ERROR_INVALID_INPUT, %EASEL_ERROR_KEYRING or %EASEL_ERROR_STORAGE
 */
DexFuture *
easel_provider_service_add (EaselProviderService *self,
                            const char *protocol,
                            const char *name,
                            const char *slug,
                            const char *base_url,
                            const char *key,
                            gboolean allow_http)
{
  g_autoptr (EaselProviderRow) row = NULL;
  g_autoptr (GError) error = NULL;
  Task *task;

  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));
  dex_return_error_if_fail (protocol != NULL && name != NULL);

  row = new_row (self, protocol, name, slug, base_url, allow_http, &error);
  if (row == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  task = task_new (self, row->slug);
  if (key != NULL)
    {
      task->key = easel_keys_clean (key, &error);
      if (task->key == NULL)
        {
          task_free (task);
          return dex_future_new_for_error (g_steal_pointer (&error));
        }
    }
  row->needs_key = key != NULL;
  task->row = g_steal_pointer (&row);
  return spawn (add_fiber, task);
}

static EaselProviderRow *
copy_row (EaselProviderService *self, const char *slug, GError **error)
{
  g_autoptr (EaselProvider) provider = easel_provider_service_find (self, slug);
  EaselProviderRow *old, *row;

  if (provider == NULL || easel_provider_get_id (provider) == 0)
    {
      g_set_error (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND, _ ("There is no provider “%s”."), slug);
      return NULL;
    }
  old = _easel_provider_get_row (provider);
  row = easel_provider_row_new ();
  row->id = old->id;
  row->slug = g_strdup (old->slug);
  row->name = g_strdup (old->name);
  row->protocol = g_strdup (old->protocol);
  row->kinds = old->kinds;
  row->base_url = g_strdup (old->base_url);
  row->image = g_strdup (old->image);
  row->enabled = old->enabled;
  row->needs_key = old->needs_key;
  row->allow_http = old->allow_http;
  row->options = g_strdup (old->options);
  row->position = old->position;
  row->models_listed_at = old->models_listed_at;
  return row;
}

/**
 * easel_provider_service_edit:
 * @self: the service
 * @slug: the provider
 * @name: (nullable): its new name
 * @base_url: (nullable): its new address
 * @allow_http: whether it may be reached without encryption, -1 to leave that
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_provider_service_edit (
    EaselProviderService *self, const char *slug, const char *name, const char *base_url, int allow_http)
{
  g_autoptr (EaselProviderRow) row = NULL;
  g_autoptr (GError) error = NULL;
  Task *task;

  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  row = copy_row (self, slug, &error);
  if (row == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (name != NULL)
    {
      g_free (row->name);
      row->name = g_strstrip (g_strdup (name));
    }
  if (!check_name (row->name, &error) ||
      ((base_url != NULL || allow_http > 0) && !check_is_remote (slug, &error)))
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (base_url != NULL)
    g_set_str (&row->base_url, base_url);
  if (allow_http >= 0)
    row->allow_http = allow_http != 0;
  if (!easel_provider_service_check_address (row->base_url, row->allow_http, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  task = task_new (self, slug);
  task->row = g_steal_pointer (&row);
  return spawn (update_fiber, task);
}

/**
 * easel_provider_service_set_enabled:
 * @self: the service
 * @slug: the provider
 * @enabled: whether its models are offered
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_provider_service_set_enabled (EaselProviderService *self, const char *slug, gboolean enabled)
{
  EaselProviderRow *row;
  g_autoptr (GError) error = NULL;
  Task *task;

  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  row = copy_row (self, slug, &error);
  if (row == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  row->enabled = enabled;
  task = task_new (self, slug);
  task->row = row;
  return spawn (update_fiber, task);
}

/**
 * easel_provider_service_remove:
 * @self: the service
 * @slug: the provider
 *
 * Takes it out of the lists. What used it keeps its name, and its key stays
 * until easel_provider_service_forget_key(), so that it can be undone.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_provider_service_remove (EaselProviderService *self, const char *slug)
{
  g_autoptr (EaselProvider) provider = NULL;
  Task *task;

  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  provider = easel_provider_service_find (self, slug);
  if (provider == NULL || easel_provider_get_id (provider) == 0)
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_NOT_FOUND, _ ("There is no provider “%s”."), slug);
  task = task_new (self, slug);
  task->id = easel_provider_get_id (provider);
  return spawn (remove_fiber, task);
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

  return spawn (forget_key_fiber, task_new (self, slug));
}

/**
 * easel_provider_service_restore:
 * @self: the service
 * @id: id of a provider that was removed
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_provider_service_restore (EaselProviderService *self, gint64 id)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  task = task_new (self, NULL);
  task->id = id;
  return spawn (restore_fiber, task);
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
  Task *task;

  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  row = copy_row (self, slug, &error);
  if (row == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (!check_is_remote (slug, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  task = task_new (self, slug);
  task->name = g_strdup (row->name);
  task->key = easel_keys_clean (key, &error);
  if (task->key == NULL)
    {
      task_free (task);
      return dex_future_new_for_error (g_steal_pointer (&error));
    }
  if (!row->needs_key)
    {
      row->needs_key = TRUE;
      task->row = g_steal_pointer (&row);
    }
  return spawn (set_key_fiber, task);
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

  return spawn (has_key_fiber, task_new (self, slug));
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
  Task *task;

  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  row = new_row (self, protocol, "test", NULL, base_url, allow_http, &error);
  if (row == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  task = task_new (self, NULL);
  if (key != NULL)
    {
      task->key = easel_keys_clean (key, &error);
      if (task->key == NULL)
        {
          task_free (task);
          return dex_future_new_for_error (g_steal_pointer (&error));
        }
    }
  task->row = g_steal_pointer (&row);
  return easel_dex_fiber_spawn (test_fiber, task, task_free);
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

  return spawn (test_stored_fiber, task_new (self, slug));
}
