// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-provider-registry.h"

#include "anthropic/easel-anthropic.h"
#include "openai-chat/easel-openai-chat.h"

static const EaselTextProtocol *const protocols[] = {
  &easel_openai_chat_protocol,
  &easel_anthropic_protocol,
};

static const EaselService services[] = {
  {
      .id = "openai",
      .label = "OpenAI",
      .protocol = "openai",
      .base_url = "https://api.openai.com/v1",
      .key_env = "OPENAI_API_KEY",
      .base_url_env = "OPENAI_BASE_URL",
      .needs_key = TRUE,
      .key_page = "https://platform.openai.com/api-keys",
  },
  {
      .id = "anthropic",
      .label = "Anthropic",
      .protocol = "anthropic",
      .base_url = "https://api.anthropic.com",
      .key_env = "ANTHROPIC_API_KEY",
      .base_url_env = "ANTHROPIC_BASE_URL",
      .needs_key = TRUE,
      .key_page = "https://console.anthropic.com/settings/keys",
  },
  {
      .id = "compatible",
      .label = "OpenAI-compatible server",
      .protocol = "openai",
  },
};

/**
 * easel_provider_registry_list_protocols:
 * @n_protocols: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_protocols): all protocols
 */
const EaselTextProtocol *const *
easel_provider_registry_list_protocols (guint *n_protocols)
{
  *n_protocols = G_N_ELEMENTS (protocols);
  return protocols;
}

/**
 * easel_provider_registry_find_protocol:
 * @id: (nullable): a protocol's id
 *
 * Returns: (transfer none) (nullable): the protocol
 */
const EaselTextProtocol *
easel_provider_registry_find_protocol (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (protocols); i++)
    if (g_strcmp0 (protocols[i]->id, id) == 0)
      return protocols[i];
  return NULL;
}

/**
 * easel_provider_registry_list_services:
 * @n_services: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_services): all known services
 */
const EaselService *
easel_provider_registry_list_services (guint *n_services)
{
  *n_services = G_N_ELEMENTS (services);
  return services;
}

/**
 * easel_provider_registry_find_service:
 * @id: (nullable): a service's id
 *
 * Returns: (transfer none) (nullable): the service
 */
const EaselService *
easel_provider_registry_find_service (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
    if (g_strcmp0 (services[i].id, id) == 0)
      return &services[i];
  return NULL;
}

static gboolean
has_host (const char *url, const char *host)
{
  g_autoptr (GUri) uri = url != NULL ? g_uri_parse (url, G_URI_FLAGS_ENCODED, NULL) : NULL;

  return uri != NULL && g_uri_get_host (uri) != NULL && g_ascii_strcasecmp (g_uri_get_host (uri), host) == 0;
}

/**
 * easel_provider_registry_match_service:
 * @protocol: a protocol's id
 * @base_url: (nullable): a base URL
 *
 * Returns: (transfer none) (nullable): the known service that answers at @base_url
 *   in @protocol; for none, the one of the protocol that answers anywhere, or %NULL
 */
const EaselService *
easel_provider_registry_match_service (const char *protocol, const char *base_url)
{
  const EaselService *anywhere = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (services); i++)
    {
      g_autoptr (GUri) uri = NULL;

      if (g_strcmp0 (services[i].protocol, protocol) != 0)
        continue;
      if (services[i].base_url == NULL)
        {
          anywhere = &services[i];
          continue;
        }
      if (base_url == NULL)
        return &services[i];
      uri = g_uri_parse (services[i].base_url, G_URI_FLAGS_ENCODED, NULL);
      if (uri != NULL && has_host (base_url, g_uri_get_host (uri)))
        return &services[i];
    }
  return anywhere;
}
