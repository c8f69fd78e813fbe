// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-provider-service-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-catalogue.h"
#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-provider-private.h"
#include "easel-provider-registry.h"
#include "easel-provider-rows-private.h"
#include "easel-store-models.h"
#include "easel-text-call.h"

/* What the user does to the models of a provider. */

/* What a fiber works on. */
typedef struct
{
  EaselProviderService *self;
  gint64 id;
  char *slug;
  char *name;
  char *model_id;
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
  g_free (task->slug);
  g_free (task->name);
  g_free (task->model_id);
  g_free (task);
}

static DexFuture *
spawn (DexFiberFunc func, Task *task)
{
  return easel_fiber_spawn (func, task, task_free);
}

static DexFuture *
refresh_models_fiber (gpointer data)
{
  Task *task = data;
  EaselProviderService *self = task->self;
  g_autoptr (EaselProvider) provider = easel_provider_service_find (self, task->slug);
  g_autoptr (EaselConnection) connection = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_row_unref);
  g_autoptr (GError) error = NULL;
  EaselProviderRow *row;
  const EaselService *service;

  connection = dex_await_boxed (_easel_provider_service_connect (self, task->slug), &error);
  if (connection != NULL)
    found = dex_await_boxed (
        easel_models_call_run (self->client, connection->protocol, connection->account,
                               connection->key != NULL ? easel_secret_get_text (connection->key) : NULL),
        &error);
  if (found == NULL)
    return dex_future_new_for_error (g_steal_pointer (&error));

  row = _easel_provider_get_row (provider);
  service = easel_provider_registry_match_service (row->protocol, row->base_url);
  for (guint i = 0; i < found->len; i++)
    {
      EaselModelInfo *info = g_ptr_array_index (found, i);
      g_autoptr (EaselModelInfo) known =
          service != NULL ? easel_catalogue_lookup (service->id, info->id) : NULL;

      if (known != NULL)
        easel_model_info_merge (info, known);
      g_ptr_array_add (rows, _easel_model_row_new (row, info, "listed"));
    }
  if (row->id == 0)
    {
      _easel_provider_service_show_found (self, row, rows);
      return dex_future_new_true ();
    }
  if (!dex_await (easel_store_models_upsert (self->store, row->id, rows, TRUE), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return _easel_provider_service_refresh (self);
}

static DexFuture *
add_model_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (EaselProvider) provider = easel_provider_service_find (task->self, task->slug);
  g_autoptr (EaselModelInfo) info = NULL;
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_row_unref);
  g_autoptr (GError) error = NULL;
  EaselProviderRow *row;

  if (provider == NULL || easel_provider_get_id (provider) == 0)
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_NOT_FOUND, _ ("There is no provider “%s”."),
                                  task->slug);
  row = _easel_provider_get_row (provider);
  info = easel_model_info_new (task->model_id, task->name);
  g_ptr_array_add (rows, _easel_model_row_new (row, info, "user"));
  if (!dex_await (easel_store_models_upsert (task->self->store, row->id, rows, FALSE), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return _easel_provider_service_refresh (task->self);
}

static DexFuture *
set_default_fiber (gpointer data)
{
  Task *task = data;
  g_autoptr (GError) error = NULL;

  if (!dex_await (easel_store_models_set_default (task->self->store, EASEL_MODEL_LLM, task->id), &error))
    return dex_future_new_for_error (g_steal_pointer (&error));
  return _easel_provider_service_refresh (task->self);
}

/**
 * easel_provider_service_refresh_models:
 * @self: the service
 * @slug: the provider
 *
 * Asks the provider for its models and merges them with what is known.
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_provider_service_refresh_models (EaselProviderService *self, const char *slug)
{
  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  return spawn (refresh_models_fiber, task_new (self, slug));
}

/**
 * easel_provider_service_add_model:
 * @self: the service
 * @ref: "PROVIDER:MODEL"
 * @name: (nullable): what to call it
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_provider_service_add_model (EaselProviderService *self, const char *ref, const char *name)
{
  const char *colon;
  g_autofree char *slug = NULL;
  Task *task;

  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  colon = strchr (ref, ':');
  if (colon == NULL || colon == ref || colon[1] == '\0' || strlen (ref) > EASEL_LONGEST_NAME ||
      _easel_provider_service_holds_control (ref))
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                                  _ ("“%s” names no model: write PROVIDER:MODEL."), ref);
  slug = g_strndup (ref, (gsize) (colon - ref));
  task = task_new (self, slug);
  task->model_id = g_strdup (colon + 1);
  task->name = g_strdup (name);
  return spawn (add_model_fiber, task);
}

/**
 * easel_provider_service_set_default_model:
 * @self: the service
 * @ref: "PROVIDER:MODEL"
 *
 * Returns: (transfer full): resolves to %TRUE
 */
DexFuture *
easel_provider_service_set_default_model (EaselProviderService *self, const char *ref)
{
  g_autoptr (EaselModelRow) row = NULL;
  Task *task;

  dex_return_error_if_fail (EASEL_IS_PROVIDER_SERVICE (self));

  row = _easel_provider_service_get_model_row (self, ref);
  if (row == NULL || row->id == 0)
    return dex_future_new_reject (EASEL_ERROR, EASEL_ERROR_NOT_FOUND, _ ("There is no model “%s”."), ref);
  task = task_new (self, NULL);
  task->id = row->id;
  return spawn (set_default_fiber, task);
}
