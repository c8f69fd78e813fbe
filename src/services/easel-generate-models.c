// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-generate-service-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "easel-error.h"
#include "easel-fiber.h"
#include "easel-generate-plan-private.h"
#include "easel-media-call.h"
#include "easel-media-registry.h"
#include "easel-provider-private.h"

/* Which model makes it, what that takes, and what it costs. */

EaselMediaSchema *
_easel_generate_service_await_schema (EaselGenerateService *self,
                                      EaselConnection *connection,
                                      const EaselMediaProtocol *protocol,
                                      const char *model_id,
                                      EaselKinds kind,
                                      GError **error)
{
  g_autofree char *key = g_strdup_printf ("%s:%s#%u", connection->account->slug, model_id, (guint) kind);
  EaselMediaSchema *schema = g_hash_table_lookup (self->schemas, key);
  g_autoptr (DexFuture) asking = NULL;

  if (schema != NULL)
    return easel_media_schema_ref (schema);
  asking = easel_media_call_describe (
      _easel_provider_service_get_client (self->providers), protocol, connection->account,
      connection->key != NULL ? easel_secret_get_text (connection->key) : NULL, model_id, kind);
  dex_await (dex_future_first (dex_ref (asking), dex_ref (DEX_FUTURE (self->closing)), NULL), NULL);
  if (dex_future_is_pending (asking))
    {
      g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_CANCELLED,
                           _ ("Easel was closed before the answer came."));
      return NULL;
    }
  schema = dex_await_boxed (dex_ref (asking), error);
  if (schema != NULL)
    g_hash_table_insert (self->schemas, g_steal_pointer (&key), easel_media_schema_ref (schema));
  return schema;
}

void
_easel_generate_maker_clear (EaselGenerateMaker *maker)
{
  g_clear_object (&maker->model);
  g_clear_object (&maker->provider);
  g_clear_pointer (&maker->connection, _easel_connection_unref);
}

gboolean
_easel_generate_service_find_maker (EaselGenerateService *self,
                                    const char *ref,
                                    EaselPurposes kind,
                                    EaselGenerateMaker *maker,
                                    GError **error)
{
  maker->kind = kind == EASEL_PURPOSE_VIDEO ? EASEL_KIND_VIDEO : EASEL_KIND_IMAGE;
  maker->model = ref != NULL ? easel_provider_service_find_any_model (self->providers, ref)
                             : easel_provider_service_get_default_model (self->providers, kind);
  if (maker->model == NULL && ref == NULL)
    g_set_error_literal (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND,
                         kind == EASEL_PURPOSE_VIDEO
                             ? _ ("No account has a model for clips. Add one in Preferences.")
                             : _ ("No account has a model for pictures. Add one in Preferences."));
  else if (maker->model == NULL && strchr (ref, ':') == NULL)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_INVALID_INPUT,
                 _ ("“%s” names no model: write PROVIDER:MODEL."), ref);
  else if (maker->model == NULL)
    g_set_error (error, EASEL_ERROR, EASEL_ERROR_NOT_FOUND,
                 _ ("There is no model “%s”. Load the account's list of models, or add it by its ID."), ref);
  if (maker->model == NULL)
    return FALSE;
  maker->model_id = easel_model_get_id (maker->model);
  maker->provider =
      easel_provider_service_find (self->providers, easel_model_get_provider_slug (maker->model));
  if (maker->provider != NULL && easel_provider_get_enabled (maker->provider))
    return TRUE;
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_UNAVAILABLE,
               _ ("“%s” is disabled. Enable it in Preferences, or choose another model."),
               easel_model_get_provider_name (maker->model));
  return FALSE;
}

/* Awaits. */
gboolean
_easel_generate_service_connect_maker (EaselGenerateService *self,
                                       const char *ref,
                                       EaselPurposes kind,
                                       EaselGenerateMaker *maker,
                                       GError **error)
{
  const EaselProviderRow *row;

  if (!_easel_generate_service_find_maker (self, ref, kind, maker, error))
    return FALSE;
  row = _easel_provider_get_row (maker->provider);
  maker->connection =
      dex_await_boxed (_easel_provider_service_connect_any (self->providers, row->slug), error);
  if (maker->connection == NULL)
    return FALSE;
  maker->protocol =
      easel_media_registry_find_for (row->protocol, maker->connection->account, maker->model_id, maker->kind);
  if (maker->protocol != NULL)
    return TRUE;
  g_set_error (error, EASEL_ERROR, EASEL_ERROR_UNSUPPORTED,
               kind == EASEL_PURPOSE_VIDEO
                   ? _ ("%s makes no clips in a way that Easel knows. Choose another model.")
                   : _ ("%s makes no pictures in a way that Easel knows. Choose another model."),
               easel_model_get_provider_name (maker->model));
  return FALSE;
}

/* What a fiber of this file works on. */
typedef struct
{
  EaselGenerateService *self;
  char *ref;
  EaselPurposes kind;
} Task;

static void
task_free (gpointer data)
{
  Task *task = data;

  g_object_unref (task->self);
  g_free (task->ref);
  g_free (task);
}

static DexFuture *
describe_fiber (gpointer data)
{
  Task *task = data;
  g_auto (EaselGenerateMaker) maker = { NULL };
  g_autoptr (EaselMediaSchema) schema = NULL;
  GError *error = NULL;

  if (!_easel_generate_service_connect_maker (task->self, task->ref, task->kind, &maker, &error))
    return dex_future_new_for_error (error);
  schema = _easel_generate_service_await_schema (task->self, maker.connection, maker.protocol, maker.model_id,
                                                 maker.kind, &error);
  if (schema == NULL)
    return dex_future_new_for_error (error);
  return dex_future_new_take_boxed (EASEL_TYPE_MODEL_TAKES, _easel_model_takes_new (schema));
}

/**
 * easel_generate_service_describe:
 * @self: the service
 * @model: (nullable): PROVIDER:MODEL; %NULL is the default of the kind
 * @kind: %EASEL_PURPOSE_IMAGE or %EASEL_PURPOSE_VIDEO
 *
 * Finds out what a model takes; asks its provider, once, if it can tell.
 *
 * Returns: (transfer full): resolves to an #EaselModelTakes, or rejects with an
 *   error of %EASEL_ERROR
 */
DexFuture *
easel_generate_service_describe (EaselGenerateService *self, const char *model, EaselPurposes kind)
{
  Task *task;

  dex_return_error_if_fail (EASEL_IS_GENERATE_SERVICE (self));

  task = g_new0 (Task, 1);
  task->self = g_object_ref (self);
  task->ref = g_strdup (model);
  task->kind = kind;
  return easel_fiber_spawn (describe_fiber, task, task_free);
}

/**
 * easel_generate_service_estimate:
 * @self: the service
 * @request: what is to be made
 *
 * Returns: what it will cost in millionths of a US dollar; -1 if that is not known
 */
gint64
easel_generate_service_estimate (EaselGenerateService *self, const EaselGenerateRequest *request)
{
  g_auto (EaselGenerateMaker) maker = { NULL };
  gint64 price;

  g_return_val_if_fail (EASEL_IS_GENERATE_SERVICE (self), -1);

  if (!_easel_generate_service_find_maker (self, request->model, request->kind, &maker, NULL))
    return -1;
  if (easel_model_is_free (maker.model))
    return 0;
  price = _easel_generate_plan_get_price (easel_model_get_number (maker.model, EASEL_FACT_PRICE_IMAGE),
                                          easel_model_get_number (maker.model, EASEL_FACT_PRICE_OUTPUT),
                                          request->previews ? EASEL_GENERATE_PREVIEWS : 0);
  return price >= 0 && request->kind == EASEL_PURPOSE_IMAGE
             ? price * MIN (request->count, EASEL_GENERATE_MOST_COUNT)
             : -1;
}
