// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-provider-service-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-account.h"
#include "easel-catalogue.h"
#include "easel-error.h"
#include "easel-keys-private.h"
#include "easel-media-registry.h"
#include "easel-provider-private.h"
#include "easel-provider-registry.h"
#include "easel-provider-rows-private.h"
#include "easel-provider-task-private.h"
#include "easel-store-models.h"
#include "easel-store-providers.h"
#include "easel-url-policy.h"

/* What the user does to providers: add, edit, remove. */

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
  /* It is an argument of commands, where a hyphen begins an option. */
  gboolean right = g_ascii_isalnum (*slug) && strlen (slug) <= 64;

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
gboolean
_easel_provider_service_check_remote (const char *slug, GError **error)
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

  return easel_account_check_query (base_url, error) &&
         easel_url_policy_check (&context, base_url, &verdict, error);
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
  EaselProviderTask *task = data;
  EaselProviderService *self = task->self;
  EaselProviderRow *row = task->row;
  const EaselService *service = easel_provider_registry_match_service (row->protocol, row->base_url);
  g_autoptr (GPtrArray) known =
      service != NULL ? easel_catalogue_list (service->id, row->protocol, (EaselKinds) row->kinds) : NULL;
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

static char *
list_protocols (void)
{
  guint n;
  const EaselTextProtocol *const *all = easel_provider_registry_list_protocols (&n);
  const EaselMediaProtocol *const *media;
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();
  g_auto (GStrv) names = NULL;

  for (guint i = 0; i < n; i++)
    g_strv_builder_add (ids, all[i]->id);
  media = easel_media_registry_list (&n);
  for (guint i = 0; i < n; i++)
    if (easel_provider_registry_find_protocol (media[i]->id) == NULL)
      g_strv_builder_add (ids, media[i]->id);
  names = g_strv_builder_end (ids);
  return g_strjoinv (", ", names);
}

static gboolean
check_protocol (const char *protocol, GError **error)
{
  g_autofree char *names = NULL;

  if (easel_provider_registry_find_protocol (protocol) != NULL ||
      easel_media_registry_find (protocol) != NULL)
    return TRUE;
  names = list_protocols ();
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
               _ ("Easel does not know the protocol “%s”. It knows %s."), protocol, names);
  return FALSE;
}

EaselProviderRow *
_easel_provider_service_make_row (EaselProviderService *self,
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
  const EaselMediaProtocol *media = easel_media_registry_find (protocol);

  if (!check_protocol (protocol, error))
    return NULL;
  if (!check_name (clean_name, error))
    return NULL;
  row->slug = slug != NULL ? g_strdup (slug) : make_slug (self, clean_name);
  row->base_url = g_strdup (base_url != NULL && *base_url != '\0' ? base_url
                            : known != NULL                       ? known->base_url
                                                                  : media->base_url);
  if (!check_slug (row->slug, error) ||
      !easel_provider_service_check_address (row->base_url, allow_http, error))
    return NULL;

  row->name = g_steal_pointer (&clean_name);
  row->protocol = g_strdup (protocol);
  row->kinds = known != NULL ? EASEL_MODEL_LLM : (guint) media->kinds;
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
  const EaselService *service;
  EaselProviderTask *task;

  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));
  dex_return_error_if_fail (protocol != NULL && name != NULL);

  row = _easel_provider_service_make_row (self, protocol, name, slug, base_url, allow_http, &error);
  if (row == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  task = _easel_provider_task_new (self, row->slug);
  if (key != NULL)
    {
      task->key = easel_keys_clean (key, NULL, &error);
      if (task->key == NULL)
        {
          _easel_provider_task_free (task);
          return dex_future_new_for_error (g_steal_pointer (&error));
        }
    }
  service = easel_provider_registry_match_service (row->protocol, row->base_url);
  row->needs_key = key != NULL || (service != NULL && service->needs_key);
  task->row = g_steal_pointer (&row);
  return _easel_provider_task_spawn (task, add_fiber);
}

static DexFuture *
finish_update (EaselProviderTask *task)
{
  return _easel_provider_task_finish (task, easel_store_providers_update (task->self->store, task->row));
}

/* A row to change, or why there is none. */
EaselProviderRow *
_easel_provider_service_copy_row (EaselProviderService *self, const char *slug, GError **error)
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

static gboolean
take_edit (EaselProviderRow *row, const EaselProviderEdit *edit, GError **error)
{
  if (edit->name != NULL)
    {
      g_free (row->name);
      row->name = g_strstrip (g_strdup (edit->name));
    }
  if (!check_name (row->name, error) ||
      ((edit->base_url != NULL || edit->protocol != NULL || edit->allow_http) &&
       !_easel_provider_service_check_remote (row->slug, error)))
    return FALSE;
  if (edit->base_url != NULL)
    g_set_str (&row->base_url, edit->base_url);
  if (edit->protocol != NULL)
    {
      if (!check_protocol (edit->protocol, error))
        return FALSE;
      g_set_str (&row->protocol, edit->protocol);
    }
  if (edit->allow_http || edit->forbid_http)
    row->allow_http = edit->allow_http;
  return easel_provider_service_check_address (row->base_url, row->allow_http, error);
}

/**
 * easel_provider_service_edit:
 * @self: the service
 * @slug: the provider
 * @edit: what shall be different
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_provider_service_edit (EaselProviderService *self, const char *slug, const EaselProviderEdit *edit)
{
  g_autoptr (EaselProviderRow) row = NULL;
  g_autoptr (GError) error = NULL;
  EaselProviderTask *task;

  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));
  dex_return_error_if_fail (edit != NULL);

  row = _easel_provider_service_copy_row (self, slug, &error);
  if (row == NULL || !take_edit (row, edit, &error))
    return dex_future_new_for_error (g_steal_pointer (&error));

  task = _easel_provider_task_new (self, slug);
  task->row = g_steal_pointer (&row);
  if (edit->base_url != NULL || edit->protocol != NULL)
    _easel_provider_service_set_health (self, slug, EASEL_HEALTH_UNKNOWN, NULL, NULL);
  return finish_update (task);
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
  EaselProviderTask *task;

  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  row = _easel_provider_service_copy_row (self, slug, &error);
  if (row == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  row->enabled = enabled;
  task = _easel_provider_task_new (self, slug);
  task->row = row;
  return finish_update (task);
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
  EaselProviderTask *task;

  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  provider = easel_provider_service_find (self, slug);
  if (provider == NULL || easel_provider_get_id (provider) == 0)
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_NOT_FOUND, _ ("There is no provider “%s”."), slug);
  task = _easel_provider_task_new (self, slug);
  task->id = easel_provider_get_id (provider);
  /* The key stays until undo has passed: see the store's soft deletion. */
  return _easel_provider_task_finish (task, easel_store_providers_remove (self->store, task->id));
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
  EaselProviderTask *task;

  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  task = _easel_provider_task_new (self, NULL);
  return _easel_provider_task_finish (task, easel_store_providers_restore (self->store, id));
}
