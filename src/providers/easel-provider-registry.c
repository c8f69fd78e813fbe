// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "easel-provider-registry.h"

#include <gio/gio.h>

#include "anthropic/easel-anthropic.h"
#include "easel-services-private.h"
#include "openai-chat/easel-openai-chat.h"
#include "openai-responses/easel-openai-responses.h"

static const EaselTextProtocol *const protocols[] = {
  &easel_openai_chat_protocol,
  &easel_openai_responses_protocol,
  &easel_anthropic_protocol,
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

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);
  return g_ascii_strcasecmp (host, "localhost") == 0 || g_str_has_suffix (host, ".localhost");
}

static int
port_of (GUri *uri)
{
  if (g_uri_get_port (uri) > 0)
    return g_uri_get_port (uri);
  return g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80;
}

static gboolean
same_place (GUri *one, GUri *other)
{
  const char *host = g_uri_get_host (one);
  const char *other_host = g_uri_get_host (other);

  if (host == NULL || other_host == NULL || port_of (one) != port_of (other))
    return FALSE;
  return g_ascii_strcasecmp (host, other_host) == 0 || (is_loopback (host) && is_loopback (other_host));
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
  g_autoptr (GUri) uri = base_url != NULL ? g_uri_parse (base_url, G_URI_FLAGS_ENCODED, NULL) : NULL;
  const EaselService *found = NULL;
  guint n_services;
  const EaselService *services = _easel_services_list (&n_services);

  for (guint i = 0; uri != NULL && i < n_services; i++)
    {
      g_autoptr (GUri) place = NULL;

      if (services[i].base_url == NULL)
        continue;
      place = g_uri_parse (services[i].base_url, G_URI_FLAGS_ENCODED, NULL);
      if (place == NULL || !same_place (uri, place))
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
  const EaselService *service;

  if (known == NULL)
    return NULL;
  service = easel_provider_registry_find_place (protocol, base_url != NULL ? base_url : known->base_url);
  return service != NULL ? service : find_anywhere (protocol);
}
