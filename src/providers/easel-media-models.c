// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "easel-catalogue.h"
#include "easel-dex-fiber.h"
#include "easel-error.h"
#include "easel-media-call-private.h"
#include "easel-provider-registry.h"

#define MOST_PAGES 20

static void
read_models (EaselMediaReading *reading)
{
  reading->models = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_info_unref);
  if (reading->body == NULL)
    reading->error = g_error_new_literal (
        EASEL_ERROR, EASEL_ERROR_PROTOCOL,
        _ ("The provider’s answer is no list of models. Check the base URL and the protocol"));
  else
    reading->protocol->parse_models (reading->body->root, reading->account, reading->models, &reading->next,
                                     &reading->error);
}

/* A provider without a list has what the catalogue knows. */
static GPtrArray *
list_known (EaselMediaCall *call)
{
  const EaselService *service = easel_provider_registry_find_service (call->protocol->id);
  GPtrArray *known = service != NULL ? easel_catalogue_list (service->id, call->protocol->id,
                                                             EASEL_KIND_IMAGE | EASEL_KIND_VIDEO)
                                     : NULL;

  return known != NULL ? known : g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_info_unref);
}

static DexFuture *
models_fiber (gpointer data)
{
  EaselMediaCall *call = data;
  g_autoptr (GPtrArray) models = NULL;
  g_autofree char *cursor = NULL;
  GError *error = NULL;

  if (call->protocol->build_models == NULL)
    return dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, list_known (call));
  models = g_ptr_array_new_with_free_func ((GDestroyNotify) easel_model_info_unref);
  for (guint i = 0; i < MOST_PAGES; i++)
    {
      g_autoptr (EaselMediaWire) wire = call->protocol->build_models (call->account, cursor, &error);
      g_autoptr (EaselHttpResponse) response = NULL;
      g_autoptr (EaselMediaReading) reading = NULL;

      if (!_easel_media_call_fetch (call, wire, &response, &error))
        return _easel_media_call_fail (call, error);
      reading =
          _easel_media_reading_new (call, read_models, response, easel_http_response_get_body (response));
      if (!_easel_media_reading_await (reading, &error))
        return _easel_media_call_fail (call, error);
      for (guint k = 0; k < reading->models->len; k++)
        g_ptr_array_add (models, easel_model_info_ref (g_ptr_array_index (reading->models, k)));
      if (reading->next == NULL || g_strcmp0 (reading->next, cursor) == 0)
        break;
      g_set_str (&cursor, reading->next);
    }
  _easel_media_call_log (call, NULL);
  return dex_future_new_take_boxed (G_TYPE_PTR_ARRAY, g_steal_pointer (&models));
}

/**
 * easel_media_call_list_models:
 * @client: the way out
 * @protocol: how the provider is spoken with
 * @account: where it is
 * @key: (nullable): its key
 *
 * Asks a provider which models it has; one that has no list is not asked, and has
 * those of the catalogue.
 *
 * Returns: (transfer full): resolves to a #GPtrArray of #EaselModelInfo, or rejects
 *   with an error of %EASEL_ERROR
 */
DexFuture *
easel_media_call_list_models (EaselHttpClient *client,
                              const EaselMediaProtocol *protocol,
                              EaselAccount *account,
                              const char *key)
{
  dex_return_error_if_fail (EASEL_IS_HTTP_CLIENT (client));
  dex_return_error_if_fail (protocol != NULL && account != NULL);

  return _easel_media_call_start (_easel_media_call_new ("models", client, protocol, account, key),
                                  models_fiber);
}
