// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-environment-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-keys-private.h"
#include "easel-provider-registry.h"

#define KEY_PREFIX "EASEL_KEY_"

/**
 * EaselEnvironment:
 *
 * The keys that came with the process: in the variables that people already
 * have, in `EASEL_KEY_<SLUG>`, or through a file descriptor. They are used and
 * never stored.
 */
struct _EaselEnvironment
{
  GHashTable *keys;
  GHashTable *service_keys;
  GHashTable *service_urls;
  GHashTable *service_variables; /* names, of those that held a key */
  char *problem;
};

static void
environment_clear (gpointer data)
{
  EaselEnvironment *self = data;

  g_hash_table_unref (self->keys);
  g_hash_table_unref (self->service_keys);
  g_hash_table_unref (self->service_urls);
  g_hash_table_unref (self->service_variables);
  g_free (self->problem);
}

/* "EASEL_KEY_MY_SERVER" is the key of "my-server". */
static char *
slug_of_variable (const char *name)
{
  char *slug = g_ascii_strdown (name + strlen (KEY_PREFIX), -1);

  return g_strdelimit (slug, "_", '-');
}

/* Takes a variable away: out of the list that children get, and out of the
 * memory that the system shows as this process's environment. */
static EaselSecret *
take_variable (EaselEnvironment *self, const char *name)
{
  char *value = name != NULL ? (char *) g_getenv (name) : NULL;
  g_autoptr (EaselSecret) secret = NULL;
  g_autoptr (GError) error = NULL;

  if (value == NULL)
    return NULL;
  if (*value != '\0')
    {
      secret = easel_keys_clean (value, NULL, &error);
      if (error != NULL && self->problem == NULL)
        self->problem = g_strdup_printf (_ ("The variable %s is left out: %s"), name, error->message);
    }
  explicit_bzero (value, strlen (value));
  g_unsetenv (name);
  return g_steal_pointer (&secret);
}

/**
 * easel_environment_take:
 *
 * Takes the keys out of the process's environment, so that no helper inherits
 * them. To be called first thing in main(), before there is a second thread.
 *
 * Returns: (transfer full): what was there
 */
EaselEnvironment *
easel_environment_take (void)
{
  EaselEnvironment *self = g_atomic_rc_box_new0 (EaselEnvironment);
  g_auto (GStrv) names = g_listenv ();
  const EaselService *services;
  guint n_services;

  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) easel_secret_unref);
  self->service_keys =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) easel_secret_unref);
  self->service_urls = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  self->service_variables = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_has_prefix (names[i], KEY_PREFIX) && names[i][strlen (KEY_PREFIX)] != '\0')
      {
        EaselSecret *key = take_variable (self, names[i]);

        if (key != NULL)
          g_hash_table_insert (self->keys, slug_of_variable (names[i]), key);
      }

  services = easel_provider_registry_list_services (&n_services);
  for (guint i = 0; i < n_services; i++)
    {
      const EaselService *service = &services[i];
      const char *url = service->base_url_env != NULL ? g_getenv (service->base_url_env) : NULL;
      const char *variable = service->key_env;
      EaselSecret *key = take_variable (self, variable);
      EaselSecret *other = take_variable (self, service->other_key_env);

      if (key == NULL && other != NULL)
        {
          key = g_steal_pointer (&other);
          variable = service->other_key_env;
        }
      g_clear_pointer (&other, easel_secret_unref);
      /* An address from there is used with a key from there only. */
      if (key != NULL)
        {
          g_hash_table_insert (self->service_keys, (gpointer) service->id, key);
          g_hash_table_insert (self->service_variables, (gpointer) service->id, (gpointer) variable);
          if (url != NULL && *url != '\0')
            g_hash_table_insert (self->service_urls, (gpointer) service->id, g_strdup (url));
        }
    }
  return self;
}

EaselEnvironment *
easel_environment_ref (EaselEnvironment *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
easel_environment_unref (EaselEnvironment *self)
{
  g_atomic_rc_box_release_full (self, environment_clear);
}

/**
 * easel_environment_add_key:
 * @self: the environment
 * @slug: the provider
 * @key: its key for this process only
 * @error: return location of an error
 *
 * Returns: whether @key can be one; else %FALSE with %EASEL_ERROR_INVALID_INPUT
 */
gboolean
easel_environment_add_key (EaselEnvironment *self, const char *slug, const char *key, GError **error)
{
  EaselSecret *clean = easel_keys_clean (key, NULL, error);

  if (clean == NULL)
    return FALSE;
  g_hash_table_insert (self->keys, g_strdup (slug), clean);
  return TRUE;
}

/**
 * easel_environment_get_problem:
 * @self: the environment
 *
 * Returns: (transfer none) (nullable): a sentence about a variable that was
 *   there and holds no key
 */
const char *
easel_environment_get_problem (EaselEnvironment *self)
{
  return self->problem;
}

/* The key that this process was given for a provider, whatever its address. */
EaselSecret *
_easel_environment_get_key (EaselEnvironment *self, const char *slug)
{
  EaselSecret *key = g_hash_table_lookup (self->keys, slug);
  g_autofree char *variable = NULL;

  if (key != NULL)
    return key;
  /* A variable's name has no sign but "_" for all that stand between words. */
  variable = g_strdelimit (g_strdup (slug), "_.", '-');
  return g_hash_table_lookup (self->keys, variable);
}

/* The key that people keep for a service: good for that service's address only. */
EaselSecret *
_easel_environment_get_service_key (EaselEnvironment *self, const char *service)
{
  return g_hash_table_lookup (self->service_keys, service);
}

/* The name of the variable that it was in; NULL if there is none. */
const char *
_easel_environment_get_service_variable (EaselEnvironment *self, const char *service)
{
  return g_hash_table_lookup (self->service_variables, service);
}

const char *
_easel_environment_get_service_url (EaselEnvironment *self, const char *service)
{
  return g_hash_table_lookup (self->service_urls, service);
}
