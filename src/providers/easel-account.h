// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define EASEL_TYPE_ACCOUNT (easel_account_get_type ())

/**
 * EaselAccount:
 * @slug: how the user's settings name it; stands in errors
 * @name: (nullable): what the user calls it
 * @base_url: (nullable): where the provider answers; %NULL is the protocol's own place
 * @service: (nullable): id of the known service that answers there, see
 *   #EaselService; %NULL finds it by the host
 * @allow_http: the user agreed to plain http beyond this computer
 * @socket_path: (nullable): Unix socket to connect to instead of the host
 * @connect_timeout: microseconds; 0 is the client's own
 * @idle_timeout: longest silence in an answer in microseconds; 0 is the client's own
 * @max_retries: how often a call is tried again by itself
 *
 * Where and how a provider is reached. It holds no key: that is an argument of
 * each call. Fill in the fields before the account is handed on.
 */
typedef struct
{
  char *slug;
  char *name;
  char *base_url;
  char *service;
  gboolean allow_http;
  char *socket_path;
  gint64 connect_timeout;
  gint64 idle_timeout;
  guint max_retries;
} EaselAccount;

GType easel_account_get_type (void) G_GNUC_CONST;
EaselAccount *easel_account_new (const char *slug, const char *base_url) G_GNUC_WARN_UNUSED_RESULT;
EaselAccount *easel_account_ref (EaselAccount *account);
void easel_account_unref (EaselAccount *account);

gboolean easel_account_check_query (const char *base_url, GError **error);
char *easel_account_build_url (
    const char *base_url, const char *default_path, const char *path, const char *query, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EaselAccount, easel_account_unref)

G_END_DECLS
