// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-provider-rows-private.h"

#include "easel-catalogue.h"
#include "easel-environment-private.h"
#include "easel-model-private.h"
#include "easel-provider-registry.h"

_Static_assert ((int) EASEL_KIND_LLM == (int) EASEL_MODEL_LLM &&
                    (int) EASEL_KIND_IMAGE == (int) EASEL_MODEL_IMAGE &&
                    (int) EASEL_KIND_VIDEO == (int) EASEL_MODEL_VIDEO,
                "kinds are stored as they are");

/* NULL is "not said", which takes nothing away. */
static char *
capabilities_of (const EaselModelInfo *info)
{
  static const struct
  {
    EaselModelFlags flag;
    EaselCapabilities capability;
  } pairs[] = {
    { EASEL_MODEL_VISION, EASEL_CAPABILITY_VISION },
    { EASEL_MODEL_REASONING, EASEL_CAPABILITY_REASONING },
    { EASEL_MODEL_TOOLS, EASEL_CAPABILITY_TOOLS },
    { EASEL_MODEL_STRUCTURED, EASEL_CAPABILITY_STRUCTURED },
    { EASEL_MODEL_IMAGE_OUTPUT, EASEL_CAPABILITY_IMAGE },
  };
  guint capabilities = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (pairs); i++)
    if ((info->flags & pairs[i].flag) != 0)
      capabilities |= pairs[i].capability;
  return capabilities != 0 ? _easel_capabilities_to_json ((EaselCapabilities) capabilities) : NULL;
}

/* A row for a model that a list or the catalogue names. */
EaselModelRow *
_easel_model_row_new (const EaselProviderRow *provider, const EaselModelInfo *info, const char *source)
{
  EaselModelRow *row = easel_model_row_new ();

  row->provider_id = provider->id;
  row->provider_slug = g_strdup (provider->slug);
  row->provider_name = g_strdup (provider->name);
  row->model_id = g_strdup (info->id);
  row->name = g_strdup (info->name != NULL ? info->name : info->id);
  row->kinds = info->kinds != 0 ? (guint) info->kinds : EASEL_MODEL_LLM;
  row->enabled = TRUE;
  row->available = TRUE;
  row->source = g_strdup (source);
  row->capabilities = capabilities_of (info);
  row->context_tokens = info->context;
  row->max_output_tokens = info->max_output;
  row->price_input = info->price.input;
  row->price_output = info->price.output;
  row->price_cached = info->price.cached;
  row->price_cache_write = info->price.cache_write;
  row->above = info->above;
  row->above_input = info->price_above.input;
  row->above_output = info->price_above.output;
  row->above_cached = info->price_above.cached;
  row->above_cache_write = info->price_above.cache_write;
  row->price_image = info->price_image;
  row->price_source = g_strdup (info->price_source);
  return row;
}

/* An account that exists only because its key is in the environment. */
static EaselProviderRow *
environment_row_new (EaselEnvironment *environment, const EaselService *service)
{
  const char *url = _easel_environment_get_service_url (environment, service->id);
  EaselProviderRow *row = easel_provider_row_new ();

  row->slug = g_strdup (service->id);
  row->name = g_strdup (service->label);
  row->protocol = g_strdup (service->protocol);
  row->kinds = EASEL_MODEL_LLM;
  row->base_url = g_strdup (url != NULL ? url : service->base_url);
  row->enabled = TRUE;
  row->needs_key = TRUE;
  return row;
}

/* Adds the accounts that exist only because their key is in the environment. */
void
_easel_environment_add_providers (EaselEnvironment *environment, GPtrArray *providers, GPtrArray *models)
{
  guint n_services;
  const EaselService *services = easel_provider_registry_list_services (&n_services);

  for (guint i = 0; i < n_services; i++)
    {
      g_autoptr (EaselProviderRow) row = NULL;
      g_autoptr (GPtrArray) known = NULL;
      gboolean stored = FALSE;

      if (_easel_environment_get_service_key (environment, services[i].id) == NULL)
        continue;
      for (guint k = 0; k < providers->len && !stored; k++)
        stored = g_str_equal (((EaselProviderRow *) g_ptr_array_index (providers, k))->slug, services[i].id);
      if (stored)
        continue;

      row = environment_row_new (environment, &services[i]);
      /* What that service has and asks for says nothing about another address. */
      if (easel_provider_registry_match_service (row->protocol, row->base_url) == &services[i])
        known = easel_catalogue_list (services[i].id, row->protocol, EASEL_KIND_LLM);
      for (guint k = 0; known != NULL && k < known->len; k++)
        g_ptr_array_add (models, _easel_model_row_new (row, g_ptr_array_index (known, k), "builtin"));
      g_ptr_array_add (providers, g_steal_pointer (&row));
    }
}
