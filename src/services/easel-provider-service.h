// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gio/gio.h>
#include <libdex.h>

#include "easel-model.h"
#include "easel-provider.h"

G_BEGIN_DECLS

/* Calls that a provider may get at once. */
#define EASEL_MOST_CALLS_LIMIT 64

/**
 * EaselKnownService:
 * @id: the slug that an account of it gets, such as "anthropic"
 * @name: what people call it
 * @protocol: protocol id
 * @base_url: (nullable): its address, %NULL if the user gives it
 * @key_page: (nullable): where its keys are made
 *
 * A service that Easel knows the address of.
 */
typedef struct
{
  const char *id;
  const char *name;
  const char *protocol;
  const char *base_url;
  const char *key_page;
} EaselKnownService;

#define EASEL_TYPE_PROVIDER_SERVICE (easel_provider_service_get_type ())
G_DECLARE_FINAL_TYPE (EaselProviderService, easel_provider_service, EASEL, PROVIDER_SERVICE, GObject)

const EaselKnownService *easel_provider_service_get_known (guint *n_known);
gboolean easel_provider_service_check_address (const char *base_url, gboolean allow_http, GError **error);

GListModel *easel_provider_service_get_providers (EaselProviderService *self);
GListModel *easel_provider_service_get_models (EaselProviderService *self);

EaselProvider *easel_provider_service_find (EaselProviderService *self, const char *slug);
EaselModel *easel_provider_service_find_model (EaselProviderService *self, const char *ref);
EaselModel *easel_provider_service_get_default_model (EaselProviderService *self);

DexFuture *easel_provider_service_add (EaselProviderService *self,
                                       const char *protocol,
                                       const char *name,
                                       const char *slug,
                                       const char *base_url,
                                       const char *key,
                                       gboolean allow_http) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_edit (EaselProviderService *self,
                                        const char *slug,
                                        const char *name,
                                        const char *base_url,
                                        int allow_http) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_set_enabled (EaselProviderService *self,
                                               const char *slug,
                                               gboolean enabled) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_remove (EaselProviderService *self,
                                          const char *slug) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_forget_key (EaselProviderService *self,
                                              const char *slug) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_restore (EaselProviderService *self, gint64 id) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_set_key (EaselProviderService *self,
                                           const char *slug,
                                           const char *key) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_has_key (EaselProviderService *self,
                                           const char *slug) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_test (EaselProviderService *self,
                                        const char *protocol,
                                        const char *base_url,
                                        const char *key,
                                        gboolean allow_http) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_test_stored (EaselProviderService *self,
                                               const char *slug) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_refresh_models (EaselProviderService *self,
                                                  const char *slug) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_add_model (EaselProviderService *self,
                                             const char *ref,
                                             const char *name) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_set_default_model (EaselProviderService *self,
                                                     const char *ref) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_describe_key_store (EaselProviderService *self) G_GNUC_WARN_UNUSED_RESULT;
DexFuture *easel_provider_service_set_most_calls (EaselProviderService *self,
                                                  const char *slug,
                                                  guint most) G_GNUC_WARN_UNUSED_RESULT;
gboolean easel_provider_service_serve_samples (EaselProviderService *self,
                                               guint16 port,
                                               guint *actual_port,
                                               GError **error);

G_END_DECLS
