// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-provider-registry.h"

#include "anthropic/easel-anthropic.h"
#include "easel-media-registry.h"
#include "easel-services-private.h"
#include "gemini/easel-gemini.h"
#include "easel-url-policy.h"
#include "ollama/easel-ollama.h"
#include "openai-chat/easel-openai-chat.h"
#include "openai-responses/easel-openai-responses.h"

static const EaselTextProtocol *const protocols[] = {
  &easel_openai_chat_protocol, &easel_openai_responses_protocol, &easel_anthropic_protocol,
  &easel_ollama_protocol,      &easel_gemini_protocol,
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
  return _easel_services_list (n_services);
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
  guint n_services;
  const EaselService *services = _easel_services_list (&n_services);

  for (guint i = 0; i < n_services; i++)
    if (g_strcmp0 (services[i].id, id) == 0)
      return &services[i];
  return NULL;
}

static gboolean
speaks (const EaselService *service, const char *protocol)
{
  return g_strcmp0 (service->protocol, protocol) == 0 ||
         (service->also != NULL && protocol != NULL && g_strv_contains (service->also, protocol));
}

/* What an account of a protocol is called by that nobody knows the address of. */
static const EaselService *
find_anywhere (const char *protocol)
{
  guint n_services;
  const EaselService *services = _easel_services_list (&n_services);

  for (guint i = 0; i < n_services; i++)
    if (services[i].base_url == NULL && speaks (&services[i], protocol))
      return &services[i];
  return NULL;
}

static int
port_of (GUri *uri)
{
  if (g_uri_get_port (uri) > 0)
    return g_uri_get_port (uri);
  return g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80;
}

static gboolean
same_place (const char *one_url, const char *other_url)
{
  g_autoptr (GUri) one = g_uri_parse (one_url, G_URI_FLAGS_ENCODED, NULL);
  g_autoptr (GUri) other = g_uri_parse (other_url, G_URI_FLAGS_ENCODED, NULL);
  const char *host = one != NULL ? g_uri_get_host (one) : NULL;
  const char *other_host = other != NULL ? g_uri_get_host (other) : NULL;

  if (host == NULL || other_host == NULL || port_of (one) != port_of (other))
    return FALSE;
  return g_ascii_strcasecmp (host, other_host) == 0 ||
         (easel_url_is_loopback (one_url) && easel_url_is_loopback (other_url));
}

/**
 * easel_provider_registry_find_place:
 * @protocol: (nullable): id of the protocol that is preferred if several answer there
 * @base_url: (nullable): a base URL
 *
 * Finds out by host and port who answers at an address; all names of this
 * computer are one host.
 *
 * Returns: (transfer none) (nullable): the known service at @base_url, whatever
 *   protocol it is spoken with
 */
const EaselService *
easel_provider_registry_find_place (const char *protocol, const char *base_url)
{
  const EaselService *found = NULL;
  guint n_services;
  const EaselService *services = _easel_services_list (&n_services);

  for (guint i = 0; base_url != NULL && i < n_services; i++)
    {
      if (services[i].base_url == NULL || !same_place (base_url, services[i].base_url))
        continue;
      if (g_strcmp0 (services[i].protocol, protocol) == 0)
        return &services[i];
      if (found == NULL)
        found = &services[i];
    }
  return found;
}

/**
 * easel_provider_registry_match_service:
 * @protocol: a protocol's id
 * @base_url: (nullable): a base URL; %NULL is the protocol's own place
 *
 * Returns: (transfer none) (nullable): the known service that answers at @base_url,
 *   one that is spoken with in @protocol first; for none, the one of the protocol
 *   that answers anywhere, or %NULL
 */
const EaselService *
easel_provider_registry_match_service (const char *protocol, const char *base_url)
{
  const EaselTextProtocol *known = easel_provider_registry_find_protocol (protocol);
  const EaselMediaProtocol *media = easel_media_registry_find (protocol);
  const EaselService *service;

  if (known == NULL && media == NULL)
    return NULL;
  if (base_url == NULL)
    base_url = known != NULL ? known->base_url : media->base_url;
  service = easel_provider_registry_find_place (protocol, base_url);
  return service != NULL ? service : find_anywhere (protocol);
}
