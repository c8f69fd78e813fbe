// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-local-service-private.h"

#include <glib/gi18n-lib.h>

#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-found-server-private.h"
#include "easel-provider-registry.h"
#include "easel-url-policy.h"

/**
 * EaselLocalService:
 *
 * Finds programs on this computer that serve models. Only ports of 127.0.0.1
 * that such programs are known to take are asked, without a key, and only when
 * easel_local_service_look() is called. `EASEL_LOCAL_PORTS` names others, such
 * as "ollama:11500,lmstudio:0"; 0 leaves a program out, and "none" all that
 * have no port in it.
 */
struct _EaselLocalService
{
  GObject parent_instance;

  /* owned */
  EaselProviderService *providers;
  EaselHttpClient *client;
  GListStore *found;
};

G_DEFINE_FINAL_TYPE (EaselLocalService, easel_local_service, G_TYPE_OBJECT)

typedef struct
{
  EaselLocalService *self;
  EaselFoundServer *found;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->self);
  g_clear_object (&task->found);
  g_free (task);
}

/* ---- looking ---- */

/* Where a program is looked for; 0 for nowhere. */
static guint16
find_port (const EaselLocalServer *server)
{
  const char *ports = g_getenv ("EASEL_LOCAL_PORTS");
  guint16 usual = easel_local_server_get_port (server);
  g_auto (GStrv) entries = g_strsplit (ports != NULL ? ports : "", ",", -1);

  for (guint i = 0; entries[i] != NULL; i++)
    {
      const char *colon = strchr (entries[i], ':');
      guint64 port;

      if (g_str_equal (entries[i], "none"))
        usual = 0;
      if (colon != NULL &&
          strncmp (entries[i], easel_local_server_get_id (server), (gsize) (colon - entries[i])) == 0 &&
          easel_local_server_get_id (server)[colon - entries[i]] == '\0' &&
          g_ascii_string_to_unsigned (colon + 1, 10, 0, G_MAXUINT16, &port, NULL))
        return (guint16) port;
    }
  return usual;
}

/* Whether an account leads to that port of this computer. */
static gboolean
has_account (EaselLocalService *self, guint16 port)
{
  GListModel *providers = easel_provider_service_get_providers (self->providers);

  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr (EaselProvider) provider = g_list_model_get_item (providers, i);
      const char *url = easel_provider_get_base_url (provider);
      g_autoptr (GUri) uri = NULL;

      if (url == NULL || easel_provider_is_sandbox (provider) || !easel_url_is_loopback (url))
        continue;
      uri = g_uri_parse (url, G_URI_FLAGS_ENCODED | G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
      if (uri != NULL && g_uri_get_port (uri) == port)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_wanted (EaselLocalService *self, const EaselLocalServer *server, guint16 port)
{
  return port != 0 &&
         easel_provider_registry_find_protocol (easel_local_server_get_protocol (server)) != NULL &&
         !has_account (self, port);
}

static gboolean
is_shown (EaselLocalService *self, GPtrArray *found)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->found)) != found->len)
    return FALSE;
  for (guint i = 0; i < found->len; i++)
    {
      g_autoptr (EaselFoundServer) shown = g_list_model_get_item (G_LIST_MODEL (self->found), i);
      EaselFoundServer *server = g_ptr_array_index (found, i);

      if (!g_str_equal (easel_found_server_get_base_url (shown), easel_found_server_get_base_url (server)) ||
          easel_found_server_is_loading (shown) != easel_found_server_is_loading (server))
        return FALSE;
    }
  return TRUE;
}

static DexFuture *
look_fiber (gpointer data)
{
  EaselLocalService *self = ((Task *) data)->self;
  g_autoptr (GPtrArray) looks = g_ptr_array_new_with_free_func (dex_unref);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  const EaselLocalServer *server;

  /* All at once: a port that does not answer keeps no other waiting. */
  for (guint i = 0; (server = easel_local_server_get (i)) != NULL; i++)
    {
      guint16 port = find_port (server);

      g_ptr_array_add (looks, is_wanted (self, server, port)
                                  ? easel_local_server_look (server, self->client, port)
                                  : dex_future_new_for_int (EASEL_LOCAL_ABSENT));
    }
  for (guint i = 0; i < looks->len; i++)
    {
      int state = dex_await_int (dex_ref (g_ptr_array_index (looks, i)), NULL);
      guint16 port;

      server = easel_local_server_get (i);
      port = find_port (server);
      if (state != EASEL_LOCAL_ABSENT && is_wanted (self, server, port))
        g_ptr_array_add (found, _easel_found_server_new (server, port, state == EASEL_LOCAL_LOADING));
    }
  if (!is_shown (self, found))
    g_list_store_splice (self->found, 0, g_list_model_get_n_items (G_LIST_MODEL (self->found)), found->pdata,
                         found->len);
  return dex_future_new_for_uint (found->len);
}

/* ---- adding ---- */

static gboolean
is_name_taken (EaselLocalService *self, const char *name)
{
  GListModel *providers = easel_provider_service_get_providers (self->providers);

  for (guint i = 0; i < g_list_model_get_n_items (providers); i++)
    {
      g_autoptr (EaselProvider) provider = g_list_model_get_item (providers, i);

      if (g_ascii_strcasecmp (easel_provider_get_name (provider), name) == 0)
        return TRUE;
    }
  return FALSE;
}

static char *
make_name (EaselLocalService *self, EaselFoundServer *found)
{
  const char *base = easel_found_server_get_name (found);
  g_autofree char *name = g_strdup (base);

  for (guint number = 2; is_name_taken (self, name); number++)
    {
      g_free (name);
      name = g_strdup_printf ("%s %u", base, number);
    }
  return g_steal_pointer (&name);
}

static DexFuture *
add_fiber (gpointer data)
{
  Task *task = data;
  EaselLocalService *self = task->self;
  EaselFoundServer *found = task->found;
  g_autofree char *name = make_name (self, found);
  g_autoptr (EaselProvider) provider = NULL;
  g_autoptr (GError) error = NULL;
  guint position;

  provider = dex_await_object (
      easel_provider_service_add (self->providers, easel_found_server_get_protocol (found), name, NULL,
                                  easel_found_server_get_base_url (found), NULL, FALSE),
      &error);
  if (provider == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));
  if (g_list_store_find (self->found, found, &position))
    g_list_store_remove (self->found, position);

  /* The account is there in any case; a server that still loads lists its models later. */
  if (!dex_await (easel_provider_service_refresh_models (self->providers, easel_provider_get_slug (provider)),
                  &error))
    g_debug ("The models of a server on this computer are not listed yet: %s", error->message);
  return dex_future_new_take_object (g_steal_pointer (&provider));
}

static DexFuture *
spawn (EaselLocalService *self, DexFiberFunc func, EaselFoundServer *found)
{
  Task *task = g_new0 (Task, 1);

  task->self = g_object_ref (self);
  g_set_object (&task->found, found);
  return easel_fiber_spawn (func, task, task_free);
}

/* ---- object ---- */

static void
easel_local_service_dispose (GObject *object)
{
  EaselLocalService *self = EASEL_LOCAL_SERVICE (object);

  g_clear_object (&self->found);
  g_clear_object (&self->client);
  g_clear_object (&self->providers);

  G_OBJECT_CLASS (easel_local_service_parent_class)->dispose (object);
}

static void
easel_local_service_class_init (EaselLocalServiceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = easel_local_service_dispose;
}

static void
easel_local_service_init (EaselLocalService *self)
{
  self->found = g_list_store_new (EASEL_TYPE_FOUND_SERVER);
}

EaselLocalService *
_easel_local_service_new (EaselProviderService *providers, EaselHttpClient *client)
{
  EaselLocalService *self = g_object_new (EASEL_TYPE_LOCAL_SERVICE, NULL);

  self->providers = g_object_ref (providers);
  self->client = g_object_ref (client);
  return self;
}

/**
 * easel_local_service_get_found:
 * @self: the service
 *
 * Returns: (transfer none): a list of #EaselFoundServer as the last look found
 *   them, without those that have an account
 */
GListModel *
easel_local_service_get_found (EaselLocalService *self)
{
  g_return_val_if_fail (EASEL_IS_LOCAL_SERVICE (self), NULL);

  return G_LIST_MODEL (self->found);
}

/**
 * easel_local_service_look:
 * @self: the service
 *
 * Looks for programs that serve models, on this computer only. It takes two
 * seconds at most, and no time where nothing listens.
 *
 * Returns: (transfer full): resolves to how many were found, when the list
 *   holds them
 */
DexFuture *
easel_local_service_look (EaselLocalService *self)
{
  dex_return_error_if_fail (EASEL_IS_LOCAL_SERVICE (self));

  return spawn (self, look_fiber, NULL);
}

/**
 * easel_local_service_add:
 * @self: the service
 * @found: what was found
 *
 * Makes an account of a server that was found, with its models if it lists them.
 *
 * Returns: (transfer full): resolves to an #EaselProvider; rejects as
 *   easel_provider_service_add()
 */
DexFuture *
easel_local_service_add (EaselLocalService *self, EaselFoundServer *found)
{
  dex_return_error_if_fail (EASEL_IS_LOCAL_SERVICE (self));
  dex_return_error_if_fail (EASEL_IS_FOUND_SERVER (found));

  return spawn (self, add_fiber, found);
}
