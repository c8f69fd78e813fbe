// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "easel-text-protocol.h"

G_BEGIN_DECLS

/**
 * EaselService:
 * @id: what the catalogue and accounts call it
 * @label: name for people
 * @protocol: id of the protocol that it speaks
 * @also: (nullable) (array zero-terminated=1): ids of others that it speaks at
 *   the same address; an account chooses by its own protocol
 * @base_url: (nullable): where it answers; %NULL if the user has to say
 * @key_env: (nullable): environment variable that people keep its key in
 * @other_key_env: (nullable): another such variable, used when @key_env is not set
 * @base_url_env: (nullable): environment variable for another base URL, used
 *   only together with a key from @key_env
 * @needs_key: whether it answers nothing without a key
 * @key_page: (nullable): where a user makes a key
 * @default_model: (nullable): id of the model to begin with; %NULL takes the first
 * @local: runs on the user's own computer, at a port that it is known by
 *
 * A place that is known to speak a protocol.
 */
typedef struct
{
  const char *id;
  const char *label;
  const char *protocol;
  const char *const *also;
  const char *base_url;
  const char *key_env;
  const char *other_key_env;
  const char *base_url_env;
  gboolean needs_key;
  const char *key_page;
  const char *default_model;
  gboolean local;
} EaselService;

const EaselTextProtocol *const *easel_provider_registry_list_protocols (guint *n_protocols);
const EaselTextProtocol *easel_provider_registry_find_protocol (const char *id);
const EaselService *easel_provider_registry_list_services (guint *n_services);
const EaselService *easel_provider_registry_find_service (const char *id);
const EaselService *easel_provider_registry_find_place (const char *protocol, const char *base_url);
const EaselService *easel_provider_registry_match_service (const char *protocol, const char *base_url);

G_END_DECLS
