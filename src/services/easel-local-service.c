// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-local-service-private.h"

#include <glib/gi18n-lib.h>

#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-found-server-private.h"
#include "easel-model-pull-private.h"
#include "ollama/easel-ollama-pull.h"
#include "easel-media-registry.h"
#include "easel-provider-registry.h"
#include "easel-provider-service-private.h"
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
  GListStore *pulls;
};

G_DEFINE_FINAL_TYPE (EaselLocalService, easel_local_service, G_TYPE_OBJECT)

typedef struct
{
  EaselLocalService *self;
  EaselFoundServer *found;
  EaselModelPull *pull;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->self);
  g_clear_object (&task->found);
  g_clear_object (&task->pull);
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
         (easel_provider_registry_find_protocol (easel_local_server_get_protocol (server)) != NULL ||
          easel_media_registry_find (easel_local_server_get_protocol (server)) != NULL) &&
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

/* ---- fetching ---- */

static void
on_progress_cb (const EaselOllamaPullProgress *progress, gpointer user_data)
{
  _easel_model_pull_set_progress (user_data, progress->status, progress->completed, progress->total);
}

static gboolean
fetch (EaselLocalService *self, EaselModelPull *pull, GError **error)
{
  g_autoptr (EaselConnection) connection = NULL;
  const char *key;

  connection = dex_await_boxed (
      dex_future_first (_easel_model_pull_get_stopped (pull),
                        _easel_provider_service_connect (self->providers, easel_model_pull_get_slug (pull)),
                        NULL),
      error);
  if (connection == NULL)
    return FALSE;
  key = connection->key != NULL ? easel_secret_get_text (connection->key) : NULL;
  return dex_await (
      dex_future_first (_easel_model_pull_get_stopped (pull),
                        easel_ollama_pull_run (self->client, connection->account, key,
                                               easel_model_pull_get_model (pull), on_progress_cb,
                                               g_object_ref (pull), g_object_unref),
                        NULL),
      error);
}

static DexFuture *
pull_fiber (gpointer data)
{
  Task *task = data;
  EaselLocalService *self = task->self;
  GError *error = NULL;

  if (fetch (self, task->pull, &error) &&
      !dex_await (
          easel_provider_service_refresh_models (self->providers, easel_model_pull_get_slug (task->pull)),
          &error))
    {
      /* The model is there; the list is asked for again when it is next shown. */
      g_debug ("The models are not listed anew: %s", error->message);
      g_clear_error (&error);
    }
  _easel_model_pull_end (task->pull, error);
  if (easel_model_pull_get_state (task->pull) != EASEL_MODEL_PULL_FAILED)
    easel_local_service_forget_pull (self, task->pull);
  return dex_future_new_true ();
}

static DexFuture *
spawn (EaselLocalService *self, DexFiberFunc func, EaselFoundServer *found, EaselModelPull *pull)
{
  Task *task = g_new0 (Task, 1);

  task->self = g_object_ref (self);
  g_set_object (&task->found, found);
  g_set_object (&task->pull, pull);
  return easel_fiber_spawn (func, task, task_free);
}

static EaselModelPull *
find_pull (EaselLocalService *self, const char *slug, const char *model)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->pulls)); i++)
    {
      g_autoptr (EaselModelPull) pull = g_list_model_get_item (G_LIST_MODEL (self->pulls), i);

      if (g_str_equal (easel_model_pull_get_slug (pull), slug) &&
          g_str_equal (easel_model_pull_get_model (pull), model))
        return g_steal_pointer (&pull);
    }
  return NULL;
}

/* Ends what runs, at the end of the program. */
void
_easel_local_service_stop_pulls (EaselLocalService *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->pulls)); i++)
    {
      g_autoptr (EaselModelPull) pull = g_list_model_get_item (G_LIST_MODEL (self->pulls), i);

      easel_model_pull_stop (pull);
    }
}

/* ---- object ---- */

static void
easel_local_service_dispose (GObject *object)
{
  EaselLocalService *self = EASEL_LOCAL_SERVICE (object);

  g_clear_object (&self->pulls);
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
  self->pulls = g_list_store_new (EASEL_TYPE_MODEL_PULL);
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

  return spawn (self, look_fiber, NULL, NULL);
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

  return spawn (self, add_fiber, found, NULL);
}

/**
 * easel_local_service_get_pulls:
 * @self: the service
 *
 * Returns: (transfer none): a list of #EaselModelPull: those that run, and those
 *   that failed until they are forgotten
 */
GListModel *
easel_local_service_get_pulls (EaselLocalService *self)
{
  g_return_val_if_fail (EASEL_IS_LOCAL_SERVICE (self), NULL);

  return G_LIST_MODEL (self->pulls);
}

/**
 * easel_local_service_pull:
 * @self: the service
 * @slug: short name of an Ollama provider
 * @model: the model's name in Ollama's library, such as "llama3.2:3b"
 * @error: return location of an error
 *
 * Lets the server fetch a model. It goes on until it ends or is stopped, whoever
 * looks; then the provider's models are listed anew. Asking for one that is on
 * its way gives that; one that failed is begun anew.
 *
 * Returns: (transfer full) (nullable): the download; %NULL with
 *   %EASEL_ERROR_INVALID_INPUT if that is no name
 */
EaselModelPull *
easel_local_service_pull (EaselLocalService *self, const char *slug, const char *model, GError **error)
{
  g_autofree char *name = NULL;
  g_autoptr (EaselModelPull) pull = NULL;

  g_return_val_if_fail (EASEL_IS_LOCAL_SERVICE (self), NULL);
  g_return_val_if_fail (slug != NULL && model != NULL, NULL);

  name = g_strstrip (g_utf8_make_valid (model, -1));
  if (*name == '\0' || strlen (name) > EASEL_LONGEST_NAME || strpbrk (name, " \t\r\n") != NULL ||
      _easel_provider_service_holds_control (name))
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                           _ ("That is no name of a model. Give it as Ollama's library writes it, such as "
                              "llama3.2:3b."));
      return NULL;
    }
  pull = find_pull (self, slug, name);
  if (pull != NULL && easel_model_pull_get_state (pull) == EASEL_MODEL_PULL_RUNNING)
    return g_steal_pointer (&pull);
  if (pull != NULL)
    easel_local_service_forget_pull (self, pull);
  g_clear_object (&pull);
  pull = _easel_model_pull_new (slug, name);
  g_list_store_append (self->pulls, pull);
  dex_future_disown (spawn (self, pull_fiber, NULL, pull));
  return g_steal_pointer (&pull);
}

/**
 * easel_local_service_forget_pull:
 * @self: the service
 * @pull: a download that ended
 *
 * Takes it off the list.
 */
void
easel_local_service_forget_pull (EaselLocalService *self, EaselModelPull *pull)
{
  guint position;

  g_return_if_fail (EASEL_IS_LOCAL_SERVICE (self));
  g_return_if_fail (EASEL_IS_MODEL_PULL (pull));

  if (self->pulls != NULL && g_list_store_find (self->pulls, pull, &position))
    g_list_store_remove (self->pulls, position);
}
